"""Reports by the API, and what members do with amendments that are proposed."""

import time
from collections.abc import Iterator
from pathlib import Path

import pypdf
import pytest

from app.accounts import Role
from app.report_worker import ReportWorker
from app.site import Site
from tests.app.web.test_api import MEMBER, OTHER, call, filled, refused, site

__all__ = ["filled", "site"]
ASKED = {"kind": "member", "declaration": "sample-2017", "ending": "pdf", "member": MEMBER}
A1 = "/declarations/not-yet/amendments/A1"


@pytest.fixture
def working(site: Site) -> Iterator[Site]:
    """A site with somebody who makes its reports."""
    worker = ReportWorker(site.engine, site.folder, site.now, "api")
    worker.start()
    yield site
    worker.close()


def test_a_report_is_asked_for_watched_and_taken_away(working: Site, tmp_path: Path) -> None:
    desk = call(working, Role.SECRETARIAT)
    asked = desk.post("/reports", json=ASKED)
    assert asked.status_code == 201
    address = f"/reports/{asked.json()['id']}"
    assert asked.headers["location"].endswith(address)
    told = asked.json()
    for _ in range(600):
        told = desk.get(address).json()
        if told["state"] not in {"waiting", "running"}:
            break
        time.sleep(0.1)
    assert (told["state"], told["progress"]) == ("done", 3)
    (file,) = told["files"]
    content = desk.get(f"{address}/files/{file['name']}").content
    assert len(content) == file["bytes"]
    (tmp_path / "report.pdf").write_bytes(content)
    assert len(pypdf.PdfReader(tmp_path / "report.pdf").pages) > 0
    assert desk.get("/reports").json()["items"][0]["id"] == told["id"]
    refused(desk.get(f"{address}/files/other.pdf"), 404, "not_found")


def test_a_report_that_waits_can_be_cancelled_once(site: Site) -> None:
    desk = call(site, Role.SECRETARIAT)
    address = f"/reports/{desk.post('/reports', json=ASKED).json()['id']}"
    cancelled = desk.post(f"{address}/cancellation")
    assert cancelled.json()["state"] == "cancelled"


def test_a_report_about_nothing_that_is_public_is_not_made(site: Site) -> None:
    desk = call(site, Role.SECRETARIAT)
    for faulty in (
        {"declaration": "not-yet"},
        {"member": "nowhere"},
        {"kind": "paragraph", "paragraph": "nothing"},
        {"kind": "paragraph"},
    ):
        assert desk.post("/reports", json=ASKED | faulty).status_code == 404, faulty
    assert desk.post("/reports", json=ASKED | {"day": "2030-01-01"}).status_code == 422
    assert desk.get("/reports").json()["items"] == []


def test_only_the_secretariat_asks_for_reports(site: Site) -> None:
    for caller in (call(site, Role.MEMBER, MEMBER), call(site, Role.OBSERVER)):
        refused(caller.get("/reports"), 403, "not_allowed")
        refused(caller.post("/reports", json=ASKED), 403, "not_allowed")


def test_a_member_joins_leaves_and_the_sponsor_answers_and_withdraws(site: Site) -> None:
    sponsor, other = call(site, Role.MEMBER, MEMBER), call(site, Role.MEMBER, OTHER)
    desk = call(site, Role.SECRETARIAT)
    body = {"replace": [{"id": "air-1", "text": "We will measure the air."}]}
    assert sponsor.post("/declarations/not-yet/amendments", json=body).status_code == 201

    joined = other.post(f"{A1}/sponsors", json={})
    assert [each["member"] for each in joined.json()["co_sponsors"]] == [OTHER]
    refused(other.post(f"{A1}/sponsors", json={"member": MEMBER}), 403, "not_allowed")
    left = other.delete(f"{A1}/sponsors/{OTHER}")
    assert left.json()["co_sponsors"][0]["left_on"] is not None
    refused(sponsor.delete(f"{A1}/sponsors/{OTHER}"), 403, "not_allowed")

    refused(sponsor.post(f"{A1}/answer", json={"answer": "Yes."}), 404, "not_found")
    tag = desk.get(A1).headers["etag"]
    advice = {"procedure": "accept", "note": "Other words.", "publish": True}
    put = desk.put(f"{A1}/recommendation", json=advice, headers={"If-Match": tag})
    assert put.status_code == 200, put.text
    answered = sponsor.post(f"{A1}/answer", json={"answer": "We agree."})
    assert answered.json()["recommendation"]["answer"] == "We agree."

    refused(other.post(f"{A1}/withdrawal", json={}), 403, "not_allowed")
    gone = sponsor.post(f"{A1}/withdrawal", json={"reason": "Another says it better."})
    assert gone.json()["status"] == "withdrawn"
    assert gone.json()["steps"][-1]["reason"] == "Another says it better."
    assert sponsor.post(f"{A1}/withdrawal", json={}).status_code == 409
