"""What would an act change? A member's positions before and after it, on the day it counts from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tracker.acceptance import ACCEPTED, Instrument, Position, Statement, positions
from tracker.members import Member


@dataclass(frozen=True, slots=True)
class Consequence:
    """A member's position on a paragraph without an act and with it."""

    paragraph: str
    before: Position
    after: Position


@dataclass(frozen=True, slots=True)
class Foresight:
    """What an act changes on the day it counts from; ``accepted`` counts what then is accepted."""

    consequences: tuple[Consequence, ...]
    accepted: int


def foresee_act(
    paragraph_ids: Sequence[str],
    member: Member,
    instruments: Sequence[Instrument],
    statements: Sequence[Statement],
    act: Instrument | Statement,
) -> Foresight:
    """Return what a member's act would change; ``instruments`` and ``statements`` are its others.

    What the act names is there also where the position on it stays.
    """

    def look(acts: Sequence[Instrument], words: Sequence[Statement]) -> Mapping[str, Position]:
        return positions(paragraph_ids, [member], acts, words, act.in_effect_on)[member.code]

    before = look(instruments, statements)
    if isinstance(act, Instrument):
        after = look([*instruments, act], statements)
    else:
        after = look(instruments, [*statements, act])
    return Foresight(
        tuple(
            Consequence(name, before[name], after[name])
            for name in paragraph_ids
            if name in act.paragraphs or before[name] is not after[name]
        ),
        sum(position in ACCEPTED for position in after.values()),
    )
