"""What does the assembly need to know? The report to the assembly, from the register of one day.

First the data, frozen: every count, table, figure and sentence. Then the document: the wording
is a template, and the cover and contents stand before it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

from exports.annex_files import letter_annexes
from exports.blocks import (
    Block,
    Contents,
    Cover,
    Document,
    Heading,
    PageBreak,
    Table,
    plain_text,
)
from exports.open_data import table_to_data
from exports.phrasing import begin_sentence, join_words, print_day
from exports.published_package import PublishedPackage
from exports.report_basis import build_basis, hash_register
from exports.report_chapters import ReportChapters, build_report_chapters
from exports.report_sizes import MOST_PROFILES, MOST_TOGETHER
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
class AssemblyReport(ReportChapters):
    """The data of a report, frozen: its chapters, and what its cover says.

    The same register and day give the same report.

    ``data_sha256`` is that of everything the report was made from; ``previous`` names the period
    before the last. ``apart`` says that the annexes are files of their own. ``package`` is the open
    data published with it, if any. ``journal`` is the line that tells how far the journal of the
    workspace had come, or empty.
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
    previous: str
    apart: bool
    package: PublishedPackage | None
    journal: str


def build_assembly_report(
    register: Register,
    as_of: date,
    *,
    association: str = "",
    symbol: str = "",
    final: bool = False,
    due_soon_days: int = DUE_SOON_DAYS,
    most_profiles: int = MOST_PROFILES,
    most_together: int = MOST_TOGETHER,
    package: PublishedPackage | None = None,
    journal: str = "",
) -> AssemblyReport:
    """Return the report on one declaration from its register as of a day.

    Each member has a page where at most ``most_profiles`` have responded; annexes are files of
    their own where the association has more than ``most_together`` members.
    """
    basis = build_basis(register, as_of)
    adopted = register.adopted_by
    chapters = build_report_chapters(basis, due_soon_days, most_profiles)
    return AssemblyReport(
        **{field.name: getattr(chapters, field.name) for field in fields(chapters)},
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
        previous=basis.previous.period.name if basis.previous else "",
        apart=len(basis.belonging()) > most_together,
        package=package,
        journal=journal,
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
        blocks=(
            make_cover(report),
            Contents(),
            PageBreak(),
            *letter_annexes(tuple(number_headings(blocks))),
        ),
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
        "journal": report.journal or None,
        "package_sha256": report.package.sha256 if report.package else None,
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
