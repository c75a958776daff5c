"""What is proposed to one part of a text, by whom, and what of it cannot stand together?"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from declarations.model import Node, Text


class ProposalKind(StrEnum):
    """What a proposal does to its part of the text."""

    EDIT = "edit"
    INSERT = "insert"
    DELETE = "delete"
    MOVE = "move"


class ClashKind(StrEnum):
    """Why proposals cannot all stand."""

    OVERLAP = "overlap"
    DELETE_AGAINST_EDIT = "delete_against_edit"
    MOVE_AGAINST_MOVE = "move_against_move"


@dataclass(frozen=True, slots=True)
class Proposal:
    """One change to the part ``part`` with everyone who proposes it; several codes agree.

    ``submitted_on`` is the day of the first of them.

    An edit puts ``text`` in place of ``base[start:end]``, counted in code points of the part. An
    insertion brings ``node``, which follows the part or is its first child. A move goes ``after``
    a sibling below ``parent``.
    """

    kind: ProposalKind
    codes: tuple[str, ...]
    sponsors: tuple[str, ...]
    start: int = 0
    end: int = 0
    text: Text = Text()
    node: Node | None = None
    parent: str = ""
    after: str = ""
    part: str = ""
    submitted_on: date | None = None


@dataclass(frozen=True, slots=True)
class Clash:
    """Proposals that cannot all stand.

    A deletion clashes with all that is proposed to what it deletes: the clash is listed in each of
    these parts, and the deletion comes first.
    """

    kind: ClashKind
    proposals: tuple[Proposal, ...]


@dataclass(frozen=True, slots=True)
class CompiledPart:
    """A node, or a detail such as the title (then ``node`` is None), with what is proposed to it.

    ``standing`` edits do not overlap and are in order. ``insertions`` follow the node, or are its
    first children; several at one place are a question of order. ``merged`` has what stands.
    """

    name: str
    node: Node | None
    base: Text
    standing: tuple[Proposal, ...] = ()
    insertions: tuple[Proposal, ...] = ()
    whole: tuple[Proposal, ...] = ()
    clashes: tuple[Clash, ...] = ()
    merged: Text = Text()

    @property
    def proposals(self) -> tuple[Proposal, ...]:
        """Return all that is proposed to it, what stands first."""
        listed = [each for clash in self.clashes for each in clash.proposals]
        clashing = [each for each in listed if each.part == self.name]
        found = (*self.whole, *self.standing, *clashing, *self.insertions)
        return tuple(dict.fromkeys(found))
