"""The report for a past day is what it was that day, whatever has happened since."""

import json

DRAFT = """---
declaration: green
title: Green Cities
---

# Environment {#environment}

1. We will plant trees. {#environment-1}

2. We will clean the air. {#environment-2}
"""
MEMBERS = """code,name,country,region,joined,left
asan,Asan,KR,East,2025-01-01,
brest,Brest,FR,West,2025-01-01,
cork,Cork,IE,West,2025-01-01,
"""
RENAMED = MEMBERS.replace("asan,Asan,KR,East", "asan,New Asan,KR,North")
LEAVING = RENAMED.replace(
    "cork,Cork,IE,West,2025-01-01,", "cork,Cork,IE,West,2025-01-01,2027-05-01"
)
GA5 = ("--starts", "2026-03-01")
SEOUL = ("green", "--member", "asan")
LATER = "2028-06-01"

STORY = {
    "2026-03-02": [
        ("draft", "adopt", "green", "--assembly", "ga5", "--yes"),
        ("member", "import", "members.csv"),
    ],
    "2026-04-01": [
        ("adoption", "register", *SEOUL, "--all"),
        ("adoption", "register", "green", "--member", "brest", "--paragraph", "environment-1",
         "--kind", "provisional"),
        ("adoption", "register", "green", "--member", "cork", "--all"),
    ],
    "2026-05-01": [
        ("adoption", "state", *SEOUL, "--kind", "reservation", "--paragraph", "environment-2",
         "--text", "Not in winter.", "--effect", "modifies"),
        ("exchange", "offer", *SEOUL, "--paragraph", "environment-1", "--text", "We can show it."),
        ("commitment", "add", "green", "trees", "--member", "asan", "--title", "Plant trees",
         "--kind", "investment", "--paragraph", "environment-1", "--due", "2026-12-31",
         "--budget", "planned=2000 EUR"),
        ("indicator", "add", "green", "planted", "--title", "Trees planted", "--unit", "trees",
         "--additive", "--accumulation", "cumulative", "--paragraph", "environment-1"),
        ("indicator", "aim", "planted", "--member", "asan", "--baseline", "0", "--baseline-on",
         "2026-01-01", "--target", "1000", "--target-on", "2027-12-31"),
    ],
    "2026-06-01": [
        ("adoption", "state", "green", "--member", "brest", "--kind", "objection", "--objects-to",
         "asan:1", "--text", "We object."),
        ("exchange", "seek", "green", "--member", "cork", "--paragraph", "environment-1", "--text",
         "How do they live through summer?"),
        ("period", "open", "p1", "--declaration", "green", "--opens", "2026-06-01", "--due",
         "2026-06-30", "--closes", "2028-12-31"),
    ],
    "2026-06-20": [
        ("progress", "report", "p1", "--member", "asan", "--set", "environment-1=limited",
         "--set", "environment-2=not_available", "--done", "environment-1=Ten trees."),
        ("indicator", "value", "planted", "p1", "--member", "asan", "--number", "10"),
        ("progress", "report", "p1", "--member", "cork", "--set", "environment-1=complete",
         "--in-confidence", "environment-1"),
    ],
    "2026-07-02": [
        ("progress", "excuse", "p1", "--member", "brest", "--reason", "Elections."),
        ("progress", "review", "p1", "--member", "asan", "--accept"),
        ("commitment", "fund", "green", "trees", "--member", "asan", "--budget",
         "secured=1500 EUR"),
    ],
    "2026-08-01": [
        ("member", "import", "renamed.csv"),
        ("adoption", "rules", "green", "--follow-up-months", "3", "--review-years", "1"),
        ("progress", "report", "p1", "--member", "asan", "--set", "environment-1=substantial",
         "--correction"),
        ("indicator", "value", "planted", "p1", "--member", "asan", "--number", "900"),
        ("indicator", "aim", "planted", "--member", "asan", "--baseline", "0", "--baseline-on",
         "2026-01-01", "--target", "5000", "--target-on", "2027-12-31"),
        ("commitment", "reschedule", "green", "trees", "--member", "asan", "--due", "2027-12-31",
         "--reason", "The soil was bad."),
        ("progress", "review", "p1", "--member", "cork", "--return", "Say how."),
    ],
    "2026-10-01": [
        ("adoption", "state", *SEOUL, "--kind", "withdrawal", "--withdraws", "1"),
        ("adoption", "register", "green", "--member", "brest", "--all"),
        ("exchange", "withdraw", "green", "--member", "asan", "--number", "1"),
        ("commitment", "close", "green", "trees", "--member", "asan"),
        ("assembly", "add", "ga6", "Sixth Assembly", "--starts", "2028-03-01"),
    ],
    "2027-01-01": [
        ("adoption", "rules", "green", "--objection-months", "1"),
        ("period", "close", "p1", "--yes"),
        ("period", "open", "p2", "--declaration", "green", "--opens", "2027-01-01", "--due",
         "2027-06-30", "--closes", "2027-12-31"),
        ("adoption", "withdraw", "green", "--member", "brest", "--paragraph", "environment-2"),
    ],
    "2027-05-01": [
        ("member", "import", "leaving.csv"),
        ("office", "add", "asan", "president", "--starts", "2027-05-01"),
    ],
}  # fmt: skip
UNDATED = {("period", "open"), ("assembly", "add"), ("office", "add")}
"""Acts whose own dates say when they count."""


def tell_report(accord, day):
    """Return the report of a day and what every list says of it."""
    told = [accord("report", "assembly", "-o", "r.html", "--as-of", day)]
    told += [
        accord(*words, "--as-of", day, "--json")
        for words in (
            ("adoption", "matrix", "green"), ("adoption", "statements", "green"),
            ("commitment", "list", "green"), ("indicator", "list", "green"),
            ("exchange", "list", "green"), ("member", "list"),
        )
    ]  # fmt: skip
    return [outcome.out for outcome in told]


def test_the_report_for_any_past_day_is_what_it_was_that_day(accord, tmp_path):
    (tmp_path / "green.md").write_text(DRAFT)
    for name, words in (("members", MEMBERS), ("renamed", RENAMED), ("leaving", LEAVING)):
        (tmp_path / f"{name}.csv").write_text(words)
    for words in (
        ("init",),
        ("draft", "revise", "green.md", "--on", "2026-01-15"),
        ("assembly", "add", "ga5", "Fifth Assembly", *GA5),
    ):
        assert accord(*words).code == 0
    then = {}
    for day, acts in STORY.items():
        for words in acts:
            on = () if words[:2] in UNDATED else ("--on", day)
            outcome = accord(*words, *on)
            assert outcome.code == 0, (day, words, outcome.err)
        then[day] = tell_report(accord, day), (tmp_path / "r.html").read_bytes()
    reports = [report for _lists, report in then.values()]
    assert len(set(reports)) == len(reports), "each day changed something in the report"
    for day, (lists, report) in then.items():
        assert tell_report(accord, day) == lists, day
        assert (tmp_path / "r.html").read_bytes() == report, day
    assert json.loads(tell_report(accord, LATER)[6])[0]["names"] == {"en": "New Asan"}
