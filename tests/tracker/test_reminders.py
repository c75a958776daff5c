"""Who is reminded when, and that nobody is reminded twice or after the report is in."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tracker.members import Member
from tracker.periods import Period, Report, ReportState
from tracker.reminders import Contact, ReminderRules, plan_reminders, reminder_days

PERIOD = Period("p1", "First", "d", date(2019, 1, 1), date(2019, 3, 31), date(2019, 6, 30))
SEOUL, LISBON = Member("seoul", {"en": "Seoul"}), Member("lisbon", {"en": "Lisbon"})
KIM, ANA = Contact("seoul", "kim@s.example"), Contact("lisbon", "ana@l.example", language="fr")


def plan(on, contacts=(KIM, ANA), reports=None, sent=(), period=PERIOD):
    return plan_reminders(period, [LISBON, SEOUL], reports or {}, contacts, sent, on=on)


def written_to(found):
    return [
        (digest.contact.email, [item.member.code for item in digest.waited_for])
        for digest in found.digests
    ]


def test_the_days_are_30_and_7_before_the_due_date_and_14_after_then_monthly_until_it_closes():
    assert reminder_days(PERIOD, ReminderRules()) == [
        date(2019, 3, 1), date(2019, 3, 24), date(2019, 3, 31),
        date(2019, 4, 14), date(2019, 5, 14), date(2019, 6, 14),
    ]  # fmt: skip


def test_nobody_is_reminded_before_the_period_opens():
    short = replace(PERIOD, opens_on=date(2019, 3, 10))
    assert reminder_days(short, ReminderRules())[0] == date(2019, 3, 24)


def test_the_association_may_have_other_days():
    assert reminder_days(PERIOD, ReminderRules((-1,), monthly=False)) == [date(2019, 3, 30)]


def test_each_person_gets_one_digest_about_all_its_members():
    both = replace(KIM, member="lisbon")
    assert written_to(plan(date(2019, 3, 1), [KIM, both])) == [
        ("kim@s.example", ["lisbon", "seoul"])
    ]


def test_reminders_stop_when_the_report_is_in_or_excused():
    day = date(2019, 3, 24)
    for report in (
        Report("seoul", "p1", ReportState.SUBMITTED, date(2019, 3, 20)),
        Report("seoul", "p1", ReportState.OPEN, excused=True),
    ):
        assert written_to(plan(day, reports={"seoul": report})) == [("ana@l.example", ["lisbon"])]


def test_a_draft_and_a_returned_report_are_still_waited_for():
    for state in (ReportState.DRAFT, ReportState.RETURNED):
        found = plan(date(2019, 3, 24), reports={"seoul": Report("seoul", "p1", state)})
        assert found.digests[1].waited_for[0].state is state


def test_reminders_stop_when_the_period_is_closed_or_frozen():
    assert plan(date(2019, 6, 30)).digests
    assert not plan(date(2019, 7, 1)).digests
    frozen = replace(PERIOD, frozen_at=datetime(2019, 5, 1, tzinfo=UTC))
    assert not plan(date(2019, 5, 14), period=frozen).digests


def test_nothing_is_sent_twice_and_what_was_missed_is_sent_once():
    sent = {("seoul", "kim@s.example", date(2019, 3, 24))}
    assert written_to(plan(date(2019, 3, 25), sent=sent)) == [("ana@l.example", ["lisbon"])]
    late = plan(date(2019, 3, 30))
    assert {digest.scheduled_on for digest in late.digests} == {date(2019, 3, 24)}


def test_members_without_a_contact_are_named():
    assert plan(date(2019, 3, 1), [KIM]).without_contact == ("lisbon",)
    assert plan(date(2019, 2, 1), [KIM]).without_contact == ()


@given(st.lists(st.integers(0, 200), min_size=1, max_size=30))
def test_however_often_it_runs_each_day_of_the_rules_is_served_at_most_once(offsets):
    sent = set()
    for day in sorted(PERIOD.opens_on + timedelta(days=number) for number in offsets):
        for digest in plan(day, sent=sent).digests:
            key = (digest.waited_for[0].member.code, digest.contact.email, digest.scheduled_on)
            assert key not in sent
            assert digest.scheduled_on <= day
            sent.add(key)
