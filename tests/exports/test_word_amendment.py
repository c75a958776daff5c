"""What a member proposes in a Word file: changes, moves, notes and comments become operations."""

from datetime import date

import pytest
from hypothesis import Phase, given, settings

from declarations.amendments import (
    Delete,
    InsertAfter,
    MoveAfter,
    ReplaceText,
    apply_operations,
    make_operations,
)
from declarations.comparison import compare
from declarations.draft_file import parse_draft
from declarations.model import Declaration
from declarations.problems import InputRefusal
from exports.docx.reading import Changes
from exports.docx.writer import write_docx
from exports.redline import compose_redline
from exports.word_amendment import Proposal, read_proposal
from exports.word_draft import DraftWishes, make_draft
from tests.declarations.revised import complete, revision_pairs
from tests.exports.test_word_round_trip import SAMPLE, written
from tests.exports.word_files import make_word, paragraph, read

BASE = parse_draft(SAMPLE).declaration


def revise(*changes: tuple[str, str]) -> Declaration:
    text = SAMPLE
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return parse_draft(text).declaration


def redline(old: Declaration, new: Declaration) -> bytes:
    document = compose_redline(
        compare(old, new),
        made_on=date(2026, 1, 2),
        author="Quito",
        changed_on=date(2026, 1, 3),
        is_tracked=True,
    )
    return write_docx(document, lambda _: None)


def propose(data: bytes) -> Proposal:
    return read_proposal(read(data), read(data, Changes.REJECT), "quito.docx", BASE)


CHANGED = revise(
    ("publish the air every day", "publish the air and the water every hour"),
    ("   1. First thing; {#environment-1-1}\n", ""),
    ("   2. Second thing, as in [[environment-1-1]]:", "   1. Second thing:"),
    ("      1. deep one.", "      1. deep one;\n      2. deep two."),
    (
        "# Services {#services}",
        "# Trust {#trust}\n\n2. We trust. {#trust-1}\n\n# Services {#services}",
    ),
)  # fmt: skip


def kinds(proposal: Proposal) -> list[tuple[str, str]]:
    return sorted((type(each).__name__, each.node_id) for each in proposal.operations)


def test_tracked_changes_of_all_kinds_become_operations_that_make_the_new_text() -> None:
    proposal = propose(redline(BASE, CHANGED))
    made = apply_operations(BASE, proposal.operations)
    assert made.problems == ()
    assert made.declaration == CHANGED
    assert proposal.authors == ("Quito",)
    assert proposal.changed_on == date(2026, 1, 3)
    assert proposal.problems == ()


def test_file_without_tracked_changes_is_compared() -> None:
    proposal = propose(written(CHANGED))
    assert apply_operations(BASE, proposal.operations).declaration == CHANGED
    assert proposal.authors == ()
    assert proposal.changed_on is None


def test_unchanged_file_proposes_nothing() -> None:
    assert propose(written(BASE)).operations == ()


def test_move_of_a_paragraph_is_one_operation() -> None:
    lines = SAMPLE.replace("2. We **commit**", "1. We **commit**")
    second = next(line for line in lines.splitlines() if line.startswith("1. We **commit**"))
    moved = lines.replace(f"{second}\n", "").replace(
        "# Environment {#environment}\n", f"# Environment {{#environment}}\n\n{second}\n"
    )
    proposal = propose(redline(BASE, parse_draft(moved).declaration))
    assert [type(each) for each in proposal.operations] == [MoveAfter]
    assert proposal.operations[0].node_id == "services-1"


def test_paragraphs_without_bookmarks_are_found_by_their_likeness() -> None:
    body = (
        paragraph("Environment", '<w:outlineLvl w:val="0"/>')
        + paragraph("1. We commit to publish the air and water every day, see 2.")
        + paragraph("(a) First thing;")
        + paragraph("(b) Second thing, as in 1 (a):")
        + paragraph("(i) deep one.")
        + paragraph("Services", '<w:outlineLvl w:val="0"/>')
        + paragraph("2. We commit to open services. See our site.")
        + paragraph("3. We plant trees in every street of every city.")
    )
    proposal = propose(make_word(body))
    inserted = [each for each in proposal.operations if isinstance(each, InsertAfter)]
    assert [each.node.text.plain for each in inserted] == [
        "We plant trees in every street of every city."
    ]
    assert inserted[0].after_id == "services-1"
    replaced = {e.node_id: e.text.plain for e in proposal.operations if isinstance(e, ReplaceText)}
    assert replaced["environment-1"].startswith("We commit to publish the air and water")
    assert {each.node_id for each in proposal.operations if isinstance(each, Delete)} == {
        "preamble"
    }


def test_comments_are_kept_as_the_rationale() -> None:
    comments = (
        '<w:comment w:id="0" w:author="Seoul" w:date="2026-02-03T00:00:00Z">'
        f"{paragraph('Too weak.')}</w:comment>"
    )
    body = (
        '<w:p><w:pPr><w:pStyle w:val="NumberedParagraph1"/></w:pPr>'
        '<w:bookmarkStart w:id="1" w:name="id_environment_1"/>'
        '<w:r><w:t xml:space="preserve">We </w:t></w:r><w:commentRangeStart w:id="0"/>'
        '<w:r><w:t xml:space="preserve">commit</w:t></w:r><w:commentRangeEnd w:id="0"/>'
        '<w:r><w:commentReference w:id="0"/></w:r><w:r><w:t xml:space="preserve"> to publish the '
        "air every day, see 2.</w:t></w:r></w:p>"
    )
    numbered = '<w:bookmarkStart w:id="2" w:name="id_services_1"/>'
    body += f"<w:p>{numbered}<w:r><w:t>2. We commit to open services.</w:t></w:r></w:p>"
    body += paragraph("We, the cities, have met in general assembly.")
    proposal = propose(make_word(body, comments=comments))
    assert proposal.rationale == "Seoul on “commit”: Too weak."
    assert proposal.authors == ("Seoul",)
    assert proposal.changed_on == date(2026, 2, 3)


def test_words_changed_besides_the_tracked_changes_are_told() -> None:
    other = revise(("deep one", "very deep one"))
    proposal = propose(
        redline(other, revise(("deep one", "very deep one"), ("every day", "daily")))
    )
    (told,) = [each for each in proposal.problems if each.code == "W350"]
    assert "environment-1-2-1" in told.message


def test_file_made_from_another_text_is_refused() -> None:
    with pytest.raises(InputRefusal, match="was not made from cities-2026"):
        propose(make_word(paragraph("An invoice") + paragraph("Total: 12 euros")))


@given(revision_pairs())
@settings(max_examples=25, phases=[Phase.generate])
def test_redline_accepted_is_the_new_text_and_rejected_the_old_one_to_the_last_mark(
    pair: tuple[Declaration, Declaration],
) -> None:
    """Nothing is left out but marks that lead to nothing, which no draft may have."""
    old, new = (complete(each) for each in pair)
    data = redline(old, new)
    for treatment, wanted in ((Changes.ACCEPT, new), (Changes.REJECT, old)):
        made = make_draft(read(data, treatment), "r.docx", DraftWishes(base=wanted))
        assert make_operations(wanted, made.declaration) == ()


def test_note_of_the_text_before_keeps_its_id_where_a_redline_prints_it_apart() -> None:
    front = "---\ndeclaration: cities\ntitle: T\n---\n\n# A {#a}\n\n"
    notes = "\n[^a]: Same words.\n\n[^b]: Same words.\n"
    old = parse_draft(f"{front}1. We act.[^a] {{#p1}}\n\n2. We go.[^b] {{#p2}}\n{notes}")
    new = parse_draft(f"{front}1. We act.[^b] {{#p1}}\n\n2. We go.[^a] {{#p2}}\n{notes}")
    data = redline(old.declaration, new.declaration)
    for treatment, draft in ((Changes.ACCEPT, new), (Changes.REJECT, old)):
        wanted = draft.declaration
        made = make_draft(read(data, treatment), "r.docx", DraftWishes(base=wanted))
        assert make_operations(wanted, made.declaration) == ()
