"""Which amendments are there, and what does each propose? Their list, and one with its course."""

from typing import Annotated

from fastapi import Path, Query, Response
from pydantic import Field

from app.database import ReadingSession, reading
from app.document_formats import Ending
from app.permissions import Act
from app.web.amending import LONGEST_CODE
from app.web.domain_words import choose_message
from app.web.downloads import send_document
from app.web.draft_editing import LONGEST_REASON
from app.web.draft_places import name_changes
from app.web.drafting import NAME_LENGTH, Code, TextLanguage, find_rights, may_read
from app.web.forms import Form, FormModel, Sent
from app.web.notices import send_on
from app.web.pages import AnyPage, Page, Reading
from app.web.paging import PageNumber, cut_page
from app.web.protection import page_router
from declarations.adoption_records import load_adoption
from declarations.amendment_store import (
    find_base,
    join_amendment,
    leave_amendment,
    load_amendment,
    load_amendments,
    load_steps,
    withdraw_amendment,
)
from declarations.amendments import Amendment, apply_amendment
from declarations.change_list import list_changes
from declarations.comparison import compare
from declarations.compilation import base_of
from declarations.model import Declaration
from declarations.recommendations import (
    Procedure,
    Recommendation,
    answer_recommendation,
    load_recommendation,
    publish_recommendation,
    recommend,
)
from declarations.store import load_revision
from exports.redline import compose_redline
from tracker.member_store import load_members, member_id

LONGEST_NOTE = 5_000
Amended = Annotated[str, Path(max_length=NAME_LENGTH)]

router = page_router(prefix="/drafting/{code}/amendments")


class ReasonForm(FormModel):
    """Why it is withdrawn."""

    reason: str = Field(default="", max_length=LONGEST_REASON)


class MemberForm(FormModel):
    """The member that joins or leaves; a member's own account acts for it alone."""

    member: str = Field(default="", max_length=LONGEST_CODE)


class AdviceForm(FormModel):
    """What is recommended, why, and whether members may see it."""

    procedure: Procedure
    note: str = Field(default="", max_length=LONGEST_NOTE)
    publish: bool = False


class AnswerForm(FormModel):
    """What the sponsor says to the recommendation."""

    answer: str = Field(min_length=1, max_length=LONGEST_NOTE)


def name_members(session: ReadingSession, codes: set[str]) -> dict[str, str]:
    """Return the names of some members by their codes."""
    return {member.code: member.name() for member in load_members(session, members=codes)}


def read_advice(
    page: Page, session: ReadingSession, declaration: str, code: str
) -> Recommendation | None:
    """Return the recommendation that the viewer may see: for members, once it is published."""
    found = load_recommendation(session, declaration, code)
    may_see = page.viewer.may(Act.RECOMMEND) or (found and found.published_on)
    return found if may_see else None


@router.get("")
def show_amendments(
    page: AnyPage,
    session: Reading,
    code: Code,
    text: TextLanguage = "",
    every: Annotated[bool, Query(alias="all")] = False,
    number: PageNumber = 1,
) -> Response:
    """List the amendments of a text: those that are open, or all."""
    may_read(page)
    revision = load_revision(session, code, language=text or None)
    found = [
        each
        for each in load_amendments(session, code)
        if each.language == revision.declaration.language and (every or each.is_open)
    ]
    cut = cut_page(found, number)
    return page.render(
        "amendments.html.j2",
        revision=revision,
        cut=cut,
        every=every,
        is_adopted=load_adoption(session, code) is not None,
        rights=find_rights(page),
        names=name_members(session, {m for each in cut.items for m in each.sponsors}),
        advice={each.code: read_advice(page, session, code, each.code) for each in cut.items},
    )


@router.get("/{amended}")
def show_amendment(page: AnyPage, session: Reading, code: Code, amended: Amended) -> Response:
    """Show what an amendment proposes, why, and what has become of it."""
    may_read(page)
    return show(page, session, code, amended, Form(page.translate))


def show(
    page: Page, session: ReadingSession, code: str, amended: str, form: Form, part: str = ""
) -> Response:
    """Return the page of an amendment; ``part`` is the form that is shown with its faults."""
    found = load_amendment(session, code, amended)
    base = read_base(session, found)
    empty = Form(page.translate)
    return page.render(
        "amendment.html.j2",
        status=form.status,
        code=code,
        base=base,
        amendment=found,
        changes=name_changes(page, base, list_changes(base, found.operations)),
        steps=load_steps(session, code, amended),
        advice=read_advice(page, session, code, amended),
        names=name_members(session, set(found.sponsors)),
        procedures=[(each.value, page.translate(choose_message(each)), "") for each in Procedure],
        rights=find_rights(page),
        may_withdraw=page.viewer.may(Act.PROPOSE_AMENDMENT, found.sponsor),
        forms={part: form} if part else {},
        empty=empty,
    )


def read_base(session: ReadingSession, amendment: Amendment) -> Declaration:
    """Return the text that an amendment begins at."""
    others = load_amendments(session, amendment.declaration)
    return base_of(find_base(session, amendment).declaration, amendment, others)


@router.get("/{amended}/redline.{ending}")
def send_redline(
    page: AnyPage, session: Reading, code: Code, amended: Amended, ending: Ending
) -> Response:
    """Send the text with an amendment marked in it; in a Word file as tracked changes."""
    may_read(page)
    found = load_amendment(session, code, amended)
    base = read_base(session, found)
    names = name_members(session, set(found.sponsors))
    author = ", ".join(names.get(each, each) for each in found.sponsors)
    return send_document(
        page.site,
        ("amendment", code, amended, found.base_sha256, author, page.day),
        f"{code}-{amended}",
        ending,
        lambda _own: compose_redline(
            compare(base, apply_amendment(base, found).declaration),
            made_on=page.day,
            author=author,
            changed_on=found.submitted_on,
            is_tracked=ending is Ending.DOCX,
        ),
    )


def find_sponsor(page: Page, code: str, amended: str) -> str:
    """Return the member that an amendment belongs to, as it is stored."""
    with reading(page.site.engine) as session:
        return load_amendment(session, code, amended).sponsor


def refused(page: Page, code: str, amended: str, form: Form, part: str) -> Response:
    """Return the page of an amendment with a form that was not taken."""
    with reading(page.site.engine) as session:
        return show(page, session, code, amended, form, part)


@router.post("/{amended}/withdraw")
def take_withdrawal(page: AnyPage, typed: Sent, code: Code, amended: Amended) -> Response:
    """Withdraw an amendment in the name of its sponsor."""
    may_read(page)
    sponsor = find_sponsor(page, code, amended)
    page.viewer.require(Act.PROPOSE_AMENDMENT, sponsor)
    form = Form(page.translate)
    wanted = form.read(typed, ReasonForm)
    if wanted is not None:
        of = f"{code} {amended}"
        with form.refusals(), page.acting(Act.PROPOSE_AMENDMENT, of=of, member=sponsor) as session:
            withdraw_amendment(
                session, code, amended, member=sponsor, made_on=page.day, reason=wanted.reason
            )
        if not form.errors:
            return send_on(f"/drafting/{code}/amendments/{amended}", "amendment-withdrawn")
    return refused(page, code, amended, form, "withdraw")


@router.post("/{amended}/join")
def take_joining(page: AnyPage, typed: Sent, code: Code, amended: Amended) -> Response:
    """Let a member stand behind an amendment."""
    return change_sponsors(page, typed, code, amended, "join")


@router.post("/{amended}/leave")
def take_leaving(page: AnyPage, typed: Sent, code: Code, amended: Amended) -> Response:
    """Let a co-sponsor leave an amendment."""
    return change_sponsors(page, typed, code, amended, "leave")


def change_sponsors(page: Page, typed: Sent, code: str, amended: str, part: str) -> Response:
    """Let a member join or leave: a member's account its own, the secretariat any."""
    may_read(page)
    form = Form(page.translate)
    wanted = form.read(typed, MemberForm)
    member = page.viewer.member or (wanted.member if wanted else "")
    page.viewer.require(Act.PROPOSE_AMENDMENT, member)
    if wanted is not None:
        of = f"{code} {amended}, {part}"
        with form.refusals(), page.acting(Act.PROPOSE_AMENDMENT, of=of, member=member) as session:
            member_id(session, member)
            if part == "join":
                join_amendment(session, code, amended, member=member, joined_on=page.day)
            else:
                leave_amendment(session, code, amended, member=member, left_on=page.day)
        if not form.errors:
            return send_on(f"/drafting/{code}/amendments/{amended}", "sponsors-changed")
    return refused(page, code, amended, form, part)


@router.post("/{amended}/recommend")
def take_recommendation(page: AnyPage, typed: Sent, code: Code, amended: Amended) -> Response:
    """Recommend what the meeting should do with an amendment."""
    page.viewer.require(Act.RECOMMEND)
    form = Form(page.translate)
    wanted = form.read(typed, AdviceForm)
    if wanted is not None:
        of = f"{code} {amended}"
        with form.refusals(), page.acting(Act.RECOMMEND, of=of) as session:
            recommend(session, code, amended, Recommendation(wanted.procedure, wanted.note))
            if wanted.publish:
                publish_recommendation(session, code, amended, page.day)
        if not form.errors:
            return send_on(f"/drafting/{code}/amendments/{amended}", "recommended")
    return refused(page, code, amended, form, "recommend")


@router.post("/{amended}/answer")
def take_answer(page: AnyPage, typed: Sent, code: Code, amended: Amended) -> Response:
    """Keep what the sponsor says to the recommendation."""
    may_read(page)
    sponsor = find_sponsor(page, code, amended)
    page.viewer.require(Act.PROPOSE_AMENDMENT, sponsor)
    form = Form(page.translate)
    wanted = form.read(typed, AnswerForm)
    if wanted is not None:
        of = f"{code} {amended}"
        with form.refusals(), page.acting(Act.PROPOSE_AMENDMENT, of=of, member=sponsor) as session:
            answer_recommendation(
                session, code, amended, member=sponsor, answer=wanted.answer, day=page.day
            )
        if not form.errors:
            return send_on(f"/drafting/{code}/amendments/{amended}", "answered")
    return refused(page, code, amended, form, "answer")
