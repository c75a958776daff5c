"""The same counts by region and by member; the faults of peers that are not to be repeated."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.acceptance import Instrument, InstrumentKind, Position, positions
from tracker.members import Member
from tracker.periods import Period, Report, ReportState, is_missing
from tracker.progress import Entry, Implementation, MissingReason
from tracker.statistics import count_accepted, round_shares, summarize_progress

SECTIONS = {"e": ["e-1", "e-2"], "q": ["q-1"]}
PARAGRAPHS = ["e-1", "e-2", "q-1"]
A, R = Position.ACCEPTED, Position.ACCEPTED_WITH_RESERVATION
DUE = date(2019, 3, 31)
PERIOD = Period("p", "P", "d", date(2019, 1, 1), DUE, date(2019, 6, 30), date(2019, 4, 14))
REGIONS = {"a": "Asia", "b": "Asia", "c": "Europe"}


def entry(member: str, paragraph: str, answer: Implementation | MissingReason) -> Entry:
    key = "implementation" if isinstance(answer, Implementation) else "missing"
    return Entry(member, "p", paragraph, datetime(2019, 3, 1, tzinfo=UTC), **{key: answer})


def test_each_region_has_its_own_denominator_and_the_unknown_one_is_shown():
    row = {"e-1": A, "e-2": R, "q-1": Position.NOT_ACCEPTED}
    matrix = {code: dict(row) for code in "abcd"}
    entries = [
        entry("a", "e-1", Implementation.COMPLETE),
        entry("c", "e-1", Implementation.LIMITED),
    ]
    found = summarize_progress(SECTIONS, matrix, entries, REGIONS).by_region
    assert [(name, part.expected, part.reported) for name, part in found.items()] == [
        ("", 2, 0), ("Asia", 4, 1), ("Europe", 2, 1),
    ]  # fmt: skip
    assert found["Asia"].share_of_expected == 25
    assert found["Asia"].share_of_reported == 100


@given(
    st.dictionaries(
        st.sampled_from("abcdef"),
        st.fixed_dictionaries({p: st.sampled_from([*Position]) for p in PARAGRAPHS}),
    ),
    st.lists(
        st.builds(
            entry,
            st.sampled_from("abcdef"),
            st.sampled_from(PARAGRAPHS),
            st.sampled_from([*Implementation, *MissingReason]),
        ),
        unique_by=lambda e: (e.member, e.paragraph),
    ),
)
def test_regions_add_up_to_the_total_also_in_what_is_missing_and_left_out(matrix, entries):
    found = summarize_progress(SECTIONS, matrix, iter(entries), REGIONS)
    for parts in (found.by_region, found.by_section, found.by_paragraph, found.by_member):
        for kind in ("grades", "missing", "left_out"):
            whole = getattr(found.overall, kind)
            for name in set(whole).union(*(getattr(part, kind) for part in parts.values())):
                total = sum(getattr(part, kind).get(name, 0) for part in parts.values())
                assert total == whole.get(name, 0)


def test_accepted_paragraphs_are_counted_by_member_with_or_without_conditions():
    matrix = {"a": {"e-1": A, "e-2": R}, "b": {"e-1": Position.WITHDRAWN, "e-2": A}}
    assert count_accepted(matrix) == {"a": 2, "b": 1}


def test_an_acceptance_after_the_due_date_is_not_expected_in_that_period():
    acts = [
        Instrument("a", "d", InstrumentKind.SIGNATURE, date(2018, 1, 1), frozenset({"e-1"})),
        Instrument("a", "d", InstrumentKind.LATER_ACCEPTANCE, date(2019, 4, 1), frozenset({"e-2"})),
    ]
    matrix = positions(PARAGRAPHS, [Member("a", {})], acts, [], DUE)
    entries = [entry("a", "e-2", Implementation.COMPLETE)]
    found = summarize_progress(SECTIONS, matrix, entries).overall
    assert (found.expected, found.reported, found.missing) == (1, 0, {"not_reported": 1})


@pytest.mark.parametrize("reason", [*MissingReason])
def test_no_missing_reason_ever_counts_as_not_started(reason):
    found = summarize_progress(SECTIONS, {"a": {"e-1": A}}, [entry("a", "e-1", reason)]).overall
    assert sum(found.grades.values()) == 0
    assert sum(found.missing.values()) + sum(found.left_out.values()) == 1


def test_shares_that_a_plain_rounding_would_add_to_101_add_to_100():
    assert round_shares([125, 125, 125, 625]) == [13, 13, 12, 62]
    assert sum(round_shares([125, 125, 125, 625])) == 100


@pytest.mark.parametrize(
    ("report", "day", "missing"),
    [
        (None, date(2019, 4, 14), False),
        (None, date(2019, 4, 15), True),
        (Report("a", "p", ReportState.DRAFT), date(2019, 4, 15), True),
        (Report("a", "p", ReportState.RETURNED, DUE), date(2019, 4, 15), True),
        (Report("a", "p", ReportState.SUBMITTED, DUE), date(2019, 4, 15), False),
        (Report("a", "p", ReportState.SUBMITTED, date(2019, 5, 1)), date(2019, 4, 15), True),
        (Report("a", "p", ReportState.OPEN, excused=True), date(2019, 4, 15), False),
    ],
)
def test_a_report_is_missing_once_the_grace_is_over_unless_it_came_or_is_excused(
    report, day, missing
):
    assert is_missing(report, PERIOD, day) is missing
