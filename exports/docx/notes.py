"""Where do notes stand in a Word file? In a part of their own, as real footnotes."""

from dataclasses import replace

from exports.blocks import Change, Note
from exports.docx.inline import InlineWriter
from exports.docx.markup import write_paragraph, write_text
from exports.docx.package import WordPackage


def add_notes(package: WordPackage, inline: InlineWriter) -> None:
    """Add the notes that the text refers to; a mark inside a note is left out."""
    counter = inline.notes
    if not counter.numbers:
        return
    part = package.add_part("footnotes", "footnotes")
    written = [_write_separator(-1, "separator"), _write_separator(0, "continuationSeparator")]
    for note in counter.list_used():
        runs = tuple(replace(run, note="") for run in note.runs)
        if note.whole.change:  # it comes and goes with its mark
            runs = tuple(replace(run, change=Change.NONE) for run in runs)
        words = inline.write_runs(runs, part)
        label = _write_label(note, is_own=note.id in counter.own_marks)
        paragraph = write_paragraph(
            f"{label}<w:r>{write_text(' ')}</w:r>{words}",
            "FootnoteText",
            right_to_left=inline.turns(runs),
        )
        number = counter.numbers[note.id]
        written.append(f'<w:footnote w:id="{number}">{paragraph}</w:footnote>')
    package.replace_content(part, "footnotes", "".join(written))


def _write_label(note: Note, *, is_own: bool) -> str:
    """Return the mark at the head of a note: Word's own number where that is the label."""
    inner = write_text(note.label) if is_own else "<w:footnoteRef/>"
    return f'<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr>{inner}</w:r>'


def _write_separator(number: int, kind: str) -> str:
    paragraph = write_paragraph(f"<w:r><w:{kind}/></w:r>", "FootnoteText")
    return f'<w:footnote w:type="{kind}" w:id="{number}">{paragraph}</w:footnote>'
