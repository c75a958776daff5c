"""How do the association's settings become the look of its documents? Every file is checked."""

from collections.abc import Callable
from pathlib import Path

from app.settings import SETTINGS_FILE, Settings
from declarations.problems import InputRefusal, Level, Place, Problem
from exports.house_style import (
    LEAST_CONTRAST,
    PAPERS,
    WHITE,
    HouseStyle,
    Logo,
    Typeface,
    WordTemplate,
    find_contrast,
)

FONT_SUFFIXES = (".ttf", ".otf", ".ttc", ".woff", ".woff2")
_WORD_FILE = 50 << 20


def load_house_style(
    settings: Settings, folder: Path, warn: Callable[[str], None] = lambda _message: None
) -> HouseStyle:
    """Return the look that the settings in ``folder`` describe, its files read and checked.

    Raises InputRefusal naming every file that is missing or is not what it should be. ``warn`` is
    told of a colour that is hard to read and of a font that is not installed.
    """
    reader = _Reader(folder)
    style = HouseStyle(
        paper=PAPERS[settings.paper],
        accent=settings.accent.lower(),
        second_accent=settings.second_accent.lower(),
        font=reader.read_font("font", settings.font, warn),
        heading_font=reader.read_font("heading_font", settings.heading_font, warn),
        logo=reader.read_logo(settings),
        word_template=reader.read_template(settings.docx_template),
    )
    if reader.problems:
        raise InputRefusal(
            f"The look of the documents cannot be made: {folder / SETTINGS_FILE}.",
            hint="Mend or remove these settings; paths are relative to the settings file.",
            problems=reader.problems,
        )
    _warn_of_contrast(style, warn)
    return style


def _warn_of_contrast(style: HouseStyle, warn: Callable[[str], None]) -> None:
    if not style.accent:
        return
    contrast = find_contrast(style.accent, WHITE)
    if contrast < LEAST_CONTRAST:
        warn(
            f"accent {style.accent} is hard to read on white: its contrast is {contrast:.1f} to 1, "
            f"and headings need {LEAST_CONTRAST} to 1. Choose a darker colour."
        )


class _Reader:
    """Reads the files that settings name; remembers what is wrong with them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[Problem] = []

    def read_logo(self, settings: Settings) -> Logo | None:
        if not settings.logo:
            return None
        description = settings.logo_description or settings.association
        if not description.strip():
            self._report(
                "logo_description",
                "a logo needs words for those who cannot see it.",
                'Add logo_description = "Logo of …", or the association\'s name.',
            )
        data = self._read("logo", settings.logo)
        if data is None:
            return None
        from exports.logo import read_logo  # noqa: PLC0415 -- libraries for pictures, seldom needed

        try:
            return read_logo(data, settings.logo, description)
        except InputRefusal as refusal:
            self._report("logo", refusal.message, refusal.hint)
        return None

    def read_font(
        self, name: str, value: str | list[str], warn: Callable[[str], None]
    ) -> Typeface | None:
        """Return the font of a setting: a family, or the files of one."""
        if not value:
            return None
        from exports import typefaces  # noqa: PLC0415 -- libraries for fonts, seldom needed

        files = [value] if isinstance(value, str) else value
        if isinstance(value, str) and not value.lower().endswith(FONT_SUFFIXES):
            found = typefaces.find_typeface(value)
            if not found.files:
                warn(
                    f"{name}: no font {value!r} is installed here; PDF files are set in Noto Sans. "
                    "Install it, or give its files."
                )
            return found
        paths = []
        for file in files[:4]:
            path = self.folder / file
            described = typefaces.describe_font(str(path)) if path.is_file() else None
            if not path.is_file():
                self._report(name, f"there is no file {file}.", "Correct the name or the folder.")
            elif described is None:
                self._report(name, f"{file} is no TrueType or OpenType font.", "Give .ttf or .otf.")
            elif not described.may_be_embedded:
                self._report(
                    name,
                    f"{file} ({described.family}) forbids that it is embedded in documents.",
                    "Choose another font, or ask its maker for a licence.",
                )
            paths.append((str(path), described.family if described else file))
        return Typeface(paths[0][1], tuple(path for path, _family in paths))

    def read_template(self, file: str) -> WordTemplate | None:
        data = self._read("docx_template", file) if file else None
        if data is None:
            return None
        from exports.docx.template import open_template  # noqa: PLC0415 -- brings lxml, seldom needed

        try:
            open_template(WordTemplate(file, data))
        except InputRefusal as refusal:
            self._report("docx_template", refusal.message, refusal.hint)
        return WordTemplate(file, data)

    def _read(self, name: str, file: str) -> bytes | None:
        path = self.folder / file
        try:
            if path.stat().st_size <= _WORD_FILE:
                return path.read_bytes()
            self._report(name, f"{file} is larger than any logo or template.", "Save it smaller.")
        except FileNotFoundError:
            self._report(name, f"there is no file {file}.", "Correct the name or the folder.")
        except OSError as error:
            self._report(name, f"{file} cannot be read: {error.strerror}.", "Check its rights.")
        return None

    def _report(self, name: str, message: str, remedy: str) -> None:
        place = Place(file=str(self.folder / SETTINGS_FILE), item=name)
        self.problems.append(Problem("S002", Level.ERROR, place, f"{name}: {message}", remedy))
