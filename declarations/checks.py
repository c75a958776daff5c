"""Does a text keep to its style? All checks, run over a text, and the mending of what they find.

Each check has a code, a level and a remedy; docs/draft-format.md lists them. Checks that look at
words know English only and are silent in other languages.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from declarations.declaration_checks import DECLARATION_CHECKS
from declarations.draft_file import ParsedDraft, parse_draft, print_draft
from declarations.edits import Edit, edit_declaration
from declarations.findings import Check, Finding
from declarations.model import Declaration
from declarations.problems import Level, Place, Problem
from declarations.resolution_checks import RESOLUTION_CHECKS
from declarations.structure_checks import STRUCTURE_CHECKS
from declarations.wording_checks import WORDING_CHECKS, make_spelling_check, read_house_spelling

CHECKS = (*RESOLUTION_CHECKS, *DECLARATION_CHECKS, *STRUCTURE_CHECKS, *WORDING_CHECKS)
"""The checks, in the order of docs/draft-format.md."""

SPELLING_CODE = "T308"
MOST_ROUNDS = 5
"""One mending may show the next; texts are at rest after two rounds, a law in the tests."""

Places = Mapping[str, Place]


def choose_checks(spelling: Mapping[str, str]) -> tuple[Check, ...]:
    """Return the checks with an association's own spelling added to that of the house.

    A word that is to be written as it is ("program" = "program") is no longer found.
    """
    if not spelling:
        return CHECKS
    find = make_spelling_check({**read_house_spelling(), **spelling})
    return tuple(
        replace(check, find=find) if check.code == SPELLING_CODE else check for check in CHECKS
    )


def check_declaration(
    declaration: Declaration,
    places: Places,
    checks: Iterable[Check] = CHECKS,
    *,
    at_adoption: bool = False,
) -> tuple[Problem, ...]:
    """Return every fault of style, in the order of the text; ``places`` comes from the parser."""
    found = [
        make_problem(check, finding, places, at_adoption=at_adoption)
        for check in checks
        if check.applies_to(declaration)
        for finding in check.find(declaration)
    ]
    return tuple(sorted(found, key=place_in_text))


def make_problem(
    check: Check, finding: Finding, places: Places, *, at_adoption: bool = False
) -> Problem:
    """Return a finding as a problem with its place."""
    level = check.at_adoption if at_adoption and check.at_adoption else check.level
    return Problem(
        check.code,
        level,
        places.get(finding.item, Place(item=finding.item)),
        finding.message,
        finding.remedy,
        finding.value,
        bool(finding.edits),
    )


def find_problems(parsed: ParsedDraft, checks: Iterable[Check] = CHECKS) -> list[Problem]:
    """Return the problems of a draft file and of its text, in the order of their places."""
    found = [*parsed.problems, *check_declaration(parsed.declaration, parsed.places, checks)]
    return sorted(found, key=place_in_text)


def check_adoption(declaration: Declaration) -> tuple[Problem, ...]:
    """Return every problem of a text that is about to be adopted, read anew from its draft form.

    Brackets and inserted numbers, which a draft may have, are errors here.
    """
    parsed = parse_draft(print_draft(declaration), declaration.code)
    style = check_declaration(parsed.declaration, parsed.places, at_adoption=True)
    return (*parsed.problems, *style)


def find_new_errors(old: Declaration, new: Declaration) -> tuple[Problem, ...]:
    """Return the errors of a text, read anew from its draft form, that an earlier one lacked.

    Only those that a draft may not have either; brackets are agreed on later.
    """
    known = Counter(error_key(each) for each in find_errors(old))
    found = []
    for problem in find_errors(new):
        key = error_key(problem)
        if known[key]:
            known[key] -= 1
        else:
            found.append(problem)
    return tuple(found)


def find_errors(declaration: Declaration) -> Iterator[Problem]:
    """Yield the errors of a draft of the text."""
    parsed = parse_draft(print_draft(declaration), declaration.code)
    style = check_declaration(parsed.declaration, parsed.places)
    for problem in (*parsed.problems, *style):
        if problem.level is Level.ERROR:
            yield problem


def error_key(problem: Problem) -> tuple[str, str, str]:
    """Return what makes an error the same though it stands in another line."""
    return problem.code, problem.message, problem.value


@dataclass(frozen=True, slots=True)
class Mended:
    """A text after mending, and what was mended."""

    declaration: Declaration
    mended: tuple[Problem, ...]


def mend_declaration(
    declaration: Declaration, places: Places, checks: Iterable[Check] = CHECKS
) -> Mended:
    """Return the text with everything mended that the checks know how to mend.

    No word is lost: signs, marks, labels that are computed anyway, spaces and the spelling of the
    house change, and Also or Further is added. Mending a second time changes nothing.
    """
    able = [check for check in checks if check.fixable and check.applies_to(declaration)]
    mended: list[Problem] = []
    for _ in range(MOST_ROUNDS):
        before = declaration
        for check in able:
            edits: dict[str, list[Edit]] = {}
            for finding in check.find(declaration):
                if finding.edits:
                    edits.setdefault(finding.item, []).extend(finding.edits)
                    mended.append(make_problem(check, finding, places))
            if edits:
                declaration = edit_declaration(declaration, edits)
        if declaration == before:
            break
    return Mended(declaration, tuple(sorted(mended, key=place_in_text)))


def place_in_text(problem: Problem) -> tuple[int, int, str]:
    """Return what puts problems in the order of the text."""
    return problem.place.line, problem.place.column, problem.code


def count_levels(problems: Iterable[Problem]) -> dict[Level, int]:
    """Return how many problems there are of each level."""
    levels = [problem.level for problem in problems]
    return {level: levels.count(level) for level in Level}
