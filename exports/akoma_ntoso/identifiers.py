"""What is each part called in Akoma Ntoso? Its eId, by the Naming Convention 1.0, section 5.

An eId follows the present place and number: ``para_12__subpara_a``. Paragraphs are counted
through the whole text, so their eIds have no section before them.
"""

import re

from declarations.model import Declaration, Node, NodeKind, Profile
from declarations.numbering import compute_labels

FIRST_LEVEL, DEEPER = "subpara", "point"


def compute_eids(declaration: Declaration) -> dict[str, str]:
    """Return the eId of every node by its permanent id, and of every note by ``note:`` its id."""
    labels = compute_labels(declaration)
    eids: dict[str, str] = {}
    if declaration.preamble is not None:
        eids[declaration.preamble.id] = "preamble"
        formula = find_opening_formula(declaration)
        recitals = declaration.preamble.children
        if formula is not None:
            eids[formula.id] = "preamble__formula_1"
            recitals = recitals[1:]
        for position, recital in enumerate(recitals, start=1):
            eids[recital.id] = f"preamble__rec_{position}"
    for position, section in enumerate(declaration.sections, start=1):
        eids[section.id] = f"sec_{position}"
    for position, paragraph in enumerate(declaration.operative_paragraphs(), start=1):
        eids[paragraph.id] = f"para_{labels[paragraph.id] or position}"
        _name_children(paragraph, FIRST_LEVEL, labels, eids)
    return eids


def find_opening_formula(declaration: Declaration) -> Node | None:
    """Return the paragraph "The General Assembly," of a resolution, or None.

    Under a heading the whole preamble is recitals: a formula would stand before the heading.
    """
    preamble = declaration.preamble
    if preamble is None or preamble.text.plain or not preamble.children:
        return None
    return preamble.children[0] if declaration.profile is Profile.RESOLUTION else None


def _name_children(parent: Node, name: str, labels: dict[str, str], eids: dict[str, str]) -> None:
    for child in parent.children:
        number = re.sub(r"\W", "", labels[child.id])
        eids[child.id] = f"{eids[parent.id]}__{name}_{number}"
        _name_children(child, DEEPER, labels, eids)


def find_renumbered(declaration: Declaration, base: Declaration | None) -> dict[str, str]:
    """Return the eId in ``base`` of every node that has another one now: its wId."""
    if base is None:
        return {}
    before, now = compute_eids(base), compute_eids(declaration)
    return {
        node_id: before[node_id] for node_id, eid in now.items() if before.get(node_id, eid) != eid
    }


def element_name(node: Node, depth: int) -> str:
    """Return the element that holds a node; ``depth`` is 0 for an operative paragraph."""
    match node.kind:
        case NodeKind.PREAMBLE:
            return "preamble"
        case NodeKind.SECTION:
            return "section"
        case NodeKind.PREAMBULAR:
            return "recital"
        case NodeKind.OPERATIVE:
            return "paragraph"
        case NodeKind.SUBPARAGRAPH:
            return "subparagraph" if depth == 1 else "point"
