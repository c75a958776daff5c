"""Work shared out over processes: nothing stops the rest, nothing finished is lost."""

import os
import signal
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.errors import DEFECT, EXIT_CODES
from app.worker_processes import Failure, share_out
from declarations.problems import NotFoundRefusal


@dataclass(frozen=True)
class Doubling:
    """Doubles a word; some words are faults. ``folder`` is where it leaves notes."""

    folder: Path

    def begin(self):
        return Doubler(self.folder)


class Doubler:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def prepare(self, items: Sequence[str]) -> None:
        if "unreadable" in items:
            raise ValueError("row 7 is not a row")

    def make(self, item: str) -> str:
        if item == "unknown":
            raise NotFoundRefusal("There is no such word.", hint="Look it up.")
        if item == "broken":
            raise ZeroDivisionError("by nought")
        if item == "slow":
            time.sleep(600)
        if item == "deadly" or (item == "unlucky" and not (self.folder / "met").exists()):
            (self.folder / "met").touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return item * 2


@dataclass(frozen=True)
class Unable:
    """Cannot begin: its process ends at once."""

    def begin(self):
        os._exit(3)


def run(folder, items, *, processes=2, seconds=30.0, at_once=3):
    return dict(
        share_out(Doubling(folder), items, processes=processes, seconds=seconds, at_once=at_once)
    )


WORDS = [f"w{number}" for number in range(7)]


@pytest.mark.parametrize("fault", ["unknown", "broken", "unreadable", "deadly"])
def test_a_faulty_item_fails_alone(tmp_path, fault):
    made = run(tmp_path, [*WORDS[:4], fault, *WORDS[4:]])
    assert {word: made[word] for word in WORDS} == {word: word * 2 for word in WORDS}
    assert isinstance(made[fault], Failure)


def test_a_slow_item_is_ended_and_the_rest_is_made(tmp_path):
    made = run(tmp_path, ["w0", "slow", *WORDS[1:]], seconds=2.0)
    assert made.pop("slow") == Failure("timeout", "It took longer than 2 seconds.")
    assert made == {word: word * 2 for word in WORDS}


def test_each_failure_says_its_kind_its_reason_and_its_exit_code(tmp_path):
    made = run(tmp_path, ["unknown", "broken", "deadly"], processes=1)
    refused, broken, ended = made["unknown"], made["broken"], made["deadly"]
    assert refused == Failure(
        "not_found", "There is no such word. Look it up.", EXIT_CODES[NotFoundRefusal]
    )
    assert (broken.kind, broken.code) == ("defect", DEFECT)
    assert broken.reason == "This is a defect in Accord: ZeroDivisionError: by nought"
    assert "ZeroDivisionError" in broken.trace
    assert ended == Failure("ended", "Its process was ended by signal 9.")


def test_an_item_whose_process_was_killed_once_is_made_after_all(tmp_path):
    made = run(tmp_path, ["w0", "unlucky", "w1"], processes=1)
    assert made == {"w0": "w0w0", "unlucky": "unluckyunlucky", "w1": "w1w1"}


def test_processes_that_cannot_begin_are_not_begun_for_ever():
    with pytest.raises(RuntimeError, match=r"No worker process can be begun.*exit code 3"):
        list(share_out(Unable(), WORDS, processes=1, seconds=30.0, at_once=3))


def test_nothing_is_begun_for_no_items(tmp_path):
    assert run(tmp_path, []) == {}


def test_no_process_outlives_a_reader_who_leaves(tmp_path):
    from multiprocessing import active_children

    shared = share_out(Doubling(tmp_path), [*WORDS, "slow"], processes=2, seconds=30.0, at_once=1)
    next(shared)
    assert active_children()
    shared.close()
    assert not active_children()
