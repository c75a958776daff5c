"""What can a person do with the own account? Name, language, password, second factor, sessions."""

from contextlib import AbstractContextManager
from typing import Annotated
from uuid import UUID

from fastapi import Path, Request, Response
from markupsafe import Markup
from pydantic import Field

from app.account_store import edit_account
from app.accounts import LONGEST_NAME, Account
from app.acting import sign
from app.database import WritingSession, reading, sign_engine, transaction
from app.invitations import change_password
from app.journal import Signature
from app.passwords import SHORTEST
from app.permissions import Act, Target, require
from app.second_factor import (
    disable_second_factor,
    draw_enrolment,
    enable_second_factor,
    enrolment_address,
    make_secret,
)
from app.sessions import load_sessions, revoke_session, revoke_sessions
from app.sign_in import prove_password
from app.web.forms import Form, FormModel, Sent
from app.web.notices import send_on
from app.web.pages import AnyPage, Page
from app.web.protection import page_router
from app.web.signing_in import LONGEST_CODE, NOT_TWICE, Password
from app.web.viewer import drop_token, keep_token

router = page_router(prefix="/account")
Key = Annotated[UUID, Path()]


class NameForm(FormModel):
    """A person's name and the language of the interface."""

    name: str = Field(default="", max_length=LONGEST_NAME)
    language: str = Field(max_length=35)


class ChangeForm(FormModel):
    """A new password, for whoever gives the present one."""

    present: Password
    password: Password
    again: Password


class EnrolForm(FormModel):
    """The secret that was shown, a code of the app that took it, and the present password."""

    secret: str = Field(min_length=16, max_length=64, pattern="^[A-Z2-7]+$")
    code: str = Field(min_length=1, max_length=LONGEST_CODE)
    present: Password


class ProofForm(FormModel):
    """The present password."""

    present: Password


def find_account(page: Page) -> Account:
    """Return the account of whoever is signed in; RightRefusal for the public."""
    account = page.viewer.account
    require(
        page.viewer.actor, Act.EDIT_OWN_ACCOUNT, Target(account=account.id if account else None)
    )
    assert account is not None  # noqa: S101 - the public may not
    return account


def changing(page: Page) -> AbstractContextManager[WritingSession]:
    """Return the transaction in which somebody changes the own account."""
    return transaction(page.site.engine, sign_own(page))


def sign_own(page: Page) -> Signature:
    """Return how the journal names what somebody does to the own account."""
    return sign(page.viewer.actor, Act.EDIT_OWN_ACCOUNT, of="the own account")


def show(page: Page, form: Form | None = None, part: str = "") -> Response:
    """Return the page; ``part`` is the form that was sent and is shown with its faults."""
    account = find_account(page)
    with reading(page.site.engine) as session:
        sessions = load_sessions(session, account.id, page.site.now(), page.site.session_terms)
    empty = Form(page.translate)
    return page.render(
        "own_account.html.j2",
        status=form.status if form else 200,
        account=account,
        sessions=sessions,
        forms={part: form} if form else {},
        empty=empty,
        shortest=SHORTEST,
    )


@router.get("")
def show_account(page: AnyPage) -> Response:
    """Show the account of whoever is signed in."""
    return show(page)


@router.post("")
def take_name(page: AnyPage, typed: Sent) -> Response:
    """Change the name and the language."""
    account, form = find_account(page), Form(page.translate)
    wanted = form.read(typed, NameForm)
    if wanted is not None:
        with form.refusals(), changing(page) as session:
            edit_account(session, account.id, name=wanted.name, language=wanted.language)
        if not form.errors:
            return send_on("/account", "account-saved")
    return show(page, form, "name")


@router.post("/password")
def take_password(page: AnyPage, typed: Sent) -> Response:
    """Change the password; every other session ends."""
    account, form, site = find_account(page), Form(page.translate), page.site
    wanted = form.read(typed, ChangeForm)
    if wanted is not None and wanted.password != wanted.again:
        form.refuse("again", page.translate(NOT_TWICE))
    elif wanted is not None:
        with form.refusals():
            prove_password(
                site.engine, account, wanted.present, hashing=site.hashing, now=site.now()
            )
            token = change_password(
                sign_engine(site.engine, sign_own(page), site.now),
                account.id,
                wanted.password,
                hashing=site.hashing,
                now=site.now(),
                terms=site.session_terms,
            )
            response = send_on("/account", "password-set")
            keep_token(response, site, token)
            return response
    form.values = {}
    return show(page, form, "password")


@router.get("/second-factor")
def show_second_factor(page: AnyPage) -> Response:
    """Show a fresh secret for an app that makes codes."""
    return enrol(page, Form(page.translate, {"secret": make_secret()}))


def enrol(page: Page, form: Form) -> Response:
    """Return the page with the secret, as a picture and as letters."""
    account = find_account(page)
    address = enrolment_address(form.value("secret"), account.email, page.site.name)
    return page.render(
        "second_factor.html.j2",
        status=form.status,
        form=form,
        picture=Markup(draw_enrolment(address)),  # noqa: S704 - drawn here, from a secret
    )


@router.post("/second-factor")
def take_second_factor(page: AnyPage, typed: Sent) -> Response:
    """Turn the second factor on and show the recovery codes, this once."""
    account, form, site = find_account(page), Form(page.translate), page.site
    wanted = form.read(typed, EnrolForm)
    if wanted is None:
        form.values["secret"] = make_secret()
        return enrol(page, form)
    with form.refusals():
        prove_password(site.engine, account, wanted.present, hashing=site.hashing, now=site.now())
        with changing(page) as session:
            codes = enable_second_factor(
                session, account.id, wanted.secret, wanted.code, site.now()
            )
        return page.render("recovery_codes.html.j2", codes=codes)
    form.values.pop("present", None)
    return enrol(page, form)


@router.post("/second-factor/off")
def drop_second_factor(page: AnyPage, typed: Sent) -> Response:
    """Turn the second factor off."""
    account, form, site = find_account(page), Form(page.translate), page.site
    wanted = form.read(typed, ProofForm)
    if wanted is not None:
        with form.refusals():
            prove_password(
                site.engine, account, wanted.present, hashing=site.hashing, now=site.now()
            )
            with changing(page) as session:
                disable_second_factor(session, account.id)
            return send_on("/account", "second-factor-off")
    return show(page, form, "second-factor")


@router.post("/sessions/end")
def end_others(page: AnyPage) -> Response:
    """End every session but this one."""
    account = find_account(page)
    with changing(page) as session:
        own = page.viewer.session
        revoke_sessions(session, account.id, keep=own.id if own else None)
    return send_on("/account", "sessions-ended")


@router.post("/sessions/{key}/end")
def end_one(request: Request, page: AnyPage, key: Key) -> Response:
    """End one session."""
    account = find_account(page)
    with changing(page) as session:
        revoke_session(session, account.id, key)
    response = send_on("/account", "sessions-ended")
    if page.viewer.session and page.viewer.session.id == key:
        drop_token(response, page.site)
    return response
