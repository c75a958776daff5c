"""What did the meeting decide on amendments? Recommendations, decisions, and the text they make."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from sqlmodel import Session, col, select

from declarations.amendment_store import (
    change_status,
    find_amendment,
    find_base,
    find_open,
    lapse_children,
    load_amendments,
    update_amendment,
)
from declarations.amendments import (
    Amendment,
    AmendmentStatus,
    apply_amendment,
    make_operations,
)
from declarations.compilation import base_of
from declarations.merging import RebasedAmendment, RebaseOutcome, rebase_amendment
from declarations.model import Declaration
from declarations.problems import NotFoundRefusal, RuleRefusal
from declarations.revisions import Revision, content_sha256
from declarations.store import (
    changed_meanwhile,
    find_declaration,
    find_revision,
    flush_or_refuse,
    load_revision,
    refuse_adopted,
    save_revision,
)
from declarations.tables import RecommendationRow


class Procedure(StrEnum):
    """What the secretariat may recommend."""

    ACCEPT = "accept"
    ACCEPT_AS_AMENDED = "accept_as_amended"
    REJECT = "reject"
    REFER = "refer"
    VOTE = "vote"


@dataclass(frozen=True, slots=True)
class Recommendation:
    """What is recommended for an amendment; seen by members once published."""

    procedure: Procedure
    note: str = ""
    published_on: date | None = None
    answer: str = ""
    answered_on: date | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """What was decided on one amendment: the positions, from 1, of the operations accepted.

    None accepts all, no position rejects it.
    """

    code: str
    accepted: tuple[int, ...] | None = None

    @property
    def is_rejection(self) -> bool:
        """Return whether nothing of it was accepted."""
        return self.accepted == ()


@dataclass(frozen=True, slots=True)
class Decided:
    """What a decision did: the new revision (None where the text stays) and what became of each."""

    revision: Revision | None
    statuses: Mapping[str, AmendmentStatus]
    rebased: tuple[RebasedAmendment, ...]


def recommend(session: Session, declaration: str, code: str, given: Recommendation) -> None:
    """Store a recommendation for an open amendment; the last one counts."""
    find_declaration(session, declaration, for_update=True)
    row = find_open(session, declaration, code)
    earlier = find_recommendations(session, declaration, code)
    session.add(
        RecommendationRow(
            amendment_id=row.id, number=len(earlier) + 1, procedure=given.procedure.value,
            note=given.note, published_on=given.published_on, answer="", answered_on=None,
        )
    )  # fmt: skip
    flush_or_refuse(session, declaration)


def publish_recommendation(session: Session, declaration: str, code: str, day: date) -> None:
    """Let members see the last recommendation for an amendment."""
    find_declaration(session, declaration, for_update=True)
    last_recommendation(session, declaration, code).published_on = day
    flush_or_refuse(session, declaration)


def answer_recommendation(
    session: Session, declaration: str, code: str, *, member: str, answer: str, day: date
) -> None:
    """Store the sponsor's answer to the published recommendation; RuleRefusal for others."""
    find_declaration(session, declaration, for_update=True)
    row = find_open(session, declaration, code)
    last = last_recommendation(session, declaration, code)
    if last.published_on is None or row.sponsor != member:
        raise RuleRefusal(
            f"{member} cannot answer the recommendation for {code}: "
            + ("it is not published." if last.published_on is None else
               f"the sponsor is {row.sponsor}."),
            hint="The sponsor answers once the recommendation is published.",
        )  # fmt: skip
    last.answer, last.answered_on = answer, day
    flush_or_refuse(session, declaration)


def load_recommendation(session: Session, declaration: str, code: str) -> Recommendation | None:
    """Return the last recommendation for an amendment, or None."""
    rows = find_recommendations(session, declaration, code)
    if not rows:
        return None
    last = rows[-1]
    return Recommendation(
        Procedure(last.procedure), last.note, last.published_on, last.answer, last.answered_on
    )


def find_recommendations(
    session: Session, declaration: str, code: str
) -> Sequence[RecommendationRow]:
    """Return the rows of all recommendations for an amendment, oldest first."""
    row = find_amendment(session, declaration, code)
    return session.exec(
        select(RecommendationRow)
        .where(RecommendationRow.amendment_id == row.id)
        .order_by(col(RecommendationRow.number))
    ).all()


def last_recommendation(session: Session, declaration: str, code: str) -> RecommendationRow:
    """Return the row of the last recommendation; NotFoundRefusal when there is none."""
    rows = find_recommendations(session, declaration, code)
    if not rows:
        raise NotFoundRefusal(
            f"There is no recommendation for {code}.",
            hint=f"accord amendment recommend {declaration} {code} --procedure accept",
        )
    return rows[-1]


def decide_amendments(
    session: Session, declaration: str, choices: Sequence[Choice], *, made_on: date, reason: str
) -> Decided:
    """Carry out decisions, all or none: a new revision, and every other amendment laid on it.

    Raises NotFoundRefusal or RuleRefusal for an amendment that is unknown or decided, RuleRefusal
    when two of those accepted clash, and ChangedMeanwhileRefusal, with both texts and the
    difference, for one that was written for another text and needs review.
    """
    row = find_declaration(session, declaration, for_update=True)
    amendments = {each.code: each for each in load_amendments(session, declaration)}
    for choice in choices:
        find_open(session, declaration, choice.code)
    language = amendments[choices[0].code].language
    refuse_adopted(session, row, language)
    latest = load_revision(session, declaration, language=language)
    for choice in choices:
        if not choice.is_rejection:
            refuse_stale(session, amendments[choice.code], latest)
    chosen = {choice.code: choice for choice in choices}
    statuses: dict[str, AmendmentStatus] = {}
    text = latest.declaration
    laid: list[Amendment] = []
    for code in sorted(chosen, key=lambda each: (depth_of(amendments, each), len(each), each)):
        part = choose_operations(amendments[code], chosen[code])
        statuses[code] = status_of(amendments[code], chosen[code])
        if chosen[code].is_rejection:
            continue
        parent = part.parent
        if parent and statuses.get(parent) not in ACCEPTED:
            fold_into_parent(session, latest.declaration, part, amendments)
            amendments = {each.code: each for each in load_amendments(session, declaration)}
            continue
        base = base_of(latest.declaration, part, list(amendments.values()))
        text = lay_on(text, part, base, laid)
        laid.append(part)
    revision = None
    if content_sha256(text) != latest.sha256:
        revision = save_revision(
            session, text, parent_sha256=latest.sha256, made_on=made_on,
            reason=reason or f"Amendments accepted: {', '.join(sorted(chosen))}",
        )  # fmt: skip
    for code, status in statuses.items():
        change_status(session, find_amendment(session, declaration, code), status, made_on, reason)
        if status is AmendmentStatus.REJECTED:
            lapse_children(session, declaration, code, made_on, "was rejected")
    rebased = rebase_others(session, latest, revision, amendments, statuses, made_on)
    return Decided(revision, statuses, rebased)


ACCEPTED = frozenset((AmendmentStatus.ACCEPTED, AmendmentStatus.ACCEPTED_AS_AMENDED))


def depth_of(amendments: Mapping[str, Amendment], code: str) -> int:
    """Return how many amendments an amendment hangs on."""
    parent = amendments[code].parent
    return 1 + depth_of(amendments, parent) if parent else 0


def status_of(amendment: Amendment, choice: Choice) -> AmendmentStatus:
    """Return what an amendment becomes by a choice."""
    if choice.is_rejection:
        return AmendmentStatus.REJECTED
    if choice.accepted is None or set(choice.accepted) >= set(
        range(1, len(amendment.operations) + 1)
    ):
        return AmendmentStatus.ACCEPTED
    return AmendmentStatus.ACCEPTED_AS_AMENDED


def choose_operations(amendment: Amendment, choice: Choice) -> Amendment:
    """Return the amendment with only the accepted operations; RuleRefusal for a wrong position."""
    if choice.accepted is None:
        return amendment
    count = len(amendment.operations)
    wrong = [str(each) for each in choice.accepted if not 1 <= each <= count]
    if wrong:
        raise RuleRefusal(
            f"{amendment.code} has no operation {', '.join(wrong)}: it has {count}.",
            hint=f"accord amendment list {amendment.declaration} --json numbers them.",
        )
    kept = [each for n, each in enumerate(amendment.operations, start=1) if n in choice.accepted]
    return replace(amendment, operations=tuple(kept))


def refuse_stale(session: Session, amendment: Amendment, latest: Revision) -> None:
    """Raise ChangedMeanwhileRefusal for an amendment to another text than the latest."""
    if amendment.base_sha256 == latest.sha256 and not amendment.review:
        return
    base = find_base(session, amendment)
    others = load_amendments(session, amendment.declaration)
    mine = apply_amendment(base_of(base.declaration, amendment, others), amendment).declaration
    row = find_declaration(session, amendment.declaration)
    stored = find_revision(session, row, None, amendment.language)
    refusal = changed_meanwhile(
        amendment.declaration, amendment.base_sha256, stored, mine, latest.declaration
    )
    refusal.message = f"{amendment.code} needs review. {amendment.review} {refusal.message}"
    refusal.hint = (
        f"Propose it anew for revision {latest.number}: accord amendment propose "
        f"{amendment.declaration} --member {amendment.sponsor} --replaces {amendment.code}"
    )
    raise refusal


def lay_on(
    text: Declaration, amendment: Amendment, base: Declaration, laid: Sequence[Amendment]
) -> Declaration:
    """Return the text with an accepted amendment in it; RuleRefusal when it clashes."""
    rebased = rebase_amendment(amendment, base, text, amendment.base_number, amendment.base_sha256)
    if rebased.outcome is RebaseOutcome.NEEDS_REVIEW:
        against = [
            f"{each.code} ({each.sponsor})" for each in laid if has_clash(base, amendment, each)
        ]
        raise RuleRefusal(
            f"Nothing was decided: {amendment.code} ({amendment.sponsor}) clashes with "
            f"{', '.join(against) or 'what was accepted before it'}. {' '.join(rebased.remarks)}",
            hint=f"accord amendment compile {amendment.declaration} shows the clashes; "
            "accept one of them, or the operations that do not clash.",
        )
    if rebased.outcome is RebaseOutcome.LAPSED:
        return text
    applied = apply_amendment(text, rebased.amendment)
    if applied.undone:
        raise RuleRefusal(
            f"Nothing was decided: {amendment.code} cannot be carried out as chosen.",
            hint="Accept the operations that belong together.",
            problems=applied.problems,
        )
    return applied.declaration


def has_clash(base: Declaration, one: Amendment, other: Amendment) -> bool:
    """Return whether two amendments to one text cannot both be accepted."""
    made = apply_amendment(base, other).declaration
    rebased = rebase_amendment(one, base, made, one.base_number, one.base_sha256)
    return rebased.outcome is RebaseOutcome.NEEDS_REVIEW


def fold_into_parent(
    session: Session, base: Declaration, part: Amendment, amendments: Mapping[str, Amendment]
) -> None:
    """Let an accepted amendment to an open amendment become part of that one."""
    parent = amendments[part.parent]
    others = list(amendments.values())
    start, middle = base_of(base, parent, others), base_of(base, part, others)
    wanted = apply_amendment(middle, part).declaration
    update_amendment(session, replace(parent, operations=make_operations(start, wanted)))


def rebase_others(
    session: Session,
    latest: Revision,
    revision: Revision | None,
    before: Mapping[str, Amendment],
    statuses: Mapping[str, AmendmentStatus],
    made_on: date,
) -> tuple[RebasedAmendment, ...]:
    """Lay every amendment that is still open on the new revision; those without target lapse."""
    if revision is None:
        return ()
    name = latest.declaration.code
    rebased: list[RebasedAmendment] = []
    present = {each.code: each for each in load_amendments(session, name)}
    waiting = [
        each for each in present.values()
        if each.is_open and each.language == latest.declaration.language and not each.review
        and each.base_sha256 == latest.sha256
    ]  # fmt: skip
    for amendment in sorted(waiting, key=lambda each: depth_of(present, each.code)):
        old = base_of(latest.declaration, amendment, list(before.values()))
        parent = amendment.parent if statuses.get(amendment.parent) not in ACCEPTED else ""
        freed = replace(amendment, parent=parent)
        new = base_of(revision.declaration, freed, list(present.values()))
        found = rebase_amendment(freed, old, new, revision.number, revision.sha256)
        if found.outcome is RebaseOutcome.NEEDS_REVIEW:
            marked = replace(amendment, review=" ".join(found.remarks))
            found = replace(found, amendment=marked)
        if found.outcome is RebaseOutcome.LAPSED:
            row = find_amendment(session, name, amendment.code)
            change_status(session, row, AmendmentStatus.LAPSED, made_on, " ".join(found.remarks))
        else:
            update_amendment(session, found.amendment)
        present[amendment.code] = found.amendment
        rebased.append(found)
    return tuple(rebased)
