"""Nothing that was acknowledged is lost: a few rounds of ``python -m tests.durability``."""

import random
import shutil
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.durability.__main__ import kill_served
from tests.durability.killing import kill_writers
from tests.durability.power_cut import Call, Loss, Trace, cut_often, cut_power, trace_writer


def test_a_killed_writer_loses_nothing_that_it_told(workspace: Engine) -> None:
    address = workspace.url.render_as_string(hide_password=False)
    name = workspace.url.database if workspace.dialect.name == "sqlite" else address
    workspace.dispose()
    found = kill_writers(str(name), 4)
    assert found.faults == []
    assert found.acknowledged > 0


def test_a_killed_site_loses_no_answer_and_keeps_none_twice(tmp_path: Path) -> None:
    found = kill_served(tmp_path, 3)
    assert found.faults == []


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_a_power_cut_loses_nothing_and_with_less_care_it_would(tmp_path: Path) -> None:
    outcomes = {}
    for mode in ("FULL", "OFF"):
        (tmp_path / mode).mkdir()
        trace = trace_writer(tmp_path / mode, mode, 20)
        outcomes[mode] = cut_often(trace, 60, tmp_path / "image")
    assert outcomes["FULL"] == {"whole": 60}
    assert outcomes["OFF"]["lost"] > 0


def test_only_what_was_synced_survives_a_power_cut() -> None:
    calls = (
        Call("write", "a", 0, b"old"),
        Call("sync", "a"),
        Call("told", place=1),
        Call("write", "a", 0, b"new"),
        Call("write", "a", 3, b"more"),
    )
    chance = random.Random(1)  # noqa: S311 - moments, no secrets
    files, told = cut_power(Trace({}, calls), len(calls), Loss.ALL, chance)
    assert (files, told) == ({"a": b"old"}, 1)
    files, _told = cut_power(Trace({}, calls[:2]), 1, Loss.ALL, chance)
    assert files == {"a": b""}
