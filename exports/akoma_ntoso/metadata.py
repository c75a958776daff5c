"""What does Akoma Ntoso say about a text? Identification, life, adoption, and what is ours alone.

Source of the addresses: Akoma Ntoso Naming Convention 1.0, section 4. Workflow and voting are as
the United Nations write them (AKN4UN).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote

from lxml import etree

from declarations.model import Declaration
from declarations.revisions import Adoption, Revision
from exports.akoma_ntoso.inline_writer import InlineContext, write_note
from exports.akoma_ntoso.vocabulary import NO_COUNTRY, akn, clean, own, three_letter_code

SOURCE = "#accord"
ASSEMBLY, PREPARER = "#assembly", "#preparer"
WITHOUT_VOTE = "without vote"


@dataclass(frozen=True, slots=True)
class History:
    """The revisions up to the one written, oldest first, and its adoption where there is one."""

    revisions: tuple[Revision, ...] = ()
    adoption: Adoption | None = None

    def base(self) -> Declaration | None:
        """Return the text against which a number counts as changed: adopted, else the one before.

        None where this is the first revision or the adopted one itself is the first.
        """
        earlier = self.revisions[:-1]
        if self.adoption is not None:
            for revision in earlier:
                if revision.number == self.adoption.number:
                    return revision.declaration
        return earlier[-1].declaration if earlier else None


def write_metadata(
    meta: Any, declaration: Declaration, history: History, made_on: date, context: InlineContext
) -> None:
    """Fill ``meta``; the notes that no text refers to are written here, so it comes last."""
    _write_identification(meta, declaration, history, made_on)
    if history.revisions:
        _write_life(meta, history)
    if history.adoption is not None:
        _write_adoption(meta, history.adoption)
    _write_references(meta, declaration, history)
    _write_unmarked_notes(meta, declaration, context)
    _write_own(meta, declaration, history)


def _write_unmarked_notes(meta: Any, declaration: Declaration, context: InlineContext) -> None:
    notes = None
    for note in declaration.notes:
        if note.id not in context.written:
            if notes is None:
                notes = _add(meta, "notes", source=SOURCE)
            context.written.add(note.id)
            write_note(_add(notes, "note"), note, context)


def _add(parent: Any, name: str, /, **attributes: str) -> Any:
    element = etree.SubElement(parent, akn(name))
    for key, value in attributes.items():
        element.set(key.rstrip("_"), clean(value))
    return element


def work_address(declaration: Declaration, begun_on: date) -> str:
    """Return the address of the text in all its languages and revisions."""
    code = quote(declaration.code or "nn", safe="")
    return f"/akn/{NO_COUNTRY}/statement/declaration/{begun_on}/{code}"


def _write_identification(
    meta: Any, declaration: Declaration, history: History, made_on: date
) -> None:
    revision = history.revisions[-1] if history.revisions else None
    begun_on = history.revisions[0].made_on if revision else made_on
    dated_on = revision.made_on if revision else made_on
    work = work_address(declaration, begun_on)
    expression = f"{work}/{three_letter_code(declaration.language)}@{dated_on}"
    if revision:
        expression += f"-r{revision.number}"
    identification = _add(meta, "identification", source=SOURCE)
    dates = [("generation", begun_on)]
    adopted = [("adoption", history.adoption.adopted_on)] if history.adoption else []
    level = _write_level(identification, "FRBRWork", f"{work}/!main", work, dates + adopted)
    _add(level, "FRBRauthor", href=_author(declaration), as_="#author")
    _add(level, "FRBRcountry", value=NO_COUNTRY)
    _add(level, "FRBRsubtype", value="declaration")
    _add(level, "FRBRnumber", value=declaration.code or "nn")
    _add(level, "FRBRname", value=declaration.title)
    dates = [("revision" if revision else "draft", dated_on)]
    level = _write_level(
        identification, "FRBRExpression", f"{expression}/!main", expression, dates + adopted
    )
    _add(level, "FRBRauthor", href=_author(declaration), as_="#author")
    if revision:
        _add(level, "FRBRversionNumber", value=str(revision.number))
    _add(level, "FRBRlanguage", language=three_letter_code(declaration.language))
    level = _write_level(
        identification, "FRBRManifestation", f"{expression}/!main.xml", f"{expression}.xml",
        [("markup", made_on)],
    )  # fmt: skip
    _add(level, "FRBRauthor", href=SOURCE, as_="#editor")
    _add(level, "FRBRformat", value="application/akn+xml")


def _write_level(
    identification: Any, name: str, this: str, address: str, dates: list[tuple[str, date]]
) -> Any:
    level = _add(identification, name)
    _add(level, "FRBRthis", value=this)
    _add(level, "FRBRuri", value=address)
    for what, day in dates:
        _add(level, "FRBRdate", date=str(day), name=what)
    return level


def _author(declaration: Declaration) -> str:
    return ASSEMBLY if declaration.assembly or not declaration.prepared_by else PREPARER


def _write_life(meta: Any, history: History) -> None:
    lifecycle = _add(meta, "lifecycle", source=SOURCE)
    for revision in history.revisions:
        kind = "generation" if revision is history.revisions[0] else "amendment"
        _add(
            lifecycle, "eventRef", eId=f"revision_{revision.number}",
            date=str(revision.made_on), source=SOURCE, type=kind, refersTo="#revision",
        )  # fmt: skip
    workflow = _add(meta, "workflow", source=SOURCE)
    steps = [
        (revision.made_on, "#draft", PREPARER, f"#revision_{revision.number}")
        for revision in history.revisions
    ]
    if history.adoption is not None:
        adoption = history.adoption
        steps.append((adoption.adopted_on, "#adopted", ASSEMBLY, f"#revision_{adoption.number}"))
    for day, outcome, by, refers_to in steps:
        _add(workflow, "step", date=str(day), by=by, outcome=outcome, refersTo=refers_to)


def _write_adoption(meta: Any, adoption: Adoption) -> None:
    analysis = _add(meta, "analysis", source=SOURCE)
    without = adoption.decision == WITHOUT_VOTE
    voting = _add(
        _add(analysis, "parliamentary"), "voting",
        outcome="#adoptedWithoutVote" if without else "#adoptedByVote",
    )  # fmt: skip
    _add(voting, "quorum", value="")


def _write_references(meta: Any, declaration: Declaration, history: History) -> None:
    references = _add(meta, "references", source=SOURCE)
    adoption = history.adoption
    assembly = declaration.assembly or (adoption.assembly if adoption else "")
    for name, eid, kind, shown in _list_references(declaration, assembly or "The assembly"):
        if not (eid in {"adoptedWithoutVote", "adoptedByVote", "adopted"} and adoption is None):
            _add(
                references, name, eId=eid,
                href=f"/akn/ontology/{kind}/{NO_COUNTRY}/{eid}", showAs=shown,
            )  # fmt: skip


def _list_references(
    declaration: Declaration, assembly: str
) -> Iterator[tuple[str, str, str, str]]:
    yield "TLCOrganization", "assembly", "organization", assembly
    yield "TLCOrganization", "preparer", "organization", declaration.prepared_by or "The drafters"
    yield "TLCRole", "author", "role", "Author"
    yield "TLCRole", "editor", "role", "Editor"
    yield "TLCObject", "accord", "object", "Accord"
    yield "TLCConcept", "draft", "concept", "Draft"
    yield "TLCConcept", "revision", "concept", "Revision"
    yield "TLCConcept", "adopted", "concept", "Adopted"
    yield "TLCConcept", "adoptedWithoutVote", "concept", "Adopted without a vote"
    yield "TLCConcept", "adoptedByVote", "concept", "Adopted by a vote"


def _write_own(meta: Any, declaration: Declaration, history: History) -> None:
    proprietary = _add(meta, "proprietary", source=SOURCE)
    _add_own(
        proprietary, "declaration", code=declaration.code, language=declaration.language,
        profile=declaration.profile.value,
    )  # fmt: skip
    for revision in history.revisions:
        _add_own(
            proprietary, "revision", number=str(revision.number), sha256=revision.sha256,
            reason=revision.reason,
        )  # fmt: skip
    adoption = history.adoption
    if adoption is not None:
        _add_own(
            proprietary, "adoption", revision=str(adoption.number), assembly=adoption.assembly,
            decision=adoption.decision, note=adoption.note,
        )  # fmt: skip


def _add_own(parent: Any, name: str, /, **attributes: str) -> None:
    element = etree.SubElement(parent, own(name))
    for key, value in attributes.items():
        if value:
            element.set(key, clean(value))
