"""The tables of a report agree: what is counted along one axis adds up to the whole."""

from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from exports.assembly_report import AssemblyReport, build_assembly_report
from exports.paragraph_inventory import Group, find_group
from tests.exports.registers import (
    DAY,
    PARAGRAPHS,
    PERIOD,
    accept,
    answer,
    make_member,
    make_register,
    received,
)
from tests.exports.test_assembly_report import cells
from tracker.commitments import Closing, Commitment, CommitmentKind
from tracker.members import MemberKind
from tracker.progress import GRADES, EntryKind, Implementation
from tracker.register import Register

CODES = tuple(f"m{number}" for number in range(5))
SIZES = (None, 1, 500_000)
COUNTS = slice(1, 7)
"""Expected, four grades and no answer, in a table of progress."""


@st.composite
def registers(draw: st.DrawFn) -> Register:
    """Five members of some regions, sizes and kinds, that accept and answer as it falls."""
    members, acts, entries, pledges = [], [], [], []
    for code in CODES:
        kind = draw(st.sampled_from(MemberKind))
        members.append(
            make_member(
                code,
                region=draw(st.sampled_from("NS")),
                kind=kind,
                population=draw(st.sampled_from(SIZES)),
            )
        )
        named = draw(st.lists(st.sampled_from(PARAGRAPHS), unique=True))
        if named:
            acts.append(accept(code, *named))
        for paragraph in draw(st.lists(st.sampled_from(PARAGRAPHS), unique=True)):
            entry_kind = draw(st.sampled_from(EntryKind))
            grade = draw(st.sampled_from(GRADES))
            entries.append(answer(code, paragraph, grade, kind=entry_kind))
        if draw(st.booleans()):
            pledges.append(draw(commitments(code)))
    register = make_register(
        members,
        instruments=acts,
        periods=[PERIOD],
        reports={"p1": [received(code) for code in CODES if draw(st.booleans())]},
        entries={"p1": entries},
    )
    object.__setattr__(register, "commitments", pledges)
    return register


@st.composite
def commitments(draw: st.DrawFn, member: str) -> Commitment:
    closing = Closing(
        draw(st.sampled_from((Implementation.COMPLETE, Implementation.WITHDRAWN))), DAY
    )
    return Commitment(
        "c", member, "green", "Parks", draw(st.sampled_from(CommitmentKind)), date(2018, 1, 1),
        {draw(st.sampled_from(PARAGRAPHS)): Decimal(1)},
        due_on=draw(st.none() | st.dates(date(2019, 1, 1), date(2021, 1, 1))),
        goals=draw(st.sampled_from(((), ("11",), ("7.3", "13")))),
        closing=draw(st.none() | st.just(closing)),
    )  # fmt: skip


def numbers(row: list[str]) -> list[int]:
    return [int(value.replace(",", "")) for value in row[COUNTS]]


def sum_rows(rows: list[list[str]]) -> list[int]:
    return [sum(column) for column in zip(*map(numbers, rows), strict=True)]


def whole(report: AssemblyReport) -> list[int]:
    return numbers(cells(report.tables["progress-by-section"])[-1])


@settings(max_examples=40)
@given(registers())
def test_regions_sizes_kinds_and_profiles_add_up_to_the_whole(register: Register) -> None:
    report = build_assembly_report(register, DAY)
    for name in ("progress-by-region", "progress-by-size", "progress-by-kind"):
        if name in report.tables:
            *rows, total = cells(report.tables[name])
            assert sum_rows(rows) == numbers(total) == whole(report)
    profiles = [
        cells(table)[-1] for name, table in report.tables.items() if name.startswith("profile-")
    ]
    if profiles:
        assert sum_rows(profiles) == whole(report)


@settings(max_examples=40)
@given(registers())
def test_the_inventory_lists_every_paragraph_and_adds_up_to_the_whole(register: Register) -> None:
    report = build_assembly_report(register, DAY)
    rows = cells(report.tables["inventory"])
    assert sorted(row[0] for row in rows) == ["1", "2", "3"]
    expected, complete = whole(report)[:2]
    assert sum(int(row[3]) for row in rows) == expected
    assert sum(int(row[4]) for row in rows) == complete


@settings(max_examples=40)
@given(registers())
def test_kinds_of_commitment_add_up_to_the_chapters_count(register: Register) -> None:
    report = build_assembly_report(register, DAY)
    if report.commitments is None or not report.commitments.total:
        return
    *rows, total = cells(report.tables["commitments-by-schedule"])
    assert [sum(map(int, column)) for column in zip(*(r[1:] for r in rows), strict=True)] == [
        int(value) for value in total[1:]
    ]
    assert int(total[-1]) == report.commitments.total
    overdue = int(total[1:][4])
    assert overdue == report.commitments.overdue


def test_the_inventory_puts_what_is_not_implemented_first() -> None:
    assert find_group(0, 0, 0) is Group.NOT_EXPECTED
    assert find_group(4, 1, 1) is Group.UNIMPLEMENTED
    assert find_group(4, 2, 1) is Group.ONE_OFF
    assert find_group(4, 2, 2) is Group.ONGOING
    members = ["abel", "berta"]
    entries = [
        *(answer(code, "water-1", GRADES[-1], kind=EntryKind.ONGOING) for code in members),
        *(answer(code, "water-2", GRADES[-1]) for code in members),
        *(answer(code, "air-1", GRADES[0]) for code in members),
    ]
    register = make_register(
        [make_member(code) for code in members],
        instruments=[accept(code) for code in members],
        periods=[PERIOD],
        reports={"p1": [received(code) for code in members]},
        entries={"p1": entries},
    )
    rows = cells(build_assembly_report(register, DAY).tables["inventory"])
    assert [(row[0], row[2]) for row in rows] == [
        ("3", "Not yet implemented"),
        ("2", "Implemented, one-off"),
        ("1", "Implemented, ongoing"),
    ]


def test_a_member_with_an_answer_in_confidence_is_not_told_by_its_profile_region_or_size() -> None:
    entries = [answer("abel", "water-1", GRADES[0], in_confidence=True, done="Secret.")]
    register = make_register(
        [make_member("abel", region="N", population=9), make_member("berta", region="S")],
        instruments=[accept("abel"), accept("berta")],
        periods=[PERIOD],
        reports={"p1": [received("abel")]},
        entries={"p1": entries},
    )
    report = build_assembly_report(register, DAY)
    for name in ("profile-abel", "progress-by-region", "progress-by-size"):
        assert [numbers(row)[1:5] for row in cells(report.tables[name])] == [[0, 0, 0, 0]] * 3
    assert "Secret." not in str(report)


def test_profiles_are_left_out_where_members_are_many() -> None:
    codes = ("abel", "berta", "chloe")
    register = make_register(
        [make_member(code) for code in codes], instruments=[accept(code) for code in codes]
    )
    assert len(build_assembly_report(register, DAY, most_profiles=3).profiles) == 3
    assert build_assembly_report(register, DAY, most_profiles=2).profiles == ()
