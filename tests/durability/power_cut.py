"""Is what was acknowledged there after the power fails? System calls are replayed without the rest.

A program that writes is traced. Up to a random call, what a finished fsync covers is on the disk;
of all that came later nothing is, or a random half of the writes, or a random half of the 512-byte
sectors of each. A workspace that begins with such an image must be whole and hold every member that
was acknowledged. A file is taken to have been made, shortened or removed at once: file systems keep
the order of these (ext4 in its usual mode does).
"""

import random
import re
import shutil
import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from app.database import create_database

SECTOR = 512
_BYTES = r'"((?:\\x[0-9a-f]{2})*)"'
_WRITE = re.compile(rf"pwrite64\(\d+<({_BYTES[1:-1]}|[^>]*)>, {_BYTES}, (\d+), (\d+)\) += (\d+)")
_SYNC = re.compile(r"f(?:data)?sync\(\d+<([^>]*)>\) += 0")
_CUT = re.compile(r"ftruncate\(\d+<([^>]*)>, (\d+)\) += 0")
_REMOVE = re.compile(rf"unlink(?:at)?\((?:[^,\"]*, )?{_BYTES}(?:, 0)?\) += 0")
_TOLD = re.compile(rf"write\(1<[^>]*>, {_BYTES}")


class Loss(StrEnum):
    """What becomes of the writes that no fsync covers."""

    ALL = "all"
    SOME = "some"
    TORN = "torn"


@dataclass(frozen=True, slots=True)
class Call:
    """One system call: a write, sync, cut or removal of a file, or a number that was told."""

    kind: str
    file: str = ""
    place: int = 0
    data: bytes = b""


@dataclass(frozen=True, slots=True)
class Trace:
    """The files before the program, and what it did."""

    before: dict[str, bytes]
    calls: tuple[Call, ...]


def trace_writer(folder: Path, synchronous: str, count: int) -> Trace:
    """Return what a program did that added so many members to a new workspace."""
    database = folder / "traced.db"
    create_database(str(database)).dispose()
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before = {path.name: path.read_bytes() for path in folder.glob("traced.db*")}
    log = folder / "calls.log"
    calls = "trace=pwrite64,write,ftruncate,fdatasync,fsync,unlink,unlinkat"
    program = (sys.executable, "-m", "tests.durability.writer", str(database), synchronous)
    command = ("strace", "-f", "-y", "-xx", "-s", "200000", "-e", calls, "-o", str(log))
    root = Path(__file__).parents[2]
    subprocess.run(
        [*command, *program, str(count)], cwd=root, check=True, stdout=subprocess.DEVNULL
    )
    lines = log.read_text().splitlines()
    found = (read_call(line) for line in lines)
    return Trace(before, tuple(call for call in found if call and concerns(call)))


def concerns(call: Call) -> bool:
    """Return whether a call is about the workspace; SQLite makes the index of its log anew."""
    return call.kind == "told" or (call.file.startswith("traced.db") and "-shm" not in call.file)


def read_call(line: str) -> Call | None:
    """Return what a line of the trace says, or None where it is about something else."""
    if found := _WRITE.search(line):
        file, _raw, data, length, place, done = found.groups()
        content = unescape(data)
        if len(content) != int(length) or int(done) != int(length):
            raise ValueError(f"a write that was not traced whole: {line[:80]}")
        return Call("write", name_file(file), int(place), content)
    if found := _SYNC.search(line):
        return Call("sync", name_file(found[1]))
    if found := _CUT.search(line):
        return Call("cut", name_file(found[1]), int(found[2]))
    if found := _REMOVE.search(line):
        return Call("remove", name_file(found[1]))
    if (found := _TOLD.search(line)) and (words := unescape(found[1])).startswith(b"kept "):
        return Call("told", place=int(words.split()[1]))
    return None


def unescape(text: str) -> bytes:
    r"""Return the bytes of ``\x61\x62``."""
    return bytes.fromhex(text.replace("\\x", ""))


def name_file(path: str) -> str:
    plain = unescape(path).decode() if path.startswith("\\x") else path
    return Path(plain).name


def cut_power(
    trace: Trace, moment: int, loss: Loss, chance: random.Random
) -> tuple[dict[str, bytes], int]:
    """Return the files as the disk has them, and the last number that was acknowledged."""
    files = {name: bytearray(data) for name, data in trace.before.items()}
    waiting: dict[str, list[Call]] = {}
    told = 0
    for call in trace.calls[:moment]:
        if call.kind == "told":
            told = call.place
        elif call.kind == "remove":
            files.pop(call.file, None)
            waiting.pop(call.file, None)
        elif call.kind == "sync":
            for each in waiting.pop(call.file, []):
                apply(files[call.file], each)
        else:
            files.setdefault(call.file, bytearray())
            waiting.setdefault(call.file, []).append(call)
    for name, calls in waiting.items():
        for call in calls:
            for part in survive(call, loss, chance):
                apply(files[name], part)
    return {name: bytes(data) for name, data in files.items()}, told


def survive(call: Call, loss: Loss, chance: random.Random) -> list[Call]:
    """Return what the disk has of a call that no fsync covers."""
    if loss is Loss.ALL or (loss is Loss.SOME and chance.random() < 0.5):
        return []
    if loss is Loss.SOME or call.kind != "write":
        return [call]
    return [
        Call("write", call.file, call.place + start, call.data[start : start + SECTOR])
        for start in range(0, len(call.data), SECTOR)
        if chance.random() < 0.5
    ]


def apply(content: bytearray, call: Call) -> None:
    """Write into the content of a file, or cut it."""
    length = call.place + len(call.data)
    if call.kind == "cut" and len(content) > length:
        del content[length:]
    content.extend(b"\0" * (length - len(content)))
    if call.kind == "write":
        content[call.place : length] = call.data


def judge(files: dict[str, bytes], told: int, folder: Path) -> str:
    """Return "whole", or what is wrong with a workspace that begins with these files."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, data in files.items():
        (folder / name).write_bytes(data)
    with closing(sqlite3.connect(folder / "traced.db")) as connection:
        try:
            if connection.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                return "damaged"
            rows = connection.execute("SELECT code FROM member").fetchall()
        except sqlite3.DatabaseError:
            return "damaged"
    there = sorted(int(code.removeprefix("m-")) for (code,) in rows)
    if there != list(range(1, len(there) + 1)):
        return "with a gap"
    return "whole" if len(there) >= told else "lost"


def cut_often(trace: Trace, images: int, folder: Path, seed: int = 7) -> Counter[str]:
    """Return how many of so many images are whole, and what is wrong with the others."""
    chance = random.Random(seed)  # noqa: S311 - moments, no secrets
    losses = list(Loss)
    return Counter(
        judge(
            *cut_power(trace, chance.randint(1, len(trace.calls)), losses[n % len(losses)], chance),
            folder,
        )
        for n in range(images)
    )
