"""How does a document become one page for a browser? Self-contained and accessible to all."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from urllib.parse import quote

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup

from exports.blocks import Block, Change, Contents, Document, Figure, Heading, Runs, plain_text
from exports.languages import choose_words, is_right_to_left, name_change, starts_right_to_left
from exports.pictures import draw_svg

# Control characters, lone surrogates and noncharacters may not stand in a page (HTML 13.2.3.5).
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_SAFE_LINK = re.compile(r"(https?://|mailto:|#)", re.IGNORECASE)


def write_html(document: Document, warn: Callable[[str], None] = lambda _message: None) -> bytes:
    """Return the document as one UTF-8 page that needs nothing else: no script, no other file.

    The same document gives the same bytes. ``warn`` is told of a link that leads nowhere.
    """
    page = _Page(document, warn)
    html = _load_template().render(
        document=document,
        page=page,
        words=choose_words(document.language),
        style=Markup(_read("document.css")),  # noqa: S704 -- our own file
    )
    return _FORBIDDEN.sub("\ufffd", html.lstrip()).encode()


@cache
def _load_template() -> Template:
    environment = Environment(
        undefined=StrictUndefined, autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(_read("document.html.j2"))


def _read(name: str) -> str:
    return resources.files("templates").joinpath(name).read_text(encoding="utf-8")


@dataclass(slots=True)
class _Page:
    """What the template asks while it goes through the blocks once, in order."""

    document: Document
    warn: Callable[[str], None]
    numbers: dict[str, int] = field(default_factory=dict)
    references: dict[str, int] = field(default_factory=dict)

    def kind_of(self, block: Block) -> str:
        """Return the name of the macro that prints a block."""
        return type(block).__name__

    def direction(self, language: str) -> str:
        """Return ``rtl`` or ``ltr``."""
        return "rtl" if is_right_to_left(language) else "ltr"

    def turns(self, runs: Runs) -> bool:
        """Return whether text without a language of its own runs against the document."""
        document_turns = is_right_to_left(self.document.language)
        return not document_turns and starts_right_to_left(plain_text(runs))

    def headings(self, contents: Contents) -> Sequence[Heading]:
        """Return the headings that a table of contents lists."""
        blocks = self.document.blocks
        return [b for b in blocks if isinstance(b, Heading) and b.level <= contents.depth]

    def anchor(self, heading: Heading) -> str:
        """Return the id of a heading; one without an anchor is known by its place."""
        if heading.anchor:
            return self.identifier(heading.anchor)
        place = next(n for n, block in enumerate(self.document.blocks) if block is heading)
        return f"heading:{place}"

    def identifier(self, anchor: str) -> str:
        """Return an anchor as an id: the same text without white space, as a page may hold it."""
        return _FORBIDDEN.sub("\ufffd", re.sub(r"\s+", "-", anchor))

    def address(self, link: str) -> str:
        """Return where a link leads, or nothing if a reader should not follow it."""
        if link.startswith("#"):
            return "#" + quote(self.identifier(link[1:]), safe="-._~:")
        if _SAFE_LINK.match(link):
            return link
        self.warn(f"The address {link!r} is not a web or mail address; its words are printed.")
        return ""

    def next_number(self, kind: str) -> int:
        """Return the number of the next table or figure that has a caption."""
        self.numbers[kind] = self.numbers.get(kind, 0) + 1
        return self.numbers[kind]

    def note_label(self, note_id: str) -> str:
        """Return the mark of a note, empty if there is no such note."""
        for note in self.document.notes:
            if note.id == note_id:
                return note.label
        self.warn(f"There is no note {note_id!r}; its mark is left out.")
        return ""

    def refer(self, note_id: str) -> int:
        """Count one more mark of a note and return its number."""
        self.references[note_id] = self.references.get(note_id, 0) + 1
        return self.references[note_id]

    def name_change(self, change: Change) -> str:
        """Return the word for a change, for those who cannot see it."""
        return name_change(choose_words(self.document.language), change)

    def plain(self, runs: Runs) -> str:
        """Return the characters of the runs."""
        return plain_text(runs)

    def picture(self, figure: Figure) -> Markup:
        """Return the chart as SVG; its text is escaped where it is drawn."""
        svg = draw_svg(figure, self.document.language)
        return Markup(svg)  # noqa: S704 -- made by exports.charts, which escapes all text
