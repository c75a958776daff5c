"""How is a file of hundreds of pages read in time? pyHanko's reader without its two slow ways.

Before pyHanko judges what came after a signature, it reads every object of what was signed and
notes all ways that lead to it. It reads the head of an object stream anew for each of the hundreds
of objects inside, and hashes a way through all its steps, one inside the other: with n bookmarks,
each of which leads to the next, that is n times n steps, and from some 330 on Python refuses to go
so deep.
"""

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.decode_limits import DecodePurpose
from pyhanko.pdf_utils.misc import PdfStrictReadError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko_certvalidator.util import ConsList

DEEPEST = 20_000
"""Calls inside each other, in the child process alone; a bookmark takes one."""


@dataclass(frozen=True, slots=True)
class _ObjectStream:
    """An object stream that was unpacked: its numbers and offsets, in their order."""

    data: bytes
    first: int
    heads: tuple[tuple[int, int], ...]


class QuickReader(PdfFileReader):
    """A reader, strict as pyHanko's, that reads the head of each object stream once."""

    def __init__(self, data: bytes) -> None:
        self._streams: dict[int, _ObjectStream] = {}
        super().__init__(io.BytesIO(data))

    def _get_object_from_stream(self, idnum: int, stmnum: int, idx: int) -> generic.PdfObject:
        """Return one object of a stream; PdfStrictReadError where its head does not name it."""
        if stmnum not in self._streams:
            self._streams[stmnum] = self._open_stream(stmnum)
        stream = self._streams[stmnum]
        if not 0 <= idx < len(stream.heads) or stream.heads[idx][0] != idnum:
            raise PdfStrictReadError(f"Object {idnum} is not at place {idx} of stream {stmnum}.")
        source = io.BytesIO(stream.data)
        source.seek(stream.first + stream.heads[idx][1])
        found = generic.read_object(source, generic.Reference(idnum, 0, self))
        if isinstance(found, generic.StreamObject | generic.IndirectObject):
            raise PdfStrictReadError(f"Object {idnum} may not stand in an object stream.")
        return found

    def _open_stream(self, number: int) -> _ObjectStream:
        stream: Any = generic.Reference(number, 0, self).get_object()
        if not isinstance(stream, generic.StreamObject) or stream["/Type"] != "/ObjStm":
            raise PdfStrictReadError(f"Object {number} is no object stream.")
        data = stream.read_data(DecodePurpose.OBJECT_STREAM)
        first, count = int(stream["/First"]), int(stream["/N"])
        words = data[: max(first, 0)].split()
        if len(words) != 2 * count or not all(word.isdigit() for word in words):
            raise PdfStrictReadError(f"The head of object stream {number} is damaged.")
        numbers = [int(word) for word in words]
        return _ObjectStream(data, first, tuple(zip(numbers[::2], numbers[1::2], strict=True)))


@contextmanager
def long_ways() -> Iterator[None]:
    """Let ways through a file be long: they are told apart by what they are, not by their steps.

    No way is noted twice in one reading, so a set of them loses nothing by that.
    """
    depth, hash_by_steps = sys.getrecursionlimit(), ConsList.__hash__
    sys.setrecursionlimit(max(depth, DEEPEST))
    ConsList.__hash__ = object.__hash__  # type: ignore[method-assign] # restored below
    try:
        yield
    finally:
        ConsList.__hash__ = hash_by_steps  # type: ignore[method-assign] # as it was
        sys.setrecursionlimit(depth)
