"""Which font and language does each stretch of text need in Word? Decided by its script."""

import re
from dataclasses import dataclass
from functools import lru_cache

from exports.docx.markup import quote
from exports.languages import is_right_to_left

TEXT_FONT = "Noto Sans"


@dataclass(frozen=True, slots=True)
class Script:
    """A script that needs a font of its own; ``letters`` is the inside of a character class."""

    name: str
    font: str
    letters: str
    language: str
    slot: str = "bidi"


# ``slot`` is the attribute of w:lang by which Word knows the language of such a run.
_SCRIPTS = (
    Script("hebrew", "Noto Sans Hebrew", "\u0590-\u05ff\ufb1d-\ufb4f", "he-IL"),
    Script(
        "arabic",
        "Noto Sans Arabic",
        "\u0600-\u06ff\u0750-\u077f\u0870-\u08ff\ufb50-\ufdff\ufe70-\ufefc",
        "ar-SA",
    ),
    Script("devanagari", "Noto Sans Devanagari", "\u0900-\u097f\ua8e0-\ua8ff", "hi-IN"),
    Script("bengali", "Noto Sans Bengali", "\u0980-\u09ff", "bn-BD"),
    Script("tamil", "Noto Sans Tamil", "\u0b80-\u0bff", "ta-IN"),
    Script("thai", "Noto Sans Thai", "\u0e00-\u0e7f", "th-TH"),
    Script("lao", "Noto Sans Lao", "\u0e80-\u0eff", "lo-LA"),
    Script("myanmar", "Noto Sans Myanmar", "\u1000-\u109f", "my-MM"),
    Script("georgian", "Noto Sans Georgian", "\u10a0-\u10ff\u1c90-\u1cbf", "ka-GE", "val"),
    Script("armenian", "Noto Sans Armenian", "\u0530-\u058f", "hy-AM", "val"),
    Script(
        "ethiopic", "Noto Sans Ethiopic", "\u1200-\u139f\u2d80-\u2ddf\uab00-\uab2f", "am-ET", "val"
    ),
    Script("khmer", "Noto Sans Khmer", "\u1780-\u17ff", "km-KH"),
    Script(
        "hangul",
        "Noto Sans CJK KR",
        "\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff",
        "ko-KR",
        "eastAsia",
    ),
    Script("kana", "Noto Sans CJK JP", "\u3040-\u30ff\u31f0-\u31ff", "ja-JP", "eastAsia"),
    Script(
        "han",
        "Noto Sans CJK SC",
        "\u2e80-\u2fdf\u3000-\u303f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef"
        "\U00020000-\U0003ffff",
        "zh-CN",
        "eastAsia",
    ),
    Script(
        "symbols", "DejaVu Sans", "\u2190-\u21ff\u2200-\u22ff\u2300-\u23ff\u25a0-\u27bf", "", "val"
    ),
)
_BY_NAME = {script.name: script for script in _SCRIPTS}
_HAN_FONTS = {"ko": "Noto Sans CJK KR", "ja": "Noto Sans CJK JP", "zh-hant": "Noto Sans CJK TC"}
# A stretch of one script goes on over spaces and marks as long as more of the script follows.
_STRETCH = re.compile(
    "|".join(
        f"(?P<{s.name}>[{s.letters}]+(?:[\\s\\d\u0300-\u036f\u200b-\u200f!-/:-@]*[{s.letters}]+)*)"
        for s in _SCRIPTS
    )
)
_WORDS = re.compile(r"([\W\d_]*)([^\W\d_](?:.*[^\W\d_])?)([\W\d_]*)", re.DOTALL)
_RIGHT_TO_LEFT = ("hebrew", "arabic")
_FULL_TAGS = {
    "am": "am-ET", "ar": "ar-SA", "de": "de-DE", "en": "en-GB", "es": "es-ES", "fa": "fa-IR",
    "fr": "fr-FR", "he": "he-IL", "hi": "hi-IN", "id": "id-ID", "it": "it-IT", "ja": "ja-JP",
    "ko": "ko-KR", "pt": "pt-PT", "ru": "ru-RU", "th": "th-TH", "tr": "tr-TR", "ur": "ur-PK",
    "vi": "vi-VN", "zh": "zh-CN", "zh-hans": "zh-CN", "zh-hant": "zh-TW",
}  # fmt: skip
_TAG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_COMPLEX = frozenset({"ar", "bn", "fa", "he", "hi", "km", "lo", "my", "ta", "th", "ur", "yi"})
_EAST_ASIAN = frozenset({"ja", "ko", "zh"})


@dataclass(frozen=True, slots=True)
class Stretch:
    """Text of one script with the run properties it needs, in the order of the schema."""

    text: str
    fonts: str
    direction: str
    language: str


def split_by_script(text: str, language: str, *, turns: bool = False) -> list[Stretch]:
    """Return the text cut where its script changes; ``language`` is the run's own or empty.

    ``turns`` says that the paragraph runs from right to left: signs and digits beside its words
    then run with it, which Word does not find out by itself.
    """
    stretches: list[Stretch] = []
    end = 0
    for match in () if text.isascii() else _STRETCH.finditer(text):
        stretches += _split_rest(text[end : match.start()], language, turns)
        stretches.append(_stretch(match[0], _BY_NAME[match.lastgroup or "symbols"], language))
        end = match.end()
    return stretches + _split_rest(text[end:], language, turns)


def _split_rest(text: str, language: str, turns: bool) -> list[Stretch]:
    """Return text that needs no font of its own, cut into signs, words and signs if need be."""
    tag = write_language(language)
    if not turns:
        return [Stretch(text, "", "", tag)] if text else []
    parts = _WORDS.fullmatch(text)
    before, words, after = parts.groups() if parts else (text, "", "")
    directions = ((before, "<w:rtl/>"), (words, ""), (after, "<w:rtl/>"))
    return [Stretch(part, "", direction, tag) for part, direction in directions if part]


def _stretch(text: str, script: Script, language: str) -> Stretch:
    font = _han_font(language) if script.name == "han" else script.font
    name = quote(font)
    hint = ' w:hint="eastAsia"' if script.slot == "eastAsia" else ""
    fonts = f"<w:rFonts{hint} w:ascii={name} w:hAnsi={name} w:eastAsia={name} w:cs={name}/>"
    direction = "<w:rtl/>" if script.name in _RIGHT_TO_LEFT else ""
    if script.slot == "bidi" and not direction:
        direction = "<w:cs/>"
    own = write_language(language)
    if f"w:{script.slot}=" not in own and script.language:
        own = f'<w:lang w:{script.slot}="{script.language}"/>'
    return Stretch(text, fonts, direction, own)


def _han_font(language: str) -> str:
    parts = language.casefold()
    return next(
        (font for tag, font in _HAN_FONTS.items() if parts.startswith(tag)), "Noto Sans CJK SC"
    )


@lru_cache(maxsize=256)
def write_language(language: str) -> str:
    """Return ``w:lang`` for a BCP 47 tag, in the attribute by which Word knows such a language."""
    if not _TAG.fullmatch(language):
        return ""
    tag = full_tag(language)
    stem = tag.split("-")[0].casefold()
    if stem in _EAST_ASIAN:
        return f'<w:lang w:eastAsia="{tag}"/>'
    slot = "bidi" if stem in _COMPLEX or is_right_to_left(language) else "val"
    return f'<w:lang w:{slot}="{tag}"/>'


def full_tag(language: str) -> str:
    """Return a tag with a region, which Word wants, where Accord knows the usual one."""
    return _FULL_TAGS.get(language.casefold(), language)


def write_default_language(language: str) -> str:
    """Return ``w:lang`` for a whole document, with all three attributes."""
    own = write_language(language)
    given = dict(re.findall(r'w:(\w+)="([^"]*)"', own))
    all_three = {"val": "en-GB", "eastAsia": "zh-CN", "bidi": "ar-SA"} | given
    return "<w:lang " + " ".join(f'w:{slot}="{tag}"' for slot, tag in all_three.items()) + "/>"


def list_fonts() -> list[tuple[str, str]]:
    """Return each font named in documents with the one Word may take in its place."""
    substitutes = {
        "Noto Sans CJK KR": "Malgun Gothic", "Noto Sans CJK SC": "Microsoft YaHei",
        "Noto Sans CJK TC": "Microsoft JhengHei", "Noto Sans CJK JP": "Yu Gothic",
        "Noto Sans Thai": "Leelawadee UI", "Noto Sans Lao": "Leelawadee UI",
        "Noto Sans Khmer": "Leelawadee UI", "Noto Sans Ethiopic": "Ebrima",
        "Noto Sans Myanmar": "Myanmar Text", "Noto Sans Devanagari": "Nirmala UI",
        "Noto Sans Bengali": "Nirmala UI", "Noto Sans Tamil": "Nirmala UI",
        "DejaVu Sans": "Segoe UI Symbol",
    }  # fmt: skip
    fonts = {TEXT_FONT, *_HAN_FONTS.values(), *(script.font for script in _SCRIPTS)}
    return [(font, substitutes.get(font, "Segoe UI")) for font in sorted(fonts)]
