"""Who has reported, who has not, and how often were they reminded? The tables of coverage."""

from collections.abc import Sequence

from exports.blocks import Table
from exports.phrasing import NO_VALUE, print_share
from exports.report_basis import Basis, PeriodFacts
from exports.tables import CellValue, make_table, member_cell, number_column, text_column
from tracker.periods import Report, ReportState
from tracker.statistics import measure_coverage


def build_coverage_table(basis: Basis, facts: PeriodFacts) -> Table:
    """Return, by region, how many reports were expected and came."""
    regions = sorted({member.region for member in facts.expected})
    rows: list[Sequence[CellValue]] = []
    for region in (*regions, None):
        members = [m for m in facts.expected if region is None or m.region == region]
        found = measure_coverage(members, facts.reports.values(), facts.period, basis.as_of)
        name = "All regions" if region is None else region or "No region given"
        rows.append(
            (
                name,
                found.expected,
                found.received,
                found.on_time,
                found.late,
                found.nil,
                len(found.missing),
                found.excused,
                print_share(found.reporting_rate),
            )
        )
    titles = ("Expected", "Received", "On time", "Late", "Nil", "Missing", "Excused", "Rate")
    return make_table(
        "coverage-by-region",
        f"Reports by region, {facts.period.name}",
        (text_column("Region"), *map(number_column, titles)),
        rows,
        summary="For each region, how many reports were expected, came, came late or are missing.",
        note="Expected: members on the due date with at least one accepted paragraph, less those "
        "excused whose report did not come. Received is on time and late; nil reports are among "
        "them. Rate: received in per cent of expected.",
        total=True,
    )


def build_missing_table(basis: Basis, facts: PeriodFacts) -> Table:
    """Return the members whose report is missing, was returned, or was excused."""
    absent = set(facts.coverage.missing)
    sent = basis.register.reminders.get(facts.period.code, ())
    reminders = {count.member: count.sent for count in sent}
    rows: list[Sequence[CellValue]] = []
    for member in sorted(facts.expected, key=basis.sort_key):
        report = facts.reports.get(member.code)
        excused = report is not None and report.excused and member.code not in facts.matrix
        if member.code in absent or excused:
            state = describe_absence(report)
            reminded = reminders.get(member.code, 0)
            row = (member_cell(member, basis.language), member.region or NO_VALUE, state)
            rows.append((*row, reminded) if reminders else row)
    return make_table(
        "reports-missing",
        f"Members with no report, {facts.period.name}",
        (
            text_column("Member", 3),
            text_column("Region", 2),
            text_column("State", 4),
            *((number_column("Reminders sent"),) if reminders else ()),
        ),
        rows,
        summary="Each member of which no report was received, and why.",
    )


def describe_absence(report: Report | None) -> str:
    """Return in words why there is no report."""
    if report is not None and report.excused:
        return f"Excused: {report.excuse}" if report.excuse else "Excused"
    if report is not None and report.state is ReportState.RETURNED:
        return "Returned to the member for completion"
    return "Missing"
