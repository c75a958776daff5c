"""Which parts does a Word file have? Found by their relationships, parsed, names made one."""

import io
import posixpath
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

from lxml import etree

from declarations.problems import InputRefusal
from exports.docx.markup import W
from exports.package_guard import WORD_FILE

M = "http://schemas.openxmlformats.org/officeDocument/2006/math"
XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_STRICT = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", W.encode()),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
    (b"http://purl.oclc.org/ooxml/officeDocument/math", M.encode()),
)
"""Strict files (ISO/IEC 29500-1) have other namespaces for the same elements."""

_MAIN = "/officeDocument"
_READ = ("styles", "numbering", "footnotes", "endnotes", "comments", "settings")


def w(name: str) -> str:
    """Return the name of a WordprocessingML element or attribute as lxml knows it."""
    return f"{{{W}}}{name}"


@dataclass(frozen=True, slots=True)
class Relationship:
    """What a part refers to: another part, or an address outside the file, never followed."""

    kind: str
    target: str
    is_external: bool


@dataclass(slots=True)
class WordParts:
    """The parsed parts of one file. ``trees`` has "document" and those of _READ that exist."""

    trees: dict[str, etree._Element] = field(default_factory=dict)
    relationships: dict[str, dict[str, Relationship]] = field(default_factory=dict)
    properties: dict[str, str] = field(default_factory=dict)
    unread: list[str] = field(default_factory=list)

    def tree(self, name: str) -> etree._Element | None:
        """Return the root of a part, or None where the file has none."""
        return self.trees.get(name)


def open_parts(data: bytes, name: str) -> WordParts:
    """Return the parts of a file that the guard has let pass.

    Raises InputRefusal when the main text is missing or is no WordprocessingML; another part that
    cannot be read is named in ``unread`` and left out.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        names = {part.lower(): part for part in package.namelist()}
        found = WordParts()
        roots = read_relationships(package, names, "")
        main = next((r.target for r in roots.values() if r.kind.endswith(_MAIN)), "")
        tree = _parse(package, names, main)
        if tree is None or etree.QName(tree).localname != "document":
            raise InputRefusal(f"{name} has no Word text in it.", hint=WORD_FILE.save_as)
        if tree.find(w("body")) is None:
            raise InputRefusal(f"{name} has no Word text in it.", hint=WORD_FILE.save_as)
        found.trees["document"] = tree
        found.relationships["document"] = read_relationships(package, names, main)
        for relationship in found.relationships["document"].values():
            kind = relationship.kind.rpartition("/")[2]
            if kind in _READ and not relationship.is_external and kind not in found.trees:
                part = _parse(package, names, relationship.target)
                if part is None:
                    found.unread.append(kind)
                    continue
                found.trees[kind] = part
                found.relationships[kind] = read_relationships(package, names, relationship.target)
        for kind in ("core-properties", "extended-properties"):
            target = next((r.target for r in roots.values() if r.kind.endswith(kind)), "")
            described = _parse(package, names, target) if target else None
            for each in described if described is not None else ():
                found.properties[str(etree.QName(each).localname)] = (each.text or "").strip()
    return found


def _parse(package: zipfile.ZipFile, names: Mapping[str, str], part: str) -> etree._Element | None:
    """Return the root of a part, or None where it is missing or no XML."""
    stored = names.get(part.lower())
    if stored is None:
        return None
    content = package.read(stored)
    for strict, transitional in _STRICT:
        content = content.replace(strict, transitional)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError:
        return None


def read_relationships(
    package: zipfile.ZipFile, names: Mapping[str, str], part: str
) -> dict[str, Relationship]:
    """Return the relationships of a part by id; "" is the package itself.

    ``names`` gives the names of all parts by their small letters.
    """
    folder, _, file = part.rpartition("/")
    tree = _parse(package, names, posixpath.join(folder, "_rels", f"{file}.rels"))
    found: dict[str, Relationship] = {}
    if tree is None:
        return found
    for each in tree.iterchildren(tag=etree.Element):
        target = each.get("Target", "")
        is_external = each.get("TargetMode") == "External"
        if not is_external:
            target = unquote(posixpath.normpath(posixpath.join("/", folder, target))).lstrip("/")
            if target.lower() not in names:
                target = posixpath.normpath(
                    posixpath.join("/", folder, each.get("Target", ""))
                ).lstrip("/")
        found[each.get("Id", "")] = Relationship(each.get("Type", ""), target, is_external)
    return found
