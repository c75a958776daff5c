"""What does a Word file say? Its text in order, with looks, labels and all that hangs on it."""

from dataclasses import dataclass
from enum import StrEnum

from declarations.problems import Level


class Changes(StrEnum):
    """What is done with tracked changes before the text is read."""

    ACCEPT = "accept"
    REJECT = "reject"
    KEEP = "keep"


class Container(StrEnum):
    """Where a paragraph stands, if not in the running text."""

    TEXT = "text"
    TABLE = "table"
    TEXT_BOX = "text box"
    CONTENTS = "table of contents"


@dataclass(frozen=True, slots=True)
class ChangeMark:
    """One tracked change: "inserted", "deleted", "moved away", "moved here", "look changed".

    ``date`` is as the file has it (ISO 8601, local time in most files), "" where there is none.
    """

    kind: str
    author: str
    date: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """Words of one look. ``note`` is a note's id: its mark stands here and ``text`` is empty.

    ``link`` is an address, or "#" and a bookmark; ``reference`` the bookmark whose words, or number
    where ``is_number``, a field prints here; ``change`` is None where changes were not kept.
    """

    text: str
    bold: bool = False
    italic: bool = False
    link: str = ""
    reference: str = ""
    is_number: bool = False
    note: str = ""
    language: str = ""
    change: ChangeMark | None = None


@dataclass(frozen=True, slots=True)
class TablePlace:
    """Which table, row and column a paragraph stands in; all count from 1, ``table`` in order."""

    table: int
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class WordParagraph:
    """One paragraph. ``number`` counts all paragraphs from 1, the empty ones too.

    ``level`` is 1 to 9 for a heading, else 0. ``label`` is what Word prints before the text by
    itself, ``depth`` its level in the list from 0, -1 where there is none; a bullet is a label.
    ``bookmarks`` begin in this paragraph. ``mark`` is the change of its end, where kept.
    """

    number: int
    spans: tuple[Span, ...] = ()
    style: str = ""
    level: int = 0
    label: str = ""
    depth: int = -1
    is_bullet: bool = False
    bookmarks: tuple[str, ...] = ()
    container: Container = Container.TEXT
    place: TablePlace | None = None
    centred: bool = False
    right_to_left: bool = False
    mark: ChangeMark | None = None

    @property
    def text(self) -> str:
        """Return the words without label and note marks."""
        return "".join(span.text for span in self.spans)


@dataclass(frozen=True, slots=True)
class WordNote:
    """A footnote or endnote; the marks in the text name it by ``id``."""

    id: str
    is_endnote: bool
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class WordComment:
    """A comment, the paragraph it begins in (0 where nothing shows it) and the words covered."""

    id: str
    author: str
    date: str
    text: str
    paragraph: int = 0
    quoted: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that was not understood or not taken over; ``paragraph`` 0 means the whole file.

    A hint tells of something understood that a reader of the text may want to know.
    """

    paragraph: int
    code: str
    level: Level
    message: str
    remedy: str


@dataclass(frozen=True, slots=True)
class WordReading:
    """All that was read. ``changes`` are those the file had, whatever was done with them.

    ``program`` is the name of the program that wrote the file, as the file has it.
    """

    paragraphs: tuple[WordParagraph, ...]
    notes: tuple[WordNote, ...] = ()
    comments: tuple[WordComment, ...] = ()
    changes: tuple[ChangeMark, ...] = ()
    remarks: tuple[Remark, ...] = ()
    title: str = ""
    author: str = ""
    subject: str = ""
    identifier: str = ""
    program: str = ""
    language: str = ""
