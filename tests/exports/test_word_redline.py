"""A redline in Word: accepting all gives the new text, rejecting all the old one."""

from dataclasses import replace
from datetime import date

from hypothesis import HealthCheck, Phase, given, settings

from declarations.comparison import compare
from declarations.model import (
    OBJECT_CHARACTER,
    Declaration,
    Mark,
    MarkKind,
    Node,
    NodeKind,
    Note,
    Text,
)
from exports.declaration_text import compose_declaration
from exports.docx.writer import write_docx
from exports.redline import compose_redline
from tests.declarations.revised import revision_pairs
from tests.exports.office import Office, office
from tests.exports.word_text import Paragraph, WordText, join

__all__ = ["office"]

DAY = date(2026, 6, 28)
Pair = tuple[Declaration, Declaration]


def write_redline(pair: Pair) -> bytes:
    return write_docx(compose_redline(compare(*pair), made_on=DAY, is_tracked=True))


def write_clean(declaration: Declaration) -> bytes:
    return write_docx(compose_declaration(declaration, made_on=DAY))


def read_text(data: bytes, *, accept: bool = True) -> list[Paragraph]:
    """The text without what is no part of it: the status, the contents, the last paragraph."""
    paragraphs = WordText(data).read(accept=accept)
    kept = [
        read_typed_label(p)
        for p in paragraphs
        if p.words and not p.style.startswith("TOC") and not p.words[0][0].startswith("Status\t")
    ]
    return [p for p in kept if p.style != "TableText"]


def read_typed_label(paragraph: Paragraph) -> Paragraph:
    """A paragraph whose label is typed, which Word cannot count, as if Word had counted it."""
    if paragraph.style.startswith("Numbered") and not paragraph.label:
        (first, look), *others = paragraph.words
        label, tab, rest = first.partition("\t")
        if tab:
            words = join(iter([(rest, look), *others]))
            return replace(paragraph, label=label, words=words)
    return paragraph


@given(revision_pairs())
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], phases=[Phase.generate])
def test_all_accepted_is_the_new_text_and_all_rejected_the_old_one(pair: Pair) -> None:
    redline = write_redline(pair)
    assert read_text(redline, accept=False) == read_text(write_clean(pair[0]))
    assert read_text(redline, accept=True) == read_text(write_clean(pair[1]))


def end_with_stops(declaration: Declaration) -> Declaration:
    """The text with a full stop after each paragraph, which none ends without, and headings too."""

    def end(node: Node) -> Node:
        text = Text(node.text.plain and f"{node.text.plain}.", node.text.marks)
        return replace(node, text=text, children=tuple(map(end, node.children)))

    return replace(
        declaration,
        preamble=declaration.preamble and end(declaration.preamble),
        sections=tuple(map(end, declaration.sections)),
    )


OPENING = Node(
    "opening", NodeKind.PREAMBULAR, Text("We \ufffc", (Mark(3, 4, MarkKind.NOTE, "first"),))
)


def suit_libreoffice(declaration: Declaration) -> Declaration:
    """The text without what LibreOffice 7.4 cannot resolve: see docs/decisions/0005.

    The first note of a file stands in a paragraph that stays; notes hold no links; every note
    has its mark, since a paragraph behind the text for one without can neither come nor go.
    """
    declaration = end_with_stops(declaration)
    preamble = declaration.preamble or Node("preamble", NodeKind.PREAMBLE, Text())
    opened = replace(preamble, children=(OPENING, *preamble.children))
    text = replace(declaration, preamble=opened)
    texts = [*(node.text for node in text.walk()), text.closing]
    used = {m.target for t in texts for m in t.marks if m.kind is MarkKind.NOTE}
    looks = {MarkKind.BOLD, MarkKind.ITALIC}
    notes = [
        Note(
            n.id,
            Text(
                n.text.plain.replace(OBJECT_CHARACTER, "x"),
                tuple(m for m in n.text.marks if m.kind in looks),
            ),
        )
        for n in declaration.notes
        if n.id in used
    ]
    return replace(text, notes=(Note("first", Text("A note.")), *notes))


def body_of(office: Office, name: str, job: str) -> list:
    """What LibreOffice shows, without the status and the last paragraph."""
    shown = []
    for style, counted, found in office.read(name, job):
        if style == "Table Text" or found[0][0].startswith("Status\t"):
            continue
        label, words = counted, found
        first, look = found[0]
        if style.startswith("Numbered") and not counted and "\t" in first:
            label, _tab, first = first.partition("\t")
            words = join(iter([(first, look), *found[1:]]))
        shown.append((style, label, words))
    return shown


def test_libreoffice_accepts_to_the_new_text_and_rejects_to_the_old(office: Office) -> None:
    pairs: list[Pair] = []

    @given(revision_pairs())
    @settings(
        max_examples=20,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
        database=None,
    )
    def collect(pair: Pair) -> None:
        pairs.append((suit_libreoffice(pair[0]), suit_libreoffice(pair[1])))

    collect()
    for number, pair in enumerate(pairs):
        office.add(f"{number}-redline", write_redline(pair))
        office.add(f"{number}-old", write_clean(pair[0]))
        office.add(f"{number}-new", write_clean(pair[1]))
    office.resolve()
    for number in range(len(pairs)):
        for job, side in (("Accept", "new"), ("Reject", "old")):
            assert body_of(office, f"{number}-redline", job) == body_of(
                office, f"{number}-{side}", "Accept"
            )
