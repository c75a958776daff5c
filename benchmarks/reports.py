"""How long does the whole report to the assembly take, and a report for each member?"""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from app.cli.member_reports import write_member_reports
from app.cli.options import DocumentFormat
from app.cli.output import workspace
from app.cli.report_maker import MemberReports
from app.database import create_database, transaction
from app.snapshots import shared_snapshot
from benchmarks.made_up import AS_OF, make_register
from benchmarks.registers import fill_workspace
from exports.assembly_report import build_assembly_report, compose_assembly_report
from exports.blocks import Document
from exports.docx.writer import write_docx
from exports.html import write_html
from exports.pdf.writer import write_pdf
from tracker.register import Register


def compose_report(register: Register) -> Document:
    """Return the blocks of the report: everything counted, worded and put in order."""
    return compose_assembly_report(
        build_assembly_report(register, AS_OF, association="Made-up Association")
    )


def compose(members: int, _folder: Path) -> Callable[[], object]:
    """Return what makes the blocks alone; each format has this in it."""
    return partial(compose_report, make_register(members))


def make_html(members: int, _folder: Path) -> Callable[[], object]:
    """Return what makes the report as HTML."""
    register = make_register(members)
    return lambda: write_html(compose_report(register))


def make_docx(members: int, _folder: Path) -> Callable[[], object]:
    """Return what makes the report as DOCX."""
    register = make_register(members)
    return lambda: write_docx(compose_report(register))


def make_pdf(members: int, _folder: Path) -> Callable[[], object]:
    """Return what makes the report as PDF."""
    register = make_register(members)
    return lambda: write_pdf(compose_report(register))


def write_to_members(members: int, folder: Path) -> Callable[[], object]:
    """Return what writes the report of each member as PDF, from an SQLite workspace."""
    db = str(folder / "accord.db")
    engine = create_database(db)
    register = make_register(members)
    with transaction(engine) as session:
        fill_workspace(session, register)
    engine.dispose()
    codes = [member.code for member in register.members]

    def write_all() -> None:
        with workspace(db) as seen, shared_snapshot(seen) as snapshot:
            reports = MemberReports(
                db, snapshot, register.declaration.code, AS_OF, DocumentFormat.PDF, {}
            )
            code = write_member_reports(
                codes, reports, folder / "reports", processes=0, seconds=60.0, as_json=False
            )
        if code:
            raise SystemExit(code)

    return write_all
