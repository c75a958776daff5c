"""What people type is understood where it is certain, and only there."""

from datetime import date

import pytest

from exports.cell_tables import SheetCell
from exports.cell_values import read_code, read_day, read_paragraph, read_percent


@pytest.mark.parametrize(
    ("value", "shown_as_percent", "meant"),
    [
        (40.0, False, "40"), (0.4, False, "40"), (0.4, True, "40"), (40.0, True, "40"),
        (1.0, True, "100"), (1.0, False, "1"), (0.0, False, "0"), ("40 %", False, "40"),
        ("40%", False, "40"), ("40,0", False, "40"), ("0.4", False, "40"), ("0,4 %", False, "0.4"),
        ("٤٠٪", False, "40"), ("４０％", False, "40"), ("33.3333", False, "33.3333"),
        ("100", False, "100"), (0.07, True, "7"), (101.0, False, None), (-0.1, True, None),
        ("half", False, None), ("40 trees", False, None), ("1,000", False, "1"), ("", False, None),
        ("4e1", False, None), ("140 %", False, None),
        (1.4, True, None), (5.0, True, None), (date(2027, 1, 1), False, None),
    ],
)  # fmt: skip
def test_a_percentage_is_read(value, shown_as_percent, meant):
    assert read_percent(SheetCell(value, is_percent=shown_as_percent)) == meant


@pytest.mark.parametrize(
    "typed",
    [
        date(2027, 3, 31), "2027-03-31", "2027/3/31", "2027. 3. 31.", "2027년 3월 31일",
        "31.3.2027", "31.03.2027", "31/03/2027", "03/31/2027", "31 March 2027",
        "March 31, 2027", "31 mars 2027",
        "31 de marzo de 2027", "31 марта 2027 г.", "٢٠٢٧-٠٣-٣١",
    ],
)  # fmt: skip
def test_a_day_is_read_however_it_is_typed(typed):
    assert read_day(typed) == "2027-03-31"


@pytest.mark.parametrize(
    "typed", ["03/04/2027", "31.2.2027", "soon", "2027", "31 Brumaire 2027", "2027-13-01", 46_477.0]
)
def test_a_day_in_doubt_is_not_guessed(typed):
    assert read_day(typed) is None


def test_the_same_number_for_day_and_month_is_in_no_doubt():
    assert read_day("03/03/2027") == "2027-03-03"


def test_a_state_is_known_by_its_code_and_by_its_label_in_any_language():
    for word in ("limited", "Limited ", "LIMITÉ", "제한적", "Ограниченно", "محدود", "Limitado"):
        assert read_code(word, "states") == "limited"
    assert read_code("not_due", "states") is None
    assert read_code(3.0, "states") is None


def test_a_paragraph_is_known_by_its_id_and_by_its_number():
    labels = {"e-1": "1", "e-2": "2"}
    assert [read_paragraph(typed, labels) for typed in ("e-2", "2", "2.", 2.0)] == ["e-2"] * 4
    assert read_paragraph("3", labels) is None
