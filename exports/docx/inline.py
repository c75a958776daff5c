"""How do runs of text become runs of Word? Looks, scripts, links, notes, tracked changes."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import groupby
from operator import itemgetter
from urllib.parse import quote as quote_url
from urllib.parse import urlsplit

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.part import Part

from exports.blocks import Change, Document, Run, Runs, plain_text
from exports.docx.bookmarks import name_bookmark
from exports.docx.changes import ChangeWriter
from exports.docx.fields import write_field, write_internal_link
from exports.docx.labels import Chain, LabelPlan
from exports.docx.markup import quote, write_text
from exports.docx.note_numbers import NoteCounter
from exports.docx.scripts import Stretch, split_by_script
from exports.languages import is_right_to_left, starts_right_to_left

_URL_SIGNS = "!#$%&'()*+,-./:;=?@_~"


@dataclass(slots=True)
class InlineWriter:
    """Writes runs; counts bookmarks and notes of one document as they come."""

    document: Document
    warn: Callable[[str], None]
    labels: LabelPlan
    changes: ChangeWriter
    bookmarks: int = 0
    notes: NoteCounter = field(init=False)
    links: dict[tuple[str, str], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.notes = NoteCounter({note.id: note for note in self.document.notes})

    def write_runs(self, runs: Runs, part: Part, language: str = "") -> str:
        """Return the runs as WordprocessingML; links become relationships of ``part``.

        Neighbours that changed together are one change, to be accepted or rejected at once.
        """
        turns = self.turns(runs, language)
        pieces = [
            piece
            for run in runs
            for piece in self._write_run(
                replace(run, language=run.language or language), part, turns
            )
        ]
        return "".join(
            self.changes.write_runs(sign, "".join(inner for _sign, inner in group))
            for sign, group in groupby(pieces, key=itemgetter(0))
        )

    def turns(self, runs: Runs, language: str = "") -> bool:
        """Return whether a paragraph runs from right to left."""
        if is_right_to_left(language or self.document.language):
            return True
        return not language and starts_right_to_left(plain_text(runs))

    def _write_run(self, run: Run, part: Part, turns: bool) -> Iterator[tuple[Run, str]]:
        """Yield what a run is written as, each piece with its change as a run without text."""
        sign = Run("", change=run.change, author=run.author, changed_on=run.changed_on)
        note = self._write_note_mark(run) if run.note else ""
        inner = self._write_reference(run, turns) or self._write_stretches(run, turns)
        if run.link and not self._find_chain(run):
            inner = self._write_link(run, inner, part)
        yield sign, inner
        if note:
            yield sign, note

    def _write_stretches(self, run: Run, turns: bool) -> str:
        style = '<w:rStyle w:val="Hyperlink"/>' if _leads_somewhere(run.link) else ""
        element = "delText" if run.change is Change.DELETED else "t"
        written = []
        for stretch in split_by_script(run.text, run.language, turns=turns):
            look = _write_look(style, stretch, bold=run.bold, italic=run.italic)
            properties = f"<w:rPr>{look}</w:rPr>" if look else ""
            written.append(f"<w:r>{properties}{write_text(stretch.text, element)}</w:r>")
        return "".join(written)

    def _write_reference(self, run: Run, turns: bool) -> str:
        """Return a reference to a numbered paragraph as fields, one for each label of its chain.

        Nothing where Word would not come to the label that stands there, as for a heading.
        """
        chain = self._find_chain(run)
        plain = replace(run, link="")
        space = self._write_stretches(replace(plain, text=" "), turns)
        return space.join(
            write_field(
                f"REF {name_bookmark(anchor)} \\n \\h",
                self._write_stretches(replace(plain, text=label), turns),
                is_deleted=run.change is Change.DELETED,
            )
            for label, anchor in chain
        )

    def _find_chain(self, run: Run) -> Chain:
        """Return the labels that Word would come to, if they are those that stand there."""
        if not run.link.startswith("#"):
            return ()
        change = run.change
        chain = self.labels.find_chain(run.link[1:], is_old=change.is_old, is_new=change.is_new)
        return chain if " ".join(label for label, _anchor in chain) == run.text else ()

    def _write_link(self, run: Run, inner: str, part: Part) -> str:
        """Return runs that lead somewhere; what changed is a field, to be one change whole."""
        address, is_deleted = run.link[1:], run.change is Change.DELETED
        if run.link.startswith("#"):
            bookmark = name_bookmark(address)
            if run.change:
                return write_field(f'HYPERLINK \\l "{bookmark}"', inner, is_deleted=is_deleted)
            return write_internal_link(bookmark, inner)
        address = _safe_address(run.link)
        if not address:
            self.warn(
                f"The address {run.link!r} is not a web or mail address; its words are printed."
            )
            return inner
        if run.change:
            return write_field(f'HYPERLINK "{address}"', inner, is_deleted=is_deleted)
        key = (str(part.partname), address)
        if key not in self.links:
            # An id of our own: the library would look through all links for the next one.
            self.links[key] = f"rLink{len(self.links) + 1}"
            part.load_rel(RELATIONSHIP_TYPE.HYPERLINK, address, self.links[key], is_external=True)
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

    def _write_note_mark(self, run: Run) -> str:
        note = self.notes.notes.get(run.note)
        if note is None:
            self.warn(f"There is no note {run.note!r}; its mark is left out.")
            return ""
        look = '<w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr>'
        is_deleted = run.change is Change.DELETED
        old = note.label if note.old_label is None else note.old_label
        label = write_text(
            note.label if run.change.is_new else old, "delText" if is_deleted else "t"
        )
        bookmark = f"note_{note.id}"
        if note.id in self.notes.numbers and run.change is not Change.NONE:
            return f"<w:r>{look}{label}</w:r>"  # LibreOffice keeps half of a NOTEREF field
        if note.id in self.notes.numbers:
            instruction = f"NOTEREF {name_bookmark(bookmark)} \\f \\h"
            return write_field(instruction, f"<w:r>{look}{label}</w:r>")
        number = self.notes.begin_note(note)
        own = label if note.id in self.notes.own_marks else ""
        custom = ' w:customMarkFollows="1"' if own else ""
        mark = f'<w:footnoteReference{custom} w:id="{number}"/>'
        return self.write_bookmark(bookmark, f"<w:r>{look}{mark}{own}</w:r>")


def _write_look(style: str, stretch: Stretch, *, bold: bool, italic: bool) -> str:
    weight = ("<w:b/><w:bCs/>" if bold else "") + ("<w:i/><w:iCs/>" if italic else "")
    return style + stretch.fonts + weight + stretch.direction + stretch.language


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
