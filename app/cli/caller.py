"""Who gave a command, and which? What the journal says of what the command line does."""

import getpass
import os
from collections.abc import Sequence
from typing import Any

from app.journal import Signature


def sign_command(command: Any, arguments: Sequence[str]) -> Signature:
    """Return the signature of a command line that is given to a (Typer) command.

    The act is the command with its groups, the object what stands without a name after it, and
    --member. The values of all other options are left out.
    """
    words, rest, leaf = ["accord"], list(arguments), command
    while rest:
        if rest[0].startswith("-") and leaf is command:
            rest.pop(0)  # the options of the whole program have no values
            continue
        inner = getattr(leaf, "commands", {}).get(rest[0])
        if inner is None:
            break
        words.append(rest.pop(0))
        leaf = inner
    objects, options = split_arguments(leaf, rest)
    if "--member" in options:
        objects.append(f"member {options['--member']}")
    return Signature(
        user=find_user(),
        act=" ".join(words),
        object=" ".join(objects),
        reason=options.get("--reason", ""),
    )


def split_arguments(leaf: Any, rest: Sequence[str]) -> tuple[list[str], dict[str, str]]:
    """Return what stands without a name, and the values of the options."""
    flags = {
        name
        for each in getattr(leaf, "params", ())
        if getattr(each, "is_flag", False) or getattr(each, "count", False)
        for name in (*each.opts, *each.secondary_opts)
    }
    objects: list[str] = []
    options: dict[str, str] = {}
    waiting = ""
    for place, argument in enumerate(rest):
        if waiting:
            options[waiting], waiting = argument, ""
        elif argument == "--":
            return [*objects, *rest[place + 1 :]], options
        elif argument.startswith("-") and argument != "-":
            name, sign, value = argument.partition("=")
            if sign:
                options[name] = value
            elif name not in flags:
                waiting = name
        else:
            objects.append(argument)
    return objects, options


def find_user() -> str:
    """Return the operating system's name of whoever runs the program, or its number."""
    try:
        import pwd  # noqa: PLC0415 - not on every system

        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())
    except ImportError:
        return getpass.getuser()
