"""What do the first pages look like: the cover and the contents?"""

import io

from PIL import Image

from exports.blocks import Align, Contents, Cover, Run
from exports.pdf.flow import ACCENT, QUIET, Body, Entry
from exports.pdf.lines import place_line
from exports.pdf.pages import MARGIN, Draw, Slab, draw_nothing
from exports.pdf.tagging import Element, Role, write_figure_box
from exports.pdf.text import Line, TextStyle

_BAND = Role.ORNAMENT
_ORGANISATION = TextStyle(11, 15, bold=True, color=ACCENT, display=True)
_TITLE = TextStyle(30, 37, bold=True, color=ACCENT, display=True)
_SMALL_TITLE = TextStyle(18, 24, bold=True, color=ACCENT, display=True)
_LONG_TITLE = 130  # characters
_SUBTITLE_GAP = 14.0
_FIXED = 84.0 + 56.0 + 64.0 + 30.0  # above, between, below
_SUBTITLE = TextStyle(15, 21, color=QUIET)
_LABEL = TextStyle(9.5, 14, color=QUIET)
_VALUES = (TextStyle(10.5, 14), TextStyle(9.5, 14), TextStyle(8.5, 14), TextStyle(7.5, 14))
_STATEMENT = TextStyle(9.5, 14, color=QUIET)
_LABEL_WIDTH = 130.0
_LOGO_BOX = (200.0, 64.0)
_LOGO_GAP = 16.0
_CONTENTS_TITLE = TextStyle(19, 24, bold=True, color=ACCENT, display=True)
_ENTRIES = (TextStyle(10.5, 16, bold=True), TextStyle(10, 14.5), TextStyle(9.5, 13.5))
_LINES_BESIDE = 20  # more lines may need more than a page
_NUMBER_WIDTH = 34.0
_LITTLE_MORE = 1.12  # times a page: contents of that height are set on one page
_DOT_DISTANCE = 4.5


def add_cover(body: Body, cover: Cover) -> None:
    """Lay out the cover as one page of its own; one that is too long, as ordinary text."""
    title = _TITLE if len(cover.title) <= _LONG_TITLE else _SMALL_TITLE
    head, names, values, statement = (
        set_logo(body) + _set_part(body, ((cover.organisation, _ORGANISATION),)),
        _set_part(body, ((cover.title, title), (cover.subtitle, _SUBTITLE))),
        _set_values(body, cover),
        _set_part(body, ((cover.statement, _STATEMENT),)),
    )
    parts = (head, names, values, statement)
    page_width, page_height = body.setting.sheet.size()
    spare = page_height - _FIXED - sum(slab.height for part in parts for slab in part)
    if spare < 0:
        body.slabs += [slab for part in parts for slab in part]
        body.slabs[-1].height += 20
        return
    gap = min(150.0, spare)
    canvas = body.setting.printer.canvas

    def draw(_left: float, top: float) -> None:
        canvas.mark(None)
        canvas.area(0, top - 14, page_width, 14, ACCENT)
        canvas.area(0, top - 17, page_width, 3, _BAND)
        depth = _draw_down(names, _draw_down(head, top - 84) - gap)
        canvas.mark(None)
        edge = page_width - MARGIN - 84 if body.setting.rtl else MARGIN
        canvas.area(edge, depth - 24, 84, 3, _BAND)
        _draw_down(values, depth - 56)
        foot = 64 + sum(slab.height for slab in statement)
        if statement:
            canvas.mark(None)
            canvas.area(MARGIN, foot + 10, page_width - 2 * MARGIN, 0.6, QUIET)
            _draw_down(statement, foot)

    body.slabs.append(Slab(page_height, draw, new_page=True, bare=True))


def _set_part(body: Body, texts: tuple[tuple[str, TextStyle], ...]) -> list[Slab]:
    slabs: list[Slab] = []
    for text, style in texts:
        if text:
            lines = body.set_text((Run(text),), style, 0.0, Element("P", body.root))
            if slabs:
                slabs.append(Slab(_SUBTITLE_GAP, draw_nothing))
            slabs += lines
    return slabs


def set_logo(body: Body) -> list[Slab]:
    """Set the association's logo: a figure with words for those who cannot see it.

    Nothing where it has none.
    """
    setting = body.setting
    logo = setting.logo
    if logo is None:
        return []
    width, height = logo.fit(*_LOGO_BOX)
    element = Element("Figure", body.root, alternative=logo.description)
    canvas = setting.printer.canvas

    def draw(left: float, top: float) -> None:
        start = left + setting.sheet.text_width - width if setting.rtl else left
        box = (start, top - height, start + width, top)
        element.attributes = write_figure_box(box)
        canvas.mark(element)
        with Image.open(io.BytesIO(logo.data)) as picture:
            canvas.picture("logo", picture, (box[0], box[1], width, height))

    return [Slab(height + _LOGO_GAP, draw)]


def _draw_down(slabs: list[Slab], top: float) -> float:
    for slab in slabs:
        slab.draw(MARGIN, top)
        top -= slab.height
    return top


def _set_values(body: Body, cover: Cover) -> list[Slab]:
    slabs: list[Slab] = []
    for label, value in cover.lines:
        element = Element("P", body.root)
        left = body.set_text((Run(label + " "),), _LABEL, 0.0, element, width=_LABEL_WIDTH)
        right = body.set_text((Run(value),), _fit_value(body, value), _LABEL_WIDTH, element)
        if max(len(left), len(right)) > _LINES_BESIDE:
            slabs += [*left, *right]
        else:
            slabs.append(_side_by_side(left, right, body))
    return slabs


def _fit_value(body: Body, value: str) -> TextStyle:
    """Return the style in which the longest word, such as a check sum, stays on one line."""
    longest = max(value.split(), key=len, default="")
    room = body.setting.sheet.text_width - _LABEL_WIDTH
    for style in _VALUES:
        if body.setting.engine.measure(longest, style) <= room:
            return style
    return _VALUES[0]


def _side_by_side(label: list[Slab], value: list[Slab], body: Body) -> Slab:
    height = max(sum(slab.height for slab in label), sum(slab.height for slab in value)) + 5
    shift = body.setting.sheet.text_width - _LABEL_WIDTH if body.setting.rtl else 0.0

    def draw(left: float, top: float) -> None:
        for across, slabs in ((left + shift, label), (left, value)):
            depth = top
            for slab in slabs:
                slab.draw(across, depth)
                depth -= slab.height

    return Slab(height, draw)


def add_contents(body: Body, contents: Contents) -> None:
    """Lay out the contents: a line for each heading, its page found when the page is drawn."""
    title = Element("P", body.root)
    slabs = body.set_text((Run(contents.title),), _CONTENTS_TITLE, 0.0, title)
    for slab in slabs:
        slab.keep = True
    group = Element("TOC", body.root)
    for entry in body.setting.entries:
        if entry.level <= contents.depth:
            slabs += _set_entry(body, entry, group)
    _set_closer(slabs, body.setting.sheet.room())
    body.slabs += slabs


def _set_closer(slabs: list[Slab], room: float) -> None:
    """Make lines stand closer where only a few would stand on a page of their own."""
    height = sum(slab.before + slab.height for slab in slabs)
    if room < height <= room * _LITTLE_MORE:
        for slab in slabs:
            slab.before *= room / height
            slab.height *= room / height


def _set_entry(body: Body, entry: Entry, group: Element) -> list[Slab]:
    setting = body.setting
    style = _ENTRIES[min(entry.level, len(_ENTRIES)) - 1]
    item = Element("TOCI", group)
    element = Element("Reference", item)
    indent = 16.0 * (entry.level - 1)
    shown = (Run(f"{entry.label}\u2002", link=f"#{entry.anchor}"),) if entry.label else ()
    title = (*shown, *(Run(run.text, link=f"#{entry.anchor}") for run in entry.runs))
    lines = setting.engine.lines(
        title, style, setting.sheet.text_width - indent - _NUMBER_WIDTH, setting.document.language
    )
    slabs = []
    for line in lines:
        draw = _draw_entry_line(body, entry, line, (style, indent, line is lines[-1]), element)
        slabs.append(Slab(style.leading, draw, keep=line is not lines[-1], waits=True))
    slabs[0].before = 5.0 if entry.level == 1 else 0.0
    return slabs


def _draw_entry_line(
    body: Body, entry: Entry, line: Line, look: tuple[TextStyle, float, bool], element: Element
) -> Draw:
    setting, rtl = body.setting, body.setting.rtl
    style, indent, is_last = look

    def draw(left: float, top: float) -> None:
        baseline = top - style.size * 1.05
        text_width = setting.sheet.text_width
        room = text_width - indent
        start = place_line(line, left + (0 if rtl else indent), room, Align.START, rtl=rtl)
        setting.printer.draw(line, start, baseline, style.color, element, plain_links=True)
        if is_last:
            number = (Run(str(setting.page_of[entry.anchor]), link=f"#{entry.anchor}"),)
            page = setting.engine.lines(number, style, _NUMBER_WIDTH, "")[0]
            across = left if rtl else left + text_width - page.width
            gap = (left + page.width, start) if rtl else (start + line.width, across)
            _draw_leader(body, gap, baseline)
            setting.printer.draw(page, across, baseline, style.color, element, plain_links=True)

    return draw


def _draw_leader(body: Body, gap: tuple[float, float], baseline: float) -> None:
    """Draw the dots that lead the eye to the page number."""
    canvas = body.setting.printer.canvas
    first, last = gap[0] + 6, gap[1] - 6
    if last - first < 2 * _DOT_DISTANCE:
        return
    canvas.mark(None)
    start = first - first % _DOT_DISTANCE + _DOT_DISTANCE
    canvas.put(
        f"q 0.55 0.58 0.62 RG 0.9 w 1 J [0 {_DOT_DISTANCE:g}] 0 d "
        f"{start:.2f} {baseline + 0.6:.2f} m {last:.2f} {baseline + 0.6:.2f} l S Q"
    )
