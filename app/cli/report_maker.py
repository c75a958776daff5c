"""What does a worker process do for members' reports? It reads some members, then makes each."""

import hashlib
import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import redirect_stderr
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path

from app import __version__
from app.cli.options import DocumentFormat
from app.cli.output import workspace, workspace_folder, workspace_settings
from app.cli.text import render_document
from app.database import open_database
from app.settings import Settings, find_wording
from app.snapshots import Snapshot, reading_snapshot
from exports.fonts import font_stack
from exports.member_report import compose_member_report
from tracker.register import Register
from tracker.store import load_members_register

LIBRARIES = ("jinja2", "python-docx", "reportlab", "uharfbuzz")


@dataclass(frozen=True, slots=True)
class ReportFile:
    """A member's report: its bytes, or None where the file there is is of the same data."""

    data: bytes | None
    made_from: str
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MemberReports:
    """The reports of many members on one day, all from one state of the workspace.

    ``made_from`` says what those there are made of. Settings and templates stand beside ``db``.
    """

    db: str
    snapshot: Snapshot
    declaration: str
    day: date
    wanted: DocumentFormat
    made_from: Mapping[str, str]

    def begin(self) -> "ReportMaker":
        """Return the maker, with an engine that no other process has."""
        return ReportMaker(self)


class ReportMaker:
    """Makes reports in one process; settings, fonts and templates are read once."""

    def __init__(self, reports: MemberReports) -> None:
        self._reports = reports
        with workspace(reports.db) as engine:
            self._settings = workspace_settings(engine)
            self._folder = workspace_folder(engine)
        self._engine = open_database(reports.snapshot.db)
        self._ways = hash_ways(self._settings, self._folder, reports.wanted)
        self._register: Register | None = None

    def prepare(self, items: Sequence[str]) -> None:
        """Read what the members are, said and did."""
        with reading_snapshot(self._engine, self._reports.snapshot) as session:
            self._register = load_members_register(
                session, self._reports.declaration, self._reports.day, items
            )

    def make(self, item: str) -> ReportFile:
        """Return the report of one member that was read."""
        assert self._register is not None  # noqa: S101 - prepare comes first
        settings, reports = self._settings, self._reports
        document = compose_member_report(
            self._register,
            item,
            reports.day,
            association=settings.association,
            template_folder=find_wording(settings, self._folder),
            due_soon_days=settings.due_soon_days,
        )
        made_from = hashlib.sha256(f"{self._ways}{document!r}".encode("utf-8", "replace"))
        if reports.made_from.get(item) == made_from.hexdigest():
            return ReportFile(None, made_from.hexdigest())
        said = io.StringIO()
        with redirect_stderr(said):  # nobody hears a worker: whoever started it tells
            data = render_document(document, reports.wanted, reports.db)
        warnings = tuple(dict.fromkeys(said.getvalue().splitlines()))
        return ReportFile(data, made_from.hexdigest(), warnings)


def hash_ways(settings: Settings, folder: Path, wanted: DocumentFormat) -> str:
    """Return the SHA-256 of all that a file depends on besides the words of its document.

    The format, the settings with the files they name, the fonts, Accord and the libraries.
    """
    digest = hashlib.sha256(f"{wanted} {__version__} {settings.model_dump_json()}".encode())
    digest.update(" ".join(version(library) for library in LIBRARIES).encode())
    for name in _find_words(settings):
        file = folder / name
        if name and file.is_file():
            digest.update(file.read_bytes())
    for font in font_stack().files():
        digest.update(f"{font} {Path(font).stat().st_size}".encode())
    return digest.hexdigest()


def _find_words(settings: Settings) -> Iterator[str]:
    """Yield every setting that is a word, or each of a list of words."""
    for value in settings.model_dump().values():
        words = value if isinstance(value, list | tuple) else [value]
        yield from (word for word in words if isinstance(word, str))
