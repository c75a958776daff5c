"""What was the whole register on a date? Everything that a report is made of."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date

from sqlmodel import Session

from declarations.adoption_records import load_adoption
from declarations.store import load_revision
from tracker.acceptance_store import load_instruments, load_rules, load_statements, require_adopted
from tracker.addendum_store import load_addendum
from tracker.commitment_store import load_commitments
from tracker.contact_store import count_reminders
from tracker.entry_history import load_corrected
from tracker.exchange_store import load_notices
from tracker.indicator_store import load_aims, load_indicators, load_values
from tracker.member_store import load_assemblies, load_members, load_offices
from tracker.periods import Period
from tracker.progress_store import load_entries, load_periods, load_reports
from tracker.register import Register


def load_register(
    session: Session,
    declaration: str,
    as_of: date,
    *,
    members: Collection[str] | None = None,
    entries_of: Collection[str] | None = None,
    paragraph: str = "",
    acts_alone: bool = False,
) -> Register:
    """Return a declaration's register as it was on a date, or as much of it as is needed.

    With ``members``, codes of members, nothing is there but what these are, said and did, and
    what others object to it; with ``entries_of``, codes of periods, no entries of other periods;
    with ``paragraph`` no entries on other paragraphs. Entries are nearly all of a large register:
    who needs none asks for ``entries_of=()``. A period whose entries were not asked for has no
    place in ``Register.entries``, so that nobody takes them for none. With ``acts_alone`` neither
    offices nor commitments, indicators, aims, values, offers and wishes are there.

    What came later is not in it: no acts, entries or states, no leaving, office or freezing, no
    new name, region or rule. A member of which no day of joining is known has always been there.
    Raises NotFoundRefusal for an unknown declaration or member and RuleRefusal for a text that
    was not adopted by then.
    """
    require_adopted(session, declaration, as_of)
    adoption = load_adoption(session, declaration)
    assert adoption is not None  # noqa: S101 - require_adopted has refused that
    adoption = adoption.as_of(as_of)
    standing = adoption.text_on(as_of)
    revision = load_revision(
        session, declaration, standing.number if standing else adoption.number, adoption.language
    )
    assemblies = load_assemblies(session)
    periods = [
        _unfrozen_on(period, as_of)
        for period in load_periods(session, declaration)
        if period.opens_on <= as_of
    ]
    reports = {
        period.code: load_reports(session, period.code, as_of, members=members)
        for period in periods
    }
    entries = {
        period.code: load_entries(session, period.code, as_of, members=members, paragraph=paragraph)
        for period in periods
        if entries_of is None or period.code in entries_of
    }
    return Register(
        declaration=revision.declaration,
        revision=revision.number,
        sha256=revision.sha256,
        adopted_by=next((a for a in assemblies if a.code == adoption.assembly), None),
        adoption=adoption,
        members=[
            member
            for member in load_members(session, as_of, members)
            if member.joined_on is None or member.joined_on <= as_of
        ],
        offices=[]
        if acts_alone
        else [o for o in load_offices(session, members) if not o.starts_on or o.starts_on <= as_of],
        instruments=load_instruments(session, declaration, as_of, members=members),
        statements=load_statements(
            session, declaration, as_of, members=members, with_objections=True
        ),
        rules=load_rules(session, declaration, as_of),
        exchange=[] if acts_alone else load_notices(session, declaration, as_of, members=members),
        periods=periods,
        reports=reports,
        entries=entries,
        addenda={
            period.code: load_addendum(session, period.code, as_of, members=members)
            for period in periods
        },
        reminders={
            period.code: count_reminders(session, period.code, as_of)
            for period in periods
            if members is None
        },
        corrected={
            code: load_corrected(session, code, as_of) for code in entries if members is None
        },
        commitments=[]
        if acts_alone
        else load_commitments(session, declaration, as_of, members=members),
        indicators=[] if acts_alone else load_indicators(session, declaration, as_of),
        aims=[] if acts_alone else load_aims(session, declaration, as_of, members=members),
        values=[] if acts_alone else load_values(session, declaration, as_of, members=members),
    )


def load_members_register(
    session: Session, declaration: str, as_of: date, members: Collection[str]
) -> Register:
    """Return what some members are, said and did, with the names of those who object to it.

    Raises what ``load_register`` raises.
    """
    register = load_register(session, declaration, as_of, members=members)
    others = {statement.member for statement in register.statements}.difference(members)
    if not others:
        return register
    return replace(register, members=load_members(session, as_of, {*members, *others}))


def _unfrozen_on(period: Period, day: date) -> Period:
    """Return a period as it was on a day: not frozen yet if that came later."""
    later = period.frozen_at is not None and period.frozen_at.date() > day
    return replace(period, frozen_at=None) if later else period
