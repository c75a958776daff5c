"""How do the languages of one declaration read beside each other? One table a section."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from babel.core import Locale, UnknownLocaleError

from declarations.model import Declaration, Node, NodeKind, Text
from declarations.numbering import compute_labels
from declarations.problems import InputRefusal
from exports.blocks import (
    Block,
    Cell,
    Column,
    Cover,
    Document,
    Heading,
    Note,
    Paragraph,
    ParagraphStyle,
    Run,
    Runs,
    Table,
    Tone,
)
from exports.declaration_text import Wording, make_runs, read_wording
from exports.phrasing import NO_VALUE, join_words

MOST_LANGUAGES = 3
"""More columns leave too little room for words."""


@dataclass(frozen=True, slots=True)
class Voice:
    """One language of a declaration, with what its references and labels print as."""

    declaration: Declaration
    nodes: Mapping[str, Node]
    labels: Mapping[str, str]
    wording: Wording

    @property
    def language(self) -> str:
        """Return the language of the text."""
        return self.declaration.language


def compose_side_by_side(
    declarations: Sequence[Declaration], *, made_on: date, states: Sequence[str] = ()
) -> Document:
    """Return two or three languages of one declaration, paragraph beside paragraph.

    ``states`` say on the cover which text of each language it is, in the order of the languages.
    The order is that of the first; what only another one has follows the paragraph it follows
    there. Raises InputRefusal when they are of different declarations, of one language, or more
    than three.
    """
    refuse_unlike(declarations)
    voices = [make_voice(declaration) for declaration in declarations]
    first = declarations[0]
    titles = [d.title for d in declarations[1:] if d.title != first.title]
    names = [name_language(voice.language) for voice in voices]
    blocks: list[Block] = [
        Cover(
            first.title,
            " · ".join(titles),
            first.assembly,
            (("Languages", join_words(names)), *zip(names, states, strict=False)),
            "The languages stand beside each other, paragraph by paragraph. This document is for "
            "comparing them; the text in each language is a document of its own.",
        )
    ]
    for top_id, members in merge_orders(voices):
        blocks += print_top(top_id, members, voices)
    blocks += print_closings(voices)
    return Document(
        title=first.title,
        blocks=tuple(blocks),
        made_on=made_on,
        language=first.language,
        author=first.prepared_by,
        subject=f"In {join_words(names)}",
        identifier=first.code,
        notes=tuple(print_notes(voices)),
        running_head=first.title,
    )


def refuse_unlike(declarations: Sequence[Declaration]) -> None:
    """Raise InputRefusal unless these are two or three languages of one declaration."""
    languages = [declaration.language for declaration in declarations]
    codes = sorted({declaration.code for declaration in declarations})
    if len(codes) > 1:
        raise InputRefusal(
            f"These are different declarations: {', '.join(codes)}.",
            hint="Put the languages of one declaration side by side.",
        )
    if len(set(languages)) < len(languages):
        raise InputRefusal(
            f"A language stands there twice: {', '.join(languages)}.",
            hint="Name each language once; compare shows what changed within one language.",
        )
    if not 1 < len(declarations) <= MOST_LANGUAGES:
        raise InputRefusal(
            f"{len(declarations)} languages cannot stand side by side.",
            hint=f"Choose two or {MOST_LANGUAGES}.",
        )


def make_voice(declaration: Declaration) -> Voice:
    """Return a language with its labels; the ids of its notes are its own."""
    language = declaration.language
    wording = read_wording(declaration)
    note_ids = {name: f"{each}-{language.lower()}" for name, each in wording.note_ids.items()}
    return Voice(
        declaration,
        {node.id: node for node in declaration.walk()},
        compute_labels(declaration),
        replace(wording, note_ids=note_ids),
    )


def name_language(language: str) -> str:
    """Return the name of a language in itself and its code, as "français (fr)"."""
    try:
        name = Locale.parse(language, sep="-").get_display_name()
    except (UnknownLocaleError, ValueError):
        name = None
    return f"{name} ({language})" if name else language


def merge_orders(voices: Sequence[Voice]) -> list[tuple[str, list[str]]]:
    """Return each preamble and section with the ids below it, those of all languages once."""
    order: list[tuple[str, str]] = []
    known: set[str] = set()
    for voice in voices:
        before = -1
        places = {node_id: place for place, (_, node_id) in enumerate(order)}
        added: list[tuple[int, tuple[str, str]]] = []
        for top, node_id in walk_with_tops(voice.declaration):
            if node_id in known:
                before = places.get(node_id, before)
            else:
                known.add(node_id)
                added.append((before, (top, node_id)))
        for place, entry in reversed(added):
            order.insert(place + 1, entry)
    tops: dict[str, list[str]] = {}
    for top, node_id in order:
        below = tops.setdefault(top, [])
        if node_id != top:
            below.append(node_id)
    return list(tops.items())


def walk_with_tops(declaration: Declaration) -> Iterator[tuple[str, str]]:
    """Yield the id of each node with that of the preamble or section it lies in."""
    for top in (declaration.preamble, *declaration.sections):
        for node in top.walk() if top is not None else ():
            yield top.id if top is not None else "", node.id


def print_top(top_id: str, members: Sequence[str], voices: Sequence[Voice]) -> Iterator[Block]:
    """Yield the heading of a preamble or section in every language, then its table."""
    headings = [print_text(voice, top_id) for voice in voices]
    given = [runs for runs in headings if runs]
    if given:
        joined = [run for runs in given for run in (Run(" · "), *runs)][1:]
        yield Heading(1, tuple(joined), top_id)
    if not members:
        return
    caption = "".join(run.text for run in given[0]) if given else ""
    yield Table(
        name=f"side-by-side-{top_id}",
        caption=caption or voices[0].declaration.title,
        columns=tuple(Column(name_language(voice.language), weight=1.0) for voice in voices),
        rows=tuple(tuple(print_cell(voice, node_id) for voice in voices) for node_id in members),
        summary="Each row is one paragraph, in "
        f"{join_words([name_language(voice.language) for voice in voices])}.",
    )


def print_text(voice: Voice, node_id: str) -> Runs:
    """Return the words of a node in one language, each run with its language."""
    node = voice.nodes.get(node_id)
    return speak(node.text, voice) if node else ()


def speak(text: Text, voice: Voice) -> Runs:
    """Return a text as runs with their language."""
    return tuple(replace(run, language=voice.language) for run in cut_links(text, voice))


def cut_links(text: Text, voice: Voice) -> Runs:
    """Return a text as runs whose cross-references are no links: a table's rows have no anchor."""
    return tuple(
        replace(run, link="") if run.link.startswith("#") else run
        for run in make_runs(text, voice.wording)
    )


def print_cell(voice: Voice, node_id: str) -> Cell:
    """Return a paragraph with its label in one language; a dash where it is missing."""
    node = voice.nodes.get(node_id)
    if node is None:
        return Cell((Run(NO_VALUE),), Tone.MUTED)
    label = voice.labels.get(node_id, "")
    runs = cut_links(node.text, voice)
    if label:
        dotted = f"{label}." if node.kind is NodeKind.OPERATIVE else label
        runs = (Run(f"{dotted} "), *runs)
    return Cell(runs, language=voice.language)


def print_closings(voices: Sequence[Voice]) -> Iterator[Block]:
    """Yield the closing formula of each language that has one."""
    for voice in voices:
        runs = cut_links(voice.declaration.closing, voice)
        if voice.declaration.closing.plain:
            yield Paragraph(runs, ParagraphStyle.CLOSING, voice.language)


def print_notes(voices: Sequence[Voice]) -> Iterator[Note]:
    """Yield the notes of all languages, numbered through."""
    number = 0
    for voice in voices:
        for note in voice.declaration.notes:
            number += 1
            runs = speak(note.text, voice)
            yield Note(voice.wording.note_ids[note.id], str(number), runs)
