"""Reminding: reminders by e-mail, and the calendar of due dates."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import Engine

from app.cli.options import DEFAULT_DB, Db, DryRun, Json, MemberCode, On, Output
from app.cli.output import (
    deliver,
    emit_json,
    emit_rows,
    make_folder,
    say,
    suggest,
    today,
    warn,
    workspace,
    workspace_settings,
)
from app.cli.reports import template_folder
from app.database import reading, transaction
from app.reminding import (
    Letters,
    can_send,
    log_letters,
    name_letter,
    plan_letters,
    reminder_rules,
    send_letters,
)
from app.settings import Settings
from declarations.problems import RuleRefusal
from exports.due_calendar import write_calendar
from exports.files import write_whole
from exports.phrasing import print_count
from tracker.member_store import load_members, member_id
from tracker.progress_store import find_period, load_periods, load_reports


def add_commands(progress: typer.Typer) -> None:
    """Add reminding to the group ``progress``."""
    progress.command("remind")(remind)
    progress.command("calendar")(export_calendar)


def remind(
    code: Annotated[str, typer.Argument(metavar="PERIOD", help="The period.")],
    db: Db = DEFAULT_DB,
    on: On = None,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="DIR", help="Write .eml files into this folder."),
    ] = None,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Remind those whose report is waited for, one e-mail a person, in her language.

    The workbook of each of her members is attached, with its last answers. Reminders go out on the
    days of the settings (30 and 7 days before the due date, on it, 14 days after it, and then
    monthly, unless set otherwise), until the report is in or excused, or the period is over. Run it
    every day: nobody is written to twice for the same day. Without a mail server in the settings,
    give -o.

    Example: accord progress remind 2019 --on 2019-03-01 --dry-run
    """
    day = on or today()
    with workspace(db) as engine:
        settings = workspace_settings(engine)
        with reading(engine) as session:
            find_period(session, code)
            folder = template_folder(engine, settings)
            reminding = plan_letters(session, code, day, settings, folder)
            letters = reminding.write_letters()
        if not dry_run and letters:
            if output is not None:
                write_letters(engine, letters, code, day, output)
            else:
                require_mail_server(settings)
                send_letters(letters, code, day, settings, lambda: transaction(engine))
    show_letters(letters, as_json=as_json)
    if reminding.plan.without_contact:
        warn(f"No contact, so no reminder: {', '.join(reminding.plan.without_contact)}.")
    verb = "would be" if dry_run else "written" if output else "sent"
    say(f"{print_count(len(letters), 'reminder')} {verb}{' sent' if dry_run else ''}.")
    if dry_run and letters:
        suggest(f"accord progress remind {code} --on {day} -o reminders --db {db}")


def require_mail_server(settings: Settings) -> None:
    """Raise RuleRefusal where no mail server is set: the letters can be written as files."""
    if not can_send(settings):
        raise RuleRefusal(
            "No mail server is set, so nothing was sent.",
            hint="Set smtp_host and mail_from in accord.toml, or write the letters with -o DIR.",
        )


def show_letters(letters: Letters, *, as_json: bool) -> None:
    """Print who is written to, in which language and about whom."""
    rows = [
        (
            digest.scheduled_on.isoformat(),
            digest.contact.email,
            str(message["Content-Language"]),
            ", ".join(item.member.code for item in digest.waited_for),
            str(message["Subject"]),
        )
        for digest, message in letters
    ]
    names = ("for", "to", "language", "members", "subject")
    if as_json:
        emit_json([dict(zip(names, row, strict=True)) for row in rows])
    else:
        emit_rows([name.upper() for name in names], rows)


def write_letters(engine: Engine, letters: Letters, period: str, day: date, folder: Path) -> None:
    """Write the letters as files and record them as sent: all of them, or none."""
    make_folder(folder)
    with transaction(engine) as session:
        log_letters(session, letters, period, day)
        for _digest, message in letters:
            write_whole(folder / name_letter(period, message), message.as_bytes())


def export_calendar(
    member_code: MemberCode,
    output: Output = "reports.ics",
    db: Db = DEFAULT_DB,
) -> None:
    """Write a calendar of a member's due dates, with alarms, for its own calendar program.

    Example: accord progress calendar --member seoul -o seoul.ics
    """
    day = today()
    with workspace(db) as engine, reading(engine) as session:
        member_id(session, member_code)
        member = next(m for m in load_members(session) if m.code == member_code)
        periods = load_periods(session)
        rules = reminder_rules(workspace_settings(engine))
        reports = {
            period.code: report
            for period in periods
            for report in load_reports(session, period.code, day, members=[member_code])
        }
    deliver(output, write_calendar(member, periods, reports, rules))
    say(f"{print_count(len(periods), 'due date')}.")
