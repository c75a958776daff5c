"""What is in the package, in which order, and what of the workspace is left out and why?

A row comes after the rows it points at, so that the package can be read from the beginning.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column
from sqlmodel import SQLModel

from exports.data_package import progress_tables, register_tables, text_tables
from exports.data_package.fields import DataField, DataTable, FieldType, type_of

TABLES: tuple[DataTable, ...] = (
    text_tables.DECLARATIONS,
    text_tables.REVISIONS,
    register_tables.MEMBERS,
    register_tables.MEMBER_PASTS,
    register_tables.OFFICES,
    register_tables.ASSEMBLIES,
    text_tables.ADOPTIONS,
    text_tables.FROZEN_TEXTS,
    text_tables.VOTES,
    text_tables.BALLOTS,
    text_tables.AMENDMENTS,
    text_tables.AMENDMENT_STEPS,
    text_tables.CO_SPONSORS,
    text_tables.RECOMMENDATIONS,
    register_tables.RULES,
    register_tables.RULES_PASTS,
    register_tables.INSTRUMENTS,
    register_tables.STATEMENTS,
    register_tables.NOTICES,
    progress_tables.PERIODS,
    progress_tables.REPORTS,
    progress_tables.ENTRIES,
    progress_tables.ADDENDA,
    progress_tables.COMMITMENTS,
    progress_tables.CHANGES,
    progress_tables.BUDGETS,
    progress_tables.INDICATORS,
    progress_tables.AIMS,
    progress_tables.VALUES,
)
BY_NAME = {table.name: table for table in TABLES}

ACCOUNT_TABLES = {
    "account": "Personal data: who can sign in.",
    "account_link": "Personal data: invitations, and links for a new password.",
    "account_session": "Personal data: who is signed in.",
    "api_token": "Personal data: programs that act for a person.",
    "recovery_code": "Secrets, as hashes.",
    "report_job": "Personal data: who asked for which report to be made.",
    "sign_in_tries": "Counts that are forgotten after a day.",
    "journal": "Who did what: names users of the system that this workspace is on.",
    "journal_person": "Personal data: the names behind the digests of the journal.",
}
"""The tables of who comes in and what was done: a workspace with nothing else in it is empty."""

LEFT_OUT = {
    **ACCOUNT_TABLES,
    "member_contact": "Personal data.",
    "reminder": "Personal data: who was written to, and when.",
    "current": "Computed from the entries.",
    "tally": "Computed from the entries.",
    "answer_draft": "Begun and not handed in.",
    "workbook_upload": "Sent and not taken in.",
}
"""The tables of the workspace that never leave, with the reason."""


@dataclass(frozen=True, slots=True)
class FieldPlace:
    """Where the values of a field are kept: the column behind it, through its links."""

    column: Column[Any] | None
    kind: FieldType
    model: type[SQLModel]


def place_of(table: DataTable, field: DataField) -> FieldPlace:
    """Return where a field's values are kept; a field that is only counted has no column."""
    link = table.linked(field.name)
    if link is not None:
        target = BY_NAME[link.table]
        name = target.key[link.fields.index(field.name)]
        return place_of(target, next(each for each in target.fields if each.name == name))
    column = table.column(field.name)
    if column is None:
        return FieldPlace(None, FieldType.INTEGER, table.model)
    found = FieldType.ARRAY if field.has_json else type_of(column, table.model)
    return FieldPlace(column, found, table.model)
