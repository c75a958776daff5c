"""The page docs/draft-format.md says what the code does: every code, and an example that reads."""

import re
from pathlib import Path

import pytest

from declarations.checks import CHECKS, check_declaration
from declarations.draft_file import parse_draft, print_draft
from declarations.front_matter import NAMES
from declarations.phrases import COMMITMENT_VERBS, Strength

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "draft-format.md").read_text(encoding="utf-8")
ROWS = dict(re.findall(r"^\| ([A-Z]\d{3})(\*?) \|", PAGE, flags=re.MULTILINE))


def test_every_code_of_the_checks_is_on_the_page_and_no_other() -> None:
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "declarations").glob("*.py")]
    codes = {code for source in sources for code in re.findall(r'"([FRDTL]\d{3})"', source)}
    assert codes == set(ROWS)


def test_the_page_marks_the_checks_that_the_program_mends() -> None:
    assert {c.code for c in CHECKS if c.fixable} == {
        code for code, star in ROWS.items() if star and not code.startswith("F")
    }


def test_the_page_names_every_line_of_the_head() -> None:
    assert [name for name in NAMES if f"| `{name}` |" not in PAGE] == []


@pytest.mark.parametrize("strength", [Strength.STRONG, Strength.MIDDLE, Strength.WEAK])
def test_the_page_lists_the_verbs_of_each_strength(strength: Strength) -> None:
    listed = PAGE.partition(f"**{strength.capitalize()}**: ")[2].partition(".")[0]
    assert set(listed.split(", ")) == {v for v, s in COMMITMENT_VERBS.items() if s is strength}


def test_the_example_on_the_page_is_in_canonical_form_and_has_no_fault() -> None:
    example = PAGE.partition("```markdown\n")[2].partition("```")[0]
    parsed = parse_draft(example)
    assert parsed.problems == ()
    assert print_draft(parsed.declaration) == example
    assert check_declaration(parsed.declaration, parsed.places) == ()
