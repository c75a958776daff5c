"""When are a member's reports due? A calendar (RFC 5545) with alarms."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta

from icalendar import Alarm, Calendar, Event

from exports.phrasing import print_day
from tracker.members import Member
from tracker.periods import Period, Report
from tracker.reminders import ReminderRules, is_waited_for


def write_calendar(
    member: Member,
    periods: Iterable[Period],
    reports: Mapping[str, Report],
    rules: ReminderRules | None = None,
) -> bytes:
    """Return a calendar with an all-day event on each due date, as iCalendar.

    ``reports`` are those of the member by period. An alarm rings on each day of the reminder
    rules, unless the report is in or excused. The same register gives the same bytes.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Accord//Due dates//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", f"Reports of {member.name()}")
    for period in periods:
        report = reports.get(period.code)
        event = make_event(member, period, report)
        if is_waited_for(report) and period.frozen_at is None:
            for days in (rules or ReminderRules()).days:
                event.add_component(make_alarm(period, days))
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def make_event(member: Member, period: Period, report: Report | None) -> Event:
    """Return the event of one due date; its stamp is the day of the last change."""
    key = f"{period.declaration}\n{period.code}\n{member.code}"
    submitted = report.submitted_on if report else None
    event = Event()
    event.add("uid", f"{hashlib.sha256(key.encode()).hexdigest()[:32]}@accord.invalid")
    event.add("dtstamp", stamp(max(period.opens_on, submitted or period.opens_on)))
    event.add("dtstart", period.due_on)
    event.add("dtend", period.due_on + timedelta(days=1))
    done = "" if is_waited_for(report) else " (done)"
    event.add("summary", f"{member.name()}: report for {period.name} is due{done}")
    event.add("description", f"Reports are taken until {print_day(period.closes_on)}.")
    event.add("transp", "TRANSPARENT")
    return event


def make_alarm(period: Period, days: int) -> Alarm:
    """Return an alarm some days from the due date, before it where they are negative."""
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", f"Report for {period.name}: due on {print_day(period.due_on)}")
    alarm.add("trigger", timedelta(days=days))
    return alarm


def stamp(day: date) -> datetime:
    """Return the first instant of a day in UTC."""
    return datetime.combine(day, time(), UTC)
