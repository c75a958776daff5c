"""What have members committed themselves to? Commitments kept and found again, as of any date.

The caller owns the transaction. Nothing that was stored is ever changed: a new date, an amount
and an end are rows of their own.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

from sqlmodel import Session, SQLModel, select

from declarations.problems import InputRefusal, NotFoundRefusal, Problem, RuleRefusal
from declarations.store import load_revision
from tracker.acceptance_store import clash_refused, require_adopted
from tracker.commitment_checks import (
    find_budget_faults,
    find_closing_faults,
    find_commitment_faults,
    find_rescheduling_faults,
)
from tracker.commitment_tables import BudgetRow, CommitmentChangeRow, CommitmentRow
from tracker.commitments import (
    Budget,
    BudgetStage,
    Closing,
    Commitment,
    CommitmentKind,
    Partner,
    Rescheduling,
    Visibility,
    known_on,
)
from tracker.member_store import member_codes, member_id
from tracker.progress import Implementation

Row = TypeVar("Row", bound=SQLModel)


def add_commitment(session: Session, commitment: Commitment) -> None:
    """Store a new commitment with its budgets; it has neither changes of date nor an end yet.

    Raises InputRefusal with every fault, RuleRefusal for a code that is taken and for a text that
    was not adopted by then.
    """
    key = member_id(session, commitment.member)
    require_adopted(session, commitment.declaration, commitment.made_on)
    paragraphs = load_revision(session, commitment.declaration).declaration.operative_paragraphs()
    known = [paragraph.id for paragraph in paragraphs]
    _refuse(
        f"The commitment {commitment.code} of {commitment.member} was not taken.",
        find_commitment_faults(commitment, known),
    )
    if session.get(CommitmentRow, (key, commitment.declaration, commitment.code)) is not None:
        raise RuleRefusal(
            f"{commitment.member} has a commitment {commitment.code!r} already.",
            hint="Choose another code, or change its date: accord commitment reschedule.",
        )
    with clash_refused(f"The commitment {commitment.code} of {commitment.member}"):
        session.add(_commitment_row(key, commitment))
        session.flush()
        for sequence, budget in enumerate(commitment.budgets, start=1):
            session.add(_budget_row(key, commitment, budget, sequence))
        session.flush()


def _refuse(message: str, problems: list[Problem]) -> None:
    """Raise InputRefusal where there are problems."""
    if problems:
        raise InputRefusal(message, hint="Nothing was stored; mend these.", problems=problems)


def _commitment_row(key: UUID, commitment: Commitment) -> CommitmentRow:
    """Return a commitment as its row."""
    return CommitmentRow(
        member_id=key,
        declaration=commitment.declaration,
        code=commitment.code,
        title=commitment.title,
        text=commitment.text,
        kind=commitment.kind.value,
        owner=commitment.owner,
        partners=[
            {"name": partner.name, "private_sector": partner.private_sector}
            for partner in commitment.partners
        ],
        shares={paragraph: f"{share:f}" for paragraph, share in commitment.shares.items()},
        goals=list(commitment.goals),
        starts_on=commitment.starts_on,
        due_on=commitment.due_on,
        visibility=commitment.visibility.value,
        language=commitment.language,
        made_on=commitment.made_on,
    )


def _budget_row(key: UUID, commitment: Commitment, budget: Budget, sequence: int) -> BudgetRow:
    """Return an amount as its row."""
    return BudgetRow(
        member_id=key,
        declaration=commitment.declaration,
        commitment=commitment.code,
        sequence=sequence,
        recorded_on=budget.recorded_on,
        amount=budget.amount,
        currency=budget.currency,
        stage=budget.stage.value,
    )


def reschedule_commitment(
    session: Session, declaration: str, member: str, code: str, change: Rescheduling
) -> Commitment:
    """Add a new due date with its reason and return the commitment with it.

    Raises NotFoundRefusal, or InputRefusal with every fault.
    """
    commitment = find_commitment(session, declaration, member, code)
    _refuse(
        f"The commitment {code} of {member} keeps its date.",
        find_rescheduling_faults(commitment, change),
    )
    _add_change(session, commitment, change.changed_on, change.reason, due_on=change.due_on)
    return replace(commitment, reschedulings=(*commitment.reschedulings, change))


def close_commitment(
    session: Session, declaration: str, member: str, code: str, closing: Closing
) -> Commitment:
    """Record how a commitment ended and return it with that; refusals as in rescheduling."""
    commitment = find_commitment(session, declaration, member, code)
    _refuse(
        f"The commitment {code} of {member} was not closed.",
        find_closing_faults(commitment, closing),
    )
    _add_change(
        session, commitment, closing.closed_on, closing.reason, outcome=closing.outcome.value
    )
    return replace(commitment, closing=closing)


def _add_change(
    session: Session, commitment: Commitment, day: date, reason: str, *,
    due_on: date | None = None, outcome: str = "",
) -> None:  # fmt: skip
    """Append one change; another sender's at the same moment is refused."""
    with clash_refused(f"The commitment {commitment.code} of {commitment.member}"):
        session.add(
            CommitmentChangeRow(
                member_id=member_id(session, commitment.member),
                declaration=commitment.declaration,
                commitment=commitment.code,
                sequence=len(commitment.reschedulings) + 1,
                changed_on=day,
                due_on=due_on,
                outcome=outcome,
                reason=reason.strip(),
            )
        )
        session.flush()


def add_budget(
    session: Session, declaration: str, member: str, code: str, budget: Budget
) -> Commitment:
    """Add an amount to a commitment and return it with that; refusals as in rescheduling."""
    commitment = find_commitment(session, declaration, member, code)
    _refuse(
        f"The amount for {code} of {member} was not taken.", find_budget_faults(commitment, budget)
    )
    with clash_refused(f"The money of {code} of {member}"):
        sequence = len(commitment.budgets) + 1
        session.add(_budget_row(member_id(session, member), commitment, budget, sequence))
        session.flush()
    return replace(commitment, budgets=(*commitment.budgets, budget))


def find_commitment(session: Session, declaration: str, member: str, code: str) -> Commitment:
    """Return one commitment as it is now; NotFoundRefusal names those the member has."""
    found = load_commitments(session, declaration, members=[member])
    for commitment in found:
        if commitment.code == code:
            return commitment
    known = ", ".join(commitment.code for commitment in found) or "none"
    raise NotFoundRefusal(
        f"{member} has no commitment {code!r} on {declaration}.", hint=f"There are: {known}."
    )


def load_commitments(
    session: Session,
    declaration: str,
    until: date = date.max,
    *,
    members: Collection[str] | None = None,
) -> list[Commitment]:
    """Return the commitments as they stood on a date, of some members or all, by their codes."""
    codes = member_codes(session, members)
    keys = None if members is None else codes
    changes: dict[tuple[UUID, str], list[CommitmentChangeRow]] = defaultdict(list)
    for change in _rows(session, CommitmentChangeRow, declaration, keys):
        changes[change.member_id, change.commitment].append(change)
    budgets: dict[tuple[UUID, str], list[BudgetRow]] = defaultdict(list)
    for budget in _rows(session, BudgetRow, declaration, keys):
        budgets[budget.member_id, budget.commitment].append(budget)
    found = [
        _commitment(
            row,
            codes[row.member_id],
            changes[row.member_id, row.code],
            budgets[row.member_id, row.code],
        )
        for row in _rows(session, CommitmentRow, declaration, keys)
    ]
    standing = [known for commitment in found if (known := known_on(commitment, until))]
    return sorted(standing, key=lambda c: (c.member, c.code))


def _rows(
    session: Session, model: type[Row], declaration: str, keys: Collection[UUID] | None
) -> list[Row]:
    """Return the rows of a declaration, of some members or of all, in their order."""
    columns: Any = model
    query = select(model).where(columns.declaration == declaration)
    if keys is not None:
        query = query.where(columns.member_id.in_(keys))
    if hasattr(model, "sequence"):
        query = query.order_by(columns.sequence)
    return list(session.exec(query))


def _commitment(
    row: CommitmentRow,
    member: str,
    changes: list[CommitmentChangeRow],
    budgets: list[BudgetRow],
) -> Commitment:
    """Return a row and what was added to it as a commitment."""
    ends = [change for change in changes if change.outcome]
    return Commitment(
        code=row.code,
        member=member,
        declaration=row.declaration,
        title=row.title,
        kind=CommitmentKind(row.kind),
        made_on=row.made_on,
        shares={paragraph: Decimal(share) for paragraph, share in row.shares.items()},
        text=row.text,
        owner=row.owner,
        partners=tuple(Partner(p["name"], p["private_sector"]) for p in row.partners),
        starts_on=row.starts_on,
        due_on=row.due_on,
        goals=tuple(row.goals),
        visibility=Visibility(row.visibility),
        language=row.language,
        budgets=tuple(
            Budget(b.amount, b.currency, BudgetStage(b.stage), b.recorded_on)
            for b in sorted(budgets, key=lambda b: (b.recorded_on, b.sequence))
        ),
        reschedulings=tuple(
            Rescheduling(change.due_on, change.reason, change.changed_on)
            for change in changes
            if change.due_on is not None
        ),
        closing=Closing(Implementation(ends[0].outcome), ends[0].changed_on, ends[0].reason)
        if ends
        else None,
    )
