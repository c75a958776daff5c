"""Which moved paragraphs may be marked as moved? Those unedited, without links and notes.

When a move that holds a link, a field, a note or an edit is accepted or rejected, LibreOffice
(7.4) leaves an empty paragraph behind or gives the next one its style. Such a paragraph is deleted
at one place and inserted at the other, which every reader takes, and a comment says that it moved.
"""

from dataclasses import replace

from exports.blocks import (
    Block,
    Change,
    Document,
    Heading,
    NumberedParagraph,
    Paragraph,
    Remark,
    Run,
)
from exports.languages import choose_words

_SETTLED = {Change.MOVED_FROM: Change.DELETED, Change.MOVED_TO: Change.INSERTED}
_Moving = Heading | Paragraph | NumberedParagraph


def settle_moves(document: Document) -> Document:
    """Return the document with moves that not every reader takes as deletions and insertions."""
    moving = [b for b in document.blocks if isinstance(b, _Moving) and b.whole.move]
    awkward = {
        block.whole.move
        for block in moving
        if any(run.link or run.note or run.change is not block.whole.change for run in block.runs)
    }
    if not awkward:
        return document
    words = choose_words(document.language)
    left = {
        block.whole.move: block.label
        for block in moving
        if isinstance(block, NumberedParagraph) and block.change is Change.MOVED_FROM
    }

    def settle(block: Block) -> Block:
        if not isinstance(block, _Moving) or block.whole.move not in awkward:
            return block
        whole = block.whole
        remarks = block.remarks
        if whole.change is Change.MOVED_TO:
            label = block.label if isinstance(block, NumberedParagraph) else ""
            way = " → ".join(part for part in (left.get(whole.move, ""), label) if part)
            said = f"{words.moved_to}: {way}" if way else words.moved_to
            remarks = (*remarks, Remark(said, whole.author, whole.changed_on))
        return replace(
            block,
            runs=tuple(map(_settle_run, block.runs)),
            whole=replace(whole, change=_SETTLED[whole.change], move=""),
            remarks=remarks,
        )

    return replace(document, blocks=tuple(map(settle, document.blocks)))


def _settle_run(run: Run) -> Run:
    return replace(run, change=_SETTLED.get(run.change, run.change))
