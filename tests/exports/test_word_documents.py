"""Every kind of Word file that Accord writes, proved from its XML and by two other programs."""

import io
import json
import os
import shutil
import subprocess
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import docx
import pytest
from lxml import etree

from exports.blocks import Contents, Document, Figure, Heading, Table, plain_text
from exports.docx.writer import write_docx
from tests.exports.every_kind import LANGUAGES, every_kind

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
NAMES = {
    "w": W.strip("{}"),
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
}
ALIKE = {f"every-block-{language}" for language in LANGUAGES} - {"every-block-en", "every-block-ar"}


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    kinds = every_kind().items()
    return {name: write_docx(document) for name, document in kinds if name not in ALIKE}


def find(data: bytes, part: str, path: str) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        root = etree.fromstring(package.read(part))
    return list(root.xpath(path, namespaces=NAMES))


def body(data: bytes, path: str) -> list[str]:
    return find(data, "word/document.xml", path)


def blocks(document: Document, kind: type) -> list:
    return [block for block in document.blocks if isinstance(block, kind)]


def test_the_file_says_its_title_author_language_and_day_and_nothing_of_the_library(
    files: dict[str, bytes],
) -> None:
    for name, data in files.items():
        document, core = every_kind()[name], docx.Document(io.BytesIO(data)).core_properties
        assert core.title == document.title
        assert core.author == document.author
        assert core.created.date() == core.modified.date() == document.made_on
        assert core.comments == ""
        (spoken,) = find(data, "word/styles.xml", "//w:docDefaults//w:lang")
        tags = {spoken.get(f"{W}{slot}") for slot in ("val", "bidi", "eastAsia")}
        assert any(tag and tag.startswith(document.language[:2]) for tag in tags), name


def test_headings_header_rows_and_captions_are_what_word_knows_them_by(
    files: dict[str, bytes],
) -> None:
    for name, data in files.items():
        document = every_kind()[name]
        levels = [int(style[-1]) for style in body(data, "//w:pStyle/@w:val[contains(., 'Head')]")
                  if style[-1].isdigit()]  # fmt: skip
        assert levels == [heading.level for heading in blocks(document, Heading)], name
        tables = blocks(document, Table)
        assert len(body(data, "//w:tbl[w:tr[1]/w:trPr/w:tblHeader]")) == len(tables), name
        captions = [each.caption for each in document.blocks if getattr(each, "caption", "")]
        assert len(body(data, "//w:p[w:pPr/w:pStyle/@w:val='Caption']")) == len(captions), name
        codes = body(data, "//w:instrText[starts-with(normalize-space(), 'SEQ ')]")
        assert len(codes) == len(captions), name


def test_tables_and_pictures_have_alternative_text(files: dict[str, bytes]) -> None:
    for name, data in files.items():
        document = every_kind()[name]
        figures = blocks(document, Figure)
        assert body(data, "//wp:docPr/@descr") == [figure.alternative for figure in figures]
        summaries = [table.summary for table in blocks(document, Table) if table.summary]
        assert body(data, "//w:tblDescription/@w:val") == summaries, name


def test_contents_are_filled_in_and_each_line_leads_to_its_heading(
    files: dict[str, bytes],
) -> None:
    for name, data in files.items():
        document = every_kind()[name]
        word = docx.Document(io.BytesIO(data))
        entries = [p.text for p in word.paragraphs if p.style.name.startswith("toc ")]
        lines = [entry.rpartition("\t")[0] for entry in entries]
        assert all(entry.rpartition("\t")[2].isdigit() for entry in entries), name
        assert lines == [
            f"{heading.label} {plain_text(heading.runs)}".strip()
            for contents in blocks(document, Contents)
            for heading in blocks(document, Heading)
            if heading.level <= contents.depth
        ], name
        leads = body(
            data, "//w:p[starts-with(w:pPr/w:pStyle/@w:val, 'TOC')]//w:hyperlink/@w:anchor"
        )
        assert set(leads) <= set(body(data, "//w:bookmarkStart/@w:name")), name


def test_microsofts_validator_finds_no_fault(files: dict[str, bytes], tmp_path: Path) -> None:
    validator = os.environ.get("ACCORD_TEST_OOXML_VALIDATOR")
    if not validator:
        pytest.skip("ACCORD_TEST_OOXML_VALIDATOR names no ooxml-validator program")

    def validate(name: str) -> list[object]:
        path = tmp_path / f"{name}.docx"
        path.write_bytes(files[name])
        run = subprocess.run([validator, str(path)], capture_output=True, check=False)
        return list(json.loads(run.stdout)["errors"])

    with ThreadPoolExecutor(2) as workers:
        faults = dict(zip(files, workers.map(validate, files), strict=True))
    assert {name: found for name, found in faults.items() if found} == {}


def test_libreoffice_opens_each_and_shows_its_headings(
    files: dict[str, bytes], tmp_path: Path
) -> None:
    if not shutil.which("soffice") or not shutil.which("pdftotext"):
        pytest.skip("LibreOffice (soffice) or poppler (pdftotext) is not installed")
    for name, data in files.items():
        (tmp_path / f"{name}.docx").write_bytes(data)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf"]
    paths = [f"{name}.docx" for name in files]
    subprocess.run([*command, *paths], cwd=tmp_path, check=True, capture_output=True, timeout=300)
    for name in files:
        run = ["pdftotext", f"{name}.pdf", "-"]
        shown = subprocess.run(run, cwd=tmp_path, check=True, capture_output=True).stdout.decode()
        for heading in blocks(every_kind()[name], Heading):
            words = plain_text(heading.runs)
            assert not words.isascii() or "".join(words.split()) in "".join(shown.split()), name
