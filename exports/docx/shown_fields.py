"""What does a field show? Its result; the code before it says whether it refers to something."""

import re
from dataclasses import dataclass

WORD = re.compile(r'"((?:[^"\\]|\\.)*)"|(\S+)')
REFERENCES = frozenset(("REF", "NOTEREF", "PAGEREF", "STYLEREF"))
CONTENTS = frozenset(("TOC", "INDEX", "TOA"))
HIDDEN = frozenset(("XE", "TC", "TA", "RD"))


@dataclass(slots=True)
class OpenField:
    """A field between its begin and its end."""

    code: str = ""
    shows_result: bool = False
    is_checked: bool | None = None

    def words(self) -> list[str]:
        """Return the words of the code, quoted ones whole."""
        return [quoted or plain for quoted, plain in WORD.findall(self.code)]

    @property
    def name(self) -> str:
        """Return the kind of field, such as REF."""
        return (self.words() or [""])[0].upper()

    @property
    def reference(self) -> str:
        """Return the bookmark that a cross-reference prints, "" for other fields."""
        words = self.words()
        if self.name in REFERENCES and len(words) > 1 and not words[1].startswith("\\"):
            return words[1]
        return ""

    @property
    def is_number(self) -> bool:
        """Return whether the field prints the number of a paragraph (17.16.5.45: n, r and w)."""
        return bool({"\\n", "\\r", "\\w"}.intersection(each.lower() for each in self.words()))

    @property
    def link(self) -> str:
        """Return where a hyperlink leads: an address, or "#" and a bookmark."""
        if self.name != "HYPERLINK":
            return ""
        words = self.words()[1:]
        address, place = "", ""
        while words:
            word = words.pop(0)
            if word.lower() == "\\l" and words:
                place = words.pop(0)
            elif word.lower() in {"\\o", "\\t"} and words:
                words.pop(0)
            elif not word.startswith("\\") and not address:
                address = word
        return f"{address}#{place}" if place else address
