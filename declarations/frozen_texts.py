"""What must stay the same in an adopted text? Its ids, their kinds, parents and order."""

from collections.abc import Iterator, Mapping

from declarations.adoptions import Adoption, FrozenText
from declarations.comparison import parents_of
from declarations.model import Declaration, Node, NodeKind
from declarations.problems import Level, Place, Problem


def find_different_ids(adopted: Declaration, other: Declaration) -> Iterator[Problem]:
    """Yield where another language has not the ids, kinds, parents and order of the adopted text.

    Members accept paragraphs by their ids, so a paragraph has one id in every language.
    """
    wanted, found = list(adopted.walk()), list(other.walk())
    language = other.language
    yield from find_missing_ids(wanted, found, language)
    kinds = {node.id: node for node in wanted}
    for node in found:
        if node.id in kinds and node.kind is not kinds[node.id].kind:
            yield problem(
                "L003",
                node.id,
                f"{node.id} is a {name_kind(node)} in {language!r}, a "
                f"{name_kind(kinds[node.id])} in {adopted.language!r}.",
                "Give the two texts the same structure.",
            )
    above, below = dict(parents_of(adopted)), dict(parents_of(other))
    for node in found:
        if is_rehung(node.id, above, below):
            yield problem(
                "L008",
                node.id,
                f"In {language!r} {node.id} stands below {name_parent(below[node.id])}, in "
                f"{adopted.language!r} below {name_parent(above[node.id])}.",
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
                f"The text in {language!r} has no {name_kind(node)} {node.id}.",
                "Add it with this id.",
            )
    for node in found:
        if node.id not in known:
            yield problem(
                "L002",
                node.id,
                f"The text in {language!r} has a {name_kind(node)} {node.id} "
                "that the adopted text has not.",
                "Take it out, or give it the id of the paragraph that it translates.",
            )


def find_changed_paragraphs(adopted: Declaration, corrected: Declaration) -> Iterator[Problem]:
    """Yield where a corrigendum adds, removes, moves or makes something else of any node.

    What members accepted hangs on the ids and is printed with the numbers, and the other languages
    have the same ids: a correction that leaves them as they are leaves all languages alike.
    """
    before, after = list(adopted.walk()), list(corrected.walk())
    known, kept = {node.id: node for node in before}, {node.id for node in after}
    for node in before:
        if node.id not in kept:
            yield problem(
                "L005",
                node.id,
                f"The correction leaves out the {name_kind(node)} {node.id}.",
                "Put it back under this id: only an assembly can remove it, in a new declaration.",
            )
    above, below = dict(parents_of(adopted)), dict(parents_of(corrected))
    for node in after:
        was = known.get(node.id)
        if was is None:
            yield problem(
                "L006",
                node.id,
                f"The correction adds a {name_kind(node)} {node.id}.",
                "Take it out: only an assembly can add one, in a new declaration.",
            )
        elif node.kind is not was.kind or is_rehung(node.id, above, below):
            yield problem(
                "L008",
                node.id,
                f"The correction makes {node.id} a {name_kind(node)} below "
                f"{name_parent(below[node.id])}; it is a {name_kind(was)} below "
                f"{name_parent(above[node.id])}.",
                "Leave it where it stands: its number would change.",
            )
    orders = [[node.id for node in nodes if node.id in known.keys() & kept]
              for nodes in (before, after)]  # fmt: skip
    moved = next((there for here, there in zip(*orders, strict=True) if here != there), None)
    if moved is not None:
        yield problem(
            "L007",
            moved,
            f"The correction puts {moved} in another place and so changes the numbers.",
            "Leave sections and paragraphs in their order.",
        )


def is_rehung(node_id: str, above: Mapping[str, str], below: Mapping[str, str]) -> bool:
    """Return whether a node of both texts has two parents that both are in both texts."""
    if node_id not in above or node_id not in below:
        return False
    here, there = above[node_id], below[node_id]
    return here != there and all(not p or (p in above and p in below) for p in (here, there))


def name_kind(node: Node) -> str:
    """Return what a node is in words: "operative paragraph"."""
    return {
        NodeKind.OPERATIVE: "operative paragraph",
        NodeKind.PREAMBULAR: "preambular paragraph",
        NodeKind.SUBPARAGRAPH: "sub-paragraph",
    }.get(node.kind, node.kind.value)


def name_parent(node_id: str) -> str:
    """Return the id of what a node stands below; sections stand below the text itself."""
    return node_id or "nothing"


def problem(code: str, item: str, message: str, remedy: str) -> Problem:
    """Return one difference as an error."""
    return Problem(code, Level.ERROR, Place(item=item), message, remedy)


def match_frozen_text(record: Adoption, sha256: str) -> FrozenText | None:
    """Return the frozen text with this hash, the oldest where several have it, or None."""
    return next((text for text in record.texts if text.sha256 == sha256), None)
