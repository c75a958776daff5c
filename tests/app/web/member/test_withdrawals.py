"""A city takes back an acceptance on the pages: chosen, its consequence shown, registered."""

from datetime import date

import pytest
from lxml import html
from starlette.testclient import TestClient

from app.accounts import Role
from app.database import reading, transaction
from app.site import Site
from exports.public_answers import read_positions
from tests.app.web.members import CITY, DAY, OTHER, TEXT, enter
from tracker.acceptance import AcceptanceRules, InstrumentKind, Position
from tracker.acceptance_store import load_instruments, save_rules

PLACE = f"/member/{CITY}/declarations/{TEXT}/withdrawal"
LATER = date(2019, 8, 20)
ACT = {
    "effective_on": LATER.isoformat(), "decision_reference": "Decision 9/2019",
    "signatory": "Mayor", "signed_on": "2019-02-01",
}  # fmt: skip


def begin(browser: TestClient) -> dict[str, str]:
    page = html.fromstring(browser.get(PLACE).text)
    return {"seen": page.xpath("//input[@name='seen']/@value")[0], **ACT}


def send(browser: TestClient, typed: dict[str, str], to: str, *paragraphs: str):
    return browser.post(PLACE, data={**typed, "to": to, "paragraphs": list(paragraphs)})


def read_position(site: Site, paragraph: str, day: date) -> Position:
    with reading(site.engine) as session:
        return read_positions(session, TEXT, [CITY], day)[CITY][paragraph]


def load_withdrawals(site: Site):
    with reading(site.engine) as session:
        own = load_instruments(session, TEXT, members=[CITY])
    return [act for act in own if act.kind is InstrumentKind.WITHDRAWAL]


def test_a_paragraph_is_taken_back_from_a_day_on_after_its_consequence_was_shown(
    site: Site, city: TestClient
) -> None:
    typed = begin(city)
    check = send(city, typed, "check", "environment-1")
    assert check.status_code == 200
    (row,) = html.fromstring(check.text).xpath("//tbody/tr")
    assert [" ".join(cell.text_content().split()) for cell in row.xpath("td")] == [
        "Accepted", "Withdrawn",
    ]  # fmt: skip
    assert "Decision 9/2019" in check.text
    assert load_withdrawals(site) == []
    done = send(city, typed, "done", "environment-1")
    assert "The withdrawal is registered." in done.text
    (act,) = load_withdrawals(site)
    assert (act.paragraphs, act.effective_on) == (frozenset({"environment-1"}), LATER)
    assert (act.decision_reference, act.signatory) == ("Decision 9/2019", "Mayor")
    assert read_position(site, "environment-1", DAY) is Position.ACCEPTED
    assert read_position(site, "environment-1", LATER) is Position.WITHDRAWN
    assert read_position(site, "environment-2", LATER) is Position.ACCEPTED


def test_a_whole_acceptance_is_taken_back(site: Site, city: TestClient) -> None:
    page = html.fromstring(send(city, begin(city), "all").text)
    every = page.xpath("//input[@name='paragraphs'][@checked]/@value")
    assert every == page.xpath("//input[@name='paragraphs']/@value")
    check = send(city, begin(city), "check", *every)
    assert "You then accept no paragraph any more." in check.text
    send(city, begin(city), "done", *every)
    with reading(site.engine) as session:
        found = read_positions(session, TEXT, [CITY], LATER)[CITY]
    assert {found[name] for name in every} == {Position.WITHDRAWN}
    assert city.get(PLACE.replace("withdrawal", "acceptance")).status_code == 200


def test_a_withdrawal_that_is_sent_twice_is_one(site: Site, city: TestClient) -> None:
    typed = begin(city)
    for _ in range(2):
        assert send(city, typed, "done", "environment-1").status_code == 200
    assert len(load_withdrawals(site)) == 1


def test_two_people_do_not_take_back_unseen(site: Site, city: TestClient) -> None:
    mine = begin(city)
    send(city, begin(city), "done", "environment-1")
    refused = send(city, mine, "done", "environment-2")
    assert refused.status_code == 409
    assert html.fromstring(refused.text).xpath("//input[@name='paragraphs']/@value") == [
        "environment-2"
    ]
    assert len(load_withdrawals(site)) == 1
    again = html.fromstring(refused.text).xpath("//input[@name='seen']/@value")[0]
    assert send(city, {**mine, "seen": again}, "done", "environment-2").status_code == 200
    assert len(load_withdrawals(site)) == 2


def test_the_notice_that_the_rules_ask_for_is_shown_and_holds(site: Site, city: TestClient) -> None:
    with transaction(site.engine) as session:
        save_rules(session, TEXT, AcceptanceRules(notice_months=6, minimum=3), changed_on=DAY)
    page = city.get(PLACE).text
    assert "a notice of 6 months" in page
    assert html.fromstring(page).xpath("//input[@name='effective_on']/@value") == ["2019-08-20"]
    early = send(city, {**begin(city), "effective_on": "2019-03-01"}, "check", "environment-1")
    assert early.status_code == 409
    assert "2019-08-20 at the earliest" in early.text
    assert html.fromstring(early.text).xpath("//input[@name='effective_on']/@value") == [
        "2019-03-01"
    ]


@pytest.mark.parametrize(
    ("typed", "paragraphs", "field"),
    [
        ({}, [], "paragraphs"),
        ({"effective_on": "2019-01-01"}, ["environment-1"], "effective_on"),
        ({"signed_on": "yesterday"}, ["environment-1"], "signed_on"),
    ],
)
def test_what_is_wrong_is_told_beside_its_field(
    city: TestClient, typed: dict[str, str], paragraphs: list[str], field: str
) -> None:
    refused = send(city, {**begin(city), **typed}, "check", *paragraphs)
    assert refused.status_code == 422
    page = html.fromstring(refused.text)
    assert page.xpath("//*[@class='error-summary']//a/@href") == [f"#field-{field}"]
    assert page.xpath("//input[@name='decision_reference']/@value") == ["Decision 9/2019"]


def test_what_is_not_accepted_is_not_taken_back(site: Site, city: TestClient) -> None:
    for to in ("check", "done"):
        assert send(city, begin(city), to, "nonsense").status_code == 422
    assert load_withdrawals(site) == []
    silent = enter(site, Role.MEMBER, "seoul")
    page = silent.get(PLACE.replace(CITY, "seoul")).text
    assert "there is nothing to take back" in page


def test_nobody_takes_back_for_another_member(site: Site, city: TestClient) -> None:
    typed = begin(city)
    for role, member in ((Role.MEMBER, OTHER), (Role.DRAFTER, ""), (Role.OBSERVER, "")):
        stranger = enter(site, role, member)
        assert stranger.get(PLACE).status_code == 403
        assert send(stranger, typed, "done", "environment-1").status_code == 403
    assert load_withdrawals(site) == []
    office = enter(site, Role.SECRETARIAT)
    assert send(office, typed, "done", "environment-1").status_code == 200
