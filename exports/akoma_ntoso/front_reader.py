"""What does a file say about its text? Code, title, language, assembly, and what is left out."""

import re
from dataclasses import dataclass
from typing import Any

from lxml import etree

from declarations.draft_file import slug
from declarations.front_matter import CODE, LANGUAGE
from declarations.model import OBJECT_CHARACTER, Profile, Text
from declarations.problems import Level
from exports.akoma_ntoso.body_reader import children_of
from exports.akoma_ntoso.findings import Findings, line_of, shorten
from exports.akoma_ntoso.inline_reader import InlineReader
from exports.akoma_ntoso.vocabulary import NAMESPACE, akn, language_tag, own

HELD = frozenset(akn(name) for name in ("p", "block"))
LEADING_SIGNS = re.compile(r"^[-–—•\s]+")


@dataclass(frozen=True, slots=True)
class Front:
    """What stands around a text."""

    code: str
    title: str
    language: str
    profile: Profile
    subtitle: str = ""
    assembly: str = ""
    prepared_by: str = ""


def find_own(document: Any) -> Any:
    """Return what Accord wrote about the text into its file, or None in a file of others."""
    return document.find(f"{akn('meta')}/{akn('proprietary')}/{own('declaration')}")


class FrontReader:
    """Reads identification, cover page and preface."""

    def __init__(self, document: Any, findings: Findings, inline: InlineReader) -> None:
        self.document = document
        self.findings = findings
        self.inline = inline
        self.used: dict[Any, str] = {}

    def read(self) -> Front:
        """Return what was found; in a file of others also report what was left out."""
        written = find_own(self.document)
        if written is not None:
            return self.read_own(written)
        front = Front(
            code=self.read_code(),
            title=LEADING_SIGNS.sub("", self.words("preface", "docTitle") or self.cover_title()),
            language=self.read_language(),
            profile=self.read_profile(),
            subtitle=self.words("coverPage", "docTitle") if self.has("preface", "docTitle") else "",
            assembly=self.read_assembly(),
        )
        if not front.title:
            self.findings.report(
                "X031", Level.ERROR, line_of(self.document), "The file has no title.",
                "Write one in the draft.",
            )  # fmt: skip
        self.report_left_out()
        return front

    def read_own(self, written: Any) -> Front:
        """Return what Accord wrote; a profile it does not know is reported."""
        profile = str(written.get("profile") or Profile.DECLARATION)
        if profile not in {*Profile}:
            self.findings.report(
                "X033", Level.ERROR, line_of(written), f"There is no profile {profile!r:.60}.",
                f"Write one of: {', '.join(Profile)}.", profile,
            )  # fmt: skip
            profile = Profile.DECLARATION
        code, language = str(written.get("code") or ""), str(written.get("language") or "")
        return Front(
            code=code if CODE.fullmatch(code) else self.read_code(),
            title=self.words("preface", "docTitle"),
            language=language if LANGUAGE.fullmatch(language) else self.read_language(),
            profile=Profile(profile),
            subtitle=self.words("preface", "inline[@name='subtitle']"),
            assembly=self.words("preface", "docAuthority"),
            prepared_by=self.words("preface", "docProponent"),
        )

    def find(self, part: str, path: str) -> Any:
        """Return the first element of a kind in a part of the file, or None."""
        found = self.document.xpath(f"a:{part}//a:{path}", namespaces={"a": NAMESPACE})
        return found[0] if found else None

    def has(self, part: str, path: str) -> bool:
        """Return whether a part of the file has such an element."""
        return self.find(part, path) is not None

    def words(self, part: str, path: str) -> str:
        """Return the words of such an element without marks, "" where there is none."""
        element = self.find(part, path)
        if element is None:
            return ""
        if element not in self.used:
            plain = self.inline.read(element).plain
            self.used[element] = re.sub(f" ?{OBJECT_CHARACTER}", "", plain).strip()
        return self.used[element]

    def cover_title(self) -> str:
        """Return the title on the cover page."""
        return self.words("coverPage", "docTitle")

    def read_assembly(self) -> str:
        """Return the body that adopted the text: the subsidiary one before its parent."""
        for part in ("coverPage", "preface"):
            for path in (
                "docAuthority[@refersTo='#subsidiaryBody']",
                "docAuthority[@refersTo='#issuingBody']",
                "docAuthority",
            ):
                if self.has(part, path):
                    return self.words(part, path)
        return ""  # fmt: skip

    def read_code(self) -> str:
        """Return a code made of the document's number, its address or its title."""
        numbers = [self.words(part, "docNumber") for part in ("coverPage", "preface")]
        for level in ("FRBRnumber", "FRBRname", "FRBRuri"):
            element = self.find("meta", level)
            numbers.append("" if element is None else str(element.get("value") or ""))
        numbers += [self.words("preface", "docTitle"), self.cover_title(), "imported-text"]
        return next(code for code in map(slug, numbers) if CODE.fullmatch(code))

    def read_language(self) -> str:
        """Return the language of the expression as a BCP 47 tag; English where it is unknown."""
        element = self.find("meta/a:identification", "FRBRlanguage")
        code = "" if element is None else str(element.get("language") or "")
        tag = language_tag(code)
        if not tag:
            self.findings.report(
                "X029", Level.WARNING, line_of(self.document if element is None else element),
                f"The language {code!r:.60} is not known; English was taken." if code
                else "The file does not say its language; English was taken.",
                "Write language: CODE in the draft, for example fr.", code,
            )  # fmt: skip
        return tag or "en"

    def read_profile(self) -> Profile:
        """Return resolution where the file says so or begins with an enacting formula."""
        is_resolution = self.document.get("name") == "resolution" or self.has("preamble", "formula")
        return Profile.RESOLUTION if is_resolution else Profile.DECLARATION

    def report_left_out(self) -> None:
        """Report the lines of cover page and preface that a draft has no place for."""
        for part, name in (("coverPage", "cover page"), ("preface", "preface")):
            element = self.document.find(akn(part))
            lines = [
                (child, " ".join("".join(self.unused_words(child)).split()))
                for _, child in (() if element is None else children_of(element))
            ]
            left = [(child, words) for child, words in lines if words]
            if left:
                listed = "; ".join(shorten(words) for _, words in left)
                self.findings.report(
                    "X023", Level.HINT, line_of(left[0][0]),
                    f"The {name} says what a draft has no place for: {listed}.",
                    "Keep the file, or write in the draft what is to stay.", listed,
                )  # fmt: skip

    def unused_words(self, element: Any) -> list[str]:
        """Return the words of a line that nothing was made of."""
        if element in self.used:
            return []
        words = [element.text or ""]
        for child in element.iterchildren(etree.Element):
            words += [*self.unused_words(child), child.tail or ""]
        return words


def read_closing(document: Any, inline: InlineReader) -> list[Text]:
    """Return the blocks of the closing formula."""
    conclusions = document.find(akn("conclusions"))
    if conclusions is None:
        return []
    return [
        inline.read(block)
        for block in conclusions.iter(etree.Element)
        if etree.QName(block).localname in {"p", "block"}
        and not any(each.tag in HELD for each in block.iterancestors())
    ]
