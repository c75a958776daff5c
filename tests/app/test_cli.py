"""The command line: what it says, what it refuses, and that nothing is lost."""

import json
import os
import re
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from app.cli.reference import print_reference, walk_commands
from app.errors import EXIT_CODES, exit_code
from app.oidc import OidcSettings
from app.settings import Settings
from declarations.problems import Refusal

ROOT = Path(__file__).parents[2]
FAULTY = """---
declaration: Bad Code
language: english
profile: poem
colour: green
---

# Preamble

We meet\u200b today, see [[nowhere]]. {#p-1}

# Environment {#environment}

1. We will plant trees {#e-1}

2. We will clean the air.[^9] {#e-1}

3. Text {#Wrong_Id}

   1. One

      1. Two

         1. Three

            1. Four

               1. Five.
"""
DRAFT = """---
declaration: green
title: Green Cities
---

# Preamble {#preamble}

We, the cities, meet. {#p-1}

# Environment {#environment}

1. We will plant trees. {#environment-1}

2. We will clean the air. {#environment-2}
"""


@pytest.fixture
def green(accord, tmp_path):
    """A workspace with an adopted declaration and two members."""
    (tmp_path / "green.md").write_text(DRAFT)
    for words in (
        ("init",),
        ("draft", "revise", "green.md", "--on", "2026-01-15"),
        ("assembly", "add", "ga5", "Fifth Assembly", "--starts", "2026-03-01"),
        ("draft", "adopt", "green", "--assembly", "ga5", "--on", "2026-03-02", "--yes"),
        ("member", "add", "seoul", "Seoul", "--country", "KR", "--name", "ko=서울"),
        ("member", "add", "lisbon", "Lisbon", "--country", "PT"),
    ):
        outcome = accord(*words)
        assert outcome.code == 0, outcome.err
    return accord


# Drafts


def test_a_draft_with_many_faults_lists_them_all_with_place_and_remedy(accord, tmp_path):
    (tmp_path / "bad.md").write_text(FAULTY)
    outcome = accord("draft", "check", "bad.md")
    assert outcome.code == 3
    line = re.compile(r"^bad\.md:(\d+):(\d+): (\w+) (\w+): (.+)\n {4}(.+)$", re.MULTILINE)
    faults = line.findall(outcome.out)
    serious = [fault for fault in faults if fault[2] != "hint"]
    assert len(serious) >= 10
    assert len({fault[3] for fault in serious}) >= 9
    assert all(fault[4] and fault[5] for fault in faults)


def test_the_same_faults_as_data(accord, tmp_path):
    (tmp_path / "bad.md").write_text(FAULTY)
    as_text = accord("draft", "check", "bad.md")
    as_data = accord("draft", "check", "bad.md", "--json")
    problems = json.loads(as_data.out)["problems"]
    assert as_data.code == 3
    assert len(problems) == as_text.out.count("\n    ")
    assert all(p["line"] and p["column"] and p["code"] and p["remedy"] for p in problems)


def test_formatting_twice_changes_nothing_the_second_time(accord, tmp_path):
    draft = tmp_path / "d.md"
    draft.write_text(DRAFT.replace(" {#environment-2}", "").replace("2. We", "7. We"))
    assert accord("draft", "format", "d.md").code == 0
    once = draft.read_text()
    outcome = accord("draft", "format", "d.md")
    assert draft.read_text() == once
    assert "canonical" in outcome.err
    assert "2. We will clean the air. {#environment-2}" in once


def test_a_draft_with_errors_is_not_rewritten(accord, tmp_path):
    draft = tmp_path / "bad.md"
    draft.write_text(FAULTY)
    outcome = accord("draft", "format", "bad.md")
    assert (outcome.code, draft.read_text()) == (3, FAULTY)
    assert "left as it is" in outcome.err


def test_a_new_draft_passes_its_own_check(accord):
    assert accord("draft", "new", "green-2026", "--title", 'Declaration: "Green" #1').code == 0
    outcome = accord("draft", "check", "green-2026.md")
    assert outcome.code == 0, outcome.out
    assert accord("draft", "format", "green-2026.md").err.count("canonical") == 1


def test_a_new_draft_never_replaces_a_file(accord, tmp_path):
    (tmp_path / "green.md").write_text("mine")
    assert accord("draft", "new", "green").code == 3
    assert (tmp_path / "green.md").read_text() == "mine"


def test_a_revision_made_from_a_stale_one_is_refused(accord, tmp_path):
    (tmp_path / "green.md").write_text(DRAFT)
    accord("init")
    accord("draft", "revise", "green.md")
    first = json.loads(accord("draft", "show", "green", "--json").out)[0]["sha256"]
    (tmp_path / "green.md").write_text(DRAFT.replace("trees", "oaks"))
    assert accord("draft", "revise", "green.md", "--parent", first).code == 0
    (tmp_path / "green.md").write_text(DRAFT.replace("trees", "elms"))
    outcome = accord("draft", "revise", "green.md", "--parent", first)
    assert outcome.code == 6
    assert "oaks" in accord("draft", "show", "green").out


def test_of_two_who_edit_one_text_the_slower_is_refused_and_nothing_is_overwritten(
    accord, tmp_path
):
    (tmp_path / "green.md").write_text(DRAFT)
    accord("init")
    accord("draft", "revise", "green.md", "--on", "2026-01-15")
    shown = accord("draft", "show", "green").out
    (tmp_path / "one.md").write_text(shown.replace("trees", "oaks"))
    (tmp_path / "two.md").write_text(shown.replace("trees", "beeches"))
    assert accord("draft", "revise", "one.md", "--on", "2026-01-16").code == 0
    before = (tmp_path / "two.md").read_bytes()
    refused = accord("draft", "revise", "two.md", "--on", "2026-01-17")
    assert refused.code == 6
    assert "oaks" in refused.err
    assert "beeches" in refused.err
    assert (tmp_path / "two.md").read_bytes() == before
    assert "oaks" in accord("draft", "show", "green").out


def test_who_goes_on_with_the_same_file_is_not_taken_for_slow(accord, tmp_path):
    draft = tmp_path / "green.md"
    draft.write_text(DRAFT.replace("\n", "\r\n"), newline="")
    accord("init")
    for number, tree in enumerate(("oaks", "beeches", "limes"), start=1):
        draft.write_bytes(re.sub(rb"trees|oaks|beeches", tree.encode(), draft.read_bytes()))
        assert accord("draft", "revise", draft, "--on", "2026-01-15").code == 0
        assert draft.read_bytes().count(b"based_on:") == 1
        assert len(json.loads(accord("draft", "show", "green", "--json").out)) == number
    assert b"\n" not in draft.read_bytes().replace(b"\r\n", b"")
    accord("init", "--db", "other.db")
    assert accord("draft", "revise", draft, "--db", "other.db").code == 0


def test_formatting_keeps_what_a_draft_is_based_on(accord, tmp_path):
    accord("init")
    (tmp_path / "green.md").write_text(DRAFT)
    accord("draft", "revise", "green.md", "--on", "2026-01-15")
    accord("draft", "show", "green")
    accord("draft", "format", "green.md")
    assert "based_on: " in (tmp_path / "green.md").read_text()


def test_an_adopted_text_never_changes(green, tmp_path):
    (tmp_path / "green.md").write_text(DRAFT.replace("trees", "oaks"))
    assert green("draft", "revise", "green.md").code == 4
    assert "trees" in green("draft", "show", "green").out


def test_adopting_asks_first(accord, tmp_path):
    (tmp_path / "green.md").write_text(DRAFT)
    accord("init")
    accord("draft", "revise", "green.md", "--on", "2026-01-15")
    accord("assembly", "add", "ga5", "Fifth")
    outcome = accord("draft", "adopt", "green", "--assembly", "ga5", "--on", "2026-03-02")
    assert outcome.code == 4
    assert "--yes" in outcome.err


def test_compare_prints_what_changed_and_where(accord, tmp_path):
    (tmp_path / "a.md").write_text(DRAFT)
    (tmp_path / "b.md").write_text(DRAFT.replace("plant trees", "plant tall trees"))
    outcome = accord("draft", "compare", "a.md", "b.md")
    assert "{+tall +}" in outcome.out
    assert "Paragraph 1 (edited)  {#environment-1}" in outcome.out
    assert "1 edited; 1 word inserted and 0 deleted" in outcome.err
    assert "\x1b" not in outcome.out


def test_compare_gives_the_comparison_as_data(accord, tmp_path):
    (tmp_path / "a.md").write_text(DRAFT)
    (tmp_path / "b.md").write_text(DRAFT.replace("plant trees", "plant tall *trees*"))
    data = json.loads(accord("draft", "compare", "a.md", "b.md", "--json").out)
    (change,) = data["changes"]
    assert data["counts"]["edited"] == 1
    assert change["new"]["label"] == "1"
    assert [p["text"] for p in change["pieces"] if p["kind"] == "inserted"] == ["tall "]
    assert [mark["sentence"] for mark in change["marks"]] == ["Italics added to “trees”."]


def test_compare_of_a_text_with_itself_says_that_they_are_the_same(accord, tmp_path):
    (tmp_path / "a.md").write_text(DRAFT)
    outcome = accord("draft", "compare", "a.md", "a.md")
    assert (outcome.code, outcome.out) == (0, "")
    assert "The two texts are the same." in outcome.err


def test_compare_pairs_paragraphs_by_their_words_where_no_ids_are_shared(accord, tmp_path):
    (tmp_path / "a.md").write_text(DRAFT)
    typed = DRAFT.replace("{#env", "{#x-env").replace("plant trees", "plant tall trees")
    (tmp_path / "b.md").write_text(typed)
    outcome = accord("draft", "compare", "a.md", "b.md")
    assert "Paragraph 1 (edited)  {#environment-1}" in outcome.out
    assert "paired by their words" in outcome.err


# Register


def test_acceptance_with_reservation_shows_in_the_matrix(green):
    words = "--reservation", "environment-2=From 2028.", "--on", "2026-05-01"
    green("adoption", "register", "green", "--member", "seoul", "--all", *words)
    outcome = green("adoption", "matrix", "green", "--json", "--as-of", "2026-12-31")
    assert json.loads(outcome.out) == {
        "lisbon": {"environment-1": "no_response", "environment-2": "no_response"},
        "seoul": {
            "environment-1": "accepted",
            "environment-2": "accepted_with_reservation",
        },
    }
    before = green("adoption", "matrix", "green", "--json", "--as-of", "2026-04-30")
    assert json.loads(before.out)["seoul"]["environment-1"] == "no_response"


def test_a_withdrawal_shows_in_the_matrix_from_its_day(green):
    green("adoption", "register", "green", "--member", "seoul", "--all", "--on", "2026-05-01")
    green(
        "adoption", "withdraw", "green", "--member", "seoul",
        "--paragraph", "environment-1", "--on", "2027-05-01",
    )  # fmt: skip
    outcome = green("adoption", "matrix", "green", "--as-of", "2027-12-31")
    assert re.search(r"seoul +\[W\] +A", outcome.out)


def test_a_later_acceptance_says_how_many_are_accepted_in_all(green):
    choose = "adoption", "register", "green", "--member", "seoul", "--paragraph"
    green(*choose, "environment-1", "--on", "2026-05-01")
    later = green(*choose, "environment-2", "--kind", "later_acceptance", "--on", "2026-06-01")
    assert "seoul accepts 2 of 2 paragraphs." in later.err
    gone = green(
        "adoption", "withdraw", "green", "--member", "seoul", "--paragraph", "environment-1",
        "--on", "2027-05-01", "--effective", "2027-11-01",
    )  # fmt: skip
    assert "withdraws 1 paragraph from 2027-11-01 on and then accepts 1 of 2." in gone.err


def test_commands_are_suggested_as_they_can_be_typed(accord, tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["venv/bin/accord"])
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "Next: venv/bin/accord member import" in accord("init").err


def test_the_rules_of_the_association_are_enforced_with_what_is_missing(green):
    green("adoption", "rules", "green", "--minimum", "2")
    outcome = green(
        "adoption", "register", "green", "--member", "seoul",
        "--paragraph", "environment-1", "--on", "2026-05-01",
    )  # fmt: skip
    assert outcome.code == 4
    assert "1 fewer than the minimum of 2" in outcome.err
    assert green("adoption", "list", "green").out.count("seoul") == 0


def test_a_reservation_on_an_unknown_paragraph_stores_nothing_at_all(green):
    outcome = green(
        "adoption", "register", "green", "--member", "seoul", "--all",
        "--on", "2026-05-01", "--reservation", "nowhere-1=No.",
    )  # fmt: skip
    assert outcome.code == 3
    assert "seoul" not in green("adoption", "list", "green", "--as-of", "2027-01-01").out


def test_the_same_list_of_members_twice_finds_nothing_new(accord, tmp_path):
    (tmp_path / "m.csv").write_text("ID,City,Land\n1,Porto,PT\n2,=cmd(),PT\n")
    accord("init")
    maps = ("--map", "code=ID", "--map", "name=City", "--map", "country=Land", "--json")
    assert json.loads(accord("member", "import", "m.csv", *maps).out)["new"] == 2
    again = json.loads(accord("member", "import", "m.csv", *maps).out)
    assert again == {"new": 0, "changed": 0, "same": 2, "faulty": 0}
    accord("member", "list", "-o", "out.csv")
    assert ",'=cmd()," in (tmp_path / "out.csv").read_text()


def test_faulty_rows_are_all_named_and_nothing_is_taken_unless_asked(accord, tmp_path):
    (tmp_path / "m.csv").write_text(
        "code,name,country,joined\na,Porto,PT,\nb,,PT,\nc,Rome,Atlantis,\na,Paris,FR,2017-13-01\n"
    )
    accord("init")
    outcome = accord("member", "import", "m.csv")
    assert outcome.code == 3
    for place in ("m.csv:3", "m.csv:4", "m.csv:5"):
        assert place in outcome.err
    assert accord("member", "list", "--json").out.strip() == "[]"
    assert accord("member", "import", "m.csv", "--skip-faulty").code == 0
    assert [m["code"] for m in json.loads(accord("member", "list", "--json").out)] == ["a"]


def test_eleven_thousand_real_signatories_are_taken_and_again_none_is_new(accord, real_data):
    file = real_data / "members" / "gcom_mycovenant_signatories_2024_01.csv"
    accord("init")
    maps = (
        "--map", "code=organisation_id", "--map", "name=organisation_name",
        "--map", "country=country_code", "--map", "joined=date_of_adhesion", "--json",
    )  # fmt: skip
    assert json.loads(accord("member", "import", file, *maps).out)["new"] == 11_973
    again = json.loads(accord("member", "import", file, *maps).out)
    assert (again["new"], again["same"]) == (0, 11_973)


def test_the_dirty_c40_list_is_taken_with_codes_made_of_country_and_name(accord, real_data):
    file = real_data / "members" / "c40_79_cities.csv"
    accord("init")
    assert accord("member", "import", file).code == 3
    maps = (
        "--map", "name=name_as_in_source", "--map", "country=country_as_in_source",
        "--make-codes", "--json", "--skip-faulty",
    )  # fmt: skip
    first = json.loads(accord("member", "import", file, *maps).out)
    assert first["new"] + first["faulty"] == 79
    assert json.loads(accord("member", "import", file, *maps).out)["new"] == 0


# What is refused


def test_a_mistyped_workspace_is_refused_and_not_made(accord, tmp_path):
    outcome = accord("member", "list", "--db", "acord.db")
    assert outcome.code == 7
    assert "There is no workspace at acord.db" in outcome.err
    assert list(tmp_path.iterdir()) == []


def test_an_error_as_json(accord):
    error = json.loads(accord("member", "list", "--db", "none.db", "--json").out)["error"]
    assert set(error) == {"code", "message", "hint", "where"}
    assert error["code"] == "storage"


def test_a_missing_draft_is_refused(accord):
    assert accord("draft", "check", "none.md").code == 7


def test_wrong_usage_ends_with_two(accord):
    assert accord("member", "list", "--colour").code == 2
    assert accord("draft", "export", "x", "-o", "x.odt").code == 2


def test_a_draft_of_fifty_megabytes_is_refused_quickly(accord, tmp_path):
    (tmp_path / "huge.md").write_bytes(b"1. word\n" * 6_250_000)
    outcome = accord("draft", "check", "huge.md")
    assert outcome.code == 3
    assert "larger than 5 MB" in outcome.err


def test_a_draft_nested_a_thousand_deep_is_told_and_left_alone(accord, tmp_path):
    deep = DRAFT + "".join(f"{'   ' * depth}1. Level.\n\n" for depth in range(1, 1_001))
    (tmp_path / "deep.md").write_text(deep)
    assert accord("draft", "check", "deep.md").code == 3
    assert accord("draft", "format", "deep.md").code == 3
    assert (tmp_path / "deep.md").read_text() == deep


@pytest.mark.parametrize("character", ["\x00", "\u202e", "\u200b"])
def test_invisible_characters_are_told_with_their_place(accord, tmp_path, character):
    (tmp_path / "d.md").write_text(DRAFT.replace("plant trees", f"plant {character}trees"))
    outcome = accord("draft", "check", "d.md")
    assert outcome.code == 3
    assert "d.md:12:" in outcome.out
    assert f"U+{ord(character):04X}" in outcome.out


def test_a_lone_surrogate_is_told_with_its_line(accord, tmp_path):
    (tmp_path / "d.md").write_bytes(DRAFT.encode().replace(b"trees", b"tr\xed\xa0\x80ees"))
    outcome = accord("draft", "check", "d.md")
    assert outcome.code == 3
    assert "line 12" in outcome.err


def test_a_read_only_folder_keeps_everything_as_it_was(accord, tmp_path):
    folder = tmp_path / "locked"
    folder.mkdir()
    draft = folder / "d.md"
    draft.write_text(DRAFT.replace(" {#environment-2}", ""))
    if os.geteuid() == 0:
        mount = ["mount", "--bind", "-o", "ro", str(folder), str(folder)]
        if subprocess.run(mount, capture_output=True, check=False).returncode:
            pytest.skip("root ignores rights, and this machine does not let the test mount")
    else:
        folder.chmod(0o500)
    try:
        before = draft.read_bytes()
        assert accord("draft", "format", draft).code == 7
        assert accord("init", "--db", folder / "a.db").code == 7
        assert [path.name for path in folder.iterdir()] == ["d.md"]
        assert draft.read_bytes() == before
    finally:
        if os.geteuid() == 0:
            subprocess.run(["umount", str(folder)], check=True)
        else:
            folder.chmod(0o700)


@pytest.fixture
def small_disk(tmp_path):
    """Make a disk of two megabytes, where the machine lets the test mount one."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "none", str(folder)]
    can_mount = shutil.which("mount") and os.geteuid() == 0
    if not can_mount or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("this machine does not let the test mount a small disk")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def fill(folder):
    """Leave no room on the disk of a folder."""
    with (folder / "ballast").open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(4096))


def test_a_full_disk_leaves_the_old_file_whole_and_no_other(accord, small_disk):
    draft = small_disk / "d.md"
    draft.write_text(DRAFT.replace(" {#environment-2}", ""))
    before = draft.read_bytes()
    fill(small_disk)
    outcome = accord("draft", "format", draft)
    assert outcome.code == 7
    assert "No space left" in outcome.err or "full" in outcome.err
    assert draft.read_bytes() == before
    assert sorted(path.name for path in small_disk.iterdir()) == ["ballast", "d.md"]


def test_a_full_disk_loses_nothing_from_the_workspace_and_it_goes_on_when_there_is_room(
    accord, small_disk
):
    db = small_disk / "accord.db"
    accord("init", "--db", db)
    accord("member", "add", "seoul", "Seoul", "--country", "KR", "--db", db)
    fill(small_disk)
    refused = [
        accord("member", "add", f"city-{number}", "x" * 200, "--country", "KR", "--db", db).code
        for number in range(40)
    ]
    assert 7 in refused
    taken = refused.count(0)
    (small_disk / "ballast").unlink()
    assert accord("member", "add", "lisbon", "Lisbon", "--country", "PT", "--db", db).code == 0
    members = json.loads(accord("member", "list", "--json", "--db", db).out)
    assert len(members) == 2 + taken


# Completeness


def test_every_refusal_has_an_exit_code():
    waiting = [Refusal]
    while waiting:
        waiting += (children := waiting.pop().__subclasses__())
        for kind in children:
            assert exit_code(kind("x")) in EXIT_CODES.values(), kind


def test_every_command_has_help_with_an_example():
    for words, text, _options in walk_commands():
        assert "Example: accord" in " ".join(text.split()), words


def test_every_command_is_documented():
    documented = (ROOT / "docs" / "commands.md").read_text()
    assert documented == print_reference(), "run: make docs"


def test_every_setting_is_documented():
    documented = (ROOT / "docs" / "settings.md").read_text()
    for name, field in Settings.model_fields.items():
        assert f"| `{name}` | {field.description} |" in documented
    for name, field in OidcSettings.model_fields.items():
        assert f"| `{name}` | {field.description} |" in documented


def test_an_unknown_setting_is_refused_by_name(green, tmp_path):
    (tmp_path / "accord.toml").write_text('asociation = "X"\n')
    outcome = green("report", "assembly", "--as-of", "2026-12-31", "-o", "r.html")
    assert outcome.code == 3
    assert "asociation" in outcome.err
    assert not (tmp_path / "r.html").exists()


def test_completion_can_be_installed(tmp_path):
    command = [ROOT / ".venv/bin/accord", "--install-completion", "bash"]
    if not command[0].exists():
        pytest.skip("accord is not installed in .venv")
    environment = {**os.environ, "HOME": str(tmp_path)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / ".bashrc").exists()


def test_the_commands_of_the_readme_run_as_they_stand(accord):
    import shlex

    readme = (ROOT / "README.md").read_text()
    blocks = re.findall(r"```console\n(.*?)```", readme, re.DOTALL)
    commands = [line[2:] for block in blocks for line in block.splitlines()]
    assert len(commands) > 10
    for command in commands:
        program, *words = shlex.split(command)
        assert program == "accord"
        outcome = accord(*words)
        assert outcome.code == 0, f"{command}\n{outcome.out}{outcome.err}"


# Dates, countries and words that cannot be


def test_a_country_is_taken_by_name_and_one_that_is_none_is_refused(accord):
    accord("init")
    assert accord("member", "add", "quito", "Quito", "--country", "Ecuador").code == 0
    assert json.loads(accord("member", "list", "--json").out)[0]["country"] == "EC"
    refused = accord("member", "add", "nowhere", "Nowhere", "--country", "Utopia")
    assert refused.code == 3
    assert "'Utopia'" in refused.err


def test_days_out_of_order_are_refused(accord):
    accord("init")
    backwards = "--joined", "2026-03-01", "--left", "2026-02-01"
    assert accord("member", "add", "quito", "Quito", *backwards).code == 4
    turned = "--starts", "2026-03-01", "--ends", "2026-02-01"
    assert accord("assembly", "add", "ga5", "Fifth", *turned).code == 4


def test_a_text_is_adopted_neither_before_it_was_written_nor_outside_the_assembly(accord, tmp_path):
    (tmp_path / "green.md").write_text(DRAFT)
    accord("init")
    accord("draft", "revise", "green.md", "--on", "2026-01-15")
    accord("assembly", "add", "ga5", "Fifth", "--starts", "2026-03-01", "--ends", "2026-03-03")
    accord("assembly", "add", "ga6", "Sixth")
    for assembly, day in (("ga5", "2026-02-01"), ("ga5", "2026-03-04"), ("ga6", "2026-01-01")):
        refused = accord("draft", "adopt", "green", "--assembly", assembly, "--on", day, "--yes")
        assert refused.code == 4, day
    adopted = accord("draft", "adopt", "green", "--assembly", "ga5", "--on", "2026-03-02", "--yes")
    assert adopted.code == 0, adopted.err


def test_a_reservation_on_a_paragraph_that_is_not_accepted_is_refused(green):
    outcome = green(
        "adoption", "register", "green", "--member", "seoul", "--paragraph", "environment-1",
        "--on", "2026-05-01", "--reservation", "environment-2=Later.",
    )  # fmt: skip
    assert outcome.code == 4
    assert "environment-2" in outcome.err
    assert green("adoption", "list", "green").out.count("seoul") == 0
