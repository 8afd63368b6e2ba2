"""Free ports, processes of our own, and one real server for the tests that need one."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from graph_service import neo4j_server

HEAP = "512m"
Ports = tuple[int, int]
Run = Callable[..., "subprocess.Popen[str]"]


def unused_ports() -> Ports:
    """Two ports that nothing listens on now."""
    with socket.socket() as first, socket.socket() as second:
        first.bind(("127.0.0.1", 0))
        second.bind(("127.0.0.1", 0))
        return first.getsockname()[1], second.getsockname()[1]


@pytest.fixture
def ports() -> Ports:
    """Two free ports: Bolt and HTTP."""
    return unused_ports()


@pytest.fixture
def listener() -> Iterator[int]:
    """A port that another program listens on."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


@pytest.fixture
def python() -> Iterator[Run]:
    """Start Python text in a process of its own, with variables changed; it ends with the test."""
    started: list[subprocess.Popen[str]] = []

    def run(text: str, *args: str, **changed: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", text, *args],
            env={**os.environ, **changed},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield run
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A running server's home; its path holds a space, as people's paths do."""
    place = tmp_path_factory.mktemp("neo4j") / "a home"
    bolt, http = unused_ports()
    try:
        neo4j_server.up(place, bolt=bolt, http=http, heap=HEAP)
        yield place
    finally:
        neo4j_server.down(place)
