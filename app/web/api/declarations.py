"""Which texts are there, how do they read, and what changed between two states of one?"""

from datetime import date
from typing import Annotated, Any

from fastapi import Query, Response
from pydantic import Field

from app.permissions import Act
from app.web.api.answers import answer, api_router
from app.web.api.caller import AnyCaller, Caller, Reading
from app.web.api.cursors import PageQuery, PartOf, cut_list, next_address
from app.web.api.field_types import DeclarationCode, Given, Language, Shown
from declarations.adoption_records import load_adoption
from declarations.comparison import compare
from declarations.model import Node
from declarations.numbering import compute_labels, print_text
from declarations.revisions import Revision
from declarations.store import list_languages
from exports.comparison_data import comparison_as_data
from exports.readable_text import (
    find_readable_codes,
    find_readable_revision,
    is_adopted,
    list_readable_revisions,
)
from exports.reference_names import name_references

router = api_router(prefix="/declarations", tags=["declarations"])
EXAMPLE = "sample-2017"


class DeclarationShown(Shown):
    """A declaration in a list."""

    code: str = Field(examples=[EXAMPLE])
    title: str
    subtitle: str
    language: str
    languages: list[str]
    is_adopted: bool
    adopted_on: date | None
    assembly: str
    revision: int
    sha256: str


class DeclarationList(Shown):
    """A part of the declarations."""

    items: list[DeclarationShown]
    next: str | None


class NodeShown(Shown):
    """The preamble, a section, a paragraph or a sub-paragraph, with what is below it.

    ``id`` is permanent; ``label`` is the number as printed.
    """

    id: str
    kind: str
    label: str
    text: str
    children: list["NodeShown"]


class NoteShown(Shown):
    """A footnote."""

    id: str
    text: str


class TextShown(DeclarationShown):
    """A text with its paragraphs."""

    preamble: NodeShown | None
    sections: list[NodeShown]
    closing: str
    notes: list[NoteShown]


class RevisionShown(Shown):
    """A numbered, whole, immutable state of a text."""

    number: int
    language: str
    sha256: str
    parent_sha256: str
    reason: str
    made_on: date


class RevisionList(Shown):
    """A part of the revisions."""

    items: list[RevisionShown]
    next: str | None


class ComparisonShown(Shown):
    """What changed between two revisions; unchanged paragraphs are only counted.

    The equal and the inserted pieces of a change make its new words, the equal and the deleted
    ones the old.
    """

    declaration: str
    counts: dict[str, int]
    words: dict[str, int]
    details: list[dict[str, Any]]
    changes: list[dict[str, Any]]
    divisions: list[dict[str, Any]]


class TextQuery(Given):
    """Which text is wanted."""

    language: Language | None = Field(None, description="Default: the first one written.")
    revision: int | None = Field(None, ge=1, le=1_000_000, description="Default: the latest.")


class RevisionQuery(PageQuery):
    """Which revisions are wanted."""

    language: Language | None = None


class ComparisonQuery(Given):
    """Which two revisions are compared."""

    first: int = Field(alias="from", ge=1, le=1_000_000)
    second: int = Field(alias="to", ge=1, le=1_000_000)
    language: Language | None = None


def reads_drafts(caller: Caller) -> bool:
    """Return whether texts are shown that no assembly adopted."""
    return caller.may(Act.READ_UNPUBLISHED_TEXT)


@router.get("", response_model=DeclarationList)
def list_declarations(caller: AnyCaller, session: Reading, query: PartOf) -> Response:
    """List the declarations, drafts too for those who may read them."""
    codes = find_readable_codes(session, caller.day, with_drafts=reads_drafts(caller))
    part, cursor = cut_list(codes, str, query)
    items = [describe(caller, session, find_text(caller, session, code)) for code in part]
    return answer(caller, DeclarationList(items=items, next=next_address(caller, cursor)))


def find_text(
    caller: Caller, session: Reading, code: str, language: str = "", number: int | None = None
) -> Revision:
    """Return a text that the caller may read."""
    with_drafts = reads_drafts(caller)
    return find_readable_revision(
        session, code, caller.day, language, number, with_drafts=with_drafts
    )


def describe(caller: Caller, session: Reading, revision: Revision) -> DeclarationShown:
    """Return a declaration as it stands in a list."""
    text = revision.declaration
    adopted = is_adopted(session, text.code, caller.day)
    adoption = load_adoption(session, text.code) if adopted else None
    return DeclarationShown(
        code=text.code,
        title=text.title,
        subtitle=text.subtitle,
        language=text.language,
        languages=list(list_languages(session, text.code)),
        is_adopted=adopted,
        adopted_on=adoption.adopted_on if adoption else None,
        assembly=adoption.assembly if adoption else "",
        revision=revision.number,
        sha256=revision.sha256,
    )


@router.get("/{code}", response_model=TextShown)
def read_declaration(
    caller: AnyCaller, session: Reading, code: DeclarationCode, query: Annotated[TextQuery, Query()]
) -> Response:
    """Read a text with its paragraphs: the one in force, or the latest state of a draft."""
    revision = find_text(caller, session, code, query.language or "", query.revision)
    return answer(caller, show_text(caller, session, revision))


def show_text(caller: Caller, session: Reading, revision: Revision) -> TextShown:
    """Return a text with its paragraphs."""
    text = revision.declaration
    labels, names = compute_labels(text), name_references(text)
    numbers = {note.id: str(number) for number, note in enumerate(text.notes, start=1)}

    def show(node: Node) -> NodeShown:
        return NodeShown(
            id=node.id,
            kind=node.kind.value,
            label=labels.get(node.id, ""),
            text=print_text(node.text, names, numbers),
            children=[show(child) for child in node.children],
        )

    return TextShown(
        **describe(caller, session, revision).model_dump(),
        preamble=show(text.preamble) if text.preamble else None,
        sections=[show(section) for section in text.sections],
        closing=print_text(text.closing, names, numbers),
        notes=[NoteShown(id=n.id, text=print_text(n.text, names, numbers)) for n in text.notes],
    )


@router.get("/{code}/revisions", response_model=RevisionList)
def list_revisions(
    caller: AnyCaller,
    session: Reading,
    code: DeclarationCode,
    query: Annotated[RevisionQuery, Query()],
) -> Response:
    """List the revisions of a text in one language."""
    found = list_readable_revisions(
        session, code, caller.day, query.language or "", with_drafts=reads_drafts(caller)
    )
    part, cursor = cut_list(found, lambda revision: f"{revision.number:07}", query)
    items = [
        RevisionShown(
            number=each.number,
            language=each.declaration.language,
            sha256=each.sha256,
            parent_sha256=each.parent_sha256,
            reason=each.reason,
            made_on=each.made_on,
        )
        for each in part
    ]
    return answer(caller, RevisionList(items=items, next=next_address(caller, cursor)))


@router.get("/{code}/comparison", response_model=ComparisonShown)
def compare_revisions(
    caller: AnyCaller,
    session: Reading,
    code: DeclarationCode,
    query: Annotated[ComparisonQuery, Query()],
) -> Response:
    """Compare two revisions: the redline as data, paragraph by paragraph and word by word."""
    language = query.language or ""
    old, new = (
        find_text(caller, session, code, language, number) for number in (query.first, query.second)
    )
    found = compare(old.declaration, new.declaration)
    return answer(caller, ComparisonShown(**comparison_as_data(found)))
