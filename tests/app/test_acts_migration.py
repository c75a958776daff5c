"""A workspace with rules and statements from before objections: nothing is lost in 0005."""

from datetime import date
from pathlib import Path

from sqlalchemy import text

from app.database import (
    database_url,
    make_engine,
    open_database,
    reading,
    run_migrations,
    transaction,
    upgrade_database,
)
from tracker.acceptance import AcceptanceRules, Effect, Statement, StatementKind
from tracker.acceptance_store import load_rules, load_statements

ROWS = (
    (
        "INSERT INTO member (id, code, names, country, region, kind) "
        "VALUES ('00000000000000000000000000000001', 'seoul', '{}', '', '', 'city')"
    ),
    (
        "INSERT INTO acceptance_rules (declaration, minimum, core, core_minimum, "
        "withdrawal_after_years, notice_months) VALUES ('green', 2, '[\"e-1\"]', 1, 5, 6)"
    ),
    (
        "INSERT INTO statement (member_id, id, declaration, number, kind, effect, paragraphs, "
        "title, text, language, made_on) VALUES ('00000000000000000000000000000001', "
        "'00000000000000000000000000000002', 'green', 1, 'reservation', 'modifies', '[\"e-1\"]', "
        "'Words', 'Ab 2027.', 'de', '2018-01-01')"
    ),
)


def test_rules_and_statements_made_before_keep_all_they_say(tmp_path: Path) -> None:
    name = str(tmp_path / "old.db")
    engine = make_engine(database_url(name))
    with transaction(engine) as session:
        run_migrations(session.connection(), "0003")
        for row in ROWS:
            session.execute(text(row))
    upgrade_database(engine)
    engine.dispose()
    engine = open_database(name)
    with reading(engine) as session:
        assert load_rules(session, "green") == AcceptanceRules(2, frozenset({"e-1"}), 1, 5, 6)
        assert load_statements(session, "green") == [
            Statement(
                "seoul", "green", 1, StatementKind.RESERVATION, frozenset({"e-1"}), "Ab 2027.",
                date(2018, 1, 1), Effect.MODIFIES, "Words", language="de",
            )
        ]  # fmt: skip
    engine.dispose()
