"""The secretariat's reading of reports: accepted, returned, excused; and who has reported."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated

import typer

from app.cli.options import DEFAULT_DB, Db, MemberCode, On
from app.cli.output import say, suggest, today, workspace
from app.database import transaction
from exports.phrasing import print_count
from tracker.periods import Period, Report, ReportState
from tracker.progress_store import review_report, save_report_state
from tracker.register import Register
from tracker.report_standings import ReportStanding, assess_standings

Row = tuple[str, str, str, str, str]
"""A member's code, the state of its report, its day, the number of entries, and remarks."""


def describe_standing(
    register: Register, period: Period, day: date, answers: Mapping[str, int]
) -> list[Row]:
    """Return how each member stands in a period on a day.

    ``answers`` are how many each has given, by its code. Remarks: late, missing (expected, overdue
    and not there), not expected, nil, excused and returned with the words to it, and answers after
    the cut-off.
    """
    return [
        (
            each.member.code,
            each.state.value,
            each.report.submitted_on.isoformat()
            if each.report and each.report.submitted_on
            else "",
            str(each.answers),
            "; ".join(list_remarks(each)),
        )
        for each in assess_standings(register, period, day, answers).standings
    ]


def list_remarks(standing: ReportStanding) -> list[str]:
    """Return what is to be said of a member's report besides its state."""
    report = standing.report
    remarks = []
    if report is not None and report.excused:
        remarks.append(f"excused: {report.excuse}" if report.excuse else "excused")
    elif not standing.is_expected:
        remarks.append("not expected")
    elif standing.is_missing:
        remarks.append("missing")
    if standing.is_late:
        remarks.append("late")
    if report is not None and report.nil:
        remarks.append("nil report")
    if report is not None and report.state is ReportState.RETURNED:
        remarks.append(f"to mend: {report.note}")
    if standing.late_answers:
        count = print_count(len(standing.late_answers), "answer")
        remarks.append(f"addendum: {count}, last on {max(standing.late_answers)}")
    return remarks


def review_progress(
    code: Annotated[str, typer.Argument(metavar="PERIOD", help="The period.")],
    member_code: MemberCode,
    db: Db = DEFAULT_DB,
    accept: Annotated[bool, typer.Option("--accept", help="The report is accepted.")] = False,
    note: Annotated[
        str,
        typer.Option("--return", metavar="NOTE", help="It goes back; the note says what to mend."),
    ] = "",
    on: On = None,
) -> None:
    """Accept a member's report, or return it with a note.

    Example: accord progress review 2019 --member seoul --return "Paragraph 3 has no evidence."
    """
    if accept == bool(note.strip()):
        raise typer.BadParameter("Give either --accept or --return with a note.")
    verdict = ReportState.ACCEPTED if accept else ReportState.RETURNED
    with workspace(db) as engine, transaction(engine) as session:
        review_report(session, member_code, code, verdict, on or today(), note)
    say(f"The report of {member_code} for {code} is {verdict.value}.")
    suggest(f"accord progress list {code} --db {db}")


def excuse_member(
    code: Annotated[str, typer.Argument(metavar="PERIOD", help="The period.")],
    member_code: MemberCode,
    reason: Annotated[str, typer.Option(help="Why no report is expected.")],
    db: Db = DEFAULT_DB,
    on: On = None,
) -> None:
    """Excuse a member from reporting for a period.

    Example: accord progress excuse 2019 --member seoul --reason "Flood in the spring"
    """
    report = Report(member_code, code, ReportState.OPEN, excused=True, excuse=reason)
    with workspace(db) as engine, transaction(engine) as session:
        save_report_state(session, report, on or today())
    say(f"{member_code} is excused for {code}.")
    suggest(f"accord progress list {code} --db {db}")
