"""Which chapters has the report, and what are they made of? All, in the order of reading."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from exports.across_sections import AcrossSections, build_across_sections
from exports.addendum_annex import build_addendum_table
from exports.blocks import Figure, Table, Tiles
from exports.commitment_chapter import CommitmentChapter, build_commitment_chapter
from exports.commitment_schedule import build_off_course_table, build_schedule
from exports.corrections_annex import build_corrections
from exports.decisions_chapter import Decisions, build_decisions
from exports.exchange_chapter import Exchange, build_exchange
from exports.indicator_sheets import IndicatorSheet, build_indicator_sheets, build_state_table
from exports.key_messages import PeriodSummary, make_tiles, summarize_period, write_key_messages
from exports.member_annex import build_member_table
from exports.member_profiles import Profile, build_profiles
from exports.paragraph_inventory import build_inventory
from exports.participation import Participation, build_participation
from exports.report_basis import Basis
from exports.report_coverage import build_coverage_table, build_missing_table
from exports.reporting import (
    build_change_table,
    build_evidence_table,
    build_section_progress,
    build_unanswered_table,
)
from exports.section_chapters import Chapter, build_chapters
from tracker.standings import examine_indicators


@dataclass(frozen=True, slots=True)
class ReportChapters:
    """What the wording needs of each chapter; None or empty where there is nothing to tell.

    ``tables``, ``figures`` and ``tiles`` go by the stable names that templates use.
    """

    key_messages: tuple[str, ...]
    decisions: Decisions | None
    participation: Participation
    period: PeriodSummary | None
    commitments: CommitmentChapter | None
    chapters: tuple[Chapter, ...]
    across: AcrossSections | None
    exchange: Exchange
    profiles: tuple[Profile, ...]
    indicator_sheets: tuple[IndicatorSheet, ...]
    tables: Mapping[str, Table]
    figures: Mapping[str, Figure]
    tiles: Mapping[str, Tiles]


def build_report_chapters(basis: Basis, due_soon_days: int, most_profiles: int) -> ReportChapters:
    """Return every chapter of the report to the assembly.

    Members have a profile each where at most ``most_profiles`` have responded.
    """
    participation = build_participation(basis)
    period = summarize_period(basis.latest, basis.language) if basis.latest else None
    decisions, decision_tables = build_decisions(basis)
    commitments, commitment_tables = build_commitment_chapter(basis, due_soon_days)
    sections, section_tables = build_chapters(basis)
    across, across_tables, across_figures = build_across_sections(basis)
    exchange = build_exchange(basis)
    sheets, indicator_tables = build_indicators(basis)
    profiles, profile_tables = build_profiles(basis, most_profiles, due_soon_days)
    tables = [
        *decision_tables,
        *participation.tables,
        *build_period_tables(basis),
        *commitment_tables,
        *indicator_tables,
        *section_tables,
        *across_tables,
        *exchange.tables,
        build_member_table(basis),
        *profile_tables,
        *build_annex_tables(basis),
    ]
    figures = [*participation.figures, *across_figures]
    if basis.latest is not None:
        progress, bars = build_section_progress(basis, basis.latest)
        tables.append(progress)
        figures.append(bars)
    if commitments is not None:
        schedule, bars = build_schedule(basis, due_soon_days)
        off_course = build_off_course_table(basis, due_soon_days)
        tables += [table for table in (schedule, off_course) if table.rows]
        figures.append(bars)
    return ReportChapters(
        key_messages=tuple(write_key_messages(basis, participation, period)),
        decisions=decisions,
        participation=participation,
        period=period,
        commitments=commitments,
        chapters=sections,
        across=across,
        exchange=exchange,
        profiles=profiles,
        indicator_sheets=sheets,
        tables={table.name: table for table in tables},
        figures={figure.name: figure for figure in figures},
        tiles={
            "headline": make_tiles(participation, period, commitments, len(basis.paragraph_ids))
        },
    )


def build_period_tables(basis: Basis) -> Iterator[Table]:
    """Yield the tables of coverage, progress, change and evidence; none before a report is due."""
    if basis.latest is None:
        return
    yield build_coverage_table(basis, basis.latest)
    yield build_missing_table(basis, basis.latest)
    yield build_unanswered_table(basis.latest)
    yield build_evidence_table(basis.latest)
    if basis.previous is not None:
        yield build_change_table(basis, basis.latest, basis.previous)


def build_indicators(basis: Basis) -> tuple[tuple[IndicatorSheet, ...], tuple[Table, ...]]:
    """Return a sheet for each indicator, their tables and that of all; none without any."""
    register = basis.register
    facts = examine_indicators(register.indicators, register.aims, register.values, basis.as_of)
    if not facts:
        return (), ()
    sheets, tables = build_indicator_sheets(basis, facts)
    return sheets, (*tables, build_state_table(facts))


def build_annex_tables(basis: Basis) -> Iterator[Table]:
    """Yield the tables of the annexes that have something to show."""
    inventory = build_inventory(basis)
    if inventory is not None:
        yield inventory
    yield from build_corrections(basis)
    late = build_addendum_table(basis)
    if late is not None:
        yield late
