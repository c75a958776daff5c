"""What does a workspace of millions of entries cost: to fill, to count, to read and to write in?

Every member has accepted 60 paragraphs, a third of them one with a reservation, and has answered
each of them in each of eight periods; only the last 20 members have not reported yet in the last
one. A file is made once for each size, and the benchmarks after the first find it.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import Session, select

from app.database import create_database, open_database, reading, remove_database, transaction
from benchmarks.made_up import (
    ADOPTED_ON,
    ASSEMBLY,
    EIGHT_PERIODS,
    make_declaration,
    make_entry,
    make_members,
)
from benchmarks.registers import fill_acceptances
from declarations.adoption_store import adopt_revision
from declarations.store import save_revision
from exports.pivot_data import build_pivot
from tracker.acceptance import (
    Effect,
    Instrument,
    InstrumentKind,
    Statement,
    StatementKind,
    positions,
)
from tracker.answer_counts import count_answers
from tracker.last_answers import load_last_answers
from tracker.member_store import add_assembly, import_members, list_page
from tracker.members import Member
from tracker.owed_answers import OwedAnswers, find_owed_answers
from tracker.periods import Period, Report, ReportState, latest_due
from tracker.pivots import Axis
from tracker.progress import Entry
from tracker.progress_store import load_reports, open_period, submit_report, submit_reports
from tracker.register import Register
from tracker.store import load_register
from tracker.tables import MemberRow
from tracker.tallies import compare_tallies

PARAGRAPHS = 60
DECLARED = make_declaration(PARAGRAPHS)
CODE = DECLARED.code
IDS = tuple(paragraph.id for paragraph in DECLARED.operative_paragraphs())
LAST = EIGHT_PERIODS[-1]
DAY = LAST.closes_on
LATE = 20
"""So many members have not reported in the last period: one for each run that reports."""
AT_ONCE = 500
"""So many reports are stored in one transaction."""


def load(members: int, folder: Path) -> Callable[[], object]:
    """Return what fills a workspace: acts in one transaction, then reports, 500 in each."""
    path = name_workspace(members, folder)
    remove_database(path)
    return lambda: fill_workspace(path, members).dispose()


def name_workspace(members: int, folder: Path) -> Path:
    """Return the name of the workspace of a size."""
    return folder / f"members-{members}.db"


def find_workspace(members: int, folder: Path) -> Engine:
    """Return the workspace of a size, filled now where it is not there yet."""
    path = name_workspace(members, folder)
    return open_database(str(path)) if path.exists() else fill_workspace(path, members)


def fill_workspace(path: Path, count: int) -> Engine:
    """Return a new workspace with the acts and the reports of so many members."""
    engine = create_database(str(path))
    members = make_members(count)
    with transaction(engine) as session:
        save_revision(session, DECLARED, parent_sha256="", made_on=ADOPTED_ON)
        add_assembly(session, ASSEMBLY)
        adopt_revision(session, CODE, 1, assembly=ASSEMBLY.code, adopted_on=ADOPTED_ON)
        import_members(session, members, changed_on=ADOPTED_ON)
        keys = {row.code: row.id for row in session.exec(select(MemberRow))}
        fill_acceptances(session, make_acts(members), keys)
        for period in EIGHT_PERIODS:
            open_period(session, period)
    for period in EIGHT_PERIODS:
        reporting = members[:-LATE] if period is LAST else members
        for start in range(0, len(reporting), AT_ONCE):
            with transaction(engine) as session:
                submit_reports(
                    session,
                    period.code,
                    make_reports(reporting[start : start + AT_ONCE], period, start),
                )
    return engine


def make_acts(members: Sequence[Member]) -> Register:
    """Return a register with nothing in it but the members' acceptances and reservations."""
    kind = InstrumentKind.COUNCIL_DECISION
    return Register(
        declaration=DECLARED,
        revision=1,
        sha256="",
        adopted_by=ASSEMBLY,
        members=members,
        instruments=[
            Instrument(member.code, CODE, kind, ADOPTED_ON, frozenset(IDS), sequence=1)
            for member in members
        ],
        statements=[
            Statement(
                member.code, CODE, 1, StatementKind.RESERVATION,
                frozenset({IDS[number % PARAGRAPHS]}), "Not before the next budget.", ADOPTED_ON,
                Effect.MODIFIES,
            )
            for number, member in enumerate(members)
            if number % 3 == 0
        ],
    )  # fmt: skip


def make_reports(
    members: Sequence[Member], period: Period, start: int = 0
) -> Mapping[Report, list[Entry]]:
    """Return the reports of some members, with an answer on each paragraph."""
    return {
        Report(member.code, period.code, ReportState.SUBMITTED, period.due_on): [
            make_entry(number + place, member.code, period, paragraph)
            for place, paragraph in enumerate(IDS)
        ]
        for number, member in enumerate(members, start)
    }


def read_facts(session: Session) -> tuple[Register, OwedAnswers]:
    """Return the register without entries, and the answers owed for the last period."""
    register = load_register(session, CODE, DAY, entries_of=())
    return register, find_owed_answers(register, LAST, DAY)


def count_sections(members: int, folder: Path) -> Callable[[], object]:
    """Return what ``accord progress list PERIOD --by section`` does, from the open database on."""
    engine = find_workspace(members, folder)

    def count() -> object:
        with reading(engine) as session:
            register, owed = read_facts(session)
            return build_pivot(
                register, owed, Axis.SECTION, count_answers(session, LAST.code, owed)
            )

    return count


def count_answers_alone(members: int, folder: Path) -> Callable[[], object]:
    """Return what counts a period's answers once the acceptances are known."""
    engine = find_workspace(members, folder)
    with reading(engine) as session:
        _register, owed = read_facts(session)

    def count() -> object:
        with reading(engine) as session:
            return count_answers(session, LAST.code, owed)

    return count


def read_member(members: int, folder: Path) -> Callable[[], object]:
    """Return what reads one member: positions, reports and answers of every period."""
    engine = find_workspace(members, folder)
    code = make_members(members)[members // 2].code

    def read() -> object:
        with reading(engine) as session:
            register = load_register(session, CODE, DAY, members=[code])
        acts, words = register.instruments, register.statements
        return register, positions(IDS, register.members, acts, words, DAY)

    return read


def read_matrix_page(members: int, folder: Path) -> Callable[[], object]:
    """Return what ``accord adoption matrix --answers --limit 100 --after CODE`` does."""
    engine = find_workspace(members, folder)
    after = make_members(members)[members // 2].code

    def read() -> object:
        with reading(engine) as session:
            chosen = list_page(session, DAY, after, 100)
            register = load_register(session, CODE, DAY, members=chosen, entries_of=())
            codes = [period.code for period in register.periods]
            last = load_last_answers(session, chosen, codes, DAY)
        acts, words = register.instruments, register.statements
        return positions(IDS, register.members, acts, words, DAY), last

    return read


def find_late_member(engine: Engine, members: int) -> Member:
    """Return the first member whose report for the last period is not in yet."""
    with reading(engine) as session:
        came = {report.member for report in load_reports(session, LAST.code, DAY)}
    return next(member for member in make_members(members) if member.code not in came)


def submit_one(members: int, folder: Path) -> Callable[[], object]:
    """Return what stores one more report with 60 entries, until it is safe on the disk."""
    engine = find_workspace(members, folder)
    ((report, entries),) = make_reports([find_late_member(engine, members)], LAST).items()

    def submit() -> object:
        with transaction(engine) as session:
            return submit_report(session, report, entries)

    return submit


def read_for_report(members: int, folder: Path) -> Callable[[], object]:
    """Return what ``accord report assembly`` reads: the entries of two periods with the rest."""
    engine = find_workspace(members, folder)

    def read() -> object:
        with reading(engine) as session:
            about = [period.code for period in latest_due(EIGHT_PERIODS, DAY)]
            return load_register(session, CODE, DAY, entries_of=about)

    return read


def verify(members: int, folder: Path) -> Callable[[], object]:
    """Return what compares every kept count with the entries; it ends on a difference."""
    engine = find_workspace(members, folder)

    def compare() -> None:
        with reading(engine) as session:
            faults = compare_tallies(session)
        if faults:
            raise ValueError(f"{len(faults)} counts differ: {faults[:3]}")

    return compare
