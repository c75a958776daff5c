"""How is the sample seen as one of its people? By a button; only where the sample is served."""

from fastapi import Response

from app.account_store import load_account
from app.accounts import Role
from app.database import transaction
from app.sessions import open_session
from app.web.notices import send_on
from app.web.pages import AnyPage
from app.web.protection import page_router
from app.web.viewer import choose_start, keep_token
from declarations.problems import NotFoundRefusal

router = page_router(prefix="/see-as")


@router.post("/{role}")
def see_as(page: AnyPage, role: Role) -> Response:
    """Open a session as one of the sample's people, without a password."""
    site = page.site
    person = next((person for person in site.people if person.role is role), None)
    if person is None:
        raise NotFoundRefusal("There is nobody to be seen as here.", hint="Sign in instead.")
    with transaction(site.engine) as session:
        account = load_account(session, person.account)
        token = open_session(session, account.id, site.now(), site.session_terms)
    response = send_on(choose_start(account, ""))
    keep_token(response, site, token)
    return response
