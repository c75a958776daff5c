"""How does a proposal of single changes become an amendment? Laid on the text, and stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlmodel import Session

from declarations.amendment_proposals import draw_up_amendment, write_operations
from declarations.amendment_store import load_amendment, load_amendments, propose_amendment
from declarations.amendments import Amendment
from declarations.problems import InputRefusal
from declarations.store import load_revision
from tracker.member_store import member_codes

Changes = Sequence[tuple[str, str]]
"""Each a paragraph's id with its new words, or with the id it is to stand after."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a member proposes to change in a text; new words are Markdown as in a draft file.

    ``base`` is the revision it was written for, None for the latest; ``parent`` the amendment it
    amends, ``replaces`` an open one of the sponsor whose place it takes.
    """

    declaration: str
    sponsor: str
    replaced: Changes = ()
    inserted: Changes = ()
    moved: Changes = ()
    deleted: Sequence[str] = ()
    co_sponsors: Sequence[str] = ()
    rationale: str = ""
    language: str = ""
    base: int | None = None
    parent: str = ""
    replaces: str = ""

    @property
    def changes(self) -> Mapping[str, Changes]:
        """Return the changes that are pairs, by what they do."""
        return {"replace": self.replaced, "insert_after": self.inserted, "move": self.moved}


def propose_changes(session: Session, proposal: Proposal, made_on: date) -> Amendment:
    """Store a proposal as an amendment and return it with its code.

    Raises InputRefusal where nothing is to change, NotFoundRefusal for a member, revision,
    amendment or paragraph that is not there, and what ``propose_amendment`` raises.
    """
    if not proposal.deleted and not any(proposal.changes.values()):
        raise InputRefusal(
            "Nothing was proposed: there is no change in it.",
            hint="Replace, insert, move or delete something.",
        )
    member_codes(session, [proposal.sponsor, *proposal.co_sponsors])
    revision = load_revision(
        session, proposal.declaration, proposal.base, proposal.language or None
    )
    others = load_amendments(session, proposal.declaration)
    if proposal.parent:
        load_amendment(session, proposal.declaration, proposal.parent)
    given = draw_up_amendment(
        revision, (), proposal.sponsor, co_sponsors=proposal.co_sponsors, joined_on=made_on,
        rationale=proposal.rationale, parent=proposal.parent,
    )  # fmt: skip
    operations = write_operations(
        revision.declaration, given, others, proposal.changes, proposal.deleted
    )
    given = replace(given, operations=tuple(operations))
    return propose_amendment(session, given, made_on=made_on, replaces=proposal.replaces)
