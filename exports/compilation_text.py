"""How does a compilation of amendments read? Inline, bracketed, as a table, as a voting list."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from declarations.amendments import Amendment
from declarations.compilation import Compilation
from declarations.compiled_parts import Clash, ClashKind, CompiledPart, Proposal, ProposalKind
from declarations.model import Declaration, Node, NodeKind, Note, Text
from declarations.numbering import compute_labels, compute_reference_labels
from exports.blocks import (
    Align,
    Block,
    Cell,
    Change,
    Column,
    Cover,
    Document,
    Heading,
    Paragraph,
    ParagraphChange,
    ParagraphStyle,
    Run,
    Runs,
    Table,
    plain_text,
)
from exports.declaration_text import (
    make_notes,
    make_runs,
    measure_depths,
    print_node,
    read_wording,
)
from exports.phrasing import begin_sentence, join_words, print_count

NTH = ("bis", "ter", "quater", "quinquies", "sexies", "septies", "octies", "novies", "decies")
"""How paragraphs inserted after one are counted while a text is negotiated."""

CLASHES = {
    ClashKind.OVERLAP: "clash over the same words",
    ClashKind.DELETE_AGAINST_EDIT: "clash: to delete or to keep",
    ClashKind.MOVE_AGAINST_MOVE: "clash over the place",
}


class View(StrEnum):
    """The ways a compilation is shown."""

    INLINE = "inline"
    TABLE = "table"
    BRACKETS = "brackets"
    VOTES = "votes"


TITLES = {
    View.INLINE: "Amendments in the text",
    View.TABLE: "Table of amendments",
    View.BRACKETS: "Text in brackets",
    View.VOTES: "Voting list",
}
EXPLANATIONS = {
    View.INLINE: "Changes that do not clash are marked in the text, each with its amendment and "
    "the members behind it. What clashes is left as it is and listed below its paragraph.",
    View.TABLE: "Every proposal with the members behind it, paragraph by paragraph.",
    View.BRACKETS: "Words in brackets are not agreed. After the words stand the members that "
    "propose them.",
    View.VOTES: "In each paragraph the proposal furthest from the text comes first; an amendment "
    "to an amendment comes before the one it amends.",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One proposal as words: the paragraph, its text, what is proposed, by whom, and a note."""

    place: str
    base: str
    proposal: str
    codes: str
    sponsors: str
    note: str


class Reader:
    """What the words, labels and members of a compilation print as."""

    def __init__(self, compilation: Compilation, names: Mapping[str, str]) -> None:
        self.compilation = compilation
        self.names = names
        base = compilation.base
        self.declaration = replace(base, notes=collect_notes(base, compilation.amendments))
        self.wording = read_wording(self.declaration)
        self.labels = compute_labels(base)
        self.references = compute_reference_labels(base)
        self.depths = measure_depths(base)
        self.parts = {part.name: part for part in compilation.parts if part.node is not None}

    def sponsors(self, members: tuple[str, ...]) -> str:
        """Return the names of members."""
        return ", ".join(self.names.get(member, member) for member in members)

    def source(self, proposal: Proposal) -> str:
        """Return the amendments and members behind a proposal: "A1, A3: Seoul, Quito"."""
        return f"{', '.join(proposal.codes)}: {self.sponsors(proposal.sponsors)}"

    def signed(self, runs: Runs, proposal: Proposal) -> Runs:
        """Return the runs, their changes signed by the sponsors on the day of submission."""
        author, day = self.sponsors(proposal.sponsors), proposal.submitted_on
        return tuple(
            run if run.change is Change.NONE else replace(run, author=author, changed_on=day)
            for run in runs
        )

    def changed(self, change: Change, proposal: Proposal) -> ParagraphChange:
        """Return what happens to a whole paragraph, signed like its words."""
        return ParagraphChange(change, self.sponsors(proposal.sponsors), proposal.submitted_on)

    def place(self, name: str) -> str:
        """Return what a reader calls a part: "paragraph 5", "Preamble", "title"."""
        if self.labels.get(name):
            return f"paragraph {self.references[name]}"
        node = self.compilation.base.node(name)
        if node is not None and node.kind is NodeKind.PREAMBULAR and self.compilation.base.preamble:
            siblings = [each.id for each in self.compilation.base.preamble.children]
            return f"preambular paragraph {siblings.index(name) + 1}"
        if node is not None and node.kind in {NodeKind.SECTION, NodeKind.PREAMBLE}:
            return f"heading “{node.text.plain}”" if node.text.plain else "heading"
        return name or "beginning"

    def printed(self, text: Text, start: int = 0, end: int | None = None) -> str:
        """Return the words of a text as a reader sees them."""
        return plain_text(make_runs(text, self.wording, start, end))


def collect_notes(base: Declaration, amendments: tuple[Amendment, ...]) -> tuple[Note, ...]:
    """Return the notes of the text and those that amendments bring, each id once."""
    notes = {note.id: note for note in base.notes}
    for amendment in amendments:
        for operation in amendment.operations:
            for note in getattr(operation, "notes", ()):
                notes.setdefault(note.id, note)
    return tuple(notes.values())


def compose_compilation(
    compilation: Compilation,
    view: View,
    names: Mapping[str, str],
    *,
    made_on: date,
    state: str = "",
) -> Document:
    """Return a compilation as a document; ``names`` are the members' by their codes.

    ``state`` says on the cover to which state of the text the amendments are.
    """
    reader = Reader(compilation, names)
    base = compilation.base
    title = f"{TITLES[view]}: {base.title}"
    summary = describe_compilation(compilation)
    lines = ((("Text", state),) if state else ()) + (("Amendments", summary),)
    blocks: list[Block] = [Cover(title, base.subtitle, base.assembly, lines, EXPLANATIONS[view])]
    if view is View.TABLE:
        blocks.append(make_table(reader))
    elif view is View.VOTES:
        blocks.append(make_votes(reader))
    else:
        for part in compilation.parts:
            blocks += print_part(reader, part, view)
    for amendment in compilation.set_aside:
        why = amendment.review or f"it was written for revision {amendment.base_number}."
        remark = f"Not laid in: {amendment.code} ({reader.sponsors(amendment.sponsors)}) {why}"
        blocks.append(Paragraph((Run(remark),), ParagraphStyle.SMALL))
    in_text = view in {View.INLINE, View.BRACKETS}
    return Document(
        title=title,
        blocks=tuple(blocks),
        made_on=made_on,
        language=base.language,
        author=base.prepared_by,
        subject=summary,
        identifier=base.code,
        notes=make_notes(reader.declaration, reader.wording) if in_text else (),
        running_head=title,
    )


def describe_compilation(compilation: Compilation) -> str:
    """Return in words how many amendments there are, and how many clashes."""
    if not compilation.amendments and not compilation.set_aside:
        return "There are no open amendments."
    clashes = len({clash for part in compilation.parts for clash in part.clashes})
    words = [
        f"{print_count(len(compilation.amendments), 'open amendment')} to "
        + print_count(len(compilation.touched), "part of the text", "parts of the text"),
        print_count(clashes, "clash", "clashes"),
    ]
    if compilation.set_aside:
        words.append(f"{len(compilation.set_aside)} that need review")
    return f"{begin_sentence(join_words(words))}."


# In the text


def print_part(reader: Reader, part: CompiledPart, view: View) -> Iterator[Block]:
    """Yield one part with what is proposed to it, then the paragraphs inserted after it."""
    runs = bracket_runs(reader, part) if view is View.BRACKETS else inline_runs(reader, part)
    if part.node is None:
        if part.name:
            yield Paragraph((Run(f"{begin_sentence(part.name)}: ", bold=True), *runs))
    else:
        gone = find_deletion(part) if view is View.INLINE else None
        change = reader.changed(Change.DELETED, gone) if gone else ParagraphChange()
        label = reader.labels.get(part.name, "")
        yield from print_node(part.node, label, runs, reader.depths[part.name], change)
    for each in () if view is View.BRACKETS else part.whole:
        yield remark(f"{describe_whole(reader, each)} ({reader.source(each)}).")
    if view is View.INLINE:
        for clash in part.clashes:
            yield from print_clash(reader, part, clash)
    ordinal = Counter[tuple[str, str]]()
    for number, each in enumerate(part.insertions):
        ordinal[each.parent, each.after] += 1
        yield from print_insertion(reader, part, each, view, number)
    if any(count > 1 for count in ordinal.values()):
        yield remark("Several new paragraphs at one place: their order is to be decided.")


def find_deletion(part: CompiledPart) -> Proposal | None:
    """Return the deletion of a part that stands, or None."""
    return next((each for each in part.whole if each.kind is ProposalKind.DELETE), None)


def remark(words: str) -> Paragraph:
    """Return a small paragraph in italics."""
    return Paragraph((Run(words, italic=True),), ParagraphStyle.SMALL)


def describe_whole(reader: Reader, proposal: Proposal) -> str:
    """Return what becomes of a whole paragraph."""
    if proposal.kind is ProposalKind.DELETE:
        return "Delete the whole"
    where = reader.place(proposal.after) if proposal.after else "the beginning"
    return f"Move to stand after {where}" if proposal.after else f"Move to {where}"


def inline_runs(reader: Reader, part: CompiledPart) -> Runs:
    """Return the words of a part with every standing change marked and attributed."""
    runs: list[Run] = []
    place = 0
    for each in part.standing:
        runs += make_runs(part.base, reader.wording, place, each.start)
        taken = make_runs(part.base, reader.wording, each.start, each.end, Change.DELETED)
        given = make_runs(each.text, reader.wording, change=Change.INSERTED)
        runs += reader.signed((*taken, *given), each)
        words = each.text.plain or part.base.plain[each.start : each.end]
        source = f"[{reader.source(each)}]"
        runs.append(Run(f"{source} " if words.endswith(" ") else f" {source}", italic=True))
        place = each.end
    gone = find_deletion(part)
    if gone is not None:
        return reader.signed(make_runs(part.base, reader.wording, change=Change.DELETED), gone)
    return (*runs, *make_runs(part.base, reader.wording, place))


def print_clash(reader: Reader, part: CompiledPart, clash: Clash) -> Iterator[Block]:
    """Yield a heading line for a clash and a line for each proposal in it.

    A clash over several parts is listed once, where its first proposal stands.
    """
    kind, first = begin_sentence(CLASHES[clash.kind]), clash.proposals[0]
    if first.part != part.name:
        yield remark(f"{kind}: see {reader.place(first.part)}.")
        return
    yield remark(f"{kind}:")
    for each in clash.proposals:
        here = () if each.part == part.name else (Run(f"{place_of(reader, each)}: "),)
        source = Run(f"{reader.source(each)} – ", bold=True)
        runs = proposal_runs(reader, reader.parts.get(each.part, part), each)
        yield Paragraph((source, *here, *runs), ParagraphStyle.SMALL)


def place_of(reader: Reader, proposal: Proposal) -> str:
    """Return where a proposal stands; a new paragraph stands after its part."""
    place = reader.place(proposal.part)
    return f"after {place}" if proposal.kind is ProposalKind.INSERT else place


def proposal_runs(reader: Reader, part: CompiledPart, proposal: Proposal) -> Runs:
    """Return a proposal as words, those taken away and those put in marked."""
    if proposal.kind is ProposalKind.INSERT and proposal.node is not None:
        whole = Text(" ".join(node.text.plain for node in proposal.node.walk()))
        return reader.signed(make_runs(whole, reader.wording, change=Change.INSERTED), proposal)
    if proposal.kind is not ProposalKind.EDIT:
        return (Run(describe_whole(reader, proposal)),)
    taken = make_runs(part.base, reader.wording, proposal.start, proposal.end, Change.DELETED)
    given = make_runs(proposal.text, reader.wording, change=Change.INSERTED)
    return reader.signed((*taken, *given), proposal)


def bracket_runs(reader: Reader, part: CompiledPart) -> Runs:
    """Return the words of a part with what is not agreed in brackets, and who proposes what."""
    groups: list[tuple[Proposal, ...]] = [(each,) for each in part.standing]
    groups += [
        tuple(each for each in clash.proposals if each.kind is ProposalKind.EDIT)
        for clash in part.clashes
        if clash.kind is ClashKind.OVERLAP
    ]
    runs: list[Run] = []
    place = 0
    for group in sorted(groups, key=lambda each: (each[0].start, each[0].end)):
        start, end = min(each.start for each in group), max(each.end for each in group)
        runs += make_runs(part.base, reader.wording, place, start)
        if start < end:
            runs += put_in_brackets(make_runs(part.base, reader.wording, start, end), " ")
        for each in group:
            before = make_runs(part.base, reader.wording, start, each.start)
            after = make_runs(part.base, reader.wording, each.end, end)
            words = (*before, *make_runs(each.text, reader.wording), *after)
            gap = "" if each is group[-1] else " "
            source = f" – {reader.sponsors(each.sponsors)}"
            runs += put_in_brackets(words or (Run("delete"),), gap, source)
        last = part.base.plain[start:end] or group[-1].text.plain
        if last.endswith(" ") and not plain_text(tuple(runs)).endswith(" "):
            runs.append(Run(" "))
        place = end
    rest = make_runs(part.base, reader.wording, place)
    whole = [c for c in part.clashes if c.kind is not ClashKind.OVERLAP]
    listed = [each for clash in whole for each in clash.proposals]
    proposals = [each for each in listed if each.part == part.name or each == listed[0]]
    proposals += part.whole
    if not proposals:
        return (*runs, *rest)
    said = "; ".join(
        ("" if each.part == part.name and each.node is None else f"{place_of(reader, each)}: ")
        + describe_proposal(reader, reader.parts.get(each.part, part), each)
        + f" – {reader.sponsors(each.sponsors)}"
        for each in dict.fromkeys(proposals)
    )
    return (Run("["), *runs, *rest, Run("] "), Run(f"[{said}]", italic=True))


def put_in_brackets(runs: Runs, gap: str, source: str = "") -> Runs:
    """Return the runs in brackets with who proposes them; a space at their end goes behind."""
    last = runs[-1]
    behind = gap or (" " if last.text.endswith(" ") else "")
    trimmed = (*runs[:-1], replace(last, text=last.text.rstrip(" ")))
    said = (Run(source, italic=True),) if source else ()
    return (Run("["), *trimmed, *said, Run(f"]{behind}"))


def print_insertion(
    reader: Reader, part: CompiledPart, proposal: Proposal, view: View, number: int
) -> Iterator[Block]:
    """Yield an inserted node and what is below it: "5 bis." after paragraph 5."""
    if proposal.node is None:
        return
    label = f"{reader.references.get(part.name, '')} {count_latin(number)}".strip()
    label = label if reader.labels.get(part.name) else count_latin(number)
    for position, node in enumerate(proposal.node.walk()):
        words = make_runs(
            node.text, reader.wording,
            change=Change.INSERTED if view is View.INLINE else Change.NONE,
        )  # fmt: skip
        source = f" – {reader.source(proposal)}"
        if view is View.BRACKETS:
            source = f" – {reader.sponsors(proposal.sponsors)}"
            words = (Run("["), *words, Run(source, italic=True), Run("]"))
        elif position == 0:
            words = (*words, Run(source, italic=True))
        change = Change.INSERTED if view is View.INLINE else Change.NONE
        whole = reader.changed(change, proposal)
        signed = reader.signed(words, proposal)
        yield from print_inserted(node, signed, f"{label}." if position == 0 else "", whole)


def print_inserted(node: Node, words: Runs, label: str, whole: ParagraphChange) -> Iterator[Block]:
    """Yield the block of one inserted node."""
    if node.kind in {NodeKind.PREAMBLE, NodeKind.SECTION}:
        yield Heading(1, words, node.id)
    else:
        numbered = replace(node, kind=NodeKind.OPERATIVE)
        yield from print_node(numbered, label, words, 0 if label else 1, whole)


def count_latin(number: int) -> str:
    """Return bis, ter, quater, ... for 0, 1, 2, ..."""
    return NTH[number] if number < len(NTH) else f"({number + 2})"


# Tables


def list_rows(reader: Reader) -> Iterator[Row]:
    """Yield every proposal as words, in reading order."""
    for part in reader.compilation.touched:
        clashing = {each: clash for clash in part.clashes for each in clash.proposals}
        places = Counter((each.parent, each.after) for each in part.insertions)
        for each in part.proposals:
            notes = [CLASHES[clashing[each].kind]] if each in clashing else []
            if len(each.codes) > 1:
                notes.append(f"agreement of {len(each.codes)}")
            if each.kind is ProposalKind.INSERT and places[each.parent, each.after] > 1:
                notes.append("order to be decided")
            place = reader.place(part.name)
            yield Row(
                f"after {place}" if each.kind is ProposalKind.INSERT else place,
                "" if each.kind is ProposalKind.INSERT else reader.printed(part.base),
                describe_proposal(reader, part, each),
                ", ".join(each.codes),
                reader.sponsors(each.sponsors),
                begin_sentence("; ".join(notes)) if notes else "",
            )


def describe_proposal(reader: Reader, part: CompiledPart, proposal: Proposal) -> str:
    """Return a proposal in words: "many" -> "900", Delete the whole, New: ..."""
    if proposal.kind is ProposalKind.INSERT and proposal.node is not None:
        return "New: " + " ".join(reader.printed(node.text) for node in proposal.node.walk())
    if proposal.kind is not ProposalKind.EDIT:
        return describe_whole(reader, proposal)
    was = reader.printed(part.base, proposal.start, proposal.end).strip()
    now = reader.printed(proposal.text).strip()
    if not was and not now:
        return "Delete a note" if proposal.end > proposal.start else "Insert a note"
    if not was:
        before = reader.printed(part.base, 0, proposal.start).split()
        return f"Insert “{now}”" + (f" after “{before[-1]}”" if before else " at the beginning")
    return f"Replace “{was}” with “{now}”" if now else f"Delete “{was}”"


def make_table(reader: Reader) -> Table:
    """Return the table of all proposals."""
    rows, previous = [], ""
    for row in list_rows(reader):
        is_same = row.place == previous and bool(row.base)
        previous = row.place
        base = "the same" if is_same else row.base
        words = (row.place, base, row.proposal, f"{row.codes}: {row.sponsors}", row.note)
        rows.append(make_cells(words))
    return Table(
        "amendments",
        "Proposals by paragraph",
        (
            Column("Place", weight=1.2), Column("Text", weight=3), Column("Proposal", weight=3),
            Column("Sponsors", weight=1.6), Column("Note", weight=1.4),
        ),
        tuple(rows),
        summary="Each row is one proposal with the members behind it.",
    )  # fmt: skip


def make_cells(words: tuple[str, ...]) -> tuple[Cell, ...]:
    """Return the cells of a row; the first is its header."""
    return tuple(Cell((Run(each),), header=n == 0) for n, each in enumerate(words))


def vote_rows(reader: Reader) -> Iterator[tuple[str, ...]]:
    """Yield the voting list: number, place, amendment, sponsors, share of words changed, note."""
    by_code = {each.code: each for each in reader.compilation.amendments}
    for number, ballot in enumerate(reader.compilation.ballots, start=1):
        parent = by_code[ballot.code].parent
        notes = [f"amends {parent}"] if parent else []
        notes += ["contested"] if ballot.is_contested else []
        yield (
            str(number),
            ("after " if ballot.is_insertion else "") + reader.place(ballot.part),
            ballot.code,
            reader.sponsors(ballot.sponsors),
            f"{ballot.distance:.0%}",
            begin_sentence("; ".join(notes)) if notes else "",
        )


VOTE_HEADINGS = ("No.", "Place", "Amendment", "Sponsors", "Words changed", "Note")


def make_votes(reader: Reader) -> Table:
    """Return the voting list as a table."""
    aligns = (Align.END, Align.START, Align.START, Align.START, Align.END, Align.START)
    weights = (0.6, 2.4, 1.2, 3.0, 1.2, 1.8)
    return Table(
        "votes",
        "Order of voting",
        tuple(map(Column, VOTE_HEADINGS, aligns, weights)),
        tuple(make_cells(row) for row in vote_rows(reader)),
        summary="Each row is one amendment in one paragraph, in the order of voting.",
        note="A deletion or a new paragraph counts as 100 per cent.",
    )
