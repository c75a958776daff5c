"""Checking a draft, mending it, and writing it in its canonical form."""

import difflib
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from app.cli.options import DEFAULT_DB, Db, DraftFile, DryRun, Json, Output
from app.cli.output import as_typed, deliver, emit, emit_json, say, suggest
from app.database import database_url
from app.errors import problem_as_data, problem_lines
from app.settings import read_settings
from declarations.checks import (
    choose_checks,
    count_levels,
    find_problems,
    mend_declaration,
    place_in_text,
)
from declarations.draft_file import ParsedDraft, parse_draft, print_draft, read_draft
from declarations.findings import Check
from declarations.language_checks import check_languages
from declarations.problems import InputRefusal, Level, Problem
from exports.files import write_whole
from exports.phrasing import print_count

INPUT_HAS_PROBLEMS = 3
DROPPED_CODES = frozenset(("F003", "F009"))
"""What a draft file holds and a declaration does not: the canonical form would lose it."""

Files = Annotated[
    list[Path],
    typer.Argument(
        metavar="FILE...", help="The draft file (Markdown); several for one text in more languages."
    ),
]
Fix = Annotated[bool, typer.Option("--fix", help="Mend what can be mended, and list the rest.")]


@dataclass(frozen=True, slots=True)
class MendedFile:
    """What became of one draft file: its text, what was mended, and why it was left if it was."""

    parsed: ParsedDraft
    mended: tuple[Problem, ...] = ()
    content: str = ""
    reason: str = ""


def read_checks(db: str) -> tuple[Check, ...]:
    """Return the checks with the association's spelling, from the settings beside the workspace."""
    return choose_checks(read_settings(settings_folder(db)).spelling)


def settings_folder(db: str) -> Path:
    """Return the folder of the settings of a workspace, which need not be there."""
    url = database_url(db)
    is_file = url.get_backend_name() == "sqlite" and url.database
    return Path(url.database or "").parent if is_file else Path()


def check_draft(
    files: Files,
    fix: Fix = False,
    dry_run: DryRun = False,
    db: Db = DEFAULT_DB,
    as_json: Json = False,
) -> None:
    """List everything that is wrong in a draft, with its place and what to do.

    Several files are one declaration in several languages: then it is also told what one
    language has and another has not (paragraphs, their order, numbers, dates, percentages).

    --fix mends what it can in the file itself, and never loses a word; with --dry-run it shows
    the changes instead. Ends with exit code 3 when an error or a warning is left; hints are no
    fault.

    Example: accord draft check cities-2026.md --fix
    """
    if dry_run and not fix:
        raise typer.BadParameter("--dry-run goes with --fix: a check alone writes nothing.")
    checks = read_checks(db)
    drafts = [read_draft(file) for file in files]
    mended: list[Problem] = []
    if fix:
        results = [mend_draft(parsed, checks) for parsed in drafts]
        drafts = [result.parsed for result in results]
        mended = [problem for result in results for problem in result.mended]
        for file, result in zip(files, results, strict=True):
            deliver_mended(file, result, dry_run=dry_run, as_json=as_json)
    problems = [problem for parsed in drafts for problem in find_problems(parsed, checks)]
    problems += check_languages(drafts)
    tell(files, problems, mended, fix=fix, as_json=as_json)
    counts = count_levels(problems)
    if counts[Level.ERROR] or counts[Level.WARNING]:
        raise typer.Exit(INPUT_HAS_PROBLEMS)
    suggest(f"accord draft revise {files[0]}")


def tell(
    files: list[Path], problems: list[Problem], mended: list[Problem], *, fix: bool, as_json: bool
) -> None:
    """Print the problems and how many there are."""
    if as_json:
        document = {
            "files": [str(file) for file in files],
            "problems": [problem_as_data(problem) for problem in problems],
        }
        if fix:
            document["mended"] = [problem_as_data(problem) for problem in mended]
        emit_json(document)
    for problem in () if as_json else problems:
        emit(problem_lines(problem))
    counts = count_levels(problems)
    left = " left" if fix else ""
    told = ", ".join(
        print_count(counts[level], level.value)
        for level in (Level.ERROR, Level.WARNING, Level.HINT)
    )
    say(f"{', '.join(map(str, files))}: {told}{left}.")
    fixable = sum(problem.fixable for problem in problems)
    if fixable and not fix:
        command = as_typed(f"accord draft check {' '.join(map(str, files))} --fix")
        say(f"{fixable} of them can be mended: {command}")


def mend_draft(parsed: ParsedDraft, checks: tuple[Check, ...]) -> MendedFile:
    """Return the draft with what can be mended; as it is where something would be lost."""
    kept = [p for p in parsed.problems if p.level is Level.ERROR or p.code in DROPPED_CODES]
    if kept:
        return MendedFile(parsed, reason=f"{kept[0].place} {kept[0].code}")
    result = mend_declaration(parsed.declaration, parsed.places, checks)
    by_printing = [problem for problem in parsed.problems if problem.fixable]
    content = print_draft(result.declaration, parsed.based_on)
    file = next((place.file for place in parsed.places.values()), "")
    mended = tuple(sorted((*by_printing, *result.mended), key=place_in_text))
    return MendedFile(parse_draft(content, file), mended, content)


def deliver_mended(file: Path, result: MendedFile, *, dry_run: bool, as_json: bool) -> None:
    """Write a mended file, or show what would change; say what was mended."""
    if result.reason:
        say(
            f"{file} was left as it is, so that nothing is lost: mend {result.reason} first "
            "(it is listed below), then use --fix again."
        )
        return
    old = file.read_bytes().decode("utf-8-sig")
    if old == result.content:
        say(f"{file}: nothing to mend.")
        return
    for problem in result.mended:
        say(f"{'Would mend' if dry_run else 'Mended'}: {problem}")
    if not dry_run:
        write_whole(file, result.content.encode())
        say(f"Written: {file}")
    elif not as_json:
        names = (str(file), f"{file} (mended)")
        lines = difflib.unified_diff(
            old.splitlines(), result.content.splitlines(), *names, lineterm=""
        )
        emit("\n".join(lines))


def format_draft(file: DraftFile, output: Output = "", dry_run: DryRun = False) -> None:
    """Write a draft in its canonical form, with an id for every paragraph that has none.

    A draft with errors is left as it is, so that no word is lost.

    Example: accord draft format cities-2026.md
    """
    parsed = read_draft(file)
    kept = [p for p in parsed.problems if p.level is Level.ERROR or p.code in DROPPED_CODES]
    if kept:
        raise InputRefusal(
            f"{file} was left as it is, so that nothing is lost.",
            hint="Mend what is listed, then format again.",
            problems=kept,
        )
    formatted = print_draft(parsed.declaration, parsed.based_on).encode()
    same = file.read_bytes() == formatted
    if dry_run or (same and not output):
        say(f"{file} is in canonical form." if same else f"{file} would be rewritten.")
        return
    deliver(output or str(file), formatted)
