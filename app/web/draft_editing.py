"""How is a part of a text edited? One box for each paragraph; nothing typed is ever lost.

The same form serves those who edit a draft and those who propose to amend it. It carries all rows,
so that moving, adding and deleting them works without a script and stores nothing.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any

from pydantic import Field

from app.database import ReadingSession
from app.web.draft_places import NamedChange, Places, name_changes
from app.web.drafting import as_revision, find_faults
from app.web.forms import Form, FormModel
from app.web.interface_languages import later
from app.web.pages import Page
from declarations.amendments import make_operations
from declarations.change_list import list_changes
from declarations.draft_inline import print_inline, read_line
from declarations.model import Declaration, NodeKind
from declarations.paragraph_rows import (
    HEADED,
    Row,
    add_row,
    count_before,
    drop_row,
    find_part,
    list_rows,
    move_row,
    nest_row,
    number_rows,
    put_rows,
    take_in_rows,
    tidy_rows,
)
from declarations.problems import ChangedMeanwhileRefusal, NotFoundRefusal
from declarations.revising import bring_together, find_revision_by_hash, list_known_ids
from declarations.revisions import Revision
from declarations.store import load_revision
from declarations.word_differences import Piece, compare_texts
from exports.html import Fragment
from exports.public_text import arrange_text

LONGEST_WORDS = 20_000
LONGEST_HEADING = 500
LONGEST_REASON = 500
BODY = 4 << 20
"""Bytes of the largest part: some hundred paragraphs, three fields each."""

ACT = re.compile(r"(add|up|down|drop|in|out) (-1|\d{1,4})")
ROW = later("Paragraph %(label)s")
PREAMBULAR_ROW = later("Preambular paragraph %(number)s")

Words = Annotated[str, Field(max_length=LONGEST_WORDS)]
Hash = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class PartForm(FormModel):
    """The rows of a part, the revision that they were made from, and what is to be done."""

    base: Hash
    heading: str = Field(default="", max_length=LONGEST_HEADING)
    row: tuple[Annotated[str, Field(max_length=200)], ...] = ()
    depth: tuple[Annotated[int, Field(ge=0, le=9)], ...] = ()
    words: tuple[Words, ...] = ()
    reason: str = Field(default="", max_length=LONGEST_REASON)
    do: str = Field(default="look", max_length=20)

    def rows(self) -> tuple[Row, ...]:
        """Return the rows as they were typed; what has no words of its own is left out."""
        parts = zip(self.row, self.depth, self.words, strict=False)
        return tuple(Row(*part) for part in parts)


@dataclass(frozen=True, slots=True)
class Box:
    """A row as it is shown; ``stored`` are the words that others gave it meanwhile."""

    row: Row
    name: str
    stored: str = ""
    pieces: tuple[Piece, ...] = ()


@dataclass(slots=True)
class PartEditor:
    """A part of a text being edited: the revision it is edited from, and its rows as they stand.

    ``theirs`` is what others changed meanwhile; ``is_joined`` says that it stands in the rows.
    """

    page: Page
    base: Revision
    part_id: str
    rows: tuple[Row, ...]
    heading: str
    taken: frozenset[str] = frozenset()
    theirs: tuple[NamedChange, ...] = ()
    is_joined: bool = False
    latest: Revision | None = None
    stored: dict[str, str] = field(default_factory=dict)

    @property
    def is_whole(self) -> bool:
        """Return whether a whole section is edited, with its heading."""
        return find_part(self.base.declaration, self.part_id)[1].kind in HEADED

    @property
    def is_preamble(self) -> bool:
        """Return whether the part lies in the preamble, where nothing is numbered."""
        top, _part = find_part(self.base.declaration, self.part_id)
        return top.kind is NodeKind.PREAMBLE

    @property
    def before(self) -> int:
        """Return how many paragraphs are numbered before the part."""
        text = self.base.declaration
        return count_before(text, find_part(text, self.part_id)[1])

    @property
    def stored_rows(self) -> tuple[Row, ...]:
        """Return the rows of the revision that it is edited from."""
        return list_rows(find_part(self.base.declaration, self.part_id)[1])

    @property
    def part_name(self) -> str:
        """Return what a reader calls the part."""
        return Places(self.page, self.base.declaration).name(self.part_id)

    def boxes(self) -> list[Box]:
        """Return the rows with their names; in a preamble the place among its paragraphs."""
        text, before = self.base.declaration, self.before
        top, part = find_part(text, self.part_id)
        if self.is_preamble and top.id != part.id:
            before = [each.id for each in top.children].index(part.id)
        labels = number_rows(self.rows, before, text.language)
        message = PREAMBULAR_ROW if self.is_preamble else ROW
        found = []
        for row, label in zip(self.rows, labels, strict=True):
            name = self.page.translate(message) % {"label": label, "number": label}
            stored = self.stored.get(row.id, "") if row.id else ""
            pieces = compare_texts(plain(stored), plain(row.words)) if stored else ()
            found.append(Box(row, name, stored, pieces))
        return found

    def make_text(self) -> Declaration:
        """Return the whole text with the rows in it; new rows without words are left out."""
        heading = self.heading if self.is_whole else None
        rows = tidy_rows(self.rows, self.before, stored=self.stored_rows)
        return put_rows(
            self.base.declaration, self.part_id, rows, heading=heading, taken=self.taken
        )

    def act(self, wanted: str) -> bool:
        """Do what a button says with a row; return whether it was such a button."""
        match = ACT.fullmatch(wanted)
        if match:
            name, place = match.group(1), int(match.group(2))
            if place < len(self.rows):
                self.rows = change_rows(self.rows, name, place)
        self.rows = tidy_rows(
            self.rows, self.before, stored=self.stored_rows, keep_empty=match is not None
        )
        return match is not None

    def describe(self) -> dict[str, Any]:
        """Return what the template shows besides the form: changes, preview and checks."""
        text = self.make_text()
        operations = make_operations(self.base.declaration, text)
        shown: dict[str, Any] = {"changes": (), "faults": (), "preview": None, "fragment": None}
        if operations:
            top, _part = find_part(self.base.declaration, self.part_id)
            read = arrange_text(as_revision(text, self.base), self.page.day)
            touched = {operation.node_id for operation in operations}
            shown = {
                "changes": name_changes(
                    self.page, self.base.declaration,
                    list_changes(self.base.declaration, operations),
                ),
                "faults": [each for each in find_faults(self.page, text) if each.key in touched],
                "preview": next((each for each in read.parts if each.id == top.id), None),
                "fragment": Fragment(read.document, shift=2),
            }  # fmt: skip
        return {"editor": self, "boxes": self.boxes(), "language_of_text": text.language, **shown}

    def face(self, latest: Revision) -> None:
        """Take in what others stored meanwhile; where both changed the same words, show both."""
        old, mine = self.base, self.make_text()
        was, now = old.declaration, latest.declaration
        operations = make_operations(was, now)
        self.theirs = name_changes(self.page, was, list_changes(was, operations))
        self.latest = latest
        try:
            _top, part = find_part(now, self.part_id)
        except NotFoundRefusal:
            return
        joined = bring_together(old, latest, mine)
        before = list_rows(find_part(was, self.part_id)[1])
        self.base = latest
        if joined is not None:
            _top, joined_part = find_part(joined, self.part_id)
            self.rows, self.is_joined = list_rows(joined_part), True
            self.heading = print_inline(joined_part.text) if self.is_whole else ""
            return
        after = list_rows(part)
        words = {row.id: row.words for row in before}
        self.stored = {
            row.id: row.words for row in after if words.get(row.id, row.words) != row.words
        }
        self.rows = take_in_rows(self.rows, before, after)


def plain(words: str) -> str:
    """Return words in Markdown as plain text."""
    return read_line(" ".join(words.split())).text.plain


def change_rows(rows: Sequence[Row], name: str, place: int) -> tuple[Row, ...]:
    """Return the rows after what a button does."""
    if name == "add":
        return add_row(rows, place)
    if place < 0:
        return tuple(rows)
    if name == "drop":
        return drop_row(rows, place)
    step = {"up": -1, "out": -1, "down": 1, "in": 1}[name]
    return (move_row if name in {"up", "down"} else nest_row)(rows, place, step)


def open_part(page: Page, revision: Revision, part_id: str) -> PartEditor:
    """Return a part as it is stored; NotFoundRefusal where there is none."""
    _top, part = find_part(revision.declaration, part_id)
    heading = print_inline(part.text) if part.kind in HEADED else ""
    return PartEditor(page, revision, part.id, list_rows(part), heading)


def take_part(
    page: Page, session: ReadingSession, code: str, part_id: str, wanted: PartForm, language: str
) -> PartEditor:
    """Return a part as it was typed; ChangedMeanwhileRefusal for a base that is not there."""
    base = find_revision_by_hash(session, code, wanted.base, language)
    _top, part = find_part(base.declaration, part_id)
    taken = list_known_ids(session, code, language)
    return PartEditor(page, base, part.id, wanted.rows(), wanted.heading, taken)


def keep_part(
    page: Page, session: ReadingSession, code: str, part_id: str, form: Form, language: str
) -> PartEditor:
    """Return a part with what was typed where something of it cannot be taken, all of it kept."""
    try:
        base = find_revision_by_hash(session, code, form.value("base") or "none", language)
    except ChangedMeanwhileRefusal:
        base = load_revision(session, code, language=language or None)
    editor = open_part(page, base, part_id)
    names, depths, words = (form.chosen.get(name, ()) for name in ("row", "depth", "words"))
    typed = zip(names, depths, words, strict=False)
    rows = [Row(name, int(depth) if depth.isdecimal() else 0, each) for name, depth, each in typed]
    editor.rows = tidy_rows(rows, editor.before, keep_empty=True)
    editor.heading = form.value("heading")
    return editor
