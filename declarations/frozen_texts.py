"""What must stay the same in an adopted text? Its ids in every language, and its paragraphs."""

from collections.abc import Iterator

from declarations.adoptions import Adoption, FrozenText
from declarations.model import Declaration, Node
from declarations.problems import Level, Place, Problem


def find_different_ids(adopted: Declaration, other: Declaration) -> Iterator[Problem]:
    """Yield where a text in another language has not the ids, kinds and order of the adopted one.

    Members accept paragraphs by their ids, so a paragraph has one id in every language.
    """
    wanted, found = list(adopted.walk()), list(other.walk())
    language = other.language
    yield from find_missing_ids(wanted, found, language)
    kinds = {node.id: node.kind for node in wanted}
    for node in found:
        if node.id in kinds and node.kind is not kinds[node.id]:
            yield problem(
                "L003",
                node.id,
                f"{node.id} is a {node.kind.value.replace('_', ' ')} in {language!r}, a "
                f"{kinds[node.id].value.replace('_', ' ')} in {adopted.language!r}.",
                "Give the two texts the same structure.",
            )
    shared = {node.id for node in wanted} & {node.id for node in found}
    orders = [[node.id for node in nodes if node.id in shared] for nodes in (wanted, found)]
    for here, there in zip(*orders, strict=True):
        if here != there:
            yield problem(
                "L004",
                there,
                f"In {language!r} {there} stands where {here} stands in {adopted.language!r}.",
                "Put the paragraphs in the same order.",
            )
            return


def find_missing_ids(wanted: list[Node], found: list[Node], language: str) -> Iterator[Problem]:
    """Yield the ids that the one text has and the other has not."""
    known, there = {node.id for node in wanted}, {node.id for node in found}
    for node in wanted:
        if node.id not in there:
            yield problem(
                "L001",
                node.id,
                f"The text in {language!r} has no {node.kind.value.replace('_', ' ')} {node.id}.",
                "Add it with this id.",
            )
    for node in found:
        if node.id not in known:
            yield problem(
                "L002",
                node.id,
                f"The text in {language!r} has a {node.kind.value.replace('_', ' ')} {node.id} "
                "that the adopted text has not.",
                "Take it out, or give it the id of the paragraph that it translates.",
            )


def find_changed_paragraphs(adopted: Declaration, corrected: Declaration) -> Iterator[Problem]:
    """Yield where a corrigendum adds, removes or moves an operative paragraph.

    What members accepted hangs on these paragraphs and is printed with their numbers.
    """
    before = [node.id for node in adopted.operative_paragraphs()]
    after = [node.id for node in corrected.operative_paragraphs()]
    for name in before:
        if name not in after:
            yield problem(
                "L005",
                name,
                f"The correction leaves out the operative paragraph {name}.",
                "Put it back: only an assembly can remove it, in a new declaration.",
            )
    for name in after:
        if name not in before:
            yield problem(
                "L006",
                name,
                f"The correction adds an operative paragraph {name}.",
                "Take it out: only an assembly can add one, in a new declaration.",
            )
    if before != after and set(before) == set(after):
        moved = next(there for here, there in zip(before, after, strict=True) if here != there)
        yield problem(
            "L007",
            moved,
            f"The correction puts {moved} in another place and so changes the numbers.",
            "Leave the operative paragraphs in their order.",
        )


def problem(code: str, item: str, message: str, remedy: str) -> Problem:
    """Return one difference as an error."""
    return Problem(code, Level.ERROR, Place(item=item), message, remedy)


def match_frozen_text(record: Adoption, sha256: str) -> FrozenText | None:
    """Return the frozen text with this hash, the oldest where several have it, or None."""
    return next((text for text in record.texts if text.sha256 == sha256), None)
