"""Who belongs, and who holds which office? The annex of members."""

from exports.blocks import Table
from exports.phrasing import CELL, MONTH, NO_VALUE, print_day
from exports.report_basis import Basis
from exports.tables import CellValue, make_table, member_cell, text_column
from tracker.members import Office, OfficeKind

OFFICE_NAMES = {
    OfficeKind.PRESIDENT: "President",
    OfficeKind.VICE_PRESIDENT: "Vice President",
    OfficeKind.REGIONAL_OFFICE: "Regional office",
}


def build_member_table(basis: Basis) -> Table:
    """Return the annex of members with their offices."""
    offices: dict[str, list[str]] = {}
    for office in basis.register.offices:
        if office.held_on(basis.as_of):
            words = describe_office(office, basis.language)
            offices.setdefault(office.member, []).append(words)
    rows: list[tuple[CellValue, ...]] = [
        (
            member_cell(member, basis.language),
            member.country or NO_VALUE,
            member.region or NO_VALUE,
            print_day(member.joined_on, basis.language, CELL) or NO_VALUE,
            "; ".join(offices.get(member.code, ())) or NO_VALUE,
        )
        for member in sorted(basis.belonging(), key=basis.sort_key)
    ]
    return make_table(
        "members",
        "Members and their offices",
        (
            text_column("Member", 4),
            text_column("Country", 1),
            text_column("Region", 3),
            text_column("Joined on", 2),
            text_column("Offices", 4),
        ),
        rows,
        summary="Every member with its country, region, date of joining and offices held.",
        note="Countries by their ISO 3166-1 code. A dash: not on record, or no office.",
    )


def describe_office(office: Office, language: str) -> str:
    """Return an office with its term."""
    start = f" since {print_day(office.starts_on, language, MONTH)}" if office.starts_on else ""
    end = f" until {print_day(office.ends_on, language, MONTH)}" if office.ends_on else ""
    return f"{OFFICE_NAMES[office.kind]}{start}{end}"
