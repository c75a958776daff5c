"""A city sees and changes who answers for it and gets its reminders."""

import pytest
from lxml import html
from starlette.testclient import TestClient

from app.accounts import Role
from app.database import reading
from app.site import Site
from tests.app.web.members import CITY, OTHER, enter
from tracker.contact_store import load_contacts

PLACE = f"/member/{CITY}/contacts"
KIM = {"email": "kim@city.example", "person": "Kim", "language": "fr"}


def load(site: Site) -> list[tuple[str, str, str]]:
    with reading(site.engine) as session:
        return [(c.email, c.name, c.language) for c in load_contacts(session, [CITY])]


def begin(browser: TestClient, email: str) -> dict[str, str]:
    """The form that changes a contact, as its link in the list opens it."""
    page = html.fromstring(browser.get(PLACE).text)
    (link,) = page.xpath(f"//li[contains(., '{email}')]//a/@href")
    (form,) = (
        f for f in html.fromstring(browser.get(link).text).forms if f.action.endswith("/change")
    )
    return dict(form.form_values())


def test_a_person_is_added_changed_and_removed(site: Site, city: TestClient) -> None:
    before = load(site)
    added = city.post(PLACE, data=KIM)
    assert "The contact is added." in added.text
    typed = {**begin(city, "kim@city.example"), "person": "Office", "email": "office@city.example"}
    for _ in range(2):
        changed = city.post(f"{PLACE}/change", data=typed)
        assert "The contact is changed." in changed.text
    assert load(site) == sorted([*before, ("office@city.example", "Office", "fr")])
    gone = city.post(f"{PLACE}/remove", data={"email": "office@city.example"})
    assert "The contact is removed." in gone.text
    assert load(site) == before


@pytest.mark.parametrize("email", ["nobody", "", "a b@city.example"])
def test_what_is_no_address_is_told_beside_its_field(
    site: Site, city: TestClient, email: str
) -> None:
    before = load(site)
    refused = city.post(PLACE, data={**KIM, "email": email})
    assert refused.status_code == 422
    page = html.fromstring(refused.text)
    assert page.xpath("//*[@class='error-summary']//a/@href") == ["#field-email"]
    assert page.xpath("//input[@name='person']/@value") == ["Kim"]
    assert load(site) == before


def test_two_people_who_change_one_contact_see_both(site: Site, city: TestClient) -> None:
    city.post(PLACE, data=KIM)
    mine, theirs = begin(city, "kim@city.example"), begin(city, "kim@city.example")
    city.post(f"{PLACE}/change", data={**theirs, "person": "Theirs"})
    clash = city.post(f"{PLACE}/change", data={**mine, "person": "Mine"})
    assert clash.status_code == 409
    page = html.fromstring(clash.text)
    assert [cell.text_content() for cell in page.xpath("//table[last()]//tr[last()]/td")][-2:] == [
        "Theirs", "Mine",
    ]  # fmt: skip
    form = next(f for f in page.forms if f.action.endswith("/change"))
    again = city.post(f"{PLACE}/change", data=dict(form.form_values()))
    assert "The contact is changed." in again.text
    assert ("kim@city.example", "Mine", "fr") in load(site)


def test_an_address_is_there_once(site: Site, city: TestClient) -> None:
    city.post(PLACE, data=KIM)
    again = city.post(PLACE, data=KIM)
    assert again.status_code == 409
    city.post(PLACE, data={**KIM, "email": "lee@city.example"})
    typed = {**begin(city, "lee@city.example"), "email": "kim@city.example", "person": "Lee"}
    assert city.post(f"{PLACE}/change", data=typed).status_code == 409
    assert city.post(f"{PLACE}/remove", data={"email": "none@city.example"}).status_code == 422


def test_nobody_sees_or_changes_the_contacts_of_another_member(
    site: Site, city: TestClient
) -> None:
    before = load(site)
    for role, member in ((Role.MEMBER, OTHER), (Role.DRAFTER, ""), (Role.OBSERVER, "")):
        stranger = enter(site, role, member)
        assert stranger.get(PLACE).status_code == 403
        for path in ("", "/change", "/remove"):
            assert stranger.post(PLACE + path, data=KIM).status_code == 403
    assert load(site) == before
    assert enter(site, Role.SECRETARIAT).get(PLACE).status_code == 200
