"""What has each member accepted, what not, since when, and when is it asked again?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tracker.acceptance import (
    ACCEPTED,
    AcceptanceRules,
    Instrument,
    InstrumentKind,
    Position,
    Statement,
    positions,
    provisional_on,
)
from tracker.acceptance_rules import add_months
from tracker.members import Member


@dataclass(frozen=True, slots=True)
class Provision:
    """A member's position on a paragraph on a day, and since when it holds.

    ``ends_on`` is the day on which a withdrawal that is notified takes effect. ``ask_on`` is the
    next day on which the member is asked about a paragraph that it has not accepted.
    """

    member: str
    paragraph: str
    position: Position
    since: date
    is_provisional: bool = False
    ends_on: date | None = None
    ask_on: date | None = None

    @property
    def is_accepted(self) -> bool:
        """Return whether the paragraph is accepted, with or without conditions."""
        return self.position in ACCEPTED


def list_provisions(
    paragraph_ids: Sequence[str],
    members: Iterable[Member],
    instruments: Sequence[Instrument],
    statements: Sequence[Statement],
    *,
    rules: AcceptanceRules,
    begins_on: date,
    as_of: date,
) -> list[Provision]:
    """Return the position of each member of the day on each paragraph, by member and text.

    ``begins_on`` is the day of the adoption: before it nobody could accept anything.
    """
    acts: dict[str, list[Instrument]] = {}
    for act in instruments:
        acts.setdefault(act.member, []).append(act)
    words: dict[str, list[Statement]] = {}
    for statement in statements:
        words.setdefault(statement.member, []).append(statement)
    found = []
    for member in members:
        if member.belongs_on(as_of):
            own = acts.get(member.code, [])
            begun = max(begins_on, member.joined_on or begins_on)
            since = find_changes(
                paragraph_ids, member, own, words.get(member.code, []), begins_on=begun, as_of=as_of
            )
            found += _describe_provisions(member.code, own, since, rules, as_of)
    return found


def find_changes(
    paragraph_ids: Sequence[str],
    member: Member,
    instruments: Sequence[Instrument],
    statements: Sequence[Statement],
    *,
    begins_on: date,
    as_of: date,
) -> dict[str, list[tuple[date, Position]]]:
    """Return for each paragraph the days on which one member's position became another."""
    days = {act.in_effect_on for act in instruments}
    days |= {statement.in_effect_on for statement in statements}
    days |= {member.left_on} if member.left_on else set()
    later = sorted(day for day in days if begins_on < day <= as_of)
    changes: dict[str, list[tuple[date, Position]]] = {name: [] for name in paragraph_ids}
    for day in (begins_on, *later):
        row = positions(paragraph_ids, [member], instruments, statements, day)[member.code]
        for name, position in row.items():
            if not changes[name] or changes[name][-1][1] is not position:
                changes[name].append((day, position))
    return changes


def _describe_provisions(
    member: str,
    acts: Sequence[Instrument],
    changes: dict[str, list[tuple[date, Position]]],
    rules: AcceptanceRules,
    as_of: date,
) -> list[Provision]:
    """Return one member's provisions from the changes of its positions."""
    provisional = provisional_on(acts, as_of)
    ending = {
        name: act.in_effect_on
        for act in sorted(acts, key=lambda act: act.in_effect_on, reverse=True)
        if act.kind is InstrumentKind.WITHDRAWAL
        and act.deposited_on <= as_of < act.in_effect_on
        for name in act.paragraphs
    }  # fmt: skip
    found = []
    for name, steps in changes.items():
        since, position = steps[-1]
        accepted = position in ACCEPTED
        asked = not accepted and position is not Position.OUTSIDE_COMPETENCE
        found.append(
            Provision(
                member,
                name,
                position,
                since,
                is_provisional=accepted and name in provisional,
                ends_on=ending.get(name) if accepted else None,
                ask_on=next_asking(since, as_of, rules.follow_up_months) if asked else None,
            )
        )
    return found


def next_asking(since: date, as_of: date, months: int) -> date | None:
    """Return the first day on or after a day that lies whole turns of ``months`` after ``since``.

    None where the association never asks (``months`` is 0).
    """
    if not months:
        return None
    turns = max(1, (as_of - since) // timedelta(days=31 * months))
    while add_months(since, turns * months) < as_of:
        turns += 1
    return add_months(since, turns * months)
