"""What does each value of the package mean, for people? The codebook and the read-me file."""

from collections.abc import Iterator
from typing import Any

from exports.data_package.contents import TABLES, place_of
from exports.data_package.descriptor import (
    ESCAPE,
    PackageWishes,
    describe_plain_field,
)
from exports.data_package.fields import FieldType
from exports.data_package.meanings import MEANINGS, label_of
from exports.data_package.publicity import RULES
from tracker.progress import MissingReason

PATH = "data/codebook.csv"
TITLE = "Codebook"
MEANING = "Each word that a field of the other tables may hold, and what it means."
INTRODUCTION = """# {title}

A Data Package (version 2). `datapackage.json` describes every file, field, key and word for
programs; this page does so for people.

- The tables are CSV files in UTF-8 in `data/`, sorted by their key. Some spreadsheets have to be
  told that it is UTF-8 (in Excel: Data, From Text/CSV).
- {escape}
- Missing is never zero. Where an answer or a number is missing, its cell says why with a word;
  `data/codebook.csv` says what each word means. An empty cell says nothing.
- Texts are in `texts/`: `.json` is the canonical form to which the SHA-256 of the revision belongs,
  `.md` is for people. `data/paragraphs.csv` has the paragraphs of the texts in force.
- Lists, and names by language, are JSON.
- Files behind answers are in `evidence/`, each under its SHA-256. What they are called and who
  made them stands in the field `evidence` of `data/entries.csv`.
- Contacts and reminders (personal data) and internal keys are never in it.
"""

FIELDS = {
    "resource": "Name of the table.",
    "field": "Name of the field.",
    "value": "The word as it stands in the cell.",
    "label": "The word as people write it.",
    "meaning": "What it means.",
    "is_missing": "Whether it says why there is no value.",
}


def list_codes() -> Iterator[tuple[str, ...]]:
    """Yield the rows of the codebook: first the words of a field, then why it has no value."""
    for table in TABLES:
        for field in table.fields:
            for words, missing in ((field.words, "false"), (MissingReason, "true")):
                if words is None or (missing == "true" and not field.reasons):
                    continue
                for word in words:
                    meaning = MEANINGS[words][word]
                    yield table.name, field.name, word.value, label_of(word), meaning, missing


def describe_codebook() -> dict[str, Any]:
    """Return the schema of the codebook."""
    kinds = {"is_missing": FieldType.BOOLEAN}
    return {
        "fields": [
            describe_plain_field(
                name,
                name[:1].upper() + name[1:].replace("_", " "),
                meaning,
                kinds.get(name, FieldType.STRING),
            )
            for name, meaning in FIELDS.items()
        ],
        "primaryKey": ["resource", "field", "value"],
    }


def write_readme(wishes: PackageWishes) -> str:
    """Return the read-me file of a package, in Markdown."""
    lines = [INTRODUCTION.format(title=wishes.title, escape=ESCAPE)]
    if wishes.is_public:
        lines += ["Not public, and so not in this package:", ""]
        lines += [*(f"- {rule}" for rule in RULES), ""]
    for table in TABLES:
        lines += [f"## {table.title} (`{table.path}`)", "", table.meaning, ""]
        lines += [f"Key: {', '.join(f'`{name}`' for name in table.key)}.", ""]
        lines += ["| field | type | what |", "|---|---|---|"]
        lines += [
            f"| `{field.name}` | {place_of(table, field).kind.value} | {field.meaning} |"
            for field in table.chosen(public=wishes.is_public)
        ]
        lines.append("")
    return "\n".join(lines)
