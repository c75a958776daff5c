"""The report to the assembly: its figures, its words, and the cases at the edge."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from declarations.draft_file import parse_draft
from exports.assembly_report import (
    AssemblyReport,
    build_assembly_report,
    compose_assembly_report,
    report_to_json,
)
from exports.blocks import (
    Block,
    Cell,
    Contents,
    Cover,
    Document,
    Figure,
    Heading,
    ListBlock,
    Paragraph,
    Table,
    Tiles,
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
    withdraw,
)
from tracker.acceptance import Effect, Statement, StatementKind
from tracker.periods import Report, ReportState
from tracker.progress import GRADES, EvidenceLevel, Implementation
from tracker.register import Register

COMPLETE, LIMITED = Implementation.COMPLETE, Implementation.LIMITED


def cells(table: Table) -> list[list[str]]:
    return [[plain_text(cell.runs) for cell in row] for row in table.rows]


def words(blocks: tuple[Block, ...]) -> str:
    """Every word of headings, paragraphs and lists, a block a line."""
    lines = []
    for block in blocks:
        if isinstance(block, Heading | Paragraph):
            lines.append(plain_text(block.runs))
        elif isinstance(block, ListBlock):
            lines += [plain_text(item.runs) for item in block.items]
    return "\n".join(lines)


def compose(register: Register, day: date = DAY) -> tuple[AssemblyReport, Document]:
    report = build_assembly_report(register, day, association="Association")
    return report, compose_assembly_report(report)


@pytest.fixture
def two_members() -> Register:
    """Abel has accepted all and reported; Berta has accepted one paragraph and is silent."""
    return make_register(
        [make_member("abel", region="North"), make_member("berta", region="South")],
        instruments=[accept("abel"), accept("berta", "water-1")],
        periods=[PERIOD],
        reports={"p1": [received("abel")]},
        entries={
            "p1": [answer("abel", "water-1", COMPLETE), answer("abel", "water-2", LIMITED)],
        },
    )


def test_the_cover_says_what_the_report_is_made_from(two_members: Register) -> None:
    report, document = compose(two_members)
    cover = document.blocks[0]
    assert isinstance(cover, Cover)
    assert dict(cover.lines) == {
        "Declaration adopted by": "First Assembly, Here",
        "Adopted on": "28 June 2017",
        "Data cut-off": "1 January 2020",
        "Status": "Draft",
        "Data SHA-256": report.data_sha256,
    }
    assert "told by the members themselves" in cover.statement
    assert isinstance(document.blocks[1], Contents)


def test_a_final_report_says_so(two_members: Register) -> None:
    document = compose_assembly_report(build_assembly_report(two_members, DAY, final=True))
    assert isinstance(document.blocks[0], Cover)
    assert ("Status", "Final") in document.blocks[0].lines
    assert document.running_head == "Report to the assembly"


def test_missing_answers_are_neither_nought_nor_not_started(two_members: Register) -> None:
    report, _ = compose(two_members)
    *_, total = cells(report.tables["progress-by-section"])
    # Expected: 3 of Abel, 1 of Berta. Complete 1, substantial 0, limited 1, not started 0.
    assert total == ["All", "4", "1", "0", "1", "0", "2", "25%", "50%"]


def test_both_shares_stand_in_the_key_messages_with_the_reporting_rate(
    two_members: Register,
) -> None:
    report, _ = compose(two_members)
    said = " ".join(report.key_messages)
    assert "Period 1: 1 report came of 2 expected (50%), 1 of them on time; 1 is missing." in said
    assert "25% of all expected, 50% of those reported" in said


def test_an_excused_member_leaves_every_denominator(two_members: Register) -> None:
    excused = Report("berta", "p1", ReportState.OPEN, excused=True, excuse="Flood")
    register = replace(two_members, reports={"p1": [received("abel"), excused]})
    report, _ = compose(register)
    assert cells(report.tables["progress-by-section"])[-1][1] == "3"
    assert cells(report.tables["coverage-by-region"])[-1] == [
        "All regions", "1", "1", "1", "0", "0", "0", "1", "100%",
    ]  # fmt: skip
    assert cells(report.tables["reports-missing"]) == [["Berta", "South", "Excused: Flood"]]


def test_answers_of_a_returned_report_do_not_count(two_members: Register) -> None:
    returned = replace(received("abel"), state=ReportState.RETURNED)
    report, _ = compose(replace(two_members, reports={"p1": [returned]}))
    assert cells(report.tables["progress-by-section"])[-1][2:6] == ["0", "0", "0", "0"]
    states = {row[0]: row[2] for row in cells(report.tables["reports-missing"])}
    assert states == {"Abel": "Returned to the member for completion", "Berta": "Missing"}


def test_the_matrix_shows_a_letter_for_every_position_and_counts_rows_and_columns() -> None:
    members = [make_member(code) for code in ("abel", "berta", "chloe", "dora", "emil")]
    statements = [
        Statement("berta", "green", 1, StatementKind.COMMUNICATION, frozenset({"water-1"}),
                  "Only partly.", DAY, Effect.MODIFIES),
        Statement("berta", "green", 2, StatementKind.INTERPRETATIVE_DECLARATION,
                  frozenset({"water-2"}), "We read it so.", DAY),
        Statement("chloe", "green", 1, StatementKind.COMMUNICATION, frozenset({"air-1"}),
                  "Not ours.", DAY, Effect.OUTSIDE_COMPETENCE),
    ]  # fmt: skip
    instruments = [
        accept("abel"), accept("berta"), accept("chloe", "water-1"), accept("dora", "water-1"),
        withdraw("dora", "water-1"),
    ]  # fmt: skip
    register = make_register(members, instruments=instruments, statements=statements)
    report, document = compose(register)
    assert cells(report.tables["acceptance-matrix"]) == [
        ["Abel", "A", "A", "A", "3"],
        ["Berta", "R", "D", "A", "3"],
        ["Chloe", "A", "–", "o", "1"],
        ["[Dora]", "[W]", "–", "–", "0"],
        ["Accepting", "3", "2", "2", "7"],
    ]
    assert "No response on record, by region:\nNo region given: Emil." in words(document.blocks)


def test_a_wide_matrix_is_split_and_every_part_is_printed() -> None:
    paragraphs = "\n\n".join(f"{n}. We will do {n}. {{#p-{n}}}" for n in range(1, 61))
    draft = parse_draft(
        f"---\ndeclaration: green\ntitle: Long\n---\n\n# All {{#all}}\n\n{paragraphs}"
    )
    ids = [p.id for p in draft.declaration.operative_paragraphs()]
    register = make_register(
        [make_member("abel")], declaration=draft.declaration, instruments=[accept("abel", *ids)]
    )
    report, document = compose(register)
    names = [block.name for block in document.blocks if isinstance(block, Table)]
    assert [name for name in names if name.startswith("acceptance-matrix")] == [
        "acceptance-matrix", "acceptance-matrix-2", "acceptance-matrix-3",
    ]  # fmt: skip
    columns = [
        column.title
        for name in report.participation.matrices
        for column in report.tables[name].columns[1:-1]
    ]
    assert columns == [str(n) for n in range(1, 61)]


def test_chapters_follow_the_sections_of_the_declaration_at_hand(two_members: Register) -> None:
    report, document = compose(two_members)
    headings = [(b.label, plain_text(b.runs)) for b in document.blocks if isinstance(b, Heading)]
    start = headings.index(("6", "Section by section"))
    assert headings[start + 1 : start + 6] == [
        ("6.1", "Water"), ("", "Paragraph 1"), ("", "Paragraph 2"), ("6.2", "Air"),
        ("", "Paragraph 3"),
    ]  # fmt: skip
    assert {"progress-water", "progress-air"} <= set(report.tables)


def test_a_paragraph_is_printed_as_adopted_with_labels_and_references(
    two_members: Register,
) -> None:
    report, document = compose(two_members)
    assert report.chapters[0].paragraphs[1].lines == (
        ("2.", "We commit to:"),
        ("(a)", "Measure;"),
        ("(b)", "Publish, as paragraph 1 asks."),
    )
    assert "(b) Publish, as paragraph 1 asks." in words(document.blocks)


def test_examples_come_with_their_evidence_and_obstacles_with_who_names_them(
    two_members: Register,
) -> None:
    entries = [
        answer("abel", "water-1", COMPLETE, done="Clean.", evidence_level=EvidenceLevel.VERIFIED),
        answer("abel", "water-2", LIMITED, obstacles="No money."),
    ]
    _, document = compose(replace(two_members, entries={"p1": entries}))
    text = words(document.blocks)
    assert "Abel (complete): Clean. Evidence: verified." in text
    assert "No money. (Abel)" in text


def test_disputed_answers_are_no_examples(two_members: Register) -> None:
    entry = answer(
        "abel", "water-1", COMPLETE, done="Clean.", evidence_level=EvidenceLevel.DISPUTED
    )
    report, _ = compose(replace(two_members, entries={"p1": [entry]}))
    assert report.chapters[0].paragraphs[0].examples == ()


def test_change_compares_only_what_was_graded_in_both_periods(two_members: Register) -> None:
    later = replace(PERIOD, code="p2", name="Period 2", due_on=date(2019, 9, 30))
    register = replace(
        two_members,
        periods=[PERIOD, later],
        reports={"p1": [received("abel")], "p2": [received("abel", "p2")]},
        entries={
            "p1": [answer("abel", "water-1", LIMITED), answer("abel", "air-1", COMPLETE)],
            "p2": [
                answer("abel", "water-1", COMPLETE, "p2"), answer("abel", "water-2", LIMITED, "p2")
            ],
        },
    )  # fmt: skip
    report, document = compose(register)
    assert cells(report.tables["change"])[-1] == ["All", "1", "1", "0", "0", "100%"]
    assert any(isinstance(b, Table) and b.name == "change" for b in document.blocks)


def test_every_table_and_figure_of_the_document_is_in_the_report_data(
    two_members: Register,
) -> None:
    report, document = compose(two_members)
    for block in document.blocks:
        if isinstance(block, Table):
            assert report.tables[block.name] is block
        elif isinstance(block, Figure):
            assert report.figures[block.name] is block


def test_json_has_the_headings_and_tables_of_the_document_in_its_order(
    two_members: Register,
) -> None:
    report, document = compose(two_members)
    data = report_to_json(report, document)
    assert [heading["text"] for heading in data["headings"]] == [
        plain_text(b.runs) for b in document.blocks if isinstance(b, Heading)
    ]
    assert [table["rows"] for table in data["tables"]] == [
        cells(b) for b in document.blocks if isinstance(b, Table)
    ]
    assert data["key_messages"] == list(report.key_messages)


def test_every_figure_has_words_for_those_who_cannot_see_it_and_a_twin_table(
    two_members: Register,
) -> None:
    _, document = compose(two_members)
    for place, block in enumerate(document.blocks):
        if isinstance(block, Figure):
            assert block.alternative
            assert isinstance(document.blocks[place + 1], Table)


def test_tables_and_columns_fit_each_other(two_members: Register) -> None:
    report, _ = compose(two_members)
    for table in report.tables.values():
        assert all(len(row) == len(table.columns) for row in table.rows), table.name
        assert all(row[0].header for row in table.rows), table.name
        assert table.summary, table.name


def test_heading_levels_never_skip_one(two_members: Register) -> None:
    _, document = compose(two_members)
    level = 0
    for block in document.blocks:
        if isinstance(block, Heading):
            assert block.level <= level + 1
            level = block.level


def test_an_association_without_members_gets_a_report_that_reads_well() -> None:
    report, document = compose(make_register())
    assert report.key_messages == ("The association has no members on record.",)
    text = words(document.blocks)
    assert "No member has responded yet." in text
    assert report.tiles["headline"].items[1].remark == "of none on record"
    assert not any(isinstance(block, Figure) for block in document.blocks)
    assert "No report was due by 1 January 2020." in text
    assert text.count("None") == 1  # the level of evidence, in the chapter on method
    assert not any(isinstance(b, Table) and b.name == "members" for b in document.blocks)


@pytest.mark.parametrize(
    ("members", "message"),
    [(1, "The one member has not responded."), (3, "None of the 3 members has responded.")],
)
def test_members_that_are_all_silent_are_told_without_empty_figures(
    members: int, message: str
) -> None:
    report, document = compose(make_register([make_member(name) for name in "abc"[:members]]))
    assert report.key_messages[0] == message
    text = words(document.blocks)
    assert "No member has responded yet: no instrument has been deposited." in text
    assert report.tiles["headline"].items[1].remark == "0% of all members"
    assert not any(isinstance(block, Figure) for block in document.blocks)


def test_one_member_is_spoken_of_in_the_singular() -> None:
    register = make_register([make_member("abel")], instruments=[accept("abel")])
    report, document = compose(register)
    assert report.key_messages[0] == (
        "1 member of 1 accepts the declaration in whole or in part (100% of all members, 100% of "
        "the 1 that has responded); 1 accepts every paragraph."
    )
    assert "1 of 1 member has responded." in words(document.blocks)


def test_a_period_that_is_not_due_yet_gives_no_figures(two_members: Register) -> None:
    report, document = compose(two_members, date(2019, 2, 1))
    assert report.period is None
    assert "No report was due by 1 February 2019." in words(document.blocks)
    assert "progress-by-section" not in report.tables


def test_a_resolution_with_a_single_unnumbered_paragraph_gets_its_report() -> None:
    draft = parse_draft(
        "---\ndeclaration: green\ntitle: Short\nprofile: resolution\n---\n\n"
        "1. *Decides* to meet again. {#only}\n"
    )
    register = make_register(
        [make_member("abel")],
        declaration=draft.declaration,
        instruments=[accept("abel", "only")],
        periods=[PERIOD],
        reports={"p1": [received("abel")]},
        entries={"p1": [answer("abel", "only", COMPLETE)]},
    )
    report, document = compose(register)
    assert cells(report.tables["acceptance-matrix"])[0] == ["Abel", "A", "1"]
    assert "The paragraph" in words(document.blocks)
    assert "Whole text" in words(document.blocks)


def test_what_people_write_is_never_read_as_markup(two_members: Register) -> None:
    nasty = "# *Evil* {{ report.title }} <b>x</b> | :::contents [a](javascript:x)"
    member = make_member("abel", names={"en": nasty}, region="- item")
    entry = answer("abel", "water-1", COMPLETE, done=nasty, obstacles=nasty)
    register = replace(
        two_members, members=[member, two_members.members[1]], entries={"p1": [entry]}
    )
    report, document = compose(register)
    assert cells(report.tables["acceptance-matrix"])[0][0] == nasty
    assert f"{nasty} (complete): {nasty}. Evidence: none." in words(document.blocks)


def test_a_member_that_has_left_keeps_its_place_in_brackets_and_leaves_the_count() -> None:
    gone = make_member("abel", left_on=date(2019, 1, 1))
    register = make_register([gone, make_member("berta")], instruments=[accept("abel")])
    report, _ = compose(register)
    assert cells(report.tables["acceptance-matrix"])[0] == ["[Abel]", "[W]", "[W]", "[W]", "0"]
    assert (report.participation.members, report.participation.accepting) == (1, 0)
    assert cells(report.tables["adoption-over-time"])[-1][-1] == "0"
    assert [row[0] for row in cells(report.tables["members"])] == ["Berta"]


def test_the_same_data_give_the_same_hash_and_other_data_another(two_members: Register) -> None:
    one = build_assembly_report(two_members, DAY)
    assert build_assembly_report(two_members, DAY).data_sha256 == one.data_sha256
    other = replace(two_members, members=two_members.members[:1])
    assert build_assembly_report(other, DAY).data_sha256 != one.data_sha256
    assert build_assembly_report(two_members, date(2020, 1, 2)).data_sha256 != one.data_sha256


def test_an_association_can_reorder_the_report_without_python(
    two_members: Register, tmp_path: Path
) -> None:
    (tmp_path / "assembly_report.md.j2").write_text(
        "# Only this\n\n{{ report.participation.accepting }} cities.\n\n:::table members\n",
        encoding="utf-8",
    )
    report = build_assembly_report(two_members, DAY)
    document = compose_assembly_report(report, tmp_path)
    assert "2 cities." in words(document.blocks)
    assert report.tables["members"] in document.blocks


def test_no_grade_is_lost_between_sections_and_the_whole(two_members: Register) -> None:
    report, _ = compose(two_members)
    rows = cells(report.tables["progress-by-section"])
    for column in range(1, 3 + len(GRADES)):
        assert sum(int(row[column]) for row in rows[:-1]) == int(rows[-1][column])


def test_many_silent_members_are_counted_not_named() -> None:
    register = make_register([make_member(f"m{n}", region="North") for n in range(1_200)])
    _, document = compose(register)
    assert "North: 1,200 members." in words(document.blocks)


def test_a_cell_in_another_language_says_which(two_members: Register) -> None:
    words_in_arabic = Statement(
        "abel", "green", 1, StatementKind.RESERVATION, frozenset({"air-1"}), "نص", DAY,
        Effect.EXCLUDES, language="ar",
    )  # fmt: skip
    report, _ = compose(replace(two_members, statements=[words_in_arabic]))
    cell: Cell = report.tables["statements"].rows[0][-1]
    assert (plain_text(cell.runs), cell.language) == ("نص", "ar")


def say_all(document: Document) -> str:
    return " ".join(plain_text(b.runs) for b in document.blocks if isinstance(b, Paragraph))


def test_a_count_of_nought_reads_as_words(two_members: Register) -> None:
    _, some = compose(two_members)
    assert "2 of 2 members have responded" in say_all(some)
    assert "1 is missing" in say_all(some)
    _, whole = compose(replace(two_members, reports={"p1": [received("abel"), received("berta")]}))
    assert "2 came (100%): 2 on time and none late. None is missing." in say_all(whole)
    report, none = compose(replace(two_members, reports={"p1": []}, entries={"p1": []}))
    assert "Of 2 expected, none came (0%). 2 are missing." in say_all(none)
    assert "None of 4 expected answers came with a grade." in say_all(none)
    assert "none of them on time; 2 are missing." in " ".join(report.key_messages)
    for document in (some, whole, none):
        assert not re.search(
            r"(?<!\()\b0 (is|are|was|were|of|came|on|late|members?)\b", say_all(document)
        )


def test_one_member_is_not_spoken_of_as_many() -> None:
    register = make_register(
        [make_member("abel"), make_member("berta")], instruments=[accept("abel")]
    )
    report, document = compose(register)
    tiles = next(block for block in document.blocks if isinstance(block, Tiles))
    assert (tiles.items[0].label, tiles.items[0].remark) == ("members", "1 has responded")
    assert tiles.items[1].label == "accepts the declaration"
    assert "1 of 2 members has responded" in say_all(document)
    assert report.key_messages[0].startswith("1 member of 2 accepts")
