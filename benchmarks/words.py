"""How long does a Word file take: to guard, to read in its child process, to make a draft of?"""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from benchmarks.made_up import make_declaration
from declarations.comparison import compare
from declarations.node_pairing import pair_nodes, rename_nodes
from exports.declaration_text import compose_declaration
from exports.docx.reader import read_word_file
from exports.docx.writer import write_docx
from exports.package_guard import WORD_FILE, check_package
from exports.redline import compose_redline
from exports.word_amendment import TREATMENTS, read_proposal
from exports.word_draft import DraftWishes, make_draft

NAME = "made-up.docx"
DAY = date(2026, 1, 2)


def write_file(paragraphs: int, *, edited: bool = False) -> bytes:
    """Return a made-up declaration as a Word file; 3,400 paragraphs fill about 200 pages."""
    declaration = make_declaration(paragraphs, edited=edited)
    return write_docx(compose_declaration(declaration, made_on=DAY), lambda _: None)


def guard(paragraphs: int, _folder: Path) -> Callable[[], object]:
    """Return what decides whether a file may be read."""
    data = write_file(paragraphs)
    return lambda: check_package(data, NAME, WORD_FILE)


def import_draft(paragraphs: int, _folder: Path) -> Callable[[], object]:
    """Return what makes a draft of a file, guard and child process included."""
    data = write_file(paragraphs)

    def run() -> object:
        (reading,) = read_word_file(data, NAME)
        return make_draft(reading, NAME, DraftWishes())

    return run


def import_amendment(paragraphs: int, _folder: Path) -> Callable[[], object]:
    """Return what makes an amendment of a file in which a third of the paragraphs differ."""
    base = make_declaration(paragraphs)
    data = write_file(paragraphs, edited=True)

    def run() -> object:
        accepted, rejected = read_word_file(data, NAME, TREATMENTS)
        return read_proposal(accepted, rejected, NAME, base)

    return run


def export(paragraphs: int, _folder: Path) -> Callable[[], object]:
    """Return what writes a declaration as a Word file."""
    declaration = make_declaration(paragraphs)
    return lambda: write_docx(compose_declaration(declaration, made_on=DAY), lambda _: None)


def redline_files(paragraphs: int, _folder: Path) -> Callable[[], object]:
    """Return what reads two Word files and writes the tracked changes between them."""
    files = [write_file(paragraphs), write_file(paragraphs, edited=True)]

    def run() -> bytes:
        old, new = (
            make_draft(read_word_file(data, NAME)[0], NAME, DraftWishes()).declaration
            for data in files
        )
        former = {name: before for before, name in pair_nodes(old, new).items()}
        comparison = compare(old, rename_nodes(new, former))
        return write_docx(compose_redline(comparison, made_on=DAY, is_tracked=True))

    return run


def redline_by_peer(paragraphs: int, _folder: Path) -> Callable[[], object]:
    """Return what makes python-redlines (Docxodus) write the same from the same two files."""
    from python_redlines import DocxodusEngine  # noqa: PLC0415 - a peer need not be installed

    engine = DocxodusEngine()
    files = [write_file(paragraphs), write_file(paragraphs, edited=True)]
    return lambda: engine.run_redline("Accord", *files)
