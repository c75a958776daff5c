"""A workspace with reports from before their notes had a column: nothing is lost in 0006."""

from datetime import UTC, date, datetime
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
from tracker.periods import Report, ReportState
from tracker.progress import Entry, Implementation
from tracker.progress_store import load_entries, load_reports

SEOUL, LYON, LIMA = (f"{number:032d}" for number in (1, 2, 3))
MEMBER = (
    "INSERT INTO member (id, code, names, country, region, kind) "
    "VALUES ('{0}', '{1}', '{{}}', '', '', 'city')"
)
REPORT = (
    "INSERT INTO report (member_id, period, sequence, token, state, changed_on, submitted_on, nil, "
    "excused, excuse) VALUES ('{0}', 'p1', {1}, '{0}-{1}', '{2}', '2027-03-0{1}', '2027-03-01', 0, "
    "{3}, '{4}')"
)
ROWS = (
    *(MEMBER.format(key, code) for key, code in ((SEOUL, "seoul"), (LYON, "lyon"), (LIMA, "lima"))),
    REPORT.format(SEOUL, 1, "submitted", 0, ""),
    REPORT.format(SEOUL, 2, "returned", 0, "Say how many: «да»."),
    REPORT.format(LYON, 1, "open", 1, "Flood"),
    REPORT.format(LIMA, 1, "returned", 0, "Later mended."),
    REPORT.format(LIMA, 2, "submitted", 0, ""),
    (
        "INSERT INTO entry (member_id, period, paragraph, sequence, recorded_at, implementation, "
        "missing, elsewhere, kind, percent, evidence_level, evidence, done, obstacles, next_steps, "
        f"support_needed, language) VALUES ('{SEOUL}', 'p1', 'e-1', 1, '2027-03-01 00:00:00', "
        "'limited', '', '', 'one_off', 40, 'none', '[]', 'Ten trees.', '', '', '', 'en')"
    ),
)


def test_notes_of_returned_reports_move_and_every_row_stays(tmp_path: Path) -> None:
    name = str(tmp_path / "old.db")
    engine = make_engine(database_url(name))
    with transaction(engine) as session:
        run_migrations(session.connection(), "0005")
        for row in ROWS:
            session.execute(text(row))
    upgrade_database(engine)
    engine.dispose()
    engine = open_database(name)
    first = date(2027, 3, 1)
    with reading(engine) as session:
        assert load_reports(session, "p1", date.max) == [
            Report("lima", "p1", ReportState.SUBMITTED, first),
            Report("lyon", "p1", ReportState.OPEN, first, excused=True, excuse="Flood"),
            Report("seoul", "p1", ReportState.RETURNED, first, note="Say how many: «да»."),
        ]
        assert load_reports(session, "p1", first)[0] == Report(
            "lima", "p1", ReportState.RETURNED, first, note="Later mended."
        )
        assert load_entries(session, "p1", date.max) == [
            Entry(
                "seoul", "p1", "e-1", datetime(2027, 3, 1, tzinfo=UTC), Implementation.LIMITED,
                percent=40.0, done="Ten trees.",
            )
        ]  # fmt: skip
    engine.dispose()
