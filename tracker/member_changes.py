"""What would change about members, and how is one changed? Each change as of its day.

The caller owns the transaction.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select, update

from declarations.problems import ChangedMeanwhileRefusal, NotFoundRefusal, RuleRefusal
from tracker.member_store import (
    keep_past,
    load_members,
    member_id,
    member_values,
    merge_member,
    refuse_disorder,
    refuse_doubles,
)
from tracker.members import Member, OfficeKind
from tracker.tables import MemberRow, OfficeRow


@dataclass(frozen=True, slots=True)
class MemberPreview:
    """What a list would do: members that are new, those that change (before, after), the others."""

    new: tuple[Member, ...]
    changed: tuple[tuple[Member, Member], ...]
    same: int

    @property
    def mark(self) -> str:
        """Return what tells whether the same list would do something else by now."""
        return hashlib.sha256(repr((self.new, self.changed, self.same)).encode()).hexdigest()


def preview_members(session: Session, members: Sequence[Member]) -> MemberPreview:
    """Return what importing a list would do; raise InputRefusal for a code that is there twice."""
    refuse_doubles(members)
    stored = {member.code: member for member in load_members(session)}
    new: list[Member] = []
    changed: list[tuple[Member, Member]] = []
    for member in members:
        known = stored.get(member.code)
        if known is None:
            new.append(member)
        elif (merged := merge_member(known, member)) != known:
            changed.append((known, merged))
    return MemberPreview(tuple(new), tuple(changed), len(members) - len(new) - len(changed))


def find_stored_member(session: Session, code: str) -> Member:
    """Return a member as it is kept, also one that has left; NotFoundRefusal for none."""
    found = load_members(session, members=[code])
    if not found:
        raise NotFoundRefusal(
            f"There is no member {code!r}.", hint="The register of members shows the codes."
        )
    return found[0]


def mark_member(member: Member) -> str:
    """Return what tells whether a member is still as it was when somebody began to change it."""
    values = {**member_values(member), "names": sorted(member.names.items())}
    return hashlib.sha256(repr(sorted(values.items())).encode()).hexdigest()


def change_member(session: Session, member: Member, *, changed_on: date, mark: str) -> None:
    """Let a member be what is given, from a day on; its code stays.

    ``mark`` is that of the member as it was read. What was before is kept for reports of earlier
    days. Raises ChangedMeanwhileRefusal where it is no longer so, NotFoundRefusal for an unknown
    code, RuleRefusal for a change dated before the last one and for days out of order.
    """
    known = find_stored_member(session, member.code)
    if mark_member(known) != mark:
        raise ChangedMeanwhileRefusal(
            f"{known.name()} was changed since you opened this page.",
            hint="Compare what is kept now with what you typed, and save again.",
        )
    refuse_disorder(f"{member.code} would leave", member.joined_on, member.left_on, "it joins")
    if member == known:
        return
    keep_past(session, known, member, changed_on)
    values = member_values(member)
    session.execute(update(MemberRow).where(col(MemberRow.code) == member.code).values(**values))


def end_office(
    session: Session, member: str, kind: OfficeKind, starts_on: date | None, ends_on: date
) -> None:
    """Let an office that is held without an end, end on a day.

    Raises RuleRefusal where there is no such office, or it would end before it begins.
    """
    key = member_id(session, member)
    query = select(OfficeRow).where(
        OfficeRow.member_id == key, OfficeRow.kind == kind.value, col(OfficeRow.ends_on).is_(None)
    )
    row = next((row for row in session.exec(query) if row.starts_on == starts_on), None)
    if row is None:
        raise RuleRefusal(
            f"{member} holds no such office without an end.", hint="Look at its offices again."
        )
    refuse_disorder("The office would end", row.starts_on, ends_on, "it begins")
    row.ends_on = ends_on
    session.add(row)
    session.flush()
