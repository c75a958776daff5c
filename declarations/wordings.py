"""Which words does a text have, one after another, and how does another language get its own?

The words of a text are its title, its nodes, its closing formula and its notes, each under its
key. Two languages of a declaration have the same keys, so one is written beside the other.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from enum import StrEnum

from declarations.draft_inline import print_inline, read_line
from declarations.edits import CLOSING_KEY, NOTE_KEY, SUBTITLE_KEY, TITLE_KEY
from declarations.model import Declaration, Node, Note
from declarations.paragraph_rows import one_line
from declarations.revisions import Revision

Words = Mapping[str, str]
"""Words in Markdown as in a draft file, by their keys, in the order of the text."""


class TranslationState(StrEnum):
    """How far the translation of one part has come."""

    DONE = "done"
    MISSING = "missing"
    OUTDATED = "outdated"


def list_words(text: Declaration) -> dict[str, str]:
    """Return all words of a text by their keys; what has none, such as a section, is left out."""
    found = {TITLE_KEY: text.title, SUBTITLE_KEY: text.subtitle}
    found |= {node.id: print_inline(node.text) for node in text.walk()}
    found[CLOSING_KEY] = print_inline(text.closing)
    found |= {NOTE_KEY + note.id: print_inline(note.text) for note in text.notes}
    return {key: words for key, words in found.items() if words}


def put_words(text: Declaration, words: Words) -> Declaration:
    """Return the text with other words; a part without words and without parts goes."""
    said = {key: one_line(each) for key, each in words.items()}

    def change(node: Node) -> Iterator[Node]:
        children = tuple(made for child in node.children for made in change(child))
        given = said.get(node.id, "")
        if given or children:
            yield replace(node, text=read_line(given).text, children=children)

    notes = ((each.id, said.get(NOTE_KEY + each.id, "")) for each in text.notes)
    return replace(
        text,
        title=said.get(TITLE_KEY, ""),
        subtitle=said.get(SUBTITLE_KEY, ""),
        preamble=next(change(text.preamble), None) if text.preamble else None,
        sections=tuple(made for each in text.sections for made in change(each)),
        closing=read_line(said.get(CLOSING_KEY, "")).text,
        notes=tuple(Note(name, read_line(given).text) for name, given in notes if given),
    )


def translate_words(
    original: Declaration, present: Declaration | None, language: str, words: Words
) -> Declaration:
    """Return the text in another language: its own words in the structure of the original.

    ``present`` is the translation as it is stored, whose other details are kept.
    """
    made = replace(put_words(original, words), language=language)
    if present is None:
        return made
    return replace(made, assembly=present.assembly, prepared_by=present.prepared_by)


def find_translation_states(
    originals: Sequence[Revision], translations: Sequence[Revision]
) -> dict[str, TranslationState]:
    """Return how far each part is, from all revisions of both languages, the oldest first.

    It is outdated where the original got other words on a later day than the translation did;
    what was changed on one day is taken as done.
    """
    changed, said = find_last_changes(originals), find_last_changes(translations)
    present = list_words(translations[-1].declaration) if translations else {}
    states = {}
    for key in list_words(originals[-1].declaration):
        if key not in present:
            states[key] = TranslationState.MISSING
        elif said[key] < changed[key]:
            states[key] = TranslationState.OUTDATED
        else:
            states[key] = TranslationState.DONE
    return states


def find_last_changes(revisions: Sequence[Revision]) -> dict[str, date]:
    """Return the day on which each part got the words that it had last."""
    found: dict[str, date] = {}
    before: dict[str, str] = {}
    for revision in revisions:
        now = list_words(revision.declaration)
        found |= {key: revision.made_on for key in now if before.get(key) != now[key]}
        before = now
    return found
