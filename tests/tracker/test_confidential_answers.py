"""An answer given in confidence counts, and no table or pair of tables tells whose it is."""

from collections import Counter
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.acceptance import Position
from tracker.confidential_answers import SMALLEST_GROUP, conceal_answer, disclose_answers
from tracker.members import Member
from tracker.pivots import Axis, count_entries, group_answers, pivot_progress
from tracker.progress import (
    GRADES,
    Entry,
    Evidence,
    EvidenceLevel,
    Implementation,
    MissingReason,
    find_entry_faults,
)
from tracker.statistics import changes_between, summarize_progress

SECTIONS = {"air": ("air-1", "air-2"), "water": ("water-1",)}
PARAGRAPHS = ("air-1", "air-2", "water-1")
CODES = "abcdefgh"
MEMBERS = tuple(Member(code, {}, region="NS"[place % 2]) for place, code in enumerate(CODES))
REGIONS = {member.code: member.region for member in MEMBERS}
MATRIX = {code: dict.fromkeys(PARAGRAPHS, Position.ACCEPTED) for code in CODES}
MOMENT = datetime(2019, 3, 1, tzinfo=UTC)
COMPLETE, LIMITED = Implementation.COMPLETE, Implementation.LIMITED


def entry(member, grade=COMPLETE, paragraph="air-1", *, in_confidence=True):
    return Entry(
        member, "p", paragraph, MOMENT, grade, percent=70, done="We did it.", obstacles="Rain.",
        evidence_level=EvidenceLevel.CLAIMED, evidence=(Evidence("https://a.example/"),),
        in_confidence=in_confidence,
    )  # fmt: skip


def test_a_state_is_shown_where_three_gave_it_and_three_another_one():
    two = disclose_answers([entry("a"), entry("b"), entry("c", in_confidence=False)], MATRIX)
    assert [e.missing for e in two] == [MissingReason.CONFIDENTIAL] * 2 + [None]
    held = [*map(entry, "abc"), *(entry(code, LIMITED) for code in "def")]
    assert [e.implementation for e in disclose_answers(held, MATRIX)] == [
        *[COMPLETE] * 3, *[LIMITED] * 3,
    ]  # fmt: skip


@pytest.mark.parametrize("others", [0, 1, 2])
def test_where_all_or_nearly_all_gave_one_state_it_is_not_shown(others):
    held = [*map(entry, "abcde"), *(entry(code, LIMITED) for code in "fgh"[:others])]
    shown = disclose_answers(held, MATRIX)
    assert {e.missing for e in shown} == {MissingReason.CONFIDENTIAL}


def test_the_others_of_the_group_gave_the_same_state_on_the_same_paragraph():
    found = disclose_answers(
        [entry("a"), entry("b"), entry("c", LIMITED), entry("d", paragraph="air-2")], MATRIX
    )
    assert {e.missing for e in found} == {MissingReason.CONFIDENTIAL}


def test_one_who_has_not_accepted_the_paragraph_hides_nobody():
    matrix = {**MATRIX, "c": {"air-1": Position.NOT_ACCEPTED}}
    held = [*map(entry, "abc"), *(entry(code, LIMITED) for code in "def")]
    found = disclose_answers(held, matrix)[:3]
    assert {e.missing for e in found} == {MissingReason.CONFIDENTIAL}


def test_words_evidence_and_per_cent_are_never_shown():
    for found in disclose_answers(
        [entry("a"), entry("b"), entry("c"), entry("d", LIMITED)], MATRIX
    ):
        assert (found.done, found.obstacles, found.evidence, found.percent) == ("", "", (), None)


def test_what_was_not_given_in_confidence_is_shown_as_it_is():
    public = entry("a", in_confidence=False)
    assert disclose_answers([public], MATRIX) == (public,)
    assert conceal_answer(public) is public


def test_there_is_nothing_to_keep_in_confidence_where_there_is_no_state():
    nothing = Entry("a", "p", "air-1", MOMENT, missing=MissingReason.NOT_AVAILABLE)
    assert find_entry_faults(nothing, PARAGRAPHS) == []
    held = Entry("a", "p", "air-1", MOMENT, missing=MissingReason.NOT_AVAILABLE, in_confidence=True)
    assert [fault.code for fault in find_entry_faults(held, PARAGRAPHS)] == ["P108"]


def test_it_is_not_compared_between_periods():
    before = [entry("a", LIMITED, in_confidence=False), entry("b", LIMITED, in_confidence=False)]
    assert changes_between(before, [entry("a"), entry("b", in_confidence=False)]) == (1, 1, 0, 0)


ANSWERS = st.dictionaries(
    st.tuples(st.sampled_from(CODES), st.sampled_from(PARAGRAPHS)),
    st.tuples(st.sampled_from(GRADES), st.booleans()),
)


@given(ANSWERS)
def test_what_is_left_when_public_answers_are_subtracted_is_nobody_or_three(answers):
    given_ = [
        entry(member, grade, paragraph, in_confidence=held)
        for (member, paragraph), (grade, held) in answers.items()
    ]
    shown = disclose_answers(given_, MATRIX)
    found = summarize_progress(SECTIONS, MATRIX, shown, REGIONS)
    public = Counter((e.paragraph, e.implementation) for e in given_ if not e.in_confidence)
    for paragraph, row in found.by_paragraph.items():
        for grade in GRADES:
            left = row.grades[grade] - public[paragraph, grade]
            others = sum(
                e.in_confidence and e.paragraph == paragraph and e.implementation is not grade
                for e in given_
            )
            assert left == 0 or (left >= SMALLEST_GROUP and others >= SMALLEST_GROUP)


@given(ANSWERS)
def test_the_rows_of_members_and_regions_hold_public_answers_alone(answers):
    given_ = [
        entry(member, grade, paragraph, in_confidence=held)
        for (member, paragraph), (grade, held) in answers.items()
    ]
    shown = disclose_answers(given_, MATRIX)
    public = [e for e in given_ if not e.in_confidence]
    every = summarize_progress(SECTIONS, MATRIX, shown, REGIONS)
    open_ = summarize_progress(SECTIONS, MATRIX, public, REGIONS)
    for table in ("by_member", "by_region"):
        with_them, without = getattr(every, table), getattr(open_, table)
        assert {k: v.grades for k, v in with_them.items()} == {
            k: v.grades for k, v in without.items()
        }
    grouping = group_answers(Axis.REGION, SECTIONS, MEMBERS, ())
    counts = count_entries(MATRIX, map(conceal_answer, shown), grouping)
    rows = pivot_progress(MATRIX, counts, CODES, grouping)
    assert {row.name: row.answers for row in rows} == every.by_region


@given(ANSWERS)
def test_no_answer_is_lost_or_counted_twice(answers):
    given_ = [
        entry(member, grade, paragraph, in_confidence=held)
        for (member, paragraph), (grade, held) in answers.items()
    ]
    found = summarize_progress(SECTIONS, MATRIX, disclose_answers(given_, MATRIX)).overall
    confidential = found.missing.get(MissingReason.CONFIDENTIAL.value, 0)
    assert found.reported + confidential == len(given_)
