"""`accord data export` and `accord data import`, as their users type them."""

import json
import re
import subprocess
from html import unescape
from pathlib import Path

import pytest
from frictionless import Package as FrictionlessPackage
from frictionless import system

from tests.app.conftest import Program

DEMO = "out/demo.db"
WORDS = b"a plan"


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture
def demo(accord: Program, tmp_path: Path) -> Program:
    """The sample with one more period, in which an answer has a file behind it."""
    assert accord("demo", "-o", "out").code == 0
    (tmp_path / "plan.txt").write_bytes(WORDS)
    steps = (
        ("period", "open", "2020", "--declaration", "sample-2017", "--opens", "2020-01-01",
         "--due", "2020-03-31", "--closes", "2020-06-30"),
        ("progress", "report", "2020", "--member", "gasang", "--on", "2020-02-01",
         "--set", "environment-1=limited", "--evidence-file", "environment-1=plan.txt"),
        ("progress", "report", "2020", "--member", "kaku", "--on", "2020-02-01",
         "--set", "environment-1=complete"),
        ("progress", "review", "2020", "--member", "kaku", "--return", "Mend it.",
         "--on", "2020-02-02"),
        ("commitment", "add", "sample-2017", "kept-inside", "--member", "gasang", "--title",
         "=cmd|' /C calc'!A1", "--kind", "policy", "--paragraph", "environment-1",
         "--visibility", "members", "--on", "2020-01-01"),
    )  # fmt: skip
    for step in steps:
        outcome = accord(*step, "--db", DEMO)
        assert outcome.code == 0, outcome.err
    return accord


@pytest.mark.parametrize("scope", [(), ("--all",)], ids=["public", "all"])
def test_the_sample_goes_out_and_comes_back_byte_for_byte(
    demo: Program, tmp_path: Path, scope: tuple[str, ...]
) -> None:
    written = demo("data", "export", "-o", "one", "--db", DEMO, *scope)
    assert written.code == 0, written.err
    with system.use_context(trusted=True):
        assert FrictionlessPackage("one/datapackage.json").validate().valid
    assert demo("init", "--db", "new.db").code == 0
    tried = demo("data", "import", "one", "--db", "new.db", "--dry-run")
    assert (tried.code, "nothing was stored" in tried.err) == (0, True)
    assert not (tmp_path / "evidence").exists()
    taken = demo("data", "import", "one", "--db", "new.db")
    assert taken.code == 0, taken.err
    assert "1 file behind answers" in taken.err
    assert demo("data", "verify", "--db", "new.db").code == 0
    assert demo("data", "export", "-o", "two", "--db", "new.db", *scope).code == 0
    assert files_of(tmp_path / "one") == files_of(tmp_path / "two")
    kept = [path for path in (tmp_path / "evidence").rglob("*") if path.is_file()]
    assert [path.read_bytes() for path in kept] == [WORDS]
    reports = []
    for db in (DEMO, "new.db"):
        made = demo("report", "assembly", "--as-of", "2019-09-01", "-o", "-", "-f", "json",
                    "--db", db)  # fmt: skip
        assert made.code == 0, made.err
        reports.append(json.loads(made.out))
        if not scope:
            del reports[-1]["data_sha256"]  # it is that of all data, also of what is not public
    assert reports[0] == reports[1]


def test_what_is_not_public_is_told_and_left_out_unless_asked_for(
    demo: Program, tmp_path: Path
) -> None:
    public = demo("data", "export", "-o", "one", "--db", DEMO, "--json")
    assert json.loads(public.out)["left_out"] == {"entries": 12, "commitments": 1}
    assert "12 in entries, 1 in commitments" in public.err
    assert "Mend it." not in (tmp_path / "one/data/reports.csv").read_text()
    assert "kept-inside" not in (tmp_path / "one/data/commitments.csv").read_text()
    whole = demo("data", "export", "-o", "all", "--db", DEMO, "--all")
    assert "do not publish it" in whole.err
    assert "kept-inside,'=cmd|'" in (tmp_path / "all/data/commitments.csv").read_text()


def test_the_licence_the_edition_and_the_association_stand_in_the_descriptor(
    demo: Program, tmp_path: Path
) -> None:
    (tmp_path / "out/accord.toml").write_text('association = "Cities of the Sample"\n')
    options = ("--licence", "CC-BY-4.0", "--edition", "1.2.0", "--db", DEMO)
    assert demo("data", "export", "-o", "one", *options).code == 0
    described = json.loads((tmp_path / "one/datapackage.json").read_text())
    assert described["title"] == "Cities of the Sample"
    assert (described["version"], described["licenses"]) == ("1.2.0", [{"name": "CC-BY-4.0"}])
    assert demo("init", "--db", "new.db").code == 0
    taken = demo("data", "import", "one", "--db", "new.db")
    assert 'association = "Cities of the Sample"' in taken.err


def test_a_spoiled_package_is_refused_with_every_place_and_nothing_is_kept(
    demo: Program, tmp_path: Path
) -> None:
    assert demo("data", "export", "-o", "one", "--db", DEMO).code == 0
    members = tmp_path / "one/data/members.csv"
    members.write_bytes(members.read_bytes().replace(b",city,", b",village,"))
    assert demo("init", "--db", "new.db").code == 0
    refused = demo("data", "import", "one", "--db", "new.db")
    assert refused.code == 3
    assert "data/members.csv:2:5: error O016: kind: 'village' is none of: city" in refused.err
    assert "data/members.csv: error O005" in refused.err
    assert not (tmp_path / "evidence").exists()
    as_data = demo("data", "import", "one", "--db", "new.db", "--json")
    assert json.loads(as_data.out)["error"]["where"][1]["line"] == 2
    assert demo("data", "import", "one", "--db", DEMO).code == 4
    assert demo("data", "import", "none", "--db", "new.db").code == 7


REPORT = ("report", "assembly", "--as-of", "2019-09-01", "--db", DEMO, "--open-data", "one")


def test_the_report_prints_the_hash_that_its_reader_gets_of_the_package(
    demo: Program, tmp_path: Path
) -> None:
    options = ("--licence", "CC BY 4.0", "--edition", "1.2.0")
    assert demo("data", "export", "-o", "one", "--db", DEMO, *options).code == 0
    made = demo(*REPORT, "-o", "report.html")
    assert made.code == 0, made.err
    words = " ".join((tmp_path / "report.html").read_text(encoding="utf-8").split())
    assert "accord data export -o open-data --licence 'CC BY 4.0' --edition 1.2.0" in unescape(
        re.sub(r"<[^>]+>", "", words)
    )
    (line,) = set(re.findall(r"sha256sum [\w.]+", words))
    told = subprocess.run(line.split(), cwd=tmp_path / "one", capture_output=True, check=True)
    assert told.stdout.split()[0].decode() in words
    data = json.loads(demo(*REPORT, "-f", "json", "-o", "-").out)
    assert data["package_sha256"] == told.stdout.split()[0].decode()
    assert demo("data", "export", "-o", "two", "--db", DEMO, *options).code == 0
    assert files_of(tmp_path / "two") == files_of(tmp_path / "one")


@pytest.mark.parametrize("what", ["not there", "altered", "not public", "of another text"])
def test_a_package_that_is_not_the_reports_is_refused(
    demo: Program, tmp_path: Path, what: str
) -> None:
    if what == "of another text":
        assert demo("init", "--db", "new.db").code == 0
        assert demo("data", "export", "-o", "one", "--db", "new.db").code == 0
    elif what != "not there":
        scope = ["--all"] if what == "not public" else []
        assert demo("data", "export", "-o", "one", "--db", DEMO, *scope).code == 0
    if what == "altered":
        path = tmp_path / "one/data/entries.csv"
        path.write_bytes(path.read_bytes().replace(b"complete", b"limited.", 1))
    refused = demo(*REPORT, "-o", "report.html")
    assert (refused.code, "accord data export" in refused.err) == (
        (7 if what == "not there" else 3),
        True,
    )
    assert not (tmp_path / "report.html").exists()
