"""The members: who belongs, who holds which office, and the assemblies."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from app.cli.options import (
    DEFAULT_DB,
    AsOf,
    Db,
    DryRun,
    Json,
    On,
    Output,
    Pair,
    parse_day,
    parse_pair,
)
from app.cli.output import (
    deliver,
    emit_json,
    emit_rows,
    refuse_problems,
    say,
    suggest,
    today,
    warn,
    workspace,
)
from app.database import reading, transaction
from declarations.problems import InputRefusal
from exports.member_list import find_country, read_members, write_members
from exports.phrasing import print_count
from tracker.city_sizes import MOST_INHABITANTS
from tracker.member_store import (
    add_assembly,
    add_member,
    add_office,
    import_members,
    load_assemblies,
    load_members,
    load_offices,
)
from tracker.members import Assembly, Member, MemberKind, Office, OfficeKind

member = typer.Typer(name="member", help="The members of the association.")
office = typer.Typer(name="office", help="Who is president, vice president, regional office.")
assembly = typer.Typer(name="assembly", help="The meetings that adopt texts.")

OptionalDay = Annotated[date | None, typer.Option(parser=parse_day, metavar="DATE")]
Pairs = list[Pair]


@member.command("add")
def add_one_member(
    code: Annotated[str, typer.Argument(help="A short code, unique for ever.")],
    name: Annotated[str, typer.Argument(help="Its name.")],
    db: Db = DEFAULT_DB,
    country: Annotated[
        str, typer.Option(help="Its country: ISO 3166-1 alpha-2, such as KR, or its English name.")
    ] = "",
    region: Annotated[str, typer.Option(help="The association's own grouping.")] = "",
    kind: Annotated[MemberKind, typer.Option(help="What kind of body it is.")] = MemberKind.CITY,
    population: Annotated[
        int | None,
        typer.Option(min=1, max=MOST_INHABITANTS, help="Its number of inhabitants."),
    ] = None,
    joined: OptionalDay = None,
    left: OptionalDay = None,
    names: Annotated[
        Pairs | None,
        typer.Option("--name", parser=parse_pair, metavar="LANG=NAME", help="Name in a language."),
    ] = None,
) -> None:
    """Add one member.

    Example: accord member add seoul Seoul --country KR --name ko=서울
    """
    found = find_country(country) if country else ""
    if found is None:
        raise InputRefusal(
            f"{country!r} is no country that is known.",
            hint="Give two letters such as KR, or the English name such as Ecuador.",
        )
    new = Member(
        code=code,
        names={"en": name, **dict(names or [])},
        country=found,
        region=region,
        kind=kind,
        joined_on=joined,
        left_on=left,
        population=population,
    )
    with workspace(db) as engine, transaction(engine) as session:
        add_member(session, new)
    say(f"Added {name} ({code}).")
    if joined is None:
        say("Without --joined it counts as a member from the beginning, in earlier reports too.")
    suggest(f"accord adoption register DECLARATION --member {code} --all --db {db}")


@member.command("import")
def import_member_list(
    file: Annotated[Path, typer.Argument(help="A CSV file with one member a row.")],
    db: Db = DEFAULT_DB,
    columns: Annotated[
        Pairs | None,
        typer.Option(
            "--map",
            parser=parse_pair,
            metavar="FIELD=COLUMN",
            help="Which column holds a field; repeat it. Fields: code, name, country, region, "
            "kind, population, joined, left, name:LANG.",
        ),
    ] = None,
    make_codes: Annotated[
        bool, typer.Option(help="Make codes from country and name where the file has none.")
    ] = False,
    skip_faulty: Annotated[
        bool, typer.Option(help="Take the good rows although others have faults.")
    ] = False,
    on: On = None,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Import members from a CSV file; importing the same file again changes nothing.

    What has changed holds from the day of --on; reports of earlier days keep the old. Every row
    that cannot be taken is named with its line, the value found and what to do.

    Example: accord member import members.csv --map code=ID --map name=City
    """
    parsed = read_members(file, columns=dict(columns or []), make_codes=make_codes)
    if not skip_faulty:
        refuse_problems(
            f"{file}: {print_count(len(parsed.problems), 'problem')}; no member was taken.",
            parsed.problems,
            "Mend the rows, or add --skip-faulty to take the good ones.",
        )
    with workspace(db) as engine:
        if dry_run:
            with reading(engine) as session:
                known = {known.code for known in load_members(session)}
            fresh = sum(found.code not in known for found in parsed.members)
            listed = print_count(len(parsed.members), "member")
            say(f"{fresh} of {listed} would be new; nothing was written.")
            return
        with transaction(engine) as session:
            result = import_members(session, parsed.members, changed_on=on or today())
    for problem in parsed.problems:
        warn(f"{problem} {problem.remedy}")
    if as_json:
        emit_json(
            {
                "new": result.new,
                "changed": result.changed,
                "same": result.same,
                "faulty": len(parsed.problems),
            }
        )
    say(
        f"{result.new} new, {result.changed} changed, {result.same} the same, "
        f"{len(parsed.problems)} not taken."
    )
    suggest(f"accord member list --db {db}")


@member.command("list")
def list_members(
    db: Db = DEFAULT_DB, output: Output = "", as_of: AsOf = None, as_json: Json = False
) -> None:
    """List the members, or write them as CSV with -o.

    Example: accord member list -o members.csv
    """
    with workspace(db) as engine, reading(engine) as session:
        day = as_of or today()
        members = [m for m in load_members(session, day) if m.belongs_on(day)]
    if output:
        deliver(output, write_members(members))
    elif as_json:
        emit_json([member_as_data(m) for m in members])
    else:
        emit_rows(
            ("CODE", "NAME", "COUNTRY", "REGION", "KIND"),
            [(m.code, m.name(), m.country, m.region, m.kind) for m in members],
        )


def member_as_data(member: Member) -> dict[str, object]:
    """Return a member as JSON-able data."""
    return {
        "code": member.code,
        "names": dict(member.names),
        "country": member.country,
        "region": member.region,
        "kind": member.kind.value,
        "joined_on": member.joined_on.isoformat() if member.joined_on else None,
        "left_on": member.left_on.isoformat() if member.left_on else None,
        "population": member.population,
    }


@office.command("add")
def add_one_office(
    member_code: Annotated[str, typer.Argument(metavar="MEMBER", help="The member's code.")],
    kind: Annotated[OfficeKind, typer.Argument(help="The office.")],
    db: Db = DEFAULT_DB,
    starts: OptionalDay = None,
    ends: OptionalDay = None,
) -> None:
    """Record that a member holds an office for a term.

    Example: accord office add seoul president --starts 2010-09-01
    """
    with workspace(db) as engine, transaction(engine) as session:
        add_office(session, Office(member_code, kind, starts, ends))
    say(f"{member_code} is {kind.value.replace('_', ' ')}.")


@office.command("list")
def list_offices(db: Db = DEFAULT_DB, as_of: AsOf = None, as_json: Json = False) -> None:
    """List who holds which office; with --as-of only those held on that day.

    Example: accord office list --as-of 2019-01-01
    """
    with workspace(db) as engine, reading(engine) as session:
        offices = [o for o in load_offices(session) if as_of is None or o.held_on(as_of)]
    rows = [
        (
            o.member,
            o.kind.value,
            o.starts_on.isoformat() if o.starts_on else "",
            o.ends_on.isoformat() if o.ends_on else "",
        )
        for o in offices
    ]
    if as_json:
        names = ("member", "kind", "starts_on", "ends_on")
        emit_json([dict(zip(names, row, strict=True)) for row in rows])
    else:
        emit_rows(("MEMBER", "OFFICE", "FROM", "UNTIL"), rows)


@assembly.command("add")
def add_one_assembly(
    code: Annotated[str, typer.Argument(help="A short code, such as ga4.")],
    name: Annotated[str, typer.Argument(help="Its name.")],
    db: Db = DEFAULT_DB,
    place: Annotated[str, typer.Option(help="Where it met.")] = "",
    starts: OptionalDay = None,
    ends: OptionalDay = None,
) -> None:
    """Add an assembly.

    Example: accord assembly add ga5 "Fifth General Assembly" --place Seoul --starts 2019-09-01
    """
    with workspace(db) as engine, transaction(engine) as session:
        add_assembly(session, Assembly(code, name, place, starts, ends))
    say(f"Added the assembly {name} ({code}).")
    suggest(f"accord draft adopt DECLARATION --assembly {code} --db {db}")


@assembly.command("list")
def list_assemblies(db: Db = DEFAULT_DB, as_json: Json = False) -> None:
    """List the assemblies.

    Example: accord assembly list
    """
    with workspace(db) as engine, reading(engine) as session:
        found = load_assemblies(session)
    rows = [
        (
            a.code,
            a.name,
            a.place,
            a.starts_on.isoformat() if a.starts_on else "",
            a.ends_on.isoformat() if a.ends_on else "",
        )
        for a in found
    ]
    if as_json:
        names = ("code", "name", "place", "starts_on", "ends_on")
        emit_json([dict(zip(names, row, strict=True)) for row in rows])
    else:
        emit_rows(("CODE", "NAME", "PLACE", "FROM", "UNTIL"), rows)
