"""A program that adds members one by one, each in a transaction, and tells when each is kept."""

import os
from pathlib import Path

from sqlalchemy import Engine, select

import app.database
from app.database import open_database, reading, transaction
from tracker.member_store import add_member
from tracker.members import Member
from tracker.tables import MemberRow


def write_members(name: str, begin: int, count: int, told: int) -> None:
    """Add so many members, and write the number of each to a pipe once it is committed."""
    engine = open_database(name)
    for number in range(begin, begin + count):
        with transaction(engine) as session:
            add_member(session, Member(f"m-{number}", {"en": f"Member {number}"}))
        os.write(told, f"kept {number}\n".encode())
    engine.dispose()


def read_members(engine: Engine) -> list[int]:
    """Return the numbers of the members that are there, in their order."""
    with reading(engine) as session:
        codes = session.execute(select(MemberRow.code)).scalars().all()
    return sorted(int(code.removeprefix("m-")) for code in codes)


def weaken(synchronous: str) -> None:
    """Let SQLite wait less for the disk than Accord does, for a control."""
    app.database.SQLITE_PRAGMAS = tuple(
        f"synchronous={synchronous}" if pragma.startswith("synchronous") else pragma
        for pragma in app.database.SQLITE_PRAGMAS
    )


def main(name: str, synchronous: str, count: str) -> None:
    """Write to standard output what was kept, for whoever traces this program."""
    weaken(synchronous)
    write_members(str(Path(name)), 1, int(count), 1)


if __name__ == "__main__":
    import sys

    main(*sys.argv[1:])
