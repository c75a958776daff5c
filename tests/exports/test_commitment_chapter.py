"""The report's chapter on commitments: what is printed, counted, and left out."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from exports.assembly_report import (
    AssemblyReport,
    build_assembly_report,
    compose_assembly_report,
)
from exports.blocks import Heading, Paragraph, Table, plain_text
from exports.indicator_data import print_exact
from tests.exports.registers import DAY, make_member, make_register
from tracker.commitments import (
    Budget,
    BudgetStage,
    Closing,
    Commitment,
    CommitmentKind,
    Partner,
    Rescheduling,
    Visibility,
)
from tracker.indicators import Aim, Indicator, Value
from tracker.progress import Implementation, MissingReason
from tracker.register import Register

MADE = date(2018, 1, 1)
SOON = date(2020, 2, 1)


def pledge(code: str, member: str = "rome", **values: object) -> Commitment:
    base = Commitment(
        code, member, "green", f"Do {code}", CommitmentKind.SERVICE, MADE,
        {"air-1": Decimal(1), "water-1": Decimal(1)}, due_on=SOON,
    )  # fmt: skip
    return replace(base, **values)


def report_on(*commitments: Commitment, **values: object) -> AssemblyReport:
    return build_assembly_report(register(*commitments, **values), DAY)


def register(*commitments: Commitment, **values: object) -> Register:
    members = [make_member("oslo", left_on=date(2019, 1, 1)), make_member("rome")]
    return replace(make_register(members), commitments=commitments, **values)


def rows(report: AssemblyReport, name: str) -> list[list[str]]:
    return [[plain_text(cell.runs) for cell in row] for row in report.tables[name].rows]


def words(report: AssemblyReport) -> str:
    blocks = compose_assembly_report(report).blocks
    return "\n".join(plain_text(b.runs) for b in blocks if isinstance(b, Heading | Paragraph))


def test_without_commitments_and_indicators_nothing_is_printed() -> None:
    report = report_on()
    assert report.commitments is None
    assert "ommitment" not in words(report)
    assert not {"commitments", "funds", "partners", "indicators"} & set(report.tables)


def test_the_register_shows_paragraphs_in_order_and_both_dates_and_the_state() -> None:
    moved = pledge("b", reschedulings=(Rescheduling(date(2021, 5, 1), "Rain.", date(2019, 5, 1)),))
    late = pledge("a", due_on=date(2019, 12, 31))
    report = report_on(moved, late, pledge("c", due_on=None))
    assert rows(report, "commitments") == [
        ["Rome", "1, 3", "Do a", "31 Dec 2019", "31 Dec 2019", "Overdue"],
        ["Rome", "1, 3", "Do b", "1 Feb 2020", "1 May 2021", "On schedule"],
        ["Rome", "1, 3", "Do c", "–", "–", "No deadline"],
    ]
    assert rows(report, "commitments-rescheduled") == [
        ["Rome", "Do b", "1 Feb 2020", "1 May 2021", "1 May 2019", "Rain."]
    ]
    assert "1 is overdue, and none is due within 90 days. The date of 1 was changed." in words(
        report
    )


def test_what_was_withdrawn_or_is_of_a_member_that_left_is_listed_and_not_counted() -> None:
    withdrawn = pledge("b", closing=Closing(Implementation.WITHDRAWN, MADE, "No money."))
    report = report_on(pledge("a"), withdrawn, pledge("c", "oslo"))
    assert [row[-1] for row in rows(report, "commitments")] == [
        "Member has left", "Due soon", "Withdrawn",
    ]  # fmt: skip
    assert report.commitments is not None
    assert (report.commitments.total, report.commitments.left_out) == (1, 2)
    assert "1 member has made 1 public commitment: none is done" in words(report)


def test_what_is_not_public_is_told_by_its_number_alone() -> None:
    secret = pledge(
        "hush-hush", visibility=Visibility.MEMBERS, partners=(Partner("Ghost Ltd", True),),
        budgets=(Budget(Decimal(5), "EUR", BudgetStage.SPENT, MADE),),
    )  # fmt: skip
    report = report_on(secret)
    assert "1 commitment is not public and is not shown." in words(report)
    printed = compose_assembly_report(report)
    tables = [b for b in printed.blocks if isinstance(b, Table)]
    assert "hush-hush" not in str(printed)
    assert "Ghost" not in str(printed)
    assert not {"commitments", "funds", "partners"} & {table.name for table in tables}


def test_funds_and_partners_are_listed_by_currency_and_name() -> None:
    rich = pledge(
        "a", partners=(Partner("Works Ltd", private_sector=True), Partner("Academy")),
        budgets=(Budget(Decimal("61500.50"), "EUR", BudgetStage.PLANNED, MADE),
                 Budget(Decimal(1_000_000), "RUB", BudgetStage.SPENT, MADE)),
    )  # fmt: skip
    report = report_on(rich)
    assert rows(report, "funds") == [
        ["EUR", "1", "61,500.50", "–", "–", "–"], ["RUB", "1", "–", "–", "–", "1,000,000"],
    ]  # fmt: skip
    assert rows(report, "partners") == [
        ["Academy", "Other", "Rome"], ["Works Ltd", "Private", "Rome"],
    ]  # fmt: skip


def test_indicators_show_baseline_present_target_and_unclamped_progress() -> None:
    measured = Indicator("trees", "green", "Trees", "trees", additive=True)
    aim = Aim(Decimal(0), Decimal(40), MADE, date(2021, 1, 1), "rome", "trees")
    value = Value("rome", "trees", "p1", DAY, DAY, Decimal(50))
    report = report_on(indicators=[measured], aims=[aim], values=[value])
    assert rows(report, "indicators") == [
        ["Rome", "Trees (trees)", "0", "50", "40", "125%", "Achieved"]
    ]
    assert report.commitments is not None
    assert report.commitments.indicators == (
        ("Trees", "Sum 50; 1 of 1 members have a value for p1."),
    )


def test_each_indicator_has_a_sheet_with_its_values_by_period_and_reasons_for_none() -> None:
    measured = Indicator("trees", "green", "Trees", "trees", additive=True, paragraph="air-1")
    idle = Indicator("parks", "green", "Parks", "hectares")
    aim = Aim(Decimal(0), Decimal(40), MADE, date(2021, 1, 1), "rome", "trees")
    values = [
        Value("rome", "trees", f"p{year}", date(2010 + year, 1, 1), DAY, Decimal(year))
        for year in range(1, 7)
    ]
    none = Value("oslo", "trees", "p6", date(2016, 1, 1), DAY, missing=MissingReason.NOT_AVAILABLE)
    later = Value("rome", "trees", "p9", date(2099, 1, 1), DAY, Decimal(99))
    report = report_on(indicators=[measured, idle], aims=[aim], values=[*values, none, later])
    trees, parks = report.indicator_sheets
    assert (trees.title, dict(trees.lines)["Unit"], parks.table) == ("Trees", "trees", "")
    table = report.tables[trees.table]
    assert [column.title for column in table.columns] == [
        "Member", "Baseline", "p3", "p4", "p5", "p6", "Target", "Progress", "State",
    ]  # fmt: skip
    assert rows(report, trees.table) == [
        ["Oslo", "–", "–", "–", "–", "not available", "–", "–", "Not assessable: not available"],
        ["Rome", "0 (1 Jan 2018)", "3", "4", "5", "6", "40 (1 Jan 2021)", "15%", "Limited"],
    ]
    assert "Values of 2 earlier periods are in the open data." in table.note
    printed = words(report)
    assert "Indicator sheets" in printed
    assert "Sum 6; 1 of 2 members have a value for p6." in printed
    assert "No member has taken it up." in printed


def test_the_hash_of_the_data_covers_commitments() -> None:
    assert report_on(pledge("a")).data_sha256 != report_on(pledge("b")).data_sha256
    assert report_on(pledge("a")).data_sha256 == report_on(pledge("a")).data_sha256


def test_numbers_are_printed_with_the_digits_that_matter() -> None:
    printed = [print_exact(n) for n in (Decimal("1234567.50"), Decimal("100.00"), 1 / 3, -0.5, 0)]
    assert printed == ["1,234,567.5", "100", "0.33", "-0.5", "0"]
    assert print_exact(None) == "–"
