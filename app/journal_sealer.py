"""When is the journal sealed where nobody seals it in committing? Each second, beside the site."""

import logging
import threading

from sqlalchemy import Engine

from app.journal_store import seal_entries
from declarations.problems import StorageRefusal

LOG = logging.getLogger("accord.journal")
PAUSE_SECONDS = 1.0


class JournalSealer:
    """Chains committed entries until it is closed; on SQLite there is nothing for it to do."""

    def __init__(self, engine: Engine, pause: float = PAUSE_SECONDS) -> None:
        self._engine = engine
        self._pause = pause
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="journal", daemon=True)

    def start(self) -> None:
        """Begin."""
        if self._engine.dialect.name != "sqlite":
            self._thread.start()

    def close(self) -> None:
        """Seal what is left and end."""
        self._closing.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while not self._closing.wait(self._pause):
            self._seal()
        self._seal()

    def _seal(self) -> None:
        try:
            seal_entries(self._engine)
        except StorageRefusal as refusal:
            LOG.warning("The journal was not sealed; it is tried again: %s", refusal.message)
