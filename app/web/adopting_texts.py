"""How does a draft become an adopted text? The record of the decision, checked before it counts."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from fastapi import Response
from pydantic import Field

from app.adopting import AdoptionWish, record_adoption
from app.database import ReadingSession, reading, transaction
from app.permissions import Act
from app.web.draft_editing import LONGEST_REASON, Hash
from app.web.drafting import Code, TextLanguage
from app.web.forms import Form, FormModel, Sent
from app.web.interface_languages import later
from app.web.notices import send_on
from app.web.pages import AnyPage, Page, Reading
from app.web.protection import page_router
from declarations.adoptions import Adoption, Counts, Decision, Method, Vote, decide_by_vote
from declarations.drafting_state import read_drafting_state
from declarations.problems import ChangedMeanwhileRefusal
from declarations.revising import require_draft
from tracker.member_store import load_assemblies

MOST_VOTES = 1_000_000
COUNTS_MISSING = later("Give how many were in favour, against and abstaining.")
STALE = later("The text was changed meanwhile. Look at it again before it is adopted.")

router = page_router(prefix="/drafting/{code}/adopt")


class Rule(StrEnum):
    """How the assembly decided."""

    WITHOUT_VOTE = "without_vote"
    VOTE = "vote"


RULES = (
    (Rule.WITHOUT_VOTE, later("Without a vote")),
    (Rule.VOTE, later("By a vote")),
)
Votes = Annotated[int | None, Field(ge=0, le=MOST_VOTES)]


class AdoptionForm(FormModel):
    """The decision of an assembly on the text as it was shown (``base``)."""

    base: Hash
    assembly: str = Field(min_length=1, max_length=100)
    adopted_on: date
    rule: Rule
    words: str = Field(default="", max_length=LONGEST_REASON)
    in_favour: Votes = None
    against: Votes = None
    abstaining: Votes = None
    not_voting: Votes = None
    meeting: str = Field(default="", max_length=LONGEST_REASON)
    presiding: str = Field(default="", max_length=LONGEST_REASON)
    note: str = Field(default="", max_length=5_000)
    do: str = Field(default="check", max_length=20)

    def decide(self) -> Decision | None:
        """Return the decision; None for a vote without its counts."""
        if self.rule is Rule.WITHOUT_VOTE:
            return Decision(Method.WITHOUT_VOTE, self.words)
        if self.in_favour is None or self.against is None or self.abstaining is None:
            return None
        counts = Counts(self.in_favour, self.against, self.abstaining, self.not_voting)
        return decide_by_vote(Vote((), counts))


@router.get("")
def show_form(page: AnyPage, session: Reading, code: Code, text: TextLanguage = "") -> Response:
    """Ask for the decision."""
    page.viewer.require(Act.ADOPT)
    require_draft(session, code)
    return show(page, session, code, text, Form(page.translate))


@router.post("")
def take_form(page: AnyPage, typed: Sent, code: Code, text: TextLanguage = "") -> Response:
    """Show what would be recorded, go back to it, or record it."""
    page.viewer.require(Act.ADOPT)
    form = Form(page.translate)
    wanted = form.read(typed, AdoptionForm)
    decision = wanted.decide() if wanted else None
    if wanted is not None and decision is None:
        form.refuse("in_favour", page.translate(COUNTS_MISSING))
    record = None
    if wanted is not None and decision is not None and wanted.do != "change":
        with form.refusals():
            record = take_adoption(page, code, text, wanted, decision)
            if wanted.do == "adopt":
                return send_on(f"/drafting/{code}", "adopted")
    with reading(page.site.engine) as session:
        require_draft(session, code)
        return show(page, session, code, text, form, record)


def take_adoption(
    page: Page, code: str, text: str, wanted: AdoptionForm, decision: Decision
) -> Adoption:
    """Return the record, which is kept only when it is to be adopted."""
    is_kept = wanted.do == "adopt"
    page.viewer.require(Act.ADOPT)
    opened = page.acting(Act.ADOPT, of=code) if is_kept else transaction(page.site.engine)
    with opened as session:
        require_draft(session, code)
        revision = read_drafting_state(session, code, text).revision
        if revision.sha256 != wanted.base:
            raise ChangedMeanwhileRefusal(page.translate(STALE))
        wish = AdoptionWish(
            code,
            revision.number,
            wanted.assembly,
            wanted.adopted_on,
            decision,
            meeting=wanted.meeting,
            presiding_officer=wanted.presiding,
            note=wanted.note,
            language=revision.declaration.language,
        )
        record = record_adoption(session, wish, page.site.settings.majority)
        if not is_kept:
            session.rollback()
        return record


def show(
    page: Page,
    session: ReadingSession,
    code: str,
    text: str,
    form: Form,
    record: Adoption | None = None,
) -> Response:
    """Return the form, or what would be recorded where it is right."""
    assemblies = load_assemblies(session)
    return page.render(
        "adopt_check.html.j2" if record else "adopt.html.j2",
        status=form.status,
        form=form,
        code=code,
        state=read_drafting_state(session, code, text),
        assemblies=[(each.code, each.name) for each in reversed(assemblies)],
        rules=[(each.value, page.translate(words), "") for each, words in RULES],
        record=record,
        names={each.code: each.name for each in assemblies},
    )
