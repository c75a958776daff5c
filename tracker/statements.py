"""Is a statement in order, and what becomes of a reservation? Objections, changes and reviews.

Model: Vienna Convention on the Law of Treaties, articles 19 to 23, and the Guide to Practice on
Reservations to Treaties of the International Law Commission (2011).
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from declarations.problems import Problem
from tracker.acceptance import (
    AcceptanceRules,
    Effect,
    Instrument,
    InstrumentKind,
    Statement,
    StatementKind,
    accepted_on,
    statements_on,
)
from tracker.acceptance_rules import add_months, fault


def find_statement_faults(
    statement: Statement, earlier: Sequence[Statement], paragraph_ids: Sequence[str]
) -> list[Problem]:
    """Return everything that is wrong with a statement; ``earlier`` are those of its member.

    What an objection points at belongs to another member: find_objection_faults.
    """
    problems = [
        fault("A001", name, f"{statement.declaration} has no operative paragraph {name!r}.",
              "Use the ids that accord draft show prints in {#...}.")
        for name in sorted(statement.paragraphs - set(paragraph_ids))
    ]  # fmt: skip
    if statement.effect is not Effect.NONE and not statement.paragraphs:
        problems.append(
            fault("A002", "", "The statement has an effect but names no paragraph.",
                  "Name the paragraphs whose effect it changes.")
        )  # fmt: skip
    if statement.kind is not StatementKind.WITHDRAWAL and not statement.text.strip():
        problems.append(fault("A007", "", "The statement has no words.", "Write what it says."))
    if statement.effective_on is not None and statement.effective_on < statement.made_on:
        problems.append(
            fault("A004", str(statement.effective_on), "It takes effect before it was made.",
                  "Check the two dates.")
        )  # fmt: skip
    for kind, number, verb in (
        (StatementKind.WITHDRAWAL, statement.withdraws, "withdraw"),
        (StatementKind.MODIFICATION, statement.modifies, "modify"),
    ):
        if statement.kind is kind or number is not None:
            problems += _find_reference_faults(statement, kind, number, verb, earlier)
    return problems


def _find_reference_faults(
    statement: Statement,
    kind: StatementKind,
    number: int | None,
    verb: str,
    earlier: Sequence[Statement],
) -> list[Problem]:
    """Return what is wrong with withdrawing or modifying the member's statement of a number.

    A modification names no further paragraph: that would be a new reservation (Guide to Practice,
    guideline 2.3.4, on widening the scope of a reservation).
    """
    found = str(number or "")
    if statement.kind is not kind:
        return [fault("A006", found, f"A {statement.kind.value} does not {verb} a statement.",
                      "Leave out the number of the other statement.")]  # fmt: skip
    standing = {known.number: known for known in statements_on(earlier, date.max)}
    target = standing.get(number or 0)
    if target is None:
        numbers = ", ".join(map(str, sorted(standing))) or "none"
        return [fault("A006", found, f"There is no such statement to {verb}.",
                      f"Those that stand: {numbers}.")]  # fmt: skip
    if statement.in_effect_on < target.made_on:
        return [fault("A008", str(statement.in_effect_on), f"Statement {target.number} was made "
                      f"on {target.made_on}; it cannot be changed before.",
                      "Check the two dates.")]  # fmt: skip
    if kind is not StatementKind.MODIFICATION:
        return []
    return [
        fault("A013", name, f"Statement {target.number} is not about {name!r}.",
              "A modification cannot widen a statement; make a new one.")
        for name in sorted(statement.paragraphs - target.paragraphs)
    ]  # fmt: skip


def find_objection_faults(
    objection: Statement,
    theirs: Sequence[Statement],
    acts: Sequence[Instrument],
    rules: AcceptanceRules,
) -> list[Problem]:
    """Return everything that is wrong with an objection to a reservation.

    ``theirs`` are the statements of the member it points at, ``acts`` the instruments of the
    objector. Only a member that has accepted may object, and not later than the window after the
    reservation, or the day of its own acceptance if that is later (Vienna Convention, article
    20(5)). An objection has no effect on the objector's own position.
    """
    day, member = objection.made_on, objection.objects_to_member
    name = f"{member}:{objection.objects_to}"
    if objection.effect is not Effect.NONE:
        return [fault("A016", objection.effect.value, "An objection changes nothing in what its "
                      "own member accepted.", "Give --effect none.")]  # fmt: skip
    if member == objection.member:
        return [fault("A014", name, "A member cannot object to its own statement.",
                      "Withdraw or modify the statement instead.")]  # fmt: skip
    standing = {s.number: s for s in statements_on(theirs, day) if s.is_reservation}
    target = standing.get(objection.objects_to or 0)
    if target is None:
        numbers = ", ".join(f"{member}:{number}" for number in sorted(standing)) or "none"
        return [fault("A014", name, f"{member} has no such reservation on {day}.",
                      f"Reservations that stand: {numbers}.")]  # fmt: skip
    problems = [
        fault("A013", paragraph, f"The reservation {name} is not about {paragraph!r}.",
              "Name only paragraphs of the reservation.")
        for paragraph in sorted(objection.paragraphs - target.paragraphs)
    ]  # fmt: skip
    until = find_last_day_to_object(target, acts, rules, day)
    if until is None:
        return [*problems, fault("A015", objection.member, f"{objection.member} has accepted "
                "nothing by that day, so it cannot object.", "Accept first.")]  # fmt: skip
    if day > until:
        problems.append(
            fault("A015", str(day), f"Objections to {name} were possible until {until}.",
                  "The reservation counts as accepted; a communication can still be made.")
        )  # fmt: skip
    return problems


def last_day_to_object(reservation: Statement, rules: AcceptanceRules) -> date:
    """Return the last day on which a member that had accepted before may object."""
    return add_months(reservation.made_on, rules.objection_months)


def find_last_day_to_object(
    reservation: Statement, acts: Sequence[Instrument], rules: AcceptanceRules, day: date
) -> date | None:
    """Return until when the member of some acts may object; None where it accepts nothing.

    That is the end of the window, or the day of its own acceptance if that is later.
    """
    if not any(accepted_on(acts, day).values()):
        return None
    first = min(act.in_effect_on for act in acts if act.kind is not InstrumentKind.WITHDRAWAL)
    return max(last_day_to_object(reservation, rules), first)


def keep_statements(statements: Sequence[Statement], members: Collection[str]) -> list[Statement]:
    """Return what some members stated, and what others object to it, change of that or take back.

    Members are named by their codes; the order stays.
    """
    objections = {(s.member, s.number) for s in statements if s.objects_to_member in members}
    return [
        s
        for s in statements
        if s.member in members
        or objections & {(s.member, s.number), (s.member, s.withdraws), (s.member, s.modifies)}
    ]


class Standing(StrEnum):
    """What has become of a statement on a day."""

    NOT_YET = "not_yet"
    STANDS = "stands"
    MODIFIED = "modified"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class StatementFacts:
    """A statement as it is on a day.

    ``objections`` are those that stand. ``object_until`` and ``review_on`` are given for a
    standing reservation only; ``is_review_due`` says that the day of the review has come.
    ``is_tacitly_accepted`` says that the window closed without an objection (Vienna Convention,
    article 20(5)).
    """

    statement: Statement
    standing: Standing
    objections: tuple[Statement, ...] = ()
    object_until: date | None = None
    review_on: date | None = None
    is_review_due: bool = False
    is_tacitly_accepted: bool = False


def examine_statements(
    statements: Iterable[Statement], rules: AcceptanceRules, day: date
) -> list[StatementFacts]:
    """Return every statement made by a day with what has become of it, oldest first.

    A reservation is due for review ``review_years`` after it was made; a modification, be it in
    the same words, begins the years anew.
    """
    made = [s for s in statements if s.made_on <= day]
    by_member: dict[str, list[Statement]] = {}
    for statement in made:
        by_member.setdefault(statement.member, []).append(statement)
    standing = {(s.member, s.number) for own in by_member.values() for s in statements_on(own, day)}
    objections: dict[tuple[str, int], list[Statement]] = {}
    for s in made:
        if s.objects_to is not None and (s.member, s.number) in standing:
            objections.setdefault((s.objects_to_member, s.objects_to), []).append(s)
    facts = []
    for s in sorted(made, key=lambda s: (s.made_on, s.member, s.number)):
        key = (s.member, s.number)
        state = _find_standing(s, by_member[s.member], day, stands=key in standing)
        against = tuple(objections.get(key, ()))
        if state is Standing.STANDS and s.is_reservation:
            facts.append(_examine_reservation(s, against, rules, day))
        else:
            facts.append(StatementFacts(s, state, against))
    return facts


def _find_standing(
    statement: Statement, own: Sequence[Statement], day: date, *, stands: bool
) -> Standing:
    """Return what has become of one statement on a day."""
    if statement.in_effect_on > day:
        return Standing.NOT_YET
    if stands or statement.kind is StatementKind.WITHDRAWAL:
        return Standing.STANDS
    withdrawn = any(s.withdraws == statement.number and s.in_effect_on <= day for s in own)
    return Standing.WITHDRAWN if withdrawn else Standing.MODIFIED


def _examine_reservation(
    reservation: Statement, objections: tuple[Statement, ...], rules: AcceptanceRules, day: date
) -> StatementFacts:
    """Return the facts of a reservation that stands on a day."""
    until = last_day_to_object(reservation, rules)
    years = rules.review_years
    review_on = add_months(reservation.in_effect_on, 12 * years) if years else None
    return StatementFacts(
        reservation,
        Standing.STANDS,
        objections,
        until,
        review_on,
        is_review_due=review_on is not None and review_on <= day,
        is_tacitly_accepted=day > until and not objections,
    )
