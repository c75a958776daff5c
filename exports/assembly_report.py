"""What does the assembly need to know? The report to the assembly, from the register of one day.

First the data, frozen: every count, table, figure and sentence. Then the document: the wording
is a template, and the cover and contents stand before it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

from exports.addendum_annex import build_addendum_table
from exports.blocks import (
    Block,
    Contents,
    Cover,
    Document,
    Figure,
    Heading,
    PageBreak,
    Table,
    Tiles,
    plain_text,
)
from exports.commitment_chapter import CommitmentChapter, build_commitment_chapter
from exports.exchange_chapter import Exchange, build_exchange
from exports.key_messages import (
    PeriodSummary,
    make_tiles,
    summarize_period,
    write_key_messages,
)
from exports.member_annex import build_member_table
from exports.open_data import table_to_data
from exports.participation import Participation, build_participation
from exports.phrasing import begin_sentence, join_words, print_day
from exports.report_basis import build_basis, hash_register
from exports.reporting import (
    build_change_table,
    build_coverage_table,
    build_evidence_table,
    build_missing_table,
    build_section_progress,
    build_unanswered_table,
)
from exports.section_chapters import Chapter, build_chapters
from exports.wording import render_blocks
from tracker.commitments import DUE_SOON_DAYS
from tracker.register import Register

TEMPLATE = "assembly_report.md.j2"
NOT_NUMBERED = ("annex", "paragraph-")
SELF_REPORTED = (
    "What members have done is told by the members themselves. Where the secretariat has seen "
    "evidence, the report says so."
)


@dataclass(frozen=True, slots=True)
class AssemblyReport:
    """The data of a report, frozen: the same register and day give the same report.

    ``tables``, ``figures`` and ``tiles`` go by the stable names that templates use;
    ``data_sha256`` is that of everything the report was made from. ``period`` is None before the
    first reports are due.
    """

    title: str
    subtitle: str
    association: str
    symbol: str
    assembly: str
    assembly_day: str
    decision: str
    corrected: str
    notice: str
    language: str
    as_of: date
    is_final: bool
    software: str
    text_sha256: str
    data_sha256: str
    revision: int
    paragraphs: int
    participation: Participation
    period: PeriodSummary | None
    previous: str
    key_messages: tuple[str, ...]
    chapters: tuple[Chapter, ...]
    exchange: Exchange
    tables: Mapping[str, Table]
    figures: Mapping[str, Figure]
    tiles: Mapping[str, Tiles]
    commitments: CommitmentChapter | None = None


def build_assembly_report(
    register: Register,
    as_of: date,
    *,
    association: str = "",
    symbol: str = "",
    final: bool = False,
    due_soon_days: int = DUE_SOON_DAYS,
) -> AssemblyReport:
    """Return the report on one declaration from its register as of a day."""
    basis = build_basis(register, as_of)
    participation = build_participation(basis)
    chapters, chapter_tables = build_chapters(basis)
    commitments, commitment_tables = build_commitment_chapter(basis, due_soon_days)
    exchange = build_exchange(basis)
    tables = [
        *participation.tables,
        *chapter_tables,
        *commitment_tables,
        *exchange.tables,
        build_member_table(basis),
    ]
    figures = [*participation.figures]
    if basis.latest is not None:
        progress, figure = build_section_progress(basis, basis.latest)
        figures.append(figure)
        tables += [
            build_coverage_table(basis, basis.latest),
            build_missing_table(basis, basis.latest),
            progress,
            build_unanswered_table(basis.latest),
            build_evidence_table(basis.latest),
        ]
        if basis.previous is not None:
            tables.append(build_change_table(basis, basis.latest, basis.previous))
    late = build_addendum_table(basis)
    if late is not None:
        tables.append(late)
    period = summarize_period(basis.latest, basis.language) if basis.latest else None
    adopted = register.adopted_by
    return AssemblyReport(
        title="Report to the assembly",
        subtitle=register.declaration.title,
        association=association,
        symbol=symbol or (adopted.symbol if adopted else ""),
        assembly=", ".join(word for word in (adopted.name, adopted.place) if word)
        if adopted
        else register.declaration.assembly,
        assembly_day=print_day(find_adoption_day(register), basis.language),
        decision=str(register.adoption.decision) if register.adoption else "",
        corrected=print_corrections(register),
        notice=adopted.note if adopted else "",
        language=basis.language,
        as_of=as_of,
        is_final=final,
        software=f"Accord {version('accord')}",
        text_sha256=register.sha256,
        data_sha256=hash_register(register, as_of),
        revision=register.revision,
        paragraphs=len(basis.paragraph_ids),
        participation=participation,
        period=period,
        previous=basis.previous.period.name if basis.previous else "",
        key_messages=tuple(write_key_messages(basis, participation, period)),
        chapters=chapters,
        exchange=exchange,
        tables={table.name: table for table in tables},
        figures={figure.name: figure for figure in figures},
        tiles={"headline": make_tiles(participation, period, len(basis.paragraph_ids))},
        commitments=commitments,
    )


def find_adoption_day(register: Register) -> date | None:
    """Return the day of the adoption; where no record says, the first of the assembly."""
    if register.adoption is not None:
        return register.adoption.adopted_on
    return register.adopted_by.starts_on if register.adopted_by else None


def print_corrections(register: Register) -> str:
    """Return the days on which the text in the report's language was corrected, or ""."""
    if register.adoption is None:
        return ""
    language = register.declaration.language
    corrections = register.adoption.corrections(language)
    return join_words([print_day(text.frozen_on, language) for text in corrections])


# The document


def compose_assembly_report(
    report: AssemblyReport, template_folder: Path | None = None
) -> Document:
    """Return the report as a document in the wording of the template.

    A template of the same name in ``template_folder`` takes the place of Accord's. Raises
    InputRefusal when the template cannot be used.
    """
    blocks, notes = render_blocks(
        TEMPLATE,
        {"report": report, "day": print_day(report.as_of, report.language)},
        report.tables,
        report.figures,
        report.tiles,
        template_folder,
    )
    return Document(
        title=f"{report.title}: {report.subtitle}",
        blocks=(make_cover(report), Contents(), PageBreak(), *number_headings(blocks)),
        made_on=report.as_of,
        language=report.language,
        author=report.association,
        subject=report.subtitle,
        identifier=report.symbol,
        notes=notes,
        running_head=report.title if report.is_final else f"{report.title} (draft)",
    )


def make_cover(report: AssemblyReport) -> Cover:
    """Return the first page: what this is, what it is made from, and how far to trust it."""
    lines = (
        ("Symbol", report.symbol),
        ("Declaration adopted by", report.assembly),
        ("Adopted on", report.assembly_day),
        ("Decision", begin_sentence(report.decision)),
        ("Corrected on", report.corrected),
        ("Data cut-off", print_day(report.as_of, report.language)),
        ("Status", "Final" if report.is_final else "Draft"),
        ("Data SHA-256", report.data_sha256),
    )
    given = tuple((name, value) for name, value in lines if value)
    statement = " ".join(part for part in (report.notice, SELF_REPORTED) if part)
    return Cover(report.title, report.subtitle, report.association, given, statement)


def number_headings(blocks: tuple[Block, ...]) -> Iterator[Block]:
    """Yield the blocks, headings of the first two levels numbered "1" and "1.2".

    Annexes and paragraphs of the declaration have their own names and get no number.
    """
    chapter = section = 0
    for block in blocks:
        if not isinstance(block, Heading) or block.anchor.startswith(NOT_NUMBERED):
            yield block
        elif block.level == 1:
            chapter, section = chapter + 1, 0
            yield replace(block, label=str(chapter))
        elif block.level == 2:  # noqa: PLR2004 - the second level
            section += 1
            yield replace(block, label=f"{chapter}.{section}")
        else:
            yield block


def report_to_json(report: AssemblyReport, document: Document) -> dict[str, Any]:
    """Return the same headings, numbers and tables as the document, as JSON-able data."""
    return {
        "title": report.title,
        "declaration": report.subtitle,
        "association": report.association,
        "symbol": report.symbol,
        "as_of": report.as_of.isoformat(),
        "status": "final" if report.is_final else "draft",
        "notice": report.notice,
        "software": report.software,
        "text_sha256": report.text_sha256,
        "data_sha256": report.data_sha256,
        "key_messages": list(report.key_messages),
        "headline": [
            {"value": tile.value, "label": tile.label, "remark": tile.remark}
            for tile in report.tiles["headline"].items
        ],
        "headings": [
            {"level": block.level, "label": block.label, "text": plain_text(block.runs)}
            for block in document.blocks
            if isinstance(block, Heading)
        ],
        "tables": [table_to_data(block) for block in document.blocks if isinstance(block, Table)],
    }
