"""How does Word keep a change that a reader may accept or reject? With its author and day."""

from dataclasses import dataclass, field
from datetime import date

from exports.blocks import Change, Document, ParagraphChange, Remark, Run
from exports.docx.markup import clean, quote, write_paragraph, write_text

_ELEMENTS = {
    Change.INSERTED: "ins",
    Change.DELETED: "del",
    Change.MOVED_FROM: "moveFrom",
    Change.MOVED_TO: "moveTo",
}
_MOVES = frozenset({Change.MOVED_FROM, Change.MOVED_TO})
_LONGEST_NAME = 255
NOBODY = "Accord"


@dataclass(slots=True)
class ChangeWriter:
    """Writes the changes and comments of one document; numbers them as they come."""

    document: Document
    changes: int = 0
    moves: dict[str, int] = field(default_factory=dict)
    comments: list[str] = field(default_factory=list)

    def write_runs(self, run: Run, inner: str) -> str:
        """Return runs of Word marked with what happened to a run."""
        if run.change is Change.NONE or not inner:
            return inner
        element = _ELEMENTS[run.change]
        return f"<w:{element} {self._sign(run.author, run.changed_on)}>{inner}</w:{element}>"

    def write_mark(self, whole: ParagraphChange) -> str:
        """Return the property of a paragraph mark that came, went or moved."""
        if whole.change is Change.NONE:
            return ""
        return f"<w:{_ELEMENTS[whole.change]} {self._sign(whole.author, whole.changed_on)}/>"

    def write_move(self, whole: ParagraphChange) -> tuple[str, str]:
        """Return what begins the text of a moved paragraph, and what stands after it."""
        if whole.change not in _MOVES:
            return "", ""
        number = self.moves.setdefault(whole.move, len(self.moves) + 1)
        element = f"{_ELEMENTS[whole.change]}Range"
        signed = self._sign(whole.author, whole.changed_on)
        start = f'<w:{element}Start {signed} w:name="move{number}"/>'
        return start, f'<w:{element}End w:id="{self.changes}"/>'

    def write_remarks(self, remarks: tuple[Remark, ...], whole: ParagraphChange, inner: str) -> str:
        """Return the text of a paragraph with comments at its end.

        They have no range: LibreOffice leaves an empty paragraph where a range goes with it.
        """
        for remark in remarks:
            number = len(self.comments)
            author = self._name(remark.author)
            words = write_paragraph(f"<w:r>{write_text(remark.text)}</w:r>", "CommentText")
            self.comments.append(
                f'<w:comment w:id="{number}" w:author={quote(author)}'
                f' w:date="{self._day(remark.made_on)}" w:initials={quote(author[:1])}>'
                f"{words}</w:comment>"
            )
            mark = Run("", change=whole.change, author=whole.author, changed_on=whole.changed_on)
            look = '<w:rPr><w:rStyle w:val="CommentReference"/></w:rPr>'
            reference = f'<w:r>{look}<w:commentReference w:id="{number}"/></w:r>'
            inner += self.write_runs(mark, reference)
        return inner

    def _sign(self, author: str, changed_on: date | None) -> str:
        self.changes += 1
        name = quote(self._name(author))
        return f'w:id="{self.changes}" w:author={name} w:date="{self._day(changed_on)}"'

    def _name(self, author: str) -> str:
        """Return the name of an author, as long as the format allows (ECMA-376 part 1, 17.13)."""
        return clean(author or self.document.author or NOBODY)[:_LONGEST_NAME]

    def _day(self, day: date | None) -> str:
        return f"{(day or self.document.made_on).isoformat()}T00:00:00Z"
