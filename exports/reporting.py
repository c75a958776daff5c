"""How far have members come? Tables and figures of progress, change and evidence."""

from collections import Counter
from collections.abc import Mapping, Sequence

from declarations.model import Node
from exports.blocks import Chart, ChartKind, Figure, Series, Table, Tone
from exports.phrasing import NO_VALUE, print_share
from exports.report_basis import Basis, PeriodFacts
from exports.tables import (
    CellValue,
    make_table,
    number_column,
    text_column,
)
from tracker.progress import GRADES, EvidenceLevel, Implementation
from tracker.statistics import (
    Distribution,
    changes_between,
    percentage,
    round_shares,
)

GRADE_NAMES = {
    Implementation.NOT_STARTED: "Not started",
    Implementation.LIMITED: "Limited",
    Implementation.SUBSTANTIAL: "Substantial",
    Implementation.COMPLETE: "Complete",
}
GRADE_TONES = {
    Implementation.COMPLETE: Tone.GOOD,
    Implementation.SUBSTANTIAL: Tone.FAIR,
    Implementation.LIMITED: Tone.WEAK,
    Implementation.NOT_STARTED: Tone.BAD,
}
NO_GRADE = "No answer"
EVIDENCE_NAMES = {
    EvidenceLevel.VERIFIED: "Verified",
    EvidenceLevel.DOCUMENTED: "Documented",
    EvidenceLevel.CLAIMED: "Claimed",
    EvidenceLevel.DISPUTED: "Disputed",
    EvidenceLevel.NONE: "None",
}
ANSWER_NAMES = {
    "not_reported": "Not reported",
    "not_available": "Not available",
    "not_estimated": "Not estimated",
    "included_elsewhere": "Included elsewhere",
    "not_occurring": "Not occurring",
    "confidential": "Confidential",
    "withdrawn": "Withdrawn",
    "superseded": "Superseded",
    "not_due": "Not due",
    "not_applicable": "Not applicable",
    "outside_competence": "Outside competence",
}
BEST_FIRST = tuple(reversed(GRADES))


def build_progress_table(
    name: str,
    caption: str,
    first: str,
    distributions: Mapping[str, Distribution],
    total: Distribution | None = None,
    *,
    note: str = "",
) -> Table:
    """Return counts and both headline shares; ``distributions`` go by the name of their row."""
    rows = [progress_row(words, found) for words, found in distributions.items()]
    if total is not None:
        rows.append(progress_row("All", total))
    titles = (
        "Expected", *(GRADE_NAMES[grade] for grade in BEST_FIRST), NO_GRADE,
        "Of expected", "Of reported",
    )  # fmt: skip
    return make_table(
        name,
        caption,
        (text_column(first), *map(number_column, titles)),
        rows,
        summary="Counts of answers by grade, and complete plus substantial in per cent of all "
        "expected and of those reported.",
        note="Counts are pairs of a member and a paragraph it accepts. No answer is never counted "
        "as not started. The last two columns are complete plus substantial in per cent."
        f"{f' {note}' if note else ''}",
        total=total is not None,
    )


def progress_row(words: str, found: Distribution) -> tuple[CellValue, ...]:
    """Return one row of a progress table."""
    return (
        words,
        found.expected,
        *(found.grades[grade] for grade in BEST_FIRST),
        found.expected - found.reported,
        print_share(found.share_of_expected),
        print_share(found.share_of_reported),
    )


def section_names(sections: Sequence[Node]) -> dict[str, str]:
    """Return each section's heading by its id; a text without headings is one whole."""
    return {section.id: section.text.plain or "Whole text" for section in sections}


def build_section_progress(basis: Basis, facts: PeriodFacts) -> tuple[Table, Figure]:
    """Return progress by section as a table and as the stacked shares of its twin figure."""
    names = section_names(basis.sections)
    found = {names[key]: value for key, value in facts.progress.by_section.items()}
    table = build_progress_table(
        "progress-by-section",
        f"Progress by section, {facts.period.name}",
        "Section",
        found,
        facts.progress.overall,
    )
    return table, draw_progress(facts, "progress-by-section", table.caption, found)


def draw_progress(
    facts: PeriodFacts,
    name: str,
    caption: str,
    found: Mapping[str, Distribution],
    *,
    share: bool = True,
) -> Figure:
    """Return distributions as stacked shares, or as counts, the twin of their table of progress."""
    series = [
        Series(
            GRADE_NAMES[grade],
            tuple(float(d.grades[grade]) for d in found.values()),
            GRADE_TONES[grade],
        )
        for grade in BEST_FIRST
    ]
    silent = tuple(float(d.expected - d.reported) for d in found.values())
    series.append(Series(NO_GRADE, silent, Tone.MUTED))
    said = "; ".join(f"{row}: {describe_shares(d)}" for row, d in found.items())
    return Figure(
        name,
        caption,
        Chart(
            ChartKind.STACKED_BARS,
            tuple(found),
            tuple(series),
            "per cent" if share else "answers",
            share=share,
        ),
        f"One bar for each row of the table, parted by grade. {said}.",
        f"Reports received: {facts.coverage.received} of {facts.coverage.expected} expected "
        f"({print_share(facts.coverage.reporting_rate)}). The counts are in the table that "
        "follows.",
    )


def describe_shares(found: Distribution) -> str:
    """Return the shares of each grade and of no answer in words; together they make 100."""
    if not found.expected:
        return "nothing expected"
    counts = [found.grades[grade] for grade in BEST_FIRST]
    shares = round_shares([*counts, found.expected - found.reported])
    names = [*(GRADE_NAMES[grade] for grade in BEST_FIRST), NO_GRADE]
    return ", ".join(
        f"{name.lower()} {share:.0f}%" for name, share in zip(names, shares, strict=True)
    )


def build_unanswered_table(facts: PeriodFacts) -> Table:
    """Return why answers are missing, and what left the denominator."""
    overall = facts.progress.overall
    rows = [
        (ANSWER_NAMES.get(name, name), kind, count)
        for kind, counts in (
            ("Expected, no answer", overall.missing),
            ("Left the denominator", overall.left_out),
        )
        for name, count in counts.items()
    ]
    return make_table(
        "unanswered",
        "Answers without a grade, and what left the denominator",
        (text_column("Reason"), text_column("Counted as"), number_column("Count")),
        rows,
        summary="How many answers carry no grade, by reason, and how many were not expected.",
    )


def build_change_table(basis: Basis, latest: PeriodFacts, previous: PeriodFacts) -> Table:
    """Return, by section, how answers graded in both periods changed."""
    names = section_names(basis.sections)
    section_of = {p.id: section.id for section in basis.sections for p in section.children}
    rows: list[Sequence[CellValue]] = []
    for key in (*names, None):
        before, now = (
            [e for e in facts.entries if key is None or section_of.get(e.paragraph) == key]
            for facts in (previous, latest)
        )
        matched, advanced, same, back = changes_between(before, now)
        row = (matched, advanced, same, back, print_share(percentage(advanced, matched)))
        rows.append(("All" if key is None else names[key], *row))
    titles = ("Matched", "Advanced", "Same", "Fell back", "Advanced")
    return make_table(
        "change",
        f"Change from {previous.period.name} to {latest.period.name}",
        (text_column("Section"), *map(number_column, titles)),
        rows,
        summary="How many answers that were graded in both periods advanced, stayed or fell back.",
        note="Matched answers only: the same member graded the same paragraph in both periods. "
        "The last column is advanced in per cent of matched.",
        total=True,
    )


def count_evidence(facts: PeriodFacts) -> Counter[EvidenceLevel]:
    """Return how many complete or substantial answers carry each level of evidence."""
    advanced = (Implementation.COMPLETE, Implementation.SUBSTANTIAL)
    return Counter(
        entry.evidence_level
        for entry in facts.counted()
        if entry.implementation in advanced and not entry.in_confidence
    )


def build_evidence_table(facts: PeriodFacts) -> Table:
    """Return how well complete and substantial answers are shown to be true."""
    counts = count_evidence(facts)
    shares = round_shares([counts[level] for level in EVIDENCE_NAMES])
    rows = [
        (name, counts[level], f"{share:.0f}%" if counts.total() else NO_VALUE)
        for (level, name), share in zip(EVIDENCE_NAMES.items(), shares, strict=True)
    ]
    return make_table(
        "evidence",
        "Evidence behind complete and substantial answers",
        (text_column("Evidence"), number_column("Answers"), number_column("Share")),
        [*rows, ("All", counts.total(), "100%" if counts.total() else NO_VALUE)],
        summary="How many complete and substantial answers are verified, documented or claimed.",
        total=True,
    )
