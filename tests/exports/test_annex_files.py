"""A large association gets a summary and its annexes as files: nothing is lost between them."""

from pathlib import Path

import pytest

from exports.annex_files import name_letter, split_annexes
from exports.assembly_report import build_assembly_report, compose_assembly_report
from exports.blocks import (
    Block,
    Document,
    Heading,
    ListBlock,
    Paragraph,
    Table,
    plain_text,
)
from tests.exports.registers import (
    DAY,
    PERIOD,
    accept,
    answer,
    make_member,
    make_register,
    received,
)
from tracker.progress import Implementation

LONG = {
    "participation-status",
    "acceptance-matrix",
    "non-accepted-provisions",
    "reports-missing",
    "members",
    "inventory",
}


@pytest.fixture
def whole() -> Document:
    """The report of an association with more members than are kept together."""
    codes = ("abel", "berta", "chloe")
    register = make_register(
        [make_member(code) for code in codes],
        instruments=[accept("abel"), accept("berta"), accept("chloe", "water-1")],
        periods=[PERIOD],
        reports={"p1": [received("abel")]},
        entries={"p1": [answer("abel", "water-1", Implementation.COMPLETE)]},
    )
    return compose_assembly_report(build_assembly_report(register, DAY, most_together=2))


def tables(blocks: tuple[Block, ...]) -> list[str]:
    return [block.name for block in blocks if isinstance(block, Table)]


def test_the_summary_has_no_table_with_a_row_for_each_member(whole: Document) -> None:
    summary, files = split_annexes(whole, Path("report.pdf"))
    assert not LONG & set(tables(summary.blocks))
    assert {name for file in files for name in tables(file.document.blocks)} >= LONG


def test_no_table_is_lost_or_doubled_by_the_split(whole: Document) -> None:
    summary, files = split_annexes(whole, Path("report.pdf"))
    parts = [summary, *(file.document for file in files)]
    assert [name for part in parts for name in tables(part.blocks)] == tables(whole.blocks)


def test_the_summary_names_every_file_of_an_annex(whole: Document) -> None:
    summary, files = split_annexes(whole, Path("out/report.docx"))
    items = [
        plain_text(item.runs)
        for block in summary.blocks[-4:]
        if isinstance(block, ListBlock)
        for item in block.items
    ]
    assert items == [f"Annex {file.letter}, {file.title}: {file.file}" for file in files]
    assert files[0].file == "report-annex-a.docx"


def test_no_link_of_a_part_leads_nowhere(whole: Document) -> None:
    summary, files = split_annexes(whole, Path("report.pdf"))
    for part in (summary, *(file.document for file in files)):
        anchors = {f"#{b.anchor}" for b in part.blocks if isinstance(b, Heading | Paragraph)}
        links = {
            run.link for b in part.blocks if isinstance(b, Paragraph) for run in b.runs if run.link
        }
        assert links <= anchors


def test_every_link_in_the_whole_report_leads_somewhere(whole: Document) -> None:
    anchors = {f"#{b.anchor}" for b in whole.blocks if isinstance(b, Heading | Paragraph)}
    links = {
        run.link for b in whole.blocks if isinstance(b, Paragraph) for run in b.runs if run.link
    }
    assert links
    assert links <= anchors


def test_annexes_have_letters_in_their_order(whole: Document) -> None:
    labels = [
        block.label
        for block in whole.blocks
        if isinstance(block, Heading) and block.label.startswith("Annex")
    ]
    assert labels == [f"Annex {name_letter(number)}:" for number in range(len(labels))]
    assert [name_letter(number) for number in (0, 25, 26, 51, 52, 701, 702)] == [
        "A", "Z", "AA", "AZ", "BA", "ZZ", "AAA",
    ]  # fmt: skip


def test_a_report_without_annexes_stays_as_it_is(whole: Document) -> None:
    plain = Document("Plain", (Heading(1, (), "x"),), DAY)
    assert split_annexes(plain, Path("report.pdf")) == (plain, ())


def test_a_smaller_association_has_everything_in_one_report() -> None:
    register = make_register([make_member("abel")], instruments=[accept("abel")])
    document = compose_assembly_report(build_assembly_report(register, DAY))
    assert {"participation-status", "acceptance-matrix", "members"} <= set(tables(document.blocks))
