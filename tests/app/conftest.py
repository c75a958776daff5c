"""The program as its user runs it: words in, exit code and output back."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.cli.main import run_command
from app.cli.output import VOICE


@dataclass(frozen=True)
class Outcome:
    """What a command gave back."""

    code: int
    out: str
    err: str


Program = Callable[..., Outcome]


@pytest.fixture
def accord(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Program:
    """Run ``accord`` in a folder of its own, with no terminal."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(VOICE, "quiet", False)
    monkeypatch.setattr(VOICE, "verbose", False)

    def run(*words: object) -> Outcome:
        capsys.readouterr()
        code = run_command([str(word) for word in words])
        captured = capsys.readouterr()
        return Outcome(code, captured.out, captured.err)

    return run
