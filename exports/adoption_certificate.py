"""What certifies an adoption? One page: the text, the decision, the votes, the hashes, to sign."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from declarations.adoptions import Adoption, FreezeKind, FrozenText, SeparateVote
from declarations.model import Declaration, NodeKind
from declarations.numbering import compute_reference_labels
from exports.adoption_record import CHOICE_NAMES, count_choices, describe_separate_vote
from exports.blocks import Cell, Document, Run, Table
from exports.phrasing import (
    CELL,
    NO_VALUE,
    begin_sentence,
    join_words,
    name_language,
    print_day,
)
from exports.tables import CellValue, make_table, number_column, text_column
from exports.wording import render_blocks
from tracker.members import Assembly, Member

NO_BREAK = "\u00a0"
TEMPLATE = "adoption_certificate.md.j2"
KINDS = {
    FreezeKind.ADOPTED: "adopted",
    FreezeKind.TRANSLATION: "translated",
    FreezeKind.CORRECTION: "corrected",
}


def compose_certificate(
    record: Adoption,
    text: Declaration,
    adopted: Declaration,
    *,
    assembly: Assembly | None,
    members: Iterable[Member],
    association: str = "",
    template_folder: Path | None = None,
) -> Document:
    """Return the certificate of an adoption, ready to be signed by president and secretary.

    ``text`` is the text in force and ``adopted`` the one that the assembly adopted, whose labels
    the separate votes print. It is made for the day on which the last text was frozen, so it is
    the same whenever it is printed. Raises InputRefusal when the template cannot be used.
    """
    names = {member.code: member.name() for member in members}
    tables = (
        build_vote_table(record, names),
        build_separate_table(record, adopted, names),
        build_text_table(record),
        build_signature_table(record),
    )
    context = {
        "title": text.title,
        "code": record.declaration,
        "assembly": assembly.name if assembly else record.assembly,
        "place": assembly.place if assembly else "",
        "day": print_day(record.adopted_on),
        "decision": str(record.decision),
        "meeting": record.meeting,
        "presiding_officer": record.presiding_officer,
        "sponsors": join_words([names.get(name, name) for name in record.sponsors]),
        "corrections": [
            {
                "language": name_language(correction.language),
                "day": print_day(correction.frozen_on),
                "reason": correction.reason,
            }
            for correction in record.corrections()
        ],
        "several_languages": len({frozen.language for frozen in record.texts}) > 1,
        "note": record.note,
        "has_vote": record.decision.vote is not None,
        "has_separate_votes": bool(record.separate_votes),
        "algorithm": record.algorithm,
    }
    blocks, notes = render_blocks(
        TEMPLATE, context, {table.name: table for table in tables}, {}, {}, template_folder
    )
    return Document(
        title=f"Certificate of adoption: {text.title}",
        blocks=blocks,
        made_on=max((frozen.frozen_on for frozen in record.texts), default=record.adopted_on),
        author=association,
        subject=text.title,
        identifier=record.declaration,
        notes=notes,
        running_head=association,
    )


def build_vote_table(record: Adoption, names: Mapping[str, str]) -> Table:
    """Return how many said what on the text as a whole, with names where the vote was recorded."""
    vote = record.decision.vote
    rows: list[Sequence[CellValue]] = []
    if vote is not None:
        rows = [
            (CHOICE_NAMES[choice], number, print_names(vote.voters(choice), names))
            for choice, number in count_choices(vote)
        ]
    columns = [text_column("Vote"), number_column("Members"), text_column("Names", 1)]
    if vote is not None and not vote.is_recorded:
        columns, rows = columns[:2], [row[:2] for row in rows]
    return make_table(
        "vote", "", columns, rows, summary="The vote on the text as a whole: how many said what."
    )


def print_names(voters: Iterable[str], names: Mapping[str, str]) -> str:
    """Return the names of voters in alphabetical order, a dash where there is none."""
    return ", ".join(sorted(names.get(voter, voter) for voter in voters)) or NO_VALUE


def build_separate_table(record: Adoption, adopted: Declaration, names: Mapping[str, str]) -> Table:
    """Return what became of each part or amendment that was voted on separately."""
    labels = name_parts(adopted)
    return make_table(
        "separate-votes",
        "",
        (
            text_column("Voted on separately", 3),
            text_column("Result", 4),
            text_column("Against and abstaining", 4),
        ),
        [
            (
                name_subject(separate, labels),
                begin_sentence(describe_separate_vote(separate)),
                name_dissent(separate, names),
            )
            for separate in record.separate_votes
        ],
        summary="What was voted on before the text as a whole, and what became of it.",
    )


def name_subject(separate: SeparateVote, labels: Mapping[str, str]) -> str:
    """Return what was voted on: the paragraphs with their numbers and ids, or the amendment."""
    if not separate.parts:
        return begin_sentence(separate.amendment)
    words = join_words([labels.get(part, part) for part in separate.parts])
    return begin_sentence(words) if separate.parts[0] in labels else words


def name_parts(adopted: Declaration) -> dict[str, str]:
    """Return what each node is called: "paragraph 3 (environment-3)", or a section's heading."""
    labels = compute_reference_labels(adopted)
    headed = {NodeKind.PREAMBLE, NodeKind.SECTION}
    return {
        node.id: labels[node.id]
        if node.kind in headed
        else f"paragraph {labels[node.id]} ({node.id})"
        for node in adopted.walk()
        if labels.get(node.id)
    }


def name_dissent(separate: SeparateVote, names: Mapping[str, str]) -> str:
    """Return who voted against and who abstained, where the vote was recorded."""
    if separate.vote is None or not separate.vote.is_recorded:
        return NO_VALUE
    told = [
        f"{CHOICE_NAMES[choice]}: {print_names(voters, names)}"
        for choice in list(CHOICE_NAMES)[1:3]
        if (voters := separate.vote.voters(choice))
    ]
    return "; ".join(told) or NO_VALUE


def build_text_table(record: Adoption) -> Table:
    """Return every frozen text with its revision, its day and its SHA-256."""
    return make_table(
        "texts",
        "",
        (
            text_column("Frozen text", 2),
            text_column("SHA-256", 5),
        ),
        [(name_text(text), text.sha256) for text in record.texts],
        summary="Every text that the adoption froze, with the hash that proves it.",
    )


def name_text(text: FrozenText) -> str:
    """Return "English, revision 3, adopted 28 Jun 2017"; what was done when stays in one line."""
    done = f"{KINDS[text.kind]} {print_day(text.frozen_on, look=CELL)}".replace(" ", NO_BREAK)
    return f"{name_language(text.language)}, revision {text.number}, {done}"


def build_signature_table(record: Adoption) -> Table:
    """Return the lines on which the president and the secretary sign."""
    blank = Cell((Run("\n\n"),))
    return make_table(
        "signatures",
        "",
        (
            text_column("Signed"),
            text_column("President of the assembly", 1),
            text_column("Secretary", 1),
        ),
        [
            ("Name", record.presiding_officer, ""),
            ("Signature", blank, blank),
            ("Place and date", "", ""),
        ],
        summary="Room for the signatures of the president and of the secretary.",
    )
