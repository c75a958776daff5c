"""What have members accepted? Rules, instruments and statements kept and found again.

The caller owns the transaction; nothing here is ever changed once it is stored, but the rules,
whose past is kept.
"""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, or_
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from declarations.adoption_records import find_adoption_row
from declarations.problems import (
    ChangedMeanwhileRefusal,
    InputRefusal,
    Problem,
    RuleRefusal,
)
from declarations.store import find_declaration
from tracker.acceptance import (
    AcceptanceRules,
    Effect,
    Instrument,
    InstrumentKind,
    Statement,
    StatementKind,
)
from tracker.acceptance_rules import check_instrument
from tracker.member_store import member_codes, member_id, refuse_disorder
from tracker.statements import find_objection_faults, find_statement_faults
from tracker.tables import (
    InstrumentRow,
    MemberRow,
    RulesPastRow,
    RulesRow,
    StatementRow,
)


def load_rules(session: Session, declaration: str, as_of: date = date.max) -> AcceptanceRules:
    """Return the association's rules for a declaration on a day; none set means no minimum."""
    later = select(RulesPastRow).where(
        RulesPastRow.declaration == declaration, RulesPastRow.until > as_of
    )
    past = session.exec(later.order_by(RulesPastRow.until).limit(1)).first()  # type: ignore[arg-type] # a column, not a date
    if past is not None:
        return AcceptanceRules(**{**past.rules, "core": frozenset(past.rules["core"])})
    row = session.get(RulesRow, declaration)
    if row is None:
        return AcceptanceRules()
    return AcceptanceRules(
        row.minimum, frozenset(row.core), row.core_minimum,
        row.withdrawal_after_years, row.notice_months, row.objection_months, row.review_years,
        row.follow_up_months,
    )  # fmt: skip


def save_rules(
    session: Session, declaration: str, rules: AcceptanceRules, *, changed_on: date
) -> None:
    """Set the rules for a declaration from a day on; those before are kept for earlier days.

    Raises RuleRefusal for a core minimum above the core, and for a change before the last one.
    """
    if rules.core_minimum > len(rules.core):
        raise RuleRefusal(
            f"{rules.core_minimum} core paragraphs cannot be asked for: the core has "
            f"{len(rules.core)}.",
            hint="Name more core paragraphs, or lower the core minimum.",
        )
    known = load_rules(session, declaration)
    if rules == known:
        return
    latest = select(func.max(RulesPastRow.until)).where(RulesPastRow.declaration == declaration)
    last = session.exec(latest).one()
    refuse_disorder("The rules would change", last, changed_on, "their last change")
    if last != changed_on:
        kept = asdict(known) | {"core": sorted(known.core)}
        session.add(RulesPastRow(declaration=declaration, until=changed_on, rules=kept))
    row = session.get(RulesRow, declaration) or RulesRow(declaration=declaration, core=[])
    row.minimum, row.core, row.core_minimum = rules.minimum, sorted(rules.core), rules.core_minimum
    row.withdrawal_after_years, row.notice_months = (
        rules.withdrawal_after_years,
        rules.notice_months,
    )
    row.objection_months, row.review_years = rules.objection_months, rules.review_years
    row.follow_up_months = rules.follow_up_months
    session.add(row)
    with clash_refused(f"The rules for {declaration}"):
        session.flush()


@contextmanager
def clash_refused(what: str) -> Iterator[None]:
    """Turn a key that someone else took at the same moment into a refusal."""
    try:
        yield
    except IntegrityError as error:
        raise ChangedMeanwhileRefusal(
            f"{what} was changed by someone else at the same moment; nothing was stored.",
            hint="Look at it again, then send your changes.",
        ) from error


def load_instruments(
    session: Session,
    declaration: str,
    until: date = date.max,
    *,
    members: Collection[str] | None = None,
) -> list[Instrument]:
    """Return the instruments deposited until a date, of some members or of all, oldest first."""
    query = select(InstrumentRow.__table__).where(  # type: ignore[attr-defined] # a table=True model has it
        InstrumentRow.declaration == declaration, InstrumentRow.deposited_on <= until
    )
    codes = member_codes(session, members)
    if members is not None:
        query = query.where(col(InstrumentRow.member_id).in_(codes))
    rows = session.execute(query)
    found = [
        Instrument(
            codes[row.member_id], row.declaration, InstrumentKind(row.kind), row.deposited_on,
            frozenset(row.paragraphs), row.signed_on, row.effective_on, row.decision_reference,
            row.signatory, row.sequence,
        )
        for row in rows
    ]  # fmt: skip
    return sorted(found, key=lambda i: (i.deposited_on, i.member, i.sequence))


def deposit_instrument(
    session: Session,
    instrument: Instrument,
    *,
    rules: AcceptanceRules,
    paragraph_ids: Sequence[str],
) -> Instrument:
    """Register an instrument and return it with its sequence; refusals as in check_instrument.

    An instrument can only be deposited on an adopted declaration, and the same one only once.
    """
    key = member_id(session, instrument.member)
    require_adopted(session, instrument.declaration, instrument.deposited_on)
    earlier = load_instruments(session, instrument.declaration, members=[instrument.member])
    for act in earlier:
        if replace(act, sequence=0) == replace(instrument, sequence=0):
            raise RuleRefusal(
                f"The {act.kind.value.replace('_', ' ')} of {act.member} of {act.deposited_on} on "
                f"{act.declaration} is registered already, for the same "
                f"{len(act.paragraphs)} of {len(paragraph_ids)} paragraphs.",
                hint="Nothing is to be done. For another act of that day, give its reference "
                "(--decision).",
            )
    numbered = replace(instrument, sequence=len(earlier) + 1)
    check_instrument(numbered, earlier, rules, paragraph_ids)
    session.add(
        InstrumentRow(
            member_id=key,
            declaration=numbered.declaration,
            sequence=numbered.sequence,
            kind=numbered.kind.value,
            deposited_on=numbered.deposited_on,
            paragraphs=sorted(numbered.paragraphs),
            signed_on=numbered.signed_on,
            effective_on=numbered.effective_on,
            decision_reference=numbered.decision_reference,
            signatory=numbered.signatory,
        )
    )
    with clash_refused(f"The acceptance of {instrument.member}"):
        session.flush()
    return numbered


def require_adopted(session: Session, declaration: str, day: date) -> None:
    """Refuse an act on a text that is still a draft on that day."""
    adoption = find_adoption_row(session, find_declaration(session, declaration))
    if adoption is None or adoption.adopted_on > day:
        raise RuleRefusal(
            f"{declaration} was not adopted by {day}; a member can only act on an adopted text.",
            hint=f"First: accord draft adopt {declaration} --assembly CODE --on DATE",
        )


def load_statements(
    session: Session,
    declaration: str,
    until: date = date.max,
    *,
    members: Collection[str] | None = None,
    with_objections: bool = False,
) -> list[Statement]:
    """Return the statements made until a date, of some members or of all, oldest first.

    ``with_objections`` adds what others object to the statements of these members, and how they
    changed or took back these objections.
    """
    row = StatementRow.__table__.c  # type: ignore[attr-defined] # a table=True model has it
    query = (
        select(StatementRow.__table__, MemberRow.code)  # type: ignore[attr-defined] # a table=True model has it
        .join_from(StatementRow, MemberRow, col(MemberRow.id) == row.member_id)
        .where(row.declaration == declaration, row.made_on <= until)
    )
    if members is not None:
        of_these = row.member_id.in_(member_codes(session, members))
        objected = or_(row.objects_to_member.in_(members), _is_about_objection(row, members))
        query = query.where(or_(of_these, objected) if with_objections else of_these)
    found = [
        Statement(
            row.code, row.declaration, row.number, StatementKind(row.kind),
            frozenset(row.paragraphs), row.text, row.made_on, Effect(row.effect), row.title,
            row.withdraws, row.language, row.modifies, row.objects_to_member, row.objects_to,
            row.effective_on,
        )
        for row in session.execute(query)
    ]  # fmt: skip
    return sorted(found, key=lambda s: (s.made_on, s.member, s.number))


def _is_about_objection(row: Any, members: Collection[str]) -> ColumnElement[bool]:
    """Return whether a statement changes or takes back an objection to what these members said."""
    objection = StatementRow.__table__.alias()  # type: ignore[attr-defined] # a table=True model has it
    return (
        select(objection.c.number)
        .where(
            objection.c.member_id == row.member_id,
            objection.c.declaration == row.declaration,
            objection.c.objects_to_member.in_(members),
            objection.c.number == func.coalesce(row.withdraws, row.modifies),
        )
        .exists()
    )


def make_statement(
    session: Session, statement: Statement, *, paragraph_ids: Sequence[str]
) -> Statement:
    """Store a statement and return it with its number; its given number is ignored.

    Raises what ``check_statement`` raises.
    """
    key = member_id(session, statement.member)
    numbered = check_statement(session, statement, paragraph_ids=paragraph_ids)
    session.add(
        StatementRow(
            member_id=key,
            declaration=numbered.declaration,
            number=numbered.number,
            kind=numbered.kind.value,
            effect=numbered.effect.value,
            paragraphs=sorted(numbered.paragraphs),
            title=numbered.title,
            text=numbered.text,
            language=numbered.language,
            made_on=numbered.made_on,
            withdraws=numbered.withdraws,
            modifies=numbered.modifies,
            objects_to_member=numbered.objects_to_member,
            objects_to=numbered.objects_to,
            effective_on=numbered.effective_on,
        )
    )
    with clash_refused(f"What {statement.member} says"):
        session.flush()
    return numbered


def check_statement(
    session: Session, statement: Statement, *, paragraph_ids: Sequence[str]
) -> Statement:
    """Return a statement with the number that it would have; nothing is stored.

    Raises InputRefusal with every fault, RuleRefusal for a text not adopted by then, and
    NotFoundRefusal for an objection to an unknown member.
    """
    require_adopted(session, statement.declaration, statement.made_on)
    earlier = load_statements(session, statement.declaration, members=[statement.member])
    problems = find_statement_faults(statement, earlier, paragraph_ids)
    if statement.kind is StatementKind.OBJECTION:
        problems += _examine_objection(session, statement)
    if problems:
        raise InputRefusal(
            f"The statement of {statement.member} was not taken.",
            hint=f"Paragraphs of {statement.declaration}: {', '.join(paragraph_ids)}.",
            problems=problems,
        )
    return replace(statement, number=len(earlier) + 1)


def _examine_objection(session: Session, objection: Statement) -> list[Problem]:
    """Return everything that is wrong with an objection, from what both members have said."""
    declaration = objection.declaration
    return find_objection_faults(
        objection,
        load_statements(session, declaration, members=[objection.objects_to_member]),
        load_instruments(session, declaration, members=[objection.member]),
        load_rules(session, declaration),
    )
