"""The reports of all members: the same as one by one, taken up again, none stopping the rest."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from multiprocessing import active_children
from pathlib import Path

import pytest

from app.cli import member_reports
from app.cli.member_reports import NoBar, Outcome, describe_outcome, take_outcome
from app.report_folder import RECORD, ReportFolder, read_record
from declarations.problems import StorageRefusal

ROOT = Path(__file__).parents[2]
DRAFT = """---
declaration: green
title: Green Cities
---

# Preamble {#preamble}

We, the cities, meet. {#p-1}

# Environment {#environment}

1. We will plant trees. {#e-1}

2. We will clean the air. {#e-2}
"""
DAY = ("--as-of", "2027-01-01")
CODES = ["hanoi", "lisbon", "seoul", "ulm"]
FAULTY = """{% if member == "Seoul" %}{{ 1 // 0 }}{% endif %}{{ member }}"""
SLOW = """{% if member == "Seoul" %}{% for a in range(90000) %}{% for b in range(90000) %}
{% endfor %}{% endfor %}{% endif %}{{ member }}"""


@pytest.fixture
def green(accord, tmp_path):
    """A workspace with an adopted declaration, four members and an acceptance."""
    (tmp_path / "green.md").write_text(DRAFT)
    for words in (
        ("init",),
        ("draft", "revise", "green.md", "--on", "2026-01-15"),
        ("assembly", "add", "ga5", "Fifth Assembly", "--starts", "2026-03-01"),
        ("draft", "adopt", "green", "--assembly", "ga5", "--on", "2026-03-02", "--yes"),
        *(("member", "add", code, code.capitalize(), "--country", "KR") for code in CODES),
    ):
        outcome = accord(*words)
        assert outcome.code == 0, outcome.err
    return accord


def write_all(accord, *more):
    words = ("report", "member", "--all", "-o", "reports", *DAY, "--processes", 1)
    return accord(*words, *more)


def files(folder):
    return {path.name: path.read_bytes() for path in Path(folder).iterdir() if path.name != RECORD}


def own_template(folder, words):
    (folder / "accord.toml").write_text('templates = "own"\n')
    (folder / "own").mkdir(exist_ok=True)
    (folder / "own" / "member_report.md.j2").write_text(words)


@pytest.mark.parametrize("wanted", ["pdf", "docx", "html"])
def test_the_bytes_are_those_of_the_single_command(green, tmp_path, wanted):
    assert write_all(green, "-f", wanted, "--processes", 2).code == 0
    many = files("reports")
    assert sorted(many) == [f"{code}.{wanted}" for code in CODES]
    for code in ("hanoi", "seoul"):
        green("report", "member", "--member", code, "-o", f"one.{wanted}", *DAY)
        assert many[f"{code}.{wanted}"] == (tmp_path / f"one.{wanted}").read_bytes()


def test_one_process_gives_what_three_give(green):
    write_all(green, "--processes", 1)
    one = files("reports")
    for name in one:
        (Path("reports") / name).unlink()
    write_all(green, "--processes", 3)
    assert files("reports") == one


def test_a_member_that_has_not_joined_by_the_day_has_no_report(green):
    green("member", "add", "oslo", "Oslo", "--country", "NO", "--joined", "2028-01-01")
    assert write_all(green, "-f", "html").code == 0
    assert "oslo.html" not in files("reports")


def test_a_second_run_makes_only_what_is_missing_touched_or_changed(green):
    first = json.loads(write_all(green, "-f", "html", "--json").out)
    assert (first["written"], first["unchanged"]) == (CODES, [])
    (Path("reports") / "hanoi.html").unlink()
    (Path("reports") / "lisbon.html").write_text("edited by hand")
    Path("list.csv").write_text("code,name,country\nulm,Ulm an der Donau,KR\n")
    assert green("member", "import", "list.csv", "--on", "2026-05-01").code == 0
    second = json.loads(write_all(green, "-f", "html", "--json").out)
    assert (second["written"], second["unchanged"]) == (["hanoi", "lisbon", "ulm"], ["seoul"])


def test_another_day_or_another_setting_makes_all_anew(green, tmp_path):
    write_all(green, "-f", "html")
    (tmp_path / "accord.toml").write_text('association = "Association of Cities"\n')
    assert json.loads(write_all(green, "-f", "html", "--json").out)["unchanged"] == []
    other = green(
        "report",
        "member",
        "--all",
        "-o",
        "reports",
        "-f",
        "html",
        "--as-of",
        "2027-02-01",
        "--json",
    )
    assert json.loads(other.out)["unchanged"] == []


def test_a_member_whose_report_fails_is_named_and_the_others_have_theirs(green, tmp_path):
    own_template(tmp_path, FAULTY)
    outcome = write_all(green, "-f", "html", "--json")
    assert outcome.code == 3
    told = json.loads(outcome.out)
    assert told["written"] == ["hanoi", "lisbon", "ulm"]
    assert [(fault["member"], fault["code"]) for fault in told["failed"]] == [
        ("seoul", "input_has_problems")
    ]
    assert "Not done: seoul: Template member_report.md.j2:1" in outcome.err
    own_template(tmp_path, "{{ member }}")
    assert json.loads(write_all(green, "-f", "html", "--json").out)["failed"] == []


def test_a_slow_member_is_given_up_and_the_others_have_their_reports(green, tmp_path):
    own_template(tmp_path, SLOW)
    outcome = write_all(green, "-f", "html", "--timeout", 5)
    assert outcome.code == 1
    assert sorted(files("reports")) == ["hanoi.html", "lisbon.html", "ulm.html"]
    assert "Not done: seoul: It took longer than 5 seconds." in outcome.err


def test_a_killed_worker_costs_nobody_a_report(green, monkeypatch):
    killed = []

    def kill_one(outcome, kept, *made):
        take_outcome(outcome, kept, *made)
        if not killed:
            killed.append(active_children()[0].pid)
            os.kill(killed[0], signal.SIGKILL)

    monkeypatch.setattr(member_reports, "take_outcome", kill_one)
    assert write_all(green, "--processes", 2).code == 0
    assert killed
    assert sorted(files("reports")) == [f"{code}.pdf" for code in CODES]


def test_an_interrupt_keeps_what_is_finished_and_leaves_nothing_half_done(green, monkeypatch):
    class Interrupting(NoBar):
        def update(self, n_steps):
            raise KeyboardInterrupt

    @contextlib.contextmanager
    def show(_count):
        yield Interrupting()

    with monkeypatch.context() as patch:
        patch.setattr(member_reports, "show_progress", show)
        outcome = write_all(green, "-f", "html")
    assert outcome.code == 130
    told = "Interrupted: 1 of 4 reports is in reports. The same command goes on from there."
    assert told in outcome.err
    assert len(files("reports")) == 1
    assert not active_children()
    again = json.loads(write_all(green, "-f", "html", "--json").out)
    assert (len(again["unchanged"]), len(again["written"])) == (1, 3)


def test_ctrl_c_ends_the_program_and_its_processes(green, tmp_path):
    own_template(tmp_path, SLOW)
    program = (  # who is started in the background has been told to ignore Ctrl-C
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
        "from app.cli.main import run; run()"
    )
    words = ["report", "member", "--all", "-o", "reports", "-f", "html", *DAY]
    running = subprocess.Popen(
        [sys.executable, "-c", program, *words],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    while not (tmp_path / "reports" / "ulm.html").exists() and running.poll() is None:
        time.sleep(0.1)
    os.killpg(running.pid, signal.SIGINT)  # as a terminal does: all its processes
    _out, err = running.communicate(timeout=60)
    assert running.returncode == 130
    assert "Traceback" not in err
    for _ in range(100):
        if not find_living(running.pid):
            break
        time.sleep(0.1)
    assert find_living(running.pid) == []


def find_living(group):
    """Return the processes of a group that still run; an ended one may wait to be counted out."""
    living = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            state, _parent, of_group, *_ = stat.read_text().rpartition(")")[2].split()
            if int(of_group) == group and state != "Z":
                living.append(stat.parent.name)
    return living


def test_all_and_a_member_exclude_each_other_and_all_needs_a_folder(green):
    assert green("report", "member").code == 2
    assert green("report", "member", "--all", "--member", "ulm", "-o", "reports").code == 2
    assert green("report", "member", "--all").code == 2


def test_quiet_says_nothing_but_what_is_wrong(green):
    assert green("-q", "report", "member", "--all", "-o", "reports", "-f", "html", *DAY).err == ""


def test_a_record_that_was_cut_off_or_names_a_path_is_not_believed(tmp_path):
    with ReportFolder(tmp_path) as folder:
        folder.keep("ulm.html", b"report", "a" * 64)
    with (tmp_path / RECORD).open("a") as record:
        record.write('{"file": "../ulm.html", "made_from": "b", "sha256": "c"}\n{"file": "han')
    assert len(read_record(tmp_path)) == 2
    assert ReportFolder(tmp_path).made_from == {"ulm.html": "a" * 64}


def test_a_folder_that_cannot_be_written_is_refused_before_anything_is_made(tmp_path):
    (tmp_path / RECORD).mkdir()
    with pytest.raises(StorageRefusal):
        ReportFolder(tmp_path)


@pytest.mark.parametrize(
    ("written", "unchanged", "seconds", "told"),
    [
        (0, 31, 5.2, "No reports written to reports, 31 unchanged, in 5 seconds."),
        (1, 0, 1.2, "1 report written to reports, in 1 second."),
        (4, 0, 0.4, "4 reports written to reports, in less than a second."),
    ],
)
def test_what_became_of_all_reports_is_a_sentence(written, unchanged, seconds, told):
    outcome = Outcome(["a"] * written, ["b"] * unchanged)
    assert describe_outcome(outcome, Path("reports"), seconds) == told
