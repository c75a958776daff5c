"""A workspace with adoptions from before their records: nothing is lost in migration 0003."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import Engine, text

from app.database import (
    database_url,
    make_engine,
    open_database,
    reading,
    run_migrations,
    transaction,
    upgrade_database,
)
from declarations.adoption_records import load_adoption
from declarations.adoptions import FreezeKind, Method
from declarations.draft_file import parse_draft
from declarations.problems import StorageRefusal
from declarations.revisions import canonical_json, content_sha256
from declarations.store import load_revision

DECISIONS = {
    "first": ("without vote", "Sample record.", Method.WITHOUT_VOTE),
    "second": ("By acclamation", "", Method.WITHOUT_VOTE),
    "third": ("by 98 votes to 2", "Minutes, page 4: «да»", Method.OTHER),
    "fourth": ("", "", Method.OTHER),
}


def at_first_schema(engine: Engine) -> None:
    """Bring an empty database to the schema before adoptions had records."""
    with transaction(engine) as session:
        run_migrations(session.connection(), "0001")


def empty(engine: Engine) -> None:
    """Take every table out of a server database."""
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))


@pytest.fixture(params=["sqlite", "postgresql"])
def old_workspace(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A workspace at the first schema, on each kind of database."""
    if request.param == "sqlite":
        engine = make_engine(database_url(str(tmp_path / "old.db")))
    else:
        engine = request.getfixturevalue("postgresql_workspace")
        empty(engine)
    at_first_schema(engine)
    yield engine
    engine.dispose()


def make_key(engine: Engine) -> str:
    """A new key as the database keeps it in plain SQL."""
    made = uuid4()
    return made.hex if engine.dialect.name == "sqlite" else str(made)


def fill(engine: Engine) -> dict[str, str]:
    """Store adoptions in the old form; return the hash adopted, by declaration."""
    hashes = {}
    with transaction(engine) as session:
        for code, (decision, note, _method) in DECISIONS.items():
            declaration_key = make_key(engine)
            insert = "INSERT INTO {} VALUES ({})"
            session.execute(
                text(insert.format("declaration (id, code, language)", ":id, :code, 'en'")),
                {"id": declaration_key, "code": code},
            )
            for number, language in ((1, "en"), (2, "en"), (1, "fr")):
                drafted = parse_draft(
                    f"---\ndeclaration: {code}\ntitle: T\nlanguage: {language}\n---\n\n"
                    f"1. We act {number} times. {{#a}}\n"
                ).declaration
                revision_key = make_key(engine)
                parent = hashes[code] if number > 1 else ""
                sha256 = content_sha256(drafted)
                session.execute(
                    text(
                        "INSERT INTO revision (id, declaration_id, language, number, sha256, "
                        "parent_sha256, reason, made_on, content) VALUES (:id, :declaration, "
                        ":language, :number, :sha256, :parent, 'Why', :day, :content)"
                    ),
                    {
                        "id": revision_key, "declaration": declaration_key, "language": language,
                        "number": number, "sha256": sha256, "parent": parent,
                        "day": "2016-01-01", "content": canonical_json(drafted),
                    },
                )  # fmt: skip
                if language == "en":
                    hashes[code], adopted_key = sha256, revision_key
            session.execute(
                text(
                    "INSERT INTO adoption (id, declaration_id, revision_id, assembly, adopted_on, "
                    "decision, note) VALUES (:id, :declaration, :revision, 'ga4', '2017-06-28', "
                    ":decision, :note)"
                ),
                {
                    "id": make_key(engine), "declaration": declaration_key, "revision": adopted_key,
                    "decision": decision, "note": note,
                },
            )  # fmt: skip
    return hashes


def test_every_adoption_keeps_its_words_its_text_and_its_hash(old_workspace: Engine) -> None:
    hashes = fill(old_workspace)
    upgrade_database(old_workspace)
    with reading(old_workspace) as session:
        for code, (decision, note, method) in DECISIONS.items():
            record = load_adoption(session, code)
            assert record is not None
            assert (record.decision.method, record.decision.words) == (method, decision)
            assert (record.note, record.assembly, record.number) == (note, "ga4", 2)
            assert (record.adopted_on, record.sha256) == (date(2017, 6, 28), hashes[code])
            assert (record.sponsors, record.meeting, record.separate_votes) == ((), "", ())
            (frozen,) = record.texts
            assert (frozen.language, frozen.number, frozen.sha256, frozen.kind) == (
                "en", 2, hashes[code], FreezeKind.ADOPTED,
            )  # fmt: skip
            assert load_revision(session, code, language="fr").number == 1


def test_a_workspace_of_the_old_schema_is_opened_only_after_the_upgrade(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    engine = make_engine(database_url(str(path)))
    at_first_schema(engine)
    fill(engine)
    with pytest.raises(StorageRefusal, match="has schema 0001"):
        open_database(str(path))
    before, now = upgrade_database(engine)
    engine.dispose()
    assert (before, now >= "0003") == ("0001", True)
    open_database(str(path)).dispose()
