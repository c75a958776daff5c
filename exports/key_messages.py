"""What must nobody miss? The sentences and headline figures that open a report."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from exports.blocks import Tile, Tiles, Tone
from exports.commitment_chapter import CommitmentChapter
from exports.participation import Participation
from exports.phrasing import print_count, print_day, print_number, print_share
from exports.report_basis import Basis, PeriodFacts
from exports.reporting import count_evidence
from tracker.progress import EvidenceLevel
from tracker.statistics import changes_between, percentage


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
    if p.responded:
        yield describe_acceptance(p)
        yield describe_paragraphs(p, len(basis.paragraph_ids))
    elif p.members == 1:
        yield "The one member has not responded."
    else:
        yield f"None of the {p.members:,} members has responded."
    if period is None:
        yield "No report on progress was due by the data cut-off."
        return
    yield (
        f"{period.name}: {print_count(period.received, 'report')} came of "
        f"{period.expected:,} expected ({period.reporting_rate}), "
        f"{print_number(period.on_time)} of them on time; {print_number(period.missing)} "
        f"{'is' if period.missing <= 1 else 'are'} missing."
    )
    if period.answers:
        yield (
            f"{print_count(period.advanced, 'answer').capitalize()} of "
            f"{period.answers_expected:,} expected {'says' if period.advanced == 1 else 'say'} "
            f"that a paragraph is complete or substantial: {period.share_of_expected} of all "
            f"expected, {period.share_of_reported} of those reported."
        )
    if basis.latest is not None:
        yield from describe_sections(basis, basis.latest)
    if basis.latest is not None and basis.previous is not None:
        matched, up, _same, down = changes_between(basis.previous.entries, basis.latest.entries)
        if matched:
            yield (
                f"Of {print_count(matched, 'answer')} graded in both "
                f"{basis.previous.period.name} and {period.name}, {print_number(up)} advanced "
                f"and {print_number(down)} fell back."
            )
    if period.advanced:
        yield (
            f"The secretariat has verified {print_number(period.verified)} of the "
            f"{print_count(period.advanced, 'complete or substantial answer')}."
        )


def describe_acceptance(p: Participation) -> str:
    """Return the sentence on how many members accept something, and how many everything."""
    return (
        f"{print_count(p.accepting, 'member').capitalize()} of {p.members:,} "
        f"{'accepts' if p.accepting == 1 else 'accept'} the declaration in whole or in part "
        f"({share_both(p)}); "
        f"{print_number(p.accepting_all)} {'accepts' if p.accepting_all <= 1 else 'accept'} every "
        "paragraph."
    )


def share_both(p: Participation) -> str:
    """Return accepting members in per cent of all members and of those that have responded."""
    if not p.members:
        return "of none on record"
    of_members = print_share(percentage(p.accepting, p.members))
    if not p.responded:
        return f"{of_members} of all members"
    of_responded = print_share(percentage(p.accepting, p.responded))
    responded = print_count(p.responded, "that has responded", "that have responded")
    return f"{of_members} of all members, {of_responded} of the {responded}"


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


def make_tiles(
    p: Participation,
    period: PeriodSummary | None,
    commitments: CommitmentChapter | None,
    paragraphs: int,
) -> Tiles:
    """Return the headline figures, each with its denominator."""
    everyone = len(p.accepted_by_all)
    items = [
        _count_tile(
            p.members, ("member", "members"),
            f"{print_number(p.responded)} {'has' if p.responded <= 1 else 'have'} responded",
        ),
        _count_tile(
            p.accepting, ("accepts the declaration", "accept the declaration"), share_both(p),
            Tone.GOOD,
        ),
        _count_tile(
            everyone, ("paragraph accepted by all", "paragraphs accepted by all"),
            f"of {paragraphs:,}, by accepting members",
        ),
    ]  # fmt: skip
    if period is not None:
        items += [
            Tile(
                period.reporting_rate,
                "reporting rate",
                f"{period.received:,} of {period.expected:,} reports; {period.missing:,} missing",
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
    if commitments is not None and commitments.total:
        of_all = f"of {print_count(commitments.total, 'public commitment')}"
        tone = Tone.WEAK if commitments.overdue else Tone.GOOD
        done, overdue = (
            tuple(f"{noun} {state}" for noun in ("commitment", "commitments"))
            for state in ("done", "overdue")
        )
        items.append(_count_tile(commitments.done, done, of_all, Tone.GOOD))
        items.append(_count_tile(commitments.overdue, overdue, of_all, tone))
    return Tiles(tuple(items))


def _count_tile(number: int, labels: Sequence[str], remark: str, tone: Tone = Tone.NONE) -> Tile:
    """Return a count with its label: the first where it is one, else the second."""
    return Tile(f"{number:,}", labels[number != 1], remark, tone)
