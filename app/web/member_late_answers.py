"""How does a member answer on a paragraph after the period was closed? Typed, checked, added."""

from typing import Literal
from urllib.parse import quote

from fastapi import Response
from pydantic import Field

from app.database import ReadingSession, reading
from app.late_answers import add_late_answer
from app.permissions import Act
from app.report_desk import ReportDesk
from app.web.forms import Form, Sent
from app.web.interface_languages import later
from app.web.member_answers import MOST_ENTRIES, AnswerFields, list_languages
from app.web.member_reports import Code, open_desk, place_of
from app.web.notices import send_on
from app.web.pages import AnyPage, Page, Reading
from app.web.protection import body_limit, page_router
from exports.answer_form import FORM_FIELDS, print_form, word_fault
from exports.html import Fragment
from exports.public_text import read_text
from exports.workbook_words import load_words
from tracker.addendum_store import load_late_versions
from tracker.draft_store import AnswerDraft
from tracker.progress import Entry

FORM_BODY = 8 << 20
CLASH = 409
NO_STATE = later("Choose a state, or a reason why there is none.")

router = page_router(prefix="/member/{code}/periods/{period}/late/{paragraph}")


class LateForm(AnswerFields):
    """What was typed on a paragraph, what it was begun from, and the step that is next."""

    to: Literal["edit", "check", "done"]
    base: int = Field(ge=0, le=MOST_ENTRIES)


@router.get("")
def show_late(
    page: AnyPage, session: Reading, code: Code, period: Code, paragraph: Code
) -> Response:
    """Show the form, with the answer that stands."""
    desk = open_desk(page, session, code, period)
    desk.require(paragraph)
    present = desk.present(paragraph)
    values = {**(print_form(present) if present else {}), "base": str(desk.base(paragraph))}
    return late(page, session, desk, paragraph, Form(page.translate, values))


def late(
    page: Page,
    session: ReadingSession,
    desk: ReportDesk,
    paragraph: str,
    form: Form,
    entry: Entry | None = None,
) -> Response:
    """Return the form of a late answer, or with an ``entry`` the page that shows it once more."""
    text = read_text(session, desk.text.code, page.day, desk.text.language)
    part, found = text.find_paragraph(paragraph)
    present = desk.present(paragraph)
    home = place_of(desk.member.code, desk.period.code)
    return page.render(
        f"member_late_{'check' if entry else 'answer'}.html.j2",
        status=form.status,
        desk=desk,
        form=form,
        entry=entry,
        paragraph=found,
        heading=desk.section_of(paragraph),
        part=part,
        fragment=Fragment(text.take_out(found), shift=1),
        known=load_late_versions(session, desk.member.code, desk.period.code).get(paragraph, []),
        stored=print_form(present) if present and form.status == CLASH else {},
        words=load_words()[page.language],
        fields=FORM_FIELDS,
        tongues=list_languages(desk, form.value("language"), page.language),
        place=f"{home}/late/{quote(paragraph, safe='')}",
        home=home,
    )


@router.post("")
@body_limit(FORM_BODY)
def take_late(
    page: AnyPage, session: Reading, code: Code, period: Code, paragraph: Code, typed: Sent
) -> Response:
    """Go from the form to the answer as it will stand, and add it at the last step."""
    desk, form = open_desk(page, session, code, period), Form(page.translate)
    desk.require(paragraph)
    wanted = form.read(typed, LateForm)
    if wanted is None or wanted.to == "edit":
        return late(page, session, desk, paragraph, form)

    def draft_of(known: ReportDesk) -> AnswerDraft:
        files = known.present_files(paragraph)
        return AnswerDraft(
            code, period, paragraph, wanted.base, "", page.site.now(), wanted.answers(), files
        )

    read = desk.read(draft_of(desk))
    for field, problem in read.faults.items():
        form.refuse(field.value, word_fault(problem, page.language))
    if read.entry is None and not form.errors:
        form.refuse("state", page.translate(NO_STATE))
    if read.entry is None or form.errors or wanted.to == "check":
        return late(page, session, desk, paragraph, form, None if form.errors else read.entry)
    of = f"addendum to {period}, {paragraph}"
    with form.refusals(), page.acting(Act.REPORT_PROGRESS, of=of, member=code) as writing:
        fresh = ReportDesk(writing, period, code, page.day, page.language)
        add_late_answer(writing, fresh, draft_of(fresh))
    if not form.errors:
        return send_on(place_of(code, period), "late-answer-taken")
    with reading(page.site.engine) as again:
        desk = open_desk(page, again, code, period)
        form.values["base"] = str(desk.base(paragraph))
        return late(page, again, desk, paragraph, form)
