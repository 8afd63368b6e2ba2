"""The server as a process: its addresses, its end, and where it refuses to start."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from graph_service.api.serve import refuse_strangers
from graph_service.findings import UsageError
from graph_service.workspace import Workspace

COMMAND = [sys.executable, "-c", "from graph_service.cli import main; main()", "serve"]


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


@contextmanager
def serving(workspace: Workspace) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The server of a workspace in a process of its own, once it answers, and its address."""
    port = free_port()
    command = [*COMMAND, "--workspace", str(workspace.root), "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        wait(server, "Ctrl-C")
        yield server, f"http://127.0.0.1:{port}"
    finally:
        server.kill()
        server.wait()
        assert server.stdout
        server.stdout.close()


def wait(server: subprocess.Popen[str], word: str) -> list[str]:
    """The lines up to the one that holds the word."""
    assert server.stdout
    lines: list[str] = []
    for line in server.stdout:
        lines.append(line)
        if word in line:
            return lines
    raise AssertionError("".join(lines))


def get(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=10) as answer:
        found: bytes = answer.read()
    return found


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_and_ends_when_told(number: signal.Signals, workspace: Workspace) -> None:
    with serving(workspace) as (server, address):
        assert json.loads(get(f"{address}/health"))["status"] == "ok"
        os.kill(server.pid, number)
        code = server.wait(timeout=20)
        assert server.stdout
        said = server.stdout.read()
        assert (code, said) == (0, "")


def test_a_port_that_is_taken(workspace: Workspace) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        command = [*COMMAND, "--workspace", str(workspace.root), "--port", str(port)]
        run = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert run.returncode == 1
    assert f"Port {port} is taken. Choose another one with --port {port + 1}." in run.stderr
    assert "Traceback" not in run.stderr


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.2", "::", "example.org"])
def test_only_this_machine_is_served_without_authentication(host: str) -> None:
    with pytest.raises(UsageError, match="no authentication is configured"):
        refuse_strangers(host)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.1.2.3"])
def test_this_machine_may_be_served(host: str) -> None:
    refuse_strangers(host)


def test_what_is_loaded_at_import_is_little(tmp_path: Path) -> None:
    code = "import sys, graph_service.cli.serve; print('strawberry' in sys.modules, 'graphql' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["False", "False"]
