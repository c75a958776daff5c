"""The API answers as its own description says, whatever it is sent; Schemathesis makes that up."""

import warnings
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from app import demo
from app.accounts import Role
from app.api_tokens import make_api_token
from app.database import create_database, transaction
from app.permissions import Scope
from app.site import Site
from app.web.api.application import PATH
from app.web.application import create_application
from tests.app.web.conftest import open_sample_site
from tests.app.web.people import add_person

EXAMPLES = 3
"""Bodies and addresses that are made up for each operation; docs/api.md says how to make more."""
ROLES = ("anyone", *Role)
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
)
METHODS = frozenset({"get", "post", "put", "patch", "delete"})


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    engine = create_database(str(tmp_path_factory.mktemp("described") / "demo.db"))
    demo.fill_workspace(engine)
    site = open_sample_site(engine)
    yield site
    site.close()
    engine.dispose()


@pytest.fixture(scope="module")
def description(site: Site) -> dict[str, Any]:
    return TestClient(create_application(site)).get(f"{PATH}/openapi.json").json()


def list_operations(description: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, operations in description["paths"].items():
        for method in METHODS & set(operations):
            yield method, path, operations[method]


def test_the_description_is_openapi_3_1_and_names_each_operation_once(description) -> None:
    assert description["openapi"].startswith("3.1.")
    names = [operation["operationId"] for _, _, operation in list_operations(description)]
    assert len(names) == len(set(names)) > 30
    assert all(operation["description"] for _, _, operation in list_operations(description))


def test_every_body_has_an_example_and_takes_no_other_field(description) -> None:
    found = 0
    for _, _, operation in list_operations(description):
        if "requestBody" in operation:
            reference = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"]
            schema = description["components"]["schemas"][reference.rpartition("/")[2]]
            assert schema["additionalProperties"] is False
            assert schema["examples"], reference
            found += 1
    assert found > 10


def test_every_refusal_is_described_as_problem_details(description) -> None:
    for _, path, operation in list_operations(description):
        refusals = {s: r for s, r in operation["responses"].items() if s[0] in "45"}
        assert {"401", "403", "404", "422", "503"} <= set(refusals), path
        for told in refusals.values():
            schema = told["content"]["application/problem+json"]["schema"]
            assert schema["$ref"].endswith("/ProblemDetails")


def test_who_edits_needs_a_tag_and_who_reads_needs_no_token(description) -> None:
    for method, path, operation in list_operations(description):
        parameters = {each["name"] for each in operation.get("parameters", ())}
        edits = "If-Match" in parameters
        assert edits == ({"412", "428"} <= set(operation["responses"])), path
        assert edits or method not in {"put", "patch"}, path
        if path != "/token":
            assert ({} in operation["security"]) == (method == "get"), path


@pytest.mark.parametrize("role", ROLES)
def test_no_answer_is_undocumented_and_nothing_breaks(site: Site, role: str) -> None:
    schemathesis = pytest.importorskip("schemathesis", reason="Schemathesis is not installed")
    checks = pytest.importorskip("schemathesis.checks")
    headers = {} if role == "anyone" else {"Authorization": f"Bearer {make_token(site, role)}"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # those of Schemathesis are its own business
        schema = schemathesis.openapi.from_asgi(f"{PATH}/openapi.json", create_application(site))
        checks.load_all_checks()
        wanted = [checks.CHECKS.get_one(name) for name in CHECKS]
        for found in schema.get_all_operations():
            examine(found.ok(), headers, wanted)


def examine(operation: Any, headers: dict[str, str], checks: list[Any]) -> None:
    """Send what fits the description of an operation, and what does not."""

    def send(case: Any) -> None:
        case.headers.pop("Authorization", None)
        case.validate_response(case.call(headers=headers), checks=checks)

    strategy = st.one_of(
        *(operation.as_strategy(generation_mode=mode) for mode in modes_of(operation))
    )
    settings(
        max_examples=EXAMPLES, derandomize=True, database=None, deadline=None,
        suppress_health_check=list(HealthCheck), phases=[Phase.generate],
    )(given(strategy)(send))()  # fmt: skip


def modes_of(operation: Any) -> list[Any]:
    """Return what fits, and what does not where that can be made up."""
    from schemathesis import GenerationMode

    has_input = operation.body or operation.query or operation.path_parameters
    return [GenerationMode.POSITIVE, *([GenerationMode.NEGATIVE] if has_input else [])]


def make_token(site: Site, role: str) -> str:
    """A token with all scopes of an account of a role."""
    member = "gasang" if role == Role.MEMBER else ""
    account = add_person(site, Role(role), member, email=f"{role}@x.example")
    with transaction(site.engine) as session:
        term = timedelta(days=1)
        made = make_api_token(session, account.id, "x", list(Scope), now=site.now(), term=term)
    return made[1]
