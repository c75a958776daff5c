"""Which font files are there, and which of them shows a character?"""

import os
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from pathlib import Path

import uharfbuzz

REGULAR_WEIGHT = 400.0
BOLD_WEIGHT = 700.0

_SYSTEM_FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.local/share/fonts",
    "~/Library/Fonts",
    "/Library/Fonts",
    "C:/Windows/Fonts",
)
# Format and variation characters: nothing is missing when no font draws them.
_WORDS_REMEMBERED = 5_000
_LONGEST_REMEMBERED = 40  # characters: longer words hardly come twice
_INVISIBLE = frozenset(
    chr(code)
    for code in (0xAD, 0x34F, 0x61C, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F))
) | frozenset(chr(code) for code in (*range(0x2060, 0x2070), *range(0xFE00, 0xFE10)))
_NO_CHARACTERS = frozenset({"Cn", "Cs"})  # unassigned, and halves of a pair standing alone
# Where no font has the sign, these words or signs say the same.
_SPELLINGS = {
    "→": "->", "←": "<-", "↔": "<->", "≤": "<=", "≥": ">=", "≠": "=/=", "✓": "√", "✔": "√",
    "✗": "×", "✘": "×", "●": "•", "○": "o", "■": "•", "□": "o", "▲": "^", "▼": "v",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Face:
    """One cut of one font: the file, and the weight to which a variable font is pinned."""

    name: str
    path: str
    index: int = 0
    weight: float = REGULAR_WEIGHT


@dataclass(frozen=True, slots=True)
class FontRun:
    """Characters that one face shows. ``missing`` is the character for which they stand in."""

    text: str
    face: Face
    missing: str = ""


@dataclass(frozen=True, slots=True)
class Family:
    """The faces of one font: regular, bold, italic, bold italic (the same where it has none)."""

    name: str
    faces: tuple[Face, Face, Face, Face]

    def covers(self, character: str) -> bool:
        """Return whether the font has a glyph for the character."""
        return ord(character) in _coverage(self.faces[0].path, self.faces[0].index)

    def face(self, bold: bool, italic: bool) -> Face:
        """Return the face with this look, or the nearest there is."""
        return self.faces[bold + 2 * italic]


@dataclass(frozen=True, slots=True)
class _Packaged:
    """A variable font inside an installed Python package."""

    name: str
    package: str
    file: str
    italic: str = ""


_PACKAGED = (
    _Packaged(
        "NotoSans",
        "fontpkg_noto_sans",
        "files/NotoSans[wdth,wght].ttf",
        "files/NotoSans-Italic[wdth,wght].ttf",
    ),
    *(
        _Packaged(
            f"NotoSans{script}",
            f"justmytype_intl_{package}",
            f"fonts/ofl/notosans{script.lower()}/NotoSans{script}[{axes}].ttf",
        )
        for script, package, axes in (
            ("Arabic", "rtl", "wdth,wght"),
            ("Hebrew", "rtl", "wdth,wght"),
            ("Thai", "sea", "wdth,wght"),
            ("Lao", "sea", "wdth,wght"),
            ("Khmer", "sea", "wdth,wght"),
            ("Myanmar", "sea", "wdth,wght"),
            ("Ethiopic", "africa", "wdth,wght"),
            ("SC", "cjk", "wght"),
            ("KR", "cjk", "wght"),
            ("JP", "cjk", "wght"),
            ("TC", "cjk", "wght"),
        )
    ),
)
# The order of faces inside the collection files that Noto publishes.
_COLLECTION = {"JP": 0, "KR": 1, "SC": 2, "TC": 3}
# Script name as Unicode names begin with it -> (a letter of it, package that has it).
SCRIPTS = {
    "LATIN": ("ỹ", "fontpkg-noto-sans"),
    "CYRILLIC": ("ж", "fontpkg-noto-sans"),
    "GREEK": ("ω", "fontpkg-noto-sans"),
    "DEVANAGARI": ("क", "fontpkg-noto-sans"),
    "ARABIC": ("ع", "justmytype-intl-rtl"),
    "HEBREW": ("א", "justmytype-intl-rtl"),
    "THAI": ("ก", "justmytype-intl-sea"),
    "LAO": ("ກ", "justmytype-intl-sea"),
    "KHMER": ("ក", "justmytype-intl-sea"),
    "MYANMAR": ("က", "justmytype-intl-sea"),
    "ETHIOPIC": ("አ", "justmytype-intl-africa"),
    "HANGUL": ("한", "justmytype-intl-cjk"),
    "CJK": ("中", "justmytype-intl-cjk"),
    "HIRAGANA": ("ひ", "justmytype-intl-cjk"),
    "KATAKANA": ("カ", "justmytype-intl-cjk"),
}


@cache
def _coverage(path: str, index: int) -> frozenset[int]:
    face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(path), index)
    return frozenset(face.unicodes)


def package_for(character: str) -> str:
    """Return the package to install so that the character can be shown."""
    script = unicodedata.name(character, "").split(" ")[0]
    known = SCRIPTS.get(script)
    return known[1] if known else "a Noto font for it (on Debian: fonts-noto-core, fonts-noto-cjk)"


def tell_missing(character: str) -> str:
    """Return what to say of a character that is printed by its code point."""
    point = f"U+{ord(character):04X}"
    if unicodedata.category(character) in _NO_CHARACTERS:
        return (
            f"{point} is no character of any script; it is printed as [{point}]. "
            "Take it out of the text."
        )
    return (
        f"no font here has the character {point}; it is printed as [{point}]. "
        f"Install {package_for(character)} and write the document again."
    )


class FontStack:
    """The fonts there are, best first; the first that has a character shows it."""

    def __init__(self, families: Iterable[Family]) -> None:
        self.families = tuple(families)
        self._orders: dict[str, tuple[Family, ...]] = {}
        self._split_remembered = lru_cache(_WORDS_REMEMBERED)(self._split)

    @property
    def primary(self) -> Family:
        """The font of everything that it covers."""
        return self.families[0]

    def split(
        self,
        text: str,
        bold: bool = False,
        italic: bool = False,
        language: str = "",
    ) -> tuple[FontRun, ...]:
        """Return the text cut into runs of one face each; what no font has, as ``[U+1234]``."""
        if len(text) > _LONGEST_REMEMBERED:
            return self._split(text, bold, italic, language)
        return self._split_remembered(text, bold, italic, language)

    def _split(self, text: str, bold: bool, italic: bool, language: str) -> tuple[FontRun, ...]:
        order = self._order(language, text)
        runs: list[tuple[Family, list[str], str]] = []
        last: Family | None = None
        for character in text:
            family = self._choose(character, order, last)
            shown, missing = character, ""
            if family is None:
                if character in _INVISIBLE:
                    continue
                family = self.primary
                shown, missing = self._stand_in(character)
            if runs and runs[-1][0] is family and not missing and not runs[-1][2]:
                runs[-1][1].append(shown)
            else:
                runs.append((family, [shown], missing))
            last = family
        return tuple(
            FontRun("".join(parts), family.face(bold, italic), missing)
            for family, parts, missing in runs
        )

    def scripts_present(self) -> dict[str, bool]:
        """Return, for each script that Accord expects, whether a font shows it."""
        return {
            script.capitalize() if script != "CJK" else "Han": any(
                family.covers(letter) for family in self.families
            )
            for script, (letter, _package) in SCRIPTS.items()
        }

    def files(self) -> list[str]:
        """Return the paths of the font files, best first, each once."""
        faces = (face for family in self.families for face in family.faces)
        return list(dict.fromkeys(face.path for face in faces))

    def _stand_in(self, character: str) -> tuple[str, str]:
        spelling = _SPELLINGS.get(character)
        if spelling and all(self.primary.covers(sign) for sign in spelling):
            return spelling, ""
        return f"[U+{ord(character):04X}]", character

    def _choose(
        self, character: str, order: tuple[Family, ...], last: Family | None
    ) -> Family | None:
        """Spaces, marks and signs stay with the font before them where it has them."""
        if last is not None and not character.isalnum() and last.covers(character):
            return last
        return next((family for family in order if family.covers(character)), None)

    def _order(self, language: str, text: str) -> tuple[Family, ...]:
        wanted = _east_asian_font(language, text)
        if wanted not in self._orders:
            first = [family for family in self.families if family.name.endswith(wanted)]
            rest = [family for family in self.families if family not in first]
            self._orders[wanted] = (*rest[:1], *first, *rest[1:]) if wanted else self.families
        return self._orders[wanted]


def _east_asian_font(language: str, text: str) -> str:
    """Han letters look different by country; kana and hangul tell it where no language does."""
    if text.isascii():
        return ""
    tag = language.lower()
    if tag.startswith("zh"):
        return "TC" if any(part in tag for part in ("hant", "-tw", "-hk", "-mo")) else "SC"
    for prefix, name, first, last in (
        ("ja", "JP", "\u3040", "\u30ff"),
        ("ko", "KR", "\uac00", "\ud7a3"),
    ):
        if tag.startswith(prefix) or any(first <= character <= last for character in text):
            return name
    return ""


@cache
def font_stack() -> FontStack:
    """Return the fonts of this installation: those from Python packages, then the system's.

    The stack is never empty: ``fontpkg-noto-sans`` is a requirement of Accord.
    """
    return FontStack([*_packaged_families(), *_system_families()])


def _packaged_families() -> Iterator[Family]:
    for font in _PACKAGED:
        try:
            root = resources.files(font.package)
        except ModuleNotFoundError:
            continue
        upright, italic = str(root / font.file), str(root / (font.italic or font.file))
        if Path(upright).is_file():
            slant = "Italic" if font.italic else ""
            yield Family(
                font.name,
                (
                    Face(f"{font.name}-Regular", upright),
                    Face(f"{font.name}-Bold", upright, 0, BOLD_WEIGHT),
                    Face(f"{font.name}-{slant or 'Regular'}", italic),
                    Face(f"{font.name}-Bold{slant}", italic, 0, BOLD_WEIGHT),
                ),
            )


def _system_families() -> Iterator[Family]:
    files = _system_files()
    for name, path in sorted(files.items(), key=lambda item: _system_rank(item[0])):
        stem = name.removesuffix("-Regular")
        if name.startswith("NotoSansCJK") and name.endswith("-Regular"):
            bold = files.get(f"{stem}-Bold", path)
            for script, index in _COLLECTION.items():
                yield _static_family(f"{stem}{script}", path, bold, index)
        elif name == "DejaVuSans" or (name.startswith("NotoSans") and name.endswith("-Regular")):
            yield _static_family(stem, path, files.get(f"{stem}-Bold", path))


def _static_family(name: str, regular: str, bold: str, index: int = 0) -> Family:
    upright = Face(f"{name}-Regular", regular, index)
    heavy = Face(f"{name}-Bold", bold, index, BOLD_WEIGHT)
    return Family(name, (upright, heavy, upright, heavy))


def _system_rank(name: str) -> tuple[int, str]:
    """Noto by name, then symbols, then DejaVu, which has most signs but few scripts."""
    return (2 if name == "DejaVuSans" else 1 if "Symbols" in name else 0), name


def _system_files() -> dict[str, str]:
    """Return the paths of the system's Noto Sans and DejaVu Sans files by name without suffix."""
    found: dict[str, str] = {}
    for path in list_font_files():
        stem, _suffix = os.path.splitext(os.path.basename(path))  # noqa: PTH119, PTH122 -- thousands of names
        if stem.startswith(("NotoSans", "DejaVuSans")):
            found.setdefault(stem, path)
    return found


def list_font_files() -> Iterator[str]:
    """Yield the paths of all fonts that are installed on the system."""
    for folder in _SYSTEM_FOLDERS:
        for parent, _folders, names in os.walk(Path(folder).expanduser()):
            for name in names:
                if name.endswith((".ttf", ".otf", ".ttc")):
                    yield os.path.join(parent, name)  # noqa: PTH118 -- thousands of names
