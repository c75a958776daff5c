"""What has one member accepted, reported and still to do? The member's own report."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from declarations.problems import NotFoundRefusal
from exports.acceptance_growth import NAMES, TONES
from exports.addendum_annex import build_member_addendum
from exports.assembly_report import (
    SELF_REPORTED,
    number_headings,
)
from exports.blocks import Cell, Cover, Document, Run, Table, Tile, Tiles
from exports.commitment_chapter import build_commitment_chapter
from exports.declaration_text import read_wording
from exports.exchange_chapter import build_exchange
from exports.member_annex import describe_office
from exports.participation import build_status_table
from exports.phrasing import CELL, NO_VALUE, print_count, print_day, print_number, print_share
from exports.report_basis import Basis, build_basis
from exports.reporting import ANSWER_NAMES, EVIDENCE_NAMES, GRADE_NAMES, GRADE_TONES
from exports.section_chapters import print_lines
from exports.statement_table import build_statement_table
from exports.tables import (
    CellValue,
    make_table,
    own_names,
    sign_column,
    text_column,
    tone_cell,
)
from exports.wording import render_blocks
from tracker.acceptance import ACCEPTED, Position
from tracker.commitments import DUE_SOON_DAYS
from tracker.members import Member
from tracker.periods import RECEIVED, Period, Report, is_late
from tracker.progress import Entry
from tracker.register import Register
from tracker.statements import keep_statements
from tracker.statistics import distribute

TEMPLATE = "member_report.md.j2"
POSITION_NAMES = {**NAMES, Position.NO_RESPONSE: "No response"}


def compose_member_report(
    register: Register,
    member_code: str,
    as_of: date,
    *,
    association: str = "",
    template_folder: Path | None = None,
    due_soon_days: int = DUE_SOON_DAYS,
) -> Document:
    """Return one member's report as a document, from the register as of a day.

    Of its commitments it prints the public ones, and how many others there are. Raises
    NotFoundRefusal for a member that the register does not hold, InputRefusal when the template
    cannot be used.
    """
    member = next((m for m in register.members if m.code == member_code), None)
    if member is None:
        raise NotFoundRefusal(
            f"There is no member {member_code!r} on {as_of}.",
            hint="accord member list shows the codes.",
        )
    narrow = build_basis(narrow_register(register, member), as_of)
    basis = replace(narrow, names={m.code: m.name(narrow.language) for m in register.members})
    name = member.name(basis.language)
    entries = find_entries(basis, member)
    tables = [build_position_table(basis, member), build_report_table(basis, member)]
    tables += [build_status_table(basis), build_statement_table(basis)]
    tables += [build_answer_table(basis, entries)]
    late = build_member_addendum(basis)
    tables += [late] if late else []
    commitments, their_tables = build_commitment_chapter(basis, due_soon_days)
    exchange = build_exchange(basis)
    tables += [*their_tables, *exchange.tables]
    adopted = register.adopted_by
    context = {
        "member": name,
        "declaration": register.declaration.title,
        "notice": adopted.note if adopted else "",
        "day": print_day(as_of, basis.language),
        "offices": [
            describe_office(office, basis.language)
            for office in register.offices
            if office.member == member.code and office.held_on(as_of)
        ],
        "acts": len(basis.register.instruments),
        "statements": len(basis.register.statements),
        "periods": len(basis.register.periods),
        "period": basis.latest.period.name if basis.latest else "",
        "answers": len(entries),
        "late": len(late.rows) if late else 0,
        "commitments": commitments,
        "exchange": exchange,
        "data_sha256": register.sha256,
    }
    blocks, notes = render_blocks(
        TEMPLATE,
        context,
        {table.name: table for table in tables},
        {},
        {"headline": make_tiles(basis, member)},
        template_folder,
    )
    return Document(
        title=f"{name}: acceptance and progress",
        blocks=(make_cover(basis, member, association), *number_headings(blocks)),
        made_on=as_of,
        language=basis.language,
        author=association,
        subject=register.declaration.title,
        identifier=member.code,
        notes=notes,
        running_head=f"{name}: acceptance and progress",
    )


def narrow_register(register: Register, member: Member) -> Register:
    """Return the register with nothing in it but what one member is, said and did.

    Objections of others to its statements stay.
    """
    return replace(keep_members(register, {member.code}), members=[member])


def keep_members(register: Register, codes: Collection[str]) -> Register:
    """Return the register with all its members, but of what they said and did only that of some.

    Objections of others to their statements stay.
    """
    return replace(
        register,
        instruments=[act for act in register.instruments if act.member in codes],
        statements=keep_statements(register.statements, codes),
        exchange=[notice for notice in register.exchange if notice.member in codes],
        reports={
            code: [report for report in reports if report.member in codes]
            for code, reports in register.reports.items()
        },
        entries={
            code: [entry for entry in entries if entry.member in codes]
            for code, entries in register.entries.items()
        },
        addenda={
            code: [entry for entry in late if entry.member in codes]
            for code, late in register.addenda.items()
        },
        commitments=[each for each in register.commitments if each.member in codes],
        aims=[aim for aim in register.aims if aim.member in codes],
        values=[value for value in register.values if value.member in codes],
        reminders={},
        corrected={},
    )


def make_cover(basis: Basis, member: Member, association: str) -> Cover:
    """Return the first page: who it is about and what it is made from."""
    names = [name for _language, name in own_names(member, member.name(basis.language))]
    adopted = basis.register.adopted_by
    lines = (
        ("Own name", " · ".join(names)),
        ("Region", member.region),
        ("Inhabitants", print_number(member.population) if member.population else ""),
        ("Declaration", basis.register.declaration.title),
        ("Data cut-off", print_day(basis.as_of, basis.language)),
    )
    notice = adopted.note if adopted else ""
    return Cover(
        title=member.name(basis.language),
        subtitle="Acceptance and progress",
        organisation=association,
        lines=tuple((name, value) for name, value in lines if value),
        statement=" ".join(part for part in (notice, SELF_REPORTED) if part),
    )


def find_entries(basis: Basis, member: Member) -> dict[str, Entry]:
    """Return the member's answers of the last period, by paragraph."""
    return (
        {entry.paragraph: entry for entry in basis.latest.entries if entry.member == member.code}
        if basis.latest
        else {}
    )


def make_tiles(basis: Basis, member: Member) -> Tiles:
    """Return the member's headline figures, each with its denominator."""
    row = basis.matrix.get(member.code, {})
    accepted = sum(position in ACCEPTED for position in row.values())
    items = [Tile(str(accepted), "paragraphs accepted", f"of {len(basis.paragraph_ids)}")]
    if basis.latest is not None:
        progress = basis.latest.progress.by_member
        found = progress.get(member.code) or distribute(0, {})
        items += [
            Tile(
                str(found.reported),
                "paragraphs reported on",
                f"of {found.expected} expected, {basis.latest.period.name}",
            ),
            Tile(
                str(found.advanced),
                "complete or substantial",
                f"{print_share(found.share_of_expected)} of expected, "
                f"{print_share(found.share_of_reported)} of reported",
            ),
        ]
    return Tiles(tuple(items))


def build_position_table(basis: Basis, member: Member) -> Table:
    """Return the member's position on every paragraph, with the paragraph's words."""
    row = basis.matrix.get(member.code, {})
    wording = read_wording(basis.register.declaration)
    rows: list[Sequence[CellValue]] = []
    for section in basis.sections:
        for node in section.children:
            position = row.get(node.id, Position.NO_RESPONSE)
            words = " ".join(
                f"{label} {text}" if place else text
                for place, (label, text) in enumerate(print_lines(basis, node, wording))
            )
            named = tone_cell(POSITION_NAMES[position], TONES[position])
            rows.append((basis.labels[node.id] or NO_VALUE, words, named))
    return make_table(
        "positions",
        "Position on each paragraph",
        (sign_column("Paragraph"), text_column("Words as adopted", 6), text_column("Position", 2)),
        rows,
        summary="For each paragraph its words and the member's position on it.",
    )


def build_report_table(basis: Basis, member: Member) -> Table:
    """Return whether and when the member reported, period by period."""
    rows = []
    for period in basis.register.periods:
        reports = basis.register.reports.get(period.code, ())
        report = next((report for report in reports if report.member == member.code), None)
        rows.append(
            (
                period.name,
                print_day(period.due_on, basis.language, CELL),
                describe_report(report, period),
                print_count(len(basis.register.entries.get(period.code, ())), "answer"),
            )
        )
    return make_table(
        "reports",
        "Reports by period",
        (
            text_column("Period", 3),
            text_column("Due on", 2),
            text_column("Report", 3),
            text_column("Answers", 2),
        ),
        rows,
        summary="For each period, whether the member's report came, and when.",
    )


def describe_report(report: Report | None, period: Period) -> str:
    """Return in words what has become of a report."""
    if report is None:
        return "None received"
    if report.state not in RECEIVED:
        return "Excused" if report.excused else report.state.value.replace("_", " ").capitalize()
    late = "late" if is_late(report, period) else "on time"
    return f"Received {late}{', nothing to report' if report.nil else ''}"


def build_answer_table(basis: Basis, entries: dict[str, Entry]) -> Table:
    """Return the member's answers of the last period."""
    rows: list[Sequence[CellValue]] = []
    for name in basis.paragraph_ids:
        entry = entries.get(name)
        if entry is None:
            continue
        answer: CellValue = ANSWER_NAMES.get(str(entry.missing or entry.implementation), NO_VALUE)
        if entry.implementation in GRADE_NAMES and entry.implementation is not None:
            grade = entry.implementation
            answer = tone_cell(GRADE_NAMES[grade], GRADE_TONES[grade])
        rows.append(
            (
                basis.labels[name] or NO_VALUE,
                answer,
                Cell((Run(entry.done or NO_VALUE),), language=entry.language),
                Cell((Run(entry.obstacles or NO_VALUE),)),
                Cell((Run(entry.next_steps or NO_VALUE),)),
                EVIDENCE_NAMES[entry.evidence_level],
            )
        )
    return make_table(
        "answers",
        f"Answers, {basis.latest.period.name}" if basis.latest else "Answers",
        (
            sign_column("Paragraph"),
            text_column("State", 2),
            text_column("Done", 4),
            text_column("Obstacles", 4),
            text_column("Next", 4),
            text_column("Evidence", 2),
        ),
        rows,
        summary="For each paragraph, how far the member has come, with its own words.",
    )
