"""Members, assemblies and reminders at the secretariat's desk, as a browser meets them."""

import email
import io
from collections.abc import Iterator
from datetime import date
from email.policy import default
from zipfile import ZipFile

import openpyxl
import pytest
from lxml import html
from sqlalchemy import Engine
from starlette.testclient import TestClient

from app.accounts import Role
from app.database import reading, transaction
from app.site import Site
from tests.app.web.conftest import open_sample_site
from tests.app.web.offices import DAY, come_in, fill_office, hidden_fields, send_report
from tests.tracker.made_up_answers import CODES
from tracker.contact_store import add_contact, load_contacts, load_sent
from tracker.member_changes import find_stored_member
from tracker.member_store import load_assemblies, load_members, load_offices
from tracker.members import MemberKind
from tracker.reminders import Contact

MEMBER = CODES[0]
HERE = f"/secretariat/members/{MEMBER}"
REMINDING_DAY = date(2021, 3, 24)


@pytest.fixture
def site(sqlite_workspace: Engine) -> Iterator[Site]:
    fill_office(sqlite_workspace)
    site = open_sample_site(sqlite_workspace, DAY)
    yield site
    site.close()


@pytest.fixture
def desk(site: Site) -> TestClient:
    return come_in(site, Role.SECRETARIAT)


def fields_of(text: str, action: str) -> dict[str, str]:
    """What the form with an action would send as it stands."""
    form = next(f for f in html.fromstring(text).forms if f.get("action") == action)
    return {name: value or "" for name, value in form.fields.items() if name}


def test_a_member_is_added_with_its_names(site: Site, desk: TestClient) -> None:
    typed = {
        "code": "seoul", "name": "Seoul", "names": "ko=서울\n\nfr = Séoul", "kind": "city",
        "country": "Korea, Republic of", "region": "Asia", "joined": "2020-01-01", "left": "",
    }  # fmt: skip
    for faulty, told in (
        ({"country": "Atlantis"}, "This is no country that is known."),
        ({"names": "서울"}, "Write each name in a line of its own"),
        ({"code": "se oul"}, "This cannot be taken as it is."),
        ({"name": ""}, "Fill this in."),
    ):
        wrong = desk.post("/secretariat/add-member", data=typed | faulty)
        assert wrong.status_code == 422
        assert told in wrong.text
        assert "2020-01-01" in wrong.text
    assert desk.post("/secretariat/add-member", data=typed).url.path.endswith("/seoul")
    assert desk.post("/secretariat/add-member", data=typed).status_code == 409
    with reading(site.engine) as session:
        kept = find_stored_member(session, "seoul")
    assert kept.names == {"en": "Seoul", "ko": "서울", "fr": "Séoul"}
    assert (kept.country, kept.joined_on) == ("KR", date(2020, 1, 1))


def test_a_member_is_changed_from_a_day_on(site: Site, desk: TestClient) -> None:
    typed = fields_of(desk.get(HERE).text, HERE)
    changes = {"name": "Angora", "kind": "other", "region": "", "left": "2021-06-01"}
    done = desk.post(HERE, data=typed | changes)
    assert "The member is changed." in done.text
    with reading(site.engine) as session:
        now = find_stored_member(session, MEMBER)
        before = load_members(session, date(2021, 1, 31), [MEMBER])[0]
    assert (now.name(), now.kind, now.region) == ("Angora", MemberKind.OTHER, "")
    assert now.left_on == date(2021, 6, 1)
    assert before.name() == "Ankara"


def test_a_change_of_what_was_changed_meanwhile_shows_both(site: Site, desk: TestClient) -> None:
    typed = fields_of(desk.get(HERE).text, HERE)
    desk.post(HERE, data=typed | {"name": "Angora"})
    clash = desk.post(HERE, data=typed | {"name": "Ancyra"})
    assert clash.status_code == 409
    cells = html.fromstring(clash.text).xpath("//tr[th='Name in English']/td//text()")
    assert cells == ["Angora", "Ancyra"]
    again = fields_of(clash.text, HERE)
    assert again["name"] == "Ancyra"
    assert desk.post(HERE, data=again).status_code == 200
    with reading(site.engine) as session:
        assert find_stored_member(session, MEMBER).name() == "Ancyra"


def test_an_office_begins_and_ends(site: Site, desk: TestClient) -> None:
    desk.post(f"{HERE}/offices", data={"kind": "president", "starts": "2020-01-01", "ends": ""})
    ending = hidden_fields(desk.get(HERE).text, f"{HERE}/offices/end")
    early = desk.post(f"{HERE}/offices/end", data=ending | {"ends": "2019-01-01"})
    assert early.status_code == 409
    assert desk.post(f"{HERE}/offices/end", data=ending | {"ends": "2021-01-01"}).status_code == 200
    assert desk.post(f"{HERE}/offices/end", data=ending | {"ends": "2021-01-02"}).status_code == 409
    with reading(site.engine) as session:
        [office] = load_offices(session, [MEMBER])
    assert (office.starts_on, office.ends_on) == (date(2020, 1, 1), date(2021, 1, 1))


def test_a_contact_comes_and_goes_and_no_one_else_sees_it(site: Site, desk: TestClient) -> None:
    typed = {"email": "ayse@ankara.example", "person": "Ayşe", "language": "fr"}
    assert desk.post(f"{HERE}/contacts", data=typed | {"email": "ayse"}).status_code == 422
    assert "Ayşe" in desk.post(f"{HERE}/contacts", data=typed).text
    assert desk.post(f"{HERE}/contacts", data=typed).status_code == 409
    other = come_in(site, Role.MEMBER, CODES[1])
    assert other.get(HERE).status_code == 403
    assert "ayse@" not in other.get(f"/members/{MEMBER}").text
    gone = desk.post(f"{HERE}/contacts/remove", data={"email": "ayse@ankara.example"})
    assert "The contact is removed." in gone.text
    with reading(site.engine) as session:
        assert load_contacts(session, [MEMBER]) == []


LIST = "code,name,country,joined\nankara,Angora,TR,\nriga,Rīga,LV,2020-05-01\nbad,Bad,Atlantis,\n"


def as_workbook(rows: str) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for line in rows.splitlines():
        sheet.append(
            [date.fromisoformat(c) if c.startswith("2020-") else c or None for c in line.split(",")]
        )
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [("list.csv", LIST.encode()), ("list.csv", LIST.replace(",", ";").encode("utf-16")),
     ("list.xlsx", as_workbook(LIST))],
)  # fmt: skip
def test_a_list_is_shown_then_confirmed(
    site: Site, desk: TestClient, name: str, data: bytes
) -> None:
    shown = desk.post("/secretariat/import-members", files={"file": (name, data)})
    tiles = html.fromstring(shown.text).xpath("//ul[@class='tiles']//*[@class='value']/text()")
    assert tiles == ["1", "1", "0", "1"]
    assert "Atlantis" in shown.text
    with reading(site.engine) as session:
        assert "riga" not in {member.code for member in load_members(session)}
    confirming = fields_of(shown.text, "/secretariat/import-members/confirm")
    done = desk.post("/secretariat/import-members/confirm", data=confirming)
    assert "The list of members is taken in." in done.text
    with reading(site.engine) as session:
        assert find_stored_member(session, "riga").joined_on == date(2020, 5, 1)
        assert find_stored_member(session, MEMBER).name() == "Angora"
    again = desk.post("/secretariat/import-members/confirm", data=confirming)
    assert again.status_code == 409
    assert "The list changes nothing." in again.text


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("list.csv", b"who,where\nx,y\n", "Name the column of it name in the first row"),
        ("list.csv", b"\xff\xfe\xfd", "neither a workbook nor a CSV file"),
        ("list.xlsx", b"PK\x03\x04 nonsense", "A long list goes in as CSV"),
        ("list.csv", b"code,name\n", "There is no member in this list"),
    ],
)
def test_what_is_no_list_of_members_is_refused(
    desk: TestClient, name: str, data: bytes, told: str
) -> None:
    answer = desk.post("/secretariat/import-members", files={"file": (name, data)})
    assert answer.status_code == 422
    assert told in answer.text
    assert "--" not in html.fromstring(answer.text).xpath("string(//main)")


def test_a_list_that_is_too_large_is_not_read(desk: TestClient) -> None:
    data = b"code,name\n" + b"a,b\n" * (3 << 20)
    assert (
        desk.post("/secretariat/import-members", files={"file": ("l.csv", data)}).status_code == 413
    )
    assert desk.post("/secretariat/import-members").status_code == 422


def test_twelve_thousand_members_come_in_and_are_paged(site: Site, desk: TestClient) -> None:
    rows = "".join(f"c{n},Città numero {n},IT\n" for n in range(12_000))
    files = {"file": ("list.csv", f"code,name,country\n{rows}".encode())}
    shown = desk.post("/secretariat/import-members", files=files)
    confirming = fields_of(shown.text, "/secretariat/import-members/confirm")
    done = desk.post("/secretariat/import-members/confirm", data=confirming)
    assert "12,007 members" in done.text
    assert len(html.fromstring(done.text).xpath("//tbody/tr")) == 50
    found = desk.get("/secretariat/members", params={"q": "citta 11999"})
    assert html.fromstring(found.text).xpath("//tbody/tr/th/a/text()") == ["Città numero 11999"]


def test_the_list_that_is_taken_changes_nothing_when_it_comes_back(desk: TestClient) -> None:
    taken = desk.get("/secretariat/members.csv")
    shown = desk.post("/secretariat/import-members", files={"file": ("m.csv", taken.content)})
    assert "The list changes nothing." in shown.text


def test_an_assembly_is_added(site: Site, desk: TestClient) -> None:
    typed = {"code": "ga6", "name": "Sixth Assembly", "starts": "2023-05-02", "ends": "2023-05-01"}
    early = desk.post("/secretariat/assemblies", data=typed)
    assert early.status_code == 409
    assert "Sixth Assembly" in early.text
    done = desk.post("/secretariat/assemblies", data=typed | {"ends": "2023-05-04"})
    assert "The assembly is added." in done.text
    with reading(site.engine) as session:
        assert load_assemblies(session)[-1].code == "ga6"


@pytest.fixture
def reminding(site: Site) -> Iterator[Site]:
    """The day on which reminders are due; two members have the same contact, one has reported."""
    with transaction(site.engine) as session:
        add_contact(session, Contact(CODES[0], "ada@cities.example", "Ada", "fr"))
        add_contact(session, Contact(CODES[1], "ada@cities.example", "Ada", "fr"))
        add_contact(session, Contact(CODES[2], "bo@cities.example"))
    send_report(site.engine, CODES[2])
    later = open_sample_site(site.engine, REMINDING_DAY)
    yield later
    later.close()


def test_letters_are_read_taken_as_files_and_not_due_again(reminding: Site) -> None:
    desk = come_in(reminding, Role.SECRETARIAT)
    page = desk.get("/secretariat/reminders", params={"period": "new"})
    tree = html.fromstring(page.text)
    assert tree.xpath("//table[caption='Letters that are due']//th[@scope='row']/text()") == [
        "ada@cities.example"
    ]
    assert "delhi" in page.text
    [letter] = tree.xpath("//a[text()='Read the letter']/@href")
    assert "ada" not in letter
    shown = desk.get(letter)
    assert "Ada" in shown.text
    assert 'lang="fr"' in shown.text
    taken = desk.post("/secretariat/reminders/new/files")
    with ZipFile(io.BytesIO(taken.content)) as archive:
        [name] = archive.namelist()
        message = email.message_from_bytes(archive.read(name), policy=default)
    assert message["To"] == "Ada <ada@cities.example>"
    assert len(list(message.iter_attachments())) == 2
    with reading(reminding.engine) as session:
        assert len(load_sent(session, "new")) == 2
    assert "No letter is due today." in desk.get("/secretariat/reminders").text
    assert desk.get(letter).status_code == 404
    assert desk.post("/secretariat/reminders/new/files").url.path == "/secretariat/reminders"


def test_a_mail_server_that_does_not_answer_loses_no_letter(reminding: Site) -> None:
    (reminding.folder / "accord.toml").write_text(
        'smtp_host = "127.0.0.1"\nsmtp_port = 9\nmail_from = "o@cities.example"\n'
    )
    site = open_sample_site(reminding.engine, REMINDING_DAY)
    desk = come_in(site, Role.SECRETARIAT)
    answer = desk.post("/secretariat/reminders/new/send")
    site.close()
    assert answer.status_code == 503
    assert "did not take a message" in answer.text
    with reading(reminding.engine) as session:
        assert load_sent(session, "new") == set()


@pytest.mark.parametrize(
    "path",
    [
        "add-member",
        f"members/{MEMBER}",
        f"members/{MEMBER}/offices",
        f"members/{MEMBER}/offices/end",
        f"members/{MEMBER}/contacts",
        f"members/{MEMBER}/contacts/remove",
        "import-members",
        "import-members/confirm",
        "assemblies",
        "reminders/new/send",
        "reminders/new/files",
    ],
)
def test_no_one_else_writes_here(site: Site, path: str) -> None:
    for role in (Role.MEMBER, Role.DRAFTER, Role.OBSERVER, Role.ADMINISTRATOR):
        browser = come_in(site, role, MEMBER if role is Role.MEMBER else "")
        assert (
            browser.post(f"/secretariat/{path}", data={"email": "x@y.example"}).status_code == 403
        )
