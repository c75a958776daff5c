"""The program ``accord``: every group of commands, and how a refusal ends the program."""

import json
import os
import sys
import traceback
from collections.abc import Sequence
from typing import Annotated

import typer

from app import __version__
from app.cli.caller import sign_command
from app.cli.groups import load_groups
from app.cli.output import CALLER, VOICE
from app.errors import DEFECT, DONE, INTERRUPTED, USAGE, exit_code, problem_lines, refusal_as_data
from declarations.problems import Refusal


def show_version(wanted: bool) -> None:
    """Print the version and leave."""
    if wanted:
        typer.echo(f"accord {__version__}")
        raise typer.Exit


def set_voice(
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help="Say only what is wrong.")] = False,
    verbose: Annotated[
        bool, typer.Option("-v", "--verbose", help="Say more, and show a defect in full.")
    ] = False,
    _version: Annotated[
        bool,
        typer.Option(
            "-V", "--version", callback=show_version, is_eager=True, help="Show the version."
        ),
    ] = False,
) -> None:
    """Options of the whole program, given before the command."""
    VOICE.quiet = quiet
    VOICE.verbose = verbose


UNREAD = "Input should be a valid {0}, unable to parse string as {1} {0}"
NOISE = (
    ("Value error, ", ""),
    (UNREAD.format("integer", "an"), "Give a whole number."),
    (UNREAD.format("number", "a"), "Give a number."),
    ("Input should be", "It must be"),
)
"""What the library that reads options says, and what a person is told."""


def build_app(arguments: Sequence[str] = ()) -> typer.Typer:
    """Return the program with the commands that a command line can mean; without one, with all."""
    app = typer.Typer(
        name="accord",
        help="One declaration through its whole life: drafted, adopted, accepted paragraph by "
        "paragraph, followed up, and reported to the next assembly.",
        epilog="Start here: accord demo",
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"], "auto_envvar_prefix": "ACCORD"},
    )
    app.callback()(set_voice)
    load_groups(app, arguments)
    return app


def run() -> None:
    """Run the program and end it with the exit code that the outcome means."""
    sys.exit(run_command(sys.argv[1:]))


def run_command(arguments: list[str]) -> int:
    """Run one command line; return its exit code (table in app.errors)."""
    as_json = "--json" in arguments
    try:
        command = typer.main.get_command(build_app(arguments))
        CALLER.signature = sign_command(command, arguments)
        result = command(arguments, prog_name="accord", standalone_mode=False)
    except Refusal as refusal:
        tell_refusal(refusal, as_json=as_json)
        return exit_code(refusal)
    except typer.TyperException as error:
        return tell_usage(error, as_json=as_json)
    except (KeyboardInterrupt, typer.Abort):
        typer.echo("Interrupted; nothing half-done was kept.", err=True)
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of our output (head, less) has gone: no fault of anyone.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except Exception as error:  # noqa: BLE001 - the last door: a defect is told as one
        return tell_defect(error, as_json=as_json)
    return result if isinstance(result, int) else DONE


def tell_refusal(refusal: Refusal, *, as_json: bool) -> None:
    """Tell why a command was refused: JSON on standard output, or words on standard error."""
    if as_json:
        typer.echo(json.dumps(refusal_as_data(refusal), ensure_ascii=False, indent=2))
        return
    for problem in refusal.problems:
        typer.echo(problem_lines(problem), err=True)
    told = [problem for problem in refusal.problems if problem.message in refusal.message]
    typer.echo("Not done." if told else f"Not done: {refusal.message}", err=True)
    if refusal.hint and all(problem.remedy != refusal.hint for problem in told):
        typer.echo(refusal.hint, err=True)


def tell_usage(error: typer.TyperException, *, as_json: bool) -> int:
    """Tell that the command line itself is wrong; return the exit code."""
    error.message = plain_words(error.message)
    if as_json:
        document = {
            "error": {
                "code": "usage",
                "message": str(error),
                "hint": "accord --help lists the commands.",
                "where": [],
            }
        }
        typer.echo(json.dumps(document, ensure_ascii=False, indent=2))
    else:
        show = getattr(error, "show", None)
        if show is not None:
            show()
        else:
            typer.echo(f"Error: {error}", err=True)
    return int(getattr(error, "exit_code", USAGE))


def plain_words(message: str) -> str:
    """Return what the reader of options says without what means nothing to a person."""
    for noise, plain in NOISE:
        message = message.replace(noise, plain)
    return message


def tell_defect(error: Exception, *, as_json: bool) -> int:
    """Tell that Accord itself failed; return the exit code."""
    if VOICE.verbose:
        traceback.print_exc()
    message = f"This is a defect in Accord: {type(error).__name__}: {error}"
    hint = "Nothing half-done was kept. Run it again as accord -v ... and report what it prints."
    if as_json:
        document = {"error": {"code": "defect", "message": message, "hint": hint, "where": []}}
        typer.echo(json.dumps(document, ensure_ascii=False, indent=2))
    else:
        typer.echo(f"{message}\n{hint}", err=True)
    return DEFECT


if __name__ == "__main__":
    run()
