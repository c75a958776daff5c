"""How do runs of text become runs of Word? Looks, scripts, links, notes, tracked changes."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from urllib.parse import quote as quote_url
from urllib.parse import urlsplit

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.part import Part

from exports.blocks import Change, Document, Note, Run, Runs, plain_text
from exports.docx.fields import write_field, write_internal_link
from exports.docx.markup import quote, write_text
from exports.docx.scripts import split_by_script
from exports.languages import is_right_to_left, starts_right_to_left

_BOOKMARK = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,39}")
_URL_SIGNS = "!#$%&'()*+,-./:;=?@_~"
_FIRST_NOTE = 1  # 0 and -1 are the separators


@dataclass(slots=True)
class InlineWriter:
    """Writes runs; counts changes, bookmarks and notes of one document as they come."""

    document: Document
    warn: Callable[[str], None]
    changes: int = 0
    bookmarks: int = 0
    note_ids: dict[str, int] = field(default_factory=dict)
    links: dict[tuple[str, str], str] = field(default_factory=dict)

    def write_runs(self, runs: Runs, part: Part, language: str = "") -> str:
        """Return the runs as WordprocessingML; links become relationships of ``part``."""
        turns = self.turns(runs, language)
        return "".join(
            self._write_run(replace(run, language=run.language or language), part, turns)
            for run in runs
        )

    def turns(self, runs: Runs, language: str = "") -> bool:
        """Return whether a paragraph runs from right to left."""
        if is_right_to_left(language or self.document.language):
            return True
        return not language and starts_right_to_left(plain_text(runs))

    def _write_run(self, run: Run, part: Part, turns: bool) -> str:
        inner = self._write_stretches(run, turns)
        if run.change is not Change.NONE:
            inner = self.write_change(run.change, inner)
        if run.link:
            inner = self._write_link(run.link, inner, part)
        return inner + (self._write_note_mark(run.note) if run.note else "")

    def _write_stretches(self, run: Run, turns: bool) -> str:
        before = '<w:rStyle w:val="Hyperlink"/>' if _leads_somewhere(run.link) else ""
        weight = ("<w:b/><w:bCs/>" if run.bold else "") + ("<w:i/><w:iCs/>" if run.italic else "")
        element = "delText" if run.change is Change.DELETED else "t"
        written = []
        for stretch in split_by_script(run.text, run.language, turns=turns):
            look = before + stretch.fonts + weight + stretch.direction + stretch.language
            properties = f"<w:rPr>{look}</w:rPr>" if look else ""
            written.append(f"<w:r>{properties}{write_text(stretch.text, element)}</w:r>")
        return "".join(written)

    def write_change(self, change: Change, inner: str) -> str:
        """Return runs, or nothing for a paragraph mark, as inserted or deleted by the author."""
        self.changes += 1
        author = quote(self.document.author or "Accord")
        element = "ins" if change is Change.INSERTED else "del"
        attributes = (
            f'w:id="{self.changes}" w:author={author}'
            f' w:date="{self.document.made_on.isoformat()}T00:00:00Z"'
        )
        if not inner:
            return f"<w:{element} {attributes}/>"
        return f"<w:{element} {attributes}>{inner}</w:{element}>"

    def _write_link(self, link: str, inner: str, part: Part) -> str:
        if link.startswith("#"):
            return write_internal_link(name_bookmark(link[1:]), inner)
        address = _safe_address(link)
        if not address:
            self.warn(f"The address {link!r} is not a web or mail address; its words are printed.")
            return inner
        key = (str(part.partname), address)
        if key not in self.links:
            self.links[key] = part.rels.get_or_add_ext_rel(RELATIONSHIP_TYPE.HYPERLINK, address)
        return f'<w:hyperlink r:id="{self.links[key]}" w:history="1">{inner}</w:hyperlink>'

    def write_bookmark(self, anchor: str, inner: str) -> str:
        """Return runs inside a bookmark by which links find them."""
        if not anchor:
            return inner
        self.bookmarks += 1
        number = self.bookmarks
        return (
            f'<w:bookmarkStart w:id="{number}" w:name={quote(name_bookmark(anchor))}/>'
            f'{inner}<w:bookmarkEnd w:id="{number}"/>'
        )

    def _write_note_mark(self, note_id: str) -> str:
        note = next((note for note in self.document.notes if note.id == note_id), None)
        if note is None:
            self.warn(f"There is no note {note_id!r}; its mark is left out.")
            return ""
        bookmark = f"note_{note_id}"
        if note_id in self.note_ids:
            look = '<w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr>'
            label = f"<w:r>{look}{write_text(note.label)}</w:r>"
            return write_field(f"NOTEREF {name_bookmark(bookmark)} \\f \\h", label)
        self.note_ids[note_id] = _FIRST_NOTE + len(self.note_ids)
        mark = f"<w:footnoteReference{_own_mark(note, self.note_ids[note_id])}/>"
        own = write_text(note.label) if "customMark" in mark else ""
        run = f'<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr>{mark}{own}</w:r>'
        return self.write_bookmark(bookmark, run)

    def used_notes(self) -> list[tuple[int, Note]]:
        """Return the notes that the text refers to, with their numbers in the file, in order."""
        notes = {note.id: note for note in self.document.notes}
        return [(number, notes[note_id]) for note_id, number in self.note_ids.items()]

    def unused_notes(self) -> list[Note]:
        """Return the notes that nothing refers to."""
        return [note for note in self.document.notes if note.id not in self.note_ids]


def _own_mark(note: Note, number: int) -> str:
    custom = "" if note.label == str(number) else ' w:customMarkFollows="1"'
    return f'{custom} w:id="{number}"'


def name_bookmark(anchor: str) -> str:
    """Return an anchor as a bookmark's name: itself where Word allows it, else a digest of it."""
    if _BOOKMARK.fullmatch(anchor):
        return anchor
    return "_a" + hashlib.sha256(anchor.encode(errors="replace")).hexdigest()[:30]


def _leads_somewhere(link: str) -> bool:
    return link.startswith("#") or bool(_safe_address(link))


def _safe_address(link: str) -> str:
    """Return a web or mail address as Word can open it, empty for anything else."""
    try:
        parts = urlsplit(link)
        host = parts.hostname or ""
        if not host.isascii():
            parts = parts._replace(netloc=parts.netloc.replace(host, _ascii_host(host)))
        written = quote_url(parts.geturl(), safe=_URL_SIGNS, errors="replace")
    except ValueError:
        return ""
    has_target = bool(host) if parts.scheme in {"http", "https"} else bool(parts.path)
    return written if parts.scheme in {"http", "https", "mailto"} and has_target else ""


def _ascii_host(host: str) -> str:
    """Return a host's name as the network knows it (RFC 3490). Raises UnicodeError."""
    return host.encode("idna").decode()
