"""The API as a program meets it: tokens, tags, refusals, parts of lists, and what each may do."""

import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app import demo
from app.accounts import Role
from app.api_tokens import make_api_token
from app.database import create_database, open_database, transaction
from app.permissions import Scope
from app.site import Site
from app.web.api.application import PATH
from app.web.application import create_application
from declarations.draft_file import parse_draft
from declarations.store import save_revision
from tests.app.web.conftest import open_sample_site
from tests.app.web.people import OWN, add_person
from tracker.commitment_store import add_commitment
from tracker.commitments import Commitment, CommitmentKind, Visibility
from tracker.periods import Period
from tracker.progress_store import open_period

MEMBER, OTHER = "examplestad", "gasang"
DAY = demo.SAMPLE_DAY
DRAFT = """---
declaration: not-yet
title: A text that nobody adopted
language: en
---

# Air {#air}

1. We will see what becomes of the air. {#air-1}

2. We will speak of it again. {#air-2}
"""


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample with a draft, and a period that is open."""
    path = tmp_path_factory.mktemp("api") / "demo.db"
    engine = create_database(str(path))
    demo.fill_workspace(engine)
    with transaction(engine) as session:
        save_revision(session, parse_draft(DRAFT).declaration, parent_sha256="", made_on=DAY)
        later = (date(2019, 7, 1), date(2019, 10, 1), date(2019, 12, 1))
        open_period(session, Period("2020", "Report 2020", demo.DECLARATION, *later))
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return path


@pytest.fixture
def site(filled: Path, tmp_path: Path) -> Iterator[Site]:
    """A site of a copy, which the test may change."""
    engine = open_database(str(shutil.copy(filled, tmp_path / "demo.db")))
    site = open_sample_site(engine)
    yield site
    site.close()
    engine.dispose()


def call(site: Site, role: Role | None = None, member: str = "", *scopes: Scope) -> TestClient:
    """A program with a token of an account, or with none."""
    client = TestClient(create_application(site), base_url=site.base_url + PATH)
    if role is not None:
        account = add_person(site, role, member, email=f"{role}{member}{len(scopes)}@x.example")
        with transaction(site.engine) as session:
            _, secret = make_api_token(
                session, account.id, "x", scopes or list(Scope), now=site.now(),
                term=timedelta(days=1),
            )  # fmt: skip
        client.headers["Authorization"] = f"Bearer {secret}"
    return client


def refused(answer, status: int, code: str) -> dict:
    """The problem details of an answer that is a refusal."""
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    told = answer.json()
    assert (answer.status_code, told["status"], told["code"]) == (status, status, code), told
    assert told["detail"] == told["message"] != ""
    return told


def test_anyone_reads_what_is_public(site: Site) -> None:
    anyone = call(site)
    (found,) = anyone.get("/declarations").json()["items"]
    assert (found["code"], found["revision"], found["is_adopted"]) == ("sample-2017", 3, True)
    text = anyone.get("/declarations/sample-2017").json()
    paragraphs = [node for section in text["sections"] for node in section["children"]]
    assert paragraphs[0]["id"] == "environment-1"
    assert paragraphs[0]["label"] == "1"
    redline = anyone.get("/declarations/sample-2017/comparison?from=2&to=3").json()
    assert {change["kind"] for change in redline["changes"]} <= {
        "edited", "inserted", "deleted", "moved", "moved_and_edited",
    }  # fmt: skip


@pytest.mark.parametrize("header", ["Bearer accord_nonsense", "Bearer", "Basic YTpi", "x" * 900])
def test_a_token_that_does_not_work_is_refused_everywhere(site: Site, header: str) -> None:
    answer = call(site).get("/declarations", headers={"Authorization": header})
    refused(answer, 401, "token_refused")
    assert answer.headers["www-authenticate"].startswith("Bearer ")


def test_a_session_of_a_browser_is_no_way_into_the_api(site: Site) -> None:
    person = add_person(site, Role.SECRETARIAT)
    browser = TestClient(create_application(site), base_url=site.base_url, headers=OWN)
    browser.post("/sign-in", data={"email": person.email, "password": "violet harbour candle"})
    answer = browser.post(f"{PATH}/members", json={"code": "porto", "names": {"en": "Porto"}})
    refused(answer, 401, "not_allowed")


def test_a_token_may_do_what_its_scopes_say(site: Site) -> None:
    reader = call(site, Role.SECRETARIAT, "", Scope.READ)
    answer = reader.post("/members", json={"code": "porto", "names": {"en": "Porto"}})
    assert "scope" in refused(answer, 403, "not_allowed")["message"]
    assert reader.get("/token").json() == {
        "role": "secretariat", "member": "", "scopes": ["read"],
    }  # fmt: skip


def test_what_was_read_is_not_sent_again(site: Site) -> None:
    anyone = call(site)
    first = anyone.get("/members/gasang")
    again = anyone.get("/members/gasang", headers={"If-None-Match": f"W/{first.headers['etag']}"})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]


def test_an_edit_says_what_it_was_made_from(site: Site) -> None:
    office = call(site, Role.SECRETARIAT)
    tag = office.get("/members/gasang").headers["etag"]
    new = {"names": {"en": "Gasang City"}, "country": "KR", "region": "Asia"}
    refused(office.put("/members/gasang", json=new), 428, "match_missing")
    refused(
        office.put("/members/gasang", json=new, headers={"If-Match": '"x"'}), 412, "match_failed"
    )
    done = office.put("/members/gasang", json=new, headers={"If-Match": tag})
    assert done.json()["names"] == {"en": "Gasang City"}
    assert office.get("/members/gasang").headers["etag"] == done.headers["etag"] != tag
    refused(office.put("/members/gasang", json=new, headers={"If-Match": tag}), 412, "match_failed")


def test_a_list_comes_in_parts_that_neither_leave_out_nor_repeat(site: Site) -> None:
    anyone, found, address = call(site), [], f"{PATH}/members?limit=7"
    whole = [each["code"] for each in anyone.get("/members?limit=200").json()["items"]]
    while address:
        part = anyone.get(f"{site.base_url}{address}").json()
        found += [each["code"] for each in part["items"]]
        address = part["next"]
    assert found == whole == sorted(set(whole))
    assert len(whole) > 14


def test_every_fault_of_a_body_is_told_with_its_place(site: Site) -> None:
    office = call(site, Role.SECRETARIAT)
    body = {"code": "", "names": {}, "country": "Korea", "joined_on": "yesterday", "king": "x"}
    told = refused(office.post("/members", json=body), 422, "input_has_problems")
    assert {fault["item"] for fault in told["where"]} == {
        "body.code", "body.names", "body.country", "body.joined_on", "body.king",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("code", "a\x00b"),
        ("code", "x" * 101),
        ("region", "one\ntwo"),
        ("joined_on", "2019-05-01T00:00:00"),
        ("joined_on", 0),
        ("joined_on", "1066-10-14"),
        ("kind", "village"),
        ("names", {"English": "Porto"}),
    ],
)
def test_a_value_out_of_its_range_is_refused(site: Site, field: str, value: object) -> None:
    office = call(site, Role.SECRETARIAT)
    body = {"code": "porto", "names": {"en": "Porto"}, field: value}
    refused(office.post("/members", json=body), 422, "input_has_problems")


def test_faults_of_the_domain_have_the_codes_of_the_command_line(site: Site) -> None:
    office = call(site, Role.SECRETARIAT)
    body = {
        "code": "2021", "declaration": "sample-2017", "opens_on": "2021-05-01",
        "due_on": "2021-03-31", "closes_on": "2021-06-30",
    }  # fmt: skip
    told = refused(office.post("/periods", json=body), 422, "input_has_problems")
    assert told["where"][0]["code"] == "T001"
    taken = {"code": "gasang", "names": {"en": "Gasang"}}
    told = refused(office.post("/members", json=taken), 409, "rule_refuses")
    assert "accord " not in told["hint"]


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/nothing", 404, "not_found"),
        ("GET", "/members/none", 404, "not_found"),
        ("GET", "/members/no%0Ane", 404, "not_found"),
        ("DELETE", "/members/gasang", 405, "method_not_allowed"),
        ("GET", "/members?limit=0", 422, "input_has_problems"),
        ("GET", "/members?page=2", 422, "input_has_problems"),
    ],
)
def test_what_is_not_there_is_told_as_a_problem_too(
    site: Site, method: str, path: str, status: int, code: str
) -> None:
    refused(call(site).request(method, path), status, code)


def test_a_body_that_is_too_large_or_no_json_is_refused(site: Site) -> None:
    office = call(site, Role.SECRETARIAT)
    large = {"code": "porto", "names": {"en": "x" * 300_000}}
    refused(office.post("/members", json=large), 413, "too_large")
    headers = {"Content-Type": "application/json"}
    refused(office.post("/members", content=b"{", headers=headers), 422, "input_has_problems")
    refused(office.post("/members", content=b'"\xff"', headers=headers), 400, "not_understood")


def test_an_amendment_is_proposed_recommended_and_decided(site: Site) -> None:
    member = call(site, Role.MEMBER, MEMBER)
    drafter, other = call(site, Role.DRAFTER), call(site, Role.MEMBER, OTHER)
    body = {"replace": [{"id": "air-1", "text": "We will measure the air."}], "rationale": "So."}
    made = member.post("/declarations/not-yet/amendments", json=body)
    assert (made.status_code, made.json()["sponsor"]) == (201, MEMBER)
    address = "/declarations/not-yet/amendments/A1"
    assert made.headers["location"] == PATH + address
    nothing = member.post("/declarations/not-yet/amendments", json={"rationale": "So."})
    refused(nothing, 422, "input_has_problems")
    foreign = other.post("/declarations/not-yet/amendments", json=body | {"sponsor": MEMBER})
    refused(foreign, 403, "not_allowed")

    tag = drafter.get(address).headers["etag"]
    advice = {"procedure": "accept", "note": "It is better."}
    put = drafter.put(f"{address}/recommendation", json=advice, headers={"If-Match": tag})
    assert put.json()["recommendation"]["note"] == "It is better."
    assert other.get(address).json()["recommendation"] is None

    tag = drafter.get("/declarations/not-yet").headers["etag"]
    choices = {"choices": [{"amendment": "A1"}]}
    decided = drafter.post(
        "/declarations/not-yet/decisions", json=choices, headers={"If-Match": tag}
    )
    assert decided.json()["revision"] == 2
    text = drafter.get("/declarations/not-yet").json()
    assert text["sections"][0]["children"][0]["text"] == "We will measure the air."
    late = drafter.post("/declarations/not-yet/decisions", json=choices, headers={"If-Match": tag})
    refused(late, 412, "match_failed")


def test_a_draft_is_there_only_for_those_who_may_read_it(site: Site) -> None:
    anyone, observer = call(site), call(site, Role.OBSERVER)
    for part in ("", "/revisions", "/amendments", "/statements", "/acceptance", "/commitments"):
        told = refused(anyone.get(f"/declarations/not-yet{part}"), 404, "not_found")
        same = refused(anyone.get(f"/declarations/nothing{part}"), 404, "not_found")
        assert told["message"].replace("not-yet", "nothing") == same["message"]
    assert observer.get("/declarations/not-yet").json()["is_adopted"] is False


def test_an_acceptance_is_registered_with_its_words(site: Site) -> None:
    member = call(site, Role.MEMBER, MEMBER)
    body = {
        "paragraphs": "all", "decision_reference": "2019/17",
        "reservations": {"environment-2": "Applies from 2027."},
    }  # fmt: skip
    done = member.post("/declarations/sample-2017/acceptance", json=body).json()
    assert done["accepted"] == len(done["paragraphs"])
    rows = member.get("/declarations/sample-2017/acceptance?limit=200").json()["items"]
    (own,) = (row for row in rows if row["member"] == MEMBER)
    assert own["positions"]["environment-2"] == "accepted_with_reservation"
    said = member.get(f"/declarations/sample-2017/statements?member={MEMBER}").json()["items"]
    assert "Applies from 2027." in [each["text"] for each in said]
    early = body | {"deposited_on": "2030-01-01"}
    refused(
        member.post("/declarations/sample-2017/acceptance", json=early), 422, "input_has_problems"
    )


def test_a_report_is_answered_sent_and_reviewed(site: Site) -> None:
    member, office = call(site, Role.MEMBER, MEMBER), call(site, Role.SECRETARIAT)
    report, anyone = f"/periods/2020/reports/{MEMBER}", call(site)
    tag = member.get(report).headers["etag"]
    answered = member.put(
        f"{report}/answers/environment-1",
        json={"state": "substantial", "done": "Two.", "evidence": [{"url": "https://x.example/"}]},
        headers={"If-Match": tag},
    )
    assert answered.json()["evidence_level"] == "claimed"
    assert member.get(report).json()["state"] == "draft"
    assert anyone.get(report).json()["answers"] == []
    assert anyone.get(report).json()["state"] == "open"
    refused(anyone.get(f"{report}/answers/environment-1"), 401, "not_allowed")

    stale = member.post(f"{report}/submission", json={}, headers={"If-Match": tag})
    refused(stale, 412, "match_failed")
    tag = member.get(report).headers["etag"]
    more = {"answers": {"environment-2": {"state": "complete", "in_confidence": True}}}
    sent = member.post(f"{report}/submission", json=more, headers={"If-Match": tag})
    assert [a["paragraph"] for a in sent.json()["answers"]] == ["environment-1", "environment-2"]

    seen = office.get(report)
    review = {"verdict": "returned", "note": "Paragraph 2 has no words."}
    done = office.post(f"{report}/review", json=review, headers={"If-Match": seen.headers["etag"]})
    assert (done.json()["state"], done.json()["note"]) == ("returned", review["note"])
    assert anyone.get(report).json()["note"] == ""


def test_what_was_answered_in_confidence_is_read_by_its_member_and_the_secretariat(
    site: Site,
) -> None:
    member, office = call(site, Role.MEMBER, MEMBER), call(site, Role.SECRETARIAT)
    report = f"/periods/2020/reports/{MEMBER}"
    open_first = {"answers": {"environment-1": {"state": "limited", "done": "Nearly nothing."}}}
    member.post(f"{report}/submission", json=open_first, headers={"If-Match": "*"})
    secret = {"answers": {"environment-1": {"state": "limited", "in_confidence": True}}}
    member.post(f"{report}/submission", json=secret, headers={"If-Match": "*"})
    back = {"answers": {"environment-1": {"state": "complete", "done": "All."}}}
    for client in (member, office):
        assert client.get(report).json()["answers"][0]["state"] == "limited"
    others = [call(site), call(site, Role.OBSERVER), call(site, Role.ADMINISTRATOR)]
    others += [call(site, Role.MEMBER, OTHER), call(site, Role.DRAFTER)]
    member.post(f"{report}/submission", json=back, headers={"If-Match": "*"})
    for client in others:
        (shown,) = client.get(report).json()["answers"]
        assert (shown["state"], shown["reason"], shown["done"]) == (None, "confidential", "")
        assert client.get(f"{report}/answers/environment-1").status_code in {401, 403}


def test_commitments_are_read_by_those_to_whom_they_are_shown(site: Site) -> None:
    with transaction(site.engine) as session:
        for visibility in Visibility:
            add_commitment(
                session,
                Commitment(
                    f"c-{visibility}", MEMBER, demo.DECLARATION, "Trees", CommitmentKind.SERVICE,
                    DAY, {"environment-1": Decimal(1)}, visibility=visibility,
                ),
            )  # fmt: skip

    def codes(client: TestClient) -> set[str]:
        found = client.get(f"/declarations/sample-2017/commitments?member={MEMBER}").json()["items"]
        return {each["code"] for each in found if each["code"].startswith("c-")}

    public, members, all_of_them = (
        {f"c-{each}" for each in shown}
        for shown in (["public"], ["public", "members"], list(Visibility))
    )
    assert codes(call(site)) == public
    assert codes(call(site, Role.DRAFTER)) == public
    assert codes(call(site, Role.MEMBER, OTHER)) == members
    assert codes(call(site, Role.OBSERVER)) == members
    assert codes(call(site, Role.MEMBER, MEMBER)) == all_of_them
    assert codes(call(site, Role.SECRETARIAT)) == all_of_them
    hidden = f"/declarations/sample-2017/commitments/{MEMBER}/c-secretariat"
    refused(call(site).get(hidden), 404, "not_found")


def test_a_commitment_is_made_and_given_another_date(site: Site) -> None:
    member = call(site, Role.MEMBER, MEMBER)
    body = {
        "code": "trees", "title": "Plant trees", "kind": "investment",
        "paragraphs": {"environment-6": "1"}, "due_on": "2020-12-31", "goals": ["11.7"],
        "budgets": [{"stage": "planned", "amount": "200000.50", "currency": "EUR"}],
    }  # fmt: skip
    made = member.post("/declarations/sample-2017/commitments", json=body)
    assert made.json()["budgets"][0]["amount"] == "200000.50"
    address = made.headers["location"].removeprefix(PATH)
    later = {"due_on": "2021-12-31", "reason": "The tender was repeated."}
    refused(member.post(f"{address}/dates", json=later), 428, "match_missing")
    moved = member.post(f"{address}/dates", json=later, headers={"If-Match": made.headers["etag"]})
    assert (moved.json()["due_on"], moved.json()["due_on_now"]) == ("2020-12-31", "2021-12-31")


def test_an_offer_is_made_and_withdrawn(site: Site) -> None:
    member, other = call(site, Role.MEMBER, MEMBER), call(site, Role.MEMBER, OTHER)
    body = {"kind": "offer", "paragraph": "environment-1", "text": "We can show it."}
    made = member.post("/declarations/sample-2017/exchange", json=body).json()
    address = f"/declarations/sample-2017/exchange/{MEMBER}/{made['number']}"
    refused(other.delete(address), 403, "not_allowed")
    assert member.delete(address).status_code == 204
    refused(member.delete(address), 409, "rule_refuses")


def test_a_period_is_opened_and_closed_for_good(site: Site) -> None:
    office = call(site, Role.SECRETARIAT)
    tag = office.get("/periods/2020").headers["etag"]
    closed = office.post("/periods/2020/closing", headers={"If-Match": tag})
    assert closed.json()["frozen_at"] == "2019-09-01T12:00:00Z"
    again = office.post("/periods/2020/closing", headers={"If-Match": closed.headers["etag"]})
    refused(again, 409, "rule_refuses")


def test_a_members_report_and_the_open_data_are_files(site: Site) -> None:
    member = call(site, Role.MEMBER, MEMBER)
    report = member.get(f"/declarations/sample-2017/members/{MEMBER}/report.html")
    assert report.headers["content-type"].startswith("text/html")
    assert "Examplestad" in report.text
    assert call(site).get("/open-data.zip").content[:2] == b"PK"
