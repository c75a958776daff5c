"""What does a member report? Its answers as options of one command, without a workbook."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlalchemy import Engine
from sqlmodel import Session

from app.cli.options import (
    DEFAULT_DB,
    Db,
    DryRun,
    Json,
    MemberCode,
    On,
    Pair,
    parse_pair,
)
from app.cli.output import (
    emit_json,
    say,
    suggest,
    today,
    warn,
    workspace,
    workspace_folder,
    workspace_settings,
)
from app.cli.progress_files import Addendum, Correction
from app.database import transaction
from app.errors import problem_as_data
from app.evidence import keep_evidence, read_evidence
from app.period_sheets import PeriodSheets
from declarations.problems import InputRefusal, Level, Place, Problem
from exports.phrasing import print_count
from tracker.addendum_store import add_to_addendum
from tracker.periods import Report, ReportState
from tracker.progress import (
    Entry,
    EntryKind,
    Evidence,
    EvidenceLevel,
    Implementation,
    MissingReason,
)
from tracker.progress_store import submit_report
from tracker.report_checks import find_remarks

Words = Annotated[
    list[Pair] | None,
    typer.Option(parser=parse_pair, metavar="ID=TEXT", help="Words on a paragraph; repeat it."),
]


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
    addendum: Addendum = False,
    on: On = None,
    language: Annotated[str, typer.Option("--lang", help="Language of the words.")] = "en",
    dry_run: DryRun = False,
    as_json: Json = False,
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
    marks = {"ongoing": set(ongoing or []), "in_confidence": set(in_confidence or [])}
    entries, problems = read_answers(
        code, member_code, day, dict(answers or []), words, marks, language
    )
    if addendum and (nil or correction):
        raise typer.BadParameter(
            "An addendum lists answers: leave out --nil and --correction, and give --set."
        )
    if not entries and not nil and not problems:
        raise typer.BadParameter("Give at least one --set, or --nil when there is nothing.")
    if problems:
        raise InputRefusal(
            "The report was not taken.", hint="Nothing was stored.", problems=problems
        )
    with workspace(db) as engine:
        entries, contents = read_files(engine, entries, evidence_file or [])
        with transaction(engine) as session:
            if addendum:
                add_to_addendum(session, member_code, code, entries, day)
            else:
                report = Report(member_code, code, ReportState.SUBMITTED, submitted_on=day, nil=nil)
                submit_report(session, report, entries, is_correction=correction)
            remarks = examine_answers(session, code, member_code, entries, day)
            if dry_run:
                session.rollback()
            else:
                # A file stands before the row that names it, and not before the row was checked.
                for sha256, content in contents.items():
                    keep_evidence(workspace_folder(engine), sha256, content)
    for remark in remarks:
        warn(f"{remark.message} {remark.remedy}")
    if as_json:
        emit_json(
            {
                "member": member_code,
                "period": code,
                "stored": not dry_run,
                "addendum": addendum,
                "nil": nil,
                "answers": [answer_as_data(entry) for entry in entries],
                "remarks": [problem_as_data(remark) for remark in remarks],
            }
        )
    what = f"addendum to {code}" if addendum else f"report for {code}"
    verb = "would be in" if dry_run else "is in"
    say(f"{member_code}: the {what} {verb}, with {print_count(len(entries), 'answer')}.")
    suggest(f"accord progress list {code} --db {db}")


def examine_answers(
    session: Session, code: str, member: str, entries: list[Entry], day: date
) -> list[Problem]:
    """Return the warnings on answers that no figure will count."""
    sheets = PeriodSheets(session, code, day, member)
    answered = [entry.paragraph for entry in entries]
    return find_remarks(member, sheets.period, answered, sheets.matrix[member])


def answer_as_data(entry: Entry) -> dict[str, Any]:
    """Return an answer as JSON-able data."""
    answer = entry.implementation or entry.missing
    return {
        "paragraph": entry.paragraph,
        "answer": answer.value if answer else "",
        "kind": entry.kind.value,
        "evidence": [piece.url or piece.file_name for piece in entry.evidence],
    }


def read_files(
    engine: Engine, entries: list[Entry], files: list[Pair]
) -> tuple[list[Entry], dict[str, bytes]]:
    """Return the entries with the files behind them, and what to keep of each by its SHA-256."""
    most = workspace_settings(engine).evidence_megabytes
    found: dict[str, list[Evidence]] = {}
    contents: dict[str, bytes] = {}
    for paragraph, name in files:
        piece, content = read_evidence(Path(name), most)
        found.setdefault(paragraph, []).append(piece)
        contents[piece.sha256] = content
    with_files = [
        replace(
            entry,
            evidence=(*entry.evidence, *found[entry.paragraph]),
            evidence_level=EvidenceLevel.CLAIMED,
        )
        if entry.paragraph in found
        else entry
        for entry in entries
    ]
    return with_files, contents


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
