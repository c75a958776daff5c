"""How is a folder written whole or not at all? Beside its place first, then put there at once."""

import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from declarations.problems import RuleRefusal
from exports.files import refuse_write


@contextmanager
def whole_folder(folder: Path, is_ours: Callable[[Path], bool]) -> Iterator[Path]:
    """Yield a new folder beside ``folder`` that takes its place when the block ends well.

    An empty folder is replaced, and one that ``is_ours`` says was written by Accord with nothing
    else in it. Raises RuleRefusal for any other that is there, StorageRefusal when it cannot be
    written; then the old folder is as it was and nothing else is left.
    """
    target = folder.resolve()
    if target.is_file() or (target.is_dir() and any(target.iterdir()) and not is_ours(target)):
        raise RuleRefusal(
            f"{folder} is there already and holds something else; it was left as it is.",
            hint="Name a new folder with -o, or an empty one.",
        )
    made = target.with_name(f".accord-{secrets.token_hex(8)}.part")
    try:
        made.mkdir()
        yield made
        _take_place(made, target)
    except OSError as error:
        raise refuse_write(folder, error) from error
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _take_place(made: Path, target: Path) -> None:
    """Put a finished folder in its place; the old one goes only when the new one is there."""
    old = made.with_suffix(".old")
    if target.is_dir():
        target.rename(old)
    try:
        made.rename(target)
    except OSError:
        if old.is_dir():
            old.rename(target)
        raise
    shutil.rmtree(old, ignore_errors=True)
