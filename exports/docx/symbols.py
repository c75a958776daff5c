"""Which character is a sign of the fonts Symbol and Wingdings? Word stores them by their place."""

_SYMBOL_LOW = (
    " !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ"
    "{|}∼"
)
_SYMBOL_HIGH = "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪"
_SYMBOL_LAST = "〉∫⌠⎮⌡⎞⎟⎠⎤⎥⎦⎫⎬⎭"
_SYMBOL = {
    **{0x20 + place: sign for place, sign in enumerate(_SYMBOL_LOW)},
    **{0xA0 + place: sign for place, sign in enumerate(_SYMBOL_HIGH)},
    **{0xF1 + place: sign for place, sign in enumerate(_SYMBOL_LAST)},
}
_WINGDINGS = {
    0x4A: "☺", 0x6C: "●", 0x6E: "■", 0x6F: "□", 0x71: "❑", 0x72: "❒", 0x75: "◆", 0x76: "❖",
    0x9F: "•", 0xA7: "▪", 0xA8: "◻", 0xD8: "➢", 0xDF: "←", 0xE0: "→", 0xE1: "↑", 0xE2: "↓",
    0xE8: "➔", 0xF0: "⇨", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
}  # fmt: skip
_FONTS = {"symbol": _SYMBOL, "wingdings": _WINGDINGS}
_PRIVATE = 0xF000
_BYTE = 0xFF


def read_symbol(font: str, code: str) -> str | None:
    """Return the character that ``w:sym`` prints; None for a font or place that is not known."""
    try:
        number = int(code, 16)
    except ValueError:
        return None
    known = _FONTS.get(font.lower())
    if known is None:
        is_private = 0xE000 <= number <= 0xF8FF  # noqa: PLR2004 - the private use area
        return None if is_private or number < ord(" ") else chr(number)
    return known.get(number & _BYTE if number >= _PRIVATE else number)


def read_private(font: str, words: str) -> str:
    """Return words with the private places of a symbol font as characters; others stay."""
    if not any("\uf000" <= each <= "\uf0ff" for each in words):
        return words
    font = font if font.lower() in _FONTS else "symbol"
    return "".join(
        (read_symbol(font, f"{ord(each):X}") or each) if "\uf000" <= each <= "\uf0ff" else each
        for each in words
    )
