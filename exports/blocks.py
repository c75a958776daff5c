"""What is a document, before it is a PDF, a DOCX or a page? Renderer-neutral blocks.

Writers see these and nothing else. Content and order are decided once, here; the writers
decide only how it looks in their format.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Change(StrEnum):
    """What a redline says of a run or of a whole paragraph.

    What was moved stands twice, where it was and where it is now. In a paragraph that was moved
    and edited, words kept are moved, words that went are deleted where it was, and words that
    came are inserted where it is.
    """

    NONE = ""
    INSERTED = "inserted"
    DELETED = "deleted"
    MOVED_FROM = "moved_from"
    MOVED_TO = "moved_to"

    @property
    def is_old(self) -> bool:
        """Whether the old text has what is so marked."""
        return self not in {Change.INSERTED, Change.MOVED_TO}

    @property
    def is_new(self) -> bool:
        """Whether the new text has what is so marked."""
        return self not in {Change.DELETED, Change.MOVED_FROM}


FORMER = "@former"
"""After a paragraph's anchor, it is the anchor of the place that the paragraph has left."""


class Tone(StrEnum):
    """A meaning that a cell, tile or bar segment carries besides its words (never colour alone)."""

    NONE = ""
    GOOD = "good"
    FAIR = "fair"
    WEAK = "weak"
    BAD = "bad"
    MUTED = "muted"


@dataclass(frozen=True, slots=True)
class Look:
    """How a run looked before, where nothing but its look changed."""

    bold: bool = False
    italic: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text with one look. ``note`` is the id of a Note printed as a mark after it.

    ``link`` is an absolute address, or ``#anchor`` inside the document. ``language`` is a BCP 47
    tag where it differs from the document's. ``author`` and ``changed_on`` say who made the
    change and when, where it was not the document's author on the document's day.
    """

    text: str
    bold: bool = False
    italic: bool = False
    link: str = ""
    note: str = ""
    language: str = ""
    change: Change = Change.NONE
    author: str = ""
    changed_on: date | None = None
    old_look: Look | None = None


Runs = tuple[Run, ...]


def plain_text(runs: Runs) -> str:
    """Return the characters of the runs without their looks."""
    return "".join(run.text for run in runs)


@dataclass(frozen=True, slots=True)
class Remark:
    """What somebody says about a paragraph: a comment in Word, a small line before it elsewhere."""

    text: str
    author: str = ""
    made_on: date | None = None


@dataclass(frozen=True, slots=True)
class ParagraphChange:
    """A whole paragraph that came, went or moved: who did it and when.

    ``move`` joins the two places of one that moved; it is unique in the document. Words inside
    are marked besides, run by run.
    """

    change: Change = Change.NONE
    author: str = ""
    changed_on: date | None = None
    move: str = ""


UNCHANGED = ParagraphChange()


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; ``level`` 1 to 6. ``anchor`` is unique in the document and may be empty.

    ``label`` ("5.2") is printed before the words where the document numbers its headings.
    """

    level: int
    runs: Runs
    anchor: str = ""
    label: str = ""
    whole: ParagraphChange = UNCHANGED
    remarks: tuple[Remark, ...] = ()


class ParagraphStyle(StrEnum):
    """The few looks a paragraph can have."""

    BODY = "body"
    LEAD = "lead"
    QUOTE = "quote"
    SMALL = "small"
    CLOSING = "closing"
    TITLE = "title"
    SUBTITLE = "subtitle"
    ORGANISATION = "organisation"
    COVER_LINE = "cover_line"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """An ordinary paragraph. ``anchor`` is unique in the document and may be empty."""

    runs: Runs
    style: ParagraphStyle = ParagraphStyle.BODY
    language: str = ""
    anchor: str = ""
    whole: ParagraphChange = UNCHANGED
    remarks: tuple[Remark, ...] = ()

    @property
    def is_lead_in(self) -> bool:
        """Whether it only introduces what follows: all bold, or ending in a colon."""
        words = [run for run in self.runs if run.text.strip()]
        if not words or self.style is not ParagraphStyle.BODY:
            return False
        return all(run.bold for run in words) or words[-1].text.rstrip().endswith((":", "："))


class NumberKind(StrEnum):
    """How the number in a label is spelt."""

    DECIMAL = "decimal"
    LOWER_LETTER = "lower_letter"
    LOWER_ROMAN = "lower_roman"
    UPPER_LETTER = "upper_letter"


@dataclass(frozen=True, slots=True)
class NumberLevel:
    """How the labels of one level read: "(", a lower letter, ")"."""

    kind: NumberKind
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class NumberedParagraph:
    """A paragraph with a printed label ("12.", "(a)"); ``level`` 0 is operative, 1 to 4 below.

    ``old_label`` is what a redline's old text printed, where the paragraph stayed and that
    differs.
    """

    label: str
    runs: Runs
    level: int = 0
    anchor: str = ""
    language: str = ""
    whole: ParagraphChange = UNCHANGED
    remarks: tuple[Remark, ...] = ()
    old_label: str | None = None

    @property
    def change(self) -> Change:
        """What happened to the paragraph as a whole."""
        return self.whole.change


@dataclass(frozen=True, slots=True)
class ListItem:
    """One item of a list, with lists below it."""

    runs: Runs
    children: tuple["ListBlock", ...] = ()


@dataclass(frozen=True, slots=True)
class ListBlock:
    """A bulleted or numbered list."""

    items: tuple[ListItem, ...]
    ordered: bool = False
    start: int = 1


class Align(StrEnum):
    """Horizontal alignment; start and end follow the direction of the text."""

    START = "start"
    CENTER = "center"
    END = "end"


@dataclass(frozen=True, slots=True)
class Column:
    """A table column. ``weight`` is its share of the width, 0 to be sized by its content."""

    title: str
    align: Align = Align.START
    weight: float = 0.0


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell; ``header`` marks a row header (the first cell of a row, usually)."""

    runs: Runs
    tone: Tone = Tone.NONE
    header: bool = False
    language: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with one header row, repeated on every page; rows are kept whole.

    ``name`` is the stable name by which templates and data exports know it. ``summary`` says in
    one sentence, for those who cannot see it, what the table holds. ``total`` marks the last row
    as a row of totals. ``note`` is printed below it (coverage, legend).
    """

    name: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    summary: str = ""
    total: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """One series of a chart: a value per category, and the pattern that tells it from others."""

    name: str
    values: tuple[float, ...]
    tone: Tone = Tone.NONE


class ChartKind(StrEnum):
    """The charts there are; each is drawn once, in exports/charts.py."""

    STACKED_BARS = "stacked_bars"
    BARS = "bars"
    STEPS = "steps"


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart as data. ``share`` draws each category to 100 %; ``unit`` labels the value axis."""

    kind: ChartKind
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str = ""
    share: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart with its caption and the alternative text that says what it shows."""

    name: str
    caption: str
    chart: Chart
    alternative: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Tile:
    """One headline figure: the value as printed, what it is, and its denominator or remark."""

    value: str
    label: str
    remark: str = ""
    tone: Tone = Tone.NONE


@dataclass(frozen=True, slots=True)
class Tiles:
    """A group of headline figures, set side by side where there is room."""

    items: tuple[Tile, ...]


@dataclass(frozen=True, slots=True)
class Cover:
    """The first page: what the document is. ``lines`` are label and value pairs."""

    title: str
    subtitle: str = ""
    organisation: str = ""
    lines: tuple[tuple[str, str], ...] = ()
    statement: str = ""


@dataclass(frozen=True, slots=True)
class Contents:
    """A table of contents of headings down to ``depth``."""

    title: str = "Contents"
    depth: int = 2


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows starts on a new page.

    ``if_needed`` says that it does so only where not all up to the next page break has room on
    the page that is there.
    """

    if_needed: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote or endnote, referred to by ``Run.note``; printed at the end of the document.

    ``old_label`` is what a redline's old text printed, where both texts have it and that differs.
    """

    id: str
    label: str
    runs: Runs
    whole: ParagraphChange = UNCHANGED
    old_label: str | None = None


Block = (
    Heading
    | Paragraph
    | NumberedParagraph
    | ListBlock
    | Table
    | Figure
    | Tiles
    | Cover
    | Contents
    | PageBreak
)


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document. ``made_on`` is the date it is made for: no writer reads a clock.

    ``numbering`` says, level by level, how its numbered paragraphs are numbered, to a format that
    can count by itself; without it their labels are printed as they are given.
    """

    title: str
    blocks: tuple[Block, ...]
    made_on: date
    language: str = "en"
    author: str = ""
    subject: str = ""
    identifier: str = ""
    notes: tuple[Note, ...] = ()
    running_head: str = ""
    numbering: tuple[NumberLevel, ...] = ()
