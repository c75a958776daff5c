"""The calendar of due dates: an event a period, alarms while the report is waited for."""

from datetime import date

from icalendar import Calendar

from exports.due_calendar import write_calendar
from tests.exports.registers import PERIOD, make_member, received
from tracker.periods import Report, ReportState


def read(report: Report | None):
    reports = {"p1": report} if report else {}
    data = write_calendar(make_member("seoul"), [PERIOD], reports)
    (event,) = Calendar.from_ical(data).walk("VEVENT")
    return event


def test_an_all_day_event_stands_on_the_due_date():
    event = read(None)
    assert event.decoded("dtstart") == PERIOD.due_on
    assert event.decoded("dtend") == date(2019, 4, 1)
    assert event["summary"] == "Seoul: report for Period 1 is due"


def test_alarms_ring_on_the_days_of_the_reminders():
    assert [alarm.decoded("trigger").days for alarm in read(None).walk("VALARM")] == [
        -30,
        -7,
        0,
        14,
    ]


def test_no_alarm_rings_when_the_report_is_in_or_excused():
    for report in (received("seoul"), Report("seoul", "p1", ReportState.OPEN, excused=True)):
        event = read(report)
        assert event.walk("VALARM") == []
        assert event["summary"].endswith("(done)")


def test_the_identifier_stays_when_the_report_comes():
    assert read(None)["uid"] == read(received("seoul"))["uid"]
