"""How does a text get another language? Its words typed beside the original, part by part."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Path, Response
from pydantic import Field

from app.database import ReadingSession, reading
from app.permissions import Act
from app.web.draft_places import Places
from app.web.draft_starting import LanguageField
from app.web.drafting import Code, may_read
from app.web.forms import WHOLE, Form, FormModel, Sent
from app.web.interface_languages import LANGUAGES, later, name_in_itself
from app.web.notices import send_on
from app.web.pages import AnyPage, Page, Reading
from app.web.protection import body_limit, page_router
from app.web.wording_form import BODY, WordingForm, find_clashes, make_boxes, typed_words
from declarations.adoption_records import load_adoption
from declarations.adoption_store import save_translation
from declarations.checks import find_new_errors
from declarations.draft_file import parse_draft, print_draft
from declarations.front_matter import LANGUAGE
from declarations.language_checks import check_languages
from declarations.model import Declaration
from declarations.problems import (
    ChangedMeanwhileRefusal,
    InputRefusal,
    Problem,
    RuleRefusal,
)
from declarations.revising import revise
from declarations.revisions import Revision
from declarations.store import list_languages, list_revisions, load_revision
from declarations.wordings import (
    TranslationState,
    Words,
    find_translation_states,
    list_words,
    translate_words,
)

SAME_LANGUAGE = later("This is the language that it was written in first.")
STALE = later("The translation was changed meanwhile, so nothing was saved yet.")
REASON_MISSING = later("Say where the translation comes from: it is part of the record.")
CONFLICT = 409
To = Annotated[str, Path(max_length=35, pattern=f"^(?:{LANGUAGE.pattern})$")]

router = page_router(prefix="/drafting/{code}/translations")


class LanguageForm(FormModel):
    """The language of a translation that begins."""

    to: LanguageField = Field()


@dataclass(slots=True)
class Desk:
    """A translation being written: the original, and the revisions of both languages."""

    page: Page
    to: str
    originals: tuple[Revision, ...]
    translations: tuple[Revision, ...]
    is_adopted: bool
    is_frozen: bool
    typed: Words = field(default_factory=dict)
    stored: Words = field(default_factory=dict)
    is_faced: bool = False

    @property
    def original(self) -> Declaration:
        """Return the text that is translated."""
        return self.originals[-1].declaration

    @property
    def latest(self) -> Revision | None:
        """Return the translation as it is stored."""
        return self.translations[-1] if self.translations else None

    @property
    def base(self) -> str:
        """Return the SHA-256 of the translation as it is stored, "" for none."""
        return self.latest.sha256 if self.latest else ""

    @property
    def states(self) -> dict[str, TranslationState]:
        """Return how far each part is, as it is stored."""
        return find_translation_states(self.originals, self.translations)

    def words_of(self, sha256: str) -> Words:
        """Return the words of the revision that somebody began with."""
        known = {each.sha256: each.declaration for each in self.translations}
        return list_words(known[sha256]) if sha256 in known else {}

    def make_text(self) -> Declaration:
        """Return the translation as it was typed."""
        present = self.latest.declaration if self.latest else None
        return translate_words(self.original, present, self.to, self.typed)

    def find_remarks(self) -> tuple[Problem, ...]:
        """Return where the two languages differ, as far as a program can tell."""
        texts = (self.original, self.make_text())
        return check_languages(tuple(parse_draft(print_draft(each)) for each in texts))


def open_desk(page: Page, session: ReadingSession, code: str, to: str) -> Desk:
    """Return a translation as it is stored; RuleRefusal for the language of the original."""
    adoption = load_adoption(session, code)
    first = adoption.language if adoption else load_revision(session, code).declaration.language
    if to == first:
        raise RuleRefusal(
            f"{code} was written in {to!r} first.", hint="Edit the text itself, or correct it."
        )
    originals = tuple(list_revisions(session, code, first))
    if adoption:
        text = adoption.text_on()
        originals = originals[: text.number if text else adoption.number]
    is_there = to in list_languages(session, code)
    translations = tuple(list_revisions(session, code, to)) if is_there else ()
    desk = Desk(
        page, to, originals, translations, adoption is not None,
        adoption is not None and adoption.text_on(language=to) is not None,
    )  # fmt: skip
    desk.typed = list_words(translations[-1].declaration) if translations else {}
    return desk


@router.get("")
def show_languages(page: AnyPage, session: Reading, code: Code) -> Response:
    """List the languages of a text, with what is missing or outdated in each."""
    may_read(page)
    return show_list(page, session, code, Form(page.translate))


@router.post("")
def take_language(page: AnyPage, session: Reading, typed: Sent, code: Code) -> Response:
    """Go to the page of a translation that begins."""
    page.viewer.require(Act.EDIT_DRAFT)
    form = Form(page.translate)
    wanted = form.read(typed, LanguageForm)
    if wanted is not None:
        if wanted.to != load_revision(session, code).declaration.language:
            return send_on(f"/drafting/{code}/translations/{wanted.to}")
        form.refuse("to", page.translate(SAME_LANGUAGE))
    return show_list(page, session, code, form)


def show_list(page: Page, session: ReadingSession, code: str, form: Form) -> Response:
    """Return the page with the languages of a text."""
    original = load_revision(session, code).declaration
    known = list_languages(session, code)
    counts = {
        each: Counter(open_desk(page, session, code, each).states.values())
        for each in known
        if each != original.language
    }
    adoption = load_adoption(session, code)
    return page.render(
        "translations.html.j2",
        status=form.status,
        form=form,
        code=code,
        original=original,
        counts=counts,
        frozen={text.language for text in adoption.texts} if adoption else set(),
        may_edit=page.viewer.may(Act.EDIT_DRAFT),
        known=[(tag, name_in_itself(tag)) for tag in LANGUAGES if tag not in known],
    )


@router.get("/{to}")
def show_translation(page: AnyPage, session: Reading, code: Code, to: To) -> Response:
    """Show the words of a translation beside those of the original."""
    page.viewer.require(Act.EDIT_DRAFT)
    return show(open_desk(page, session, code, to), Form(page.translate))


@router.post("/{to}")
@body_limit(BODY)
def take_translation(page: AnyPage, typed: Sent, code: Code, to: To) -> Response:
    """Show what differs between the languages, or save the translation."""
    page.viewer.require(Act.EDIT_DRAFT)
    form = Form(page.translate)
    wanted = form.read(typed, WordingForm)
    with reading(page.site.engine) as session:
        desk = open_desk(page, session, code, to)
    desk.typed = wanted.said() if wanted else typed_words(form)
    if wanted is None or wanted.do != "save":
        return show(desk, form, is_looked_at=wanted is not None)
    with form.refusals():
        try:
            save(desk, code, wanted)
        except ChangedMeanwhileRefusal:
            form.refuse(WHOLE, page.translate(STALE), CONFLICT)
            face_others(desk, code, wanted)
    if not form.errors:
        return send_on(f"/drafting/{code}/translations", "translation-saved")
    return show(desk, form)


def save(desk: Desk, code: str, wanted: WordingForm) -> None:
    """Store a translation: of an adopted text frozen at once, of a draft as its next revision."""
    page, made = desk.page, desk.make_text()
    with page.acting(Act.EDIT_DRAFT, of=f"{code} {desk.to}") as session:
        now = open_desk(page, session, code, desk.to)
        if now.base != wanted.base:
            raise ChangedMeanwhileRefusal(page.translate(STALE))
        if now.is_adopted:
            page.viewer.require(Act.ADOPT)
            if not wanted.reason:
                raise InputRefusal(page.translate(REASON_MISSING))
            save_translation(session, made, made_on=page.day, reason=wanted.reason)
            return
        faults = find_new_errors(now.latest.declaration if now.latest else now.original, made)
        if faults:
            raise InputRefusal(
                "The translation was not saved: it would have errors.",
                hint="Mend them and save again.",
                problems=faults,
            )
        revise(session, made, now.base, reason=wanted.reason, made_on=page.day)


def face_others(desk: Desk, code: str, wanted: WordingForm) -> None:
    """Take in what others stored meanwhile; where both changed a part, show both."""
    with reading(desk.page.site.engine) as session:
        now = open_desk(desk.page, session, code, desk.to)
    desk.translations, desk.is_faced = now.translations, True
    desk.typed, desk.stored = find_clashes(
        wanted.said(), desk.words_of(wanted.base), list_words(now.translations[-1].declaration)
    )


def show(desk: Desk, form: Form, *, is_looked_at: bool = False) -> Response:
    """Return the page with both languages."""
    page, original = desk.page, desk.original
    return page.render(
        "translation.html.j2",
        status=form.status,
        form=form,
        code=original.code,
        desk=desk,
        original=original,
        base=desk.base if desk.is_faced else form.value("base", desk.base),
        boxes=make_boxes(Places(page, original), original, desk.typed, desk.states, desk.stored),
        remarks=desk.find_remarks() if is_looked_at else (),
        is_looked_at=is_looked_at,
    )
