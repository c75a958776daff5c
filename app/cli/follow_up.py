"""The follow-up: reporting periods and progress."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import Engine
from sqlmodel import Session

from app.cli.options import (
    DEFAULT_DB,
    AsOf,
    Db,
    Json,
    MemberCode,
    NoInput,
    On,
    Pair,
    Yes,
    parse_day,
    parse_pair,
)
from app.cli.output import (
    confirm,
    emit_json,
    emit_rows,
    say,
    suggest,
    today,
    workspace,
    workspace_folder,
    workspace_settings,
)
from app.cli.progress_files import Correction, import_progress, write_template
from app.cli.progress_review import describe_standing, excuse_member, review_progress
from app.database import reading, transaction
from app.evidence import keep_evidence, read_evidence
from declarations.problems import InputRefusal, Level, NotFoundRefusal, Place, Problem
from exports.pivot_data import (
    HEADINGS,
    PLACES,
    build_pivot,
    name_row,
    pivot_as_data,
    pivot_cells,
)
from tracker.answer_counts import count_answers, is_present
from tracker.confidential_answers import disclose_answers
from tracker.owed_answers import find_owed_answers
from tracker.periods import Period, Report, ReportState
from tracker.pivots import Axis, count_by_paragraph
from tracker.progress import (
    Entry,
    EntryKind,
    Evidence,
    EvidenceLevel,
    Implementation,
    MissingReason,
)
from tracker.progress_store import (
    close_period,
    count_answered,
    load_periods,
    open_period,
    submit_report,
)
from tracker.store import load_register

period = typer.Typer(name="period", help="When members report.")
progress = typer.Typer(name="progress", help="What members report.")
progress.command("template")(write_template)
progress.command("import")(import_progress)
progress.command("review")(review_progress)
progress.command("excuse")(excuse_member)

Day = Annotated[date, typer.Option(parser=parse_day, metavar="DATE")]
Words = Annotated[
    list[Pair] | None,
    typer.Option(parser=parse_pair, metavar="ID=TEXT", help="Words on a paragraph; repeat it."),
]


@period.command("open")
def open_one_period(
    code: Annotated[str, typer.Argument(help="A short code, such as 2019.")],
    declaration: Annotated[str, typer.Option(help="The declaration, by its code.")],
    opens: Day,
    due: Day,
    closes: Day,
    db: Db = DEFAULT_DB,
    grace: Annotated[date | None, typer.Option(parser=parse_day, metavar="DATE")] = None,
    name: Annotated[str, typer.Option(help="Its name.")] = "",
) -> None:
    """Open a reporting period on a declaration.

    Example: accord period open 2019 --declaration ulyanovsk-2017 --opens 2019-01-01
    --due 2019-03-31 --closes 2019-06-30
    """
    new = Period(code, name or code, declaration, opens, due, closes, grace)
    with workspace(db) as engine, transaction(engine) as session:
        open_period(session, new)
    say(f"The period {new.name} is open from {opens} and due on {due}.")
    suggest(f"accord progress report {code} --member CODE --set ID=STATE --db {db}")


@period.command("list")
def list_periods(db: Db = DEFAULT_DB, as_json: Json = False) -> None:
    """List the reporting periods.

    Example: accord period list
    """
    with workspace(db) as engine, reading(engine) as session:
        periods = load_periods(session)
    rows = [
        (
            p.code,
            p.declaration,
            p.opens_on.isoformat(),
            p.due_on.isoformat(),
            p.closes_on.isoformat(),
            p.frozen_at.date().isoformat() if p.frozen_at else "",
        )
        for p in periods
    ]
    headings = ("period", "declaration", "opens", "due", "closes", "frozen")
    if as_json:
        emit_json([dict(zip(headings, row, strict=True)) for row in rows])
    else:
        emit_rows([heading.upper() for heading in headings], rows)


@period.command("close")
def close_one_period(
    code: Annotated[str, typer.Argument(help="The period.")],
    db: Db = DEFAULT_DB,
    on: On = None,
    yes: Yes = False,
    no_input: NoInput = False,
) -> None:
    """Close and freeze a period; its reports never change again.

    Example: accord period close 2019 --yes
    """
    confirm(f"Close {code} for good?", yes=yes, no_input=no_input)
    moment = datetime.combine(on, datetime.min.time(), UTC) if on else datetime.now(UTC)
    with workspace(db) as engine, transaction(engine) as session:
        close_period(session, code, moment)
    say(f"The period {code} is closed and frozen.")
    suggest(f"accord report assembly -o report.pdf --db {db}")


@progress.command("report")
def report_progress(
    code: Annotated[str, typer.Argument(metavar="PERIOD", help="The period.")],
    member_code: MemberCode,
    db: Db = DEFAULT_DB,
    answers: Annotated[
        list[Pair] | None,
        typer.Option(
            "--set",
            parser=parse_pair,
            metavar="ID=STATE",
            help="A paragraph's state: not_started, limited, substantial, complete, or why there "
            "is none, such as not_available. Repeat it.",
        ),
    ] = None,
    done: Words = None,
    obstacles: Words = None,
    next_steps: Words = None,
    evidence: Words = None,
    evidence_file: Annotated[
        list[Pair] | None,
        typer.Option(
            parser=parse_pair,
            metavar="ID=FILE",
            help="A file behind an answer; it is kept beside the workspace. Repeat it.",
        ),
    ] = None,
    ongoing: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="This paragraph goes on, without end.")
    ] = None,
    in_confidence: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ID", help="Count this paragraph's state, but show it of nobody. Repeat it."
        ),
    ] = None,
    nil: Annotated[bool, typer.Option("--nil", help="Nothing to report, on purpose.")] = False,
    correction: Correction = False,
    on: On = None,
    language: Annotated[str, typer.Option("--lang", help="Language of the words.")] = "en",
) -> None:
    """Submit a member's report for a period, one state a paragraph.

    Example: accord progress report 2019 --member seoul --set environment-1=substantial
    --done environment-1="Two lines are open."
    """
    day = on or today()
    words = {
        "done": dict(done or []),
        "obstacles": dict(obstacles or []),
        "next_steps": dict(next_steps or []),
        "evidence": dict(evidence or []),
        "evidence_file": dict(evidence_file or []),
    }
    named = {"ongoing": set(ongoing or []), "in_confidence": set(in_confidence or [])}
    entries, problems = read_answers(
        code, member_code, day, dict(answers or []), words, named, language
    )
    if not entries and not nil and not problems:
        raise typer.BadParameter("Give at least one --set, or --nil when there is nothing.")
    if problems:
        raise InputRefusal(
            "The report was not taken.", hint="Nothing was stored.", problems=problems
        )
    report = Report(member_code, code, ReportState.SUBMITTED, submitted_on=day, nil=nil)
    with workspace(db) as engine:
        entries = keep_files(engine, entries, evidence_file or [])
        with transaction(engine) as session:
            submit_report(session, report, entries, is_correction=correction)
    say(f"The report of {member_code} for {code} is in, with {len(entries)} entries.")
    suggest(f"accord progress list {code} --db {db}")


def keep_files(engine: Engine, entries: list[Entry], files: list[Pair]) -> list[Entry]:
    """Keep the files behind answers and return the entries with them.

    Every file is read before one is kept; a report that is refused afterwards leaves them there,
    where they do no harm.
    """
    folder, most = workspace_folder(engine), workspace_settings(engine).evidence_megabytes
    found: dict[str, list[Evidence]] = {}
    contents: dict[str, bytes] = {}
    for paragraph, name in files:
        piece, content = read_evidence(Path(name), most)
        found.setdefault(paragraph, []).append(piece)
        contents[piece.sha256] = content
    for sha256, content in contents.items():
        keep_evidence(folder, sha256, content)
    return [
        replace(
            entry,
            evidence=(*entry.evidence, *found[entry.paragraph]),
            evidence_level=EvidenceLevel.CLAIMED,
        )
        if entry.paragraph in found
        else entry
        for entry in entries
    ]


def read_answers(
    period_code: str,
    member_code: str,
    day: date,
    answers: dict[str, str],
    words: dict[str, dict[str, str]],
    marks: dict[str, set[str]],
    language: str,
) -> tuple[list[Entry], list[Problem]]:
    """Return the entries that the options make, and every problem in them."""
    grades = {state.value for state in Implementation}
    reasons = {reason.value for reason in MissingReason}
    problems = [
        Problem(
            code="P001",
            level=Level.ERROR,
            place=Place(item=f"--set {paragraph}"),
            message=f"{value!r} is neither a state nor a reason.",
            remedy=f"Use one of: {', '.join([*Implementation, *MissingReason])}.",
            value=value,
        )
        for paragraph, value in answers.items()
        if value not in grades | reasons
    ]
    named = {paragraph for texts in (*words.values(), *marks.values()) for paragraph in texts}
    problems += [
        Problem(
            code="P002",
            level=Level.ERROR,
            place=Place(item=paragraph),
            message=f"Something is said on {paragraph}, but there is no state.",
            remedy=f"Add --set {paragraph}=STATE.",
        )
        for paragraph in sorted(named - set(answers))
    ]
    moment = datetime.combine(day, datetime.min.time(), UTC)
    entries = [
        Entry(
            member=member_code,
            period=period_code,
            paragraph=paragraph,
            recorded_at=moment,
            implementation=Implementation(value) if value in grades else None,
            missing=MissingReason(value) if value in reasons else None,
            kind=EntryKind.ONGOING if paragraph in marks["ongoing"] else EntryKind.ONE_OFF,
            evidence_level=EvidenceLevel.CLAIMED
            if paragraph in words["evidence"]
            else EvidenceLevel.NONE,
            evidence=(Evidence(url=words["evidence"][paragraph]),)
            if paragraph in words["evidence"]
            else (),
            done=words["done"].get(paragraph, ""),
            obstacles=words["obstacles"].get(paragraph, ""),
            next_steps=words["next_steps"].get(paragraph, ""),
            language=language,
            in_confidence=paragraph in marks["in_confidence"],
        )
        for paragraph, value in answers.items()
        if value in grades | reasons
    ]
    return entries, problems


@progress.command("list")
def list_progress(
    code: Annotated[str, typer.Argument(metavar="PERIOD", help="The period.")],
    db: Db = DEFAULT_DB,
    axis: Annotated[
        Axis | None,
        typer.Option("--by", help="Count what was done along this axis, not who has reported."),
    ] = None,
    as_of: AsOf = None,
    as_json: Json = False,
) -> None:
    """List who has reported for a period, late or not at all; with --by, what has been done.

    Counts are pairs of a member and a paragraph it accepts. OF_EXPECTED and OF_REPORTED are
    complete and substantial in per cent; what was not answered is never counted as not started.
    An answer counts under each owner and goal of the member's commitments on its paragraph.

    Example: accord progress list 2019 --by region
    """
    with workspace(db) as engine, reading(engine) as session:
        chosen = next((p for p in load_periods(session) if p.code == code), None)
        if chosen is None:
            raise InputRefusal(
                f"There is no period {code!r}.", hint="accord period list shows the periods."
            )
        day = as_of or today()
        if axis is not None:
            show_pivot(session, chosen, day, axis, as_json=as_json)
            return
        register = load_register(session, chosen.declaration, day, entries_of=())
        answers = count_answered(session, code, day)
    rows = describe_standing(register, chosen, day, answers)
    names = ("member", "state", "submitted", "entries", "remarks")
    if as_json:
        emit_json([dict(zip(names, row, strict=True)) for row in rows])
    else:
        emit_rows([name.upper() for name in names], rows)


def show_pivot(session: Session, period: Period, day: date, axis: Axis, *, as_json: bool) -> None:
    """Print how much was done in a period along an axis.

    By section and by paragraph the database counts, where the day is the present; else every
    answer is read and counted.
    """
    code = period.code
    if period.opens_on > day:
        raise NotFoundRefusal(
            f"The period {code} had not opened by {day}.", hint="Give a later day after --as-of."
        )
    is_counted = axis in PLACES and is_present(session, code, day)
    register = load_register(
        session, period.declaration, day, entries_of=() if is_counted else (code,)
    )
    owed = find_owed_answers(register, period, day)
    if is_counted:
        rows = build_pivot(register, owed, axis, count_answers(session, code, owed))
    else:
        received = (e for e in register.entries[code] if e.member in owed.received)
        entries = disclose_answers(received, owed.matrix)
        rows = build_pivot(register, owed, axis, count_by_paragraph(owed.matrix, entries), entries)
    if as_json:
        emit_json(pivot_as_data(axis, rows))
        return
    emit_rows(
        [axis.value.upper(), *(heading.upper() for heading in HEADINGS)],
        [(name_row(register, axis, row), *pivot_cells(row)) for row in rows],
    )
