"""How does a draft become an adopted text? The record of the decision, checked before it counts."""

from datetime import date
from functools import partial
from typing import Annotated

from fastapi import Response
from pydantic import Field

from app.adopting import AdoptionWish, record_adoption
from app.database import ReadingSession, reading, transaction
from app.permissions import Act
from app.web.adoption_record import name_voters, tell_separate
from app.web.adoption_votes import (
    RESULTS,
    RULES,
    Decided,
    VoteFields,
    read_decided,
    take_roll_file,
)
from app.web.draft_editing import LONGEST_REASON, Hash
from app.web.draft_places import Places
from app.web.drafting import Code, TextLanguage
from app.web.forms import Form, Sent
from app.web.interface_languages import later
from app.web.notices import send_on
from app.web.pages import AnyPage, Page, Reading
from app.web.protection import body_limit, page_router
from app.web.recalled import recall_checks
from declarations.adoptions import Adoption, Result
from declarations.drafting_state import read_drafting_state
from declarations.problems import ChangedMeanwhileRefusal
from declarations.revising import require_draft
from declarations.store import list_languages, load_revision
from tracker.member_store import load_assemblies

LONGEST_SPONSORS = 2_000
BODY = 5 << 20
"""Bytes of a form with its roll call, which comes back in each of its steps."""

NO_LANGUAGE = later("Choose at least one language.")
STALE = later("The text was changed meanwhile. Look at it again before it is adopted.")

router = page_router(prefix="/drafting/{code}/adopt")


class AdoptionForm(VoteFields):
    """The decision of an assembly on the text as it was shown (``base``)."""

    base: Hash
    assembly: str = Field(min_length=1, max_length=100)
    adopted_on: date
    only: tuple[Annotated[str, Field(max_length=35)], ...] = ()
    sponsors: str = Field(default="", max_length=LONGEST_SPONSORS)
    meeting: str = Field(default="", max_length=LONGEST_REASON)
    presiding: str = Field(default="", max_length=LONGEST_REASON)
    note: str = Field(default="", max_length=5_000)
    do: str = Field(default="check", max_length=20)

    def named_sponsors(self) -> tuple[str, ...]:
        """Return the sponsors, in the order they were typed."""
        return tuple(each.strip() for each in self.sponsors.split(",") if each.strip())


@router.get("")
def show_form(page: AnyPage, session: Reading, code: Code, text: TextLanguage = "") -> Response:
    """Ask for the decision."""
    page.viewer.require(Act.ADOPT)
    require_draft(session, code)
    return show(page, session, code, text, Form(page.translate))


@router.post("")
@body_limit(BODY)
def take_form(page: AnyPage, typed: Sent, code: Code, text: TextLanguage = "") -> Response:
    """Show what would be recorded, go back to it, or record it."""
    page.viewer.require(Act.ADOPT)
    form = Form(page.translate)
    wanted = form.read(take_roll_file(typed, form), AdoptionForm)
    record = None
    if wanted is not None and wanted.do not in {"change", "add"}:
        with reading(page.site.engine) as session:
            refuse_no_language(page, session, code, wanted, form)
            decided = read_decided(page, session, wanted, wanted.adopted_on, form)
        if decided is not None:
            with form.refusals():
                record = take_adoption(page, code, text, wanted, decided)
                if wanted.do == "adopt":
                    return send_on(f"/drafting/{code}", "adopted")
    with reading(page.site.engine) as session:
        require_draft(session, code)
        return show(page, session, code, text, form, record)


def refuse_no_language(
    page: Page, session: ReadingSession, code: str, wanted: AdoptionForm, form: Form
) -> None:
    """Say so where a text in several languages is to be adopted in none of them."""
    if not wanted.only and len(list_languages(session, code)) > 1:
        form.refuse("only", page.translate(NO_LANGUAGE))


def take_adoption(
    page: Page, code: str, text: str, wanted: AdoptionForm, decided: Decided
) -> Adoption:
    """Return the record, which is kept only when it is to be adopted."""
    is_kept = wanted.do == "adopt"
    page.viewer.require(Act.ADOPT)
    opened = page.acting(Act.ADOPT, of=code) if is_kept else transaction(page.site.engine)
    with opened as session:
        require_draft(session, code)
        language = wanted.only[0] if wanted.only and text not in wanted.only else text
        revision = load_revision(session, code, language=language or None)
        shown = load_revision(session, code, language=text or None)
        if shown.sha256 != wanted.base:
            raise ChangedMeanwhileRefusal(page.translate(STALE))
        wish = AdoptionWish(
            code,
            revision.number,
            wanted.assembly,
            wanted.adopted_on,
            decided.whole,
            sponsors=wanted.named_sponsors(),
            meeting=wanted.meeting,
            presiding_officer=wanted.presiding,
            note=wanted.note,
            language=revision.declaration.language,
            separate_votes=decided.separate,
            languages=wanted.only or None,
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
    state = read_drafting_state(session, code, text, partial(recall_checks, page))
    names = Places(page, state.revision.declaration)
    return page.render(
        "adopt_check.html.j2" if record else "adopt.html.j2",
        status=form.status,
        form=form,
        code=code,
        state=state,
        assemblies=[(each.code, each.name) for each in reversed(assemblies)],
        rules=[(each.value, page.translate(words), "") for each, words in RULES],
        results=[(each.value, page.translate(words)) for each, words in RESULTS],
        rows=list_vote_rows(form),
        subjects=[(node.id, names.name(node.id)) for node in state.revision.declaration.walk()],
        record=record,
        names={each.code: each.name for each in assemblies},
        members=name_voters(session, record) if record else {},
        told=tell_separate(page, record, names) if record else (),
    )


def list_vote_rows(form: Form) -> list[tuple[str, str, str]]:
    """Return the separate votes as they were typed, and room for more."""
    names = ("subject", "result", "counts")
    typed = zip(*(form.chosen.get(name, ()) for name in names), strict=False)
    rows = [(subject, result, counts) for subject, result, counts in typed if subject or counts]
    return [*rows, *[("", Result.RETAINED.value, "")] * (3 if form.value("do") == "add" else 1)]
