"""How is an amendment proposed? By editing a paragraph, or with a Word file that is read first."""

from pathlib import PurePath
from typing import Annotated

from fastapi import Response
from pydantic import Field

from app.database import ReadingSession, reading
from app.permissions import Act
from app.web.draft_editing import BODY, PartEditor, PartForm, keep_part, open_part, take_part
from app.web.draft_places import name_changes
from app.web.draft_saving import PartId, face_others
from app.web.drafting import Code, TextLanguage
from app.web.forms import Form, FormModel, Sent
from app.web.interface_languages import later
from app.web.notices import send_on
from app.web.pages import AnyPage, Page, Reading
from app.web.protection import body_limit, page_router
from app.word_proposals import find_proposal, read_word_proposal
from declarations.amendment_proposals import draw_up_amendment
from declarations.amendment_store import propose_amendment
from declarations.amendments import Amendment, make_operations
from declarations.change_list import list_changes
from declarations.draft_file import MAXIMUM_BYTES, parse_draft
from declarations.draft_printing import print_draft
from declarations.problems import ChangedMeanwhileRefusal, NotFoundRefusal
from declarations.revising import find_revision_by_hash, require_draft
from declarations.revisions import Revision
from declarations.store import list_revisions, load_revision
from exports.package_guard import WORD_FILE
from exports.word_amendment import Proposal
from tracker.member_store import member_id

LONGEST_RATIONALE = 10_000
LONGEST_CODE = 100
CHOOSE_FILE = later("Choose a Word file.")
CHOOSE_MEMBER = later("Say which member proposes it.")
MOST_NUMBER = 1_000_000
CODES = r"^[^\s,]*(\s*,\s*[^\s,]+)*$"

router = page_router(prefix="/drafting")


class SponsorFields(FormModel):
    """Who proposes, with whom, and why; a member's own account always proposes for it."""

    member: str = Field(default="", max_length=LONGEST_CODE)
    co_sponsors: str = Field(default="", max_length=1_000, pattern=CODES)
    rationale: str = Field(default="", max_length=LONGEST_RATIONALE)

    def with_sponsors(self) -> tuple[str, ...]:
        """Return the codes of the co-sponsors."""
        return tuple(each.strip() for each in self.co_sponsors.split(",") if each.strip())


class ProposalForm(PartForm, SponsorFields):
    """The rows of a part, with who proposes them and why."""


class WordForm(FormModel):
    """What goes with a Word file: the revision it was made from, "" for what the file says."""

    number: int | None = Field(default=None, ge=1, le=MOST_NUMBER)


class ProvenForm(SponsorFields):
    """What was read from a Word file, to be proposed."""

    base: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    proposed: str = Field(max_length=MAXIMUM_BYTES)


def choose_sponsor(page: Page, form: Form, given: str) -> str:
    """Return the member that proposes: the viewer's own, or for those without one the given.

    "" where none is given, which is told at its field.
    """
    sponsor = page.viewer.member or given
    if not sponsor:
        form.refuse("member", page.translate(CHOOSE_MEMBER))
    return sponsor


def may_propose(page: Page, session: ReadingSession, code: str) -> None:
    """Raise RightRefusal, or RuleRefusal for an adopted text, unless the viewer may propose."""
    page.viewer.require(Act.PROPOSE_AMENDMENT, page.viewer.member)
    require_draft(session, code)


def store_amendment(page: Page, amendment: Amendment) -> Amendment:
    """Store an amendment in the name of its sponsor; NotFoundRefusal for an unknown member."""
    with page.acting(
        Act.PROPOSE_AMENDMENT, of=amendment.declaration, member=amendment.sponsor
    ) as session:
        for each in amendment.sponsors:
            page.viewer.require(Act.PROPOSE_AMENDMENT, each)
            member_id(session, each)
        return propose_amendment(session, amendment, made_on=page.day)


@router.get("/{code}/propose/{part}")
def show_proposal(
    page: AnyPage, session: Reading, code: Code, part: PartId, text: TextLanguage = ""
) -> Response:
    """Show the paragraphs of a part to be edited as an amendment."""
    may_propose(page, session, code)
    editor = open_part(page, load_revision(session, code, language=text or None), part)
    return show_editor(page, editor, Form(page.translate), text)


@router.post("/{code}/propose/{part}")
@body_limit(BODY)
def take_proposal(
    page: AnyPage, typed: Sent, code: Code, part: PartId, text: TextLanguage = ""
) -> Response:
    """Rearrange the boxes, show what they make, or propose it."""
    form = Form(page.translate)
    wanted = form.read(typed, ProposalForm)
    with reading(page.site.engine) as session:
        may_propose(page, session, code)
        if wanted is None:
            editor = keep_part(page, session, code, part, form, text)
            return show_editor(page, editor, form, text)
        editor = take_part(page, session, code, part, wanted, text)
    if editor.act(wanted.do) or wanted.do != "save":
        return show_editor(page, editor, form, text)
    sponsor = choose_sponsor(page, form, wanted.member)
    if not sponsor:
        return show_editor(page, editor, form, text)
    with form.refusals():
        operations = make_operations(editor.base.declaration, editor.make_text())
        amendment = draw_up_amendment(
            editor.base,
            operations,
            sponsor,
            co_sponsors=wanted.with_sponsors(),
            joined_on=page.day,
            rationale=wanted.rationale,
        )
        try:
            made = store_amendment(page, amendment)
            return send_on(f"/drafting/{code}/amendments/{made.code}", "amendment-proposed")
        except ChangedMeanwhileRefusal:
            face_others(page, editor, form, code, text)
    form.problems = ()
    return show_editor(page, editor, form, text)


def show_editor(page: Page, editor: PartEditor, form: Form, text: str) -> Response:
    """Return the page with the boxes of an amendment."""
    code = editor.base.declaration.code
    return page.render(
        "propose_part.html.j2", status=form.status, form=form, code=code, text=text,
        **editor.describe(),
    )  # fmt: skip


@router.get("/{code}/propose-file")
def show_upload(page: AnyPage, session: Reading, code: Code) -> Response:
    """Ask for a Word file."""
    may_propose(page, session, code)
    return ask_file(page, session, code, Form(page.translate))


@router.post("/{code}/propose-file")
@body_limit(WORD_FILE.packed + (1 << 20))
def take_upload(page: AnyPage, session: Reading, typed: Sent, code: Code) -> Response:
    """Read a Word file and show what it proposes; nothing is stored yet."""
    may_propose(page, session, code)
    form = Form(page.translate)
    wanted, file = form.read(typed, WordForm), typed.file("file")
    if file is None:
        form.refuse("file", page.translate(CHOOSE_FILE))
    if wanted is None or file is None:
        return ask_file(page, session, code, form)
    with form.refusals():
        readings = read_word_proposal(file.data, PurePath(file.name).name)
        number = wanted.number or int(readings.base[1] or 0) or None
        revision, proposal = find_proposal(session, readings, code, number)
        form.values |= {
            "base": revision.sha256,
            "proposed": print_draft(proposal.proposed),
            "rationale": proposal.rationale,
        }
        return show_proof(page, form, revision, proposal, readings.name)
    return ask_file(page, session, code, form)


@router.post("/{code}/propose-read")
@body_limit(2 * MAXIMUM_BYTES)
def take_proven(page: AnyPage, typed: Sent, code: Code) -> Response:
    """Propose what was read from a Word file."""
    form = Form(page.translate)
    wanted = form.read(typed, ProvenForm)
    with reading(page.site.engine) as session:
        may_propose(page, session, code)
        if wanted is None and "base" in form.errors:
            raise NotFoundRefusal("What was read is no longer there.", hint="Upload it again.")
        proposed = parse_draft(form.value("proposed")).declaration
        revision = find_revision_by_hash(session, code, form.value("base"), proposed.language)
    sponsor = choose_sponsor(page, form, wanted.member) if wanted else ""
    if wanted is not None and sponsor:
        with form.refusals():
            amendment = draw_up_amendment(
                revision,
                make_operations(revision.declaration, proposed),
                sponsor,
                co_sponsors=wanted.with_sponsors(),
                joined_on=page.day,
                rationale=wanted.rationale,
            )
            made = store_amendment(page, amendment)
            return send_on(f"/drafting/{code}/amendments/{made.code}", "amendment-proposed")
    operations = make_operations(revision.declaration, proposed)
    read = Proposal(operations, proposed, (), None, "", ())
    return show_proof(page, form, revision, read, "")


def ask_file(page: Page, session: ReadingSession, code: str, form: Form) -> Response:
    """Return the page that asks for a Word file."""
    return page.render(
        "propose_file.html.j2",
        status=form.status,
        form=form,
        code=code,
        revisions=list_revisions(session, code),
    )


def show_proof(
    page: Page, form: Form, revision: Revision, proposal: Proposal, name: str
) -> Response:
    """Return the page with what was read, to be looked at before it is proposed."""
    text = revision.declaration
    return page.render(
        "propose_proof.html.j2",
        status=form.status,
        form=form,
        code=text.code,
        revision=revision,
        proposal=proposal,
        name=name,
        changes=name_changes(page, text, list_changes(text, proposal.operations)),
    )
