"""A year in the life of an association, through the command line, with figures made by hand.

Twenty-four made-up cities are asked what they have done about four paragraphs. Fifteen workbooks
come back: two with faults, one made from an older answer, one late. Two reports are returned, one
of them for good; one city is excused. The period is closed, and three cities write afterwards.
"""

import email
import json
from collections import Counter
from email.policy import default
from pathlib import Path

import openpyxl
import pytest
from lxml import html

from exports.workbook_words import Field, load_words

DRAFT = """---
declaration: green
title: Green Cities
---

# Environment {#environment}

1. We will plant trees. {#e-1}

2. We will clean the air. {#e-2}

# Society {#society}

3. We will build homes. {#s-1}

4. We will open schools. {#s-2}
"""
PARAGRAPHS = ("e-1", "e-2", "s-1", "s-2")
NAMES = (
    "Aldoria", "Brennick", "Calvara", "Dunmere", "Estavel", "Fennholm", "Galvany", "Hartsound",
    "Isenmoor", "Jorvale", "Kestrin", "Lomara", "Mirebourg", "Norhaven", "Ostwyn", "Pellmoor",
    "Quillon", "Ravensund", "Solmere", "Tarnwick", "Umberlea", "Velmora", "Wexholm", "Yarrowgate",
)  # fmt: skip
CITIES = {name.lower(): name for name in NAMES}
NORTH, SOUTH = tuple(CITIES)[:12], tuple(CITIES)[12:]

# What each of the fifteen says at last: C complete, S substantial, L limited, N not started, a
# reason by its name, "" nothing. Calvara's report is returned and Lomara's stays a draft: neither
# is counted.
ANSWERS = {
    "aldoria": ("C", "S", "L", "N"),
    "brennick": ("S", "S", "L", "L"),
    "calvara": ("C", "C", "C", "C"),
    "dunmere": ("C", "L", "L", ""),
    "estavel": ("S", "S", "N", "N"),
    "fennholm": ("C", "C", "S", "S"),
    "galvany": ("L", "L", "L", "L"),
    "hartsound": ("N", "N", "", ""),
    "isenmoor": ("C", "S", "not_due", "L"),
    "jorvale": ("S", "not_available", "S", "C"),
    "kestrin": ("L", "S", "C", "S"),
    "lomara": ("C", "C", "C", "L"),
    "mirebourg": ("S", "L", "L", "S"),
    "norhaven": ("C", "C", "C", "not_applicable"),
    "ostwyn": ("L", "N", "S", "S"),
}

# By hand. Expected reports: 24 cities less Pellmoor (excused) = 23. Received: the fifteen less
# Calvara (returned) and Lomara (draft) = 13, of which Norhaven is late. Missing: 23 - 13 = 10.
# North: 12 expected, less Calvara and Lomara = 10. South: 11 expected; Mirebourg, Norhaven, Ostwyn.
COVERAGE = [
    # region    expected received on time late nil missing excused rate
    ["North", "12", "10", "10", "0", "0", "2", "0", "83%"],  # 10 / 12 = 0.833
    ["South", "11", "3", "2", "1", "0", "8", "1", "27%"],  # 3 / 11 = 0.273
    ["All regions", "23", "13", "12", "1", "0", "10", "1", "57%"],  # 13 / 23 = 0.565
]
MISSING = {
    "Calvara": "Returned to the member for completion",
    "Pellmoor": "Excused: Flood",
    **dict.fromkeys(
        ("Lomara", "Quillon", "Ravensund", "Solmere", "Tarnwick", "Umberlea", "Velmora", "Wexholm",
         "Yarrowgate"),
        "Missing",
    ),
}  # fmt: skip

# Expected answers: 23 cities on e-1 and on e-2. Wexholm accepts neither s-1 nor s-2, and s-2 is
# outside Yarrowgate's competence: 22 and 21. One not due leaves s-1, one not applicable s-2.
#        C  S  L  N  reasons                          expected
# e-1    5  4  3  1                                    23
# e-2    2  5  3  2  1 not available                   23
# s-1    2  3  5  1  1 nothing, 1 not due              22 - 1 = 21
# s-2    1  4  3  2  2 nothing, 1 not applicable       21 - 1 = 20
PROGRESS = [
    # section    expected C    S     L    N    none  of expected  of reported
    ["Environment", "46", "7", "9", "6", "3", "21", "35%", "64%"],  # 16/46 = 0.348, 16/25 = 0.64
    ["Society", "41", "3", "7", "8", "3", "20", "24%", "48%"],  # 10/41 = 0.244, 10/21 = 0.476
    ["All", "87", "10", "16", "14", "6", "41", "30%", "57%"],  # 26/87 = 0.299, 26/46 = 0.565
]
UNANSWERED = [
    ["Not available", "Expected, no answer", "1"],
    ["Not reported", "Expected, no answer", "40"],  # 87 - 46 - 1
    ["Not due", "Left the denominator", "1"],
    ["Not applicable", "Left the denominator", "1"],
    ["Outside competence", "Left the denominator", "1"],
]
ADDENDUM = [
    # Aldoria corrects an answer; of Lomara's draft nothing was counted; Quillon never wrote before.
    ["Aldoria", "2027", "4", "Limited", "Not started", "15 Jul 2027"],
    ["Lomara", "2027", "1", "Complete", "–", "12 Jul 2027"],
    ["Lomara", "2027", "2", "Complete", "–", "12 Jul 2027"],
    ["Lomara", "2027", "3", "Complete", "–", "12 Jul 2027"],
    ["Lomara", "2027", "4", "Limited", "–", "12 Jul 2027"],
    ["Quillon", "2027", "1", "Complete", "–", "10 Jul 2027"],
    ["Quillon", "2027", "2", "Substantial", "–", "10 Jul 2027"],
]
SILENT = ("quillon", "ravensund", "solmere", "tarnwick", "umberlea", "velmora", "wexholm",
          "yarrowgate")  # fmt: skip
REMINDED = {
    "2027-02-28": (),
    "2027-03-01": tuple(city for city in CITIES if city != "pellmoor"),
    "2027-03-02": (),
    "2027-03-24": ("brennick", "kestrin", "lomara", "norhaven", *SILENT),
    "2027-03-31": ("lomara", "norhaven", *SILENT),
    "2027-04-14": ("calvara", "lomara", "norhaven", *SILENT),
    "2027-05-14": ("calvara", "lomara", *SILENT),
    "2027-06-14": ("calvara", "lomara", *SILENT),
    "2027-07-14": (),
}
STATES = {"C": "Complete", "S": "Substantial", "L": "Limited", "N": "Not started"}
COLUMN = {field: place for place, field in enumerate(Field, start=1)}


def do(accord, *words, code=0):
    outcome = accord(*words)
    assert outcome.code == code, (words, outcome.err)
    return outcome


@pytest.fixture
def green(accord, tmp_path):
    """The association on the day the period opens."""
    (tmp_path / "green.md").write_text(DRAFT)
    (tmp_path / "accord.toml").write_text('mail_from = "office@cities.example"\n')
    do(accord, "init")
    do(accord, "draft", "revise", "green.md", "--on", "2026-01-15")
    do(accord, "assembly", "add", "ga5", "Fifth Assembly", "--starts", "2026-03-01")
    do(accord, "draft", "adopt", "green", "--assembly", "ga5", "--on", "2026-03-02", "--yes")
    for code, name in CITIES.items():
        region = "North" if code in NORTH else "South"
        do(accord, "member", "add", code, name, "--region", region)
        do(accord, "member", "contact", "add", code, f"mayor@{code}.example")
        words = ["--all"]
        if code == "wexholm":
            words = ["--paragraph", "e-1", "--paragraph", "e-2"]
        if code == "yarrowgate":
            words = ["--all", "--except", "s-2", "--outside", "s-2=The state runs the schools."]
        do(accord, "adoption", "register", "green", "--member", code, *words, "--on", "2026-04-01")
    do(accord, "period", "open", "2027", "--declaration", "green", "--opens", "2027-02-01",
       "--due", "2027-03-31", "--closes", "2027-06-30")  # fmt: skip
    return accord


def fill(code, answers=None, **typed):
    """Fill in a city's workbook; ``typed`` puts other words into a state's cell."""
    path = Path("forms") / f"{code}.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book[load_words()["en"].progress]
    for row, answer in enumerate(answers or ANSWERS[code], start=2):
        is_state = answer in STATES or not answer
        sheet.cell(row, COLUMN[Field.STATE]).value = STATES.get(answer)
        sheet.cell(row, COLUMN[Field.REASON]).value = (
            None if is_state else load_words()["en"].reasons[answer]
        )
    for paragraph, words in typed.items():
        row = PARAGRAPHS.index(paragraph.replace("_", "-")) + 2
        sheet.cell(row, COLUMN[Field.STATE]).value = words
    book.save(path)
    return path


def take_in(accord, path, day, *words, code=0):
    return do(accord, "progress", "import", path, "--yes", "--on", day, *words, code=code)


def remind(accord, day):
    """Run the reminders of a day and return the cities they went to."""
    folder = Path("letters") / day
    do(accord, "progress", "remind", "2027", "--on", day, "-o", folder)
    found = [
        email.message_from_bytes(path.read_bytes(), policy=default)
        for path in (folder.iterdir() if folder.exists() else ())
    ]
    reached = [
        str(message["To"]).removeprefix("mayor@").removesuffix(".example") for message in found
    ]
    for message, city in zip(found, reached, strict=True):
        assert [part.get_filename() for part in message.iter_attachments()] == [f"{city}.xlsx"]
    return sorted(reached)


def report_tables(accord, day):
    """The tables of the report to the assembly by name, as JSON and as read from its HTML."""
    data = do(accord, "report", "assembly", "--as-of", day, "-f", "json", "-o", "-").out
    tables = {table["name"]: table for table in json.loads(data)["tables"]}
    page = do(accord, "report", "assembly", "--as-of", day, "-f", "html", "-o", "-").out
    printed = {}
    for table in html.fromstring(page).iter("table"):
        rows = [[" ".join(c.text_content().split()) for c in row] for row in table.iter("tr")]
        for number in table.iterfind("caption/b"):
            printed[(number.tail or "").strip()] = rows[1:]
    for name, table in tables.items():
        assert printed[table["caption"]] == table["rows"], name
    return {name: table["rows"] for name, table in tables.items()}


def test_a_year_in_the_life_of_an_association(green):
    told = do(green, "progress", "template", "2027", "--all", "--as-of", "2027-02-01",
              "-o", "forms")  # fmt: skip
    assert "24 workbooks" in told.err
    assert len(list(Path("forms").iterdir())) == len(CITIES)
    do(green, "progress", "excuse", "2027", "--member", "pellmoor", "--reason", "Flood", "--on",
       "2027-02-20")  # fmt: skip
    reminded = {day: remind(green, day) for day in ("2027-02-28", "2027-03-01", "2027-03-02")}

    # Ten workbooks in order, and Ostwyn's.
    for code in (*list(ANSWERS)[:10], "ostwyn"):
        if code != "brennick":
            take_in(green, fill(code), "2027-03-15", "--member", code)
    take_in(green, fill("brennick", ("S", "S", "L", "C")), "2027-03-15")
    # Two with a fault: the good rows go in, and a copy goes back.
    for code, place in (("kestrin", "e_2"), ("lomara", "s_2")):
        told = take_in(green, fill(code, **{place: "nearly"}), "2027-03-16", "--returned",
                       f"{code}-mend.xlsx", code=3)  # fmt: skip
        assert "'nearly' is no state" in told.out
    # Mirebourg had answered by telephone after its workbook was made.
    do(green, "progress", "report", "2027", "--member", "mirebourg", "--set", "e-1=not_started",
       "--on", "2027-03-10")  # fmt: skip
    stale = take_in(green, fill("mirebourg"), "2027-03-17", code=3)
    assert "stale e-1 (paragraph 1)\n    state: not_started -> substantial" in stale.out
    take_in(green, Path("forms/mirebourg.xlsx"), "2027-03-18", "--take", "e-1")
    # The review returns two; one of them comes back.
    do(green, "progress", "review", "2027", "--member", "brennick", "--return", "Schools: how?",
       "--on", "2027-03-20")  # fmt: skip
    reminded["2027-03-24"] = remind(green, "2027-03-24")
    do(green, "progress", "template", "2027", "--member", "brennick", "--as-of", "2027-03-25", "-o",
       "forms/brennick.xlsx")  # fmt: skip
    take_in(green, fill("brennick"), "2027-03-26")
    take_in(green, fill("kestrin"), "2027-03-28")
    reminded["2027-03-31"] = remind(green, "2027-03-31")
    do(green, "progress", "review", "2027", "--member", "calvara", "--return", "No evidence.",
       "--on", "2027-04-05")  # fmt: skip
    for code in ("aldoria", "brennick"):
        do(green, "progress", "review", "2027", "--member", code, "--accept", "--on", "2027-04-06")
    reminded["2027-04-14"] = remind(green, "2027-04-14")
    take_in(green, fill("norhaven"), "2027-04-20")
    for day in ("2027-05-14", "2027-06-14"):
        reminded[day] = remind(green, day)
    do(green, "period", "close", "2027", "--on", "2027-07-01", "--yes")
    closed = report_tables(green, "2027-07-01")

    # Three write after the cut-off.
    late = fill("quillon", ("C", "S", "", ""))
    refused = take_in(green, late, "2027-07-10", code=4)
    assert "--addendum" in refused.err
    take_in(green, late, "2027-07-10", "--addendum")
    again = take_in(green, late, "2027-07-11", "--addendum")
    assert "Nothing was stored." in again.err
    take_in(green, fill("lomara"), "2027-07-12", "--addendum")
    do(green, "progress", "report", "2027", "--member", "aldoria", "--set", "s-2=limited",
       "--addendum", "--on", "2027-07-15")  # fmt: skip
    reminded["2027-07-14"] = remind(green, "2027-07-14")
    final = report_tables(green, "2027-09-30")

    assert reminded == {day: sorted(cities) for day, cities in REMINDED.items()}
    assert final["coverage-by-region"] == COVERAGE
    assert {name: state for name, _, state, _sent in final["reports-missing"]} == MISSING
    sent = Counter(city for cities in REMINDED.values() for city in cities)
    told = {name.lower(): int(count) for name, _, _, count in final["reports-missing"]}
    assert told == {city: sent[city] for city in told}
    assert final["progress-by-section"] == PROGRESS
    assert final["unanswered"] == UNANSWERED
    assert final["addendum"] == ADDENDUM
    assert "addendum" not in closed
    assert closed == {name: rows for name, rows in final.items() if name != "addendum"}
    do(green, "data", "verify")
