"""Text that means harm is printed as text, in every place of every block, in every format."""

import builtins
import io
import socket
import urllib.request
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import docx
import pytest
from lxml import html

from exports.blocks import (
    Block,
    Cell,
    Chart,
    ChartKind,
    Column,
    Contents,
    Cover,
    Document,
    Figure,
    Heading,
    ListBlock,
    ListItem,
    Note,
    NumberedParagraph,
    Paragraph,
    ParagraphStyle,
    Remark,
    Run,
    Series,
    Table,
    Tile,
    Tiles,
)
from exports.docx.writer import write_docx
from exports.html import write_html
from exports.pdf.writer import write_pdf
from tests.exports.pdf_check import check_pdfs
from tests.exports.pdf_tags import TaggedFile

TEXTS = {
    "markup": '<font color="[[[getattr(pow, Attacker)]]]">x</font><img src="file:///etc/passwd"/>',
    "script": "\"'><script>alert(1)</script><a href='javascript:alert(1)'>x</a><!-- ]]> -->",
    "template": "{{ 7 * 7 }} {% include '/etc/passwd' %} {# x #} ${x} %s %(x)s {0}",
    "entities": "&#0; &#x41; &lt; &xxe; <!DOCTYPE x [<!ENTITY xxe SYSTEM 'file:///etc/passwd'>]>",
    "field": "=cmd|' /C calc'!A0 { INCLUDETEXT \"/etc/passwd\" } \\l (x) Tj ET EMC <</S/URI>>",
    "overrides": "a \u202e reversed \u202c b \u2066 isolated \u2069 c \u200f d \u061c e",
    "marks": "a" + "\u0301" * 400,
    "controls": "a\x00b\x07c\x1bd\x85e\ufffef\ud800g\udfffh",
    "white space": "\n\n \t \r\n \u2028 \u3000",
    "nothing": "",
}
LONG = "x" * 100_000
WRITERS: dict[str, Callable[..., bytes]] = {
    "pdf": write_pdf,
    "docx": write_docx,
    "html": write_html,
}


def fill(text: str) -> Document:
    """A document with the text wherever a document takes text."""
    runs = (
        Run(text, note=text, language=text),
        Run(text, bold=True, link=text),
        Run(text, italic=True, link=f"https://example.org/{text}"),
        Run(text, link=f"#{text}"),
    )
    remarks = (Remark(text, text),)
    blocks: tuple[Block, ...] = (
        Cover(text, text, text, ((text, text),), text),
        Contents(text),
        Heading(1, runs, text, text, remarks=remarks),
        *(Paragraph(runs, style, text, f"{style}{text}") for style in ParagraphStyle),
        NumberedParagraph(text, runs, 0, f"n{text}", text, remarks=remarks),
        ListBlock((ListItem(runs, (ListBlock((ListItem(runs),), ordered=True),)),)),
        Table(
            text,
            text,
            (Column(text), Column(text)),
            ((Cell(runs, header=True, language=text), Cell(runs)),) * 2,
            text,
            True,
            text,
        ),
        *(
            Figure(text, text, Chart(kind, categories, (Series(text, (1, 2)),), text), text, text)
            for kind in ChartKind
            for categories in [
                ("2020-01-01", "2021-01-01") if kind is ChartKind.STEPS else (text, text)
            ]
        ),
        Tiles((Tile(text, text, text),)),
    )
    notes = (Note(text, text, runs),)
    return Document(
        text, blocks, date(2026, 6, 28), text, text, text, text, notes, running_head=text
    )


@pytest.fixture
def touched(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every file opened that the text names, and every connection begun by anything."""
    opened: list[str] = []
    open_file = builtins.open

    def watch(file: Any, *arguments: Any, **options: Any) -> Any:
        name = str(file)
        if "passwd" in name or "example.org" in name:
            opened.append(name)
        return open_file(file, *arguments, **options)

    def refuse(*arguments: Any, **_options: Any) -> Any:
        opened.append(f"network {arguments}")
        raise OSError

    monkeypatch.setattr(builtins, "open", watch)
    monkeypatch.setattr(io, "open", watch)
    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(urllib.request, "urlopen", refuse)
    return opened


def read_back(kind: str, data: bytes) -> str:
    if kind == "pdf":
        return TaggedFile(data).root().text
    if kind == "docx":
        word = docx.Document(io.BytesIO(data))
        return "\n".join(paragraph.text for paragraph in word.paragraphs)
    return str(html.document_fromstring(data.decode()).text_content())


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize("name", TEXTS)
def test_hostile_text_is_printed_as_text_and_touches_nothing(
    name: str, kind: str, touched: list[str]
) -> None:
    data = WRITERS[kind](fill(TEXTS[name]))
    assert touched == []
    if name in {"markup", "script", "template", "entities", "field"}:
        read = read_back(kind, data)
        assert bare(read).count(bare(TEXTS[name])) >= 10
        assert "root:" not in read
    assert b"alert(1)</script>" not in data


def bare(text: str) -> str:
    """The text without white space, which formats break as they like."""
    return "".join(text.split())


@pytest.mark.parametrize("kind", WRITERS)
def test_a_hundred_thousand_letters_without_a_space_are_all_printed(kind: str) -> None:
    document = Document(
        "Long",
        (
            Heading(1, (Run(LONG[:2000]),)),
            Paragraph((Run(LONG),)),
            Table(
                "t",
                "",
                (Column("One"), Column("Other")),
                ((Cell((Run(LONG[:10_000]),)), Cell(())),),
            ),
        ),
        date(2026, 6, 28),
    )
    data = WRITERS[kind](document)
    if kind == "docx":
        words = docx.Document(io.BytesIO(data))
        assert words.paragraphs[1].text == LONG
        assert words.tables[0].cell(1, 0).text == LONG[:10_000]
    else:
        assert read_back(kind, data).count("x") >= len(LONG) + 12_000


def test_pdfs_of_hostile_text_are_still_accessible_and_archival(tmp_path: Path) -> None:
    names = ("markup", "overrides", "marks", "controls", "white space", "nothing")
    files = {name.replace(" ", "-"): write_pdf(fill(TEXTS[name])) for name in names}
    faults = check_pdfs(files, tmp_path)
    assert {name: found for name, found in faults.items() if found} == {}
