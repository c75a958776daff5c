"""What does the office do with one person's account? Links, role, access, personal data."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Path, Response
from fastapi.responses import JSONResponse
from pydantic import Field

from app.account_desk import (
    assign_role,
    find_managed,
    managed_roles,
    renew_link,
    restore_person,
    suspend_person,
)
from app.accounts import Account, AccountState, Role
from app.api_tokens import ApiToken, load_api_tokens, revoke_api_token
from app.database import reading
from app.permissions import Act, act_on_account
from app.personal_data import erase_person, export_person
from app.sessions import BrowserSession, load_sessions, revoke_sessions
from app.web.accounts import NAME_LENGTH, show_link
from app.web.forms import Form, FormModel, Sent
from app.web.notices import send_on
from app.web.pages import AnyPage, Page, Reading
from app.web.protection import page_router
from declarations.problems import RuleRefusal

router = page_router(prefix="/accounts/{key}")
Key = Annotated[UUID, Path()]


class RoleForm(FormModel):
    """The new role, and the member it acts for."""

    role: Role
    member: str = Field(default="", max_length=NAME_LENGTH)


class EraseForm(FormModel):
    """The address, typed again by whoever is sure."""

    email: str = Field(min_length=1, max_length=320)


@router.get("")
def show_account(page: AnyPage, key: Key) -> Response:
    """Show a person's account."""
    return show(page, key, Form(page.translate))


def show(page: Page, key: UUID, form: Form) -> Response:
    """Return the page of an account, with the faults of the form that was sent."""
    page.viewer.require(Act.MANAGE_ACCOUNTS)
    with reading(page.site.engine) as session:
        account = find_managed(session, page.viewer.actor, key)
        sessions, tokens = load_access(page, session, account)
    return page.render(
        "account.html.j2",
        status=form.status,
        account=account,
        sessions=sessions,
        tokens=tokens,
        now=page.site.now(),
        roles=managed_roles(page.viewer.actor),
        may_see_access=page.viewer.may(Act.MANAGE_SESSIONS),
        may_export=page.viewer.may(Act.EXPORT_PERSONAL_DATA),
        may_erase=page.viewer.may(Act.ERASE_PERSONAL_DATA),
        states=AccountState,
        form=form,
    )


def load_access(
    page: Page, session: Reading, account: Account
) -> tuple[list[BrowserSession], list[ApiToken]]:
    """Return the sessions and tokens of an account, for those who may see them."""
    if not page.viewer.may(Act.MANAGE_SESSIONS):
        return [], []
    sessions = load_sessions(session, account.id, page.site.now(), page.site.session_terms)
    return sessions, load_api_tokens(session, account.id)


@router.post("/link")
def make_link(page: AnyPage, key: Key) -> Response:
    """Make a new invitation or a link for a new password, and show it, this once."""
    form, site = Form(page.translate), page.site
    with form.refusals():
        with page.acting(Act.MANAGE_ACCOUNTS, of=f"account {key}") as session:
            account, link = renew_link(
                session,
                page.viewer.actor,
                key,
                site.now(),
                invitation_term=site.invitation_term,
                reset_term=site.reset_term,
            )
        return show_link(page, account, link)
    return show(page, key, form)


@router.post("/suspend")
def suspend(page: AnyPage, key: Key) -> Response:
    """Let nobody sign in with an account until it is restored."""
    form = Form(page.translate)
    with form.refusals():
        with page.acting(Act.MANAGE_ACCOUNTS, of=f"account {key}") as session:
            suspend_person(session, page.viewer.actor, key, page.site.now())
        return send_on(f"/accounts/{key}", "account-suspended")
    return show(page, key, form)


@router.post("/restore")
def restore(page: AnyPage, key: Key) -> Response:
    """Let a suspended account be used again."""
    form = Form(page.translate)
    with form.refusals():
        with page.acting(Act.MANAGE_ACCOUNTS, of=f"account {key}") as session:
            restore_person(session, page.viewer.actor, key)
        return send_on(f"/accounts/{key}", "account-restored")
    return show(page, key, form)


@router.post("/role")
def take_role(page: AnyPage, key: Key, typed: Sent) -> Response:
    """Give an account another role."""
    page.viewer.require(Act.MANAGE_ACCOUNTS)
    form = Form(page.translate)
    wanted = form.read(typed, RoleForm)
    if wanted is not None:
        with form.refusals():
            with page.acting(act_on_account(wanted.role), of=f"account {key}") as session:
                assign_role(session, page.viewer.actor, key, wanted.role, wanted.member)
            return send_on(f"/accounts/{key}", "role-changed")
    return show(page, key, form)


@router.post("/sessions/end")
def end_sessions(page: AnyPage, key: Key) -> Response:
    """Sign a person out everywhere."""
    with page.acting(Act.MANAGE_SESSIONS, of=f"account {key}") as session:
        find_managed(session, page.viewer.actor, key)
        revoke_sessions(session, key)
    return send_on(f"/accounts/{key}", "all-sessions-ended")


@router.post("/tokens/{token}/revoke")
def revoke_token(page: AnyPage, key: Key, token: Key) -> Response:
    """Let a program's token work no longer."""
    with page.acting(Act.MANAGE_TOKENS, of=f"token {token}") as session:
        find_managed(session, page.viewer.actor, key)
        revoke_api_token(session, key, token, page.site.now())
    return send_on(f"/accounts/{key}", "token-revoked")


@router.get("/personal-data.json")
def send_personal_data(page: AnyPage, session: Reading, key: Key) -> Response:
    """Send everything that is kept about a person."""
    page.viewer.require(Act.EXPORT_PERSONAL_DATA)
    account = find_managed(session, page.viewer.actor, key)
    return send_data(export_person(session, account.email))


def send_data(data: dict[str, Any]) -> Response:
    """Send a person's data as a file that no cache keeps."""
    headers = {
        "Content-Disposition": 'attachment; filename="personal-data.json"',
        "Cache-Control": "no-store",
    }
    return JSONResponse(data, headers=headers)


@router.get("/erase")
def show_erase(page: AnyPage, session: Reading, key: Key) -> Response:
    """Show what erasing a person takes away, before it is done."""
    return ask_whether(page, session, key, Form(page.translate))


def ask_whether(page: Page, session: Reading, key: UUID, form: Form) -> Response:
    """Return the page that asks whether a person is to be erased."""
    page.viewer.require(Act.ERASE_PERSONAL_DATA)
    account = find_managed(session, page.viewer.actor, key)
    contact_of = [each["member"] for each in export_person(session, account.email)["contact_of"]]
    return page.render(
        "erase_person.html.j2",
        status=form.status,
        account=account,
        contact_of=contact_of,
        form=form,
    )


@router.post("/erase")
def erase(page: AnyPage, session: Reading, key: Key, typed: Sent) -> Response:
    """Erase a person for good."""
    page.viewer.require(Act.ERASE_PERSONAL_DATA)
    form = Form(page.translate)
    wanted = form.read(typed, EraseForm)
    if wanted is not None:
        with form.refusals():
            account = find_managed(session, page.viewer.actor, key)
            refuse_other_address(account, wanted.email)
            with page.acting(Act.ERASE_PERSONAL_DATA, of=f"account {key}") as writing:
                erase_person(writing, account.email, page.site.now())
            return send_on("/accounts", "person-erased")
    return ask_whether(page, session, key, form)


def refuse_other_address(account: Account, typed: str) -> None:
    """Raise RuleRefusal unless the address that was typed is the account's."""
    if not account.email or typed.strip().lower() != account.email:
        raise RuleRefusal(
            f"{typed!r} is not the address of this account.",
            hint="Type the address that stands above.",
        )
