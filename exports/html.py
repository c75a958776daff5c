"""How does a document become one page for a browser? Self-contained and accessible to all."""

import re
from base64 import b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FunctionLoader, StrictUndefined, Template
from markupsafe import Markup

from exports.blocks import (
    Block,
    Change,
    Contents,
    Cover,
    Document,
    Figure,
    Heading,
    PageBreak,
    Runs,
    plain_text,
)
from exports.house_style import (
    A4,
    ACCORD_STYLE,
    HouseStyle,
    Logo,
    Typeface,
    lighten_until_legible,
)
from exports.languages import choose_words, is_right_to_left, name_change, starts_right_to_left
from exports.pictures import draw_svg

# Control characters, lone surrogates and noncharacters may not stand in a page (HTML 13.2.3.5).
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_DARK_PAPER = "#14181d"
_DARK_SCREEN = "@media screen and (prefers-color-scheme: dark)"
_SAFE_LINK = re.compile(r"(https?://|mailto:|#)", re.IGNORECASE)


def write_html(
    document: Document,
    warn: Callable[[str], None] = lambda _message: None,
    style: HouseStyle = ACCORD_STYLE,
) -> bytes:
    """Return the document as one UTF-8 page that needs nothing else: no script, no other file.

    The same document gives the same bytes. ``warn`` is told of a link that leads nowhere.
    """
    page = _Page(document, warn, style.logo)
    html = _load_template("document.html.j2").render(
        document=document,
        page=page,
        words=choose_words(document.language),
        style=Markup(_write_style_sheet(style)),  # noqa: S704 -- our own file, checked values
    )
    return _FORBIDDEN.sub("\ufffd", html.lstrip()).encode()


class Fragment:
    """The blocks of a document as they stand inside another page, one by one or all together.

    ``shift`` is how many levels its headings go down. Blocks are written once, in their order,
    and the notes after them: marks of notes and numbers of tables are counted as they come.
    """

    def __init__(
        self,
        document: Document,
        *,
        shift: int = 0,
        warn: Callable[[str], None] = lambda _message: None,
    ) -> None:
        self._document = document
        self._parts: Any = _load_template("document_blocks.html.j2").make_module(
            {
                "document": document,
                "page": _Page(document, warn, shift=shift),
                "words": choose_words(document.language),
            }
        )

    def write_block(self, block: Block) -> Markup:
        """Return one block."""
        return _mark_safe(self._parts.print_block(block))

    def write_blocks(self) -> Markup:
        """Return every block but cover, contents and page breaks, which a page has no use for."""
        left_out = (Cover, Contents, PageBreak)
        blocks = [block for block in self._document.blocks if not isinstance(block, left_out)]
        return Markup().join(self.write_block(block) for block in blocks)

    def write_notes(self) -> Markup:
        """Return the notes, or nothing where there are none."""
        return _mark_safe(self._parts.print_notes())


def _mark_safe(html: str) -> Markup:
    """Return what a template printed, in which all text is escaped."""
    return Markup(_FORBIDDEN.sub("\ufffd", html).strip())  # noqa: S704 -- printed by our template


def _write_style_sheet(style: HouseStyle) -> str:
    """Return the style sheet: Accord's, and after it what the association has chosen."""
    sheet = _read("document.css")
    light, dark, rules = [], [], []
    if style.accent:
        light.append(f"--accent: {style.accent};")
        dark.append(f"--accent: {lighten_until_legible(style.accent, _DARK_PAPER)};")
    if style.second_accent:
        light.append(f"--ornament: {style.second_accent};")
        rules.append(".cover { border-block-end-color: var(--ornament); }")
    if style.font:
        rules.append(f"body {{ font-family: {_name_font(style.font)}; }}")
    if style.heading_font:
        headings = "h1, h2, h3, h4, h5, h6, .contents-title, .notes-title"
        rules.append(f"{headings} {{ font-family: {_name_font(style.heading_font)}; }}")
    if style.logo:
        rules.append(".logo { max-inline-size: 16rem; max-block-size: 6rem; }")
    if style.paper is not A4:
        rules.append(f"@page {{ size: {style.paper.name.lower()}; }}")
    if light:
        rules.append(f":root {{ {' '.join(light)} }}")
    if dark:
        rules.append(f"{_DARK_SCREEN} {{ :root {{ {' '.join(dark)} }} }}")
    return "\n".join([sheet, *rules]) if rules else sheet


def _name_font(typeface: Typeface) -> str:
    """Return the names of the fonts to look for; a name is a CSS string (CSS Syntax 3, 4.3.5)."""
    letters = (c if c.isalnum() or c in " -_" else f"\\{ord(c):x} " for c in typeface.name)
    return f'"{"".join(letters)}", "Noto Sans", "Segoe UI", system-ui, sans-serif'


@cache
def _load_template(name: str) -> Template:
    environment = Environment(
        loader=FunctionLoader(_read),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(name)


def _read(name: str) -> str:
    return resources.files("templates").joinpath(name).read_text(encoding="utf-8")


@dataclass(slots=True)
class _Page:
    """What the template asks while it goes through the blocks once, in order."""

    document: Document
    warn: Callable[[str], None]
    logo: Logo | None = None
    shift: int = 0
    numbers: dict[str, int] = field(default_factory=dict)
    references: dict[str, int] = field(default_factory=dict)

    def kind_of(self, block: Block) -> str:
        """Return the name of the macro that prints a block."""
        return type(block).__name__

    def direction(self, language: str) -> str:
        """Return ``rtl`` or ``ltr``."""
        return "rtl" if is_right_to_left(language) else "ltr"

    def level(self, heading: Heading) -> int:
        """Return at which level a heading stands on the page; there are six (HTML 4.3.6)."""
        return min(heading.level + self.shift, 6)

    def turns(self, runs: Runs) -> bool:
        """Return whether text without a language of its own runs against the document."""
        return self.words_turn(plain_text(runs))

    def words_turn(self, words: str) -> bool:
        """Return whether words without a language of their own run against the document."""
        return not is_right_to_left(self.document.language) and starts_right_to_left(words)

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

    def has_cover(self) -> bool:
        """Return whether the document has a cover, on which the logo stands."""
        return any(isinstance(block, Cover) for block in self.document.blocks)

    def logo_address(self) -> Markup:
        """Return the association's logo as an address that holds the picture itself."""
        if self.logo is None:
            return Markup()
        data = b64encode(self.logo.data).decode()
        return Markup(f"data:{self.logo.media_type};base64,{data}")  # noqa: S704 -- letters of base64

    def picture(self, figure: Figure) -> Markup:
        """Return the chart as SVG; its text is escaped where it is drawn."""
        svg = draw_svg(figure, self.document.language)
        return Markup(svg)  # noqa: S704 -- made by exports.charts, which escapes all text
