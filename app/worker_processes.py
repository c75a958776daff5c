"""How is work shared out over processes, so that one slow or faulty piece never stops the rest?

A worker process takes a handful of items at a time and answers after each of them. Whoever started
it hears when it ends or is slow, keeps what it has answered, and gives the rest to another.
"""

import os
import signal
import sys
import threading
import time
import traceback
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing import connection, get_context, parent_process
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from types import ModuleType
from typing import Any, Generic, Protocol, TypeVar

from app.errors import DEFECT, exit_code
from declarations.problems import Refusal

Made = TypeVar("Made")
Made_co = TypeVar("Made_co", covariant=True)
MOST_FALSE_STARTS = 3
WATCH_SECONDS = 0.5
"""How often whoever started the work is asked whether it goes on."""
# A process that is begun afresh has no engine, lock or thread of the one that starts it.
_SPAWN = get_context("spawn")


@dataclass(frozen=True, slots=True)
class Failure:
    """Why an item was not made: a word for the kind, the reason, and the exit code it means."""

    kind: str
    reason: str
    code: int = DEFECT
    trace: str = ""


class Maker(Protocol[Made_co]):
    """Makes things in a worker process; what it raises is the failure of that item alone."""

    def prepare(self, items: Sequence[str]) -> None:
        """Make ready for some items at once, as by reading them from a database."""

    def make(self, item: str) -> Made_co:
        """Return what is made of one item that was prepared."""


class Work(Protocol[Made_co]):
    """What a worker process is told at its start; it is pickled."""

    def begin(self) -> Maker[Made_co]:
        """Return the maker; called once in each worker process."""


@dataclass(slots=True)
class _Worker:
    """One process, what it has still to do, and since when it is at the step it is at."""

    process: SpawnProcess
    answers: Connection
    orders: Connection
    items: list[str]
    since: float = 0.0
    has_begun: bool = False
    has_prepared: bool = False


def share_out(
    work: Work[Made],
    items: Sequence[str],
    *,
    processes: int,
    seconds: float,
    at_once: int,
    goes_on: Callable[[], bool] | None = None,
) -> Iterator[tuple[str, Made | Failure]]:
    """Yield each item with what was made of it or why not, in the order in which they finish.

    ``seconds`` is the time an item may take, and the preparing of a handful of ``at_once``. An
    item whose process was ended by something else is tried once more, on its own. When the
    generator is closed the processes are ended; so they are, without a word, once ``goes_on`` is
    asked and says no. Raises RuntimeError when no process can be begun.
    """
    crew: _Crew[Made] = _Crew(work, items, seconds, at_once, goes_on)
    try:
        yield from crew.run(processes)
    finally:
        crew.dismiss()


@dataclass(slots=True)
class _Crew(Generic[Made]):
    """The workers at work, and the handfuls that nobody has yet."""

    work: Work[Made]
    all_items: Sequence[str]
    seconds: float
    at_once: int
    goes_on: Callable[[], bool] | None = None
    waiting: deque[list[str]] = field(default_factory=deque)
    workers: list[_Worker] = field(default_factory=list)
    tried: set[str] = field(default_factory=set)
    false_starts: int = 0

    def run(self, processes: int) -> Iterator[tuple[str, Made | Failure]]:
        """Yield every item once."""
        cuts = range(0, len(self.all_items), self.at_once)
        self.waiting.extend(list(self.all_items[cut : cut + self.at_once]) for cut in cuts)
        while self.waiting or any(worker.items for worker in self.workers):
            if self.goes_on is not None and not self.goes_on():
                return
            self._hand_out(processes)
            yield from self._listen()

    def dismiss(self) -> None:
        """End all workers at once: they keep nothing that could be lost."""
        for worker in list(self.workers):
            self._let_go(worker)

    def _hand_out(self, processes: int) -> None:
        for worker in self.workers:
            if not worker.items and self.waiting:
                worker.items, worker.has_prepared = self.waiting.popleft(), False
                worker.since = time.monotonic()
                with _a_dead_reader_ignored():
                    worker.orders.send(worker.items)
        while self.waiting and len(self.workers) < processes:
            self.workers.append(self._start(self.waiting.popleft()))

    def _start(self, items: list[str]) -> _Worker:
        answers, their_answers = _SPAWN.Pipe(duplex=False)
        their_orders, orders = _SPAWN.Pipe(duplex=False)
        process = _SPAWN.Process(
            target=_run_worker, args=(self.work, their_orders, their_answers), daemon=True
        )
        with _a_child_of_its_own():
            process.start()
        their_answers.close()
        their_orders.close()
        with _a_dead_reader_ignored():
            orders.send(items)
        return _Worker(process, answers, orders, items, time.monotonic())

    def _listen(self) -> Iterator[tuple[str, Made | Failure]]:
        ready = connection.wait([worker.answers for worker in self.workers], self._time_left())
        for worker in list(self.workers):
            if worker.answers in ready:
                yield from self._take_answer(worker)
            elif worker.has_begun and worker.items and self._is_late(worker):
                reason = f"It took longer than {self.seconds:g} seconds."
                yield from self._lose(worker, Failure("timeout", reason))

    def _time_left(self) -> float | None:
        """Return the seconds until something is to be done, None where only an answer counts.

        That is when the first worker is late, or it is time to ask whether it goes on.
        """
        now = time.monotonic()
        ends = [w.since + self.seconds for w in self.workers if w.has_begun and w.items]
        ends += [now + WATCH_SECONDS] if self.goes_on is not None else []
        return max(0.0, min(ends) - now) if ends else None

    def _is_late(self, worker: _Worker) -> bool:
        return time.monotonic() >= worker.since + self.seconds

    def _take_answer(self, worker: _Worker) -> Iterator[tuple[str, Made | Failure]]:
        try:
            answer = worker.answers.recv()
        except (EOFError, OSError):
            worker.process.join()
            reason = f"Its process was ended {_describe_end(worker.process.exitcode)}."
            yield from self._lose(worker, Failure("ended", reason))
            return
        worker.since = time.monotonic()
        if answer is None and worker.has_begun:
            worker.has_prepared = True
        elif answer is None:
            worker.has_begun, self.false_starts = True, 0
        else:
            item, made = answer
            worker.items = worker.items[1:]
            yield item, made

    def _lose(self, worker: _Worker, failure: Failure) -> Iterator[tuple[str, Made | Failure]]:
        """Let a worker go: what it was at has failed, what it had not begun is for another."""
        self._let_go(worker)
        first, rest = worker.items[:1], worker.items[1:]
        if not worker.has_begun:
            self.false_starts += 1
            if self.false_starts == MOST_FALSE_STARTS:
                raise RuntimeError(f"No worker process can be begun. {failure.reason}")
            self.waiting.appendleft(worker.items)
        elif rest and not worker.has_prepared:  # it may be the fault of any of them
            self.waiting.extendleft([item] for item in reversed(worker.items))
        else:
            if rest:
                self.waiting.appendleft(rest)
            for item in first:
                if failure.kind == "ended" and item not in self.tried:
                    self.tried.add(item)
                    self.waiting.appendleft([item])
                else:
                    yield item, failure

    def _let_go(self, worker: _Worker) -> None:
        self.workers.remove(worker)
        worker.process.kill()
        worker.process.join()
        worker.process.close()
        worker.answers.close()
        worker.orders.close()


def _describe_end(code: int | None) -> str:
    return f"by signal {-code}" if code is not None and code < 0 else f"with exit code {code}"


@contextmanager
def _a_dead_reader_ignored() -> Iterator[None]:
    """Send to a worker that may just have been ended; that is heard from its answers."""
    with suppress(BrokenPipeError):
        yield


@contextmanager
def _a_child_of_its_own() -> Iterator[None]:
    """Let a child that is begun here ignore Ctrl-C, and not run the program's main file again.

    Whoever started it ends it, and it needs nothing of that file.
    """
    main = sys.modules["__main__"]
    is_main_thread = threading.current_thread() is threading.main_thread()
    before = signal.signal(signal.SIGINT, signal.SIG_IGN) if is_main_thread else None
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main
        if is_main_thread:
            signal.signal(signal.SIGINT, before)


def _run_worker(work: Work[Any], orders: Connection, answers: Connection) -> None:
    """Answer None when begun, None when a handful is prepared, and each item as it is made."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=end_with_parent, daemon=True).start()
    try:
        maker = _attempt(work.begin)
        answers.send(None)
        while True:
            _make_handful(maker, orders.recv(), answers)
    except (EOFError, OSError):
        return  # the one that started it has gone


def end_with_parent() -> None:
    """End this process, whatever it is at, once the one that started it is no more."""
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)


def _make_handful(maker: Maker[Any] | Failure, items: Sequence[str], answers: Connection) -> None:
    if isinstance(maker, Failure):
        answers.send(None)
        for item in items:
            answers.send((item, maker))
        return
    prepared = _attempt(lambda: maker.prepare(items))
    is_each_apart = isinstance(prepared, Failure) and len(items) > 1
    answers.send(None)
    for item in items:
        if is_each_apart:
            prepared = _attempt(lambda item=item: maker.prepare([item]))
        made = prepared if isinstance(prepared, Failure) else _attempt(lambda: maker.make(item))  # noqa: B023 - called at once
        answers.send((item, made))


def _attempt(step: Any) -> Any:
    """Return what a step returns, or why it failed."""
    try:
        return step()
    except Refusal as refusal:
        reason = " ".join(part for part in (refusal.message, refusal.hint) if part)
        return Failure(refusal.code, reason, exit_code(refusal))
    except Exception as error:  # noqa: BLE001 - a defect in one item is told as that item's
        reason = f"This is a defect in Accord: {type(error).__name__}: {error}"
        return Failure("defect", reason, trace=traceback.format_exc())
