"""What has become of one paragraph? Its sheet: words, acceptance, progress, line of time."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from declarations.problems import NotFoundRefusal
from exports.acceptance_growth import NAMES, TONES
from exports.assembly_report import SELF_REPORTED
from exports.blocks import Cover, Document, Figure, Table
from exports.commitment_chapter import build_commitment_chapter
from exports.decisions_chapter import build_support_table
from exports.declaration_text import read_wording
from exports.exchange_chapter import build_exchange
from exports.phrasing import CELL, NO_VALUE, begin_sentence, join_words, print_day
from exports.report_basis import Basis, build_basis, examine_period, hash_register
from exports.reporting import build_progress_table, draw_progress, section_names
from exports.section_chapters import report_paragraph
from exports.statement_table import build_statement_table
from exports.tables import CellValue, make_table, number_column, text_column, tone_cell
from exports.wording import render_blocks
from tracker.acceptance import Position
from tracker.commitments import DUE_SOON_DAYS
from tracker.register import Register
from tracker.standings import examine_indicators
from tracker.timeline import paragraph_timeline

TEMPLATE = "paragraph_sheet.md.j2"


def compose_paragraph_sheet(
    register: Register,
    paragraph: str,
    as_of: date,
    *,
    association: str = "",
    template_folder: Path | None = None,
    due_soon_days: int = DUE_SOON_DAYS,
) -> Document:
    """Return the sheet of one operative paragraph, from the register as of a day.

    Raises NotFoundRefusal for a paragraph the declaration does not have, InputRefusal when the
    template cannot be used.
    """
    require_paragraph(register, paragraph)
    narrow = narrow_to_paragraph(register, paragraph)
    basis = build_basis(narrow, as_of)
    nodes = {p.id: p for section in basis.sections for p in section.children}
    entries = [
        e for e in (basis.latest.entries if basis.latest else ()) if e.paragraph == paragraph
    ]
    facts = examine_indicators(narrow.indicators, narrow.aims, narrow.values, as_of)
    told = report_paragraph(
        basis, nodes[paragraph], read_wording(register.declaration), entries, facts
    )
    commitments, their_tables = build_commitment_chapter(basis, due_soon_days)
    progress, figures = build_period_progress(basis, paragraph)
    tables = [
        build_position_table(basis, paragraph),
        *progress,
        *their_tables,
        build_statement_table(basis),
        build_support_table(basis),
        *build_exchange(basis).tables,
        build_timeline_table(basis, paragraph),
    ]
    there = {table.name: table for table in tables if table.rows}
    heading = f"Paragraph {told.label}" if told.label else "The paragraph"
    section = next(s for s in basis.sections if any(p.id == paragraph for p in s.children))
    adopted = register.adopted_by
    context = {
        "paragraph": told,
        "heading": heading,
        "section": section_names(basis.sections)[section.id],
        "declaration": register.declaration.title,
        "notice": adopted.note if adopted else "",
        "day": print_day(as_of, basis.language),
        "commitments": commitments,
        "tables": tuple(there),
        "figures": tuple(figure.name for figure in figures),
        "text_sha256": register.sha256,
        "data_sha256": hash_register(register, as_of),
    }
    blocks, notes = render_blocks(
        TEMPLATE, context, there, {figure.name: figure for figure in figures}, {}, template_folder
    )
    title = f"{heading}: {register.declaration.title}"
    return Document(
        title=title,
        blocks=(make_cover(basis, heading, str(context["section"]), association), *blocks),
        made_on=as_of,
        language=basis.language,
        author=association,
        subject=register.declaration.title,
        identifier=paragraph,
        notes=notes,
        running_head=title,
    )


def require_paragraph(register: Register, paragraph: str) -> None:
    """Raise NotFoundRefusal for a paragraph that the declaration does not have."""
    known = [node.id for node in register.declaration.operative_paragraphs()]
    if paragraph not in known:
        raise NotFoundRefusal(
            f"{register.declaration.code} has no operative paragraph {paragraph!r}.",
            hint=f"Its paragraphs: {', '.join(known)}.",
        )


def narrow_to_paragraph(register: Register, paragraph: str) -> Register:
    """Return the register with only what is about one paragraph besides reports and acts.

    Answers on other paragraphs are left out; what answers may be shown is judged paragraph by
    paragraph, so that this changes nothing.
    """
    measured = [i for i in register.indicators if i.paragraph == paragraph]
    codes = {indicator.code for indicator in measured}
    return replace(
        register,
        statements=[
            s for s in register.statements if not s.paragraphs or paragraph in s.paragraphs
        ],
        exchange=[notice for notice in register.exchange if notice.paragraph == paragraph],
        entries={
            code: [entry for entry in entries if entry.paragraph == paragraph]
            for code, entries in register.entries.items()
        },
        commitments=[c for c in register.commitments if paragraph in c.shares],
        indicators=measured,
        aims=[aim for aim in register.aims if aim.indicator in codes],
        values=[value for value in register.values if value.indicator in codes],
    )


def make_cover(basis: Basis, heading: str, section: str, association: str) -> Cover:
    """Return the first page: which paragraph it is about and what it is made from."""
    adopted = basis.register.adopted_by
    notice = adopted.note if adopted else ""
    lines = (
        ("Declaration", basis.register.declaration.title),
        ("Section", section),
        ("Data cut-off", print_day(basis.as_of, basis.language)),
    )
    return Cover(
        heading,
        "Acceptance and progress",
        association,
        tuple((name, value) for name, value in lines if value),
        " ".join(part for part in (notice, SELF_REPORTED) if part),
    )


def build_position_table(basis: Basis, paragraph: str) -> Table:
    """Return the members by their position on the paragraph; those without a response last."""
    rows: list[Sequence[CellValue]] = []
    for position in (*NAMES, Position.NO_RESPONSE):
        held = [m for m in basis.members if basis.matrix[m.code][paragraph] is position]
        if held:
            names = [member.name(basis.language) for member in sorted(held, key=basis.sort_key)]
            rows.append(
                (
                    tone_cell(NAMES.get(position, "No response"), TONES[position]),
                    len(held),
                    join_words(names),
                )
            )
    return make_table(
        "members-by-position",
        "Members by position",
        (text_column("Position", 2), number_column("Members"), text_column("Which", 6)),
        rows,
        summary="For each position, how many members hold it on this paragraph, and which.",
        note="Accepted: without declaration or reservation.",
    )


def build_period_progress(
    basis: Basis, paragraph: str
) -> tuple[tuple[Table, ...], tuple[Figure, ...]]:
    """Return progress period by period as a table and its figure; none before one was due."""
    if basis.latest is None:
        return (), ()
    due = [p for p in basis.register.periods if p.due_on <= basis.as_of]
    found = {
        period.name: examine_period(basis.register, period, basis.as_of).progress.by_paragraph[
            paragraph
        ]
        for period in due
    }
    caption = "Progress by reporting period"
    table = build_progress_table("progress-by-period", caption, "Period", found)
    figure = draw_progress(basis.latest, table.name, caption, found)
    return (table,), (replace(figure, note="The counts are in the table that follows."),)


def build_timeline_table(basis: Basis, paragraph: str) -> Table:
    """Return what happened to the paragraph, oldest first."""
    names = {member.code: member.name(basis.language) for member in basis.register.members}
    rows: list[Sequence[CellValue]] = [
        (
            print_day(event.on, basis.language, CELL),
            event.kind.value.replace("_", " ").capitalize(),
            names.get(event.member, event.member) or NO_VALUE,
            begin_sentence(event.what.replace("_", " ")) or NO_VALUE,
            event.reference or NO_VALUE,
        )
        for event in paragraph_timeline(basis.register, paragraph, basis.as_of)
    ]
    return make_table(
        "timeline",
        "What happened, and when",
        (
            text_column("On", 1.5), text_column("Event", 1.5), text_column("Member", 3),
            text_column("What", 3), text_column("Reference", 2),
        ),
        rows,
        summary="Each act, statement and answer on this paragraph with its day and member.",
    )  # fmt: skip
