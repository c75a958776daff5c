"""How long does it take until the program has answered, from nothing?"""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path


def run_accord(folder: Path, *words: str) -> Callable[[], object]:
    """Return what runs ``accord`` as a process of its own."""
    program = [str(Path(sys.executable).with_name("accord")), *words]
    return lambda: subprocess.run(program, cwd=folder, check=True, capture_output=True)


def print_version(_size: int, folder: Path) -> Callable[[], object]:
    """Return what runs ``accord --version``."""
    return run_accord(folder, "--version")


def run_doctor(_size: int, folder: Path) -> Callable[[], object]:
    """Return what runs ``accord doctor``."""
    return run_accord(folder, "doctor")
