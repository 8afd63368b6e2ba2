"""Bad input ends in one clear line on stderr and its exit code: 1 for findings, 2 for usage; never a stack trace."""

from __future__ import annotations

import os
import shutil
import socket
from pathlib import Path

import pytest

from graph_service.templates import make_workspace
from tests.cli.running import Ran, run


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    return make_workspace(tmp_path / "workspace")


def fails(ran: Ran, code: int, *fragments: str) -> None:
    assert ran.code == code, (ran.out, ran.err)
    for fragment in fragments:
        assert fragment in ran.err
    assert "Traceback" not in ran.err


def test_no_workspace(tmp_path: Path) -> None:
    fails(run("check", "--workspace", tmp_path), 2, "graph-service init")


def test_broken_settings(workspace: Path) -> None:
    (workspace / "graph-service.toml").write_text("base = ", encoding="utf-8")
    fails(run("check", "--workspace", workspace), 1, "graph-service.toml", "TOML")
    (workspace / "graph-service.toml").write_text('languges = ["en"]', encoding="utf-8")
    fails(run("check", "--workspace", workspace), 1, "Did you mean 'languages'?")


def test_broken_turtle_names_its_line(workspace: Path) -> None:
    (workspace / "ontology" / "sales.ttl").write_text("@prefix a: <b> .\na:c a:d", encoding="utf-8")
    fails(run("check", "--workspace", workspace), 1, "sales.ttl:")


def test_an_unsound_ontology_is_not_loaded(workspace: Path) -> None:
    (workspace / "ontology" / "sales.ttl").write_text("@prefix a: <b> .\na:c a:d", encoding="utf-8")
    fails(run("load", "--workspace", workspace), 1, "sales.ttl:")
    assert not (workspace / ".graph-service" / "graph.sqlite").exists()


def test_an_ontology_that_graphql_cannot_serve_is_not_loaded(workspace: Path) -> None:
    with (workspace / "ontology" / "stores.ttl").open("a", encoding="utf-8") as turtle:
        turtle.write("\nmesh:StoreConnection a owl:Class .\n")
    fails(run("load", "--workspace", workspace), 1, "Error ontology/stores.ttl:", "GraphQL type 'StoreConnection'")
    assert not (workspace / ".graph-service" / "graph.sqlite").exists()


def test_a_port_that_is_taken_is_told_before_the_work(workspace: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        ran = run("up", "--workspace", workspace, "--port", port)
    fails(ran, 1, f"Error Port {port} is taken", f"--port {port + 1}")
    assert not ran.out and not (workspace / "data").exists()


def test_a_product_without_its_data_is_named_with_the_path_and_the_command(workspace: Path) -> None:
    told = run("load", "--workspace", workspace)
    assert told.code == 1
    assert "categories.csv" in told.err
    assert "graph-service sample" in told.err


def test_nothing_is_loaded_yet(workspace: Path) -> None:
    fails(run("ask", "How many stores are there?", "--workspace", workspace), 1, "graph-service load")


def test_an_unknown_product_query_role_and_actor(workspace: Path) -> None:
    fails(run("load", "sails", "--workspace", workspace), 2, "Did you mean 'sales'?")
    fails(run("query", "stock-and-sale", "--workspace", workspace), 2, "Did you mean 'stock-and-sales'?")


def test_a_plan_with_unknown_terms_and_wrong_types_is_found_by_check(workspace: Path) -> None:
    bad = "title: bad\nentities: {class: Produkt, select: [gtin], where: {eq: [listPrice, soon]}}\n"
    (workspace / "queries" / "bad.yaml").write_text(bad, encoding="utf-8")
    fails(run("check", "--workspace", workspace), 1, "bad.yaml", "Produkt", "Did you mean 'Product'?")


def test_a_store_file_that_is_no_database(workspace: Path) -> None:
    (workspace / ".graph-service").mkdir()
    (workspace / ".graph-service" / "graph.sqlite").write_text("not a database" * 100, encoding="utf-8")
    fails(run("ask", "How many stores are there?", "--workspace", workspace), 1, "graph.sqlite")
    told = run("load", "--workspace", workspace)
    assert told.code == 1
    assert "Traceback" not in told.err


def test_a_read_only_state_folder(workspace: Path) -> None:
    state = workspace / ".graph-service"
    if os.geteuid() == 0:  # whom modes do not stop; nobody makes a file in /proc
        state.symlink_to("/proc")
    else:
        state.mkdir(mode=0o500)
    fails(run("load", "--workspace", workspace), 1, "graph.sqlite")


def test_usage(workspace: Path) -> None:
    assert run("nonsense").code == 2
    assert run("sample", "--stores", "two", "--workspace", workspace).code == 2
    assert run("sample", "--days", "0", "--workspace", workspace).code == 2


def test_neo4j_that_is_not_there(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NEO4J_URI", raising=False)
    fails(run("status", "--store", "neo4j", "--workspace", workspace), 1)
    monkeypatch.setenv("NEO4J_URI", "neo4j://127.0.0.1:9")
    monkeypatch.setenv("NEO4J_PASSWORD", "secret")
    told = run("ask", "How many stores are there?", "--store", "neo4j", "--workspace", workspace)
    fails(told, 1, "127.0.0.1:9")
    assert "secret" not in told.err


def test_a_workspace_moves_with_its_files(workspace: Path, tmp_path: Path) -> None:
    moved = tmp_path / "moved"
    shutil.move(workspace, moved)
    assert run("check", "--workspace", moved).code == 0


def test_a_load_with_unsound_policies_leaves_what_is_served(workspace: Path) -> None:
    policies = workspace / "ontology" / "policies.yaml"
    policies.write_text(policies.read_text(encoding="utf-8").replace(" target:", " targt:", 1), encoding="utf-8")
    fails(run("load", "--workspace", workspace), 1, "ontology/policies.yaml:", "Did you mean 'target'?")
    assert not (workspace / ".graph-service" / "graph.sqlite").exists()


def test_check_reads_who_may_ask(workspace: Path) -> None:
    actors = workspace / "actors.yaml"
    actors.write_text(actors.read_text(encoding="utf-8").replace("role: steward", "rolle: steward"), encoding="utf-8")
    fails(run("check", "--workspace", workspace), 1, "Violation actors.yaml:", "Actor 'steward' has no role")


def test_a_policy_for_a_role_that_nobody_has(workspace: Path) -> None:
    policies = workspace / "ontology" / "policies.yaml"
    text = policies.read_text(encoding="utf-8").replace("[customer-care]", "[customer-car]", 1)
    policies.write_text(text, encoding="utf-8")
    fails(run("check", "--workspace", workspace), 0, "role 'customer-car'", "Did you mean 'customer-care'?")


def test_without_policies_check_warns(workspace: Path) -> None:
    (workspace / "ontology" / "policies.yaml").unlink()
    fails(run("check", "--workspace", workspace), 0, "Warning ontology/policies.yaml: No policies", "'email'")


def test_one_broken_file_does_not_drown_in_what_follows_from_it(workspace: Path) -> None:
    with (workspace / "ontology" / "sales.ttl").open("a", encoding="utf-8") as turtle:
        turtle.write("\nx\n")
    mapping = workspace / "loaders" / "weather" / "mapping.yarrrml.yaml"
    mapping.write_text(
        mapping.read_text(encoding="utf-8").replace("mesh:temperatureMin", "mesh:temperatureMix"), "utf-8"
    )
    ran = run("check", "--workspace", workspace)
    fails(ran, 1, "ontology/sales.ttl:", "Syntax error", "Did you mean 'temperatureMin'", "more findings are left out")
    violations = [line for line in ran.err.splitlines() if line.startswith("Violation")]
    assert all("sales.ttl" in line or "temperatureMix" in line for line in violations)
