"""What may a stranger's file cost? Its reading runs in a child with limits of time and memory."""

import importlib
import json
import os
import subprocess
import sys
from collections.abc import Sequence

from declarations.problems import InputRefusal

CPU_SECONDS = 20
WALL_SECONDS = 60
"""A child that waits without computing is ended as well."""
MEMORY_BYTES = 512 * 1024 * 1024
WORD_HINT = (
    "Open it in Word or LibreOffice, save it anew as .docx, and try again; divide a very long text."
)

_DONE, _REFUSED, _NO_MEMORY = 0, 3, 4
_OUT_OF_TIME = -24
"""The code of a child that its limit of time has ended: SIGXCPU, 24 on Linux and macOS."""
_TOO_LONG = f"reading it took more than {CPU_SECONDS} seconds"


SAVE_ANEW = "Open it in the program that it was made with, save it anew, and try again."


def run_confined(
    task: str, data: bytes, arguments: Sequence[str] = (), *, hint: str = SAVE_ANEW
) -> bytes:
    """Return what ``task`` ("package.module:function") makes of ``data``, run in a child process.

    The function gets the data and the arguments and returns bytes. The child has at most
    CPU_SECONDS of processor time and MEMORY_BYTES of address space (setrlimit, POSIX.1-2017);
    where the system knows no such limits, only the time on the wall is limited. ``hint`` says what
    to do with a file of this format that breaks them.

    Raises InputRefusal when the function refuses the data, and when it asks for more than the
    limits allow or fails: a file that breaks its reader is the file's fault, not the user's.
    """
    child = [sys.executable, "-m", __name__, task, *arguments]
    paths = os.pathsep.join(path or os.curdir for path in sys.path)
    try:
        done = subprocess.run(  # noqa: S603 - our own program, no shell
            child,
            input=data,
            capture_output=True,
            check=False,
            timeout=WALL_SECONDS,
            env={**os.environ, "PYTHONPATH": paths},
        )
    except subprocess.TimeoutExpired as error:
        raise _refuse(_TOO_LONG, hint) from error
    if done.returncode == _DONE:
        return done.stdout
    if done.returncode == _REFUSED:
        told = json.loads(done.stdout)
        raise InputRefusal(told["message"], hint=told["hint"])
    if done.returncode == _NO_MEMORY:
        raise _refuse(
            f"reading it took more than {MEMORY_BYTES // 1024 // 1024} MB of memory", hint
        )
    reason = _TOO_LONG if done.returncode == _OUT_OF_TIME else "reading it failed"
    raise _refuse(reason, hint)


def _refuse(reason: str, hint: str) -> InputRefusal:
    return InputRefusal(f"The file was not read: {reason}.", hint=hint)


def _limit_self() -> None:
    """Give this process, and none other, its limits."""
    if sys.platform != "win32":
        import resource  # noqa: PLC0415 - there is none on Windows

        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _run_task() -> int:
    """Do the task named on the command line with the data on standard input; return the code."""
    _limit_self()
    module, _, function = sys.argv[1].partition(":")
    task = getattr(importlib.import_module(module), function)
    data = sys.stdin.buffer.read()
    try:
        answer = task(data, *sys.argv[2:])
    except InputRefusal as refusal:
        answer = json.dumps({"message": refusal.message, "hint": refusal.hint}).encode()
        sys.stdout.buffer.write(answer)
        return _REFUSED
    except MemoryError:
        return _NO_MEMORY
    sys.stdout.buffer.write(answer)
    return _DONE


if __name__ == "__main__":
    sys.exit(_run_task())
