"""A city answers after a period was closed: checked, added to the addendum, marked as late."""

from datetime import UTC, datetime

import pytest
from lxml import html
from starlette.testclient import TestClient

from app.accounts import Role
from app.database import reading, transaction
from app.site import Site
from tests.app.web.members import CITY, DAY, OTHER, PERIOD, enter
from tracker.addendum_store import load_late_versions
from tracker.progress import Entry
from tracker.progress_store import close_period, load_entries

HOME = f"/member/{CITY}/periods/{PERIOD}"
PLACE = f"{HOME}/late/environment-1"
TYPED = {"base": "0", "state": "limited", "done": "Two lines are open.", "language": "en"}


@pytest.fixture
def late_city(site: Site, city: TestClient) -> TestClient:
    """The city, on a day on which the period is closed."""
    with transaction(site.engine) as session:
        close_period(session, PERIOD, datetime(DAY.year, DAY.month, DAY.day, 9, tzinfo=UTC))
    return city


def load(site: Site) -> list[Entry]:
    with reading(site.engine) as session:
        return load_late_versions(session, CITY, PERIOD).get("environment-1", [])


def send(browser: TestClient, to: str, **more: str):
    return browser.post(PLACE, data={**TYPED, **more, "to": to})


def carried(text: str) -> dict[str, str]:
    page = html.fromstring(text)
    return dict(next(f for f in page.forms if f.xpath(".//*[@name='base']")).form_values())


def test_a_late_answer_is_checked_added_and_marked_as_late(
    site: Site, late_city: TestClient
) -> None:
    closed = late_city.get(f"{HOME}/paragraphs/environment-1").text
    assert f'href="{PLACE}"' in closed
    assert "marked as late" in late_city.get(PLACE).text
    check = send(late_city, "check")
    assert "Two lines are open." in check.text
    assert load(site) == []
    done = late_city.post(PLACE, data={**carried(check.text), "to": "done"})
    assert "The late answer is in the addendum." in done.text
    assert "Late answer" in done.text
    (entry,) = load(site)
    assert (entry.done, entry.implementation) == ("Two lines are open.", "limited")
    with reading(site.engine) as session:
        assert load_entries(session, PERIOD, DAY, members=[CITY]) == []


def test_a_late_answer_that_is_sent_twice_is_stored_once(site: Site, late_city: TestClient) -> None:
    for _ in range(2):
        assert send(late_city, "done").status_code == 200
    assert len(load(site)) == 1
    changed = {**carried(late_city.get(PLACE).text), "done": "Three lines are open."}
    assert late_city.post(PLACE, data={**changed, "to": "done"}).status_code == 200
    assert [entry.done for entry in load(site)] == ["Two lines are open.", "Three lines are open."]


def test_two_people_on_one_late_answer_see_both(site: Site, late_city: TestClient) -> None:
    send(late_city, "done", done="All is done.")
    clash = send(late_city, "done", done="Half of it.")
    assert clash.status_code == 409
    page = html.fromstring(clash.text)
    assert page.xpath("//textarea[@name='done']")[0].text.strip() == "Half of it."
    assert "All is done." in page.xpath("//table")[0].text_content()
    again = late_city.post(PLACE, data={**carried(clash.text), "to": "done"})
    assert again.status_code == 200
    assert [entry.done for entry in load(site)] == ["All is done.", "Half of it."]


@pytest.mark.parametrize(
    ("typed", "field"),
    [({"percent": "half"}, "percent"), ({"state": ""}, "state"), ({"state": "great"}, "state")],
)
def test_what_is_wrong_is_told_beside_its_field(
    site: Site, late_city: TestClient, typed: dict[str, str], field: str
) -> None:
    for to in ("check", "done"):
        refused = send(late_city, to, **typed)
        assert refused.status_code == 422
        page = html.fromstring(refused.text)
        assert page.xpath("//*[@class='error-summary']//a/@href") == [f"#field-{field}"]
        assert page.xpath("//textarea[@name='done']")[0].text.strip() == "Two lines are open."
    assert load(site) == []


def test_nothing_is_late_while_the_period_is_open(site: Site, city: TestClient) -> None:
    assert "The period is not closed yet" in city.get(PLACE).text
    assert send(city, "done").status_code == 409
    assert load(site) == []


def test_nobody_answers_late_for_another_member(site: Site, late_city: TestClient) -> None:
    for role, member in ((Role.MEMBER, OTHER), (Role.DRAFTER, ""), (Role.OBSERVER, "")):
        stranger = enter(site, role, member)
        assert stranger.get(PLACE).status_code == 403
        assert send(stranger, "done").status_code == 403
    assert load(site) == []
    assert late_city.get(f"{HOME}/late/nonsense").status_code == 404
