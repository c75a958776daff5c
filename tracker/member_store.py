"""Who belongs to the association? Members, offices and assemblies kept and found again.

The caller owns the transaction. Single rows go through objects, lists and imports through plain
statements.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, or_, update
from sqlmodel import Session, col, select
from uuid6 import uuid7

from declarations.problems import (
    InputRefusal,
    NotFoundRefusal,
    RuleRefusal,
)
from tracker.acceptance_rules import fault
from tracker.members import Assembly, Member, MemberKind, Office, OfficeKind
from tracker.tables import (
    AssemblyRow,
    MemberPastRow,
    MemberRow,
    OfficeRow,
)


@dataclass(frozen=True, slots=True)
class ImportResult:
    """How many members of a list were new, changed, or the same as before."""

    new: int
    changed: int
    same: int


def _member_values(member: Member) -> dict[str, Any]:
    """Return a member as the values of its row, the key apart."""
    return {
        "code": member.code,
        "names": dict(member.names),
        "country": member.country,
        "region": member.region,
        "kind": member.kind.value,
        "joined_on": member.joined_on,
        "left_on": member.left_on,
    }


def add_member(session: Session, member: Member) -> None:
    """Add one member; raise RuleRefusal when its code is taken or its days are out of order."""
    taken = session.exec(select(MemberRow.names).where(MemberRow.code == member.code)).first()
    if taken is not None:
        raise RuleRefusal(
            f"The code {member.code!r} is taken by {next(iter(taken.values()), member.code)}.",
            hint="Choose another code; accord member list shows those in use.",
        )
    refuse_disorder(f"{member.code} would leave", member.joined_on, member.left_on, "it joins")
    session.add(MemberRow(**_member_values(member)))
    session.flush()


def refuse_disorder(act: str, first: date | None, last: date | None, before: str) -> None:
    """Raise RuleRefusal when the last day lies before the first one."""
    if first is not None and last is not None and last < first:
        raise RuleRefusal(
            f"{act} on {last}, before {before} on {first}.", hint="Check the two dates."
        )


def import_members(
    session: Session, members: Iterable[Member], *, changed_on: date
) -> ImportResult:
    """Add members that are new and change those that differ, by code; return the counts.

    A name, country, region or date that the list leaves empty keeps its stored value; so does the
    kind where the list gives the default, a city. What was before is kept for reports of earlier
    days. Raises InputRefusal when a code is there twice, RuleRefusal for a change dated before the
    last one.
    """
    members = list(members)
    _refuse_doubles(members)
    stored = {member.code: member for member in load_members(session)}
    fresh: list[dict[str, Any]] = []
    changed = same = 0
    for member in members:
        known = stored.get(member.code)
        if known is None:
            fresh.append({"id": uuid7(), **_member_values(member)})
            continue
        merged = _merge_member(known, member)
        if merged == known:
            same += 1
            continue
        changed += 1
        _keep_past(session, known, merged, changed_on)
        values = _member_values(merged)
        session.execute(update(MemberRow).where(MemberRow.code == member.code).values(**values))  # type: ignore[arg-type] # a column, not a bool
    if fresh:
        session.execute(insert(MemberRow), fresh)
    return ImportResult(len(fresh), changed, same)


def edit_member(session: Session, member: Member, *, changed_on: date) -> None:
    """Give a member other names, another country, region, kind or other days, from a day on.

    Unlike an import it takes also what is empty. What was before is kept for reports of earlier
    days. Raises NotFoundRefusal for an unknown member, RuleRefusal for a change dated before the
    last one and for days out of order.
    """
    member_id(session, member.code)
    refuse_disorder(f"{member.code} would leave", member.joined_on, member.left_on, "it joins")
    (known,) = load_members(session, members=[member.code])
    if known == member:
        return
    _keep_past(session, known, member, changed_on)
    values = _member_values(member)
    session.execute(update(MemberRow).where(MemberRow.code == member.code).values(**values))  # type: ignore[arg-type] # a column, not a bool


def _keep_past(session: Session, known: Member, merged: Member, changed_on: date) -> None:
    """Keep what a member was until a day; the first change of a day has said it already."""
    if replace(known, joined_on=merged.joined_on, left_on=merged.left_on) == merged:
        return
    key = member_id(session, known.code)
    latest = select(func.max(MemberPastRow.until)).where(MemberPastRow.member_id == key)
    last = session.exec(latest).one()
    refuse_disorder(f"{known.code} would change", last, changed_on, "its last change")
    if last != changed_on:
        values = _member_values(known)
        kept = {name: values[name] for name in ("names", "country", "region", "kind")}
        session.add(MemberPastRow(member_id=key, until=changed_on, **kept))
        session.flush()


def _refuse_doubles(members: Sequence[Member]) -> None:
    """Refuse a list that gives one code to two members, naming every one."""
    first: dict[str, Member] = {}
    problems = [
        fault("M011", member.code, f"{member.name()} and {known.name()} have the same code.",
              "Give each member its own code.")
        for member in members
        if (known := first.setdefault(member.code, member)) is not member
    ]  # fmt: skip
    if problems:
        raise InputRefusal(
            "No member was taken: the list has a code twice.",
            hint="A code belongs to one member for ever.",
            problems=problems,
        )


def _merge_member(known: Member, given: Member) -> Member:
    """Return the stored member with what a list says anew."""
    return replace(
        given,
        names={**known.names, **given.names},
        country=given.country or known.country,
        region=given.region or known.region,
        kind=known.kind if given.kind is MemberKind.CITY else given.kind,
        joined_on=given.joined_on or known.joined_on,
        left_on=given.left_on or known.left_on,
    )


def load_members(
    session: Session, as_of: date = date.max, members: Collection[str] | None = None
) -> list[Member]:
    """Return all members, or those of some codes, in order of code, as they were on a day.

    Those that have left are there. Names, country, region and kind are those of the day; a
    leaving after it is not told.
    """
    query = select(MemberRow.__table__).order_by(MemberRow.code)  # type: ignore[attr-defined] # a table=True model has it
    if members is not None:
        query = query.where(col(MemberRow.code).in_(members))
    rows = session.execute(query)
    later = select(MemberPastRow).where(MemberPastRow.until > as_of)
    newest_first = later.order_by(MemberPastRow.until.desc())  # type: ignore[attr-defined] # a column, not a date
    past = {row.member_id: row for row in session.exec(newest_first)}
    found = []
    for row in rows:
        then = past.get(row.id, row)
        left_on = row.left_on if row.left_on and row.left_on <= as_of else None
        found.append(
            Member(
                row.code, then.names, then.country, then.region, MemberKind(then.kind),
                row.joined_on, left_on,
            )
        )  # fmt: skip
    return found


def member_id(session: Session, code: str) -> UUID:
    """Return the key of a member; raise NotFoundRefusal when there is none."""
    found = session.exec(select(MemberRow.id).where(MemberRow.code == code)).first()
    if found is None:
        raise _no_member(code)
    return found


def _no_member(code: str) -> NotFoundRefusal:
    """Return the refusal of a code that no member has."""
    return NotFoundRefusal(
        f"There is no member {code!r}.",
        hint="accord member list shows the codes; accord member add makes a member.",
    )


def member_codes(session: Session, members: Collection[str] | None = None) -> dict[UUID, str]:
    """Return the codes of some members, or of every member, by their keys.

    Raises NotFoundRefusal for the first code that no member has.
    """
    query = select(MemberRow.id, MemberRow.code)
    if members is not None:
        query = query.where(col(MemberRow.code).in_(members))
    found = {row.id: row.code for row in session.execute(query)}
    for unknown in sorted(set(members or ()) - set(found.values())):
        raise _no_member(unknown)
    return found


def list_page(session: Session, day: date, after: str, limit: int | None) -> list[str]:
    """Return the codes after a code, so many at most (None: all), that had joined by a day."""
    joined = col(MemberRow.joined_on)
    query = select(MemberRow.code).where(
        MemberRow.code > after, or_(joined.is_(None), joined <= day)
    )
    return list(session.exec(query.order_by(MemberRow.code).limit(limit)))


def add_office(session: Session, office: Office) -> None:
    """Record an office; refuse an unknown member and a term that ends before it begins."""
    if office.starts_on and office.ends_on and office.ends_on < office.starts_on:
        raise RuleRefusal(
            f"The office would end on {office.ends_on}, before it begins on {office.starts_on}.",
            hint="Check the two dates.",
        )
    key = member_id(session, office.member)
    session.add(
        OfficeRow(
            member_id=key,
            kind=office.kind.value,
            starts_on=office.starts_on,
            ends_on=office.ends_on,
        )
    )
    session.flush()


def load_offices(session: Session, members: Collection[str] | None = None) -> list[Office]:
    """Return the offices of some members or of all: presidents first, then by member and start."""
    query = select(OfficeRow, MemberRow.code).join(
        MemberRow, col(MemberRow.id) == OfficeRow.member_id
    )
    if members is not None:
        query = query.where(col(MemberRow.code).in_(members))
    offices = [
        Office(code, OfficeKind(row.kind), row.starts_on, row.ends_on)
        for row, code in session.exec(query)
    ]
    rank = {kind: place for place, kind in enumerate(OfficeKind)}
    return sorted(offices, key=lambda o: (rank[o.kind], o.member, o.starts_on or date.min))


def add_assembly(session: Session, assembly: Assembly) -> None:
    """Add an assembly; raise RuleRefusal when its code is taken or its days are out of order."""
    taken = select(AssemblyRow.name).where(AssemblyRow.code == assembly.code)
    name = session.exec(taken).first()
    if name is not None:
        raise RuleRefusal(
            f"The code {assembly.code!r} is taken by {name}.", hint="Choose another code."
        )
    refuse_disorder(f"{assembly.code} would end", assembly.starts_on, assembly.ends_on, "it starts")
    session.add(AssemblyRow(**asdict(assembly)))
    session.flush()


def load_assemblies(session: Session) -> list[Assembly]:
    """Return all assemblies by date."""
    found = [
        Assembly(r.code, r.name, r.place, r.starts_on, r.ends_on, r.symbol, r.note)
        for r in session.exec(select(AssemblyRow))
    ]
    return sorted(found, key=lambda assembly: (assembly.starts_on or date.min, assembly.code))
