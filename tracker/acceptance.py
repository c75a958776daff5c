"""What has each member accepted, paragraph by paragraph, on any date?

Model: "accepted provisions" of the Council of Europe and the declarations and reservations of
the UN Treaty Collection; Vienna Convention on the Law of Treaties, articles 2(1)(d) and 19-23.
"""

import calendar
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from declarations.problems import InputRefusal, Level, Place, Problem, RuleRefusal
from tracker.members import Member


class Position(StrEnum):
    """A member's position on one operative paragraph; derived, never stored."""

    NO_RESPONSE = "no_response"
    ACCEPTED = "accepted"
    ACCEPTED_WITH_DECLARATION = "accepted_with_declaration"
    ACCEPTED_WITH_RESERVATION = "accepted_with_reservation"
    NOT_ACCEPTED = "not_accepted"
    OUTSIDE_COMPETENCE = "outside_competence"
    WITHDRAWN = "withdrawn"


class InstrumentKind(StrEnum):
    """The dated act by which a member accepts, or takes back an acceptance."""

    SIGNATURE = "signature"
    COUNCIL_DECISION = "council_decision"
    ACCESSION = "accession"
    PROVISIONAL = "provisional"
    LATER_ACCEPTANCE = "later_acceptance"
    WITHDRAWAL = "withdrawal"


@dataclass(frozen=True, slots=True)
class Instrument:
    """A member's dated act that names paragraphs.

    A withdrawal names the paragraphs withdrawn; every other kind those accepted.
    ``sequence`` breaks ties between acts of one day, in the order they were deposited.
    It takes effect on ``effective_on``, or on ``deposited_on`` where none is given.
    """

    member: str
    declaration: str
    kind: InstrumentKind
    deposited_on: date
    paragraphs: frozenset[str]
    signed_on: date | None = None
    effective_on: date | None = None
    decision_reference: str = ""
    signatory: str = ""
    sequence: int = 0

    @property
    def in_effect_on(self) -> date:
        """Return the day from which the act counts."""
        return self.effective_on or self.deposited_on


class StatementKind(StrEnum):
    """What a statement calls itself; what it does is its effect."""

    RESERVATION = "reservation"
    INTERPRETATIVE_DECLARATION = "interpretative_declaration"
    OBJECTION = "objection"
    MODIFICATION = "modification"
    WITHDRAWAL = "withdrawal"
    COMMUNICATION = "communication"


class Effect(StrEnum):
    """What a statement does to its paragraphs, whatever its title says."""

    NONE = "none"
    EXCLUDES = "excludes"
    MODIFIES = "modifies"
    OUTSIDE_COMPETENCE = "outside_competence"


@dataclass(frozen=True, slots=True)
class Statement:
    """A member's words about paragraphs; append-only.

    ``number`` is unique within (member, declaration) and counts from 1. A statement of kind
    WITHDRAWAL takes back the statement whose number is ``withdraws``, from its own date on.
    """

    member: str
    declaration: str
    number: int
    kind: StatementKind
    paragraphs: frozenset[str]
    text: str
    made_on: date
    effect: Effect = Effect.NONE
    title: str = ""
    withdraws: int | None = None
    language: str = "en"


@dataclass(frozen=True, slots=True)
class AcceptanceRules:
    """An association's own rules, as settings.

    Precedent: European Charter of Local Self-Government, articles 12 and 17: ``minimum`` 20 of
    30 paragraphs, ``core_minimum`` 10 of a ``core`` of 14; a paragraph may be withdrawn
    ``withdrawal_after_years`` 5 years after the first acceptance, with ``notice_months`` 6, and
    only while both minima still hold.
    """

    minimum: int = 0
    core: frozenset[str] = frozenset()
    core_minimum: int = 0
    withdrawal_after_years: int = 0
    notice_months: int = 0


ACCEPTED = frozenset(
    {
        Position.ACCEPTED,
        Position.ACCEPTED_WITH_DECLARATION,
        Position.ACCEPTED_WITH_RESERVATION,
    }
)
"""The positions that count as acceptance, with or without conditions."""


def accepted_on(instruments: Iterable[Instrument], day: date) -> dict[str, bool]:
    """Return, for one member's instruments, whether each paragraph ever named is accepted.

    True is accepted on ``day``, False withdrawn by then; a paragraph not in the result was never
    accepted by then.
    """
    state: dict[str, bool] = {}
    for act in sorted(instruments, key=lambda i: (i.in_effect_on, i.deposited_on, i.sequence)):
        if act.in_effect_on > day:
            continue
        if act.kind is InstrumentKind.WITHDRAWAL:
            state.update({paragraph: False for paragraph in act.paragraphs if paragraph in state})
        else:
            state.update(dict.fromkeys(act.paragraphs, True))
    return state


def statements_on(statements: Iterable[Statement], day: date) -> list[Statement]:
    """Return one member's statements that stand on ``day``: made, and not taken back by then."""
    made = [statement for statement in statements if statement.made_on <= day]
    taken_back = {s.withdraws for s in made if s.kind is StatementKind.WITHDRAWAL}
    return [
        s for s in made if s.number not in taken_back and s.kind is not StatementKind.WITHDRAWAL
    ]


def position_of(
    paragraph: str, accepted: Mapping[str, bool], said: Iterable[Statement]
) -> Position:
    """Return a member's position on one paragraph from what it accepted and what it said.

    A statement that excludes or changes the effect is a reservation whatever its title (Vienna
    Convention on the Law of Treaties, article 2(1)(d)). Words without an instrument are a response
    only where they exclude the paragraph or say that it is outside the member's competence.
    """
    about = [statement for statement in said if paragraph in statement.paragraphs]
    effects = {statement.effect for statement in about}
    if accepted.get(paragraph) is False:
        return Position.WITHDRAWN
    if Effect.OUTSIDE_COMPETENCE in effects:
        return Position.OUTSIDE_COMPETENCE
    if paragraph not in accepted:
        responded = accepted or Effect.EXCLUDES in effects
        return Position.NOT_ACCEPTED if responded else Position.NO_RESPONSE
    if effects & {Effect.EXCLUDES, Effect.MODIFIES}:
        return Position.ACCEPTED_WITH_RESERVATION
    if any(s.kind is StatementKind.INTERPRETATIVE_DECLARATION for s in about):
        return Position.ACCEPTED_WITH_DECLARATION
    return Position.ACCEPTED


Matrix = dict[str, dict[str, Position]]


def positions(
    paragraph_ids: Sequence[str],
    members: Iterable[Member],
    instruments: Iterable[Instrument],
    statements: Iterable[Statement],
    as_of: date,
) -> Matrix:
    """Return every member's position on every paragraph on a date, by member code.

    A member that has left keeps its place: what it had accepted counts as withdrawn.
    """
    acts: dict[str, list[Instrument]] = {}
    for act in instruments:
        acts.setdefault(act.member, []).append(act)
    words: dict[str, list[Statement]] = {}
    for statement in statements:
        words.setdefault(statement.member, []).append(statement)
    silent = dict.fromkeys(paragraph_ids, Position.NO_RESPONSE)
    matrix: Matrix = {}
    for member in members:
        if member.code not in acts and member.code not in words:
            matrix[member.code] = dict(silent)
            continue
        accepted = accepted_on(acts.get(member.code, ()), as_of)
        if member.left_on is not None and member.left_on <= as_of:
            accepted = dict.fromkeys(accepted, False)
        said = statements_on(words.get(member.code, ()), as_of)
        matrix[member.code] = {
            paragraph: position_of(paragraph, accepted, said) for paragraph in paragraph_ids
        }
    return matrix


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
    if instrument.kind is InstrumentKind.WITHDRAWAL:
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
    if instrument.kind is not InstrumentKind.LATER_ACCEPTANCE:
        return []
    held = {p for p, accepted in accepted_on(earlier, date.max).items() if accepted}
    return [
        fault("A009", name, f"{instrument.member} has accepted {name!r} already.",
              "Leave it out of the later acceptance.")
        for name in sorted(instrument.paragraphs & held)
    ]  # fmt: skip


def fault(code: str, value: str, message: str, remedy: str) -> Problem:
    """Return a problem of an instrument."""
    return Problem(code, Level.ERROR, Place(item=value or "instrument"), message, remedy, value)


def find_statement_faults(
    statement: Statement, earlier: Sequence[Statement], paragraph_ids: Sequence[str]
) -> list[Problem]:
    """Return everything that is wrong with a statement; ``earlier`` are those of its member."""
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
    withdrawing = statement.kind is StatementKind.WITHDRAWAL
    if not withdrawing and not statement.text.strip():
        problems.append(fault("A007", "", "The statement has no words.", "Write what it says."))
    if withdrawing or statement.withdraws is not None:
        problems += _find_taking_back_faults(statement, earlier)
    return problems


def _find_taking_back_faults(statement: Statement, earlier: Sequence[Statement]) -> list[Problem]:
    """Return what is wrong with taking back the statement that ``withdraws`` names."""
    found = str(statement.withdraws or "")
    if statement.kind is not StatementKind.WITHDRAWAL:
        return [fault("A006", found, "Only a withdrawal takes a statement back.",
                      "Leave out the number of the other statement.")]  # fmt: skip
    standing = {known.number: known for known in statements_on(earlier, date.max)}
    target = standing.get(statement.withdraws or 0)
    if target is None:
        numbers = ", ".join(map(str, sorted(standing))) or "none"
        return [fault("A006", found, "There is no such statement to withdraw.",
                      f"Those that stand: {numbers}.")]  # fmt: skip
    if statement.made_on < target.made_on:
        return [fault("A008", str(statement.made_on), f"Statement {target.number} was made on "
                      f"{target.made_on}; it cannot be withdrawn before.",
                      "Check the two dates.")]  # fmt: skip
    return []


def check_withdrawal(
    instrument: Instrument, earlier: Sequence[Instrument], rules: AcceptanceRules
) -> None:
    """Refuse a withdrawal that comes too early or without notice (Charter, article 17)."""
    first = min(
        (i.in_effect_on for i in earlier if i.kind is not InstrumentKind.WITHDRAWAL),
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
