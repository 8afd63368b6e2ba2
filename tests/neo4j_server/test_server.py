"""A real server: started, asked, stopped with its data kept, wiped, and refusing what it must refuse."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest
from neo4j import GraphDatabase
from neo4j.exceptions import AuthError

from graph_service import neo4j_server
from graph_service.findings import ServiceError, StoreError
from graph_service.neo4j_server import Connection, process

pytestmark = pytest.mark.neo4j
Run = Callable[..., "subprocess.Popen[str]"]

UP = """
import sys
from pathlib import Path
from graph_service import neo4j_server
print(neo4j_server.up(Path(sys.argv[1]), bolt=int(sys.argv[2]), http=int(sys.argv[3]), heap="512m").uri)
"""


def ask(reach: Connection, text: str, password: str | None = None) -> list[object]:
    """The first column of a query's rows."""
    login = (reach.username, password or reach.password)
    with GraphDatabase.driver(reach.uri, auth=login) as driver:
        return [record[0] for record in driver.execute_query(text, database_=reach.database).records]


def reached(home: Path) -> Connection:
    """The connection of a home that was set up."""
    reach = neo4j_server.connection(home)
    assert reach is not None
    return reach


def again(home: Path) -> Connection:
    """Start a home on the ports it had."""
    bolt, http = (int(address.rsplit(":", 1)[1]) for address in (reached(home).uri, reached(home).browser))
    return neo4j_server.up(home, bolt=bolt, http=http, heap="512m")


def test_a_query_is_answered_by_community(home: Path) -> None:
    assert ask(reached(home), "CALL dbms.components() YIELD edition RETURN edition LIMIT 1") == ["community"]


def test_the_status_names_process_addresses_version_and_licence(home: Path) -> None:
    found = neo4j_server.status(home)
    assert found.state == "running"
    assert found.pid == process.running(home)
    assert (found.uri, found.browser) == (reached(home).uri, reached(home).browser)
    assert ask(reached(home), "CALL dbms.components() YIELD versions RETURN versions[0] LIMIT 1") == [found.version]
    assert json.loads(json.dumps(found.to_json()))["state"] == "running"


def test_up_of_a_running_server_changes_nothing(home: Path, ports: tuple[int, int]) -> None:
    before = neo4j_server.status(home)
    assert neo4j_server.up(home, bolt=ports[0], http=ports[1]) == reached(home)
    assert neo4j_server.status(home) == before


def test_only_loopback_is_listened_on(home: Path) -> None:
    rows = ask(reached(home), "SHOW SETTINGS YIELD name, value WHERE name ENDS WITH 'listen_address' RETURN value")
    assert rows
    assert {str(row).split(":")[0] for row in rows} == {"127.0.0.1"}


def test_the_browser_is_served_and_knows_where_bolt_is(home: Path) -> None:
    with urllib.request.urlopen(f"{reached(home).browser}/browser/", timeout=10) as page:
        assert "<title>Neo4j Browser</title>" in page.read().decode()
    root = urllib.request.Request(reached(home).browser, headers={"Accept": "application/json"})
    with urllib.request.urlopen(root, timeout=10) as answer:
        assert json.load(answer)["bolt_routing"] == reached(home).uri


def test_a_wrong_password_is_refused_by_the_server(home: Path) -> None:
    with pytest.raises(AuthError):
        ask(reached(home), "RETURN 1", password="wrong")


def test_a_password_file_that_no_longer_fits_is_named(home: Path) -> None:
    kept = (home / "password").read_text()
    try:
        (home / "password").write_text("wrong")
        with pytest.raises(ServiceError) as refusal:
            again(home)
    finally:
        (home / "password").write_text(kept)
    assert f"Neo4j refuses the password in '{home / 'password'}' for user 'neo4j'." in str(refusal.value)


def test_another_home_cannot_take_its_ports(home: Path, tmp_path: Path) -> None:
    bolt, http = (int(address.rsplit(":", 1)[1]) for address in (reached(home).uri, reached(home).browser))
    with pytest.raises(ServiceError) as refusal:
        neo4j_server.up(tmp_path / "other", bolt=bolt, http=http)
    assert [finding.where for finding in refusal.value.findings] == [f"127.0.0.1:{bolt}", f"127.0.0.1:{http}"]


def test_a_running_server_is_not_wiped(home: Path) -> None:
    with pytest.raises(StoreError, match=r"runs on this home. Stop it first: graph-service neo4j down"):
        neo4j_server.reset(home)


def test_data_is_kept_over_a_stop_and_gone_after_a_reset(home: Path) -> None:
    ask(reached(home), "CREATE (:Kept {name: 'é'})")
    neo4j_server.down(home)
    assert neo4j_server.status(home).state == "stopped"
    assert ask(again(home), "MATCH (n:Kept) RETURN n.name") == ["é"]
    neo4j_server.down(home)
    neo4j_server.reset(home)
    assert ask(again(home), "MATCH (n) RETURN count(n)") == [0]


def test_neo4j_admin_runs_on_a_home_and_its_refusal_is_told(home: Path) -> None:
    assert neo4j_server.admin(home, "--version").strip() == neo4j_server.VERSION
    with pytest.raises(StoreError, match="neo4j-admin database dump failed with exit code"):
        neo4j_server.admin(home, "database", "dump", "nosuch", "--to-stdout")


def test_a_killed_server_is_seen_and_starts_again_with_its_data(home: Path) -> None:
    ask(reached(home), "CREATE (:Survivor)")
    number = neo4j_server.status(home).pid
    assert number is not None
    os.kill(number, signal.SIGKILL)
    while neo4j_server.status(home).running:
        time.sleep(0.05)
    assert ask(again(home), "MATCH (n:Survivor) RETURN count(n)") == [1]


def test_two_starts_of_one_home_at_once_give_one_server(tmp_path: Path, ports: tuple[int, int], python: Run) -> None:
    words = (str(tmp_path / "home"), *map(str, ports))
    try:
        starts = [python(UP, *words), python(UP, *words)]
        answers = [start.communicate(timeout=120) for start in starts]
        assert answers == [(f"neo4j://localhost:{ports[0]}\n", "")] * 2
        assert ask(reached(tmp_path / "home"), "RETURN 1") == [1]
    finally:
        neo4j_server.down(tmp_path / "home")
    assert neo4j_server.status(tmp_path / "home").state == "stopped"
