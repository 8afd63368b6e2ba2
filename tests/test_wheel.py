"""The wheel carries the sample workspace: built, installed and run in an empty folder, without a network."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

pytestmark = pytest.mark.embedded
MAIN = "from graph_service.cli import main; main()"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds the wheel's content as pip installs it."""
    built, place = tmp_path_factory.mktemp("wheel"), tmp_path_factory.mktemp("installed")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(built), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True, text=True)
    (wheel,) = built.glob("*.whl")
    install = [sys.executable, "-m", "pip", "install", "--no-deps", "--no-index", "--target", str(place), str(wheel)]
    subprocess.run(install, check=True, capture_output=True, text=True)
    return place


def graph_service(installed: Path, folder: Path, *words: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    environment.pop("GRAPH_SERVICE_WORKSPACE", None)
    ran = subprocess.run(
        [sys.executable, "-c", MAIN, *words], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def test_the_wheel_is_what_runs(installed: Path, tmp_path: Path) -> None:
    where = "import graph_service; print(graph_service.__file__)"
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    ran = subprocess.run([sys.executable, "-c", where], cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert ran.stdout.startswith(str(installed))


def test_a_newcomer_with_the_wheel_alone_gets_an_answer(installed: Path, tmp_path: Path) -> None:
    graph_service(installed, tmp_path, "init", "mesh")
    mesh = tmp_path / "mesh"
    assert "No violations" in graph_service(installed, mesh, "check")
    graph_service(installed, mesh, "sample", "--stores", "small", "--days", "60")
    graph_service(installed, mesh, "load")
    assert "Nord" in graph_service(installed, mesh, "ask", "What was the revenue by region last month?")
