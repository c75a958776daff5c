"""What did the made-up cities say they will do? The sample's commitments and its indicator."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from sqlmodel import Session

from app.sample_files import read_sample
from tracker.commitment_store import (
    add_budget,
    add_commitment,
    close_commitment,
    reschedule_commitment,
)
from tracker.commitments import (
    Budget,
    BudgetStage,
    Closing,
    Commitment,
    CommitmentKind,
    Partner,
    Rescheduling,
)
from tracker.indicator_store import add_indicator, record_value, set_aim
from tracker.indicators import Accumulation, Aim, Direction, Indicator, Measure, Value
from tracker.progress import Implementation, MissingReason


def fill_commitments(session: Session, declaration: str, as_of: date) -> None:
    """Record the commitments and aims up to a day, each with what became of it by then."""
    sample = read_sample("commitments.yaml")
    for given in sample["commitments"]:
        if given["made"] <= as_of:
            fill_commitment(session, declaration, given, as_of)
    for given in sample["indicators"]:
        if given["defined"] > as_of:
            continue
        indicator = Indicator(
            code=given["code"],
            declaration=declaration,
            title=given["title"],
            unit=given["unit"],
            measure=Measure(given["measure"]),
            direction=Direction(given["direction"]),
            accumulation=Accumulation(given["accumulation"]),
            paragraph=given["paragraph"],
        )
        add_indicator(session, indicator, given["defined"])
        for member, aim in given["aims"].items():
            held = Aim(
                baseline=Decimal(aim["baseline"]),
                target=Decimal(aim["target"]),
                baseline_on=aim["from"],
                target_on=aim["to"],
                member=member,
                indicator=indicator.code,
                commitment=aim.get("commitment", ""),
            )
            if aim["told"] <= as_of:
                set_aim(session, held, aim["told"])


def fill_commitment(
    session: Session, declaration: str, given: Mapping[str, Any], as_of: date
) -> None:
    """Record one commitment and, up to a day, its money, its changes of date and its end."""
    member, code = given["member"], given["code"]
    budgets = [read_budget(given["made"], words) for words in given.get("budgets", ())]
    new = Commitment(
        code=code,
        member=member,
        declaration=declaration,
        title=given["title"],
        kind=CommitmentKind(given["kind"]),
        made_on=given["made"],
        shares={name: Decimal(share) for name, share in given["paragraphs"].items()},
        text=given.get("text", ""),
        owner=given["owner"],
        partners=(
            *(Partner(name) for name in given.get("partners", ())),
            *(Partner(name, private_sector=True) for name in given.get("companies", ())),
        ),
        starts_on=given.get("starts"),
        due_on=given.get("due"),
        goals=tuple(given.get("goals", ())),
        language=given.get("language", "en"),
        budgets=tuple(budgets),
    )
    add_commitment(session, new)
    for later in given.get("later", ()):
        day = later["day"]
        if day > as_of:
            continue
        if "budget" in later:
            add_budget(session, declaration, member, code, read_budget(day, later["budget"]))
        elif "due" in later:
            change = Rescheduling(later["due"], later["reason"], day)
            reschedule_commitment(session, declaration, member, code, change)
        else:
            end = Closing(Implementation(later["ended"]), day, later.get("reason", ""))
            close_commitment(session, declaration, member, code, end)


def read_budget(day: date, words: str) -> Budget:
    """Return the money that a line such as "planned 200000 EUR" means."""
    stage, amount, currency = words.split()
    return Budget(Decimal(amount), currency, BudgetStage(stage), day)


def fill_values(session: Session, period: str, as_of: date) -> None:
    """Record the values for a period that came by a day; the period is open."""
    for indicator in read_sample("commitments.yaml")["indicators"]:
        for given in indicator["values"]:
            if given["period"] != period or given["told"] > as_of:
                continue
            pair = [Decimal(number) for number in given.get("share", ())]
            value = Value(
                member=given["member"],
                indicator=indicator["code"],
                period=period,
                measured_on=given["measured"],
                recorded_on=given["told"],
                numerator=pair[0] if pair else None,
                denominator=pair[1] if pair else None,
                missing=MissingReason(given["missing"]) if "missing" in given else None,
            )
            record_value(session, value)
