"""The journal: every change is in it, whole or not at all, and no secret is."""

import json
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Engine, delete, insert, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import SQLModel, col

from app.account_store import add_account
from app.account_tables import AccountRow
from app.accounts import Role
from app.acting import acting
from app.database import reading, sign_engine, transaction
from app.journal import FaultKind, JournalFault, Signature
from app.journal_changes import MOST_ROWS
from app.journal_scope import LEFT_OUT, PERSONAL, SECRETS, UNTOLD
from app.journal_sealer import JournalSealer
from app.journal_store import (
    JournalFilter,
    list_entries,
    seal_entries,
    verify_journal,
)
from app.journal_tables import JournalPersonRow, JournalRow
from app.journal_writing import find_head
from app.permissions import Act, Actor, RightRefusal
from app.personal_data import erase_person, export_person
from tests.exports.every_table import fill_every_table
from tracker.contact_store import add_contact, remove_contact
from tracker.member_store import add_assembly, add_member, import_members
from tracker.members import Assembly, Member
from tracker.reminders import Contact
from tracker.tables import AssemblyRow, ContactRow, MemberRow

NOW = datetime(2026, 11, 30, 23, 59, 1, 250, tzinfo=UTC)
SEOUL = Member("seoul", {"en": "Seoul"})


def read_journal(engine: Engine, **wanted: Any) -> list[Any]:
    """Return the entries, the oldest first, sealed."""
    seal_entries(engine)
    with reading(engine) as session:
        found, total = list_entries(session, JournalFilter(**wanted), limit=1000)
    assert total == len(found)
    return found[::-1]


def changes_of(entry: Any) -> list[dict[str, Any]]:
    changes: list[dict[str, Any]] = json.loads(entry.changes)
    return changes


def last_changes(engine: Engine) -> list[dict[str, Any]]:
    return changes_of(read_journal(engine)[-1])


def faults(engine: Engine) -> list[JournalFault]:
    with reading(engine) as session:
        return verify_journal(session)


def fill(engine: Engine, number: int) -> None:
    """Make as many entries, each of one member."""
    for each in range(number):
        with transaction(engine, Signature(user="kim", act="accord member add")) as session:
            add_member(session, Member(f"city-{each}", {"en": f"City {each}"}))
    seal_entries(engine)


def test_an_entry_tells_who_did_what_when_and_to_what(workspace: Engine) -> None:
    signed = sign_engine(
        workspace, Signature(None, "kim", "accord member add", "seoul"), lambda: NOW
    )
    with transaction(signed) as session:
        add_member(session, SEOUL)
    (entry,) = read_journal(workspace)
    assert (entry.number, entry.by, entry.act, entry.object) == (
        1, "kim", "accord member add", "seoul",
    )  # fmt: skip
    assert entry.made_at == NOW
    (change,) = changes_of(entry)
    assert (change["table"], change["before"]) == ("member", None)
    assert change["after"]["names"] == {"en": "Seoul"}
    assert change["key"] == {"id": change["after"]["id"]}


def test_what_is_done_by_acting_bears_the_act_and_the_account(workspace: Engine) -> None:
    with transaction(workspace) as session:
        account = add_account(session, "office@x.example", Role.SECRETARIAT, now=NOW)
    office = Actor(account.id, Role.SECRETARIAT)
    with acting(workspace, office, Act.MANAGE_MEMBERS, of="member seoul") as session:
        add_member(session, SEOUL)
    entry = read_journal(workspace)[-1]
    assert (entry.by, entry.act) == ("office@x.example", Act.MANAGE_MEMBERS.value)
    assert entry.object == "member seoul"


def test_what_is_rolled_back_or_refused_leaves_no_entry(workspace: Engine) -> None:
    with pytest.raises(RuntimeError), transaction(workspace) as session:
        add_member(session, SEOUL)
        session.flush()
        raise RuntimeError
    with transaction(workspace) as session:
        add_member(session, SEOUL)
        session.flush()
        session.rollback()
    with pytest.raises(RightRefusal), acting(workspace, Actor(), Act.ADOPT, of="a text"):
        pass
    assert read_journal(workspace) == []


def test_a_flush_that_fails_within_a_part_takes_only_the_part_away(workspace: Engine) -> None:
    with transaction(workspace) as session:
        add_member(session, SEOUL)
        session.flush()
        with pytest.raises(IntegrityError), session.begin_nested():
            session.add_all(AssemblyRow(code="twice", name=name) for name in "ab")
            session.flush()
    (change,) = last_changes(workspace)
    assert change["table"] == "member"


def test_a_part_that_is_rolled_back_is_not_in_the_entry(workspace: Engine) -> None:
    with transaction(workspace) as session:
        add_member(session, SEOUL)
        session.flush()
        with session.begin_nested() as part:
            add_member(session, Member("lyon", {"en": "Lyon"}))
            session.flush()
            part.rollback()
        with session.begin_nested():
            add_member(session, Member("lima", {"en": "Lima"}))
    codes = [each["after"]["code"] for each in last_changes(workspace)]
    assert codes == ["seoul", "lima"]


def test_an_act_that_changes_nothing_leaves_no_entry(workspace: Engine) -> None:
    with transaction(workspace) as session:
        add_member(session, SEOUL)
    with transaction(workspace) as session:
        row = session.execute(select(MemberRow)).scalar_one()
        row.region = ""
        session.add(row)
    with transaction(workspace) as session:
        added = AssemblyRow(code="x", name="X")
        session.add(added)
        session.flush()
        session.delete(added)
    assert len(read_journal(workspace)) == 1


@pytest.mark.parametrize("by_statement", [False, True])
def test_a_changed_row_is_told_by_its_values_before_and_after(
    workspace: Engine, by_statement: bool
) -> None:
    with transaction(workspace) as session:
        add_assembly(session, Assembly("ga4", "Fourth", note="First note"))
    with transaction(workspace) as session:
        if by_statement:
            changed = update(AssemblyRow).where(col(AssemblyRow.code) == "ga4")
            session.execute(changed.values(name="The fourth"))
        else:
            row = session.execute(select(AssemblyRow)).scalar_one()
            session.expire(row)
            row.name = "The fourth"
            session.add(row)
    (change,) = last_changes(workspace)
    assert (change["before"], change["after"]) == ({"name": "Fourth"}, {"name": "The fourth"})


@pytest.mark.parametrize("by_statement", [False, True])
def test_a_deleted_row_is_told_by_its_values_before(workspace: Engine, by_statement: bool) -> None:
    with transaction(workspace) as session:
        add_assembly(session, Assembly("ga4", "Fourth"))
    with transaction(workspace) as session:
        if by_statement:
            session.execute(delete(AssemblyRow).where(col(AssemblyRow.name) == "Fourth"))
        else:
            session.delete(session.execute(select(AssemblyRow)).scalar_one())
    (change,) = last_changes(workspace)
    assert (change["before"]["code"], change["after"]) == ("ga4", None)


def test_a_row_that_changes_twice_in_one_act_is_told_once(workspace: Engine) -> None:
    with transaction(workspace) as session:
        row = AssemblyRow(code="ga4", name="One")
        session.add(row)
        session.flush()
        row.name = "Two"
        session.flush()
        row.name = "Three"
    (change,) = last_changes(workspace)
    assert (change["before"], change["after"]["name"]) == (None, "Three")


def test_a_statement_that_the_journal_cannot_see_through_is_refused(workspace: Engine) -> None:
    many = insert(AssemblyRow).values(
        [{"id": uuid4(), "code": code, "name": code} for code in ("a", "b")]
    )
    with pytest.raises(TypeError, match="cannot see"), transaction(workspace) as session:
        session.execute(many)


def test_many_rows_are_kept_as_their_number_and_a_digest(workspace: Engine) -> None:
    members = [Member(f"city-{n}", {"en": f"City {n}"}) for n in range(MOST_ROWS + 1)]
    with transaction(workspace) as session:
        import_members(session, members, changed_on=date(2026, 11, 30))
    (change,) = last_changes(workspace)
    assert (change["table"], change["rows"]) == ("member", MOST_ROWS + 1)
    assert len(change["sha256"]) == 64


def test_every_table_is_in_the_journal_or_left_out_with_a_reason(workspace: Engine) -> None:
    with transaction(workspace) as session:
        fill_every_table(session)
    kept = {change["table"] for entry in read_journal(workspace) for change in changes_of(entry)}
    assert kept | LEFT_OUT.keys() == SQLModel.metadata.tables.keys()
    assert not kept & LEFT_OUT.keys()
    assert all(LEFT_OUT.values())


def test_the_columns_that_are_treated_apart_are_there() -> None:
    for columns in (SECRETS, UNTOLD, PERSONAL):
        for table, names in columns.items():
            assert names <= set(SQLModel.metadata.tables[table].c.keys())


def test_no_secret_is_in_the_journal(workspace: Engine) -> None:
    with transaction(workspace) as session:
        fill_every_table(session)
        account = add_account(session, "kim@x.example", Role.OBSERVER, now=NOW)
        row = session.get(AccountRow, account.id)
        row.password_hash, row.totp_secret, row.totp_step = "argon-hash", "totp-secret", 12345678
    everything = " ".join(entry.changes for entry in read_journal(workspace))
    for secret in ("argon-hash", "totp-secret", "12345678"):
        assert secret not in everything
    assert '"password_hash":"(secret)"' in everything


def test_names_and_addresses_stand_beside_the_journal_only(workspace: Engine) -> None:
    act = Signature(user="kim", act="accord account invite", object="Kim@X.example")
    with transaction(workspace, act) as session:
        add_account(session, "kim@x.example", Role.OBSERVER, name="Kim Min-ji", now=NOW)
    with reading(workspace) as session:
        row = session.execute(select(JournalRow)).scalar_one()
        kept = f"{row.object} {row.changes}".lower()
    assert "x.example" not in kept
    assert "min-ji" not in kept
    (entry,) = read_journal(workspace)
    assert entry.object == "Kim@X.example"
    assert changes_of(entry)[0]["after"]["name"] == "Kim Min-ji"


def test_a_person_who_is_erased_is_nowhere_and_the_chain_still_verifies(workspace: Engine) -> None:
    with transaction(workspace) as session:
        add_member(session, SEOUL)
        add_contact(session, Contact("seoul", "kim@x.example", "Kim Min-ji"))
        add_account(session, "kim@x.example", Role.OBSERVER, name='Kim "M" Min-ji', now=NOW)
        add_account(session, "lee@x.example", Role.OBSERVER, name="Lee", now=NOW)
    with transaction(workspace, Signature(act="x", object="of KIM@x.example")) as session:
        remove_contact(session, "seoul", "kim@x.example")
    with transaction(workspace, Signature(act="accord account erase", object="Kim@X.example")) as s:
        erase_person(s, "kim@x.example", NOW)
    seal_entries(workspace)
    everything = dump(workspace).lower()
    assert "kim" not in everything
    assert "min-ji" not in everything
    assert "lee@x.example" in everything
    assert faults(workspace) == []
    shown = " ".join(entry.changes for entry in read_journal(workspace))
    assert "(erased)" in shown


def test_a_person_known_to_the_journal_alone_is_shown_and_erased(workspace: Engine) -> None:
    with transaction(workspace) as session:
        add_member(session, SEOUL)
        add_contact(session, Contact("seoul", "kim@x.example", "Kim"))
    with transaction(workspace) as session:
        remove_contact(session, "seoul", "kim@x.example")
    with reading(workspace) as session:
        assert export_person(session, "Kim@x.example")["journal"] == ["Kim", "kim@x.example"]
    with transaction(workspace) as session:
        erase_person(session, "Kim@x.example", NOW)
    assert "kim" not in dump(workspace).lower()


def dump(engine: Engine) -> str:
    with reading(engine) as session:
        return " ".join(
            str(row)
            for table in (JournalRow, JournalPersonRow, AccountRow, ContactRow)
            for row in session.execute(select(table)).scalars()
        )


TAMPERING = {
    "edited": (
        "UPDATE journal SET act = 'nothing' WHERE number = 3",
        JournalFault(FaultKind.EDITED, 3, 3),
    ),
    "deleted": (
        "DELETE FROM journal WHERE number IN (2, 3)",
        JournalFault(FaultKind.DELETED, 2, 3),
    ),
}


@pytest.mark.parametrize("way", TAMPERING)
def test_what_is_changed_past_accord_is_found_and_where(workspace: Engine, way: str) -> None:
    fill(workspace, 5)
    statement, fault = TAMPERING[way]
    with workspace.begin() as connection:
        connection.execute(text(statement))
    assert faults(workspace)[0] == fault


def test_a_truncated_journal_is_found_by_its_anchor(workspace: Engine) -> None:
    fill(workspace, 5)
    with reading(workspace) as session:
        head = find_head(session)
    assert head is not None
    assert head.number == 5
    with workspace.begin() as connection:
        connection.execute(text("DELETE FROM journal WHERE number > 3"))
    assert faults(workspace) == []
    with reading(workspace) as session:
        assert verify_journal(session, [head]) == [JournalFault(FaultKind.TRUNCATED, 4, 5)]


WRITE = """
import sys
from app.database import open_database, transaction
from tracker.member_store import add_member
from tracker.members import Member
engine = open_database(sys.argv[1])
for number in range(20):
    with transaction(engine) as session:
        add_member(session, Member(f"{sys.argv[2]}-{number}", {"en": "City"}))
"""


def test_processes_that_write_at_once_keep_one_chain_without_gaps(workspace: Engine) -> None:
    url = workspace.url.render_as_string(hide_password=False)
    root = Path(__file__).parents[2]
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITE, url, name], cwd=root) for name in "ab"
    ]
    while any(writer.poll() is None for writer in writers):
        seal_entries(workspace)
    assert [writer.wait() for writer in writers] == [0, 0]
    found = read_journal(workspace)
    assert [entry.number for entry in found] == list(range(1, 41))
    assert faults(workspace) == []


def test_what_a_site_commits_is_sealed_without_being_asked(postgresql_workspace: Engine) -> None:
    sealer = JournalSealer(postgresql_workspace, pause=0.01)
    sealer.start()
    with transaction(postgresql_workspace) as session:
        add_member(session, SEOUL)
    sealer.close()
    with reading(postgresql_workspace) as session:
        head = find_head(session)
    assert head is not None
    assert head.number == 1


def test_entries_are_found_by_act_person_object_and_day(workspace: Engine) -> None:
    with transaction(sign_engine(workspace, Signature(), lambda: NOW)) as session:
        account = add_account(session, "office@x.example", Role.SECRETARIAT, now=NOW)
    for name, day in (("a_b", 1), ("aXb", 2)):
        signed = sign_engine(
            workspace,
            Signature(account.id, "", Act.MANAGE_MEMBERS.value, name),
            lambda day=day: datetime(2026, 12, day, 12, tzinfo=UTC),
        )
        with transaction(signed) as session:
            add_member(session, Member(f"city-{day}", {"en": name}))
    objects = {
        "act": {"act": Act.MANAGE_MEMBERS.value},
        "by": {"by": "Office@x.example", "object": "a_b"},
        "object": {"object": "A_B"},
        "since": {"since": date(2026, 12, 2)},
        "until": {"since": date(2026, 12, 1), "until": date(2026, 12, 1)},
    }
    found = {
        name: [entry.object for entry in read_journal(workspace, **wanted)]
        for name, wanted in objects.items()
    }
    assert found == {
        "act": ["a_b", "aXb"], "by": ["a_b"], "object": ["a_b"], "since": ["aXb"], "until": ["a_b"],
    }  # fmt: skip
