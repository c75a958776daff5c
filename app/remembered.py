"""How is what many readers ask for computed once? Kept until something is committed."""

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, TypeVar

Value = TypeVar("Value")

LOG = logging.getLogger("accord.web")
QUICK_SECONDS = 0.25
"""What takes no longer is computed while its reader waits."""
LONGEST_PATIENCE_SECONDS = 600.0


@dataclass(slots=True)
class _Place:
    """What is kept under one name; its lock lets one reader compute while the others wait."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    mark: str = ""
    made_at: float = 0.0
    took: float = 0.0
    value: Any = None
    is_filled: bool = False
    is_being_renewed: bool = False


class Remembered:
    """Values by name, each computed by one reader at a time.

    ``read_mark`` gives the same mark while nothing was committed. A value made under another mark
    is still given for ``patience`` times as long as it took to make, ten minutes at most, so that
    a stream of writers does not keep the machine busy with it. After that what is quick is made
    while its reader waits; what is slow is made aside, and the old value given meanwhile. ``most``
    are kept; those not asked for longest go first.
    """

    def __init__(
        self,
        read_mark: Callable[[], str],
        *,
        patience: float = 0.0,
        most: int = 64,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._read_mark = read_mark
        self._patience = patience
        self._most = most
        self._clock = clock
        self._guard = threading.Lock()
        self._places: OrderedDict[Hashable, _Place] = OrderedDict()
        self._works: dict[Hashable, threading.Lock] = {}

    def recall(
        self, name: Hashable, compute: Callable[[], Value], *, is_final: bool = False
    ) -> Value:
        """Return the value of a name, computed where there is none that is fresh enough.

        ``is_final`` says that nothing that is committed can change it. What ``compute`` raises is
        raised, and nothing is kept. It may be called in another thread.
        """
        place = self._find(name)
        with place.lock:
            mark, now = "final" if is_final else self._read_mark(), self._clock()
            patience = min(self._patience * place.took, LONGEST_PATIENCE_SECONDS)
            kept: Value
            if place.is_filled and (place.mark == mark or now - place.made_at < patience):
                kept = place.value
                return kept
            if place.is_filled and self._patience and place.took > QUICK_SECONDS:
                if not place.is_being_renewed:
                    place.is_being_renewed = True
                    threading.Thread(target=self._renew, args=(place, compute), daemon=True).start()
                kept = place.value
                return kept
            try:
                return self._fill(place, mark, compute)
            except BaseException:
                self._forget(name, place)
                raise

    def _fill(self, place: _Place, mark: str, compute: Callable[[], Value]) -> Value:
        begun = self._clock()
        value = compute()
        place.made_at = self._clock()
        place.took = place.made_at - begun
        place.mark, place.value, place.is_filled = mark, value, True
        return value

    def _renew(self, place: _Place, compute: Callable[[], Any]) -> None:
        """Make a value anew aside; the old one is given until then, and on if that fails."""
        try:
            self._fill(place, self._read_mark(), compute)
        except Exception:
            place.made_at = self._clock()
            LOG.exception("What many pages share could not be made anew.")
        finally:
            place.is_being_renewed = False

    def alone(self, work: Hashable, do: Callable[[], Value]) -> Value:
        """Return what heavy work gives, of which only one is done at a time in this process."""
        with self._guard:
            lock = self._works.setdefault(work, threading.Lock())
        with lock:
            return do()

    def _find(self, name: Hashable) -> _Place:
        with self._guard:
            place = self._places.setdefault(name, _Place())
            self._places.move_to_end(name)
            while len(self._places) > self._most:
                self._places.popitem(last=False)
            return place

    def _forget(self, name: Hashable, place: _Place) -> None:
        """Drop an empty place, so that names of nothing do not push out what is asked for."""
        with self._guard:
            if not place.is_filled and self._places.get(name) is place:
                del self._places[name]
