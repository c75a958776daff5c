"""Counts have their denominators, missing is never zero, shares add up."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.acceptance import Position
from tracker.members import Member
from tracker.periods import Period, Report, ReportState
from tracker.progress import Entry, Implementation, MissingReason
from tracker.statistics import (
    accepted_by_all,
    changes_between,
    count_positions,
    distribute,
    expected_members,
    measure_coverage,
    percentage,
    round_shares,
    summarize_progress,
)

A, N, OUT, R = (
    Position.ACCEPTED, Position.NOT_ACCEPTED, Position.OUTSIDE_COMPETENCE,
    Position.ACCEPTED_WITH_RESERVATION,
)  # fmt: skip
PERIOD = Period(
    "p", "P", "d", date(2019, 1, 1), date(2019, 3, 31), date(2019, 6, 30), date(2019, 4, 14)
)
SECTIONS = {"e": ["e-1", "e-2"], "q": ["q-1"]}


def entry(member, paragraph, answer):
    value = (
        {"implementation": answer} if isinstance(answer, Implementation) else {"missing": answer}
    )
    return Entry(member, "p", paragraph, datetime(2019, 3, 1, tzinfo=UTC), **value)


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=8), st.integers(0, 2))
def test_shares_add_to_exactly_one_hundred(counts, decimals):
    shares = round_shares(counts, decimals)
    assert sum(round(share * 10**decimals) for share in shares) == (
        100 * 10**decimals if any(counts) else 0
    )


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=8))
def test_no_share_is_off_by_one_or_more(counts):
    total = sum(counts)
    for count, share in zip(counts, round_shares(counts), strict=True):
        assert total == 0 or abs(share - 100 * count / total) < 1


def test_three_equal_parts_add_to_one_hundred_not_ninety_nine():
    assert round_shares([1, 1, 1]) == [34, 33, 33]


def test_nothing_to_divide_by_is_not_zero_per_cent():
    assert percentage(0, 0) is None
    assert percentage(0, 5) == 0


def test_an_expected_answer_that_did_not_come_is_missing_not_not_started():
    found = distribute(3, {"complete": 1})
    assert found.grades[Implementation.NOT_STARTED] == 0
    assert found.missing == {"not_reported": 2}
    assert (found.share_of_expected, found.share_of_reported) == (pytest.approx(100 / 3), 100)


def test_withdrawn_superseded_not_due_and_not_applicable_leave_the_denominator_with_their_count():
    found = distribute(
        6,
        {"withdrawn": 1, "superseded": 1, "not_due": 1, "not_applicable": 1, "complete": 1},
        outside=2,
    )
    assert found.expected == 2
    assert found.left_out == {
        "withdrawn": 1, "superseded": 1, "not_due": 1, "not_applicable": 1, "outside_competence": 2,
    }  # fmt: skip


def test_progress_is_expected_only_on_accepted_paragraphs():
    matrix = {
        "a": {"e-1": A, "e-2": R, "q-1": N},
        "b": {"e-1": A, "e-2": OUT, "q-1": Position.WITHDRAWN},
    }
    entries = [
        entry("a", "e-1", Implementation.COMPLETE),
        entry("a", "e-2", MissingReason.NOT_AVAILABLE),
        entry("a", "q-1", Implementation.COMPLETE),
        entry("stranger", "e-1", Implementation.COMPLETE),
    ]
    found = summarize_progress(SECTIONS, matrix, entries)
    assert (found.overall.expected, found.overall.reported) == (3, 1)
    assert found.overall.missing == {"not_available": 1, "not_reported": 1}
    assert found.overall.left_out == {"outside_competence": 1}
    assert found.by_section["q"].expected == 0
    assert found.by_section["q"].share_of_expected is None
    assert found.by_paragraph["e-1"].reported == 1
    assert found.by_member["b"].missing == {"not_reported": 1}


MATRICES = st.dictionaries(
    st.sampled_from("abcdef"),
    st.fixed_dictionaries({p: st.sampled_from([*Position]) for p in ("e-1", "e-2", "q-1")}),
)
ENTRIES = st.lists(
    st.builds(
        entry,
        st.sampled_from("abcdef"),
        st.sampled_from(["e-1", "e-2", "q-1"]),
        st.sampled_from([*Implementation, *MissingReason]),
    ),
    unique_by=lambda e: (e.member, e.paragraph),
)


@given(MATRICES, ENTRIES)
def test_sums_over_sections_paragraphs_and_members_are_the_total(matrix, entries):
    found = summarize_progress(SECTIONS, matrix, entries)
    for parts in (found.by_section, found.by_paragraph, found.by_member):
        assert sum(part.expected for part in parts.values()) == found.overall.expected
        assert sum(part.reported for part in parts.values()) == found.overall.reported


@given(MATRICES, ENTRIES)
def test_every_expected_answer_is_graded_or_has_a_reason(matrix, entries):
    found = summarize_progress(SECTIONS, matrix, entries).overall
    assert found.expected == found.reported + sum(found.missing.values())


def report(member, state=ReportState.SUBMITTED, on=date(2019, 3, 1), **more):
    return Report(member, "p", state, on, **more)


def test_coverage_counts_on_time_late_nil_excused_and_missing():
    members = [Member(code, {}) for code in "abcdef"]
    reports = [
        report("a"),
        report("b", on=date(2019, 4, 14)),
        report("c", on=date(2019, 4, 15)),
        report("d", ReportState.RETURNED),
        report("e", ReportState.OPEN, None, excused=True),
        report("f", ReportState.ACCEPTED, nil=True),
    ]
    found = measure_coverage(members, reports, PERIOD, date(2019, 5, 1))
    assert (found.expected, found.received, found.on_time, found.late) == (5, 4, 3, 1)
    assert (found.nil, found.excused, found.missing) == (1, 1, ("d",))
    assert found.reporting_rate == 80


def test_a_report_is_not_there_before_it_came():
    found = measure_coverage([Member("a", {})], [report("a")], PERIOD, date(2019, 2, 28))
    assert (found.received, found.missing) == (0, ("a",))


def test_a_report_is_expected_of_members_that_belong_and_accepted_something():
    members = [
        Member("a", {}), Member("b", {}), Member("gone", {}, left_on=date(2019, 3, 31)),
    ]  # fmt: skip
    matrix = {"a": {"e-1": A}, "b": {"e-1": N}, "gone": {"e-1": A}}
    assert [m.code for m in expected_members(members, matrix, PERIOD)] == ["a"]


def test_positions_are_counted_by_paragraph():
    counts = count_positions({"a": {"e-1": A}, "b": {"e-1": R}, "c": {"e-1": A}}, ["e-1"])
    assert (counts["e-1"][A], counts["e-1"][R]) == (2, 1)


def test_accepted_by_all_leaves_out_members_that_have_not_responded():
    silent = {"e-1": Position.NO_RESPONSE, "e-2": Position.NO_RESPONSE}
    matrix = {"a": {"e-1": A, "e-2": N}, "b": {"e-1": R, "e-2": A}, "c": silent}
    assert accepted_by_all(matrix, ["e-1", "e-2"]) == ["e-1"]
    assert accepted_by_all({"c": silent}, ["e-1", "e-2"]) == []


def test_change_compares_only_members_that_answered_twice():
    before = [
        entry("a", "e-1", Implementation.LIMITED),
        entry("b", "e-1", Implementation.COMPLETE),
        entry("c", "e-1", Implementation.LIMITED),
    ]
    after = [
        entry("a", "e-1", Implementation.COMPLETE),
        entry("b", "e-1", Implementation.SUBSTANTIAL),
        entry("c", "e-1", MissingReason.NOT_AVAILABLE),
        entry("d", "e-1", Implementation.COMPLETE),
    ]
    assert changes_between(before, after) == (2, 1, 0, 1)
