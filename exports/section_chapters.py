"""What was asked in each section, who accepted it, and what was done? One chapter a section."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from declarations.model import Node
from exports.blocks import Table, plain_text
from exports.declaration_text import Wording, make_runs, read_wording
from exports.indicator_data import STATE_NAMES, print_together
from exports.phrasing import join_words, print_count, print_number, print_share
from exports.report_basis import Basis, PeriodFacts
from exports.reporting import (
    EVIDENCE_NAMES,
    GRADE_NAMES,
    build_progress_table,
    section_names,
)
from tracker.acceptance import ACCEPTED, Position
from tracker.progress import GRADES, Entry, Evidence, EvidenceLevel, Implementation
from tracker.standings import IndicatorFacts, examine_indicators

MOST_EXAMPLES = 2
MOST_OBSTACLES = 3
MOST_STEPS = 2
MOST_NAMED = 4
"""More members than this are counted, not named, behind the same words."""

ADVANCED = (Implementation.COMPLETE, Implementation.SUBSTANTIAL)
CONDITIONS = {
    Position.ACCEPTED_WITH_RESERVATION: "with a reservation",
    Position.ACCEPTED_WITH_DECLARATION: "with an interpretative declaration",
}
REFUSALS = {
    Position.NOT_ACCEPTED: "not accepted by",
    Position.OUTSIDE_COMPETENCE: "outside the competence of",
    Position.WITHDRAWN: "withdrawn by",
}
EVIDENCE_RANK = (
    EvidenceLevel.VERIFIED,
    EvidenceLevel.DOCUMENTED,
    EvidenceLevel.CLAIMED,
    EvidenceLevel.NONE,
    EvidenceLevel.DISPUTED,
)


@dataclass(frozen=True, slots=True)
class Example:
    """What one member says it has done, and the evidence behind it."""

    member: str
    grade: str
    words: str
    evidence: str
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class ParagraphReport:
    """One paragraph: its words as adopted, who accepted it, and what was done.

    ``lines`` are the label and words of the paragraph and of each sub-paragraph; ``obstacles``
    the most frequent, each with who names it; ``next_steps`` likewise what comes next.
    ``indicators`` are the title and words of each indicator of the paragraph.
    """

    id: str
    label: str
    lines: tuple[tuple[str, str], ...]
    acceptance: str
    progress: str
    examples: tuple[Example, ...]
    obstacles: tuple[tuple[str, str], ...]
    next_steps: tuple[tuple[str, str], ...]
    indicators: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    """One section of the declaration; ``table`` names its table of counts, "" where none."""

    id: str
    title: str
    paragraphs: tuple[ParagraphReport, ...]
    table: str


def build_chapters(basis: Basis) -> tuple[tuple[Chapter, ...], tuple[Table, ...]]:
    """Return a chapter for each section of the declaration, and the tables they name."""
    names = section_names(basis.sections)
    wording = read_wording(basis.register.declaration)
    register = basis.register
    indicators = examine_indicators(
        register.indicators, register.aims, register.values, basis.as_of
    )
    entries: dict[str, list[Entry]] = {}
    for entry in basis.latest.entries if basis.latest else ():
        entries.setdefault(entry.paragraph, []).append(entry)
    chapters, tables = [], []
    for section in basis.sections:
        table = build_chapter_table(basis, section) if basis.latest else None
        paragraphs = tuple(
            report_paragraph(basis, node, wording, entries.get(node.id, []), indicators)
            for node in section.children
        )
        chapters.append(
            Chapter(section.id, names[section.id], paragraphs, table.name if table else "")
        )
        tables += [table] if table else []
    return tuple(chapters), tuple(tables)


def build_chapter_table(basis: Basis, section: Node) -> Table | None:
    """Return the counts of a section, a row for each paragraph; None where it has none."""
    if basis.latest is None or not section.children:
        return None
    progress = basis.latest.progress
    heading = section_names((section,))[section.id]
    return build_progress_table(
        f"progress-{section.id}",
        f"{heading}: progress by paragraph, {basis.latest.period.name}",
        "Paragraph",
        {
            basis.labels[node.id] or section.id: progress.by_paragraph[node.id]
            for node in section.children
        },
        progress.by_section[section.id],
    )


def report_paragraph(
    basis: Basis,
    node: Node,
    wording: Wording,
    entries: list[Entry],
    indicators: Sequence[IndicatorFacts] = (),
) -> ParagraphReport:
    """Return what there is to say about one paragraph."""
    return ParagraphReport(
        id=node.id,
        label=basis.labels[node.id],
        lines=tuple(print_lines(basis, node, wording)),
        acceptance=describe_acceptance(basis, node.id),
        progress=describe_progress(basis.latest, node.id) if basis.latest else "",
        examples=tuple(choose_examples(basis, entries)),
        obstacles=tuple(group_words(basis, ((e.obstacles, e) for e in entries), MOST_OBSTACLES)),
        next_steps=tuple(group_words(basis, ((e.next_steps, e) for e in entries), MOST_STEPS)),
        indicators=tuple(
            (one.indicator.title, describe_indicator(one))
            for one in indicators
            if one.indicator.paragraph == node.id
        ),
    )


def print_lines(basis: Basis, node: Node, wording: Wording) -> Iterator[tuple[str, str]]:
    """Yield the printed label and words of a paragraph and of everything below it.

    Note marks are left out: the notes stand in the declaration itself.
    """
    for each in node.walk():
        label = basis.labels[each.id]
        words = plain_text(make_runs(each.text, wording))
        yield f"{label}." if label.isdigit() else label, words


def describe_acceptance(basis: Basis, paragraph: str) -> str:
    """Return in words how many members accept a paragraph, and how."""
    counts = Counter(row[paragraph] for row in basis.matrix.values())
    responded = counts.total() - counts[Position.NO_RESPONSE]
    if not responded:
        return "No member has responded yet."
    accepting = sum(counts[position] for position in ACCEPTED)
    members = print_count(responded, "member that has responded", "members that have responded")
    conditions = join_words([
        f"{counts[position]} {words}"
        for position, words in CONDITIONS.items()
        if counts[position]
    ])  # fmt: skip
    refusals = "".join(
        f"; {words} {counts[position]}" for position, words in REFUSALS.items() if counts[position]
    )
    among = f" ({conditions})" if conditions else ""
    return f"Accepted by {print_number(accepting)} of {members}{among}{refusals}."


def describe_progress(facts: PeriodFacts, paragraph: str) -> str:
    """Return in words how far members have come with a paragraph, with both denominators."""
    found = facts.progress.by_paragraph[paragraph]
    if not found.expected:
        return f"No answer was expected for {facts.period.name}."
    if not found.reported:
        answers = print_count(found.expected, "expected answer")
        return f"None of {answers} came for {facts.period.name}."
    grades = join_words([
        f"{GRADE_NAMES[grade].lower()} {found.grades[grade]}"
        for grade in reversed(GRADES)
        if found.grades[grade]
    ])  # fmt: skip
    silent = found.expected - found.reported
    return (
        f"{found.reported} of {print_count(found.expected, 'expected answer')}: {grades}"
        f"{f'; no answer {silent}' if silent else ''}. Complete or substantial: "
        f"{print_share(found.share_of_expected)} of expected, "
        f"{print_share(found.share_of_reported)} of reported."
    )


def choose_examples(basis: Basis, entries: list[Entry]) -> Iterator[Example]:
    """Yield a few answers that say what was done: best evidence first, each in other words."""
    told = [
        entry
        for entry in entries
        if entry.done and entry.implementation in ADVANCED and not_disputed(entry)
    ]
    told.sort(key=lambda e: (EVIDENCE_RANK.index(e.evidence_level), e.member))
    seen: set[str] = set()
    for entry in told:
        if entry.done in seen or len(seen) == MOST_EXAMPLES or entry.implementation is None:
            continue
        seen.add(entry.done)
        first = entry.evidence[0] if entry.evidence else Evidence()
        yield Example(
            member=basis.name(entry.member),
            grade=GRADE_NAMES[entry.implementation].lower(),
            words=entry.done,
            evidence=EVIDENCE_NAMES[entry.evidence_level].lower(),
            title=first.title or first.url,
            url=first.url,
        )


def not_disputed(entry: Entry) -> bool:
    """Return whether an answer may serve as an example."""
    return entry.evidence_level is not EvidenceLevel.DISPUTED


def group_words(
    basis: Basis, told: Iterable[tuple[str, Entry]], most: int
) -> Iterator[tuple[str, str]]:
    """Yield the words most members say, so many at most, each with the members that say them."""
    named: dict[str, list[str]] = {}
    for words, entry in told:
        if words:
            named.setdefault(words, []).append(entry.member)
    ranked = sorted(named.items(), key=lambda item: (-len(item[1]), item[0]))
    for words, members in ranked[:most]:
        if len(members) > MOST_NAMED:
            yield words, print_count(len(members), "member")
        else:
            yield words, join_words(sorted(basis.name(code) for code in members))


def describe_indicator(facts: IndicatorFacts) -> str:
    """Return in words what the values of an indicator make, and how many members stand where."""
    states = Counter(standing.assessment.state for standing in facts.standings)
    stand = ", ".join(
        f"{STATE_NAMES[state].lower()} {states[state]}" for state in STATE_NAMES if states[state]
    )
    return f"{print_together(facts)}{f' Members: {stand}.' if stand else ''}"
