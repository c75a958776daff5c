"""Every route of the site and the API against every role: what the table says, and nothing else.

A route that is added fails until it stands in ``route_table.py``, and so does one that is gone.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine
from starlette.routing import Mount
from starlette.testclient import TestClient

from app import demo
from app.account_store import add_account
from app.accounts import Account, Role
from app.api_tokens import make_api_token
from app.database import create_database, transaction
from app.permissions import Scope
from app.proposing import Proposal, propose_changes
from app.sessions import open_session
from app.site import Site
from app.web.api.application import PATH
from app.web.application import create_application
from declarations.draft_file import parse_draft
from declarations.recommendations import (
    Procedure,
    Recommendation,
    publish_recommendation,
    recommend,
)
from declarations.store import save_revision
from tests.app.web.conftest import open_sample_site
from tests.app.web.people import MADE_AT, OWN, add_person
from tests.app.web.route_table import (
    ALLOWED,
    COLUMNS,
    FORBIDDEN,
    FORMS,
    NOT_FOUND,
    OTHER_MEMBER,
    OWN_MEMBER,
    PLACES,
    PLACES_OF,
    PLACES_UNDER,
    ROUTES,
    SIGN_IN,
)

DRAFT = """---
declaration: not-yet
title: A text that nobody adopted
language: en
---

# Environment {#one}

1. We will see what becomes of the air. {#environment-1}
"""


def walk_routes(holder: Any) -> Iterator[tuple[str, str]]:
    """Each method with each path that something answers on."""
    for route in holder.routes:
        if isinstance(route, Mount):
            for method, path in walk_routes(route.app):
                yield method, route.path + path
        elif hasattr(route, "original_router"):  # as FastAPI keeps a router that was included
            yield from walk_routes(route.original_router)
        else:
            for method in sorted(route.methods - {"HEAD"}):
                yield method, route.path


class Persons:
    """Whoever may come, each with a session or a token, to one workspace of the sample."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.application = create_application(site)
        self.accounts: dict[str, Account | None] = {"anonymous": None}
        for name, role, member in (
            ("observer", Role.OBSERVER, ""),
            ("own member", Role.MEMBER, OWN_MEMBER),
            ("other member", Role.MEMBER, OTHER_MEMBER),
            ("drafter", Role.DRAFTER, ""),
            ("secretariat", Role.SECRETARIAT, ""),
            ("administrator", Role.ADMINISTRATOR, ""),
        ):
            self.accounts[name] = add_person(site, role, member, email=f"{role}{member}@x.example")
        with transaction(site.engine) as session:
            self.third = add_account(session, "third@x.example", Role.OBSERVER, now=MADE_AT)
            save_revision(
                session,
                parse_draft(DRAFT).declaration,
                parent_sha256="",
                made_on=demo.SAMPLE_DAY,
            )
            proposal = Proposal("not-yet", OWN_MEMBER, [("environment-1", "We count it.")])
            propose_changes(session, proposal, demo.SAMPLE_DAY)
            recommend(session, "not-yet", "A1", Recommendation(Procedure.ACCEPT))
            publish_recommendation(session, "not-yet", "A1", demo.SAMPLE_DAY)
        self.tokens = {
            name: self.make_token(account) for name, account in self.accounts.items() if account
        }

    def make_token(self, account: Account) -> str:
        with transaction(self.site.engine) as session:
            term = timedelta(days=9)
            _, secret = make_api_token(
                session, account.id, "x", list(Scope), now=self.site.now(), term=term
            )
        return secret

    def come(self, column: str, path: str) -> TestClient:
        """A client of somebody who has just signed in, or who has a token."""
        client = TestClient(
            self.application, base_url=self.site.base_url, follow_redirects=False,
            raise_server_exceptions=False,
        )  # fmt: skip
        account = self.accounts[column]
        if path.startswith(PATH):
            if account is not None:
                client.headers["Authorization"] = f"Bearer {self.tokens[column]}"
            return client
        client.headers.update(OWN)
        if account is not None:
            with transaction(self.site.engine) as session:
                token = open_session(session, account.id, self.site.now())
            client.cookies.set("accord_session", token)
        return client

    def fill(self, route: str) -> str:
        """The address of something of the own member, or of a third person's account."""
        style = self.application.state.assets["accord.css"].address.split("/")
        places = PLACES | {"key": str(self.third.id), "token": str(UUID(int=1)), "mark": style[2]}
        address = route.split(" ")[1]
        if not address.startswith("/static/"):
            places["mark"] = str(UUID(int=1))
        for begin, here in PLACES_UNDER.items():
            if address.startswith(begin):
                places |= here
        places |= PLACES_OF.get(route, {})
        return re.sub(r"\{(\w+)\}", lambda place: places[place.group(1)], address)


@pytest.fixture(scope="module")
def persons(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Persons]:
    engine: Engine = create_database(str(tmp_path_factory.mktemp("rights") / "demo.db"))
    demo.fill_workspace(engine)
    site = open_sample_site(engine)
    yield Persons(site)
    site.close()
    engine.dispose()


@pytest.fixture(scope="module")
def examples(persons: Persons) -> dict[tuple[str, str], dict[str, Any]]:
    """The example of each body that the API's own description has, about the own member."""
    document = TestClient(persons.application).get(f"{PATH}/openapi.json").json()
    schemas, found = document["components"]["schemas"], {}
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            if "requestBody" in operation:
                reference = operation["requestBody"]["content"]["application/json"]["schema"]
                schema = schemas[reference["$ref"].rpartition("/")[2]]
                body = dict(schema["examples"][0])
                for name in {"member", "sponsor"} & set(schema["properties"]):
                    body[name] = OWN_MEMBER
                found[method.upper(), PATH + path] = body
    return found


def judge(answer: Any) -> str:
    """What became of a request, as far as rights go."""
    if answer.status_code == 401 or answer.headers.get("location", "").startswith("/sign-in?"):
        return SIGN_IN
    return {403: FORBIDDEN, 404: NOT_FOUND}.get(answer.status_code, ALLOWED)


def test_the_table_has_every_route_and_no_other(persons: Persons) -> None:
    there = {f"{method} {path}" for method, path in walk_routes(persons.application)}
    assert sorted(there - set(ROUTES)) == [], "add these to route_table.py"
    assert sorted(set(ROUTES) - there) == [], "take these out of route_table.py"


@pytest.mark.parametrize("route", sorted(ROUTES))
def test_each_role_may_what_the_table_says(
    persons: Persons, examples: dict[tuple[str, str], dict[str, Any]], route: str
) -> None:
    method, path = route.split(" ")
    found = {}
    for column in COLUMNS:
        client = persons.come(column, path)
        address = persons.fill(route)
        if (method, path) in examples:
            answer = client.request(method, address, json=examples[method, path])
        elif method in {"POST", "PUT", "DELETE"}:
            answer = client.request(method, address, data=FORMS.get(route))
        else:
            answer = client.request(method, address)
        assert answer.status_code < 500, (column, answer.text)
        found[column] = judge(answer)
    assert found == dict(zip(COLUMNS, ROUTES[route], strict=True))


@pytest.mark.parametrize("part", ["", "/revisions", "/amendments"])
def test_a_draft_is_not_found_by_anyone_who_may_not_read_it(persons: Persons, part: str) -> None:
    for column in COLUMNS:
        path = f"{PATH}/declarations/not-yet{part}"
        wanted = 404 if column == "anonymous" else 200
        assert persons.come(column, path).get(path).status_code == wanted
    nothing = f"{PATH}/declarations/nothing{part}"
    anyone = persons.come("anonymous", nothing)
    told = [anyone.get(p).json()["message"] for p in (path, nothing)]
    assert told[0].replace("not-yet", "nothing") == told[1]
