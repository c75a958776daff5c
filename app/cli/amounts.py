"""How are numbers, shares and money written on the command line?"""

from decimal import Decimal, InvalidOperation
from typing import NamedTuple

import typer

from tracker.commitments import BudgetStage


class Share(NamedTuple):
    """A paragraph and its weight in a commitment."""

    paragraph: str
    weight: Decimal


class Money(NamedTuple):
    """An amount, its currency and its stage."""

    stage: BudgetStage
    amount: Decimal
    currency: str


def parse_decimal(value: str | Decimal) -> Decimal:
    """Return a number written with a point: 1250000.50."""
    if isinstance(value, Decimal):
        return value
    try:
        number = Decimal(value)
    except InvalidOperation as error:
        raise typer.BadParameter(f"{value!r} is not a number such as 1250000.50.") from error
    if not number.is_finite():
        raise typer.BadParameter(f"{value!r} is not a number such as 1250000.50.")
    return number


def parse_share(value: str | Share) -> Share:
    """Return the two sides of PARAGRAPH or PARAGRAPH=WEIGHT."""
    if isinstance(value, Share):
        return value
    paragraph, sign, weight = value.partition("=")
    return Share(paragraph.strip(), parse_decimal(weight) if sign else Decimal(1))


def parse_money(value: str | Money) -> Money:
    """Return the parts of STAGE=AMOUNT CURRENCY."""
    if isinstance(value, Money):
        return value
    stage, _, money = value.partition("=")
    amount, _, currency = money.strip().partition(" ")
    if stage.strip() not in list(BudgetStage) or not currency:
        raise typer.BadParameter(
            f"{value!r} is not of the form STAGE=AMOUNT CURRENCY, such as 'planned=200000 EUR'; "
            f"the stages are {', '.join(BudgetStage)}."
        )
    return Money(BudgetStage(stage.strip()), parse_decimal(amount), currency.strip())
