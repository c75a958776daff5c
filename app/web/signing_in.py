"""How does somebody come in and go out? Signing in and out, invitations and lost passwords."""

from typing import Annotated

from fastapi import Path, Request, Response
from pydantic import Field
from starlette.background import BackgroundTask

from app.accounts import Account
from app.acting import sign
from app.database import sign_engine, transaction
from app.invitations import Purpose, accept_link, open_link, request_reset
from app.passwords import LONGEST, SHORTEST
from app.permissions import Act, Actor
from app.sessions import end_session
from app.sign_in import Entrance, confirm_code, sign_in
from app.web.forms import Form, FormModel, Sent
from app.web.interface_languages import later
from app.web.mailing import send_link
from app.web.notices import send_on
from app.web.pages import AnyPage, Page, Reading
from app.web.protection import page_router
from app.web.viewer import choose_start, drop_token, find_token, keep_token

LONGEST_CODE = 40
NOT_TWICE = later("The two are not the same.")

router = page_router()
Token = Annotated[str, Path(max_length=100)]
Password = Annotated[str, Field(min_length=1, max_length=4 * LONGEST)]


class SignInForm(FormModel):
    """Who wants to come in, and where to afterwards."""

    email: str = Field(min_length=1, max_length=320)
    password: Password
    next: str = Field(default="", max_length=2_000)


class CodeForm(FormModel):
    """The code of the second factor."""

    code: str = Field(min_length=1, max_length=LONGEST_CODE)
    next: str = Field(default="", max_length=2_000)


class PasswordForm(FormModel):
    """A new password, typed twice."""

    password: Password
    again: Password


class AddressForm(FormModel):
    """Who has lost a password."""

    email: str = Field(min_length=1, max_length=320)


@router.get("/sign-in")
def show_sign_in(page: AnyPage, next: str = "") -> Response:  # noqa: A002 - the name in the address
    """Show the form for address and password."""
    return show_entry(page, Form(page.translate, {"next": next}))


@router.post("/sign-in")
def take_sign_in(request: Request, page: AnyPage, typed: Sent) -> Response:
    """Open a session, or ask for the code of the second factor."""
    form = Form(page.translate)
    wanted = form.read(typed, SignInForm)
    if wanted is not None:
        with form.refusals():
            entrance = sign_in(
                page.site.engine,
                wanted.email,
                wanted.password,
                network=request.client.host if request.client else "",
                hashing=page.site.hashing,
                now=page.site.now(),
                terms=page.site.session_terms,
                old_token=find_token(request),
            )
            return let_in(page, entrance, wanted.next)
    form.values.pop("password", None)
    return show_entry(page, form)


def show_entry(page: Page, form: Form) -> Response:
    """Return the page with every way to come in."""
    provider = page.site.provider
    return page.render(
        "sign_in.html.j2",
        status=form.status,
        form=form,
        provider=provider.name if provider else "",
        through=Page.with_query("/sign-in/provider", next=form.value("next")),
    )


@router.get("/sign-in/code")
def show_code(page: AnyPage, next: str = "") -> Response:  # noqa: A002 - the name in the address
    """Show the form for the code."""
    return page.render("sign_in_code.html.j2", form=Form(page.translate, {"next": next}))


@router.post("/sign-in/code")
def take_code(request: Request, page: AnyPage, typed: Sent) -> Response:
    """Let in whoever gave the password, once the code is right."""
    form = Form(page.translate)
    wanted = form.read(typed, CodeForm)
    if wanted is not None:
        with form.refusals():
            entrance = confirm_code(
                page.site.engine,
                find_token(request),
                wanted.code,
                now=page.site.now(),
                terms=page.site.session_terms,
            )
            return let_in(page, entrance, wanted.next)
    form.values.pop("code", None)
    return page.render("sign_in_code.html.j2", status=form.status, form=form)


def let_in(page: Page, entrance: Entrance, wanted: str) -> Response:
    """Return the answer that leads in with a new session, or first to the page for the code."""
    if entrance.awaits_code:
        response = send_on(page.with_query("/sign-in/code", next=wanted))
    else:
        response = send_on(choose_start(entrance.account, wanted), "signed-in")
    keep_token(response, page.site, entrance.token)
    return response


@router.post("/sign-out")
def sign_out(request: Request, page: AnyPage) -> Response:
    """End the session of this browser."""
    with transaction(page.site.engine) as session:
        end_session(session, find_token(request))
    response = send_on("/", "signed-out")
    drop_token(response, page.site)
    return response


@router.get("/forgotten")
def show_forgotten(page: AnyPage) -> Response:
    """Show the form of whoever has lost the password."""
    return page.render("forgotten.html.j2", form=Form(page.translate))


@router.post("/forgotten")
def take_forgotten(page: AnyPage, typed: Sent) -> Response:
    """Mail a link to the account's own address; the answer never tells whether there is one."""
    form = Form(page.translate)
    wanted = form.read(typed, AddressForm)
    if wanted is None:
        return page.render("forgotten.html.j2", status=form.status, form=form)
    response = send_on("/sign-in", "reset-sent")
    response.background = BackgroundTask(mail_reset, page, wanted.email)  # time tells nothing
    return response


def mail_reset(page: Page, email: str) -> None:
    """Mail a link to the account of an address, if there is one that may have it."""
    with transaction(page.site.engine) as session:
        link = request_reset(session, email, page.site.now(), page.site.reset_term)
    if link is not None:
        send_link(page.site, link, page.language)


@router.get("/invitation/{token}")
def show_invitation(page: AnyPage, session: Reading, token: Token) -> Response:
    """Show the form with which an invited person chooses a password."""
    return show_link(page, session, Purpose.INVITATION, token)


@router.get("/reset/{token}")
def show_reset(page: AnyPage, session: Reading, token: Token) -> Response:
    """Show the form for a new password."""
    return show_link(page, session, Purpose.RESET, token)


@router.post("/invitation/{token}")
def take_invitation(page: AnyPage, session: Reading, token: Token, typed: Sent) -> Response:
    """Set the first password; the person signs in with it."""
    return take_password(page, session, Purpose.INVITATION, token, typed)


@router.post("/reset/{token}")
def take_reset(page: AnyPage, session: Reading, token: Token, typed: Sent) -> Response:
    """Set a new password; the person signs in with it."""
    return take_password(page, session, Purpose.RESET, token, typed)


def show_link(page: Page, session: Reading, purpose: Purpose, token: str) -> Response:
    """Return the page of a link that still lets its bearer in; LinkRefusal otherwise."""
    account = open_link(session, purpose, token, page.site.now())
    return show_password(page, account, purpose, Form(page.translate))


def show_password(page: Page, account: Account, purpose: Purpose, form: Form) -> Response:
    """Return the form for a new password."""
    form.values = {}
    return page.render(
        "choose_password.html.j2",
        status=form.status,
        form=form,
        account=account,
        is_first=purpose is Purpose.INVITATION,
        shortest=SHORTEST,
    )


def take_password(
    page: Page, session: Reading, purpose: Purpose, token: str, typed: Sent
) -> Response:
    """Use a link up: set the password that was typed twice."""
    now = page.site.now()
    account = open_link(session, purpose, token, now)
    form = Form(page.translate)
    wanted = form.read(typed, PasswordForm)
    if wanted is not None and wanted.password != wanted.again:
        form.refuse("again", page.translate(NOT_TWICE))
    elif wanted is not None:
        actor = Actor(account.id, account.role, account.member)
        signed = sign(actor, Act.EDIT_OWN_ACCOUNT, of="the own account, by a link")
        with form.refusals():
            accept_link(
                sign_engine(page.site.engine, signed, page.site.now),
                purpose,
                token,
                wanted.password,
                hashing=page.site.hashing,
                now=now,
            )
        if not form.errors:
            return send_on("/sign-in", "password-set")
    return show_password(page, account, purpose, form)
