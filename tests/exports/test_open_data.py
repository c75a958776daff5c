"""A report's tables as data."""

import csv
import io
import json

from exports.open_data import table_to_data, write_table_csv
from exports.tables import make_table, number_column, text_column

TABLE = make_table(
    "cities",
    "Cities",
    (text_column("City"), number_column("Count")),
    [("서울", 1_200), ('=HYPERLINK("x")', 0), ("All", 1_200)],
    total=True,
    note="Counted.",
)


def test_a_table_keeps_its_name_titles_rows_and_note() -> None:
    assert table_to_data(TABLE) == {
        "name": "cities",
        "caption": "Cities",
        "columns": ["City", "Count"],
        "rows": [["서울", "1,200"], ['=HYPERLINK("x")', "0"], ["All", "1,200"]],
        "last_row_is_total": True,
        "note": "Counted.",
    }
    json.dumps(table_to_data(TABLE))


def test_no_spreadsheet_runs_a_cell_of_the_csv() -> None:
    text = write_table_csv(TABLE).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows == [
        ["City", "Count"],
        ["서울", "1,200"],
        ['\'=HYPERLINK("x")', "0"],
        ["All", "1,200"],
    ]
