"""How does every member get its report, and how is it told which did not?"""

import os
import shutil
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, Any, Protocol
from urllib.parse import quote

import typer

from app.cli.output import VOICE, as_typed, emit_json, make_folder, say
from app.cli.report_maker import MemberReports, ReportFile
from app.errors import DEFECT, DONE
from app.report_folder import ReportFolder
from app.worker_processes import Failure, share_out
from exports.phrasing import print_count

AT_ONCE = 40
"""Members that are read together: few enough that all processes have work to the end."""
SHOWN_FAILURES = 20
WIDEST_BAR = 36
BESIDE_BAR = 38
"""Columns for the label, two counts of five digits and the time left."""

Processes = Annotated[
    int,
    typer.Option(min=0, help="With --all: how many processes. Default, 0: one for each processor."),
]
Seconds = Annotated[
    float,
    typer.Option(
        "--timeout",
        min=0.1,
        metavar="SECONDS",
        help="With --all: a member whose report takes longer is left out and named.",
    ),
]


@dataclass(slots=True)
class Outcome:
    """What has become of the members' reports."""

    written: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    failed: dict[str, Failure] = field(default_factory=dict)
    warnings: Counter[str] = field(default_factory=Counter)

    def exit_code(self) -> int:
        """Return DEFECT where one report failed by a defect, else what the first failure means."""
        codes = [self.failed[member].code for member in sorted(self.failed)]
        return DEFECT if DEFECT in codes else codes[0] if codes else DONE


class Bar(Protocol):
    """What shows how far it is."""

    def update(self, n_steps: int) -> None:
        """Take note of so many more reports."""


class NoBar:
    """Shows nothing: there is no terminal, or nothing is to be said."""

    def update(self, n_steps: int) -> None:
        """Take no note."""


def write_member_reports(
    members: list[str],
    reports: MemberReports,
    folder: Path,
    *,
    processes: int,
    seconds: float,
    as_json: bool,
) -> int:
    """Write the report of each member into a folder and tell the outcome; return the exit code.

    A report is left as it is where it was written from the same data. Interrupted, it keeps what
    is finished.
    """
    begun = time.monotonic()
    outcome = Outcome()
    make_folder(folder)
    try:
        with ReportFolder(folder) as kept:
            files = {member: f"{quote(member, safe='')}.{reports.wanted}" for member in members}
            work = replace(
                reports,
                made_from={m: kept.made_from[f] for m, f in files.items() if f in kept.made_from},
            )
            count = min(processes or count_processors(), len(members))
            shared = share_out(
                work,
                members,
                processes=count,
                seconds=seconds,
                at_once=max(1, min(AT_ONCE, len(members) // (4 * max(count, 1)))),
            )
            with closing(shared), show_progress(len(members)) as bar:  # type: ignore[type-var] # a generator closes
                for member, made in shared:
                    take_outcome(outcome, kept, member, files[member], made)
                    bar.update(1)
    except KeyboardInterrupt:
        done = len(outcome.written) + len(outcome.unchanged)
        say(describe_interrupt(done, len(members), folder))
        raise
    passed = time.monotonic() - begun
    tell_failures(outcome)
    if as_json:
        emit_json(outcome_as_data(outcome, folder, passed))
    say(describe_outcome(outcome, folder, passed))
    return outcome.exit_code()


def take_outcome(
    outcome: Outcome, kept: ReportFolder, member: str, file: str, made: ReportFile | Failure
) -> None:
    """Write one report that was made, and take note of what has become of it."""
    if isinstance(made, Failure):
        outcome.failed[member] = made
        return
    outcome.warnings.update(made.warnings)
    if made.data is None:
        outcome.unchanged.append(member)
    else:
        kept.keep(file, made.data, made.made_from)
        outcome.written.append(member)


def count_processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def show_progress(count: int) -> Iterator[Bar]:
    """Yield a bar with the count and the time left, where a person watches a terminal."""
    if VOICE.quiet or not sys.stderr.isatty():
        yield NoBar()
        return
    with typer.progressbar(
        length=count,
        label="Reports",
        show_pos=True,
        show_eta=True,
        file=sys.stderr,
        width=max(4, min(WIDEST_BAR, shutil.get_terminal_size().columns - BESIDE_BAR)),
    ) as bar:
        yield FairBar(bar)


class FairBar:
    """A bar that reckons the time left from the first report on.

    Processes take seconds to start. With those in the first report, the bar would foretell minutes
    for what is done in seconds.
    """

    def __init__(self, bar: Any) -> None:
        self._bar = bar
        self._has_begun = False

    def update(self, n_steps: int) -> None:
        """Take note of so many more reports."""
        if not self._has_begun:
            self._has_begun = True
            self._bar.start = self._bar.last_eta = time.time()
        self._bar.update(n_steps)


def describe_interrupt(done: int, count: int, folder: Path) -> str:
    """Return in a line how far it came, and how it goes on."""
    if not done:
        return f"Interrupted before the first of {print_count(count, 'report')}; run it again."
    are = "is" if done == 1 else "are"
    return (
        f"Interrupted: {done:,} of {print_count(count, 'report')} {are} in {folder}. "
        "The same command goes on from there."
    )


def tell_failures(outcome: Outcome) -> None:
    """Tell on standard error what was warned of and which reports failed, the first of many."""
    for warning, count in sorted(outcome.warnings.items()):
        typer.echo(f"{warning} ({print_count(count, 'report')})", err=True)
    for member in sorted(outcome.failed)[:SHOWN_FAILURES]:
        failure = outcome.failed[member]
        typer.echo(f"Not done: {member}: {failure.reason}", err=True)
        if VOICE.verbose and failure.trace:
            typer.echo(failure.trace, err=True)
    if len(outcome.failed) > SHOWN_FAILURES:
        more = len(outcome.failed) - SHOWN_FAILURES
        typer.echo(f"{more:,} more were not done; --json names them all.", err=True)


def describe_outcome(outcome: Outcome, folder: Path, seconds: float) -> str:
    """Return in a line how many reports were written, left and not made, and what to do then."""
    count = print_count(len(outcome.written), "report")
    parts = [f"{count[0].upper()}{count[1:]} written to {folder}"]
    took = print_count(round(seconds), "second") if seconds >= 1 else "less than a second"
    if outcome.unchanged:
        parts.append(f"{len(outcome.unchanged):,} unchanged")
    if not outcome.failed:
        return f"{', '.join(parts)}, in {took}."
    parts.append(f"{len(outcome.failed):,} not done")
    again = as_typed("accord report member --all")
    return (
        f"{', '.join(parts)}, in {took}.\n"
        f"When that is mended, {again} with the same options makes those that are missing."
    )


def outcome_as_data(outcome: Outcome, folder: Path, seconds: float) -> dict[str, Any]:
    """Return the outcome as JSON-able data."""
    return {
        "folder": str(folder),
        "written": sorted(outcome.written),
        "unchanged": sorted(outcome.unchanged),
        "failed": [
            {"member": member, "code": failure.kind, "message": failure.reason}
            for member, failure in sorted(outcome.failed.items())
        ],
        "warnings": dict(sorted(outcome.warnings.items())),
        "seconds": round(seconds, 1),
    }
