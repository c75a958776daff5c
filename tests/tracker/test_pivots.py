"""Progress along any axis: each pair in its row, both shares, and the reports behind them."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.acceptance import Position
from tracker.city_sizes import SizeClass
from tracker.commitments import Closing, Commitment, CommitmentKind
from tracker.members import Member
from tracker.pivots import Axis, count_entries, group_answers, pivot_progress, regroup_counts
from tracker.progress import Entry, Implementation, MissingReason
from tracker.statistics import summarize_progress

SECTIONS = {"air": ("air-1", "air-2"), "water": ("water-1",)}
PARAGRAPHS = ("air-1", "air-2", "water-1")
MEMBERS = (
    Member("a", {}, region="North", population=99_999),
    Member("b", {}, region="South", population=5_000_000),
    Member("c", {}),
)
YES, NO, OUTSIDE = Position.ACCEPTED, Position.NOT_ACCEPTED, Position.OUTSIDE_COMPETENCE
MATRIX = {
    "a": {"air-1": YES, "air-2": YES, "water-1": YES},
    "b": {"air-1": YES, "air-2": NO, "water-1": OUTSIDE},
    "c": {"air-1": YES, "air-2": NO, "water-1": NO},
}
COMPLETE, LIMITED = Implementation.COMPLETE, Implementation.LIMITED
MOMENT = datetime(2019, 3, 1, tzinfo=UTC)


def entry(member: str, paragraph: str, answer: Implementation | MissingReason) -> Entry:
    key = "implementation" if isinstance(answer, Implementation) else "missing"
    return Entry(member, "p", paragraph, MOMENT, **{key: answer})


ENTRIES = (
    entry("a", "air-1", COMPLETE), entry("a", "air-2", LIMITED),
    entry("a", "water-1", MissingReason.NOT_DUE), entry("b", "air-1", LIMITED),
    entry("b", "air-2", COMPLETE),
)  # fmt: skip


def pledge(member: str, *paragraphs: str, owner: str = "", goals: tuple[str, ...] = ()):
    return Commitment(
        f"{owner}-{goals}", member, "d", "Title", CommitmentKind.POLICY, date(2018, 1, 1),
        dict.fromkeys(paragraphs, Decimal(1)), owner=owner, goals=goals,
    )  # fmt: skip


PLEDGES = (
    pledge("a", "air-1", "air-2", owner="Parks", goals=("11.6", "13")),
    pledge("a", "air-1", owner="Works", goals=("11",)),
    pledge("c", "air-1", owner="Parks"),
)


def pivot_entries(matrix, entries, received, grouping):
    return pivot_progress(matrix, count_entries(matrix, entries, grouping), received, grouping)


def rows(axis: Axis, pledges=PLEDGES):
    grouping = group_answers(axis, SECTIONS, MEMBERS, pledges)
    return {
        row.name: (row.answers.expected, row.answers.advanced, row.answers.reported,
                   row.reports_received, row.reports_expected)
        for row in pivot_entries(MATRIX, ENTRIES, {"a", "b"}, grouping)
    }  # fmt: skip


@pytest.mark.parametrize(
    ("axis", "expected"),
    [
        (Axis.MEMBER, {"a": (2, 1, 2, 1, 1), "b": (1, 0, 1, 1, 1), "c": (1, 0, 0, 0, 1)}),
        (Axis.SECTION, {"air": (4, 1, 3, 2, 3), "water": (0, 0, 0, 1, 1)}),
        (
            Axis.PARAGRAPH,
            {"air-1": (3, 1, 2, 2, 3), "air-2": (1, 0, 1, 1, 1), "water-1": (0, 0, 0, 1, 1)},
        ),
        (Axis.REGION, {"North": (2, 1, 2, 1, 1), "South": (1, 0, 1, 1, 1), "": (1, 0, 0, 0, 1)}),
        (
            Axis.SIZE,
            {
                SizeClass.GIANT: (1, 0, 1, 1, 1),
                SizeClass.SMALL: (2, 1, 2, 1, 1),
                SizeClass.UNKNOWN: (1, 0, 0, 0, 1),
            },
        ),
        (Axis.OWNER, {"Parks": (3, 1, 2, 1, 2), "Works": (1, 1, 1, 1, 1), "": (1, 0, 1, 2, 2)}),
        (Axis.SDG, {"11": (2, 1, 2, 1, 1), "13": (2, 1, 2, 1, 1), "": (2, 0, 1, 2, 3)}),
    ],
)
def test_each_answer_stands_in_its_rows_with_the_reports_behind_them(axis, expected):
    assert rows(axis) == expected


def test_what_is_outside_competence_or_not_due_leaves_the_denominator_and_is_listed():
    grouping = group_answers(Axis.SECTION, SECTIONS, MEMBERS, ())
    water = pivot_entries(MATRIX, ENTRIES, {"a", "b"}, grouping)[1]
    assert water.answers.left_out == {"not_due": 1, "outside_competence": 1}
    assert (water.answers.share_of_expected, water.reporting_rate) == (None, 100)


def test_a_withdrawn_commitment_names_no_owner_any_more():
    end = Closing(Implementation.WITHDRAWN, date(2019, 1, 1), "No money.")
    gone = [replace(one, closing=end) for one in PLEDGES]
    assert set(rows(Axis.OWNER, gone)) == {""}
    done = [replace(one, closing=Closing(COMPLETE, date(2019, 1, 1))) for one in PLEDGES]
    assert set(rows(Axis.OWNER, done)) == {"Parks", "Works", ""}


MATRICES = st.fixed_dictionaries(
    {
        member: st.fixed_dictionaries({p: st.sampled_from(Position) for p in PARAGRAPHS})
        for member in ("a", "b", "c")
    }
)
ANSWERS = st.dictionaries(
    st.tuples(st.sampled_from("abc"), st.sampled_from(PARAGRAPHS)),
    st.sampled_from([*Implementation, *MissingReason]),
)


@given(MATRICES, ANSWERS, st.sampled_from([Axis.MEMBER, Axis.SECTION, Axis.PARAGRAPH, Axis.REGION]))
def test_the_rows_of_an_axis_that_parts_the_pairs_add_to_the_whole(matrix, answers, axis):
    entries = [entry(*pair, answer) for pair, answer in answers.items()]
    grouping = group_answers(axis, SECTIONS, MEMBERS, ())
    found = pivot_entries(matrix, entries, set(), grouping)
    regions = {member.code: member.region for member in MEMBERS}
    summary = summarize_progress(SECTIONS, matrix, entries, regions)
    assert sum(row.answers.expected for row in found) == summary.overall.expected
    assert sum(row.answers.advanced for row in found) == summary.overall.advanced
    table = {
        Axis.MEMBER: summary.by_member, Axis.SECTION: summary.by_section,
        Axis.PARAGRAPH: summary.by_paragraph, Axis.REGION: summary.by_region,
    }[axis]  # fmt: skip
    assert all(row.answers == table[row.name] for row in found)


@given(MATRICES, ANSWERS, st.sampled_from([Axis.SECTION, Axis.PARAGRAPH]))
def test_counts_by_paragraph_give_the_same_rows_as_the_answers(matrix, answers, axis):
    entries = [entry(*pair, answer) for pair, answer in answers.items()]
    by_paragraph = count_entries(
        matrix, entries, group_answers(Axis.PARAGRAPH, SECTIONS, MEMBERS, ())
    )
    grouping = group_answers(axis, SECTIONS, MEMBERS, ())
    assert regroup_counts(by_paragraph, grouping) == count_entries(matrix, entries, grouping)
