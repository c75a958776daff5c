"""What keeps a browser within bounds: headers, own forms, sizes, and pages of what goes wrong."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI, Request, Response
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute
from starlette.testclient import TestClient

from app.errors import SERVER_ERROR, http_status
from app.site import Site
from app.web.application import ROUTERS, create_application
from app.web.protection import BODY_LIMIT, GuardedRoute, body_limit, page_router
from declarations.problems import Refusal
from tests.app.web.conftest import BASE_URL

OWN = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def taking(sample_site: Site) -> Iterator[TestClient]:
    """The site with two more routes: one that takes a form, one that is broken."""
    application: FastAPI = create_application(sample_site)
    router = page_router()

    @router.post("/taken")
    async def take(request: Request) -> Response:
        return Response(str(len(await request.body())))

    @router.post("/large")
    @body_limit(1 << 20)
    async def take_more(request: Request) -> Response:
        return Response(str(len(await request.body())))

    @router.get("/broken")
    def break_down() -> Response:
        raise ZeroDivisionError("the cellar is open")

    application.include_router(router)
    return TestClient(application, base_url=BASE_URL, raise_server_exceptions=False)


@pytest.mark.parametrize("path", ["/", "/nothing", "/broken", "/healthz", "/members?page=0"])
def test_every_answer_has_the_security_headers(taking: TestClient, path: str) -> None:
    headers = taking.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "Permissions-Policy" in headers


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "none"}, 200),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": BASE_URL}, 403),
        ({"Origin": BASE_URL}, 200),
        ({"Origin": "http://testserver:81"}, 403),
        ({"Origin": "null"}, 403),
        ({}, 403),
        ({"Authorization": "Bearer token"}, 200),
        ({"Authorization": "Bearer token", "Cookie": "session=1"}, 403),
    ],
)
def test_only_forms_of_this_site_are_taken(
    taking: TestClient, headers: dict[str, str], status: int
) -> None:
    assert taking.post("/taken", content=b"x", headers=headers).status_code == status


def test_a_body_larger_than_the_limit_is_refused(taking: TestClient) -> None:
    at_most = taking.post("/taken", content=b"x" * BODY_LIMIT, headers=OWN)
    assert at_most.text == str(BODY_LIMIT)
    assert taking.post("/taken", content=b"x" * (BODY_LIMIT + 1), headers=OWN).status_code == 413


def test_a_body_that_does_not_tell_its_length_is_counted(taking: TestClient) -> None:
    def stream() -> Iterator[bytes]:
        for _ in range(BODY_LIMIT // 1000 + 1):
            yield b"x" * 1000

    assert taking.post("/taken", content=stream(), headers=OWN).status_code == 413


def test_a_route_can_take_more_than_others(taking: TestClient) -> None:
    size = BODY_LIMIT + 1
    assert taking.post("/large", content=b"x" * size, headers=OWN).text == str(size)
    assert taking.post("/large", content=b"x" * ((1 << 20) + 1), headers=OWN).status_code == 413


def test_a_defect_tells_nothing_of_the_inside(taking: TestClient) -> None:
    answer = taking.get("/broken")
    assert answer.status_code == 500
    assert "Something went wrong on our side" in answer.text
    assert "cellar" not in answer.text
    assert "ZeroDivision" not in answer.text


def test_every_route_counts_the_bytes_it_is_sent() -> None:
    routes: list[BaseRoute] = [route for router in ROUTERS for route in router.routes]
    assert routes
    assert all(isinstance(route, GuardedRoute) for route in routes if isinstance(route, APIRoute))
    assert all(isinstance(route, APIRoute) for route in routes)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/nothing", 404),
        ("/members/nobody", 404),
        ("/declarations/nothing", 404),
        ("/declarations/sample-2017/paragraphs/nothing", 404),
        ("/declarations/sample-2017?text=fr", 404),
        ("/declarations/sample-2017/compare?from=9", 404),
        ("/declarations/sample-2017/compare?from=99999999999999999999", 422),
        ("/declarations/sample-2017/text.exe", 404),
        ("/members?page=99999999999999999999999", 422),
        ("/members?page=0", 422),
        ("/members?q=" + "x" * 101, 422),
        ("/members/" + "x" * 101, 404),
        ("/declarations/%00", 404),
        ("/declarations/%ff", 404),
        ("/static/x/nothing.css", 404),
    ],
)
def test_an_address_of_nothing_is_a_page_that_says_so(
    browser: TestClient, path: str, status: int
) -> None:
    answer = browser.get(path)
    assert answer.status_code == status
    assert "<h1>" in answer.text
    assert "accord " not in answer.text  # no command line helps on a page


def test_a_wrong_method_is_refused_with_the_right_ones(browser: TestClient) -> None:
    answer = browser.post("/members", headers=OWN)
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET"


def test_files_beside_pages_are_kept_for_ever_under_their_hash(browser: TestClient) -> None:
    page = browser.get("/").text
    address = page.partition('<link rel="stylesheet" href="')[2].partition('"')[0]
    answer = browser.get(address)
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["Content-Type"] == "text/css; charset=utf-8"
    assert browser.get("/static/old/accord.css").headers["Cache-Control"] == "no-cache"


def test_the_first_view_is_under_60_kilobytes(browser: TestClient) -> None:
    weight = 0
    page = browser.get("/declarations/sample-2017", headers={"Accept-Encoding": "gzip"})
    for name in ("accord.css", "accord.js"):
        start = page.text.index("/static/", page.text.index(name) - 40)
        address = page.text[start:].partition('"')[0]
        sent = browser.get(address, headers={"Accept-Encoding": "gzip"})
        weight += int(sent.headers["Content-Length"])
    assert page.headers["Content-Encoding"] == "gzip"
    assert weight + int(page.headers["Content-Length"]) < 60_000


def kinds_of(kind: type[Refusal]) -> Iterator[type[Refusal]]:
    for each in kind.__subclasses__():
        yield each
        yield from kinds_of(each)


def test_every_refusal_has_a_status() -> None:
    found = {kind.__name__: http_status(kind("refused")) for kind in kinds_of(Refusal)}
    assert len(found) >= 5
    assert [name for name, status in found.items() if status == SERVER_ERROR] == []


def test_health_is_told_without_a_page(browser: TestClient) -> None:
    answer = browser.get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok\n")
