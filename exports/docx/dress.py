"""What does a Word file wear? Accord's styles in the association's colours, or its template."""

from collections.abc import Sequence
from dataclasses import replace

from exports.docx.contents import LOOSE, choose_distances
from exports.docx.inline import InlineWriter
from exports.docx.letterhead import Letterhead, add_letterhead, take_look
from exports.docx.look import WordLook, choose_look, write_theme
from exports.docx.merging import Joint, join_template, list_counted_headings
from exports.docx.numbering import Numbering
from exports.docx.package import WordPackage, write_fonts, write_settings
from exports.docx.scripts import write_default_language
from exports.docx.sections import add_furniture, write_section
from exports.docx.styles import write_styles
from exports.docx.template import KeptPart, OpenTemplate, open_template
from exports.house_style import HouseStyle, Logo

_SECOND = "CC9E3D"
_THEME = "application/vnd.openxmlformats-officedocument.theme+xml"


class Dress:
    """The styles, page, letterhead and theme of one Word file."""

    def __init__(self, style: HouseStyle) -> None:
        """Open the style's template; raise InputRefusal when it may not be used."""
        self.style = style
        self.look: WordLook = choose_look(style)
        self.logo: Logo | None = style.logo
        self.counted_headings: frozenset[int] = frozenset()
        self._second = style.second_accent.removeprefix("#").upper() or _SECOND
        self._template: OpenTemplate | None = None
        self._joint: Joint | None = None
        self._letterhead: Letterhead | None = None
        self._references: dict[str, str] = {}
        if style.word_template is not None:
            self._template = template = open_template(style.word_template)
            self.look = take_look(template, self.look, style.accent)
            self._joint = join_template(template, self._write_styles("en", 0))
            self.counted_headings = list_counted_headings(template, self._joint)
            if template.has_pictures:
                self.logo = None  # the letterhead shows it

    @property
    def has_template(self) -> bool:
        """Return whether styles are those of a template, which may say less than ours."""
        return self._template is not None

    def rewrite(self, inner: str) -> str:
        """Return the content of a part with the style ids and list numbers of the file."""
        return self._joint.rewrite(inner) if self._joint else inner

    def add_furniture(self, package: WordPackage, inline: InlineWriter) -> None:
        """Add headers and footers: the template's, and ours where it has none."""
        if self._template is None:
            self._references = add_furniture(package, inline)
            return
        known = {kind for kind, _page in self._template.furniture}
        own = add_furniture(package, inline, {"header", "footer"} - known)
        self._letterhead = add_letterhead(package, self._template, own)

    def write_section(self, *, landscape: bool, has_cover: bool) -> str:
        """Return the properties of a section; ``has_cover`` where it begins with the cover."""
        if self._letterhead is not None:
            return self._letterhead.write_section(landscape=landscape, is_first=has_cover)
        return write_section(
            self._references, landscape=landscape, has_cover=has_cover, page=self.look.page
        )

    def add_parts(
        self,
        package: WordPackage,
        language: str,
        numbering: Numbering,
        *,
        has_notes: bool,
        contents: Sequence[int] = (),
    ) -> None:
        """Add styles, lists, settings, fonts and theme, when the text has been written.

        ``contents`` are the levels of the lines of its contents.
        """
        distances = choose_distances(contents, self.look.page)
        styles = self._write_styles(language, numbering.paragraphs, distances)
        settings = write_settings(language, has_notes=has_notes)
        if self._joint is None or self._template is None:
            package.add_part("styles", "styles", styles)
            package.add_part("numbering", "numbering", numbering.write())
            package.add_part("settings", "settings", settings)
            package.add_part("fontTable", "fonts", write_fonts())
            if self.look.is_themed:
                theme = write_theme(self.look, self._second)
                package.add_whole_part("theme/theme1", theme, _THEME)
            return
        joint, template = self._joint, self._template
        joined = joint.join_styles(styles, write_default_language(language))
        package.add_whole_part("styles", joined)
        lists = joint.join_lists(numbering.write())
        kept = template.numbering or KeptPart(b"")
        package.add_kept_part("numbering", replace(kept, data=lists))
        package.add_part("settings", "settings", joint.join_settings(settings))
        package.add_part("fontTable", "fonts", write_fonts())
        if template.theme is not None:
            package.add_kept_part("theme/theme1", template.theme, _THEME)

    def _write_styles(
        self, language: str, paragraph_list: int, contents: tuple[float, float] = LOOSE
    ) -> str:
        has_logo = self.logo is not None
        return write_styles(
            language, paragraph_list, self.look, has_logo=has_logo, contents=contents
        )
