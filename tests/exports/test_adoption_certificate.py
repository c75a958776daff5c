"""The certificate of adoption: every fact of the record, on one page, to be signed."""

import io
from datetime import date

import pypdf
import pytest

from declarations.adoptions import (
    Adoption,
    Ballot,
    Choice,
    Counts,
    Decision,
    FreezeKind,
    FrozenText,
    Method,
    Result,
    SeparateVote,
    Vote,
    decide_by_vote,
)
from declarations.draft_file import parse_draft
from exports.adoption_certificate import compose_certificate
from exports.adoption_record import describe_adoption
from exports.blocks import Document, Paragraph, Table, plain_text
from exports.docx.writer import write_docx
from exports.html import write_html
from exports.pdf.writer import write_pdf
from tracker.members import Assembly, Member

DAY, LATER = date(2026, 3, 2), date(2026, 5, 4)
TEXT = parse_draft(
    "---\ndeclaration: d\ntitle: Green Cities\n---\n\n# Air {#air}\n\n"
    "1. We act. {#air-1}\n\n   1. Now. {#air-1-1}\n\n   2. Here. {#air-1-2}\n\n"
    "2. We rest. {#air-2}\n"
).declaration
MEMBERS = (
    Member("a", {"en": "Aalstad"}),
    Member("b", {"en": "Beeburg"}),
    Member("c", {"en": "Ce"}),
)
ASSEMBLY = Assembly("ga5", "Fifth Assembly", "Aalstad")
ADOPTED = FrozenText("en", 3, "a" * 64, FreezeKind.ADOPTED, DAY)
MENDED = FrozenText("en", 4, "b" * 64, FreezeKind.CORRECTION, LATER, "A year was wrong")
FRENCH = FrozenText("fr", 1, "c" * 64, FreezeKind.TRANSLATION, LATER, "By us")


def record(decision=Decision(), *texts, **more):
    return Adoption("d", "en", 3, "a" * 64, "ga5", DAY, decision, texts=(ADOPTED, *texts), **more)


def compose(adoption: Adoption, members=MEMBERS) -> Document:
    return compose_certificate(adoption, TEXT, TEXT, assembly=ASSEMBLY, members=members)


def rows(document: Document, name: str) -> list[list[str]] | None:
    for block in document.blocks:
        if isinstance(block, Table) and block.name == name:
            return [[plain_text(cell.runs) for cell in row] for row in block.rows]
    return None


def says(document: Document) -> str:
    return " ".join(plain_text(b.runs) for b in document.blocks if isinstance(b, Paragraph))


def test_it_tells_who_adopted_what_when_and_how() -> None:
    told = says(
        compose(
            record(
                sponsors=("b", "the host"), meeting="3rd meeting", presiding_officer="Ms Example",
                note="Sample record.",
            )
        )
    )  # fmt: skip
    assert "Green Cities" in told
    assert "the Fifth Assembly, Aalstad, adopted this text without vote on 2 March 2026" in told
    assert (
        "at its 3rd meeting, Ms Example in the chair. It was sponsored by Beeburg and the" in told
    )
    assert "Sample record." in told


def test_without_a_vote_there_is_no_table_of_votes() -> None:
    document = compose(record())
    assert rows(document, "vote") is None
    assert rows(document, "separate-votes") is None
    assert rows(compose(record(Decision(Method.OTHER, "by lot"))), "vote") is None


def test_a_recorded_vote_names_members_by_their_names() -> None:
    vote = Vote(
        (Ballot("b", Choice.IN_FAVOUR), Ballot("a", Choice.IN_FAVOUR), Ballot("zz", Choice.AGAINST))
    )
    assert rows(compose(record(decide_by_vote(vote))), "vote") == [
        ["In favour", "2", "Aalstad, Beeburg"],
        ["Against", "1", "zz"],
        ["Abstaining", "0", "–"],
    ]  # fmt: skip


def test_a_counted_vote_has_no_column_of_names() -> None:
    document = compose(record(decide_by_vote(Vote(stated=Counts(1098, 2, 3, 7)))))
    assert rows(document, "vote") == [
        ["In favour", "1,098"], ["Against", "2"], ["Abstaining", "3"], ["Not voting", "7"],
    ]  # fmt: skip


def test_separate_votes_name_paragraphs_by_number_and_id() -> None:
    vote = Vote((Ballot("a", Choice.IN_FAVOUR), Ballot("b", Choice.AGAINST)))
    separate = (
        SeparateVote(Result.RETAINED, ("air-1-2", "air-2"), vote=vote),
        SeparateVote(Result.RETAINED, ("air",)),
        SeparateVote(Result.DELETED, ("air-9",), vote=Vote(stated=Counts(1, 5, 0))),
        SeparateVote(Result.REJECTED, (), "amendment 4"),
    )
    assert rows(compose(record(separate_votes=separate)), "separate-votes") == [
        [
            "Paragraph 1 (b) (air-1-2) and paragraph 2 (air-2)",
            "Retained by a recorded vote of 1 to 1 with no abstentions",
            "Against: Beeburg",
        ],
        ["Air", "Retained without vote", "–"],
        ["air-9", "Deleted by a vote of 1 to 5 with no abstentions", "–"],
        ["Amendment 4", "Rejected without vote", "–"],
    ]


def test_every_frozen_text_stands_with_its_whole_hash() -> None:
    found = rows(compose(record(Decision(), MENDED, FRENCH)), "texts")
    assert found is not None
    assert [[cell.replace("\u00a0", " ") for cell in row] for row in found] == [
        ["English, revision 3, adopted 2 Mar 2026", "a" * 64],
        ["English, revision 4, corrected 4 May 2026", "b" * 64],
        ["French, revision 1, translated 4 May 2026", "c" * 64],
    ]


def test_a_correction_is_told_with_its_day_and_reason() -> None:
    told = says(compose(record(Decision(), MENDED, FRENCH)))
    assert "The text in English was corrected on 4 May 2026: A year was wrong." in told
    assert "The text was corrected" in says(compose(record(Decision(), MENDED)))
    adoption = record(Decision(), MENDED, FRENCH)
    assert describe_adoption(adoption, "en").endswith("2 March 2026, corrected on 4 May 2026")
    assert describe_adoption(adoption, "fr").endswith("on 2 March 2026")


def test_it_is_made_for_the_day_of_the_last_frozen_text() -> None:
    assert compose(record()).made_on == DAY
    assert compose(record(Decision(), MENDED)).made_on == LATER


def test_there_is_room_for_the_signatures_of_president_and_secretary() -> None:
    signatures = rows(compose(record(presiding_officer="Ms Example")), "signatures")
    assert signatures is not None
    assert signatures[0] == ["Name", "Ms Example", ""]
    assert [row[0] for row in signatures] == ["Name", "Signature", "Place and date"]


def test_a_vote_of_a_hundred_and_ten_members_fits_on_one_page() -> None:
    members = [Member(f"m{number}", {"en": f"Longcityname {number}"}) for number in range(110)]
    vote = Vote(
        tuple(
            Ballot(member.code, list(Choice)[number % 4]) for number, member in enumerate(members)
        )
    )
    document = compose(record(decide_by_vote(vote), FRENCH), members)
    pdf = pypdf.PdfReader(io.BytesIO(write_pdf(document, pytest.fail)))
    assert len(pdf.pages) == 1
    text = " ".join(pdf.pages[0].extract_text().split())
    assert all(f"Longcityname {number}" in text for number in (0, 55, 109))
    assert "Table" not in text


@pytest.mark.parametrize("write", [write_pdf, write_docx, write_html])
def test_a_title_in_markup_is_only_text(write) -> None:
    odd = parse_draft(
        "---\ndeclaration: d\ntitle: '**A** <b>&</b> {{ x }}'\n---\n\n1. We act. {#a}\n"
    )
    document = compose_certificate(
        record(note="<i>x</i>"), odd.declaration, odd.declaration, assembly=None, members=()
    )
    assert "**A** <b>&</b> {{ x }}" in says(document)
    assert write(document, pytest.fail)
