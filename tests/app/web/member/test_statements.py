"""A city takes back and narrows what it stated, and objects to what another one stated."""

from dataclasses import replace
from datetime import date

import pytest
from lxml import html
from sqlmodel import Session
from starlette.testclient import TestClient

from app.accounts import Role
from app.database import reading, transaction
from app.site import Site
from exports.public_answers import read_positions
from tests.app.web.members import DAY, TEXT, enter
from tracker.acceptance import Effect, Position, Statement, StatementKind
from tracker.acceptance_store import load_statements, make_statement

RESERVING, SILENT, OBJECTING = "villefictive", "seoul", "gasang"
PLACE = f"/member/{RESERVING}/declarations/{TEXT}/statements"
OBJECTION = f"/member/{OBJECTING}/declarations/{TEXT}/statements/reservations/{RESERVING}/1"
PARAGRAPH = "service-efficiency-1"
WORDS = "We cannot accept this."


@pytest.fixture
def city(site: Site) -> TestClient:
    return enter(site, Role.MEMBER, RESERVING)


@pytest.fixture
def objector(site: Site) -> TestClient:
    return enter(site, Role.MEMBER, OBJECTING)


def begin(browser: TestClient, place: str) -> dict[str, object]:
    """What stands in a form of these pages, as a browser would send it."""
    page = html.fromstring(browser.get(place).text)
    form = next(f for f in page.forms if f.xpath(".//button[@name='to']"))
    typed: dict[str, object] = {}
    for name, value in form.form_values():
        if name == "paragraphs":
            typed.setdefault(name, []).append(value)  # type: ignore[attr-defined] # a list
        else:
            typed[name] = value
    return typed


def send(browser: TestClient, place: str, typed: dict[str, object], to: str):
    return browser.post(place, data={**typed, "to": to})


def load(site: Site, member: str) -> list[Statement]:
    with reading(site.engine) as session:
        return load_statements(session, TEXT, members=[member])


def read_position(site: Site, day: date = DAY) -> Position:
    with reading(site.engine) as session:
        return read_positions(session, TEXT, [RESERVING], day)[RESERVING][PARAGRAPH]


def test_a_reservation_is_taken_back_from_a_day_on_after_its_consequence_was_shown(
    site: Site, city: TestClient
) -> None:
    place = f"{PLACE}/1/withdrawal"
    typed = {**begin(city, place), "effective_on": "2019-03-01"}
    check = send(city, place, typed, "check")
    cells = html.fromstring(check.text).xpath("//tbody/tr/td")
    assert [cell.text_content().strip() for cell in cells] == [
        "Accepted with a reservation", "Accepted",
    ]  # fmt: skip
    assert len(load(site, RESERVING)) == 1
    done = send(city, place, typed, "done")
    assert "What you stated is registered." in done.text
    taken = load(site, RESERVING)[-1]
    assert (taken.kind, taken.withdraws) == (StatementKind.WITHDRAWAL, 1)
    assert read_position(site) is Position.ACCEPTED_WITH_RESERVATION
    assert read_position(site, date(2019, 3, 1)) is Position.ACCEPTED


def test_what_was_taken_back_is_taken_back_once(site: Site, city: TestClient) -> None:
    place = f"{PLACE}/1/withdrawal"
    typed = begin(city, place)
    assert send(city, place, typed, "done").status_code == 200
    assert city.get(place).status_code == 404
    assert "Taken back" in city.get(PLACE).text
    assert send(city, place, typed, "done").status_code == 200
    assert len(load(site, RESERVING)) == 2


def test_a_reservation_is_narrowed_and_never_widened(site: Site, city: TestClient) -> None:
    place = f"{PLACE}/1/change"
    typed = begin(city, place)
    assert typed["paragraphs"] == [PARAGRAPH]
    assert typed["effect"] == "modifies"
    wider = send(city, place, {**typed, "effect": "excludes"}, "check")
    assert wider.status_code == 422
    other = send(city, place, {**typed, "paragraphs": ["environment-1"]}, "check")
    assert other.status_code == 422
    narrower = {**typed, "effect": "none", "text": "We read it so.", "language": "fr"}
    check = send(city, place, narrower, "check")
    cells = html.fromstring(check.text).xpath("//tbody/tr/td")
    assert [cell.text_content().strip() for cell in cells] == [
        "Accepted with a reservation", "Accepted with a declaration",
    ]  # fmt: skip
    send(city, place, narrower, "done")
    changed = load(site, RESERVING)[-1]
    assert (changed.kind, changed.modifies, changed.effect, changed.text, changed.language) == (
        StatementKind.MODIFICATION, 1, Effect.NONE, "We read it so.", "fr",
    )  # fmt: skip
    assert read_position(site) is Position.ACCEPTED_WITH_DECLARATION
    assert "Replaced by a later one" in city.get(PLACE).text


def test_a_member_objects_and_the_other_one_sees_it_beside_its_statement(
    site: Site, objector: TestClient, city: TestClient
) -> None:
    listed = objector.get(OBJECTION.partition(f"/{RESERVING}")[0]).text
    assert f"reservations/{RESERVING}/1" in listed
    typed = {**begin(objector, OBJECTION), "text": WORDS}
    assert typed["paragraphs"] == [PARAGRAPH]
    check = send(objector, OBJECTION, typed, "check")
    assert "Your own position does not change." in check.text
    assert load(site, OBJECTING) == []
    for _ in range(2):
        assert send(objector, OBJECTION, typed, "done").status_code == 200
    (made,) = load(site, OBJECTING)
    assert (made.objects_to_member, made.objects_to, made.effect) == (RESERVING, 1, Effect.NONE)
    mine = city.get(PLACE).text
    assert "Objections of other members" in mine
    assert WORDS in mine
    assert "You have objected to it" in objector.get(OBJECTION).text
    # It is taken back, and no longer stands beside the reservation.
    place = f"/member/{OBJECTING}/declarations/{TEXT}/statements/1/withdrawal"
    send(objector, place, begin(objector, place), "done")
    assert WORDS not in city.get(PLACE).text


@pytest.mark.parametrize(
    ("typed", "field"),
    [({"text": " "}, "text"), ({"paragraphs": []}, "paragraphs"),
     ({"effective_on": "2019-01-01"}, "effective_on")],
)  # fmt: skip
def test_what_is_wrong_is_told_beside_its_field(
    site: Site, objector: TestClient, typed: dict[str, object], field: str
) -> None:
    full = {**begin(objector, OBJECTION), "text": WORDS}
    for to in ("check", "done"):
        refused = send(objector, OBJECTION, {**full, **typed}, to)
        assert refused.status_code == 422
        page = html.fromstring(refused.text)
        assert page.xpath("//*[@class='error-summary']//a/@href") == [f"#field-{field}"]
        if field != "text":
            assert page.xpath("//textarea")[0].text.strip() == WORDS
    assert load(site, OBJECTING) == []


def test_a_late_objection_and_one_of_a_member_that_accepts_nothing_are_refused(
    site: Site, objector: TestClient
) -> None:
    late = OBJECTION.replace(f"{RESERVING}/1", "primergrad/1")
    assert "Objections were possible until" in objector.get(late).text
    silent = enter(site, Role.MEMBER, SILENT)
    theirs = OBJECTION.replace(OBJECTING, SILENT)
    assert "Only a member that has accepted a paragraph may object." in silent.get(theirs).text
    typed = begin(objector, OBJECTION)
    for browser, place in ((objector, late), (silent, theirs)):
        forced = {**typed, "text": WORDS, "paragraphs": ["environment-2"]}
        if browser is silent:
            forced["paragraphs"] = [PARAGRAPH]
        for to in ("check", "done"):
            assert send(browser, place, forced, to).status_code in {409, 422}
    assert load(site, OBJECTING) == load(site, SILENT) == []


def test_two_people_of_a_city_do_not_state_unseen(site: Site, objector: TestClient) -> None:
    typed = {**begin(objector, OBJECTION), "text": WORDS}
    with transaction(site.engine) as session:
        say_something(session)
    refused = send(objector, OBJECTION, typed, "done")
    assert refused.status_code == 409
    assert WORDS in refused.text
    assert len(load(site, OBJECTING)) == 1
    seen = html.fromstring(refused.text).xpath("//input[@name='seen']/@value")[0]
    assert send(objector, OBJECTION, {**typed, "seen": seen}, "done").status_code == 200
    assert len(load(site, OBJECTING)) == 2


def say_something(session: Session) -> None:
    said = Statement(
        OBJECTING, TEXT, 0, StatementKind.COMMUNICATION, frozenset({"environment-1"}), "A word.",
        DAY,
    )  # fmt: skip
    make_statement(session, replace(said), paragraph_ids=["environment-1"])


def test_nobody_states_for_another_member(site: Site, objector: TestClient) -> None:
    typed = {**begin(objector, OBJECTION), "text": WORDS}
    for role, member in ((Role.MEMBER, RESERVING), (Role.DRAFTER, ""), (Role.OBSERVER, "")):
        stranger = enter(site, role, member)
        for place in (OBJECTION, OBJECTION.partition("/reservations")[0]):
            assert stranger.get(place).status_code == 403
        assert send(stranger, OBJECTION, typed, "done").status_code == 403
    assert load(site, OBJECTING) == []


def test_what_does_not_exist_is_not_found(objector: TestClient) -> None:
    for path in ("1/withdrawal", "1/change", "reservations/nobody/1", f"reservations/{RESERVING}/9",
                 f"reservations/{OBJECTING}/1"):  # fmt: skip
        place = f"/member/{OBJECTING}/declarations/{TEXT}/statements/{path}"
        assert objector.get(place).status_code == 404, path
