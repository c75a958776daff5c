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

from exports.blocks import (
    Block,
    Contents,
    Cover,
    Document,
    Figure,
    Heading,
    PageBreak,
    Table,
    Tile,
    Tiles,
    Tone,
    plain_text,
)
from exports.open_data import table_to_data
from exports.participation import Participation, build_participation
from exports.phrasing import CELL, MONTH, NO_VALUE, print_count, print_day, print_share
from exports.report_basis import Basis, PeriodFacts, build_basis, hash_register
from exports.reporting import (
    build_change_table,
    build_coverage_table,
    build_evidence_table,
    build_missing_table,
    build_section_progress,
    build_unanswered_table,
    count_evidence,
)
from exports.section_chapters import Chapter, build_chapters
from exports.tables import CellValue, make_table, member_cell, text_column
from exports.wording import render_blocks
from tracker.members import Office, OfficeKind
from tracker.progress import EvidenceLevel
from tracker.register import Register
from tracker.statistics import changes_between, percentage

TEMPLATE = "assembly_report.md.j2"
NOT_NUMBERED = ("annex", "paragraph-")
OFFICE_NAMES = {
    OfficeKind.PRESIDENT: "President",
    OfficeKind.VICE_PRESIDENT: "Vice President",
    OfficeKind.REGIONAL_OFFICE: "Regional office",
}
SELF_REPORTED = (
    "What members have done is told by the members themselves. Where the secretariat has seen "
    "evidence, the report says so."
)


@dataclass(frozen=True, slots=True)
class PeriodSummary:
    """The figures of one reporting period that sentences need; shares as printed."""

    name: str
    due_on: str
    expected: int
    received: int
    on_time: int
    late: int
    nil: int
    missing: int
    excused: int
    reporting_rate: str
    on_time_rate: str
    answers_expected: int
    answers: int
    advanced: int
    share_of_expected: str
    share_of_reported: str
    left_out: int
    verified: int


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
    tables: Mapping[str, Table]
    figures: Mapping[str, Figure]
    tiles: Mapping[str, Tiles]


def build_assembly_report(
    register: Register,
    as_of: date,
    *,
    association: str = "",
    symbol: str = "",
    final: bool = False,
) -> AssemblyReport:
    """Return the report on one declaration from its register as of a day."""
    basis = build_basis(register, as_of)
    participation = build_participation(basis)
    chapters, chapter_tables = build_chapters(basis)
    tables = [*participation.tables, *chapter_tables, build_member_table(basis)]
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
        assembly_day=print_day(adopted.starts_on, basis.language) if adopted else "",
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
        tables={table.name: table for table in tables},
        figures={figure.name: figure for figure in figures},
        tiles={"headline": make_tiles(participation, period, len(basis.paragraph_ids))},
    )


def summarize_period(facts: PeriodFacts, language: str) -> PeriodSummary:
    """Return the figures of a period."""
    coverage, overall = facts.coverage, facts.progress.overall
    return PeriodSummary(
        name=facts.period.name,
        due_on=print_day(facts.period.due_on, language),
        expected=coverage.expected,
        received=coverage.received,
        on_time=coverage.on_time,
        late=coverage.late,
        nil=coverage.nil,
        missing=len(coverage.missing),
        excused=coverage.excused,
        reporting_rate=print_share(coverage.reporting_rate),
        on_time_rate=print_share(coverage.on_time_rate),
        answers_expected=overall.expected,
        answers=overall.reported,
        advanced=overall.advanced,
        share_of_expected=print_share(overall.share_of_expected),
        share_of_reported=print_share(overall.share_of_reported),
        left_out=sum(overall.left_out.values()),
        verified=count_evidence(facts)[EvidenceLevel.VERIFIED],
    )


def write_key_messages(
    basis: Basis, participation: Participation, period: PeriodSummary | None
) -> Iterator[str]:
    """Yield the key messages: sentences made of figures, five to seven where there is progress."""
    p = participation
    if not p.members:
        yield "The association has no members on record."
        return
    share = print_share(percentage(p.accepting, p.members))
    yield (
        f"{print_count(p.accepting, 'member').capitalize()} of {p.members:,} ({share}) "
        f"{'accepts' if p.accepting == 1 else 'accept'} the declaration in whole or in part; "
        f"{p.accepting_all or 'none'} {'accepts' if p.accepting_all == 1 else 'accept'} every "
        "paragraph."
    )
    if p.responded:
        yield describe_paragraphs(p, len(basis.paragraph_ids))
    if period is None:
        yield "No report on progress was due by the data cut-off."
        return
    yield (
        f"For {period.name}, {print_count(period.received, 'report')} came of "
        f"{period.expected:,} expected ({period.reporting_rate}), {period.on_time or 'none'} of "
        f"them on time; {period.missing or 'none'} {'is' if period.missing == 1 else 'are'} "
        "missing."
    )
    if period.answers:
        yield (
            f"Members report {print_count(period.advanced, 'commitment')} as complete or "
            f"substantial: {period.share_of_expected} of all answers expected, "
            f"{period.share_of_reported} of those reported."
        )
    if basis.latest is not None:
        yield from describe_sections(basis, basis.latest)
    if basis.latest is not None and basis.previous is not None:
        matched, up, _same, down = changes_between(basis.previous.entries, basis.latest.entries)
        if matched:
            yield (
                f"Of {print_count(matched, 'answer')} graded in both {basis.previous.period.name} "
                f"and {period.name}, {up or 'none'} advanced and {down or 'none'} fell back."
            )
    if period.advanced:
        yield (
            f"The secretariat has verified {period.verified or 'none'} of the "
            f"{print_count(period.advanced, 'complete or substantial answer')}."
        )


def describe_paragraphs(p: Participation, paragraphs: int) -> str:
    """Return the sentence on how widely paragraphs are accepted."""
    everyone = len(p.accepted_by_all)
    begin = (
        f"{print_count(everyone, 'paragraph').capitalize()} of {paragraphs} "
        f"{'is' if everyone == 1 else 'are'} accepted by every accepting member"
    )
    if p.least_accepted and everyone < paragraphs:
        fewest = print_count(p.least_count, "member")
        return f"{begin}; paragraph {p.least_accepted} finds least acceptance, with {fewest}."
    return f"{begin}."


def describe_sections(basis: Basis, facts: PeriodFacts) -> Iterator[str]:
    """Yield the sentence on the sections that have come furthest and least far."""
    shares = {
        section.text.plain: found.share_of_expected
        for section in basis.sections
        if (found := facts.progress.by_section[section.id]).share_of_expected is not None
    }
    ranked = sorted(shares.items(), key=lambda item: (-(item[1] or 0.0), item[0]))
    if len(ranked) > 1 and ranked[0][1] != ranked[-1][1]:
        (best, most), (last, least) = ranked[0], ranked[-1]
        yield (
            f"Members have come furthest under “{best}” ({print_share(most)} of expected answers "
            f"complete or substantial) and least far under “{last}” ({print_share(least)})."
        )


def make_tiles(p: Participation, period: PeriodSummary | None, paragraphs: int) -> Tiles:
    """Return the headline figures, each with its denominator."""
    share = print_share(percentage(p.accepting, p.members))
    everyone = len(p.accepted_by_all)
    items = [
        Tile(f"{p.members:,}", "members", f"{p.responded:,} have responded"),
        Tile(f"{p.accepting:,}", "accept the declaration", f"{share} of all members", Tone.GOOD),
        Tile(
            str(everyone), "paragraphs accepted by all", f"of {paragraphs:,}, by accepting members"
        ),
    ]
    if period is not None:
        items += [
            Tile(
                period.reporting_rate,
                "reporting rate",
                f"{period.received:,} of {period.expected:,} reports",
            ),
            Tile(
                period.on_time_rate,
                "on time",
                f"{period.on_time:,} of {period.expected:,} reports",
            ),
            Tile(
                period.share_of_expected,
                "complete or substantial",
                f"of all expected; {period.share_of_reported} of those reported",
            ),
            Tile(
                print_share(percentage(period.verified, period.advanced)),
                "verified",
                f"{period.verified:,} of {period.advanced:,} complete or substantial answers",
            ),
        ]
    return Tiles(tuple(items))


def build_member_table(basis: Basis) -> Table:
    """Return the annex of members with their offices."""
    offices: dict[str, list[str]] = {}
    for office in basis.register.offices:
        if office.held_on(basis.as_of):
            words = describe_office(office, basis.language)
            offices.setdefault(office.member, []).append(words)
    rows: list[tuple[CellValue, ...]] = [
        (
            member_cell(member, basis.language),
            member.country or NO_VALUE,
            member.region or NO_VALUE,
            print_day(member.joined_on, basis.language, CELL) or NO_VALUE,
            "; ".join(offices.get(member.code, ())) or NO_VALUE,
        )
        for member in sorted(basis.belonging(), key=basis.sort_key)
    ]
    return make_table(
        "members",
        "Members and their offices",
        (
            text_column("Member", 4),
            text_column("Country", 1),
            text_column("Region", 3),
            text_column("Joined on", 2),
            text_column("Offices", 4),
        ),
        rows,
        summary="Every member with its country, region, date of joining and offices held.",
        note="Countries by their ISO 3166-1 code. A dash: not on record, or no office.",
    )


def describe_office(office: Office, language: str) -> str:
    """Return an office with its term."""
    start = f" since {print_day(office.starts_on, language, MONTH)}" if office.starts_on else ""
    end = f" until {print_day(office.ends_on, language, MONTH)}" if office.ends_on else ""
    return f"{OFFICE_NAMES[office.kind]}{start}{end}"


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
