"""What would the same reads and the same write cost in plain SQLite, by hand and without rules?

The statements ask for what the tables hold; positions, refusals and objects are left out.
"""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from app.database import SQLITE_PRAGMAS
from benchmarks.large import LAST, find_late_member, find_workspace, make_reports, name_workspace
from benchmarks.made_up import make_members


def connect(members: int, folder: Path) -> sqlite3.Connection:
    """Return a plain connection to the workspace of a size, with Accord's settings."""
    find_workspace(members, folder).dispose()
    connection = sqlite3.connect(name_workspace(members, folder), isolation_level=None)
    for pragma in SQLITE_PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    return connection


def count_sections(members: int, folder: Path) -> Callable[[], object]:
    """Return what counts the newest entries of a period by paragraph and answer."""
    connection = connect(members, folder)
    query = """
        SELECT paragraph, implementation, missing, count(*) FROM (
            SELECT paragraph, implementation, missing, row_number() OVER (
                PARTITION BY member_id, paragraph ORDER BY sequence DESC) AS place
            FROM entry WHERE period = ?) WHERE place = 1 GROUP BY 1, 2, 3"""

    def count() -> object:
        with closing(connection):
            return connection.execute(query, (LAST.code,)).fetchall()

    return count


def read_member(members: int, folder: Path) -> Callable[[], object]:
    """Return what reads the acts, reports and newest entries of one member."""
    connection = connect(members, folder)
    code = make_members(members)[members // 2].code

    def read() -> object:
        with closing(connection):
            found = connection.execute("SELECT id FROM member WHERE code = ?", (code,))
            key = found.fetchone()
            return [
                connection.execute(f"SELECT * FROM {table} WHERE member_id = ?", key).fetchall()  # noqa: S608 - the names are written here
                for table in ("instrument", "statement", "report", "entry")
            ]

    return read


def read_matrix_page(members: int, folder: Path) -> Callable[[], object]:
    """Return what reads the acts and the newest answers of the next 100 members."""
    connection = connect(members, folder)
    after = make_members(members)[members // 2].code
    page = "(SELECT id FROM member WHERE code > ? ORDER BY code LIMIT 100)"
    newest = f"""
        SELECT member_id, paragraph, answer FROM (
            SELECT member_id, paragraph, answer, row_number() OVER (
                PARTITION BY member_id, paragraph ORDER BY period DESC) AS place
            FROM current WHERE member_id IN {page}) WHERE place = 1"""  # noqa: S608 - nothing of a user is in it

    def read() -> object:
        with closing(connection):
            return [
                *(
                    connection.execute(
                        f"SELECT * FROM {table} WHERE member_id IN {page}",  # noqa: S608 - the names are written here
                        (after,),
                    ).fetchall()
                    for table in ("instrument", "statement")
                ),
                connection.execute(newest, (after,)).fetchall(),
            ]

    return read


def submit_one(members: int, folder: Path) -> Callable[[], object]:
    """Return what inserts a report, 60 entries and their counts, and waits for the disk."""
    member = find_late_member(find_workspace(members, folder), members)
    connection = connect(members, folder)
    (entries,) = make_reports([member], LAST).values()
    found = connection.execute("SELECT id FROM member WHERE code = ?", (member.code,))
    (key,) = found.fetchone()
    answers = [(e, str(e.implementation or e.missing)) for e in entries]

    def insert() -> None:
        with closing(connection):
            connection.execute("BEGIN IMMEDIATE")
            connection.execute(
                "INSERT INTO report (member_id, period, sequence, token, state, changed_on, "
                "submitted_on, nil, excused, excuse) VALUES "
                "(?, ?, 1, ?, 'submitted', ?, ?, 0, 0, '')",
                (key, LAST.code, f"plain-{member.code}", *[LAST.due_on.isoformat()] * 2),
            )
            connection.executemany(
                "INSERT INTO entry (member_id, period, paragraph, sequence, recorded_at, "
                "implementation, missing, elsewhere, kind, evidence_level, evidence, done, "
                "obstacles, next_steps, support_needed, language, in_confidence) VALUES "
                "(?, ?, ?, 1, ?, ?, ?, '', ?, ?, '[]', ?, ?, ?, '', 'en', 0)",
                [
                    (
                        key, LAST.code, e.paragraph, f"{e.recorded_at:%Y-%m-%d %H:%M:%S.%f}",
                        str(e.implementation or ""), str(e.missing or ""), e.kind.value,
                        e.evidence_level.value, e.done, e.obstacles, e.next_steps,
                    )
                    for e in entries
                ],
            )  # fmt: skip
            connection.executemany(
                "INSERT INTO current VALUES (?, ?, ?, 1, ?)",
                [(key, LAST.code, e.paragraph, answer) for e, answer in answers],
            )
            connection.executemany(
                "INSERT INTO tally VALUES (?, ?, ?, 1) "
                "ON CONFLICT (period, paragraph, answer) DO UPDATE SET n = n + 1",
                [(LAST.code, e.paragraph, answer) for e, answer in answers],
            )
            connection.execute("COMMIT")

    return insert
