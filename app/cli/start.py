"""Start here: the sample, a new workspace, and a look at this machine."""

import platform
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from app import __version__
from app.cli.options import DEFAULT_DB, AsOf, Db, Json
from app.cli.output import as_typed, emit, emit_json, emit_rows, now, say, signed, suggest
from app.cli.serving import run_site
from app.database import (
    create_database,
    newest_revision,
    open_database,
    remove_database,
    schema_revision,
    sqlite_version,
)
from app.demo import DECLARATION, SAMPLE_DAY, fill_workspace, render_sample
from app.sample_people import prepare_people
from exports.fonts import SCRIPTS, font_stack

start = typer.Typer()
"""Without a name: its commands stand directly under ``accord``."""


@start.command("demo")
def show_demo(
    output: Annotated[
        str, typer.Option("-o", "--output", metavar="FOLDER", help="Where to write the sample.")
    ] = "out",
    seed: Annotated[int, typer.Option(help="Another seed makes other sample answers.")] = 2017,
    as_of: AsOf = None,
    serve: Annotated[
        bool, typer.Option("--serve", help="Serve the sample as a site, until Ctrl-C.")
    ] = False,
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port of the site.")] = 8000,
) -> None:
    """Fill a sample workspace and write its documents, or serve it as a site.

    The workspace is FOLDER/demo.db and is made anew each time. The same seed and date give the
    same bytes. Served, it can be seen as drafter, city and secretariat without a password, on
    this machine alone, and no documents are written.

    Example: accord demo -o out
    """
    folder = Path(output)
    day: date = as_of or SAMPLE_DAY
    folder.mkdir(parents=True, exist_ok=True)
    database = folder / "demo.db"
    remove_database(database)
    engine = create_database(str(database))
    try:
        say("Filling the sample workspace ...")
        fill_workspace(signed(engine), seed=seed, as_of=day)
        if serve:
            people = prepare_people(signed(engine), day, now())
            run_site(engine, "127.0.0.1", port, lambda: day, people)
            return
        say("Writing the documents ...")
        files = render_sample(engine, folder, day)
    finally:
        engine.dispose()
    for file in files:
        emit(str(file))
    say(f"\nThe sample is in {folder}: {len(files)} documents and the workspace {database}.")
    say("The declaration and the 24 answering cities are made up for the sample.")
    say("Try next:")
    for command in (
        f"accord draft list --db {database}",
        f"accord adoption matrix {DECLARATION} --db {database}",
        f"accord report assembly --db {database} --as-of {day} -o report.pdf",
        "accord demo --serve",
    ):
        say(f"  {as_typed(command)}")


@start.command("init")
def make_workspace(db: Db = DEFAULT_DB) -> None:
    """Make a new, empty workspace.

    It never touches one that is there already.

    Example: accord init --db association.db
    """
    create_database(db).dispose()
    say(f"Made the workspace {db}.")
    suggest(f"accord member import members.csv --db {db}")


@start.command("doctor")
def examine_machine(db: Db = "", as_json: Json = False) -> None:
    """Tell what this machine has and what is missing: versions, fonts, the workspace.

    Example: accord doctor --db association.db
    """
    facts = {"accord": __version__, "python": platform.python_version()}
    if db:
        engine = open_database(db)
        try:
            facts["workspace"] = engine.url.render_as_string()
            facts["schema"] = f"{schema_revision(engine)} (newest: {newest_revision()})"
            facts["database"] = f"{engine.dialect.name} {sqlite_version(engine)}"
            if engine.dialect.name == "sqlite":
                facts["fence"] = "one writer lock around every write and every checkpoint"
        finally:
            engine.dispose()
    present = font_stack().scripts_present()
    packages = [package for _letter, package in SCRIPTS.values()]
    if as_json:
        emit_json({**facts, "scripts": present})
        return
    for name, value in facts.items():
        emit(f"{name:10} {value}")
    emit("")
    emit_rows(
        ("SCRIPT", "PRINTS", "TO DO"),
        [
            (script, "yes" if shown else "no", "" if shown else f"pip install {package}")
            for (script, shown), package in zip(present.items(), packages, strict=True)
        ],
    )
