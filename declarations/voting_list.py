"""In which order are amendments voted? In each part the one furthest from the text first."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from declarations.amendments import Amendment
from declarations.compiled_parts import CompiledPart, Proposal, ProposalKind


@dataclass(frozen=True, slots=True)
class Ballot:
    """One line of the voting list: an amendment's proposal for one part, and how far it goes.

    ``distance`` is the changed share of the words, from 0 to 1; 1 for a deletion or a new
    paragraph.
    """

    part: str
    code: str
    sponsors: tuple[str, ...]
    distance: float
    is_contested: bool
    is_insertion: bool = False


def submission_order(amendment: Amendment) -> tuple[date, int, str]:
    """Return what sorts amendments by submission, A2 before A10 on one day."""
    return amendment.submitted_on or date.max, len(amendment.code), amendment.code


def list_ballots(
    amendments: Sequence[Amendment], parts: Iterable[CompiledPart]
) -> Iterator[Ballot]:
    """Yield the voting list: parts in reading order, in each the furthest from the base first.

    An amendment to an amendment comes right before the one it amends (rules of procedure of the
    United Nations General Assembly, rule 90).
    """
    by_code = {each.code: each for each in amendments}
    for part in parts:
        clashing = {each for clash in part.clashes for each in clash.proposals}
        changes = [each for each in part.proposals if each.kind is not ProposalKind.INSERT]
        insertions = [each for each in part.proposals if each.kind is ProposalKind.INSERT]
        for proposals in (changes, insertions):
            contested = {code for each in proposals if each in clashing for code in each.codes}
            codes = dict.fromkeys(code for each in proposals for code in each.codes)
            distances = {code: measure_distance(part, proposals, code) for code in codes}
            for code in sort_votes(distances, by_code):
                yield Ballot(
                    part.name, code, by_code[code].sponsors, distances[code],
                    is_contested=code in contested,
                    is_insertion=proposals is insertions,
                )  # fmt: skip


def sort_votes(distances: Mapping[str, float], by_code: Mapping[str, Amendment]) -> list[str]:
    """Return the codes with the furthest first, each after those that amend it."""
    families: dict[str, float] = {}
    for code, distance in distances.items():
        root = root_of(code, by_code)
        families[root] = max(distance, families.get(root, 0.0))

    def order(code: str) -> tuple[float, tuple[date, int, str], int, tuple[date, int, str]]:
        root = root_of(code, by_code)
        return (
            -families[root],
            submission_order(by_code[root]),
            -depth_of(code, by_code),
            submission_order(by_code[code]),
        )

    return sorted(distances, key=order)


def depth_of(code: str, by_code: Mapping[str, Amendment]) -> int:
    """Return how many amendments an amendment hangs on."""
    parent = by_code[code].parent
    return 1 + depth_of(parent, by_code) if parent in by_code else 0


def root_of(code: str, by_code: Mapping[str, Amendment]) -> str:
    """Return the amendment that an amendment to an amendment hangs on in the end."""
    parent = by_code[code].parent
    return root_of(parent, by_code) if parent in by_code else code


def measure_distance(part: CompiledPart, proposals: Iterable[Proposal], code: str) -> float:
    """Return the changed share of a part's words under one amendment, from 0 to 1."""
    mine = [each for each in proposals if code in each.codes]
    if any(each.kind in {ProposalKind.DELETE, ProposalKind.INSERT} for each in mine):
        return 1.0
    taken = sum(each.end - each.start for each in mine)
    given = sum(len(each.text.plain) for each in mine)
    total = 2 * len(part.base.plain) - taken + given
    return (taken + given) / total if total else 0.0
