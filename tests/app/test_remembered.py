"""What many ask for is computed once, until something is committed."""

import threading

import pytest
from sqlalchemy import Engine

from app.database import ChangeMark, transaction
from app.remembered import Remembered
from tracker.member_store import add_member
from tracker.members import Member


class Counter:
    """Gives 1, 2, 3 ... each time it is called."""

    def __init__(self) -> None:
        self.value = 0

    def __call__(self) -> int:
        self.value += 1
        return self.value


def test_a_value_is_kept_while_nothing_was_committed() -> None:
    marks = ["a", "a", "b"]
    remembered, count = Remembered(lambda: marks.pop(0)), Counter()
    assert [remembered.recall("n", count) for _ in range(3)] == [1, 1, 2]


def test_what_nothing_can_change_is_kept_whatever_is_committed() -> None:
    marks, count = iter("abc"), Counter()
    remembered = Remembered(lambda: next(marks))
    assert [remembered.recall("n", count, is_final=True) for _ in range(3)] == [1, 1, 1]


class Stopwatch:
    """A clock that goes on only when something takes time."""

    def __init__(self) -> None:
        self.now = 0.0
        self.made = 0

    def __call__(self) -> float:
        return self.now

    def work(self, seconds: float) -> int:
        self.now += seconds
        self.made += 1
        return self.made


def test_a_value_may_be_old_for_so_many_times_as_long_as_it_took() -> None:
    clock, marks = Stopwatch(), iter("abcd")
    remembered = Remembered(lambda: next(marks), patience=20.0, clock=clock)

    def ask() -> int:
        return remembered.recall("n", lambda: clock.work(0.1))

    assert ask() == 1
    clock.now += 1.9
    assert ask() == 1
    clock.now += 0.2
    assert ask() == 2


def test_what_is_slow_is_made_aside_and_nobody_waits_for_it() -> None:
    clock, marks = Stopwatch(), iter(range(100))
    remembered = Remembered(lambda: str(next(marks)), patience=20.0, clock=clock)
    may_end, has_ended = threading.Event(), threading.Event()

    def make_slowly() -> int:
        if clock.made:
            may_end.wait(30)
        made = clock.work(1.0)
        has_ended.set()
        return made

    assert remembered.recall("n", make_slowly) == 1
    has_ended.clear()
    clock.now += 100
    assert [remembered.recall("n", make_slowly) for _ in range(3)] == [1, 1, 1]
    may_end.set()
    assert has_ended.wait(30)
    for thread in threading.enumerate():
        if thread.daemon and thread is not threading.current_thread():
            thread.join(1)
    assert remembered.recall("n", make_slowly) == 2
    assert clock.made == 2


def test_what_is_not_asked_for_goes_first() -> None:
    remembered, count = Remembered(lambda: "", most=2), Counter()
    for name in ("a", "b", "a", "c"):
        remembered.recall(name, count)
    assert remembered.recall("a", count) == 1
    assert remembered.recall("b", count) == 4


def test_a_failure_is_not_kept_and_pushes_nothing_out() -> None:
    remembered, count = Remembered(lambda: "", most=1), Counter()
    remembered.recall("good", count)

    def fail() -> int:
        raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011 - the very one that was raised
        Remembered(lambda: "").recall("bad", fail)
    assert remembered.recall("good", count) == 1


def test_many_who_ask_at_once_wait_for_one_who_computes() -> None:
    remembered, count = Remembered(lambda: ""), Counter()
    begun = threading.Barrier(8)

    def ask() -> None:
        begun.wait()
        remembered.recall("n", count)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert count.value == 1


def test_the_mark_changes_exactly_when_something_was_committed(workspace: Engine) -> None:
    mark = ChangeMark(workspace)
    first = mark.read()
    assert mark.read() == first
    with transaction(workspace) as session:
        add_member(session, Member("oslo", {"en": "Oslo"}))
    assert mark.read() != first
    mark.close()
