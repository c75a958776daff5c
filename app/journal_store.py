"""What stands in the journal, and is it whole? Sealing, reading, verifying, forgetting a person."""

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, Select, delete, func, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from app.account_tables import AccountRow
from app.database import transaction
from app.journal import (
    Anchor,
    Entry,
    JournalFault,
    SealedEntry,
    Signature,
    seal_entry,
    verify_anchors,
    verify_chain,
)
from app.journal_writing import FORGOTTEN, JOURNAL, PERSON, PERSON_MARK, find_head

ACCOUNT: Any = AccountRow.__table__  # type: ignore[attr-defined] # a table=True model has it
MARKED = re.compile(f"{PERSON_MARK}([0-9a-f]{{64}})")
ERASED = "(erased)"
AT_ONCE = 1000
"""Rows that are read or sealed together."""


@dataclass(frozen=True, slots=True)
class JournalFilter:
    """Which entries are wanted; empty and None leave a part out.

    ``by`` is an account's address, its id, or a user of the operating system; ``object`` a part of
    what was acted on. Both days are UTC and count as a whole.
    """

    act: str = ""
    by: str = ""
    object: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class ListedEntry:
    """An entry as it is shown; ``number`` is None until it is sealed.

    ``by`` is the account's address, its id once that is erased, or the user of the system.
    """

    id: UUID
    number: int | None
    made_at: datetime
    by: str
    act: str
    object: str
    reason: str
    sha256: str
    changes: str


def seal_entries(engine: Engine) -> int:
    """Chain what was committed without a number; return how many entries that were.

    On SQLite there are none. Where another program seals the same, it has the say.
    """
    if engine.dialect.name == "sqlite":
        return 0
    total = 0
    try:
        while sealed := _seal_some(engine):
            total += sealed
    except IntegrityError:
        return total
    return total


def _seal_some(engine: Engine) -> int:
    """Chain up to AT_ONCE entries, in the order of their time and id."""
    unsealed = select(JOURNAL).where(JOURNAL.c.number.is_(None))
    ordered = unsealed.order_by(JOURNAL.c.made_at, JOURNAL.c.id).limit(AT_ONCE)
    with transaction(engine) as session:
        rows = session.connection().execute(ordered.with_for_update()).all()
        head = find_head(session) if rows else None
        for row in rows:
            sealed = seal_entry(_entry_of(row), head)
            session.connection().execute(
                update(JOURNAL)
                .where(JOURNAL.c.id == row.id)
                .values(number=sealed.number, previous=sealed.previous, sha256=sealed.sha256)
            )
            head = Anchor(sealed.number, row.made_at, sealed.sha256)
    return len(rows)


def _entry_of(row: Any) -> Entry:
    signature = Signature(row.account_id, row.os_user, row.act, row.object, row.reason)
    return Entry(row.id, row.made_at, signature, row.changes)


def verify_journal(session: Session, anchors: Sequence[Anchor] = ()) -> list[JournalFault]:
    """Return what is wrong with the journal, held against the anchors; [] is whole."""

    def find_number(sha256: str) -> int | None:
        query = select(func.min(JOURNAL.c.number)).where(JOURNAL.c.sha256 == sha256)
        found: int | None = session.connection().execute(query).scalar_one()
        return found

    def find_hash(number: int) -> str | None:
        query = select(JOURNAL.c.sha256).where(JOURNAL.c.number == number)
        return session.connection().execute(query).scalar_one_or_none()

    faults = verify_chain(_walk(session), find_number)
    return [*faults, *verify_anchors(anchors, find_hash, find_head(session))]


def _walk(session: Session) -> Iterator[SealedEntry]:
    """Yield every sealed entry in the order of the numbers."""
    query = select(JOURNAL).where(JOURNAL.c.number.is_not(None)).order_by(JOURNAL.c.number)
    rows = session.connection().execution_options(yield_per=AT_ONCE).execute(query)
    for row in rows:
        yield SealedEntry(row.number, row.previous, row.sha256, _entry_of(row))


def list_entries(
    session: Session, wanted: JournalFilter, *, limit: int, offset: int = 0
) -> tuple[list[ListedEntry], int]:
    """Return some of the entries, the newest first, and how many there are of the kind wanted."""
    connection = session.connection()
    query = _chosen(wanted)
    total = connection.execute(select(func.count()).select_from(query.subquery())).scalar_one()
    newest = (JOURNAL.c.number.desc().nulls_first(), JOURNAL.c.made_at.desc(), JOURNAL.c.id.desc())
    rows = connection.execute(query.order_by(*newest).limit(limit).offset(offset)).all()
    return _show(session, rows), total


def find_entry(session: Session, key: UUID) -> ListedEntry | None:
    """Return one entry, or None."""
    found = session.connection().execute(_with_address().where(JOURNAL.c.id == key)).all()
    return next(iter(_show(session, found)), None)


def list_acts(session: Session) -> list[str]:
    """Return the acts that the journal has, in the order of their letters."""
    query = select(JOURNAL.c.act).distinct().order_by(JOURNAL.c.act)
    return list(session.connection().execute(query).scalars())


def _with_address() -> Select[Any]:
    return select(JOURNAL, ACCOUNT.c.email).join_from(
        JOURNAL, ACCOUNT, JOURNAL.c.account_id == ACCOUNT.c.id, isouter=True
    )


def _chosen(wanted: JournalFilter) -> Select[Any]:
    """Return the query of the entries that are wanted."""
    query = _with_address()
    if wanted.act:
        query = query.where(JOURNAL.c.act == wanted.act)
    if wanted.by:
        by = wanted.by.strip()
        names = [JOURNAL.c.os_user == by, func.lower(ACCOUNT.c.email) == by.lower()]
        with suppress(ValueError):
            names.append(JOURNAL.c.account_id == UUID(by))
        query = query.where(or_(*names))
    if wanted.object:
        query = query.where(JOURNAL.c.object.icontains(wanted.object.strip(), autoescape=True))
    if wanted.since:
        query = query.where(JOURNAL.c.made_at >= _midnight(wanted.since))
    if wanted.until:
        query = query.where(JOURNAL.c.made_at < _midnight(wanted.until + timedelta(days=1)))
    return query


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _show(session: Session, rows: Sequence[Any]) -> list[ListedEntry]:
    """Return entries with names and addresses in the place of digests, where they are kept."""
    texts = [text for row in rows for text in (row.object, row.reason, row.changes)]
    names = _find_names(session, texts)
    return [
        ListedEntry(
            id=row.id,
            number=row.number,
            made_at=row.made_at,
            by=row.email or str(row.account_id or "") or row.os_user,
            act=row.act,
            object=_name(row.object, names),
            reason=_name(row.reason, names),
            sha256=row.sha256 or "",
            changes=_name(row.changes, {key: _escaped(name) for key, name in names.items()}),
        )
        for row in rows
    ]


def _escaped(name: str) -> str:
    return json.dumps(name, ensure_ascii=False)[1:-1]


def _find_names(session: Session, texts: Sequence[str]) -> dict[str, str]:
    """Return what the digests in some texts stand for, without those that were erased."""
    digests = sorted({digest for text in texts for digest in MARKED.findall(text)})
    found: dict[str, str] = {}
    for start in range(0, len(digests), AT_ONCE // 2):
        some = digests[start : start + AT_ONCE // 2]
        query = select(PERSON.c.digest, PERSON.c.value).where(PERSON.c.digest.in_(some))
        found |= {row.digest: row.value for row in session.connection().execute(query)}
    return found


def _name(text: str, names: dict[str, str]) -> str:
    return MARKED.sub(lambda mark: names.get(mark[1], ERASED), text)


def find_kept_names(session: Session, address: str, owners: Sequence[str] = ()) -> list[str]:
    """Return the names and addresses that are kept beside the journal of a person."""
    query = select(PERSON.c.value).distinct().where(_of_person(session, address, owners))
    return sorted(session.connection().execute(query).scalars())


def forget_person(session: Session, address: str, owners: Sequence[str] = ()) -> int:
    """Erase the names and addresses of a person from beside the journal; return how many went.

    ``owners`` are rows that are theirs. What this transaction itself changes of them is kept
    without the names. The entries stay as they are, and so do their hashes.
    """
    owned = _owners(session, address) | set(owners)
    result = session.connection().execute(
        delete(PERSON).where(_of_person(session, address, sorted(owned)))
    )
    known: frozenset[str] = session.info.get(FORGOTTEN, frozenset())
    session.info[FORGOTTEN] = known | owned | {address.lower()}
    return int(result.rowcount)


def _owners(session: Session, address: str) -> set[str]:
    query = select(PERSON.c.owner).where(func.lower(PERSON.c.value) == address.lower())
    return {owner for owner in session.connection().execute(query).scalars() if owner}


def _of_person(session: Session, address: str, owners: Sequence[str]) -> Any:
    """Return the condition for what is kept of a person."""
    theirs = sorted(_owners(session, address) | set(owners))
    return or_(func.lower(PERSON.c.value) == address.lower(), PERSON.c.owner.in_(theirs))
