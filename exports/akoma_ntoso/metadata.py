"""What does Akoma Ntoso say about a text? Identification, life, adoption, and what is ours alone.

Source of the addresses: Akoma Ntoso Naming Convention 1.0, section 4. Workflow and voting are as
the United Nations write them (AKN4UN).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote

from declarations.adoptions import Adoption, FreezeKind
from declarations.model import Declaration
from declarations.revisions import Revision
from exports.akoma_ntoso.elements import SOURCE, add_element, add_own
from exports.akoma_ntoso.inline_writer import InlineContext, write_note
from exports.akoma_ntoso.vocabulary import NO_COUNTRY, three_letter_code
from exports.akoma_ntoso.voting import list_outcomes, write_record, write_votes

ASSEMBLY, PREPARER = "#assembly", "#preparer"


@dataclass(frozen=True, slots=True)
class History:
    """The revisions up to the one written, oldest first, and its adoption where there is one."""

    revisions: tuple[Revision, ...] = ()
    adoption: Adoption | None = None

    def adopted_number(self) -> int | None:
        """Return the number of the revision that was adopted in this language, or None."""
        if self.adoption is None or not self.revisions:
            return None
        language = self.revisions[-1].declaration.language
        return next(
            (
                text.number
                for text in self.adoption.texts
                if text.language == language and text.kind is not FreezeKind.CORRECTION
            ),
            None,
        )

    def base(self) -> Declaration | None:
        """Return the text against which a number counts as changed: adopted, else the one before.

        None for the first revision.
        """
        earlier = self.revisions[:-1]
        adopted = self.adopted_number()
        for revision in earlier:
            if revision.number == adopted:
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
        write_votes(meta, history.adoption, context.eids)
    _write_references(meta, declaration, history)
    _write_unmarked_notes(meta, declaration, context)
    _write_own(meta, declaration, history)


def _write_unmarked_notes(meta: Any, declaration: Declaration, context: InlineContext) -> None:
    notes = None
    for note in declaration.notes:
        if note.id not in context.written:
            if notes is None:
                notes = add_element(meta, "notes", source=SOURCE)
            context.written.add(note.id)
            write_note(add_element(notes, "note"), note, context)


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
    identification = add_element(meta, "identification", source=SOURCE)
    dates = [("generation", begun_on)]
    adopted = [("adoption", history.adoption.adopted_on)] if history.adoption else []
    level = _write_level(identification, "FRBRWork", f"{work}/!main", work, dates + adopted)
    add_element(level, "FRBRauthor", href=_author(declaration), as_="#author")
    add_element(level, "FRBRcountry", value=NO_COUNTRY)
    add_element(level, "FRBRsubtype", value="declaration")
    add_element(level, "FRBRnumber", value=declaration.code or "nn")
    add_element(level, "FRBRname", value=declaration.title)
    dates = [("revision" if revision else "draft", dated_on)]
    level = _write_level(
        identification, "FRBRExpression", f"{expression}/!main", expression, dates + adopted
    )
    add_element(level, "FRBRauthor", href=_author(declaration), as_="#author")
    if revision:
        add_element(level, "FRBRversionNumber", value=str(revision.number))
    add_element(level, "FRBRlanguage", language=three_letter_code(declaration.language))
    level = _write_level(
        identification, "FRBRManifestation", f"{expression}/!main.xml", f"{expression}.xml",
        [("markup", made_on)],
    )  # fmt: skip
    add_element(level, "FRBRauthor", href=SOURCE, as_="#editor")
    add_element(level, "FRBRformat", value="application/akn+xml")


def _write_level(
    identification: Any, name: str, this: str, address: str, dates: list[tuple[str, date]]
) -> Any:
    level = add_element(identification, name)
    add_element(level, "FRBRthis", value=this)
    add_element(level, "FRBRuri", value=address)
    for what, day in dates:
        add_element(level, "FRBRdate", date=str(day), name=what)
    return level


def _author(declaration: Declaration) -> str:
    return ASSEMBLY if declaration.assembly or not declaration.prepared_by else PREPARER


def _write_life(meta: Any, history: History) -> None:
    lifecycle = add_element(meta, "lifecycle", source=SOURCE)
    for revision in history.revisions:
        kind = "generation" if revision is history.revisions[0] else "amendment"
        add_element(
            lifecycle, "eventRef", eId=f"revision_{revision.number}",
            date=str(revision.made_on), source=SOURCE, type=kind, refersTo="#revision",
        )  # fmt: skip
    workflow = add_element(meta, "workflow", source=SOURCE)
    steps = [
        (revision.made_on, "#draft", PREPARER, f"#revision_{revision.number}")
        for revision in history.revisions
    ]
    if history.adoption is not None:
        adopted = f"#revision_{history.adopted_number() or history.revisions[-1].number}"
        steps.append((history.adoption.adopted_on, "#adopted", ASSEMBLY, adopted))
    for day, outcome, by, refers_to in sorted(steps, key=lambda step: step[0]):
        add_element(workflow, "step", date=str(day), by=by, outcome=outcome, refersTo=refers_to)


def _write_references(meta: Any, declaration: Declaration, history: History) -> None:
    references = add_element(meta, "references", source=SOURCE)
    adoption = history.adoption
    assembly = declaration.assembly or (adoption.assembly if adoption else "")
    listed = list(_list_references(declaration, assembly or "The assembly"))
    if adoption is not None:
        listed += [("TLCConcept", eid, "concept", shown) for eid, shown in list_outcomes(adoption)]
    for name, eid, kind, shown in listed:
        href = f"/akn/ontology/{kind}/{NO_COUNTRY}/{eid}"
        add_element(references, name, eId=eid, href=href, showAs=shown)


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


def _write_own(meta: Any, declaration: Declaration, history: History) -> None:
    proprietary = add_element(meta, "proprietary", source=SOURCE)
    add_own(
        proprietary, "declaration", code=declaration.code, language=declaration.language,
        profile=declaration.profile.value,
    )  # fmt: skip
    for revision in history.revisions:
        add_own(
            proprietary, "revision", number=str(revision.number), sha256=revision.sha256,
            reason=revision.reason,
        )  # fmt: skip
    if history.adoption is not None:
        write_record(proprietary, history.adoption)
