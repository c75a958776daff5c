"""How is an entry written? Names of persons go apart, and on SQLite it is sealed at once.

On SQLite one writer at a time holds the lock, so that the chain is made within the transaction. On
PostgreSQL a chain made there would let one writer at a time commit; entries are committed without
a number, and ``app.journal_store.seal_entries`` chains what was committed.
"""

import hashlib
import re
import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.journal import Anchor, Entry, Signature, canonical_json, seal_entry
from app.journal_changes import ChangeList, Row, RowChange, print_row
from app.journal_scope import NOTHING, PERSONAL
from app.journal_tables import LONGEST_ACT, LONGEST_USER, JournalPersonRow, JournalRow
from declarations.tables import new_key

JOURNAL: Any = JournalRow.__table__  # type: ignore[attr-defined] # a table=True model has it
PERSON: Any = JournalPersonRow.__table__  # type: ignore[attr-defined] # a table=True model has it

PERSON_MARK = "person:"
"""Stands before the digest of a name or an address."""

FORGOTTEN = "journal_forgotten"
"""Under this name a session knows whose names and addresses are kept no longer."""

SALT_BYTES = 32
MOST_LETTERS = 2000
ADDRESS = re.compile(r"[^\s@<>\"',;:()]+@[^\s@<>\"',;:()]+")


def write_entry(
    session: Session, signature: Signature, made_at: datetime, changes: ChangeList
) -> None:
    """Put an entry into the journal, in the session's own transaction."""
    names = PersonNames(session.info.pop(FORGOTTEN, frozenset()))
    rows = changes.rows()
    told: list[dict[str, Any]] = [describe(row, names) for row in rows]
    reason = signature.reason or find_reason(rows)
    signed = Signature(
        account=signature.account,
        user=clean(signature.user)[:LONGEST_USER],
        act=clean(signature.act)[:LONGEST_ACT],
        object=names.hide_addresses(clean(signature.object)),
        reason=names.hide_addresses(clean(reason)),
    )
    content = canonical_json([*told, *changes.bulks()])
    entry = Entry(new_key(), made_at, signed, clean(content, most=len(content)))
    connection = session.connection()
    if names.rows:
        connection.execute(insert(PERSON), names.rows)
    values = {
        "id": entry.id,
        "made_at": made_at,
        "account_id": signed.account,
        "os_user": signed.user,
        "act": signed.act,
        "object": signed.object,
        "reason": signed.reason,
        "changes": entry.changes,
    }
    if connection.dialect.name == "sqlite":
        sealed = seal_entry(entry, find_head(session))
        values |= {
            "number": sealed.number, "previous": sealed.previous, "sha256": sealed.sha256,
        }  # fmt: skip
    connection.execute(insert(JOURNAL), values)


def find_head(session: Session) -> Anchor | None:
    """Return the last sealed entry as an anchor, or None where the journal is empty."""
    columns = (JOURNAL.c.number, JOURNAL.c.made_at, JOURNAL.c.sha256)
    query = select(*columns).where(JOURNAL.c.number.is_not(None))
    row = session.connection().execute(query.order_by(JOURNAL.c.number.desc()).limit(1)).first()
    return None if row is None else Anchor(row.number, row.made_at, row.sha256)


def clean(text: str, *, most: int = MOST_LETTERS) -> str:
    """Return a text that every database takes, without what UTF-8 has no letters for."""
    return text[:most].replace("\0", " ").encode("utf-8", "replace").decode()


def find_reason(rows: list[RowChange]) -> str:
    """Return the first reason that the changed rows give, or ""."""
    given = (row.after.get("reason") for row in rows if row.after)
    return next((each for each in given if isinstance(each, str) and each), "")


class PersonNames:
    """Puts a salted digest in the place of each name and address, and keeps what it stands for.

    Of those who are to be forgotten (addresses in lower case, and owners) nothing is kept.
    """

    def __init__(self, forgotten: frozenset[str]) -> None:
        self.rows: list[dict[str, str]] = []
        self._forgotten = forgotten

    def hide(self, owner: str, value: str) -> str:
        """Return what stands in the journal for a value."""
        salt = secrets.token_hex(SALT_BYTES)
        digest = hashlib.sha256(f"{salt}{value}".encode("utf-8", "replace")).hexdigest()
        if self._forgotten.isdisjoint({owner, value.lower()}):
            self.rows.append({"digest": digest, "salt": salt, "owner": owner, "value": value})
        return f"{PERSON_MARK}{digest}"

    def hide_addresses(self, text: str) -> str:
        """Return a text with a digest in the place of each e-mail address."""
        return ADDRESS.sub(lambda found: self.hide("", found[0]), text)


def describe(change: RowChange, names: PersonNames) -> dict[str, Any]:
    """Return a changed row as JSON-able data."""
    owner = f"{change.table}:{change.key.get('id', '')}"
    personal = PERSONAL.get(change.table, NOTHING)

    def told(row: Row | None) -> dict[str, Any] | None:
        if row is None:
            return None
        return {
            name: names.hide(owner, value) if name in personal and value else value
            for name, value in print_row(row).items()
        }

    return {
        "table": change.table,
        "key": print_row(change.key),
        "before": told(change.before),
        "after": told(change.after),
    }
