"""The pages of the journal: the office reads it, nobody else does."""

import json
from collections.abc import Iterator
from datetime import date

import pytest
from lxml import html
from sqlalchemy import Engine
from starlette.testclient import TestClient

from app.accounts import Role
from app.database import reading, transaction
from app.journal import Signature
from app.journal_store import JournalFilter, list_entries
from app.site import Site
from tests.app.web.conftest import open_sample_site
from tests.app.web.people import add_person, sign_in
from tracker.member_store import add_assembly, add_member, import_members
from tracker.members import Assembly, Member


@pytest.fixture
def site(sqlite_workspace: Engine) -> Iterator[Site]:
    with transaction(sqlite_workspace, Signature(user="kim", act="accord member add")) as session:
        add_member(session, Member("lima", {"en": "<b>Lima</b>"}))
    site = open_sample_site(sqlite_workspace, date(2026, 11, 30))
    yield site
    site.close()


@pytest.fixture
def secretariat(site: Site) -> TestClient:
    return sign_in(site, add_person(site, Role.SECRETARIAT))


def first_entry(site: Site) -> str:
    with reading(site.engine) as session:
        found, _total = list_entries(session, JournalFilter(), limit=1000)
    return f"/journal/{found[-1].id}"


def rows(text: str) -> list[list[str]]:
    return [
        [" ".join(cell.text_content().split()) for cell in row.xpath("th|td")]
        for row in html.fromstring(text).xpath("//tbody/tr")
    ]


@pytest.mark.parametrize("role", Role)
def test_the_office_alone_reads_the_journal(site: Site, role: Role) -> None:
    browser = sign_in(site, add_person(site, role, "lima" if role is Role.MEMBER else ""))
    expected = 200 if role in {Role.SECRETARIAT, Role.ADMINISTRATOR} else 403
    assert browser.get("/journal").status_code == expected
    assert browser.get(first_entry(site)).status_code == expected
    assert ('href="/journal"' in browser.get("/").text) == (expected == 200)


def test_an_entry_opens_to_each_column_before_and_after(
    site: Site, secretariat: TestClient
) -> None:
    shown = secretariat.get(first_entry(site))
    assert ["code", "", "lima"] in rows(shown.text)
    assert ["names", "", '{"en": "<b>Lima</b>"}'] in rows(shown.text)
    assert "<b>Lima" not in shown.text
    assert "accord member add" in shown.text


def test_many_rows_are_shown_as_their_number(site: Site, secretariat: TestClient) -> None:
    members = [Member(f"city-{n}", {"en": f"City {n}"}) for n in range(1234)]
    with transaction(site.engine, Signature(act="import")) as session:
        import_members(session, members, changed_on=date(2026, 11, 30))
    listed = html.fromstring(secretariat.get("/journal?act=import").text)
    (address,) = listed.xpath("//tbody//a/@href")
    assert "1,234 rows changed" in secretariat.get(address).text


def test_the_list_is_filtered_and_paged(site: Site, secretariat: TestClient) -> None:
    for number in range(60):
        with transaction(site.engine, Signature(user="lee", act="x", object=f"ga{number}")) as s:
            add_assembly(s, Assembly(f"ga{number}", "Assembly"))
    assert len(rows(secretariat.get("/journal?by=lee").text)) == 50
    assert len(rows(secretariat.get("/journal?by=lee&page=2").text)) == 10
    (row,) = rows(secretariat.get("/journal?by=lee&q=GA59&since=2020-01-01&until=").text)
    assert row[2:] == ["lee", "x", "ga59"]
    assert rows(secretariat.get("/journal?until=2020-01-01").text) == []


def test_what_an_account_does_to_itself_bears_its_address(
    site: Site, secretariat: TestClient
) -> None:
    typed = {"name": "Kim", "language": "en"}
    assert secretariat.post("/account", data=typed).status_code == 200
    number, _when, by, act, _object = rows(secretariat.get("/journal").text)[0]
    assert (by, act) == (
        "secretariat@people.example",
        "change a name, a password or a second factor",
    )
    assert json.loads(number.replace(",", "")) >= 2
