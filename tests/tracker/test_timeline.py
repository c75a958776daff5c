"""The line of time of a member and of a paragraph, from the register alone."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from tests.exports.registers import (
    PERIOD,
    accept,
    answer,
    make_member,
    make_register,
    received,
    withdraw,
)
from tracker.acceptance import Effect, Statement, StatementKind
from tracker.members import Office, OfficeKind
from tracker.progress import Implementation
from tracker.timeline import EventKind, member_timeline, paragraph_timeline

WORDS = Statement(
    "abel", "green", 1, StatementKind.RESERVATION, frozenset({"air-1"}), "Not yet.",
    date(2018, 2, 1), Effect.MODIFIES,
)  # fmt: skip
REGISTER = replace(
    make_register(
        [make_member("abel", joined_on=date(2016, 5, 1)), make_member("berta")],
        instruments=[
            replace(accept("abel"), effective_on=date(2018, 1, 15)),
            withdraw("abel", "air-1"),
            accept("berta", "water-1", on=date(2018, 3, 1)),
        ],
        statements=[WORDS],
        periods=[PERIOD],
        reports={"p1": [received("abel")]},
        entries={"p1": [answer("abel", "water-1", Implementation.LIMITED, done="Begun.")]},
    ),
    offices=[Office("abel", OfficeKind.PRESIDENT, date(2017, 1, 1), date(2018, 12, 31))],
)
LATER = date(2020, 1, 1)


def test_a_members_line_has_its_own_acts_words_offices_and_reports_oldest_first():
    events = member_timeline(REGISTER, "abel", LATER)
    assert [(e.on.isoformat(), e.kind.value, e.what) for e in events] == [
        ("2016-05-01", "joined", ""),
        ("2017-01-01", "office_begins", "president"),
        ("2018-01-01", "instrument", "council_decision"),
        ("2018-01-15", "in_effect", "council_decision"),
        ("2018-02-01", "statement", "reservation"),
        ("2018-06-01", "instrument", "withdrawal"),
        ("2018-12-31", "office_ends", "president"),
        ("2019-03-01", "report", "accepted"),
    ]


def test_a_paragraphs_line_has_what_any_member_did_about_it():
    events = paragraph_timeline(REGISTER, "water-1", LATER)
    assert [(e.member, e.kind, e.what) for e in events] == [
        ("abel", EventKind.INSTRUMENT, "council_decision"),
        ("abel", EventKind.IN_EFFECT, "council_decision"),
        ("berta", EventKind.INSTRUMENT, "council_decision"),
        ("abel", EventKind.ENTRY, "limited"),
    ]
    assert events[-1].words == "Begun."


def test_an_unknown_member_has_no_line():
    assert member_timeline(REGISTER, "nobody", LATER) == []


@given(st.dates(date(2016, 1, 1), date(2019, 12, 31)))
def test_the_line_up_to_a_day_is_the_beginning_of_the_whole_line(day):
    whole = member_timeline(REGISTER, "abel", LATER)
    assert member_timeline(REGISTER, "abel", day) == [e for e in whole if e.on <= day]
