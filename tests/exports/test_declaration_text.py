"""The declaration and the redline as documents."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from declarations.comparison import compare
from declarations.draft_file import parse_draft
from declarations.model import Declaration, Text
from declarations.revisions import Adoption, Revision, content_sha256
from exports.blocks import (
    Block,
    Change,
    Cover,
    Document,
    Heading,
    NumberedParagraph,
    Paragraph,
    ParagraphStyle,
    Run,
    plain_text,
)
from exports.declaration_text import compose_declaration
from exports.redline import compose_redline
from tests.declarations.generated import declarations
from tests.exports.registers import DAY, DECLARED, TEXT


def draft(text: str) -> Declaration:
    return parse_draft(text).declaration


def body(document: Document, without: Change | None = None) -> list[tuple[str, str]]:
    """The label and words of every block after the cover, without runs of one kind of change."""
    lines = []
    for block in document.blocks[1:]:
        if isinstance(block, Heading | Paragraph | NumberedParagraph):
            kept = tuple(run for run in block.runs if run.change is not without)
            is_remark = isinstance(block, Paragraph) and block.style is ParagraphStyle.SMALL
            label = block.label if isinstance(block, NumberedParagraph) else ""
            if plain_text(kept) and not is_remark:
                lines.append((label, plain_text(kept)))
    return lines


def numbered(document: Document) -> list[NumberedParagraph]:
    return [block for block in document.blocks if isinstance(block, NumberedParagraph)]


def test_labels_run_through_the_sections_and_letters_below_them() -> None:
    document = compose_declaration(DECLARED, made_on=DAY)
    assert [(b.label, b.level, b.anchor) for b in numbered(document)] == [
        ("1.", 0, "water-1"),
        ("2.", 0, "water-2"),
        ("(a)", 1, "water-2-1"),
        ("(b)", 1, "water-2-2"),
        ("3.", 0, "air-1"),
    ]


def test_a_reference_prints_the_present_label_and_leads_to_its_paragraph() -> None:
    last = numbered(compose_declaration(DECLARED, made_on=DAY))[3]
    assert Run("1", link="#water-1") in last.runs


def test_a_note_hangs_on_the_words_before_it_and_stands_at_the_end() -> None:
    document = compose_declaration(DECLARED, made_on=DAY)
    (note,) = document.notes
    assert (note.label, plain_text(note.runs)) == ("1", "A note.")
    assert [run.text for b in numbered(document) for run in b.runs if run.note == note.id] == [
        " asks."
    ]


def test_bold_italic_and_links_become_looks() -> None:
    text = TEXT.replace("plant trees", "*plant* **many** [trees](<https://example.org/>)")
    runs = numbered(compose_declaration(draft(text), made_on=DAY))[-1].runs
    assert Run("plant", italic=True) in runs
    assert Run("many", bold=True) in runs
    assert Run("trees", link="https://example.org/") in runs


def test_the_cover_of_an_adopted_text_says_when_and_which_revision() -> None:
    sha256 = content_sha256(DECLARED)
    revision = Revision(DECLARED, 3, sha256, "", "", DAY)
    adoption = Adoption("green", "en", 3, sha256, "ga1", date(2017, 6, 28))
    document = compose_declaration(DECLARED, made_on=DAY, revision=revision, adoption=adoption)
    cover = document.blocks[0]
    assert isinstance(cover, Cover)
    assert cover.lines == (
        ("Status", "Adopted without vote on 28 June 2017"),
        ("Revision", "3"),
        ("SHA-256 of the text", sha256),
    )


def test_the_cover_of_a_draft_says_that_it_is_not_adopted() -> None:
    cover = compose_declaration(DECLARED, made_on=DAY).blocks[0]
    assert isinstance(cover, Cover)
    assert ("Status", "Draft, not adopted") in cover.lines


def test_a_redline_marks_words_inserted_and_deleted() -> None:
    new = draft(TEXT.replace("plant trees", "plant many trees").replace("Measure;", "Count;"))
    runs = [
        run
        for b in numbered(compose_redline(compare(DECLARED, new), made_on=DAY))
        for run in b.runs
    ]
    assert Run("many ", change=Change.INSERTED) in runs
    assert any(r.change is Change.DELETED and "Measure" in r.text for r in runs)


def test_a_whole_paragraph_inserted_or_deleted_is_marked_with_its_number() -> None:
    new = draft(
        TEXT.replace("1. We commit to clean the river. {#water-1}\n\n", "")
        .replace("[[water-1]]", "[[air-1]]")
        .replace("[^n]:", "4. We will walk. {#air-2}\n\n[^n]:")
    )
    document = compose_redline(compare(DECLARED, new), made_on=DAY)
    changes = {block.anchor: (block.label, block.change) for block in numbered(document)}
    assert changes["water-1"] == ("1.", Change.DELETED)
    assert changes["air-2"] == ("3.", Change.INSERTED)


def test_a_moved_paragraph_says_where_it_stood() -> None:
    line = "3. We will plant trees. {#air-1}\n\n"
    new = draft(
        TEXT.replace(line, "3. We will fly less. {#air-2}\n\n").replace("# Air", f"{line}# Air")
    )
    document = compose_redline(compare(DECLARED, new), made_on=DAY)
    remarks = [remark.text for block in document.blocks for remark in getattr(block, "remarks", ())]
    assert remarks == ["Moved: this was paragraph 3, in Air."]


def test_a_changed_title_and_note_are_shown() -> None:
    new = draft(TEXT.replace("Green Declaration", "Blue Declaration").replace("A note", "A word"))
    document = compose_redline(compare(DECLARED, new), made_on=DAY)
    assert ("", "Title: Blue Declaration") in body(document, without=Change.DELETED)
    assert ("", "Title: Green Declaration") in body(document, without=Change.INSERTED)
    assert {run.change for run in document.notes[0].runs} >= {Change.DELETED, Change.INSERTED}


def test_two_equal_texts_have_a_redline_without_changes() -> None:
    document = compose_redline(compare(DECLARED, DECLARED), made_on=DAY)
    cover = document.blocks[0]
    assert isinstance(cover, Cover)
    assert cover.lines == (("Changes", "None."),)
    assert body(document) == body(compose_declaration(DECLARED, made_on=DAY))


def marks_of(blocks: tuple[Block, ...]) -> set[Change]:
    runs = (run for block in blocks if hasattr(block, "runs") for run in block.runs)
    return {run.change for run in runs}


@given(declarations())
def test_any_text_against_itself_is_unchanged_and_keeps_every_word(
    declaration: Declaration,
) -> None:
    redline = compose_redline(compare(declaration, declaration), made_on=DAY)
    assert marks_of(redline.blocks) <= {Change.NONE}
    assert body(redline) == body(compose_declaration(declaration, made_on=DAY))


TITLES = st.text(st.sampled_from("ab é도시 *_[#."), min_size=1, max_size=20).map(str.strip)


@given(TITLES, TITLES)
def test_without_insertions_the_old_words_remain_and_without_deletions_the_new(
    before: str, after: str
) -> None:
    old, new = replace(DECLARED, title=before), replace(DECLARED, closing=Text(after))
    old = replace(old, closing=Text(before))
    redline = compose_redline(compare(old, new), made_on=DAY)
    assert (
        body(redline, without=Change.DELETED)[-1] == body(compose_declaration(new, made_on=DAY))[-1]
    )
    assert (
        body(redline, without=Change.INSERTED)[-1]
        == body(compose_declaration(old, made_on=DAY))[-1]
    )
