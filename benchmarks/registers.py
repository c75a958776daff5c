"""How long does a register take: to count, to read from its workspace, and to import?"""

from collections.abc import Callable, Mapping
from pathlib import Path
from uuid import UUID

from sqlmodel import Session, insert, select
from uuid6 import uuid7

from app.database import create_database, reading, transaction
from benchmarks.made_up import (
    ADOPTED_ON,
    AS_OF,
    ASSEMBLY,
    make_members,
    make_register,
    write_member_list,
)
from declarations.adoption_store import adopt_revision
from declarations.store import save_revision
from exports.member_list import read_members
from tracker.acceptance import positions
from tracker.member_store import add_assembly, import_members
from tracker.progress_store import open_period
from tracker.register import Register
from tracker.statistics import (
    count_positions,
    expected_members,
    measure_coverage,
    summarize_progress,
)
from tracker.store import load_register
from tracker.tables import EntryRow, InstrumentRow, MemberRow, ReportRow, StatementRow


def find_matrix(members: int, _folder: Path) -> Callable[[], object]:
    """Return what finds each member's position on each of 24 paragraphs."""
    register = make_register(members)
    ids = [paragraph.id for paragraph in register.declaration.operative_paragraphs()]
    acts, words = register.instruments, register.statements
    return lambda: positions(ids, register.members, acts, words, AS_OF)


def count(members: int, _folder: Path) -> Callable[[], object]:
    """Return what counts positions, reports and answers of one period, from the matrix."""
    register = make_register(members)
    period = register.periods[-1]
    sections = {s.id: tuple(p.id for p in s.children) for s in register.declaration.sections}
    ids = [paragraph for names in sections.values() for paragraph in names]
    acts, words = register.instruments, register.statements
    matrix = positions(ids, register.members, acts, words, period.due_on)
    regions = {member.code: member.region for member in register.members}

    def count_all() -> object:
        expected = expected_members(register.members, matrix, period)
        return (
            count_positions(matrix, ids),
            measure_coverage(expected, register.reports[period.code], period, AS_OF),
            summarize_progress(sections, matrix, register.entries[period.code], regions),
        )

    return count_all


def read(members: int, folder: Path) -> Callable[[], object]:
    """Return what reads the whole register, two periods with it, from an SQLite workspace."""
    engine = create_database(str(folder / "accord.db"))
    register = make_register(members)
    with transaction(engine) as session:
        fill_workspace(session, register)

    def read_all() -> object:
        with reading(engine) as session:
            return load_register(session, register.declaration.code, AS_OF)

    return read_all


def import_list(members: int, folder: Path) -> Callable[[], object]:
    """Return what reads a CSV file of members and stores them in a new SQLite workspace."""
    path = folder / "members.csv"
    path.write_text(write_member_list(members), encoding="utf-8")
    engine = create_database(str(folder / "accord.db"))

    def import_all() -> object:
        with transaction(engine) as session:
            return import_members(session, read_members(path).members, changed_on=AS_OF)

    return import_all


def fill_workspace(session: Session, register: Register) -> None:
    """Store a register. Rows go in together: one act at a time would take minutes."""
    code = register.declaration.code
    save_revision(session, register.declaration, parent_sha256="", made_on=ADOPTED_ON)
    add_assembly(session, ASSEMBLY)
    adopt_revision(session, code, 1, assembly=ASSEMBLY.code, adopted_on=ADOPTED_ON)
    import_members(session, make_members(len(register.members)), changed_on=AS_OF)
    keys = {row.code: row.id for row in session.exec(select(MemberRow))}
    fill_acceptances(session, register, keys)
    for period in register.periods:
        open_period(session, period)
        fill_answers(session, register, period.code, keys)


def fill_acceptances(session: Session, register: Register, keys: Mapping[str, UUID]) -> None:
    """Store every instrument and statement."""
    acts = [
        {
            "id": uuid7(),
            "member_id": keys[act.member],
            "declaration": act.declaration,
            "sequence": act.sequence,
            "kind": act.kind.value,
            "deposited_on": act.deposited_on,
            "paragraphs": sorted(act.paragraphs),
        }
        for act in register.instruments
    ]
    words = [
        {
            "id": uuid7(),
            "member_id": keys[said.member],
            "declaration": said.declaration,
            "number": said.number,
            "kind": said.kind.value,
            "effect": said.effect.value,
            "paragraphs": sorted(said.paragraphs),
            "text": said.text,
            "made_on": said.made_on,
        }
        for said in register.statements
    ]
    session.execute(insert(InstrumentRow), acts)
    session.execute(insert(StatementRow), words)


def fill_answers(
    session: Session, register: Register, period: str, keys: Mapping[str, UUID]
) -> None:
    """Store every report and entry of a period."""
    reports = [
        {
            "member_id": keys[report.member],
            "period": period,
            "sequence": 1,
            "token": f"{period}-{report.member}",
            "state": report.state.value,
            "changed_on": report.submitted_on,
            "submitted_on": report.submitted_on,
        }
        for report in register.reports[period]
    ]
    entries = [
        {
            "member_id": keys[entry.member],
            "period": period,
            "paragraph": entry.paragraph,
            "sequence": 1,
            "recorded_at": entry.recorded_at,
            "implementation": entry.implementation.value if entry.implementation else "",
            "missing": entry.missing.value if entry.missing else "",
            "kind": entry.kind.value,
            "evidence_level": entry.evidence_level.value,
            "evidence": [],
            "done": entry.done,
            "obstacles": entry.obstacles,
            "next_steps": entry.next_steps,
        }
        for entry in register.entries[period]
    ]
    session.execute(insert(ReportRow), reports)
    session.execute(insert(EntryRow), entries)
