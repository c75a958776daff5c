"""What stands in a member's sheet for a period? A row for each paragraph it has accepted."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote, unquote

from declarations.model import Declaration
from declarations.numbering import compute_labels, compute_reference_labels, print_text
from declarations.problems import RuleRefusal
from exports.workbook_words import ANSWERS, Field, load_words
from tracker.members import Member
from tracker.periods import Period
from tracker.progress import Entry, Evidence

KEY_SIGN = "accord"
LONGEST_TEXT = 32_000
"""Characters of one cell; a spreadsheet holds 32,767."""
PERCENT_DECIMALS = 4
_UNWANTED = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)

Versions = Mapping[str, Sequence[Entry]]
"""All entries of one member for one period by paragraph, the oldest first."""


@dataclass(frozen=True, slots=True)
class RowKey:
    """What a row is about, and the number of the entry that it was made from (0: none yet)."""

    declaration: str
    period: str
    member: str
    paragraph: str
    sequence: int

    def __str__(self) -> str:
        """Return the key as it stands in the hidden column."""
        parts = (self.declaration, self.period, self.member, self.paragraph, str(self.sequence))
        return "/".join((KEY_SIGN, *(quote(part, safe="") for part in parts)))


def read_key(text: str) -> RowKey | None:
    """Return the key that a cell holds, None where it holds none."""
    parts = [unquote(part) for part in text.strip().split("/")]
    if len(parts) != 6 or parts[0] != KEY_SIGN or not re.fullmatch("[0-9]{1,9}", parts[5]):  # noqa: PLR2004 - the sign and five parts
        return None
    return RowKey(parts[1], parts[2], parts[3], parts[4], int(parts[5]))


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One paragraph. ``answers`` are canonical (codes, ids, "40.5", "2027-03-31"), or as typed.

    ``faults`` says what is wrong by column, in a copy that goes back to the member.
    """

    key: RowKey
    label: str
    text: str
    last: str
    answers: Mapping[Field, str]
    faults: Mapping[Field, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ProgressSheet:
    """Everything a writer needs; ``labels`` are those of the paragraphs by id."""

    language: str
    member: str
    declaration: str
    period: Period
    rows: tuple[SheetRow, ...]
    labels: Mapping[str, str]


def clean_text(text: str) -> str:
    """Return words as a cell holds them: no control characters, not longer than a cell."""
    plain = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    return _UNWANTED.sub("", plain).strip()[:LONGEST_TEXT].strip()


def print_percent(percent: float | None) -> str:
    """Return a percentage as a canonical number: "40", "40.5", "" for none."""
    if percent is None:
        return ""
    return f"{round(percent, PERCENT_DECIMALS):.{PERCENT_DECIMALS}f}".rstrip("0").rstrip(".")


def linked_evidence(entry: Entry) -> Evidence | None:
    """Return the piece of evidence that the sheet shows: the first one with a link."""
    return next((piece for piece in entry.evidence if piece.url), None)


def print_answers(entry: Entry | None) -> dict[Field, str]:
    """Return the canonical answers of an entry, every one empty where there is no entry."""
    if entry is None:
        return dict.fromkeys(ANSWERS, "")
    piece = linked_evidence(entry)
    published = piece.published_on if piece else None
    return {
        Field.STATE: entry.implementation.value if entry.implementation else "",
        Field.REASON: entry.missing.value if entry.missing else "",
        Field.ELSEWHERE: entry.elsewhere,
        Field.PERCENT: print_percent(entry.percent),
        Field.DONE: clean_text(entry.done),
        Field.OBSTACLES: clean_text(entry.obstacles),
        Field.NEXT_STEPS: clean_text(entry.next_steps),
        Field.SUPPORT_NEEDED: clean_text(entry.support_needed),
        Field.EVIDENCE_LINK: clean_text(piece.url) if piece else "",
        Field.EVIDENCE_DATE: published.isoformat() if published else "",
        Field.IN_CONFIDENCE: "yes" if entry.in_confidence else "",
    }


def print_last(entry: Entry | None, language: str) -> str:
    """Return last period's answer in a few words: "Substantial, 40 %. Two parks are open."."""
    if entry is None:
        return ""
    words, answers = load_words()[language], print_answers(entry)
    answer = words.states.get(answers[Field.STATE]) or words.reasons.get(answers[Field.REASON], "")
    percent = f", {answers[Field.PERCENT]} %" if answers[Field.PERCENT] else ""
    done = f"\n{answers[Field.DONE]}" if answers[Field.DONE] else ""
    return clean_text(f"{answer}{percent}{done}")


def build_progress_sheet(
    text: Declaration,
    accepted: Sequence[str],
    member: Member,
    period: Period,
    *,
    versions: Versions,
    last: Mapping[str, Entry],
    language: str,
) -> ProgressSheet:
    """Return a member's sheet, a row for each of the ``accepted`` paragraphs in their order.

    A row holds the answer of this period where there is one, else the one of the last period,
    which stands beside it too. Raises RuleRefusal for a member that has accepted nothing.
    """
    if not accepted:
        raise RuleRefusal(
            f"{member.code} has accepted no paragraph of {text.code}; there is nothing to report.",
            hint=f"accord adoption matrix {text.code} shows what each member accepts.",
        )
    labels = compute_labels(text)
    references = compute_reference_labels(text)
    notes: dict[str, str] = {}
    rows = []
    for paragraph in text.operative_paragraphs():
        if paragraph.id not in accepted:
            continue
        earlier, known = last.get(paragraph.id), versions.get(paragraph.id, ())
        shown = known[-1] if known else earlier
        lines = [
            f"{labels.get(node.id, '')} {print_text(node.text, references, notes)}".strip()
            if node is not paragraph
            else print_text(node.text, references, notes)
            for node in paragraph.walk()
        ]
        rows.append(
            SheetRow(
                RowKey(text.code, period.code, member.code, paragraph.id, len(known)),
                labels[paragraph.id],
                clean_text("\n".join(lines)),
                print_last(earlier, language),
                print_answers(shown),
                notes=dict(shown.notes) if shown else {},
            )
        )
    return ProgressSheet(
        language, member.name(language), text.title, period, tuple(rows),
        {paragraph.id: labels[paragraph.id] for paragraph in text.operative_paragraphs()},
    )  # fmt: skip
