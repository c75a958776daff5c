"""How is it measured? Indicators, what members aim at, and their values."""

from datetime import date
from decimal import Decimal
from typing import Annotated

import typer

from app.cli.amounts import parse_decimal
from app.cli.options import (
    DEFAULT_DB,
    AsOf,
    Db,
    DeclarationCode,
    DryRun,
    Json,
    MemberCode,
    On,
    parse_day,
)
from app.cli.output import emit, emit_json, emit_rows, say, suggest, today, workspace
from app.database import reading, transaction
from exports.indicator_data import facts_as_data, plain_data, print_together, standing_row
from tracker.acceptance_store import require_adopted
from tracker.indicator_store import (
    add_indicator,
    load_aims,
    load_indicators,
    load_values,
    record_value,
    set_aim,
)
from tracker.indicators import Accumulation, Aim, Direction, Indicator, Measure, Value
from tracker.progress import MissingReason
from tracker.standings import examine_indicators

indicator = typer.Typer(name="indicator", help="How it is measured.")

IndicatorCode = Annotated[str, typer.Argument(metavar="CODE", help="The indicator, by its code.")]
Day = Annotated[date | None, typer.Option(parser=parse_day, metavar="DATE")]
Amount = Annotated[Decimal | None, typer.Option(parser=parse_decimal, metavar="NUMBER")]


@indicator.command("add")
def add_one_indicator(
    declaration: DeclarationCode,
    code: IndicatorCode,
    title: Annotated[str, typer.Option(help="What is measured.")],
    unit: Annotated[str, typer.Option(help="In what, such as trees or t CO2.")],
    db: Db = DEFAULT_DB,
    measure: Annotated[Measure, typer.Option(help="What a value is.")] = Measure.NUMBER,
    direction: Annotated[Direction, typer.Option(help="Which way is better.")] = Direction.HIGHER,
    accumulation: Annotated[
        Accumulation,
        typer.Option(help="Counted from the beginning, or for each period by itself."),
    ] = Accumulation.PERIODIC,
    additive: Annotated[
        bool, typer.Option("--additive", help="The numbers of members make a sum.")
    ] = False,
    maintain: Annotated[
        bool, typer.Option("--maintain", help="The level is to be kept, not changed.")
    ] = False,
    steps: Annotated[
        list[str] | None,
        typer.Option("--step", metavar="NAME", help="A step of a rubric, lowest first. Repeat it."),
    ] = None,
    paragraph: Annotated[str, typer.Option(metavar="ID", help="The paragraph it measures.")] = "",
    on: On = None,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Say what is to be measured, the same for every member.

    Example: accord indicator add sample-2017 trees --title "Trees planted" --unit trees
    --additive --accumulation cumulative --paragraph environment-6
    """
    new = Indicator(
        code, declaration, title, unit, measure, direction, accumulation, additive, maintain,
        tuple(steps or ()), paragraph,
    )  # fmt: skip
    with workspace(db) as engine, transaction(engine) as session:
        add_indicator(session, new, on or today())
        if dry_run:
            session.rollback()
    if as_json:
        emit_json(plain_data(new) | {"stored": not dry_run})
    say(f"{begin(dry_run)}{title} is measured in {unit}.")
    suggest(f"accord indicator aim {code} --member CODE --target NUMBER --db {db}")


def begin(dry_run: bool) -> str:
    """Return how a message begins where nothing was stored."""
    return "Nothing was stored; this would be: " if dry_run else ""


@indicator.command("aim")
def set_one_aim(
    code: IndicatorCode,
    member_code: MemberCode,
    db: Db = DEFAULT_DB,
    baseline: Amount = None,
    baseline_on: Day = None,
    target: Amount = None,
    target_on: Day = None,
    commitment: Annotated[
        str, typer.Option(metavar="CODE", help="The member's commitment that it measures.")
    ] = "",
    on: On = None,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Record where a member starts on an indicator and where it wants to be, each with its date.

    A percentage is given as 40 for 40 %. What is given later takes the place of what was given
    before; reports of earlier days keep showing the old one.

    Example: accord indicator aim street-trees --member gasang --baseline 0
    --baseline-on 2019-01-01 --target 10000 --target-on 2020-12-31
    """
    aim = Aim(baseline, target, baseline_on, target_on, member_code, code, commitment)
    with workspace(db) as engine, transaction(engine) as session:
        set_aim(session, aim, on or today())
        if dry_run:
            session.rollback()
    if as_json:
        emit_json(plain_data(aim) | {"stored": not dry_run})
    say(f"{begin(dry_run)}{member_code} aims at {target or '–'} on {code}, from {baseline or '–'}.")
    suggest(f"accord indicator value {code} PERIOD --member {member_code} --number N --db {db}")


@indicator.command("value")
def record_one_value(
    code: IndicatorCode,
    period: Annotated[str, typer.Argument(metavar="PERIOD", help="The reporting period.")],
    member_code: MemberCode,
    db: Db = DEFAULT_DB,
    number: Amount = None,
    numerator: Amount = None,
    denominator: Amount = None,
    missing: Annotated[MissingReason | None, typer.Option(help="Why there is no value.")] = None,
    measured_on: Day = None,
    note: Annotated[str, typer.Option(help="A remark, such as how it was counted.")] = "",
    on: On = None,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Record a member's value for a period, or why there is none; a later one corrects it.

    Example: accord indicator value recycled-waste 2019 --member gasang --numerator 380
    --denominator 1000 --measured-on 2018-12-31
    """
    day = on or today()
    value = Value(
        member_code, code, period, measured_on or day, day, number, numerator, denominator,
        missing, note,
    )  # fmt: skip
    with workspace(db) as engine, transaction(engine) as session:
        record_value(session, value)
        declaration = next(i.declaration for i in load_indicators(session) if i.code == code)
        if dry_run:
            session.rollback()
    if as_json:
        emit_json(plain_data(value) | {"stored": not dry_run})
    say(f"{begin(dry_run)}The value of {member_code} on {code} for {period} is in.")
    suggest(f"accord indicator list {declaration} --db {db}")


@indicator.command("list")
def list_indicators(
    declaration: DeclarationCode,
    db: Db = DEFAULT_DB,
    as_of: AsOf = None,
    as_json: Json = False,
) -> None:
    """List the indicators: where each member stands, and what all make together.

    PROGRESS is the way from the baseline to the target in per cent; it may be above 100 or below 0.

    Example: accord indicator list sample-2017
    """
    day = as_of or today()
    with workspace(db) as engine, reading(engine) as session:
        require_adopted(session, declaration, day)
        facts = examine_indicators(
            load_indicators(session, declaration, day),
            load_aims(session, declaration, day),
            load_values(session, declaration, day),
            day,
        )
    if as_json:
        emit_json([facts_as_data(one) for one in facts])
        return
    for place, one in enumerate(facts):
        if place:
            emit("")
        emit(f"{one.indicator.code}: {one.indicator.title} ({one.indicator.unit})")
        emit(print_together(one))
        emit_rows(
            ("MEMBER", "BASELINE", "PRESENT", "TARGET", "PROGRESS", "STATE"),
            [(standing.member, *standing_row(standing)) for standing in one.standings],
        )
