"""What has each member accepted, done and offered? One page a member, where members are few."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from exports.blocks import Table
from exports.counted_commitments import SCHEDULE_NAMES, count_commitments
from exports.member_annex import describe_office
from exports.phrasing import join_words, print_count, print_day, print_number
from exports.report_basis import Basis
from exports.report_coverage import describe_absence
from exports.reporting import build_progress_table, section_names
from exports.section_chapters import EVIDENCE_RANK
from exports.tables import own_names
from tracker.acceptance import ACCEPTED, Matrix, Position
from tracker.commitments import Commitment, assess_schedule, current_due_date
from tracker.confidential_answers import conceal_answer
from tracker.exchange import NoticeKind
from tracker.members import Member
from tracker.periods import is_late, is_received
from tracker.pivots import Axis, count_by_paragraph, group_answers, pivot_progress, regroup_counts
from tracker.progress import GRADES, Entry

MOST_QUOTED = 3
OTHERWISE = {
    Position.ACCEPTED_WITH_DECLARATION: "with a declaration",
    Position.ACCEPTED_WITH_RESERVATION: "with a reservation",
    Position.NOT_ACCEPTED: "not accepted",
    Position.OUTSIDE_COMPETENCE: "outside its competence",
    Position.WITHDRAWN: "withdrawn",
}


@dataclass(frozen=True, slots=True)
class Profile:
    """One member: lines of a label and words, and the name of its table of progress, or "".

    ``done``, ``obstacles`` and ``next_steps`` are its own words of the last period, each with the
    label of the paragraph; the most advanced and best shown come first.
    """

    code: str
    name: str
    own_names: str
    lines: tuple[tuple[str, str], ...]
    commitments: tuple[str, ...]
    done: tuple[tuple[str, str], ...]
    obstacles: tuple[tuple[str, str], ...]
    next_steps: tuple[tuple[str, str], ...]
    table: str


def build_profiles(
    basis: Basis, most: int, soon_days: int
) -> tuple[tuple[Profile, ...], tuple[Table, ...]]:
    """Return a profile of each accepting member; none where these are more than ``most``.

    A profile names its member: what was given in confidence stands in it as no answer.
    """
    members = basis.accepting()
    if len(members) > most:
        return (), ()
    answers: dict[str, list[Entry]] = {}
    for entry in basis.latest.entries if basis.latest else ():
        answers.setdefault(entry.member, []).append(conceal_answer(entry))
    pledges: dict[str, list[Commitment]] = {}
    for one in count_commitments(basis):
        pledges.setdefault(one.member, []).append(one)
    profiles, tables = [], []
    for member in sorted(members, key=basis.sort_key):
        table = build_profile_table(basis, member, answers.get(member.code, []))
        mine = pledges.get(member.code, [])
        told = rank_answers(basis, answers.get(member.code, []))
        profiles.append(
            Profile(
                code=member.code,
                name=member.name(basis.language),
                own_names=" · ".join(n for _, n in own_names(member, member.name(basis.language))),
                lines=tuple(_tell_member(basis, member, answers.get(member.code, []))),
                commitments=tuple(_tell_commitment(basis, one, soon_days) for one in mine),
                done=_quote(basis, told, "done"),
                obstacles=_quote(basis, told, "obstacles"),
                next_steps=_quote(basis, told, "next_steps"),
                table=table.name if table else "",
            )
        )
        tables += [table] if table else []
    return tuple(profiles), tuple(tables)


def rank_answers(basis: Basis, entries: Sequence[Entry]) -> list[Entry]:
    """Return the graded answers: most advanced first, then best shown, then as in the text."""
    place = {paragraph: number for number, paragraph in enumerate(basis.paragraph_ids)}
    graded = [e for e in entries if e.implementation in GRADES and e.paragraph in place]
    return sorted(
        graded,
        key=lambda e: (
            -GRADES.index(e.implementation or GRADES[0]),
            EVIDENCE_RANK.index(e.evidence_level),
            place[e.paragraph],
        ),
    )


def _quote(basis: Basis, entries: Sequence[Entry], part: str) -> tuple[tuple[str, str], ...]:
    """Return what the first few answers say in one of their parts, with the paragraph's label."""
    told = [(basis.labels[e.paragraph], str(getattr(e, part))) for e in entries]
    return tuple((label, words) for label, words in told if words)[:MOST_QUOTED]


def build_profile_table(basis: Basis, member: Member, entries: Sequence[Entry]) -> Table | None:
    """Return a member's progress by section; None where no answer was expected of it."""
    facts = basis.latest
    if facts is None or member.code not in facts.matrix:
        return None
    names = section_names(basis.sections)
    sections = {s.id: tuple(p.id for p in s.children) for s in basis.sections}
    matrix: Matrix = {member.code: facts.matrix[member.code]}
    by_section = group_answers(Axis.SECTION, sections, (), ())
    counts = count_by_paragraph(matrix, entries)
    rows, (whole,) = (
        pivot_progress(matrix, regroup_counts(counts, grouping), (), grouping)
        for grouping in (by_section, lambda *_pair: ("",))
    )
    found = {row.name: row.answers for row in rows}
    if not whole.answers.expected:
        return None
    return build_progress_table(
        f"profile-{member.code}",
        f"{member.name(basis.language)}: progress by section, {facts.period.name}",
        "Section",
        {names[section]: found[section] for section in names if section in found},
        whole.answers,
    )


def _tell_member(
    basis: Basis, member: Member, entries: Sequence[Entry]
) -> Iterator[tuple[str, str]]:
    """Yield what there is to say about a member, each with its label."""
    offices = [
        describe_office(office, basis.language)
        for office in basis.register.offices
        if office.member == member.code and office.held_on(basis.as_of)
    ]
    if offices:
        yield "Offices", "; ".join(offices)
    if member.region:
        yield "Region", member.region
    if member.population:
        yield "Inhabitants", print_number(member.population)
    yield "Acceptance", describe_positions(basis, member)
    if basis.latest is not None and member.code in {m.code for m in basis.latest.expected}:
        yield "Report", describe_report(basis, member)
    yield from _tell_notices(basis, member)
    for entry in entries:
        if entry.support_needed and entry.paragraph in basis.labels:
            yield (
                f"Asks for support on paragraph {basis.labels[entry.paragraph]}",
                entry.support_needed,
            )


def _tell_notices(basis: Basis, member: Member) -> Iterator[tuple[str, str]]:
    """Yield what a member offers and seeks on the day."""
    for kind, label in (
        (NoticeKind.OFFER, "Offers experience"),
        (NoticeKind.WISH, "Seeks experience"),
    ):
        words = [
            f"paragraph {basis.labels[notice.paragraph]}: {notice.text}"
            for notice in basis.register.exchange
            if notice.kind is kind
            and notice.member == member.code
            and notice.is_open_on(basis.as_of)
            and notice.paragraph in basis.labels
        ]
        if words:
            yield label, "; ".join(words)


def describe_positions(basis: Basis, member: Member) -> str:
    """Return in words what a member accepts, and the paragraphs on which it says something else."""
    row = basis.matrix[member.code]
    accepted = sum(position in ACCEPTED for position in row.values())
    parts = [f"{accepted} of {print_count(len(row), 'paragraph')}"]
    for position, words in OTHERWISE.items():
        labels = [basis.labels[name] for name in basis.paragraph_ids if row[name] is position]
        if labels:
            parts.append(f"{words}: {join_words(labels)}")
    return "; ".join(parts)


def describe_report(basis: Basis, member: Member) -> str:
    """Return in words whether the report of the last period came."""
    facts = basis.latest
    assert facts is not None  # noqa: S101 - asked only where a period is due
    report = facts.reports.get(member.code)
    if report is None or not is_received(report, basis.as_of):
        return f"{facts.period.name}: {describe_absence(report)}"
    came = "late" if is_late(report, facts.period) else "on time"
    return f"{facts.period.name}: received {came}{', nothing to report' if report.nil else ''}"


def _tell_commitment(basis: Basis, commitment: Commitment, soon_days: int) -> str:
    """Return a commitment in words, with how it stands against its date."""
    state = assess_schedule(commitment, basis.as_of, soon_days)
    due = print_day(current_due_date(commitment), basis.language)
    stands = SCHEDULE_NAMES[state].lower() if state else ""
    return f"{commitment.title} ({f'due {due}, ' if due else ''}{stands})"
