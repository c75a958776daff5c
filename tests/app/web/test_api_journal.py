"""The journal by the API: in parts, with its head, for those who may read it."""

from app.accounts import Role
from app.database import transaction
from app.journal_writing import find_head
from app.site import Site
from tests.app.web.test_api import MEMBER, call, filled, refused, site
from tracker.member_store import add_member
from tracker.members import Member

__all__ = ["filled", "site"]


def test_a_program_reads_the_journal_in_parts_while_it_grows(site: Site) -> None:
    keeper = call(site, Role.ADMINISTRATOR)
    for number in range(5):
        with transaction(site.engine) as session:
            add_member(session, Member(f"new-{number}", {"en": f"New {number}"}))
    seen, address = [], "/journal?limit=2"
    while address:
        part = keeper.get(address.removeprefix("/api/v1")).json()
        seen += [each["number"] for each in part["items"]]
        address = part["next"]
        if len(seen) == 2:
            with transaction(site.engine) as session:
                add_member(session, Member("later", {"en": "Later"}))
    assert seen == sorted(seen, reverse=True)
    assert seen == list(range(seen[0], 0, -1))
    newest = keeper.get("/journal?limit=1").json()["items"][0]
    assert newest["changes"][0]["table"] == "member"
    assert keeper.get(f"/journal/{newest['id']}").json() == newest


def test_the_head_is_the_anchor_that_is_kept_elsewhere(site: Site) -> None:
    told = call(site, Role.SECRETARIAT).get("/journal/head").json()
    with transaction(site.engine) as session:
        head = find_head(session)
    assert told["anchor"] == str(head)


def test_nobody_else_reads_the_journal(site: Site) -> None:
    for caller in (call(site, Role.MEMBER, MEMBER), call(site, Role.DRAFTER)):
        for address in ("/journal", "/journal/head"):
            refused(caller.get(address), 403, "not_allowed")
