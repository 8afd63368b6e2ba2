"""`graph-service neo4j ...` as a person and a program read it, without a server."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner

from graph_service.cli.neo4j import app, exports
from graph_service.findings import ServiceError
from graph_service.neo4j_server import LICENCE, VERSION
from graph_service.neo4j_server import home as homes
from graph_service.neo4j_server.home import Settings

COMMANDS = ["up", "down", "status", "env"]


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A workspace whose Neo4j was set up and is stopped."""
    (tmp_path / "graph-service.toml").touch()
    place = tmp_path / ".graph-service" / "neo4j"
    homes.configure(place, tmp_path / "lib", Settings(bolt=7697, http=7484, heap="1g"))
    homes.new_password(place)
    return tmp_path


def test_there_are_four_commands() -> None:
    assert [command.callback.__name__ for command in app.registered_commands if command.callback] == COMMANDS
    assert len(COMMANDS) == 4


@pytest.mark.parametrize("command", COMMANDS)
def test_help_teaches_by_example(command: str) -> None:
    shown = CliRunner().invoke(app, [command, "--help"], env={"COLUMNS": "120", "TERM": "dumb"})
    assert shown.exit_code == 0
    assert "Examples" in shown.stdout
    assert shown.stdout.count(f"graph-service neo4j {command}") >= 2


def test_status_says_it_in_lines(workspace: Path) -> None:
    shown = CliRunner().invoke(app, ["status", "--workspace", str(workspace)])
    assert shown.exit_code == 1
    home = workspace / ".graph-service" / "neo4j"
    assert shown.stdout.splitlines() == [
        f"Neo4j     {VERSION} Community, stopped",
        f"Home      {home}",
        "Bolt      neo4j://localhost:7697",
        "Browser   http://localhost:7484",
        f"Password  in {home / 'password'}",
        f"Licence   {LICENCE}",
    ]


def test_status_of_nothing_says_how_to_start(tmp_path: Path) -> None:
    shown = CliRunner().invoke(app, ["status", "--home", str(tmp_path / "none")])
    assert shown.exit_code == 1
    assert f"Neo4j     {VERSION} Community, absent" in shown.stdout
    assert "Start it  graph-service neo4j up" in shown.stdout


def test_status_as_json_finds_the_workspace_by_its_variable(workspace: Path) -> None:
    shown = CliRunner().invoke(app, ["status", "--format", "json"], env={"GRAPH_SERVICE_WORKSPACE": str(workspace)})
    told = json.loads(shown.stdout)
    assert (told["state"], told["uri"], told["pid"]) == ("stopped", "neo4j://localhost:7697", None)
    assert "password" not in told


def test_down_of_a_stopped_server_is_good(workspace: Path) -> None:
    shown = CliRunner().invoke(app, ["down", "--workspace", str(workspace)])
    assert shown.exit_code == 0
    assert "stopped" in shown.stdout


def test_a_shell_reads_what_env_prints(workspace: Path) -> None:
    shown = CliRunner().invoke(app, ["env", "--workspace", str(workspace)])
    script = 'eval "$1"; echo "$NEO4J_URI $NEO4J_USERNAME $NEO4J_DATABASE $NEO4J_PASSWORD"'
    said = subprocess.run(["sh", "-c", script, "sh", shown.stdout], capture_output=True, text=True, check=True).stdout
    password = homes.password(workspace / ".graph-service" / "neo4j")
    assert said == f"neo4j://localhost:7697 neo4j neo4j {password}\n"
    assert exports({"NEO4J_PASSWORD": "a'b $c"}) == "export NEO4J_PASSWORD='a'\"'\"'b $c'"


def test_env_of_nothing_says_what_to_run(tmp_path: Path) -> None:
    shown = CliRunner().invoke(app, ["env", "--home", str(tmp_path / "none")])
    assert isinstance(shown.exception, ServiceError)
    assert "No Neo4j was set up here. Run: graph-service neo4j up" in str(shown.exception)
