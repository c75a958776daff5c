"""How long does a text take: to parse, to print, to check and to compare?"""

from collections.abc import Callable
from pathlib import Path

from benchmarks.made_up import make_amendments, make_declaration, write_draft
from declarations.checks import check_declaration
from declarations.comparison import compare
from declarations.compilation import compile_amendments
from declarations.draft_file import parse_draft, read_draft
from declarations.draft_printing import print_draft


def parse(paragraphs: int, folder: Path) -> Callable[[], object]:
    """Return what reads a draft file."""
    path = folder / "made-up.md"
    path.write_text(write_draft(paragraphs), encoding="utf-8")
    return lambda: read_draft(path)


def print_again(paragraphs: int, _folder: Path) -> Callable[[], object]:
    """Return what writes a declaration as a draft."""
    declaration = make_declaration(paragraphs)
    return lambda: print_draft(declaration)


def check(paragraphs: int, _folder: Path) -> Callable[[], object]:
    """Return what runs every check on a parsed draft."""
    parsed = parse_draft(write_draft(paragraphs))
    return lambda: check_declaration(parsed.declaration, parsed.places)


def compare_revisions(paragraphs: int, _folder: Path) -> Callable[[], object]:
    """Return what compares two revisions; a third of the paragraphs differ."""
    old, new = make_declaration(paragraphs), make_declaration(paragraphs, edited=True)
    return lambda: compare(old, new)


def compile_all(amendments: int, _folder: Path) -> Callable[[], object]:
    """Return what lays so many amendments against a text of 200 paragraphs."""
    base = make_declaration(200)
    proposed = make_amendments(base, amendments)
    return lambda: compile_amendments(base, proposed)
