"""How do two texts read as one? Every word of both, with what came, went and moved marked."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from declarations.comparison import (
    ChangeKind,
    Comparison,
    DetailChange,
    details_of,
)
from declarations.model import Text
from declarations.numbering import compute_labels
from declarations.word_differences import compare_texts
from exports.blocks import (
    FORMER,
    Block,
    Change,
    Cover,
    Document,
    Note,
    PageBreak,
    Paragraph,
    ParagraphChange,
    ParagraphStyle,
    Remark,
    Run,
    Runs,
)
from exports.declaration_text import (
    describe_numbering,
    measure_depths,
    print_node,
)
from exports.phrasing import begin_sentence, join_words, print_count
from exports.redline_order import MOVES, Place, order_places
from exports.redline_words import Side, find_shared_notes, mark_strands, weave

CLOSING, NOTE = "closing", "note "
"""How a comparison names a change of the closing formula, and of a note before its id."""

FRONT = (
    ("assembly", ParagraphStyle.ORGANISATION),
    ("title", ParagraphStyle.TITLE),
    ("subtitle", ParagraphStyle.SUBTITLE),
    ("prepared by", ParagraphStyle.COVER_LINE),
)


def compose_redline(
    comparison: Comparison,
    *,
    made_on: date,
    author: str = "",
    changed_on: date | None = None,
    is_tracked: bool = False,
    states: tuple[str, str] = ("", ""),
) -> Document:
    """Return both texts as one document with every insertion, deletion and move marked.

    ``states`` say on the cover which text is the old one and which the new one. ``author`` and
    ``changed_on`` say whose changes they are and of what day. ``is_tracked`` is for a format in
    which changes are accepted or rejected: then the document is the old text if everything in it
    is rejected and the new one if everything is accepted, in words, order, labels, notes and
    looks. Otherwise it has a cover that sums up the changes, and a moved paragraph stands in its
    new place alone, with a remark.
    """
    return Redline(comparison, author, changed_on, is_tracked, states).compose(made_on)


class Redline:
    """One redline in the making."""

    def __init__(
        self,
        comparison: Comparison,
        author: str,
        changed_on: date | None,
        is_tracked: bool,
        states: tuple[str, str],
    ) -> None:
        self.comparison, self.is_tracked, self.states = comparison, is_tracked, states
        self.author, self.changed_on = author, changed_on
        self.places = order_places(comparison)
        if not is_tracked:
            self.places = [p for p in self.places if p.fate is not Change.MOVED_FROM]
        self.details = {detail.name: detail for detail in comparison.details}
        self.old, self.new = self.make_sides()
        self.labels = (compute_labels(comparison.old), compute_labels(comparison.new))
        self.depths = (measure_depths(comparison.old), measure_depths(comparison.new))

    def make_sides(self) -> tuple[Side, Side]:
        """Return what both texts print; what stands twice has a name of its own in the old one."""
        before, after = self.comparison.old, self.comparison.new
        twice = Counter(place.node.id for place in self.places)
        former = {name: f"{name}{FORMER}" for name, count in twice.items() if count > 1}
        old, new = Side(before, former), Side(after, {})
        if not self.is_tracked:
            return old, new
        texts = {p.node.id: p.change.pieces for p in self.places if p.fate is Change.NONE}
        texts[""] = self.compare_detail(CLOSING).pieces
        apart = set(old.numbers) - find_shared_notes(old, new, texts)
        return Side(before, former, apart), new

    def compose(self, made_on: date) -> Document:
        """Return the whole document."""
        old, new = self.comparison.old, self.comparison.new
        blocks = list(self.print_front() if self.is_tracked else self.print_summary())
        for place in self.places:
            blocks += self.print_place(place)
        closing = self.print_detail(CLOSING, ParagraphStyle.CLOSING)
        blocks += [closing] if closing else []
        title = f"Changes to {old.title}"
        return Document(
            title=title,
            blocks=tuple(blocks),
            made_on=made_on,
            language=new.language,
            author=new.prepared_by,
            subject=describe_changes(self.comparison),
            identifier=new.code,
            notes=tuple(self.merge_notes()),
            running_head=title,
            numbering=describe_numbering(new.language),
        )

    def stamp(self, runs: Runs) -> Runs:
        """Return the runs, those that changed with who changed them and when."""
        return tuple(
            replace(run, author=self.author, changed_on=self.changed_on)
            if run.change or run.old_look
            else run
            for run in runs
        )

    def mark_whole(self, fate: Change, move: str = "") -> ParagraphChange:
        """Return what is said of a whole paragraph."""
        return ParagraphChange(fate, self.author, self.changed_on, move)

    def print_summary(self) -> Iterator[Block]:
        """Yield a cover that sums up the changes, and the changed details."""
        old, new = self.comparison.old, self.comparison.new
        states = zip(("Old text", "New text"), self.states, strict=True)
        yield Cover(
            f"Changes to {old.title}" if old.title == new.title else new.title,
            new.subtitle,
            new.assembly,
            (
                *((name, state) for name, state in states if state),
                ("Changes", describe_changes(self.comparison)),
            ),
            "Inserted and deleted words are marked. A paragraph that was moved stands in its new "
            "place, with a remark that says where it stood.",
        )
        for name, _style in FRONT:
            if name in self.details:
                shown = self.print_detail(name, ParagraphStyle.BODY)
                lead = Run(f"{begin_sentence(name)}: ", bold=True)
                yield Paragraph((lead, *shown.runs)) if shown else Paragraph((lead,))

    def print_front(self) -> Iterator[Block]:
        """Yield title, subtitle, assembly and preparing member as the text itself shows them."""
        for name, style in FRONT:
            shown = self.print_detail(name, style)
            if shown and style is ParagraphStyle.COVER_LINE:
                label = Run("Prepared by\t", change=shown.whole.change)
                shown = replace(shown, runs=(*self.stamp((label,)), *shown.runs))
            if shown:
                yield shown
        yield PageBreak()

    def compare_detail(self, name: str) -> DetailChange:
        """Return how a part outside the nodes changed, if only in that it did not."""
        known = self.details.get(name)
        if known:
            return known
        text = details_of(self.comparison.new).get(name, Text())
        return DetailChange(name, text, text, compare_texts(text.plain, text.plain))

    def print_detail(self, name: str, style: ParagraphStyle) -> Paragraph | None:
        """Return a part outside the nodes with its changes; None where neither text has it."""
        detail = self.compare_detail(name)
        fate = Change.NONE
        if not detail.old.plain:
            fate = Change.INSERTED
        elif not detail.new.plain:
            fate = Change.DELETED
        if not detail.old.plain and not detail.new.plain:
            return None
        strands = weave(detail.pieces, (detail.old, self.old), (detail.new, self.new), "")
        runs = self.stamp(mark_strands(strands, fate))
        return Paragraph(runs, style, whole=self.mark_whole(fate))

    def print_place(self, place: Place) -> Iterator[Block]:
        """Yield the block of one node at one of its places."""
        change, node, fate = place.change, place.node, place.fate
        if not self.is_tracked and fate is Change.MOVED_TO:
            fate = Change.NONE
        side = 1 if fate.is_new else 0
        label, was = self.labels[side].get(node.id, ""), self.labels[0].get(node.id)
        strands = weave(
            change.pieces,
            (change.old.text if change.old else Text(), self.old),
            (change.new.text if change.new else Text(), self.new),
            node.id,
        )
        is_twice = fate in {Change.MOVED_FROM, Change.MOVED_TO}
        yield from print_node(
            node,
            label,
            self.stamp(mark_strands(strands, fate)),
            self.depths[side][node.id],
            self.mark_whole(fate, node.id if is_twice else ""),
            anchor=node.id if fate.is_new else self.old.wording.anchors.get(node.id, node.id),
            old_label=was if fate is Change.NONE and was != label else None,
            remarks=() if self.is_tracked else self.remark_move(place),
        )

    def remark_move(self, place: Place) -> tuple[Remark, ...]:
        """Return a remark that says where a numbered paragraph stood before it was moved."""
        where = self.old.wording.references.get(place.node.id, "")
        if place.change.kind not in MOVES or place.node.id not in self.labels[0]:
            return ()
        section = next(
            (
                section.text.plain
                for section in self.comparison.old.sections
                if any(node.id == place.node.id for node in section.walk())
            ),
            "",
        )
        remark = f"Moved: this was paragraph {where}" + (f", in {section}." if section else ".")
        return (Remark(remark, self.author, self.changed_on),)

    def merge_notes(self) -> Iterator[Note]:
        """Yield the notes of both texts in the order of their numbers, with their changes."""
        texts = tuple(
            {note.id: note.text for note in side.declaration.notes} for side in (self.old, self.new)
        )
        numbered = [(number, 1, name) for name, number in self.new.numbers.items()]
        for name, number in self.old.numbers.items():
            if self.old.wording.note_ids[name] != self.new.wording.note_ids.get(name):
                numbered.append((number, 0, name))
        for number, is_new, name in sorted(numbered):
            note_id = (self.old, self.new)[is_new].wording.note_ids[name]
            fate = Change.INSERTED if is_new else Change.DELETED
            if is_new and self.old.wording.note_ids.get(name) == note_id:
                fate = Change.NONE
            yield self.print_note(note_id, number, fate, [t.get(name, Text()) for t in texts], name)

    def print_note(
        self, note_id: str, number: int, fate: Change, texts: Sequence[Text], name: str
    ) -> Note:
        """Return one note with its changes."""
        pieces = self.compare_detail(f"{NOTE}{name}").pieces
        if fate is not Change.NONE:
            pieces = compare_texts(
                texts[0].plain if fate.is_old else "", texts[1].plain if fate.is_new else ""
            )
        strands = weave(pieces, (texts[0], self.old), (texts[1], self.new), None)
        runs = self.stamp(mark_strands(strands, fate))
        was = self.old.numbers.get(name, number) if fate is Change.NONE else number
        old_label = str(was) if was != number else None
        return Note(note_id, str(number), runs, self.mark_whole(fate), old_label)


def describe_changes(comparison: Comparison) -> str:
    """Return in words how many paragraphs and headings changed, and how."""
    counts = Counter(change.kind for change in comparison.changes)
    words = [
        f"{counts[kind]} {kind.value.replace('_', ' ')}"
        for kind in ChangeKind
        if kind is not ChangeKind.UNCHANGED and counts[kind]
    ]
    total = len(comparison.changes)
    if not words:
        return "None."
    whole = print_count(total, "paragraph or heading", "paragraphs and headings")
    return f"{begin_sentence(join_words(words))}, of {whole}."
