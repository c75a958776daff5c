"""How does a member answer on one paragraph? A form that is kept, right or wrong, and its files."""

from typing import Annotated, Literal
from urllib.parse import quote

from fastapi import Query, Response
from fastapi.responses import FileResponse
from pydantic import Field
from uuid6 import uuid7

from app.database import reading
from app.evidence import describe_evidence, evidence_path, keep_evidence
from app.permissions import Act
from app.report_desk import ReportDesk, save_answer
from app.web.forms import Form, FormModel, Sent, Typed
from app.web.interface_languages import LANGUAGES, later
from app.web.member_reports import Code, Token, open_desk, place_of
from app.web.notices import send_on
from app.web.pages import AnyPage, Page, Reading
from app.web.protection import body_limit, page_router
from declarations.problems import InputRefusal, NotFoundRefusal, RuleRefusal
from exports.answer_form import FORM_FIELDS, print_form, word_fault
from exports.html import Fragment
from exports.public_text import read_text
from exports.workbook_words import load_words
from tracker.draft_store import AnswerDraft, drop_drafts
from tracker.progress import Evidence

FORM_BODY = 64 << 20
MOST_WORDS = 200_000
MOST_ENTRIES = 1_000_000
MOST_FILES = 10

TOO_MANY = later("There are files enough behind this answer. Give a link to the others.")

Words = Annotated[str, Field(max_length=MOST_WORDS)]
Short = Annotated[str, Field(max_length=2_000)]

router = page_router(prefix="/member/{code}/periods/{period}/paragraphs/{paragraph}")


class AnswerFields(FormModel):
    """What is typed on a paragraph."""

    state: Short = ""
    reason: Short = ""
    elsewhere: Short = ""
    percent: Short = ""
    done: Words = ""
    obstacles: Words = ""
    next_steps: Words = ""
    support_needed: Words = ""
    evidence_link: Short = ""
    evidence_date: Short = ""
    in_confidence: Short = ""
    ongoing: Short = ""
    language: str = Field(default="en", max_length=35)

    def answers(self) -> dict[str, str]:
        """Return what was typed, without what is empty."""
        given = self.model_dump(include=set(FORM_FIELDS))
        return {name: value for name, value in given.items() if value}


class AnswerForm(AnswerFields):
    """What was typed on a paragraph, what it was begun from, and where to go next."""

    token: Token
    begun_from: str = Field(default="", max_length=100)
    base: int = Field(ge=0, le=MOST_ENTRIES)
    go: Literal["next", "list"] = "list"
    drop: tuple[str, ...] = Field(default=(), max_length=MOST_FILES)


def place_on(code: str, period: str, paragraph: str) -> str:
    """Return the address of a member's answer on a paragraph."""
    return f"{place_of(code, period)}/paragraphs/{quote(paragraph, safe='')}"


@router.get("")
def show_answer(
    page: AnyPage,
    session: Reading,
    code: Code,
    period: Code,
    paragraph: Code,
    start: Annotated[str, Query(max_length=10)] = "",
) -> Response:
    """Show the form on a paragraph, beside the answer of the last period."""
    desk = open_desk(page, session, code, period)
    desk.require(paragraph)
    shown = desk.shown(paragraph)
    if start == "last" and not shown and paragraph in desk.last:
        shown = print_form(desk.last[paragraph])
    form = Form(page.translate, {**shown, **desk.begun_from(paragraph)})
    return answer(page, session, desk, paragraph, form)


def answer(
    page: Page,
    session: Reading,
    desk: ReportDesk,
    paragraph: str,
    form: Form,
    *,
    is_clash: bool = False,
) -> Response:
    """Return the page; what is wrong with the draft that is kept is told at its fields."""
    text = read_text(session, desk.text.code, page.day, desk.text.language)
    part, found = text.find_paragraph(paragraph)
    read = desk.examine(paragraph)
    faults = {f.value: word_fault(p, page.language) for f, p in read.faults.items()} if read else {}
    draft = desk.drafts.get(paragraph)
    order = desk.order()
    place = order.index(paragraph) if paragraph in order else -1
    return page.render(
        "member_answer.html.j2",
        status=form.status,
        form=form,
        faults={} if form.errors else faults,
        desk=desk,
        paragraph=found,
        heading=desk.section_of(paragraph),
        part=part,
        fragment=Fragment(text.take_out(found), shift=1),
        draft=draft,
        files=desk.files(paragraph),
        last=desk.last.get(paragraph),
        stored=desk.newest(paragraph) if is_clash or desk.is_overtaken(paragraph) else {},
        words=load_words()[page.language],
        fields=FORM_FIELDS,
        tongues=list_languages(desk, form.value("language"), page.language),
        token=str(uuid7()),
        place=place_on(desk.member.code, desk.period.code, paragraph),
        home=place_of(desk.member.code, desk.period.code),
        before=order[place - 1] if place > 0 else "",
        after=order[place + 1] if 0 <= place < len(order) - 1 else "",
    )


def list_languages(desk: ReportDesk, chosen: str, own: str) -> list[str]:
    """Return the languages in which an answer may be written, the likeliest first."""
    names = [tag for tag in desk.member.names if tag not in LANGUAGES]
    return list(dict.fromkeys(tag for tag in (chosen, own, *LANGUAGES, *names) if tag))


@router.post("")
@body_limit(FORM_BODY)
def take_answer(
    page: AnyPage, session: Reading, code: Code, period: Code, paragraph: Code, typed: Sent
) -> Response:
    """Keep what was typed, right or wrong, with a file where one was chosen."""
    page.viewer.require(Act.REPORT_PROGRESS, code)
    form = Form(page.translate)
    wanted = form.read(typed, AnswerForm)
    if wanted is None:
        return answer(page, session, open_desk(page, session, code, period), paragraph, form)
    here = place_on(code, period, paragraph)
    with (
        form.refusals(),
        page.acting(
            Act.REPORT_PROGRESS, of=f"period {period}, {paragraph}", member=code
        ) as writing,
    ):
        desk = ReportDesk(writing, period, code, page.day, page.language)
        files, refused = gather_files(page, desk, paragraph, typed, wanted.drop)
        draft = AnswerDraft(
            code, period, paragraph, wanted.base, wanted.token, page.site.now(),
            wanted.answers(), files,
        )  # fmt: skip
        save_answer(writing, desk, draft, begun_from=wanted.begun_from)
        found = desk.read(draft)
    if form.errors:
        return show_again(page, code, period, paragraph, form, is_clash=True)
    if refused:
        form.refuse("file", refused)
        return show_again(page, code, period, paragraph, form)
    if found.faults:
        return send_on(here, "answer-kept")
    after = following(desk, paragraph) if wanted.go == "next" else ""
    return send_on(
        place_on(code, period, after) if after else place_of(code, period), "answer-saved"
    )


def following(desk: ReportDesk, paragraph: str) -> str:
    """Return the paragraph after one, "" after the last."""
    order = desk.order()
    place = order.index(paragraph) if paragraph in order else len(order)
    return next(iter(order[place + 1 : place + 2]), "")


def show_again(
    page: Page, code: str, period: str, paragraph: str, form: Form, *, is_clash: bool = False
) -> Response:
    """Return the form with what was typed; beside it, after a clash, what is stored now."""
    with reading(page.site.engine) as session:
        desk = open_desk(page, session, code, period)
        form.values |= desk.begun_from(paragraph)
        return answer(page, session, desk, paragraph, form, is_clash=is_clash)


def gather_files(
    page: Page, desk: ReportDesk, paragraph: str, typed: Typed, dropped: tuple[str, ...]
) -> tuple[tuple[Evidence, ...], str]:
    """Return the files behind an answer, the chosen one kept among them, and what is wrong."""
    kept = [piece for piece in desk.files(paragraph) if piece.sha256 not in dropped]
    sent = typed.file("file")
    if sent is None:
        return tuple(kept), ""
    if len(kept) >= MOST_FILES:
        return tuple(kept), page.translate(TOO_MANY)
    try:
        page.viewer.require(Act.UPLOAD_EVIDENCE, desk.member.code)
        most = page.site.settings.evidence_megabytes
        piece = describe_evidence(sent.name, sent.data, most)
    except RuleRefusal as refusal:
        return tuple(kept), refusal.message
    except InputRefusal as refusal:
        return tuple(kept), refusal.message
    keep_evidence(page.site.folder, piece.sha256, sent.data)
    return (*(each for each in kept if each.sha256 != piece.sha256), piece), ""


@router.post("/discard")
def discard_answer(page: AnyPage, code: Code, period: Code, paragraph: Code) -> Response:
    """Forget what was begun; the answer that is in stays."""
    with page.acting(
        Act.REPORT_PROGRESS, of=f"period {period}, {paragraph}", member=code
    ) as session:
        drop_drafts(session, code, period, [paragraph])
    return send_on(place_of(code, period), "answer-discarded")


@router.get("/files/{sha256}")
def send_file(
    page: AnyPage, session: Reading, code: Code, period: Code, paragraph: Code, sha256: Code
) -> Response:
    """Send a file behind the member's answer, to be kept and never to be opened here."""
    page.viewer.require(Act.READ_REPORT, code)
    desk = ReportDesk(session, period, code, page.day)
    known = (*desk.files(paragraph), *desk.files_of_last(paragraph))
    piece = next((each for each in known if each.sha256 == sha256), None)
    path = evidence_path(page.site.folder, sha256) if piece else None
    if piece is None or path is None or not path.is_file():
        raise NotFoundRefusal("There is no such file.")
    return FileResponse(path, media_type="application/octet-stream", filename=piece.file_name)
