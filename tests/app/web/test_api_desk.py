"""Contacts, evidence and excuses by the API."""

from app.accounts import Role
from app.site import Site
from tests.app.web.test_api import MEMBER, OTHER, call, filled, refused, site

__all__ = ["filled", "site"]
CONTACTS = f"/members/{MEMBER}/contacts"


def test_a_member_keeps_its_own_contacts(site: Site) -> None:
    own, other = call(site, Role.MEMBER, MEMBER), call(site, Role.MEMBER, OTHER)
    given = {"email": "office@city.example", "name": "The office"}
    assert own.post(CONTACTS, json=given).status_code == 201
    refused(own.post(CONTACTS, json=given), 409, "rule_refuses")
    refused(other.get(CONTACTS), 403, "not_allowed")
    refused(other.post(CONTACTS, json=given), 403, "not_allowed")
    refused(other.get(f"{CONTACTS}/office@city.example"), 403, "not_allowed")

    place = f"{CONTACTS}/office@city.example"
    changed = given | {"email": "mayor@city.example", "language": "fr"}
    refused(own.put(place, json=changed), 428, "match_missing")
    tag = own.get(place).headers["etag"]
    assert own.put(place, json=changed, headers={"If-Match": tag}).status_code == 200
    refused(own.get(place), 404, "not_found")
    (left,) = own.get(CONTACTS).json()["items"]
    assert left == {"member": MEMBER, **changed}
    assert own.delete(f"{CONTACTS}/mayor@city.example").json() == {"items": []}


def test_a_change_of_what_was_changed_meanwhile_is_refused(site: Site) -> None:
    own = call(site, Role.MEMBER, MEMBER)
    given = {"email": "office@city.example", "name": "The office"}
    own.post(CONTACTS, json=given)
    place = f"{CONTACTS}/office@city.example"
    tag = own.get(place).headers["etag"]
    mine, theirs = given | {"name": "Mine"}, given | {"name": "Theirs"}
    assert own.put(place, json=theirs, headers={"If-Match": tag}).status_code == 200
    refused(own.put(place, json=mine, headers={"If-Match": tag}), 412, "match_failed")
    assert own.get(place).json()["name"] == "Theirs"


def test_the_secretariat_judges_evidence_and_excuses(site: Site) -> None:
    own, desk = call(site, Role.MEMBER, MEMBER), call(site, Role.SECRETARIAT)
    report = f"/periods/2020/reports/{MEMBER}"
    answer = {
        "state": "limited",
        "done": "A plan.",
        "evidence": [{"url": "https://city.example/plan"}],
    }
    put = own.put(f"{report}/answers/environment-1", json=answer, headers={"If-Match": "*"})
    assert put.status_code == 200, put.text
    tag = own.get(report).headers["etag"]
    sent = own.post(f"{report}/submission", json={}, headers={"If-Match": tag})
    assert sent.status_code == 200, sent.text
    verdicts = {"verdicts": [{"paragraph": "environment-1", "level": "verified"}]}
    refused(own.post(f"{report}/evidence-levels", json=verdicts), 403, "not_allowed")
    refused(desk.post(f"{report}/evidence-levels", json=verdicts), 428, "match_missing")
    tag = desk.get(report).headers["etag"]
    judged = desk.post(f"{report}/evidence-levels", json=verdicts, headers={"If-Match": tag})
    assert judged.status_code == 200, judged.text
    assert judged.json()["answers"][0]["evidence_level"] == "verified"

    excused = desk.post(f"/periods/2020/reports/{OTHER}/excuse", json={"reason": "A flood."})
    assert (excused.json()["is_excused"], excused.json()["excuse"]) == (True, "A flood.")
    assert desk.post(f"/periods/2020/reports/{OTHER}/excuse", json={}).status_code == 422
