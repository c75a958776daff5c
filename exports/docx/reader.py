"""How is a Word file read? Its parts, styles, lists, notes and comments, into one reading."""

from collections import Counter
from collections.abc import Iterable, Iterator

from lxml import etree
from pydantic import TypeAdapter

from declarations.problems import InputRefusal, Level
from exports.confinement import run_confined
from exports.docx.parts import WordParts, open_parts, w
from exports.docx.reading import (
    Changes,
    Remark,
    Span,
    WordComment,
    WordNote,
    WordParagraph,
    WordReading,
)
from exports.docx.revisions import list_changes, resolve_changes
from exports.docx.story import StoryReader
from exports.package_guard import WORD_FILE, check_package

_READINGS = TypeAdapter(list[WordReading])
_TASK = "exports.docx.reader:answer_confined"
_SAVE_ANEW = f"{WORD_FILE.save_as} Divide a very long text."
_CHANGED_PARTS = ("document", "footnotes", "endnotes", "comments", "styles", "numbering")
_UNREAL_NOTES = frozenset(("separator", "continuationSeparator", "continuationNotice"))


def read_word_file(
    data: bytes, name: str, changes: Iterable[Changes] = (Changes.ACCEPT,)
) -> tuple[WordReading, ...]:
    """Return one reading of a stranger's Word file for each treatment of its tracked changes.

    ``name`` is how messages call the file. The bytes are checked first, then parsed in a child
    process with limits of time and memory. Raises InputRefusal for what the guard refuses, for a
    file without Word text, and for one that costs more than the limits.
    """
    check_package(data, name, WORD_FILE)
    answer = run_confined(_TASK, data, [name, *changes], hint=_SAVE_ANEW)
    try:
        return tuple(_READINGS.validate_json(answer))
    except ValueError as error:
        raise InputRefusal(
            f"{name} was not read: its reading came back damaged.", hint="Try again."
        ) from error


def answer_confined(data: bytes, name: str, *changes: str) -> bytes:
    """Return the readings as JSON; this is what the child process does."""
    return _READINGS.dump_json([read_parts(data, name, Changes(each)) for each in changes])


def read_parts(data: bytes, name: str, changes: Changes = Changes.ACCEPT) -> WordReading:
    """Return the reading of a file that the guard let pass, in this very process."""
    parts = open_parts(data, name)
    document = parts.trees["document"]
    found = tuple(
        change
        for part in _CHANGED_PARTS
        if (tree := parts.tree(part)) is not None
        for change in list_changes(tree)
    )
    if changes is not Changes.KEEP:
        for part in _CHANGED_PARTS:
            tree = parts.tree(part)
            if tree is not None:
                resolve_changes(tree, accept=changes is Changes.ACCEPT)
    reader = StoryReader(parts)
    body = document.find(w("body"))
    paragraphs = tuple(reader.read_story(body)) if body is not None else ()
    notes = tuple(_read_notes(reader, parts))
    comments = tuple(_read_comments(reader, parts.tree("comments")))
    for part in parts.unread:
        reader.remarks.add(
            "W320", Level.WARNING, f"The part {part!r} of the file cannot be read.",
            "Open the file in Word and save it anew.", paragraph=0,
        )  # fmt: skip
    return WordReading(
        paragraphs=paragraphs,
        notes=notes,
        comments=comments,
        changes=found,
        remarks=(*_tell_outside(parts), *reader.remarks.made),
        title=parts.properties.get("title", ""),
        author=parts.properties.get("creator", ""),
        subject=parts.properties.get("subject", ""),
        identifier=parts.properties.get("identifier", ""),
        program=parts.properties.get("Application", ""),
        language=parts.properties.get("language", "")
        or main_language(paragraphs)
        or reader.sheet.language,
    )


def main_language(paragraphs: Iterable[WordParagraph]) -> str:
    """Return the language of most characters, "" where none is named."""
    counts: Counter[str] = Counter()
    for paragraph in paragraphs:
        for span in paragraph.spans:
            counts[span.language] += len(span.text)
    named = [(count, language) for language, count in counts.items() if language]
    return max(named)[1] if named else ""


def join_spans(paragraphs: Iterable[WordParagraph]) -> tuple[Span, ...]:
    """Return the words of several paragraphs, spaces between them, none before the first."""
    joined: list[Span] = []
    for paragraph in paragraphs:
        if joined and paragraph.spans:
            joined.append(Span(" "))
        joined += paragraph.spans
    return tuple(joined)


def _read_notes(reader: StoryReader, parts: WordParts) -> Iterator[WordNote]:
    """Yield the notes in the order of their marks; a mark without a note is remarked upon."""
    kept = {
        (is_endnote, each.get(w("id"), "")): each
        for kind, is_endnote in (("footnote", False), ("endnote", True))
        if (tree := parts.tree(f"{kind}s")) is not None
        for each in tree.iterchildren(w(kind))
        if each.get(w("type")) not in _UNREAL_NOTES
    }
    for mark in list(reader.runs.note_marks.values()):
        element = kept.get((mark.is_endnote, mark.number))
        if element is None:
            reader.remarks.add(
                "W310", Level.WARNING, "A note mark has no note in the file.",
                "Write the note into the draft, or take the mark out.", paragraph=mark.paragraph,
            )  # fmt: skip
            continue
        reader.runs.relationships = parts.relationships.get(
            "endnotes" if mark.is_endnote else "footnotes", {}
        )
        paragraphs = reader.read_aside(element, mark.paragraph, is_note=True)
        yield WordNote(mark.id, mark.is_endnote, join_spans(paragraphs))


def _read_comments(reader: StoryReader, tree: etree._Element | None) -> Iterator[WordComment]:
    """Yield the comments with the words they are about."""
    for element in tree.iterchildren(w("comment")) if tree is not None else ():
        number = element.get(w("id"), "")
        place = reader.runs.comments.get(number)
        paragraphs = reader.read_aside(element, place.paragraph if place else 0, is_note=False)
        yield WordComment(
            number,
            element.get(w("author"), ""),
            element.get(w("date"), ""),
            "\n".join(each.text for each in paragraphs).strip(),
            place.paragraph if place else 0,
            "".join(place.words).strip() if place else "",
        )


def _tell_outside(parts: WordParts) -> Iterator[Remark]:
    """Yield a hint for each thing outside the file that it refers to; nothing is fetched."""
    for relationships in parts.relationships.values():
        for each in relationships.values():
            kind = each.kind.rpartition("/")[2]
            if each.is_external and kind != "hyperlink":
                yield Remark(
                    0, "W321", Level.HINT,
                    f"The file refers to something outside it ({kind}: {each.target:.80}); it was "
                    "not fetched.",
                    "Nothing needs to be done, unless a picture or text is missing.",
                )  # fmt: skip
