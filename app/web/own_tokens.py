"""Which programs act for me? One's own tokens, made, shown once and revoked; and one's own data."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import Path, Response
from pydantic import Field

from app.accounts import LONGEST_NAME, Account
from app.api_tokens import LONGEST_TERM, load_api_tokens, make_api_token, revoke_api_token
from app.database import reading
from app.permissions import Act, Scope
from app.personal_data import export_person
from app.web.forms import Form, FormModel, Sent
from app.web.notices import send_on
from app.web.one_account import send_data
from app.web.own_account import find_account
from app.web.pages import AnyPage, Page, Reading
from app.web.protection import page_router

USUAL_DAYS = 90
router = page_router(prefix="/account")
Key = Annotated[UUID, Path()]


class TokenForm(FormModel):
    """What a token is for, what it is good for, and how long."""

    name: str = Field(min_length=1, max_length=LONGEST_NAME)
    scopes: tuple[Scope, ...] = Field(min_length=1, max_length=len(Scope))
    days: int = Field(ge=1, le=LONGEST_TERM.days)


@router.get("/tokens")
def show_tokens(page: AnyPage) -> Response:
    """Show one's own tokens, and the form for a new one."""
    form = Form(page.translate, {"days": str(USUAL_DAYS)}, {"scopes": [Scope.READ.value]})
    return show(page, find_account(page), form)


def show(page: Page, account: Account, form: Form) -> Response:
    """Return the page with the tokens of an account."""
    with reading(page.site.engine) as session:
        tokens = load_api_tokens(session, account.id)
    return page.render(
        "own_tokens.html.j2",
        status=form.status,
        tokens=tokens,
        now=page.site.now(),
        form=form,
        scopes=tuple(Scope),
        most_days=LONGEST_TERM.days,
    )


@router.post("/tokens")
def take_token(page: AnyPage, typed: Sent) -> Response:
    """Make a token and show it, this once."""
    account, form = find_account(page), Form(page.translate)
    wanted = form.read(typed, TokenForm)
    if wanted is not None:
        with form.refusals():
            with page.acting(Act.MANAGE_TOKENS, of="an own token", account=account.id) as session:
                made, secret = make_api_token(
                    session,
                    account.id,
                    wanted.name,
                    wanted.scopes,
                    now=page.site.now(),
                    term=timedelta(days=wanted.days),
                )
            response = page.render("token_made.html.j2", token=made, secret=secret)
            response.headers["Cache-Control"] = "no-store"
            return response
    return show(page, account, form)


@router.post("/tokens/{key}/revoke")
def revoke_token(page: AnyPage, key: Key) -> Response:
    """Let one's own token work no longer."""
    account = find_account(page)
    with page.acting(Act.MANAGE_TOKENS, of=f"token {key}", account=account.id) as session:
        revoke_api_token(session, account.id, key, page.site.now())
    return send_on("/account/tokens", "token-revoked")


@router.get("/personal-data.json")
def send_own_data(page: AnyPage, session: Reading) -> Response:
    """Send everything that is kept about whoever is signed in."""
    account = find_account(page)
    return send_data(export_person(session, account.email))
