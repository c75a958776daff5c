"""How is a line put on the page, with its links, languages and changes?"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from exports.blocks import Align, Change, Note, Run, Runs
from exports.pdf.tagging import LONGEST_STRING, Color, Element, TaggedCanvas
from exports.pdf.text import Line, Look, Span

LINK: Color = (0.07, 0.29, 0.52)
INSERTED: Color = (0.05, 0.38, 0.20)
DELETED: Color = (0.66, 0.11, 0.11)
_DECORATIONS = {
    Change.INSERTED: b"<</O/Layout/TextDecorationType/Underline>>",
    Change.DELETED: b"<</O/Layout/TextDecorationType/LineThrough>>",
    Change.MOVED_TO: b"<</O/Layout/TextDecorationType/Underline>>",
    Change.MOVED_FROM: b"<</O/Layout/TextDecorationType/LineThrough>>",
}
_THICKNESS = 0.055  # of the size, for lines under and through letters


@dataclass(slots=True)
class Printer:
    """Draws lines on a canvas; knows which places in the document links may lead to."""

    canvas: TaggedCanvas
    anchors: set[str] = field(default_factory=set)
    note_labels: dict[str, str] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    warn: Callable[[str], None] = lambda _message: None
    _inline: tuple[Element, Look, Element] | None = None
    _marks: set[str] = field(default_factory=set)
    _told: set[str] = field(default_factory=set)

    def draw(
        self,
        line: Line,
        left: float,
        baseline: float,
        color: Color,
        element: Element | None,
        *,
        plain_links: bool = False,
    ) -> None:
        """Draw a line from ``left``; its content belongs to the element (None: an artifact).

        ``plain_links`` look like the text around them, as in the contents.
        """
        canvas = self.canvas
        if canvas.draws_artifacts:
            element = None
        for span in line.spans:
            target = self._target(span.look)
            self._remember_mark(span.look.note, baseline + 2 * span.size)
            inline = element
            if element is not None and (target or span.look.language or span.look.change):
                inline = self._inline_element(element, span.look, target)
            canvas.mark(inline)
            shown = "" if plain_links else target
            canvas.fill(_color(span.look, shown, color))
            across = left + span.across
            canvas.put(
                f"BT /{span.font.resource} {span.size:g} Tf 1 0 0 1 {across:.2f} "
                f"{baseline + span.look.rise:.2f} Tm [{span.code}] TJ ET"
            )
            self._decorate(span, across, baseline, shown)
            if target and inline is not None:
                box = (across, baseline - span.size * 0.25, across + span.width)
                top = baseline + span.look.rise + span.size * 0.85
                canvas.link(inline, (*box, top), target, self._describe(span.look, target))

    def draw_upright(
        self, line: Line, baseline: float, bottom: float, color: Color, element: Element | None
    ) -> None:
        """Draw a line turned by 90 degrees, reading upwards from ``bottom``."""
        self.canvas.mark(element)
        self.canvas.fill(color)
        for span in line.spans:
            self.canvas.put(
                f"BT /{span.font.resource} {span.size:g} Tf 0 1 -1 0 {baseline:.2f} "
                f"{bottom + span.across:.2f} Tm [{span.code}] TJ ET"
            )

    def _target(self, look: Look) -> str:
        target = f"#note-{look.note}" if look.note else look.link
        fault = self._link_fault(target)
        if fault and target not in self._told:
            self._told.add(target)
            self.warn(f"a link leads to {fault}")
        return "" if fault else target

    def _link_fault(self, target: str) -> str:
        if target.startswith("#"):
            if target[1:] in self.anchors:
                return ""
            return (
                f"{target}, but no heading, paragraph or note has that anchor; it is printed as "
                "plain text. Correct the link or give its target the anchor."
            )
        if len(target.encode("utf-8", "replace")) <= LONGEST_STRING:
            return ""
        return (
            f"an address of {len(target)} characters, more than an archival file may hold; it is "
            "printed as plain text. Shorten the address."
        )

    def _remember_mark(self, note: str, top: float) -> None:
        """Make the first mark of a note the place to which the note leads back."""
        if note and note not in self._marks:
            self._marks.add(note)
            self.canvas.bookmarkHorizontalAbsolute(f"mark-{note}", top)

    def _describe(self, look: Look, target: str) -> str:
        words = target
        if look.note:
            words = self.note_labels.get(look.note, look.note)
        elif target.startswith("#"):
            words = self.titles.get(target[1:], target)
        return words if words.strip() else target  # ISO 14289-1, 7.18.5: never without words

    def _inline_element(self, parent: Element, look: Look, target: str) -> Element:
        known = self._inline
        if known and known[0] is parent and known[1] == look and parent.kids[-1] is known[2]:
            return known[2]
        outer = parent
        if look.note:
            outer = Element("Reference", parent)
        element = Element(
            "Link" if target else "Span",
            outer,
            language=look.language,
            attributes=_DECORATIONS.get(look.change, b""),
        )
        self._inline = (parent, look, element)
        return element

    def _decorate(self, span: Span, across: float, baseline: float, target: str) -> None:
        """Underline what is inserted or leads somewhere, strike out what is deleted."""
        thickness = max(0.4, span.size * _THICKNESS)
        box = (across, span.width, thickness)
        color = _color(span.look, target, LINK)
        if not span.look.change.is_new:
            self._rule(box, baseline + span.size * 0.27, color)
        elif span.look.change:
            self._rule(box, baseline - span.size * 0.13, color)
            self._rule(box, baseline - span.size * 0.13 - 2 * thickness, color)
        elif target and not span.look.note:
            self._rule(box, baseline - span.size * 0.14, color)

    def _rule(self, box: tuple[float, float, float], bottom: float, color: Color) -> None:
        self.canvas.area(box[0], bottom, box[1], box[2], color)


def _color(look: Look, target: str, color: Color) -> Color:
    if look.change:
        return INSERTED if look.change.is_new else DELETED
    return LINK if target else color


def place_line(line: Line, left: float, width: float, align: Align, *, rtl: bool) -> float:
    """Return where a line begins so that it is aligned within a width."""
    room = width - line.width
    if align is Align.CENTER:
        return left + room / 2
    return left + room if (align is Align.END) != rtl else left


def expand_notes(runs: Runs, notes: dict[str, Note]) -> Runs:
    """Return the runs with a mark, a run of its own, after each run that has a note."""
    if not any(run.note for run in runs):
        return runs
    expanded: list[Run] = []
    for run in runs:
        expanded.append(replace(run, note="") if run.note else run)
        note = notes.get(run.note)
        if note is not None:
            expanded.append(Run(note.label, note=note.id, change=run.change))
    return tuple(expanded)
