"""The same input gives the same bytes: twice, in other processes, folders, zones and locales."""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

from exports.compilation_workbook import write_compilation
from exports.docx.writer import write_docx
from exports.html import write_html
from exports.pdf.writer import write_pdf
from exports.workbook import write_workbook
from tests.declarations.test_compilation import three
from tests.exports.every_block import EVERY_BLOCK
from tests.exports.every_kind import sample_documents
from tests.exports.scripts import EVERY_SCRIPT
from tests.exports.test_workbook import PERIOD, SEOUL, sheet_of
from tracker.progress import Entry, Implementation

ROOT = Path(__file__).parents[2]
DAY = date(2026, 6, 28)
PLACES = (
    {"PYTHONHASHSEED": "1", "TZ": "Asia/Seoul", "LC_ALL": "C.UTF-8"},
    {"PYTHONHASHSEED": "2", "TZ": "America/Lima", "LC_ALL": "POSIX", "PYTHONUTF8": "0"},
)
PROGRAM = (
    "import json; from tests.exports.test_same_bytes import digest_everything;"
    "print(json.dumps(digest_everything()))"
)


def list_files() -> Iterator[tuple[str, bytes]]:
    """Every kind of file that is written, each from the same data each time."""
    documents = sample_documents() | {"blocks": EVERY_BLOCK, "scripts": EVERY_SCRIPT}
    for name, document in documents.items():
        for write in (write_pdf, write_docx, write_html):
            yield f"{name} {write.__name__}", write(document)
    yield "compilation workbook", write_compilation(three(), {"seoul": "서울"}, made_on=DAY)
    moment = datetime(2027, 3, 1, tzinfo=UTC)
    entry = Entry(SEOUL.code, PERIOD.code, "e-1", moment, implementation=Implementation.COMPLETE)
    for language in ("en", "fr"):
        yield f"progress workbook {language}", write_workbook(sheet_of({"e-1": [entry]}, language))


def digest_everything() -> dict[str, str]:
    """The digest of each file by its name."""
    return {name: hashlib.sha256(data).hexdigest() for name, data in list_files()}


def test_two_processes_in_two_places_write_the_same_bytes(tmp_path: Path) -> None:
    running = []
    for number, place in enumerate(PLACES):
        folder = tmp_path / str(number)
        folder.mkdir()
        environment = os.environ | place | {"PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-c", PROGRAM]
        running.append(
            subprocess.Popen(command, env=environment, cwd=folder, stdout=subprocess.PIPE)
        )
    one, other = (json.loads(process.communicate()[0]) for process in running)
    assert len(one) == 24
    assert one == other
    assert list(tmp_path.glob("*/*")) == []


def test_the_same_file_twice_in_one_process_is_the_same() -> None:
    for write in (write_pdf, write_docx, write_html):
        assert write(EVERY_SCRIPT) == write(EVERY_SCRIPT)
