"""What is written and said without a server: settings, password, licence, refusals."""

from __future__ import annotations

import os
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from graph_service import neo4j_server
from graph_service.findings import ServiceError, StoreError, UsageError
from graph_service.neo4j_server import Connection
from graph_service.neo4j_server import home as homes
from graph_service.neo4j_server.home import Settings
from graph_service.neo4j_server.java import java
from graph_service.neo4j_server.process import SERVER, birth, command, pid_file, running

SETTINGS = Settings(bolt=7687, http=7474, heap="1g")
NONSENSE = [
    ({"bolt": 0}, "--bolt: Expected a port from 1 to 65535, got 0."),
    ({"bolt": 70000}, "--bolt: Expected a port from 1 to 65535, got 70000."),
    ({"http": -1}, "--http: Expected a port from 1 to 65535, got -1."),
    ({"bolt": 7474}, "--http: Bolt and HTTP need two ports, got 7474 for both."),
    ({"heap": "lots"}, "--heap: Expected a size such as '512m' or '1g', got 'lots'."),
    ({"heap": "1g\nserver.http.listen_address=0.0.0.0"}, "--heap: Expected a size such as '512m' or '1g', got '1g\n"),
    ({"heap": "0g"}, "--heap: Expected a size such as '512m' or '1g', got '0g'."),
]


def test_there_are_seven_kinds_of_nonsense() -> None:
    assert len(NONSENSE) == 7


@pytest.mark.parametrize(("changed", "message"), NONSENSE)
def test_settings_refuse_nonsense(changed: dict[str, object], message: str) -> None:
    with pytest.raises(UsageError) as refusal:
        Settings(**{"bolt": 7687, "http": 7474, "heap": "1g", **changed})  # type: ignore[arg-type]
    assert str(refusal.value).startswith(message)


def test_a_home_whose_path_would_split_the_class_path_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot hold ':'"):
        neo4j_server.up(tmp_path / "a:b")


def test_the_configuration_listens_on_loopback_and_reports_nothing(tmp_path: Path) -> None:
    homes.configure(tmp_path, tmp_path / "lib", SETTINGS)
    lines = dict(line.split("=", 1) for line in (tmp_path / "conf" / "neo4j.conf").read_text().splitlines())
    listening = {key: value for key, value in lines.items() if "listen_address" in key}
    assert listening == {
        "server.default_listen_address": "127.0.0.1",
        "server.bolt.listen_address": "127.0.0.1:7687",
        "server.http.listen_address": "127.0.0.1:7474",
    }
    assert lines["dbms.usage_report.enabled"] == lines["client.allow_telemetry"] == "false"
    assert lines["server.fleet_discovery.enabled"] == "false"
    assert lines["browser.remote_content_hostname_whitelist"] == "localhost,127.0.0.1"
    assert lines["server.directories.data"] == str(tmp_path / "data")


def test_settings_are_read_back_as_they_were_written(tmp_path: Path) -> None:
    assert homes.settings(tmp_path) is None
    homes.configure(tmp_path, tmp_path / "lib", SETTINGS)
    assert homes.settings(tmp_path) == SETTINGS


def test_the_password_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    made = homes.new_password(tmp_path)
    assert len(made) >= 20
    assert stat.S_IMODE((tmp_path / "password").stat().st_mode) == 0o600
    assert homes.new_password(tmp_path) == homes.password(tmp_path) == made
    (tmp_path / "other").mkdir()
    assert homes.new_password(tmp_path / "other") != made


def test_a_connection_gives_the_four_variables_and_hides_its_password() -> None:
    reach = Connection(
        uri="neo4j://localhost:7687",
        username="neo4j",
        password="quiet",
        database="neo4j",
        browser="http://localhost:7474",
    )
    assert reach.environment() == {
        "NEO4J_URI": "neo4j://localhost:7687",
        "NEO4J_USERNAME": "neo4j",
        "NEO4J_PASSWORD": "quiet",
        "NEO4J_DATABASE": "neo4j",
    }
    assert "quiet" not in repr(reach)


def test_a_configured_home_has_a_connection_though_it_is_stopped(tmp_path: Path) -> None:
    homes.configure(tmp_path, tmp_path / "lib", SETTINGS)
    made = homes.new_password(tmp_path)
    reach = neo4j_server.connection(tmp_path)
    assert reach is not None
    assert (reach.uri, reach.password) == ("neo4j://localhost:7687", made)
    assert neo4j_server.status(tmp_path).state == "stopped"


def test_asking_about_an_absent_home_changes_nothing(tmp_path: Path) -> None:
    place = tmp_path / "none"
    found = neo4j_server.status(place)
    assert (found.state, found.pid, found.uri) == ("absent", None, None)
    assert neo4j_server.connection(place) is None
    neo4j_server.down(place)
    for verb in (neo4j_server.known, neo4j_server.reset, neo4j_server.admin):
        with pytest.raises(ServiceError, match=r"No Neo4j was set up here\. Run: graph-service neo4j up"):
            verb(place)
    assert not place.exists()


def test_a_home_that_cannot_be_a_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match=r"This folder cannot be a Neo4j home: .*\. Choose another with --home\."):
        neo4j_server.up(tmp_path / "file")


def test_a_java_that_is_no_program_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRAPH_SERVICE_JAVA", str(tmp_path / "java"))
    with pytest.raises(ServiceError, match=r"GRAPH_SERVICE_JAVA: .* is no program"):
        java()


@pytest.mark.parametrize("text", ["", "x 1", "999999999 1"])
def test_a_broken_process_file_means_stopped(tmp_path: Path, text: str) -> None:
    (tmp_path / "run").mkdir()
    pid_file(tmp_path).write_text(text)
    assert running(tmp_path) is None


def test_a_process_id_that_now_belongs_to_another_program_is_no_server(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    pid_file(tmp_path).write_text(f"{os.getpid()} {birth(os.getpid())}")
    assert running(tmp_path) == os.getpid()
    pid_file(tmp_path).write_text(f"{os.getpid()} before the machine started")
    assert running(tmp_path) is None


def test_a_process_that_ended_has_no_birth(python: Callable[..., subprocess.Popen[str]]) -> None:
    process = python("input()")
    assert birth(process.pid)
    process.kill()
    process.wait(timeout=20)
    assert birth(process.pid) is None


def test_the_password_is_in_no_command_line(tmp_path: Path) -> None:
    made = homes.new_password(tmp_path)
    assert made not in " ".join(command(tmp_path, tmp_path / "lib", "1g", SERVER))


def test_the_licence_is_stated() -> None:
    for words in ("GPLv3", "separate process", "nothing of it is redistributed", "explicit command"):
        assert words in neo4j_server.LICENCE
    assert neo4j_server.status(Path("nowhere")).to_json()["licence"] == neo4j_server.LICENCE


def test_a_taken_port_is_named_before_anything_is_fetched(
    tmp_path: Path, ports: tuple[int, int], listener: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRAPH_SERVICE_CACHE", str(tmp_path / "cache"))
    with pytest.raises(ServiceError) as refusal:
        neo4j_server.up(tmp_path / "home", bolt=ports[0], http=listener)
    (finding,) = refusal.value.findings
    assert finding.message.startswith(f"Port {listener} is taken by another program. Choose another with --http,")
    assert finding.where == f"127.0.0.1:{listener}"
    assert not (tmp_path / "cache").exists()
