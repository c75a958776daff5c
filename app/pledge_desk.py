"""What has a member promised, what does it offer and seek, and how is more of it recorded?"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from sqlmodel import Session

from declarations.model import Declaration
from declarations.numbering import compute_labels
from declarations.problems import ChangedMeanwhileRefusal, NotFoundRefusal
from exports.public_answers import print_words
from exports.public_overview import require_public
from tracker.commitment_store import (
    add_commitment,
    close_commitment,
    find_commitment,
    reschedule_commitment,
)
from tracker.commitments import Closing, Commitment, Rescheduling, Schedule, assess_schedule
from tracker.exchange import Match, Notice, find_matches
from tracker.exchange_store import add_notice, load_notices
from tracker.indicator_store import load_values, record_value, set_aim
from tracker.indicators import Aim, Indicator, Value
from tracker.member_store import load_members
from tracker.members import Member
from tracker.periods import Period
from tracker.store import load_register


@dataclass(frozen=True, slots=True)
class Measured:
    """An indicator with the member's aim, and its values, the newest last."""

    indicator: Indicator
    aim: Aim | None
    values: tuple[Value, ...]


class PledgeDesk:
    """What one member promised, measures, offers and seeks under one declaration, read once."""

    def __init__(
        self, session: Session, declaration: str, member: str, day: date, soon_days: int
    ) -> None:
        require_public(session, declaration, day)
        register = load_register(session, declaration, day, members=[member], entries_of=())
        self.day = day
        self.text: Declaration = register.declaration
        self.member: Member = next(m for m in register.members if m.code == member)
        self.ids = [node.id for node in self.text.operative_paragraphs()]
        labels = compute_labels(self.text)
        self.labels = {name: labels[name] for name in self.ids}
        self.words = dict(zip(self.ids, print_words(self.text), strict=True))
        self.commitments: tuple[tuple[Commitment, Schedule | None], ...] = tuple(
            (each, assess_schedule(each, day, soon_days)) for each in register.commitments
        )
        self.periods: tuple[Period, ...] = tuple(
            p for p in register.periods if p.frozen_at is None and day <= p.closes_on
        )
        aims = {aim.indicator: aim for aim in register.aims}
        self.measured = [
            Measured(
                indicator,
                aims.get(indicator.code),
                tuple(v for v in register.values if v.indicator == indicator.code),
            )
            for indicator in register.indicators
        ]
        self.notices = [notice for notice in register.exchange if notice.is_open_on(day)]

    def find(self, code: str) -> tuple[Commitment, Schedule | None]:
        """Return a commitment with how it stands; NotFoundRefusal where there is none."""
        for commitment, schedule in self.commitments:
            if commitment.code == code:
                return commitment, schedule
        raise NotFoundRefusal(
            f"{self.member.code} has no commitment {code!r} on {self.text.code}.",
            hint="The list of commitments has all of them.",
        )

    def find_measured(self, code: str) -> Measured:
        """Return an indicator with what is measured; NotFoundRefusal where there is none."""
        for each in self.measured:
            if each.indicator.code == code:
                return each
        raise NotFoundRefusal(f"{self.text.code} has no indicator {code!r}.")

    def next_code(self) -> str:
        """Return a code that no commitment of the member has."""
        known = {commitment.code for commitment, _ in self.commitments}
        number = len(known) + 1
        while f"c{number}" in known:
            number += 1
        return f"c{number}"


def commit(session: Session, desk: PledgeDesk, new: Commitment) -> Commitment:
    """Record a commitment and return it; the same one twice under a code is one.

    Where its code was taken meanwhile it gets another. Raises what ``add_commitment`` raises.
    """
    known = {commitment.code: commitment for commitment, _ in desk.commitments}
    if known.get(new.code) == new:
        return new
    if new.code in known:
        new = replace(new, code=desk.next_code())
    add_commitment(session, new)
    return new


def reschedule(
    session: Session, declaration: str, member: str, code: str, change: Rescheduling
) -> None:
    """Give a commitment another date; the same change twice is one.

    Raises what ``reschedule_commitment`` raises.
    """
    if change not in find_commitment(session, declaration, member, code).reschedulings:
        reschedule_commitment(session, declaration, member, code, change)


def end(session: Session, declaration: str, member: str, code: str, closing: Closing) -> None:
    """End a commitment; the same end twice is one. Raises what ``close_commitment`` raises."""
    if find_commitment(session, declaration, member, code).closing != closing:
        close_commitment(session, declaration, member, code, closing)


def measure(session: Session, desk: PledgeDesk, value: Value) -> None:
    """Record a value; the same one twice is one. Raises what ``record_value`` raises."""
    known = load_values(session, desk.text.code, members=[desk.member.code])
    if value not in known:
        record_value(session, value)


def mark_aim(aim: Aim | None) -> str:
    """Return what changes whenever the aim of a member does."""
    words = "" if aim is None else str(replace(aim, recorded_on=None))
    return hashlib.sha256(words.encode()).hexdigest()[:32]


def aim_at(session: Session, desk: PledgeDesk, aim: Aim, *, seen: str) -> None:
    """Record where a member starts and wants to be; the same twice is one.

    Raises ChangedMeanwhileRefusal where another aim came since the form was begun (``seen`` is the
    mark of the one before), and what ``set_aim`` raises.
    """
    known = desk.find_measured(aim.indicator).aim
    if known is not None and replace(known, recorded_on=None) == aim:
        return
    if mark_aim(known) != seen:
        raise ChangedMeanwhileRefusal(
            f"Another target on {aim.indicator} was recorded meanwhile; nothing was stored.",
            hint="Compare the two, then save yours once more.",
        )
    set_aim(session, aim, desk.day)


def announce(session: Session, desk: PledgeDesk, notice: Notice) -> None:
    """Record an offer or a wish; the same one twice is one. Raises what ``add_notice`` raises."""
    if notice not in [replace(known, number=0) for known in desk.notices]:
        add_notice(session, notice, paragraph_ids=desk.ids)


def list_matches(session: Session, desk: PledgeDesk) -> tuple[list[Match], dict[str, Member]]:
    """Return who could help the member or be helped by it, and these members by their codes."""
    own = {notice.paragraph for notice in desk.notices}
    if not own:
        return [], {}
    notices: Iterable[Notice] = load_notices(session, desk.text.code, desk.day, paragraphs=own)
    code = desk.member.code
    found = [
        match
        for match in find_matches(notices, desk.day)
        if code in {match.offer.member, match.wish.member}
    ]
    codes = {match.offer.member for match in found} | {match.wish.member for match in found}
    members = load_members(session, desk.day, codes) if codes else []
    return found, {member.code: member for member in members}
