"""What is wrong with a commitment, or with a change to one? Every fault, each with its remedy."""

import re
from collections.abc import Collection
from datetime import date
from decimal import Decimal

from babel.numbers import list_currencies

from declarations.problems import Level, Place, Problem
from tracker.commitments import (
    CLOSINGS,
    Budget,
    Closing,
    Commitment,
    Rescheduling,
    current_due_date,
)
from tracker.development_goals import known_references
from tracker.progress import Implementation

CODE = re.compile(r"[a-z0-9][a-z0-9.-]{0,79}")
MOST_CHARACTERS = {"title": 300, "text": 20_000, "owner": 500}
LARGEST_AMOUNT = Decimal(10) ** 18


class _Faults(list[Problem]):
    """The faults of one commitment, in the order they were found."""

    def __init__(self, commitment: Commitment) -> None:
        super().__init__()
        self.item = f"{commitment.member}, {commitment.code}"

    def note(self, code: str, value: object, message: str, remedy: str) -> None:
        """Add one fault."""
        place = Place(item=self.item)
        self.append(Problem(code, Level.ERROR, place, message, remedy, str(value)))


def find_commitment_faults(commitment: Commitment, paragraph_ids: Collection[str]) -> list[Problem]:
    """Return everything that is wrong with a commitment by itself, in order.

    ``paragraph_ids`` are the operative paragraphs of its declaration.
    """
    faults = _Faults(commitment)
    _check_words(faults, commitment)
    _check_shares(faults, commitment, paragraph_ids)
    for reference in commitment.goals:
        if reference not in known_references():
            faults.note("C007", reference, f"The 2030 Agenda has no goal or target {reference!r}.",
                        "Give a goal from 1 to 17, or a target such as 11.6 or 11.a.")  # fmt: skip
    if commitment.starts_on and commitment.due_on and commitment.due_on < commitment.starts_on:
        faults.note("C008", commitment.due_on, f"It is due on {commitment.due_on}, before it "
                    f"starts on {commitment.starts_on}.", "Check the two dates.")  # fmt: skip
    for budget in commitment.budgets:
        _check_budget(faults, commitment, budget)
    return faults


def _check_words(faults: _Faults, commitment: Commitment) -> None:
    """Note what is wrong with the code, the words and the partners."""
    if not CODE.fullmatch(commitment.code):
        faults.note("C001", commitment.code, f"{commitment.code!r} cannot be a commitment's code.",
                    "Use small letters, digits, dots and hyphens, such as trees-2025.")  # fmt: skip
    if not commitment.title.strip():
        faults.note("C002", "", "The commitment has no title.", "Say in a few words what is done.")
    for name, most in MOST_CHARACTERS.items():
        length = len(getattr(commitment, name))
        if length > most:
            faults.note("C003", length, f"The {name} has {length:,} characters.",
                        f"Shorten it to {most:,} at most.")  # fmt: skip
    names = [partner.name.strip() for partner in commitment.partners]
    if not all(names):
        faults.note("C004", "", "A partner has no name.", "Name it, or leave it out.")
    for name in sorted({name for name in names if name and names.count(name) > 1}):
        faults.note("C004", name, f"The partner {name} is named twice.", "Name each one once.")


def _check_shares(faults: _Faults, commitment: Commitment, paragraph_ids: Collection[str]) -> None:
    """Note what is wrong with the paragraphs and their shares."""
    if not commitment.shares:
        faults.note("C005", "", "The commitment names no paragraph.", "Name at least one.")
    for paragraph, share in commitment.shares.items():
        if paragraph not in paragraph_ids:
            faults.note("C005", paragraph, f"{commitment.declaration} has no operative paragraph "
                        f"{paragraph!r}.",
                        "Use the ids that accord draft show prints in {#...}.")  # fmt: skip
        if not share.is_finite() or share <= 0:
            faults.note("C006", share, f"The share {share} of {paragraph} is not above 0.",
                        "Give a number above 0; only the ratio of shares counts.")  # fmt: skip


def _check_budget(faults: _Faults, commitment: Commitment, budget: Budget) -> None:
    """Note what is wrong with an amount; currencies are those of ISO 4217 that CLDR knows."""
    if not budget.amount.is_finite() or not 0 < budget.amount < LARGEST_AMOUNT:
        faults.note("C009", budget.amount, f"{budget.amount} is not an amount of money.",
                    "Give a number above 0; leave out what is not known.")  # fmt: skip
    if budget.currency not in list_currencies():
        faults.note("C010", budget.currency, f"{budget.currency!r} is not a currency of ISO 4217.",
                    "Give its three capital letters, such as EUR, KRW or RUB.")  # fmt: skip
    if budget.recorded_on < commitment.made_on:
        faults.note("C011", budget.recorded_on, f"The amount is of {budget.recorded_on}, before "
                    f"the commitment of {commitment.made_on}.", "Check the two dates.")  # fmt: skip


def find_budget_faults(commitment: Commitment, budget: Budget) -> list[Problem]:
    """Return everything that is wrong with adding an amount to a commitment."""
    faults = _Faults(commitment)
    _check_budget(faults, commitment, budget)
    _check_open(faults, commitment)
    return faults


def find_rescheduling_faults(commitment: Commitment, change: Rescheduling) -> list[Problem]:
    """Return everything that is wrong with a change of a commitment's date."""
    faults = _Faults(commitment)
    if not change.reason.strip():
        faults.note("C012", "", "The change of date has no reason.",
                    "Say in a sentence why the date is changed.")  # fmt: skip
    if change.due_on == current_due_date(commitment):
        faults.note("C013", change.due_on, f"It is due on {change.due_on} already.",
                    "Give another date, or leave it as it is.")  # fmt: skip
    if commitment.starts_on and change.due_on < commitment.starts_on:
        faults.note("C008", change.due_on, f"It would be due on {change.due_on}, before it starts "
                    f"on {commitment.starts_on}.", "Check the two dates.")  # fmt: skip
    _check_open(faults, commitment)
    _check_order(faults, commitment, change.changed_on)
    return faults


def find_closing_faults(commitment: Commitment, closing: Closing) -> list[Problem]:
    """Return everything that is wrong with closing a commitment."""
    faults = _Faults(commitment)
    if closing.outcome not in CLOSINGS:
        faults.note("C014", closing.outcome.value,
                    f"A commitment does not end as {closing.outcome.value}.",
                    f"Use one of: {', '.join(CLOSINGS)}.")  # fmt: skip
    if closing.outcome is not Implementation.COMPLETE and not closing.reason.strip():
        faults.note("C012", "", "Ending it without having done it needs a reason.",
                    "Say in a sentence why.")  # fmt: skip
    _check_open(faults, commitment)
    _check_order(faults, commitment, closing.closed_on)
    return faults


def _check_open(faults: _Faults, commitment: Commitment) -> None:
    """Note a change to a commitment that has ended."""
    if commitment.closing is not None:
        faults.note("C015", commitment.closing.closed_on, "The commitment ended on "
                    f"{commitment.closing.closed_on} as {commitment.closing.outcome.value}.",
                    "Make a new commitment.")  # fmt: skip


def _check_order(faults: _Faults, commitment: Commitment, day: date) -> None:
    """Note an act that is dated before what is known: no past report may change."""
    days = [commitment.made_on, *(change.changed_on for change in commitment.reschedulings)]
    if day < max(days):
        faults.note("C016", day, f"It is dated {day}, before what was recorded on {max(days)}.",
                    "What was recorded is never changed; give a later day.")  # fmt: skip
