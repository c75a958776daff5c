"""How do a report's tables leave as data? CSV and JSON with the names that templates use."""

from typing import Any

from exports.blocks import Table, plain_text
from exports.csv_cells import write_csv


def table_to_data(table: Table) -> dict[str, Any]:
    """Return a table as JSON-able data: its titles, and each row as printed."""
    return {
        "name": table.name,
        "caption": table.caption,
        "columns": [column.title for column in table.columns],
        "rows": [[plain_text(cell.runs) for cell in row] for row in table.rows],
        "last_row_is_total": table.total,
        "note": table.note,
    }


def write_table_csv(table: Table) -> bytes:
    """Return a table as CSV in UTF-8 with a byte order mark; no cell runs as a formula."""
    titles = [column.title for column in table.columns]
    return write_csv([titles, *([plain_text(cell.runs) for cell in row] for row in table.rows)])
