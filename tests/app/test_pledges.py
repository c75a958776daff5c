"""Commitments and indicators through the command line."""

import json
from pathlib import Path

import pytest

from app.database import create_database
from app.demo import fill_workspace
from tests.app.conftest import Program

DB = ("--db", "out/demo.db")
TREES = (
    "commitment", "add", "sample-2017", "lindens", "--member", "gasang", "--title", "Plant lindens",
    "--kind", "investment", "--paragraph", "environment-6=60", "--paragraph", "environment-3=60",
    "--due", "2020-12-31", "--sdg", "11.7", "--budget", "planned=200000.50 EUR", "--owner",
    "Parks department", "--private-partner", "Green Ltd", "--on", "2019-01-01", *DB,
)  # fmt: skip
ONE = ("sample-2017", "lindens", "--member", "gasang")


@pytest.fixture
def sample(accord: Program, tmp_path: Path) -> Program:
    (tmp_path / "out").mkdir()
    engine = create_database(str(tmp_path / "out" / "demo.db"))
    fill_workspace(engine)
    engine.dispose()
    return accord


def listed(accord: Program, *words: str) -> list[dict]:
    found = json.loads(accord("commitment", "list", "sample-2017", "--json", *words, *DB).out)
    return [one for one in found if one["code"] == "lindens"]


def test_a_commitment_is_made_moved_funded_done_and_shown_as_of_any_date(sample: Program) -> None:
    assert sample(*TREES).code == 0
    moved = sample(
        "commitment", "reschedule", *ONE, "--due", "2021-12-31", "--reason", "Tender repeated.",
        "--on", "2020-06-01", *DB,
    )  # fmt: skip
    assert "first due 2020-12-31; 1 change of date so far" in moved.err
    funded = ("commitment", "fund", *ONE, "--budget", "spent=1000 EUR", "--on", "2020-07-01", *DB)
    assert sample(*funded).code == 0
    assert sample("commitment", "close", *ONE, "--on", "2022-01-01", *DB).code == 0
    states = {
        day: [one["schedule"] for one in listed(sample, "--as-of", day)]
        for day in ("2018-12-31", "2019-01-01", "2020-12-01", "2021-11-01", "2021-12-31")
    }
    assert states == {
        "2018-12-31": [], "2019-01-01": ["on_schedule"], "2020-12-01": ["on_schedule"],
        "2021-11-01": ["due_soon"], "2021-12-31": ["due_soon"],
    }  # fmt: skip
    (done,) = listed(sample, "--as-of", "2022-01-01")
    assert (done["schedule"], done["rescheduled"], done["outcome"]) == ("done_late", 1, "complete")
    assert [part["part"] for part in done["paragraphs"]] == [50, 50]
    assert [b["amount"] for b in done["budgets"]] == ["200000.50", "1000"]
    shown = sample("commitment", "show", *ONE, "--as-of", "2022-01-01", *DB).out
    assert "changed 2020-06-01  due 2021-12-31: Tender repeated." in shown
    assert sample("commitment", "show", *ONE, "--as-of", "2018-01-01", *DB).code == 5


def test_commitments_are_found_by_owner_and_by_schedule(sample: Program) -> None:
    sample(*TREES)
    day = ("--as-of", "2021-01-01")
    assert len(listed(sample, "--owner", "parks", *day)) == 1
    assert listed(sample, "--owner", "harbour", *day) == []
    assert len(listed(sample, "--schedule", "overdue", *day)) == 1
    assert listed(sample, "--schedule", "on_schedule", *day) == []


def test_a_dry_run_shows_and_stores_nothing(sample: Program) -> None:
    shown = sample(*TREES, "--dry-run", "--json")
    assert (shown.code, json.loads(shown.out)["code"]) == (0, "lindens")
    assert "Nothing was stored" in shown.err
    assert listed(sample, "--as-of", "2020-01-01") == []


def test_every_fault_of_a_commitment_is_told_with_what_to_do(sample: Program) -> None:
    faulty = [*TREES]
    faulty[faulty.index("11.7")] = "11.9"
    faulty[faulty.index("environment-6=60")] = "environment-66"
    refused = sample(*faulty)
    assert refused.code == 3
    for words in ("C005", "C007", "a target such as 11.6", "accord draft show"):
        assert words in refused.err
    assert sample("commitment", "close", *ONE, *DB).code == 5


@pytest.mark.parametrize("money", ["planned=2,5 EUR", "dreamt=5 EUR", "planned=5", "planned"])
def test_money_that_cannot_be_read_is_a_usage_error(sample: Program, money: str) -> None:
    refused = sample("commitment", "fund", *ONE, "--budget", money, *DB)
    assert refused.code == 2


def test_how_soon_is_soon_stands_in_the_settings(sample: Program, tmp_path) -> None:
    sample(*TREES)
    (tmp_path / "out" / "accord.toml").write_text("due_soon_days = 10\n")
    (one,) = listed(sample, "--as-of", "2020-12-20")
    (soon,) = listed(sample, "--as-of", "2020-12-21")
    assert (one["schedule"], soon["schedule"]) == ("on_schedule", "due_soon")


def test_an_indicator_is_defined_aimed_at_and_measured(sample: Program) -> None:
    on = ("--on", "2020-01-01", *DB)
    for words in (
        ("period", "open", "p", "--declaration", "sample-2017", "--opens", "2020-01-01",
         "--due", "2020-03-31", "--closes", "2020-06-30", *DB),
        ("indicator", "add", "sample-2017", "trees", "--title", "Trees", "--unit", "trees",
         "--additive", *on),
        ("indicator", "aim", "trees", "--member", "gasang", "--baseline", "0", "--target", "40",
         "--baseline-on", "2019-01-01", "--target-on", "2021-01-01", *on),
        ("indicator", "value", "trees", "p", "--member", "gasang", "--number", "50", *on),
        ("indicator", "value", "trees", "p", "--member", "kaku", "--number", "7.5", *on),
        ("indicator", "value", "trees", "p", "--member", "misale", "--missing", "not_available",
         *on),
        ("indicator", "value", "trees", "p", "--member", "misale", "--number", "1", "--dry-run",
         *on),
    ):  # fmt: skip
        assert sample(*words).code == 0, words
    day = ("--as-of", "2020-02-01", *DB)
    tried = sample(
        "indicator", "value", "trees", "p", "--member", "kaku", "--number", "9", "--dry-run",
        "--json", *on,
    )  # fmt: skip
    assert (json.loads(tried.out)["number"], json.loads(tried.out)["stored"]) == ("9", False)
    found = json.loads(sample("indicator", "list", "sample-2017", "--json", *day).out)
    (trees,) = [one for one in found if one["code"] == "trees"]
    assert (trees["total"], trees["counted"], trees["expected"]) == ("57.5", 2, 3)
    states = {one["member"]: (one["progress"], one["state"]) for one in trees["members"]}
    assert states == {
        "gasang": (125, "achieved"), "kaku": (None, "not_assessable"),
        "misale": (None, "not_assessable"),
    }  # fmt: skip
    shown = sample("indicator", "list", "sample-2017", *day).out
    assert "Sum 57.5; 2 of 3 members have a value for p." in shown
    assert "125%" in shown
    assert "Not assessable: not available" in shown


def test_a_value_of_the_wrong_kind_is_refused_with_what_to_give(sample: Program) -> None:
    on = ("--on", "2019-03-01", *DB)
    sample("indicator", "add", "sample-2017", "share", "--title", "Share", "--unit", "%",
           "--measure", "percentage", *on)  # fmt: skip
    opened = ("--opens", "2020-01-01", "--due", "2020-03-31", "--closes", "2020-06-30")
    sample("period", "open", "p", "--declaration", "sample-2017", *opened, *DB)
    refused = sample("indicator", "value", "share", "p", "--member", "kaku", "--number", "40", *DB)
    assert (refused.code, "Give a numerator and a denominator." in refused.err) == (3, True)


def test_progress_is_counted_along_an_axis_with_both_shares_and_the_rate(sample: Program) -> None:
    words = ("progress", "list", "2019", "--as-of", "2019-09-01", *DB, "--by")
    shown = sample(*words, "section").out.splitlines()
    assert shown[0].split()[-4:] == ["OF_EXPECTED", "OF_REPORTED", "REPORTS", "RATE"]
    assert [line.split("  ")[0] for line in shown[1:]] == [
        "Environment", "Quality of life", "Service efficiency", "Private sector", "All",
    ]  # fmt: skip
    for axis in ("member", "section", "paragraph", "owner", "region", "size", "sdg"):
        rows = json.loads(sample(*words, axis, "--json").out)
        assert rows[-1]["expected"] == 353
        assert rows[-1]["reporting_rate"] == pytest.approx(100 * 17 / 18)
    assert sample(*words, "colour").code == 2
    early = sample("progress", "list", "2019", "--as-of", "2018-01-01", *DB, "--by", "region")
    assert early.code == 5
