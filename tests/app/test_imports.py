"""``draft import`` and ``amendment import`` as their user runs them."""

import json

import pytest

from declarations.amendment_json import operations_from_json
from declarations.amendments import apply_operations
from declarations.draft_file import parse_draft, print_draft
from tests.exports.test_word_amendment import BASE, CHANGED, redline
from tests.exports.test_word_guard import HOSTILE
from tests.exports.test_word_round_trip import SAMPLE, written
from tests.exports.word_files import make_word, paragraph


def test_own_word_file_comes_back_as_the_draft_on_standard_output(accord, tmp_path):
    (tmp_path / "cities.docx").write_bytes(written(BASE))
    done = accord("draft", "import", "cities.docx", "-f", "md", "-o", "-")
    assert done.code == 0
    assert done.out.replace("[^1]", "[^b]") == print_draft(BASE)


def test_changes_are_accepted_or_rejected_as_asked(accord, tmp_path):
    (tmp_path / "r.docx").write_bytes(redline(BASE, CHANGED))
    accepted = accord("draft", "import", "r.docx")
    rejected = accord("draft", "import", "r.docx", "--changes", "reject")
    assert accepted.out.replace("[^1]", "[^b]") == print_draft(CHANGED)
    assert rejected.out.replace("[^1]", "[^b]") == print_draft(BASE)
    assert "tracked changes by Quito" in accepted.err


def test_what_was_not_understood_is_listed_and_the_draft_written_all_the_same(accord, tmp_path):
    body = paragraph("1. We act.") + "<w:p><w:r><w:drawing/></w:r></w:p>"
    (tmp_path / "city.docx").write_bytes(make_word(body))
    done = accord("draft", "import", "city.docx", "-o", "city.md")
    assert done.code == 3
    assert "city.docx, paragraph 2: warning W301: A picture or drawing" in done.err
    written_draft = (tmp_path / "city.md").read_text(encoding="utf-8")
    assert [e.text.plain for e in parse_draft(written_draft).declaration.walk()][-1] == "We act."


def test_draft_and_problems_as_data(accord, tmp_path):
    (tmp_path / "city.docx").write_bytes(make_word(paragraph("Words")))
    done = accord("draft", "import", "city.docx", "--json", "--code", "city-1", "--language", "fr")
    data = json.loads(done.out)
    assert data["draft"].startswith("---\ndeclaration: city-1\n")
    assert [each["code"] for each in data["problems"]] == ["W332"]


def test_options_that_no_draft_can_have_are_wrong_usage(accord, tmp_path):
    (tmp_path / "city.docx").write_bytes(make_word(paragraph("Words")))
    assert accord("draft", "import", "city.docx", "--code", "Not One").code == 2
    assert accord("draft", "import", "city.docx", "--language", "!").code == 2
    assert accord("draft", "import", "city.docx", "--changes", "keep").code == 2


@pytest.mark.parametrize("kind", [k for k in HOSTILE if k not in {"paragraphs", "bomb", "parts"}])
def test_file_that_is_no_text_is_refused_in_words(accord, tmp_path, kind):
    make, reason = HOSTILE[kind]
    (tmp_path / "text.docx").write_bytes(make())
    done = accord("draft", "import", "text.docx", "-o", "out.md")
    assert done.code == 3
    assert reason in done.err
    assert not (tmp_path / "out.md").exists()


def test_missing_file_and_other_kinds_are_told(accord, tmp_path):
    assert accord("draft", "import", "none.docx").code == 7
    (tmp_path / "notes.txt").write_text("words")
    done = accord("draft", "import", "notes.txt")
    assert done.code == 3
    assert "no kind that can be imported" in done.err


@pytest.fixture
def cities(accord, tmp_path):
    """A workspace with the text and two members."""
    (tmp_path / "cities.md").write_text(SAMPLE, encoding="utf-8")
    accord("init")
    for member in ("quito", "seoul"):
        done = accord("member", "add", member, member.title())
        assert done.code == 0, done.err
    assert accord("draft", "revise", "cities.md").code == 0
    return accord


def test_members_word_file_becomes_an_amendment_to_the_revision_it_names(cities, tmp_path):
    (tmp_path / "quito.docx").write_bytes(redline(BASE, CHANGED))
    words = ("--member", "quito", "--co-sponsor", "seoul")
    done = cities("amendment", "import", "quito.docx", *words, "--json")
    assert done.code == 0, done.err
    assert "delete environment-1-1" in done.err
    data = json.loads(done.out)
    assert (data["declaration"], data["base_number"], data["sponsor"]) == (
        "cities-2026",
        1,
        "quito",
    )
    assert data["submitted_on"] == "2026-01-03"
    made = operations_from_json(json.dumps(data["operations"]))
    assert apply_operations(BASE, made).declaration == CHANGED
    listed = cities("amendment", "list", "cities-2026")
    assert "quito" in listed.out.lower()


def test_dry_run_stores_no_amendment(cities, tmp_path):
    (tmp_path / "quito.docx").write_bytes(redline(BASE, CHANGED))
    done = cities("amendment", "import", "quito.docx", "--member", "quito", "--dry-run")
    assert done.code == 0, done.err
    assert "Nothing was written" in done.err
    assert "quito" not in cities("amendment", "list", "cities-2026").out.lower()


def test_file_without_a_change_or_of_another_text_proposes_nothing(cities, tmp_path):
    (tmp_path / "same.docx").write_bytes(written(BASE))
    (tmp_path / "other.docx").write_bytes(make_word(paragraph("An invoice")))
    words = ("--member", "quito", "--base", "cities-2026@1")
    same = cities("amendment", "import", "same.docx", *words)
    assert same.code == 3
    assert "proposes nothing" in same.err
    other = cities("amendment", "import", "other.docx", *words)
    assert other.code == 3
    assert "was not made from cities-2026" in other.err
    nameless = cities("amendment", "import", "other.docx", "--member", "quito")
    assert nameless.code == 5
