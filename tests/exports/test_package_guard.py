"""A hostile or broken file is refused in plain words before a parser sees it."""

import io
import os
import zipfile
from dataclasses import replace

import pytest

from declarations.problems import InputRefusal, StorageRefusal
from exports import cell_tables
from exports.cell_tables import SheetCell, read_tables
from exports.confined_cells import MOST_COLUMNS, MOST_ROWS
from exports.package_guard import MEGABYTE, WORKBOOK, check_package

CONTENT = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body>'
    "<office:spreadsheet>{}</office:spreadsheet></office:body></office:document-content>"
)


def pack(parts):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"a.xml": b"0" * (3 * MEGABYTE)}, "unpacks to far more"),
        ({"a.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a/>'}, "entities of its own"),
        ({"a.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a/>'.encode("utf-16")}, "entities of its own"),
        ({"a.xml": b"<a/>" * 20 + b" " * ((1 << 16) - 85) + b"<!DOCTYPE a>"}, "entities"),
        ({"xl/vbaProject.bin": b"x"}, "macros"),
        ({"xl/activeX/a.xml": b"<a/>"}, "macros"),
        ({"Basic/Standard/a.xml": b"<a/>"}, "macros"),
        ({"../a.xml": b"<a/>"}, "odd name"),
        ({f"{number}.xml": b"" for number in range(1_001)}, "more than 1000 parts"),
        ({"a.xml": b"<a/>" * 1_000_001}, "elements"),
    ],
)
def test_each_danger_is_refused(parts, words):
    rules = replace(WORKBOOK, ratio=1_000_000) if "elements" in words else WORKBOOK
    with pytest.raises(InputRefusal, match=words):
        check_package(pack(parts), "form.xlsx", rules)


def test_what_a_file_says_about_its_own_size_is_not_believed():
    data = pack({"a.xml": b"<a/>" + b" " * (3 * MEGABYTE)})
    size = (3 * MEGABYTE + 4).to_bytes(4, "little")
    assert data.count(size) == 2
    with pytest.raises(InputRefusal):
        check_package(data.replace(size, (9).to_bytes(4, "little")), "form.xlsx", WORKBOOK)


@pytest.mark.parametrize(
    "data", [b"", b"PK\x03\x04", b"%PDF-1.7", bytes.fromhex("D0CF11E0A1B11AE1"), b"\x00" * 100]
)
@pytest.mark.parametrize("ending", ["xlsx", "ods", "csv"])
def test_what_is_no_workbook_is_refused(tmp_path, data, ending):
    path = tmp_path / f"form.{ending}"
    path.write_bytes(data)
    if ending == "csv" and data in {b"", b"%PDF-1.7", b"\x00" * 100}:
        assert len(read_tables(path)) == 1
        return
    with pytest.raises(InputRefusal):
        read_tables(path)


@pytest.mark.parametrize(
    "parts",
    [
        {"content.xml": "<a/>"},
        {"content.xml": "<a"},
        {"[Content_Types].xml": "<a/>"},
        {"nothing.txt": "a"},
    ],
)
def test_a_package_that_is_no_workbook_is_refused(tmp_path, parts):
    path = tmp_path / "form.xlsx"
    path.write_bytes(pack(parts))
    with pytest.raises(InputRefusal):
        read_tables(path)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(StorageRefusal):
        read_tables(tmp_path / "form.xlsx")


def read_document(tmp_path, rows):
    path = tmp_path / "form.ods"
    table = f'<table:table table:name="S">{rows}</table:table>'
    path.write_bytes(pack({"content.xml": CONTENT.format(table)}))
    return read_tables(path)[0]


def test_repeated_empty_rows_and_columns_of_a_document_cost_nothing(tmp_path):
    many = 'table:number-{}-repeated="1048576"'
    table = read_document(
        tmp_path,
        '<table:table-row><table:table-cell office:value-type="float" office:value="0.4"/>'
        f"<table:table-cell {many.format('columns')}/></table:table-row>"
        f"<table:table-row {many.format('rows')}><table:table-cell/></table:table-row>",
    )
    assert len(table.rows) == 1
    assert table.rows[0][0] == SheetCell(0.4)
    assert len(table.rows[0]) == MOST_COLUMNS


def test_a_repeated_row_of_answers_is_refused_before_it_fills_the_memory(tmp_path):
    cell = "<table:table-cell><text:p>a</text:p></table:table-cell>"
    with pytest.raises(InputRefusal, match=f"{MOST_ROWS:,} rows"):
        read_document(
            tmp_path,
            f'<table:table-row table:number-rows-repeated="1000000000">{cell}</table:table-row>',
        )


def test_the_words_of_a_document_keep_their_spaces_lines_and_links(tmp_path):
    table = read_document(
        tmp_path,
        '<table:table-row><table:table-cell office:value-type="string"><text:p>two<text:s '
        'text:c="2"/>spaces<text:tab/>x<text:line-break/>y</text:p><text:p>a <text:a>link</text:a>'
        '</text:p></table:table-cell><table:table-cell office:value-type="date" '
        'office:date-value="2027-03-31T00:00:00"/><table:table-cell '
        'office:value-type="percentage" office:value="0.4"/></table:table-row>',
    )
    values = [(cell.value, cell.is_percent) for cell in table.rows[0]]
    assert values[0] == ("two  spaces\tx\ny\na link", False)
    assert str(values[1][0]) == "2027-03-31"
    assert values[2] == (0.4, True)


def test_a_workbook_that_breaks_its_reader_is_refused_with_what_to_do_for_its_format(
    tmp_path, monkeypatch
):
    path = tmp_path / "form.xlsx"
    path.write_bytes(pack({"[Content_Types].xml": "<a/>"}))
    monkeypatch.setattr(cell_tables, "_TASK", f"{__name__}:break_down")
    with pytest.raises(InputRefusal, match="reading it failed") as refusal:
        read_tables(path)
    assert "spreadsheet program" in refusal.value.hint
    assert "Word" not in refusal.value.hint


def break_down(data, name, kind):
    os.abort()
