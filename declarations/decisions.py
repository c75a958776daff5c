"""What did the meeting decide on amendments, and which text do the decisions make?"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations

from sqlmodel import Session

from declarations.amendment_store import (
    change_status,
    find_amendment,
    find_base,
    find_open,
    lapse_children,
    load_amendments,
    touched_by,
    update_amendment,
)
from declarations.amendments import (
    Amendment,
    AmendmentStatus,
    apply_amendment,
    make_operations,
)
from declarations.checks import find_new_errors
from declarations.compilation import base_of
from declarations.merging import RebasedAmendment, RebaseOutcome, rebase_amendment
from declarations.model import Declaration
from declarations.problems import RuleRefusal
from declarations.rebasing import ancestors_of, depth_of, rebase_open, rebase_those, waits_on
from declarations.revisions import Revision, content_sha256
from declarations.store import (
    changed_meanwhile,
    find_declaration,
    find_revision,
    load_revision,
    refuse_adopted,
    save_revision,
)


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


def decide_amendments(
    session: Session, declaration: str, choices: Sequence[Choice], *, made_on: date, reason: str
) -> Decided:
    """Carry out decisions, all or none: a new revision, and every other amendment laid on it.

    Choices of one code count together. An amendment to one that stays open becomes part of it.
    Raises NotFoundRefusal or RuleRefusal for an amendment that is unknown or decided, RuleRefusal
    when choices contradict each other or two of those accepted clash, and ChangedMeanwhileRefusal,
    with both texts and the difference, for one that was written for another text.
    """
    row = find_declaration(session, declaration, for_update=True)
    chosen = join_choices(choices)
    for code in chosen:
        find_open(session, declaration, code)
    amendments = {each.code: each for each in load_amendments(session, declaration)}
    language = find_language(amendments, chosen)
    refuse_adopted(session, row, language)
    latest = load_revision(session, declaration, language=language)
    ground = Decision(latest, amendments, chosen, made_on)
    for code in ground.accepted:
        for each in (code, *ancestors_of(amendments, code)):
            refuse_stale(session, amendments[each], latest)
    rebased = {code: each for heir in ground.folds for code, each in fold(session, ground, heir)}
    text = ground.lay_parts("", latest.declaration)
    revision = None
    if content_sha256(text) != latest.sha256:
        revision = save_revision(
            session, text, parent_sha256=latest.sha256, made_on=made_on,
            reason=reason or f"Amendments accepted: {', '.join(sorted(chosen))}",
        )  # fmt: skip
    before = {each.code: each for each in load_amendments(session, declaration)}
    for code, status in ground.statuses.items():
        change_status(session, find_amendment(session, declaration, code), status, made_on, reason)
    for code in ground.rejected:
        lapse_children(session, declaration, code, made_on, "was rejected")
    if revision is not None:
        others = rebase_open(session, latest, revision, before, ground.heirs, made_on)
        rebased |= {each.amendment.code: each for each in others}
    return Decided(revision, ground.statuses, tuple(rebased.values()))


def join_choices(choices: Sequence[Choice]) -> dict[str, Choice]:
    """Return one choice for each code; RuleRefusal when one is to be accepted and rejected."""
    joined: dict[str, Choice] = {}
    for choice in choices:
        former = joined.setdefault(choice.code, choice)
        if former.is_rejection != choice.is_rejection:
            raise RuleRefusal(
                f"Nothing was decided: {choice.code} is to be accepted and to be rejected.",
                hint="Name it once. What is not accepted of it is rejected with --accept CODE:1.",
            )
        if former.accepted is None or choice.accepted is None:
            joined[choice.code] = Choice(choice.code)
        else:
            positions = sorted({*former.accepted, *choice.accepted})
            joined[choice.code] = Choice(choice.code, tuple(positions))
    return joined


def find_language(amendments: Mapping[str, Amendment], codes: Iterable[str]) -> str:
    """Return the one language of the amendments; RuleRefusal when there are several."""
    found = {code: amendments[code].language for code in codes}
    languages = sorted(set(found.values()))
    if len(languages) > 1:
        listed = ", ".join(f"{code} ({language})" for code, language in found.items())
        raise RuleRefusal(
            f"Nothing was decided: the amendments are to texts in several languages: {listed}.",
            hint="Decide on those of one language at a time.",
        )
    return languages[0]


class Decision:
    """What is accepted of which amendments, and of which text each becomes part."""

    def __init__(
        self,
        latest: Revision,
        amendments: Mapping[str, Amendment],
        chosen: Mapping[str, Choice],
        made_on: date,
    ) -> None:
        self.latest, self.amendments, self.made_on = latest, amendments, made_on
        order = sorted(chosen, key=lambda each: (depth_of(amendments, each), len(each), each))
        self.statuses = {code: status_of(amendments[code], chosen[code]) for code in order}
        self.rejected = [code for code in order if chosen[code].is_rejection]
        self.accepted = {
            code: choose_operations(amendments[code], chosen[code])
            for code in order
            if code not in self.rejected
        }
        for code in self.accepted:
            self.refuse_orphan(code)
        self.heirs = {code: self.heir_of(code) for code in self.accepted}

    @property
    def folds(self) -> list[str]:
        """Return the codes of open amendments that others become part of, the deepest first."""
        heirs = sorted(set(self.heirs.values()) - {""})
        return sorted(heirs, key=lambda each: -depth_of(self.amendments, each))

    def refuse_orphan(self, code: str) -> None:
        """Raise RuleRefusal for an accepted amendment to one that is rejected."""
        for parent in ancestors_of(self.amendments, code):
            if parent in self.rejected:
                raise RuleRefusal(
                    f"Nothing was decided: {code} amends {parent}, which is to be rejected.",
                    hint=f"Reject both, or accept {code} first and decide on {parent} then.",
                )

    def heir_of(self, code: str) -> str:
        """Return which open amendment an accepted one becomes part of; "" is the text."""
        above = ancestors_of(self.amendments, code)
        return next((parent for parent in above if parent not in self.accepted), "")

    def base_of(self, code: str) -> Declaration:
        """Return the text that an amendment was written for."""
        others = list(self.amendments.values())
        return base_of(self.latest.declaration, self.amendments[code], others)

    def lay_parts(self, heir: str, start: Declaration) -> Declaration:
        """Return a text with all that becomes part of it; RuleRefusal where two clash."""
        parts = [part for code, part in self.accepted.items() if self.heirs[code] == heir]
        for part in parts:
            refuse_incomplete(self.base_of(part.code), part)
        for one, two in combinations(parts, 2):
            if one.parent == two.parent:
                refuse_clash(self.base_of(one.code), one, two)
        text = start
        for place, part in enumerate(parts):
            text = lay_on(text, part, self.base_of(part.code), parts[:place])
        faults = find_new_errors(start, text)
        if faults:
            raise RuleRefusal(
                f"Nothing was decided: the text with {', '.join(each.code for each in parts)} "
                "would have errors.",
                hint="Accept less of them, or amend them first: accord amendment propose --to CODE",
                problems=faults,
            )
        return text

    def hangs_on(self, code: str, heir: str) -> bool:
        """Return whether an amendment hangs on another and nothing is decided on it here."""
        above = ancestors_of(self.amendments, code)
        is_decided = code in self.accepted or {code, *above} & set(self.rejected)
        return heir in above and not is_decided


def fold(session: Session, ground: Decision, heir: str) -> Iterator[tuple[str, RebasedAmendment]]:
    """Make accepted amendments to an open one part of it; yield what becomes of others to it."""
    declaration, latest = ground.latest.declaration.code, ground.latest
    before = {each.code: each for each in load_amendments(session, declaration)}
    start = base_of(latest.declaration, before[heir], list(before.values()))
    made = ground.lay_parts(heir, apply_amendment(start, before[heir]).declaration)
    update_amendment(session, replace(before[heir], operations=make_operations(start, made)))
    waiting = [
        code for code, each in before.items()
        if ground.hangs_on(code, heir) and waits_on(each, latest)
    ]  # fmt: skip
    for each in rebase_those(
        session, waiting, latest, latest, before, ground.heirs, ground.made_on
    ):
        yield each.amendment.code, each


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
        amendment.declaration, amendment.base_sha256, stored, mine, latest.declaration,
        touched_by(amendment),
    )  # fmt: skip
    reasons = (f"{amendment.code} needs review.", amendment.review, refusal.message)
    refusal.message = " ".join(each for each in reasons if each)
    refusal.hint = (
        f"Propose it anew for revision {latest.number}: accord amendment propose "
        f"{amendment.declaration} --member {amendment.sponsor} --replaces {amendment.code}"
    )
    raise refusal


def refuse_incomplete(base: Declaration, part: Amendment) -> None:
    """Raise RuleRefusal for accepted operations that cannot be carried out without the others."""
    applied = apply_amendment(base, part)
    if applied.undone:
        raise RuleRefusal(
            f"Nothing was decided: {part.code} cannot be carried out as chosen.",
            hint="Accept the operations that belong together.",
            problems=applied.problems,
        )


def refuse_clash(base: Declaration, one: Amendment, two: Amendment) -> None:
    """Raise RuleRefusal when two amendments to one text cannot both be accepted.

    Each is laid on what the other makes, so that it does not matter which comes first.
    """
    for first, second in ((one, two), (two, one)):
        made = apply_amendment(base, first).declaration
        remarks = find_loss(made, second, base)
        if remarks is not None:
            raise clash(two, [one], remarks)


def find_loss(text: Declaration, amendment: Amendment, base: Declaration) -> str | None:
    """Return why an amendment cannot be laid on a text whole; None where it can, or is there."""
    rebased = rebase_amendment(amendment, base, text, amendment.base_number, amendment.base_sha256)
    if rebased.is_done:
        return None
    if rebased.outcome is not RebaseOutcome.CLEAN:
        return " ".join(rebased.remarks)
    applied = apply_amendment(text, rebased.amendment)
    if applied.undone:
        return " ".join(each.message for each in applied.problems)
    return None


def clash(amendment: Amendment, others: Sequence[Amendment], remarks: str) -> RuleRefusal:
    """Return the refusal of an amendment that clashes with others."""
    against = ", ".join(f"{each.code} ({each.sponsor})" for each in others)
    return RuleRefusal(
        f"Nothing was decided: {amendment.code} ({amendment.sponsor}) clashes with "
        f"{against or 'what was accepted of the amendment it amends'}. {remarks}",
        hint=f"accord amendment compile {amendment.declaration} shows the clashes; "
        "accept one of them, or the operations that do not clash.",
    )


def lay_on(
    text: Declaration, amendment: Amendment, base: Declaration, laid: Sequence[Amendment]
) -> Declaration:
    """Return the text with an accepted amendment in it; RuleRefusal when it clashes."""
    remarks = find_loss(text, amendment, base)
    if remarks is not None:
        raise clash(amendment, [each for each in laid if each.code != amendment.parent], remarks)
    rebased = rebase_amendment(amendment, base, text, amendment.base_number, amendment.base_sha256)
    return text if rebased.is_done else apply_amendment(text, rebased.amendment).declaration
