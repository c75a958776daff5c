"""Who can sign in? The accounts that the office looks after, found and added."""

from typing import Annotated

from fastapi import Query, Response
from pydantic import Field

from app.account_desk import (
    AccountFilter,
    Invitation,
    invite_person,
    managed_roles,
    search_accounts,
)
from app.accounts import (
    LONGEST_ADDRESS,
    LONGEST_LANGUAGE,
    LONGEST_NAME,
    Account,
    AccountState,
    Role,
)
from app.invitations import Link, Purpose
from app.permissions import Act, act_on_account
from app.web.forms import Form, FormModel, Sent
from app.web.interface_languages import LANGUAGES, SOURCE, name_in_itself
from app.web.mailing import send_link
from app.web.pages import AnyPage, Page, Reading
from app.web.paging import PAGE_SIZE, PageNumber, cut_found
from app.web.protection import page_router

NAME_LENGTH = 100
Words = Annotated[str, Query(max_length=NAME_LENGTH)]

router = page_router(prefix="/accounts")


class InviteForm(FormModel):
    """Who is to be invited."""

    email: str = Field(min_length=1, max_length=LONGEST_ADDRESS)
    role: Role
    member: str = Field(default="", max_length=NAME_LENGTH)
    name: str = Field(default="", max_length=LONGEST_NAME)
    language: str = Field(default=SOURCE, max_length=LONGEST_LANGUAGE)


@router.get("")
def show_accounts(
    page: AnyPage,
    session: Reading,
    q: Words = "",
    role: Role | None = None,
    state: AccountState | None = None,
    number: PageNumber = 1,
) -> Response:
    """List the accounts that the viewer looks after, page by page."""
    page.viewer.require(Act.MANAGE_ACCOUNTS)
    wanted = AccountFilter(q, role, state)
    actor = page.viewer.actor
    found, total = search_accounts(
        session, actor, wanted, limit=PAGE_SIZE, offset=(number - 1) * PAGE_SIZE
    )
    return page.render(
        "accounts.html.j2",
        cut=cut_found(found, number, total),
        wanted=wanted,
        roles=managed_roles(actor),
        states=tuple(AccountState),
    )


@router.get("/invite")
def show_invite(page: AnyPage, member: Words = "") -> Response:
    """Show the form for a new account; ``member`` is the code of the one it is to act for."""
    page.viewer.require(Act.MANAGE_ACCOUNTS)
    role = Role.MEMBER.value if member else ""
    return ask_whom(page, Form(page.translate, {"member": member, "role": role}))


def ask_whom(page: Page, form: Form) -> Response:
    """Return the form for a new account."""
    return page.render(
        "invite.html.j2",
        status=form.status,
        form=form,
        roles=managed_roles(page.viewer.actor),
        tongues=[(tag, name_in_itself(tag)) for tag in LANGUAGES],
    )


@router.post("/invite")
def take_invite(page: AnyPage, typed: Sent) -> Response:
    """Add an account and show its invitation, this once."""
    page.viewer.require(Act.MANAGE_ACCOUNTS)
    form, site = Form(page.translate), page.site
    wanted = form.read(typed, InviteForm)
    if wanted is not None:
        invitation = Invitation(**wanted.model_dump())
        with form.refusals():
            with page.acting(act_on_account(wanted.role), of=f"a new {wanted.role}") as session:
                added, link = invite_person(
                    session, page.viewer.actor, invitation, site.now(), site.invitation_term
                )
            return show_link(page, added, link)
    return ask_whom(page, form)


def show_link(page: Page, account: Account, link: Link) -> Response:
    """Mail a link where a mail server is set, and show it, which happens this once."""
    settings = page.site.settings
    has_server = bool(settings.smtp_host and settings.mail_from)
    is_mailed = has_server and send_link(page.site, link, account.language)
    response = page.render(
        "link_made.html.j2",
        account=account,
        is_first=link.purpose is Purpose.INVITATION,
        link=page.site.base_url + link.path(),
        until=link.expires_at,
        has_server=has_server,
        is_mailed=is_mailed,
    )
    response.headers["Cache-Control"] = "no-store"
    return response
