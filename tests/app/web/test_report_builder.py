"""Reports asked for in a browser: wished, made by a worker, taken, stopped; by those who may."""

import io
import re
from collections.abc import Iterator
from uuid import uuid4

import pypdf
import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from app.accounts import Role
from app.report_worker import ReportWorker, job_folder
from app.site import Site
from tests.app.web.conftest import open_sample_site
from tests.app.web.offices import DAY, come_in, fill_office
from tests.app.web.people import open_browser
from tests.tracker.made_up_answers import CODES

ASSEMBLY = "/secretariat/reports/new/assembly"
WISH = {"declaration": "d", "day": DAY.isoformat(), "ending": "html"}


@pytest.fixture
def site(sqlite_workspace: Engine) -> Iterator[Site]:
    fill_office(sqlite_workspace)
    site = open_sample_site(sqlite_workspace, DAY)
    yield site
    site.close()


@pytest.fixture
def desk(site: Site) -> TestClient:
    return come_in(site, Role.SECRETARIAT)


def make_all(site: Site) -> None:
    worker = ReportWorker(site.engine, site.folder, site.now, "test")
    while worker.work_once():
        pass


def test_a_report_is_asked_for_made_and_taken(site: Site, desk: TestClient) -> None:
    waiting = desk.post(ASSEMBLY, data=WISH | {"ending": "pdf", "is_final": "yes"})
    assert waiting.headers["refresh"] == "2"
    assert "Waiting for its turn" in waiting.text
    assert "refresh" in desk.get("/secretariat/reports").headers
    make_all(site)
    ready = desk.get(waiting.url.path)
    assert "refresh" not in ready.headers
    [address] = re.findall(r'href="(/secretariat/reports/[^"]+/files/[^"]+)"', ready.text)
    file = desk.get(address)
    assert file.headers["content-type"] == "application/pdf"
    assert file.headers["content-disposition"].startswith("attachment")
    text = pypdf.PdfReader(io.BytesIO(file.content)).pages[0].extract_text()
    assert "draft" not in text.lower()


@pytest.mark.parametrize(
    ("kind", "wish", "name"),
    [
        ("member", {"member": CODES[1]}, f"d-{CODES[1]}-2021-02-01.html"),
        ("paragraph", {"declaration": "", "paragraph": "d/air-2"}, "d-air-2-2021-02-01.html"),
    ],
)
def test_members_and_paragraphs_have_reports_too(
    site: Site, desk: TestClient, kind: str, wish: dict[str, str], name: str
) -> None:
    asked = desk.post(f"/secretariat/reports/new/{kind}", data=WISH | wish)
    make_all(site)
    file = desk.get(f"{asked.url.path}/files/{name}")
    assert file.status_code == 200
    assert file.headers["content-disposition"].startswith("attachment")


@pytest.mark.parametrize(
    ("kind", "wish", "told"),
    [
        ("member", {"member": "atlantis"}, "atlantis"),
        ("paragraph", {"paragraph": "d/none"}, "Choose one of those that are offered."),
        ("paragraph", {"paragraph": "none/air-1"}, "none"),
        ("assembly", {"day": "2000-01-01"}, "There is no adopted declaration"),
        ("assembly", {"day": "yesterday"}, "Give a day"),
        ("assembly", {"ending": "exe"}, "Choose one of those that are offered."),
    ],
)
def test_what_cannot_be_made_is_told_at_once(
    site: Site, desk: TestClient, kind: str, wish: dict[str, str], told: str
) -> None:
    answer = desk.post(f"/secretariat/reports/new/{kind}", data=WISH | wish)
    assert answer.status_code == 422
    assert told in answer.text
    assert "None yet." in desk.get("/secretariat/reports").text


def test_a_report_is_stopped_while_it_waits_and_not_afterwards(
    site: Site, desk: TestClient
) -> None:
    asked = desk.post(ASSEMBLY, data=WISH)
    stopped = desk.post(f"{asked.url.path}/cancel")
    assert "The report is not made any further." in stopped.text
    assert "refresh" not in stopped.headers
    make_all(site)
    assert not job_folder(site.folder, uuid4()).parent.exists()
    assert desk.post(f"{asked.url.path}/cancel").status_code == 409


def test_a_report_that_failed_says_why(site: Site, desk: TestClient) -> None:
    (site.folder / "words").mkdir()
    (site.folder / "words" / "assembly_report.md.j2").write_text("{{ nothing }}")
    (site.folder / "accord.toml").write_text('templates = "words"\n')
    asked = desk.post(ASSEMBLY, data=WISH)
    make_all(site)
    shown = desk.get(asked.url.path)
    assert "Not made" in shown.text
    assert "assembly_report.md.j2" in shown.text


def test_a_deleted_file_is_told_and_not_linked(site: Site, desk: TestClient) -> None:
    asked = desk.post(ASSEMBLY, data=WISH)
    make_all(site)
    name = "d-report-2021-02-01.html"
    for file in site.folder.glob("reports/*/*"):
        file.unlink()
    assert "no longer there" in desk.get(asked.url.path).text
    assert desk.get(f"{asked.url.path}/files/{name}").status_code == 404


def test_every_download_asks_for_the_right_again(site: Site, desk: TestClient) -> None:
    asked = desk.post("/secretariat/reports/new/member", data=WISH | {"member": CODES[1]})
    make_all(site)
    name = f"d-{CODES[1]}-2021-02-01.html"
    own = f"{asked.url.path}/files/{name}"
    for role in (Role.MEMBER, Role.DRAFTER, Role.OBSERVER, Role.ADMINISTRATOR):
        browser = come_in(site, role, CODES[0] if role is Role.MEMBER else "")
        for path in (own, asked.url.path):
            assert browser.get(path).status_code == 403
        assert browser.post(f"{asked.url.path}/cancel").status_code == 403
        assert browser.post(ASSEMBLY, data=WISH).status_code == 403
    assert open_browser(site).get(own).url.path == "/sign-in"
    desk.post("/sign-out")
    assert desk.get(own).url.path == "/sign-in"


@pytest.mark.parametrize("name", ["..%2f..%2f..%2faccord.db", "accord.db", "%00"])
def test_no_other_file_is_sent(site: Site, desk: TestClient, name: str) -> None:
    asked = desk.post(ASSEMBLY, data=WISH)
    make_all(site)
    assert desk.get(f"{asked.url.path}/files/{name}").status_code == 404
