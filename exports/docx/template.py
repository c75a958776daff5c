"""What of an association's own Word file do its documents take? Styles, letterhead, page, numbers.

Its text is left out, and with it everything that only the text needs. What is kept is chosen part
by part; a file that would fetch something from elsewhere is refused.
"""

import io
import posixpath
import zipfile
from copy import deepcopy
from dataclasses import dataclass, field

from lxml import etree

from declarations.problems import InputRefusal
from exports.docx.markup import R
from exports.docx.parts import Relationship, WordParts, open_parts, read_relationships, w
from exports.house_style import WordTemplate
from exports.package_guard import WORD_FILE, check_package

_THEME = "http://schemas.openxmlformats.org/drawingml/2006/main"
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_HARMLESS = frozenset(("hyperlink", "attachedTemplate"))
PICTURES = {
    "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif",
    "bmp": "image/bmp", "tif": "image/tiff", "tiff": "image/tiff", "svg": "image/svg+xml",
    "emf": "image/x-emf", "wmf": "image/x-wmf", "wdp": "image/vnd.ms-photo",
}  # fmt: skip
"""The media type of each kind of picture that Word puts into a file, by its ending."""
_FURNITURE = ("header", "footer")


@dataclass(frozen=True, slots=True)
class KeptPart:
    """A part as it is in the template: its bytes, and the pictures and links it refers to.

    ``pictures`` gives for each relationship id the file's ending and bytes, ``links`` an address.
    """

    data: bytes
    pictures: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class OpenTemplate:
    """A template that may be used. ``furniture`` are its headers and footers by kind and page.

    The pages are "default", "first" and "even"; ``section`` is its last section's properties.
    """

    styles: etree._Element
    numbering: KeptPart | None
    theme: KeptPart | None
    settings: etree._Element | None
    section: etree._Element
    furniture: dict[tuple[str, str], KeptPart]

    @property
    def accent(self) -> str:
        """Return the six digits of the theme's first accent, "" where it has none."""
        if self.theme is None:
            return ""
        scheme = etree.fromstring(self.theme.data, _make_parser())
        color = scheme.find(f".//{{{_THEME}}}accent1/{{{_THEME}}}srgbClr")
        return "" if color is None else color.get("val", "").upper()

    @property
    def has_pictures(self) -> bool:
        """Return whether its letterhead shows a picture."""
        return any(part.pictures for part in self.furniture.values())


def open_template(template: WordTemplate) -> OpenTemplate:
    """Return what documents take of a template.

    Raises InputRefusal, in plain words, for what the guard refuses (no Word file, protected,
    damaged, with macros), for a file without styles, and for one whose parts refer to something
    outside it or hold an object of another program.
    """
    check_package(template.data, template.name, WORD_FILE)
    parts = open_parts(template.data, template.name)
    with zipfile.ZipFile(io.BytesIO(template.data)) as package:
        reader = _PartReader(template.name, package)
        reader.refuse_outside()
        if _STRICT in reader.read(reader.main):
            raise InputRefusal(
                f"{template.name} is a strict Open XML file, which is not taken as a template.",
                hint="In Word, save it as Word Document (.docx), not Strict Open XML.",
            )
        styles = parts.tree("styles")
        if styles is None or styles.find(w("style")) is None:
            raise InputRefusal(
                f"{template.name} has no styles to take over.", hint=WORD_FILE.save_as
            )
        section, references = _read_sections(parts)
        related = parts.relationships["document"]
        return OpenTemplate(
            styles=styles,
            numbering=reader.keep_kind(related, "numbering"),
            theme=reader.keep_kind(related, "theme"),
            settings=parts.tree("settings"),
            section=section,
            furniture={
                place: reader.keep(related[name].target)
                for place, name in references.items()
                if name in related
            },
        )


def _read_sections(parts: WordParts) -> tuple[etree._Element, dict[tuple[str, str], str]]:
    """Return the last section, and the headers and footers that hold by its end.

    A section without a header of its own has that of the section before it (ECMA-376 part 1,
    17.10.5).
    """
    references: dict[tuple[str, str], str] = {}
    section = etree.Element(w("sectPr"))
    for section in parts.trees["document"].iter(w("sectPr")):
        for kind in _FURNITURE:
            for each in section.iterchildren(w(f"{kind}Reference")):
                references[kind, each.get(w("type"), "default")] = each.get(f"{{{R}}}id", "")
    return deepcopy(section), references


@dataclass(slots=True)
class _PartReader:
    """Reads parts of one template by their names."""

    name: str
    package: zipfile.ZipFile
    names: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.names = {part.lower(): part for part in self.package.namelist()}

    @property
    def main(self) -> str:
        """Return the name of the part that holds the text."""
        roots = read_relationships(self.package, self.names, "")
        return next(r.target for r in roots.values() if r.kind.endswith("/officeDocument"))

    def read(self, part: str) -> bytes:
        """Return a part's bytes; raise InputRefusal where it is missing."""
        stored = self.names.get(part.lower())
        if stored is None:
            raise InputRefusal(f"{self.name} is damaged: its part {part!r:.80} is missing.",
                hint="Open it in Word, let Word repair it, and save it.",
            )  # fmt: skip
        return self.package.read(stored)

    def refuse_outside(self) -> None:
        """Raise InputRefusal where any part would fetch something when the file is opened."""
        for stored in self.package.namelist():
            folder, _, file = stored.rpartition("/_rels/")
            if not stored.lower().endswith(".rels"):
                continue
            owner = posixpath.join(folder, file[: -len(".rels")]) if file else ""
            for each in read_relationships(self.package, self.names, owner).values():
                kind = each.kind.rpartition("/")[2]
                if each.is_external and kind not in _HARMLESS:
                    raise InputRefusal(
                        f"{self.name} refers to something outside it ({kind}: "
                        f"{each.target!r:.80}), which is not fetched.",
                        hint="In Word, embed linked pictures (File, Info, Edit Links to Files, "
                        "Break Link), and save it again.",
                    )

    def keep_kind(self, related: dict[str, Relationship], kind: str) -> KeptPart | None:
        """Return the part of a kind that the text refers to."""
        found = (each.target for each in related.values() if each.kind.endswith(f"/{kind}"))
        target = next(found, "")
        return self.keep(target) if target else None

    def keep(self, part: str) -> KeptPart:
        """Return a part with its pictures and links; refuse other things that it holds."""
        kept = KeptPart(self.read(part))
        try:
            etree.fromstring(kept.data, _make_parser())
        except etree.XMLSyntaxError as error:
            raise InputRefusal(
                f"{self.name} is damaged: its part {part!r:.80} cannot be read.",
                hint="Open it in Word, let Word repair it, and save it.",
            ) from error
        for name, each in read_relationships(self.package, self.names, part).items():
            kind = each.kind.rpartition("/")[2]
            ending = each.target.rpartition(".")[2].lower()
            if kind == "hyperlink" and each.is_external:
                kept.links[name] = each.target
            elif kind == "image" and ending in PICTURES:
                kept.pictures[name] = (ending, self.read(each.target))
            else:
                raise InputRefusal(
                    f"{self.name} has an object in its letterhead or styles that is no picture "
                    f"({kind}: {each.target!r:.80}).",
                    hint="Paste it as a picture (Paste Special, Picture), and save it again.",
                )
        return kept


def _make_parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
