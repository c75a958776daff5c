"""Which changes does every reader take as they are meant? The others are written another way.

Moves: when a move that holds a link, a field, a note or an edit is accepted or rejected,
LibreOffice (7.4) leaves an empty paragraph behind or gives the next one its style. Such a paragraph
is deleted at one place and inserted at the other, and a comment says that it moved.

Looks: of words that changed in nothing but their look LibreOffice does not always give back the
old one; they are deleted and inserted.

Ends: where one paragraph ends with inserted words and the next begins with some, LibreOffice joins
the two when they are rejected. Words deleted after the inserted ones prevent it, if need be the
last word that stayed, deleted and written anew. The same befalls a paragraph replaced as a whole
that holds references; a stop at the end of both wordings is therefore left as it is.
"""

import unicodedata
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
    Runs,
)
from exports.languages import choose_words

_SETTLED = {Change.MOVED_FROM: Change.DELETED, Change.MOVED_TO: Change.INSERTED}
_COMING = frozenset({Change.INSERTED, Change.MOVED_TO})
_Moving = Heading | Paragraph | NumberedParagraph


def settle_changes(document: Document) -> Document:
    """Return the document with changes that every reader takes."""
    looks = tuple(
        replace(b, runs=keep_stop(split_looks(b.runs))) if isinstance(b, _Moving) else b
        for b in document.blocks
    )
    notes = tuple(replace(note, runs=split_looks(note.runs)) for note in document.notes)
    document = replace(document, blocks=tuple(settle_ends(looks)), notes=notes)
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


def split_looks(runs: Runs) -> Runs:
    """Return the runs, those whose look changed as what they were and what they are."""
    split: list[Run] = []
    for run in runs:
        if run.old_look is None:
            split.append(run)
            continue
        words = replace(run, old_look=None, note="")
        look = run.old_look
        split.append(replace(words, bold=look.bold, italic=look.italic, change=Change.DELETED))
        split.append(replace(words, change=Change.INSERTED))
        if run.note:
            split.append(Run("", note=run.note))
    return tuple(split)


def keep_stop(runs: Runs) -> Runs:
    """Return the runs, a stop that ends both what went and what came taken out of the change."""
    start = len(runs)
    while start and runs[start - 1].change is Change.INSERTED:
        start -= 1
    if start in {0, len(runs)} or runs[start - 1].change is not Change.DELETED:
        return runs
    gone, come = runs[start - 1], runs[-1]
    stop = come.text[-1:]
    is_stop = stop != "" and unicodedata.category(stop).startswith("P")
    if not is_stop or gone.text[-1:] != stop or look_of(gone) != look_of(come):
        return runs
    if any(run.link or run.note for run in (gone, come)):
        return runs
    kept = replace(come, text=stop, change=Change.NONE, author="", changed_on=None)
    shorter = (
        *runs[: start - 1],
        replace(gone, text=gone.text[:-1]),
        *runs[start:-1],
        replace(come, text=come.text[:-1]),
    )
    return (*(run for run in shorter if run.text or run.note), kept)


def look_of(run: Run) -> tuple[bool, bool, str]:
    """Return how the words of a run look, and their language."""
    return run.bold, run.italic, run.language


def settle_ends(blocks: tuple[Block, ...]) -> list[Block]:
    """Return the blocks, none of which ends with an insertion before one that begins with one."""
    settled: list[Block] = []
    for block in reversed(blocks):
        following = settled[-1] if settled else None
        if (
            isinstance(block, _Moving)
            and isinstance(following, _Moving)
            and block.whole.change is Change.NONE
            and any(run.change in _COMING for run in following.runs[:1])
        ):
            settled.append(replace(block, runs=end_with_deletion(block.runs)))
        else:
            settled.append(block)
    return settled[::-1]


def end_with_deletion(runs: Runs) -> Runs:
    """Return the runs with the last deletion after the last insertion."""
    start = len(runs)
    while start and runs[start - 1].change is Change.INSERTED:
        start -= 1
    inserted = runs[start:]
    if not inserted or not start:
        return runs
    first = start
    while first and runs[first - 1].change is Change.DELETED:
        first -= 1
    if first < start:
        return (*runs[:first], *inserted, *runs[first:start])
    last = runs[start - 1]
    if last.link or last.note or not last.text:
        return runs
    head, space, word = last.text.rpartition(" ")
    sign = replace(inserted[0], text="", note="", link="")
    again = replace(last, text=word or " ", author=sign.author, changed_on=sign.changed_on)
    kept = replace(last, text=head + space if word else last.text[:-1])
    return (
        *runs[: start - 1],
        *((kept,) if kept.text else ()),
        replace(again, change=Change.INSERTED),
        *inserted,
        replace(again, change=Change.DELETED),
    )


def _settle_run(run: Run) -> Run:
    return replace(run, change=_SETTLED.get(run.change, run.change))
