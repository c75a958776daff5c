"""Which commands are there? Prints docs/commands.md from the commands themselves."""

import inspect
from collections.abc import Iterator

import typer

from app.cli.main import build_app


def walk_commands() -> Iterator[tuple[str, str, list[tuple[str, str]]]]:
    """Yield each command: its words, its help, and its options with their help."""
    waiting = [("accord", typer.main.get_command(build_app()))]
    while waiting:
        words, command = waiting.pop(0)
        below = getattr(command, "commands", None)
        if below is not None:
            waiting += [(f"{words} {name}", child) for name, child in below.items()]
            continue
        options = [
            (" ".join(parameter.opts), str(getattr(parameter, "help", "") or ""))
            for parameter in command.params
        ]
        yield words, inspect.cleandoc(command.help or ""), options


def print_reference() -> str:
    """Return docs/commands.md."""
    parts = [
        "# Commands\n",
        (
            "Written by `make docs` from the commands themselves; a test compares them.\n"
            "Every option can also be set by an environment variable: `ACCORD_DB`,\n"
            "`ACCORD_OUTPUT`, `ACCORD_LANG`, `ACCORD_AS_OF`, `ACCORD_NO_INPUT`; every other one\n"
            "by the names of its command and itself, such as `ACCORD_DRAFT_ADOPT_DECISION`.\n"
        ),
    ]
    for words, text, options in walk_commands():
        explanation, _, example = text.partition("Example:")
        parts.append(f"## {words}\n\n{explanation.strip()}\n")
        if example:
            parts.append(f"    {' '.join(example.split())}\n")
        parts += [f"- `{names}` {text}".rstrip() for names, text in options if names != "--help"]
        parts.append("")
    return "\n".join(parts).rstrip() + "\n"


if __name__ == "__main__":
    typer.echo(print_reference(), nl=False)
