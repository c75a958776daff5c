"""How do charts and headline figures stand on the page?"""

from exports.blocks import Figure, Run, Tile, Tiles, Tone
from exports.charts import draw_chart
from exports.house_style import read_color
from exports.languages import find_language
from exports.pdf.flow import ACCENT, QUIET, Body
from exports.pdf.pages import Draw, Slab, draw_nothing
from exports.pdf.tables import CAPTION, NOTE
from exports.pdf.tagging import Color, Element, TaggedCanvas, write_figure_box
from exports.pdf.text import TextStyle
from exports.shapes import Anchor, Label, Line, Rect, Shape

_VALUE = TextStyle(21, 26, bold=True, color=ACCENT)
_TILE_LABEL = TextStyle(9, 12)
_TILE_REMARK = TextStyle(8, 10.5, color=QUIET)
_TILE_AREA: Color = (0.955, 0.965, 0.975)
_TILE_GAP = 9.0
_TILE_ROOM = 9.0
_TILES_IN_ROW = 4
_EDGES: dict[Tone, Color] = {
    Tone.NONE: ACCENT,
    Tone.GOOD: (0.06, 0.42, 0.34),
    Tone.FAIR: (0.36, 0.60, 0.79),
    Tone.WEAK: (0.85, 0.64, 0.16),
    Tone.BAD: (0.66, 0.20, 0.14),
    Tone.MUTED: (0.62, 0.66, 0.70),
}


def add_figure(body: Body, figure: Figure) -> None:
    """Lay out a chart, its caption above it and its note below it, kept together."""
    setting = body.setting
    setting.figures += 1
    words = setting.words.figure.format(setting.figures)
    caption = (Run(f"{words}\u2002", bold=True), Run(figure.caption))
    spoken = find_language(figure.caption, "", setting.document.language)
    slabs = body.set_text(caption, CAPTION, 0.0, Element("Caption", body.root), spoken)
    slabs[0].before = 12.0
    slabs[-1].height += 4
    slabs.append(_set_chart(body, figure))
    if figure.note:
        notes = body.set_text((Run(figure.note),), NOTE, 0.0, Element("P", body.root))
        notes[0].before = 2.0
        slabs += notes
    for slab in slabs[:-1]:
        slab.keep = True
    body.slabs += [*slabs, Slab(5.0, draw_nothing)]


def _set_chart(body: Body, figure: Figure) -> Slab:
    setting = body.setting
    canvas, engine = setting.printer.canvas, setting.engine
    language = setting.document.language
    words = (figure.alternative, figure.caption, setting.words.figure.format(setting.figures))
    alternative = next(text for text in words if text.strip())
    element = Element("Figure", body.root, alternative=alternative)

    def measure(text: str, size: float, bold: bool) -> float:
        return engine.measure(text, TextStyle(size, size, bold=bold), language)

    drawing = draw_chart(figure.chart, setting.sheet.text_width, measure, language)

    def draw(left: float, top: float) -> None:
        box = (left, top - drawing.height, left + drawing.width, top)
        element.attributes = write_figure_box(box)
        canvas.mark(element)
        for shape in drawing.shapes:
            _draw_shape(body, shape, left, top, element)

    return Slab(drawing.height, draw)


def _draw_shape(body: Body, shape: Shape, left: float, top: float, element: Element) -> None:
    canvas = body.setting.printer.canvas
    if isinstance(shape, Rect):
        canvas.area(
            left + shape.left, top - shape.top - shape.height, shape.width, shape.height,
            read_color(shape.fill),
        )  # fmt: skip
    elif isinstance(shape, Line):
        _draw_stroke(canvas, shape, left, top)
    else:
        _draw_label(body, shape, (left, top), element)


def _draw_stroke(canvas: TaggedCanvas, line: Line, left: float, top: float) -> None:
    red, green, blue = read_color(line.color)
    dash = f"{line.dash:g}" if line.dash else ""
    canvas.put(
        f"q {red:.3g} {green:.3g} {blue:.3g} RG {line.width:g} w [{dash}]"
        f" 0 d {left + line.left:.2f} {top - line.top:.2f} m "
        f"{left + line.right:.2f} {top - line.bottom:.2f} l S Q"
    )


def _draw_label(body: Body, label: Label, corner: tuple[float, float], element: Element) -> None:
    engine, printer = body.setting.engine, body.setting.printer
    style = TextStyle(label.size, label.size, bold=label.bold)
    line = engine.lines((Run(label.text),), style, 1e6, body.setting.document.language)[0]
    part = {Anchor.START: 0.0, Anchor.MIDDLE: 0.5, Anchor.END: 1.0}[label.anchor]
    across = corner[0] + label.across - line.width * part
    printer.draw(line, across, corner[1] - label.baseline, read_color(label.color), element)


def add_tiles(body: Body, tiles: Tiles) -> None:
    """Lay out headline figures side by side, at most four in a row, rows kept whole."""
    items = tiles.items
    count = min(_TILES_IN_ROW, max(1, len(items)))
    if len(items) % _TILES_IN_ROW == 1 and len(items) > 1:
        count = 3  # no tile alone in a row
    width = (body.setting.sheet.text_width - (count - 1) * _TILE_GAP) / count
    for start in range(0, len(items), count):
        tiles_here = items[start : start + count]
        row = [_set_tile(body, tile, width) for tile in tiles_here]
        height = max(slab.height for slab in row)
        edges = [_EDGES[tile.tone] for tile in tiles_here]
        draw = _draw_tiles(body, list(zip(row, edges, strict=True)), width, height)
        body.slabs.append(Slab(height, draw, before=10.0 if start == 0 else _TILE_GAP))
    body.slabs.append(Slab(4.0, draw_nothing))


def _set_tile(body: Body, tile: Tile, width: float) -> Slab:
    """Set one figure as one paragraph: value, what it is, remark."""
    element = Element("P", body.root)
    room = width - 2 * _TILE_ROOM
    parts = [
        body.set_text((Run(text + " "),), style, 0.0, element, width=room)
        for text, style in (
            (tile.value, _VALUE),
            (tile.label, _TILE_LABEL),
            (tile.remark, _TILE_REMARK),
        )
        if text
    ]
    slabs = [slab for part in parts for slab in part]

    def draw(left: float, top: float) -> None:
        depth = top - _TILE_ROOM / 2
        for slab in slabs:
            slab.draw(left + _TILE_ROOM, depth)
            depth -= slab.height

    return Slab(sum(slab.height for slab in slabs) + _TILE_ROOM + 4, draw)


def _draw_tiles(body: Body, row: list[tuple[Slab, Color]], width: float, height: float) -> Draw:
    canvas = body.setting.printer.canvas

    def draw(left: float, top: float) -> None:
        for number, (slab, color) in enumerate(row):
            place = len(row) - 1 - number if body.setting.rtl else number
            across = left + place * (width + _TILE_GAP)
            canvas.mark(None)
            canvas.area(across, top - height, width, height, _TILE_AREA)
            edge = across + width - 3 if body.setting.rtl else across
            canvas.area(edge, top - height, 3, height, color)
            slab.draw(across, top)

    return draw
