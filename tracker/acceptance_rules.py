"""May a member deposit this act? What is wrong with an instrument, and what the rules allow.

Model: European Charter of Local Self-Government, articles 12 and 17; Vienna Convention on the Law
of Treaties, article 25.
"""

import calendar
from collections.abc import Iterable, Sequence, Set
from dataclasses import replace
from datetime import date

from declarations.problems import InputRefusal, Level, Place, Problem, RuleRefusal
from tracker.acceptance import (
    AcceptanceRules,
    Instrument,
    InstrumentKind,
    accepted_on,
    provisional_on,
)


def check_instrument(
    instrument: Instrument,
    earlier: Iterable[Instrument],
    rules: AcceptanceRules,
    paragraph_ids: Sequence[str],
) -> None:
    """Refuse an instrument that is faulty or that the association's rules do not allow.

    ``earlier`` are the member's instruments on this declaration so far; a later acceptance counts
    as part of the first (European Charter of Local Self-Government, article 12(3)). Raises
    InputRefusal with every fault, or RuleRefusal saying how many paragraphs are missing.
    """
    before = list(earlier)
    problems = find_faults(instrument, before, paragraph_ids)
    if problems:
        raise InputRefusal(
            f"The instrument of {instrument.member} was not registered.",
            hint=f"Paragraphs of {instrument.declaration}: {', '.join(paragraph_ids)}.",
            problems=problems,
        )
    ending = instrument.paragraphs - provisional_on(before, instrument.in_effect_on)
    if instrument.kind is InstrumentKind.WITHDRAWAL and ending:
        check_withdrawal(instrument, before, rules)
    for day in days_to_check(instrument, before):
        after = accepted_on([*before, instrument], day)
        held = {paragraph for paragraph, accepted in after.items() if accepted}
        # The Charter binds whoever is a party; one that withdraws from everything is none any more.
        if held or instrument.kind is not InstrumentKind.WITHDRAWAL:
            check_minimum(instrument, held, rules, paragraph_ids)


def days_to_check(instrument: Instrument, earlier: Iterable[Instrument]) -> list[date]:
    """Return the days on which the minima must hold once an instrument is there.

    An acceptance counts with every other one, also those yet to take effect. A withdrawal must
    leave enough on its own day and whenever another act takes effect after it: what is accepted
    from a later day does not fill the gap before.
    """
    if instrument.kind is not InstrumentKind.WITHDRAWAL:
        return [date.max]
    first = instrument.in_effect_on
    return sorted({first} | {act.in_effect_on for act in earlier if act.in_effect_on > first})


def find_faults(
    instrument: Instrument, earlier: Sequence[Instrument], paragraph_ids: Sequence[str]
) -> list[Problem]:
    """Return everything that is wrong with an instrument by itself."""
    problems = [
        fault("A001", name, f"{instrument.declaration} has no operative paragraph {name!r}.",
              "Use the ids that accord draft show prints in {#...}.")
        for name in sorted(instrument.paragraphs - set(paragraph_ids))
    ]  # fmt: skip
    if not instrument.paragraphs:
        problems.append(
            fault("A002", "", "The instrument names no paragraph.", "Name at least one.")
        )
    dates = {"signed": instrument.signed_on, "takes effect": instrument.effective_on}
    if dates["signed"] and dates["signed"] > instrument.deposited_on:
        problems.append(
            fault("A003", str(dates["signed"]), "It was signed after it was deposited.",
                  "Check the two dates.")
        )  # fmt: skip
    if dates["takes effect"] and dates["takes effect"] < instrument.deposited_on:
        problems.append(
            fault("A004", str(dates["takes effect"]), "It takes effect before it was deposited.",
                  "Check the two dates.")
        )  # fmt: skip
    problems += find_repetitions(instrument, earlier)
    if instrument.kind is InstrumentKind.WITHDRAWAL:
        held = {p for p, accepted in accepted_on(earlier, date.max).items() if accepted}
        problems += [
            fault("A005", name, f"{instrument.member} has not accepted {name!r}.",
                  "Withdraw only what is accepted.")
            for name in sorted(instrument.paragraphs & set(paragraph_ids) - held)
        ]  # fmt: skip
    return problems


def find_repetitions(instrument: Instrument, earlier: Sequence[Instrument]) -> list[Problem]:
    """Return where an instrument says again what an earlier one of the member has said.

    A later acceptance names what was not accepted before (Charter, article 12(3)); any other
    kind may confirm an earlier one, as a council decision does a signature.
    """
    if any(replace(act, sequence=instrument.sequence) == instrument for act in earlier):
        return [fault("A010", instrument.kind.value, "The same instrument is registered already.",
                      "Nothing needs to be done.")]  # fmt: skip
    state = accepted_on(earlier, date.max)
    held = {p for p, held in state.items() if held} - provisional_on(earlier, date.max)
    if instrument.kind is InstrumentKind.ACCESSION and held:
        return [fault("A011", instrument.kind.value, f"{instrument.member} has accepted already.",
                      "Add paragraphs with a later_acceptance.")]  # fmt: skip
    if instrument.kind is not InstrumentKind.LATER_ACCEPTANCE:
        return []
    if not state:
        message = f"{instrument.member} has accepted nothing that could be added to."
        return [fault("A012", instrument.kind.value, message, "Register an accession.")]
    return [
        fault("A009", name, f"{instrument.member} has accepted {name!r} already.",
              "Leave it out of the later acceptance.")
        for name in sorted(instrument.paragraphs & held)
    ]  # fmt: skip


def fault(code: str, value: str, message: str, remedy: str) -> Problem:
    """Return a problem of an instrument."""
    return Problem(code, Level.ERROR, Place(item=value or "instrument"), message, remedy, value)


def check_withdrawal(
    instrument: Instrument, earlier: Sequence[Instrument], rules: AcceptanceRules
) -> None:
    """Refuse a withdrawal that comes too early or without notice (Charter, article 17).

    The years count from the first act that is not provisional; a provisional application itself
    ends at any time (Vienna Convention, article 25(2)).
    """
    first = min(
        (
            i.in_effect_on
            for i in earlier
            if i.kind not in {InstrumentKind.WITHDRAWAL, InstrumentKind.PROVISIONAL}
        ),
        default=instrument.deposited_on,
    )
    allowed = add_months(first, 12 * rules.withdrawal_after_years)
    if instrument.deposited_on < allowed:
        raise RuleRefusal(
            f"{instrument.member} cannot withdraw a paragraph before {allowed}: "
            f"{rules.withdrawal_after_years} years after its acceptance took effect on {first}.",
            hint=f"Deposit the withdrawal on or after {allowed}.",
        )
    earliest = add_months(instrument.deposited_on, rules.notice_months)
    if instrument.in_effect_on < earliest:
        raise RuleRefusal(
            f"A withdrawal needs {rules.notice_months} months' notice; deposited on "
            f"{instrument.deposited_on} it takes effect on {earliest} at the earliest.",
            hint=f"Give --effective {earliest} or later.",
        )


def add_months(day: date, months: int) -> date:
    """Return the same day of the month some months later, or that month's last day."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def check_minimum(
    instrument: Instrument,
    held: Set[str],
    rules: AcceptanceRules,
    paragraph_ids: Sequence[str],
) -> None:
    """Refuse an act after which the member would hold too few paragraphs, or too few core ones."""
    reasons = []
    missing = rules.minimum - len(held)
    if missing > 0:
        reasons.append(
            f"{len(held)} of {len(paragraph_ids)} paragraphs, {missing} fewer than the minimum "
            f"of {rules.minimum}"
        )
    core_held = rules.core & held
    core_missing = rules.core_minimum - len(core_held)
    choices = [name for name in paragraph_ids if name in rules.core - held]
    if core_missing > 0:
        reasons.append(
            f"{len(core_held)} of the core of {len(rules.core)}, {core_missing} fewer than the "
            f"minimum of {rules.core_minimum}"
        )
    if reasons:
        raise RuleRefusal(
            f"{instrument.member} would accept {'; and '.join(reasons)}.",
            hint=f"Core paragraphs still to choose from: {', '.join(choices)}."
            if core_missing > 0
            else "Name more paragraphs.",
        )
