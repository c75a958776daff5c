"""Where in a text may a paragraph stand, and what does the text become when it moves there?"""

from dataclasses import dataclass

from declarations.amendment_proposals import place_after
from declarations.amendments import MoveAfter, apply_operations
from declarations.comparison import parents_of
from declarations.model import Declaration, Node, NodeKind
from declarations.paragraph_rows import find_part
from declarations.problems import InputRefusal


@dataclass(frozen=True, slots=True)
class Places:
    """The places of a paragraph, each named by what it stands after: a heading or a paragraph.

    ``sections`` has each section (or the preamble) with the other paragraphs in it.
    """

    sections: tuple[tuple[Node, tuple[Node, ...]], ...]
    present: str

    @property
    def order(self) -> tuple[str, ...]:
        """Return the places from the first to the last."""
        return tuple(node.id for top, others in self.sections for node in (top, *others))

    def step(self, place: str, step: int) -> str:
        """Return the place one before (-1) or behind (1) a place; at the ends it stays."""
        order = self.order
        at = order.index(place if place in order else self.present) + step
        return order[max(0, min(at, len(order) - 1))]


def find_places(text: Declaration, paragraph_id: str) -> Places:
    """Return where a paragraph may stand: in the preamble, or in any of the sections.

    A preambular paragraph stays one. Raises NotFoundRefusal where there is no such paragraph,
    InputRefusal for a section or a sub-paragraph.
    """
    top, part = find_part(text, paragraph_id)
    if part.id != paragraph_id or part.id == top.id:
        raise InputRefusal(
            f"{paragraph_id} is no paragraph that can be moved by itself.",
            hint="Sections change their order among the sections, sub-paragraphs in their "
            "paragraph.",
        )
    tops = (top,) if top.kind is NodeKind.PREAMBLE else text.sections
    siblings = [each.id for each in top.children]
    at = siblings.index(part.id)
    return Places(
        tuple((each, tuple(n for n in each.children if n.id != part.id)) for each in tops),
        siblings[at - 1] if at else top.id,
    )


def plan_move(text: Declaration, paragraph_id: str, place: str) -> MoveAfter:
    """Return the operation that puts a paragraph, and all below it, at a place.

    Raises what ``find_places`` raises, and InputRefusal for what is no place of it.
    """
    if place not in find_places(text, paragraph_id).order:
        raise InputRefusal(
            f"{paragraph_id} cannot stand after {place!r}.", hint="Choose one of the places."
        )
    return MoveAfter(paragraph_id, *place_after(text, dict(parents_of(text)), place))


def move_paragraph(text: Declaration, paragraph_id: str, place: str) -> Declaration:
    """Return the text with a paragraph at another place; it keeps its id.

    Raises what ``plan_move`` raises.
    """
    return apply_operations(text, (plan_move(text, paragraph_id, place),)).declaration
