"""How does a proposal become operations? From an edited draft file, or from single changes."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from declarations.amendments import (
    Amendment,
    CoSponsor,
    Delete,
    InsertAfter,
    MoveAfter,
    Operation,
    ReplaceText,
    SetHeading,
    make_operations,
)
from declarations.comparison import parents_of
from declarations.compilation import base_of
from declarations.draft_file import read_draft
from declarations.draft_inline import read_line
from declarations.model import Declaration, Node, NodeKind
from declarations.problems import InputRefusal, Level, NotFoundRefusal
from declarations.revisions import Revision

HEADED = frozenset((NodeKind.PREAMBLE, NodeKind.SECTION))


def draw_up_amendment(
    base: Revision,
    operations: Sequence[Operation],
    sponsor: str,
    *,
    co_sponsors: Sequence[str] = (),
    joined_on: date | None = None,
    rationale: str = "",
    parent: str = "",
) -> Amendment:
    """Return an amendment to a revision that has no code yet; co-sponsors count once."""
    day = joined_on or base.made_on
    text = base.declaration
    return Amendment(
        "", text.code, text.language, base.number, base.sha256, sponsor, tuple(operations),
        tuple(CoSponsor(each, day) for each in dict.fromkeys(co_sponsors)), rationale,
        parent=parent,
    )  # fmt: skip


def read_edited(
    path: Path, text: Declaration, amendment: Amendment, others: Sequence[Amendment]
) -> tuple[Operation, ...]:
    """Return what a member changed in a draft file.

    Compared with the text, or with what the amendment to be amended makes of it. Raises
    InputRefusal when the file has errors or belongs to another declaration.
    """
    parsed = read_draft(path)
    errors = [problem for problem in parsed.problems if problem.level is Level.ERROR]
    if errors:
        raise InputRefusal(
            f"Nothing was proposed: {path} has errors.", hint="Mend them first.", problems=errors
        )
    edited = parsed.declaration
    for name in ("code", "language"):
        if getattr(edited, name) != getattr(text, name):
            raise InputRefusal(
                f"{path} has the {name} {getattr(edited, name)!r}; the text has "
                f"{getattr(text, name)!r}.",
                hint=f"Edit the file that accord draft show {text.code} prints.",
            )
    return make_operations(base_of(text, amendment, others), edited)


def write_operations(
    text: Declaration,
    amendment: Amendment,
    others: Sequence[Amendment],
    pairs: Mapping[str, Sequence[tuple[str, str]]],
    deleted: Sequence[str],
) -> Iterator[Operation]:
    """Yield the operations of single changes, each an id with new words or another id.

    ``pairs`` may have "replace", "insert_after" and "move". Raises NotFoundRefusal for an id that
    the text does not have.
    """
    base = base_of(text, amendment, others)
    parents = dict(parents_of(base))
    taken = set(parents)
    for node_id, words in pairs.get("replace", ()):
        node = find_node(base, node_id)
        kind = SetHeading if node.kind in HEADED else ReplaceText
        yield kind(node.id, read_line(words).text)
    for after, words in pairs.get("insert_after", ()):
        parent, sibling = place_after(base, parents, after)
        new_id = next(
            name for name in (f"{parent}-{n}" for n in range(1, len(taken) + 2))
            if name not in taken
        )  # fmt: skip
        taken.add(new_id)
        below = {NodeKind.PREAMBLE: NodeKind.PREAMBULAR, NodeKind.SECTION: NodeKind.OPERATIVE}
        kind_below = below.get(find_node(base, parent).kind, NodeKind.SUBPARAGRAPH)
        yield InsertAfter(parent, sibling, Node(new_id, kind_below, read_line(words).text))
    for node_id, after in pairs.get("move", ()):
        yield MoveAfter(find_node(base, node_id).id, *place_after(base, parents, after))
    for node_id in deleted:
        yield Delete(find_node(base, node_id).id)


def place_after(base: Declaration, parents: Mapping[str, str], node_id: str) -> tuple[str, str]:
    """Return parent and sibling of what follows a node; below a heading it is the first."""
    node = find_node(base, node_id)
    return (node.id, "") if node.kind in HEADED else (parents[node.id], node.id)


def find_node(base: Declaration, node_id: str) -> Node:
    """Return the node; NotFoundRefusal lists the ids there are."""
    node = base.node(node_id)
    if node is None:
        known = ", ".join(each.id for each in base.walk())
        raise NotFoundRefusal(
            f"{base.code} has no paragraph {node_id!r}.", hint=f"There are: {known}."
        )
    return node
