"""``accord serve``: it says where it is, answers, and ends cleanly."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from app.cli.serving import name_address
from tests.app.conftest import Program


@pytest.mark.enable_socket
def test_it_prints_its_address_answers_and_ends_with_ctrl_c(
    accord: Program, tmp_path: Path
) -> None:
    accord("init")
    words = ["-m", "app.cli.main", "serve", "--port", "0"]
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        [sys.executable, *words],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(root), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as server:
        assert server.stdout is not None
        address = server.stdout.readline().strip()
        assert address.startswith("http://127.0.0.1:")
        assert httpx.get(f"{address}/healthz", timeout=30).text == "ok\n"
        server.send_signal(signal.SIGINT)
        _out, err = server.communicate(timeout=30)
    assert server.returncode == 0
    assert "The site is closed." in err
    assert "Traceback" not in err


@pytest.mark.enable_socket
def test_a_port_that_is_taken_is_refused_with_what_to_do(accord: Program) -> None:
    accord("init")
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        outcome = accord("serve", "--port", port)
    assert outcome.code == 7
    assert f"cannot listen at 127.0.0.1, port {port}" in outcome.err
    assert "--port" in outcome.err


def test_it_serves_no_workspace_that_is_not_there(accord: Program) -> None:
    outcome = accord("serve", "--db", "nothing.db")
    assert outcome.code == 7
    assert "There is no workspace at nothing.db" in outcome.err


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:80"),
        ("0.0.0.0", "http://127.0.0.1:80"),  # noqa: S104 - the words alone
        ("::", "http://[::1]:80"),
        ("::1", "http://[::1]:80"),
        ("site.example", "http://site.example:80"),
    ],
)
def test_the_address_can_be_typed_into_a_browser(host: str, address: str) -> None:
    assert name_address(host, 80) == address
