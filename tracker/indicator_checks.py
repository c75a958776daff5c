"""What is wrong with an indicator, an aim or a value? Every fault, each with its remedy."""

from collections.abc import Collection, Iterable
from decimal import Decimal

from declarations.problems import Level, Place, Problem
from tracker.commitment_checks import CODE
from tracker.indicators import Aim, Indicator, Measure, Number, Value

LEAST_STEPS = 2
MOST_DIGITS = 28
"""Before the point, and after it: with point and sign no more than the 60 letters of its column."""


def _fault(item: str, code: str, value: object, message: str, remedy: str) -> Problem:
    """Return one fault."""
    return Problem(code, Level.ERROR, Place(item=item), message, remedy, str(value))


def find_indicator_faults(indicator: Indicator, paragraph_ids: Collection[str]) -> list[Problem]:
    """Return everything that is wrong with an indicator by itself."""
    item, faults = indicator.code, []
    if not CODE.fullmatch(indicator.code):
        faults.append(_fault(item, "I001", item, f"{item!r} cannot be an indicator's code.",
                             "Use small letters, digits, dots and hyphens."))  # fmt: skip
    faults += [
        _fault(item, "I002", "", f"The indicator has no {name}.", "Say what is measured, in what.")
        for name in ("title", "unit") if not getattr(indicator, name).strip()
    ]  # fmt: skip
    if indicator.paragraph and indicator.paragraph not in paragraph_ids:
        faults.append(_fault(item, "I003", indicator.paragraph,
                             f"There is no operative paragraph {indicator.paragraph!r}.",
                             "Use the ids that accord draft show prints in {#...}."))  # fmt: skip
    if indicator.additive and indicator.measure is not Measure.NUMBER:
        faults.append(_fault(item, "I004", indicator.measure.value,
                             f"A {indicator.measure.value} cannot be added up.",
                             "Leave out additive."))  # fmt: skip
    if (indicator.measure is Measure.RUBRIC) != (len(indicator.steps) >= LEAST_STEPS):
        faults.append(_fault(item, "I005", len(indicator.steps),
                             "A rubric, and nothing else, has two named steps or more.",
                             "Name its steps from the lowest, or choose number."))  # fmt: skip
    return faults


def find_aim_faults(aim: Aim, indicator: Indicator, commitments: Collection[str]) -> list[Problem]:
    """Return everything that is wrong with an aim; ``commitments`` are the member's codes."""
    item, faults = f"{aim.member}, {aim.indicator}", []
    if aim.baseline_on and aim.target_on and aim.target_on <= aim.baseline_on:
        faults.append(_fault(item, "I006", aim.target_on, f"The target is for {aim.target_on}, "
                             f"not after the baseline of {aim.baseline_on}.",
                             "Check the two dates."))  # fmt: skip
    if aim.commitment and aim.commitment not in commitments:
        known = ", ".join(sorted(commitments)) or "none"
        faults.append(_fault(item, "I007", aim.commitment,
                             f"{aim.member} has no commitment {aim.commitment!r}.",
                             f"There are: {known}."))  # fmt: skip
    if aim.baseline is not None and aim.baseline == aim.target and not indicator.maintain:
        faults.append(_fault(item, "I008", str(aim.target), "The target is the baseline.",
                             "Give another target, or keep the level (maintain)."))  # fmt: skip
    return faults + find_number_faults(item, (aim.baseline, aim.target))


def find_number_faults(item: str, numbers: Iterable[Number | None]) -> list[Problem]:
    """Return every number that is none, or too long to be kept and printed as its digits."""
    faults = []
    for number in numbers:
        if not isinstance(number, Decimal):
            continue
        exponent = number.as_tuple().exponent
        if not isinstance(exponent, int):
            faults.append(_fault(item, "I012", number, f"{number} is not a number.",
                                 "Give a number such as 12.5."))  # fmt: skip
        elif number.adjusted() >= MOST_DIGITS or exponent < -MOST_DIGITS:
            told = str(number)[:MOST_DIGITS]
            faults.append(_fault(item, "I014", told, f"The number {told} has more than "
                                 f"{MOST_DIGITS} digits before or after its point.",
                                 "Give it in a larger or smaller unit."))  # fmt: skip
    return faults


def find_value_faults(value: Value, indicator: Indicator) -> list[Problem]:
    """Return everything that is wrong with a value on its indicator."""
    item, faults = f"{value.member}, {value.indicator}, {value.period}", []
    pair = (value.numerator, value.denominator)
    whole = all(part is not None for part in pair)
    if sum((value.number is not None, whole, value.missing is not None)) != 1 or (
        any(part is not None for part in pair) and not whole
    ):
        faults.append(_fault(item, "I009", "", "A value is a number, or a numerator with its "
                             "denominator, or a reason why there is none.",
                             "Give exactly one of the three."))  # fmt: skip
    elif value.missing is None and whole != (indicator.measure is Measure.PERCENTAGE):
        wanted = "a numerator and a denominator" if not whole else "one number"
        faults.append(_fault(item, "I010", value.number or "", f"{indicator.title} is a "
                             f"{indicator.measure.value}; it takes {wanted}.",
                             f"Give {wanted}."))  # fmt: skip
    denominator = value.denominator
    if denominator is not None and denominator.is_finite() and denominator <= 0:
        faults.append(_fault(item, "I011", value.denominator,
                             f"The denominator {value.denominator} is not above 0.",
                             "Where there is nothing to divide by, give a reason."))  # fmt: skip
    faults += find_number_faults(item, (value.number, *pair))
    if indicator.measure is Measure.RUBRIC and value.number is not None:
        steps = range(1, len(indicator.steps) + 1)
        if value.number not in steps:
            faults.append(_fault(item, "I013", value.number, f"There is no step {value.number}.",
                                 f"Give a whole number from 1 to {len(steps)}."))  # fmt: skip
    return faults
