"""Every command does its work on the loaded sample and answers as text and as JSON."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from graph_service.cli import app
from graph_service.loads import Loaded
from graph_service.service import GraphService
from graph_service.templates import make_workspace
from graph_service.workspace import Workspace
from tests.cli.running import run

COMMANDS = ("up", "init", "check", "sample", "load", "status", "quarantine", "why", "query", "explain", "ask", "serve")
STORE = "https://mesh.example/id/Store/storeNumber/2"


def test_every_command_of_the_list_is_there() -> None:
    names = {command.name for command in app.registered_commands}
    assert names == set(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_help_teaches_by_example(command: str) -> None:
    helped = run(command, "--help")
    assert helped.code == 0
    assert "Examples" in helped.out
    assert f"graph-service {command}" in re.sub(r"\s+", " ", helped.out)


def test_the_sample_is_sound(sample_workspace: Workspace) -> None:
    checked = run("check", "--workspace", sample_workspace.root, "--format", "json")
    assert checked.code == 0, checked.out
    assert not [finding for finding in checked.json if finding["severity"] == "Violation"]


def test_check_sums_up(tmp_path: Path) -> None:
    assert run("check", "--workspace", make_workspace(tmp_path / "it")).out == (
        "No violations, no warnings, 1 for information.\n"
    )


def test_a_saved_query_prints_its_rows(sample_workspace: Workspace, sample_service: GraphService) -> None:
    store = sample_service.store.name
    told = run("query", "stock-and-sales", "--workspace", sample_workspace.root, "--store", store)
    assert told.code == 0, told.err
    assert "Hamburg Eimsbüttel" in told.out
    assert "6 rows" in told.out
    listed = run("query", "--workspace", sample_workspace.root, "--format", "json")
    assert listed.json["stock-and-sales"].startswith("Stock on hand")


@pytest.mark.parametrize("name", ["stock-and-sales", "out-of-stock", "never-sold", "top-products", "hot-days"])
def test_explain_says_what_is_asked_and_what_the_store_is_told(
    name: str, sample_workspace: Workspace, sample_service: GraphService
) -> None:
    store = sample_service.store.name
    told = run("explain", name, "--workspace", sample_workspace.root, "--store", store, "--format", "json")
    assert told.code == 0, told.err
    assert told.json["restatement"]
    assert {"resolve", "typecheck", "bound"} & {decision["by"] for decision in told.json["decisions"]}
    assert ("MATCH" if store == "neo4j" else "SELECT") in told.json["statement"]["text"]
    assert {"read", "resolve", "authorize", "compile", "run"} <= set(told.json["timing"])


def test_explain_needs_its_permission(sample_workspace: Workspace, sample_service: GraphService) -> None:
    refused = run("explain", "top-products", "--as", "care", "--workspace", sample_workspace.root)
    assert refused.code == 2
    assert "lacks the permission 'explain'" in refused.err


def test_ask_answers_with_its_sources(sample_workspace: Workspace, sample_service: GraphService) -> None:
    place = ("--workspace", sample_workspace.root, "--store", sample_service.store.name)
    told = run("ask", "Which stores are in Nord?", *place)
    assert "Bremen Neustadt" in told.out
    assert "Source: stores" in told.out
    answer = run("ask", "Umsatz je Region im Mai 2026", *place, "--format", "json").json
    keys = "status text columns rows restatement assumptions evidence plan statement planner timing"
    assert set(keys.split()) <= set(answer)
    assert (answer["status"], answer["planner"]) == ("answered", "rules")


def test_ask_answers_in_the_language_asked_for(sample_workspace: Workspace, sample_service: GraphService) -> None:
    place = ("--workspace", sample_workspace.root, "--store", sample_service.store.name)
    asked = run("ask", "Revenue by region in May 2026", *place, "--language", "de", "--format", "json").json
    assert asked["status"] == "answered"
    assert asked["text"].startswith("Umsatz nach Region")


def test_why_leads_to_the_record(sample_workspace: Workspace, sample_service: GraphService) -> None:
    place = ("--workspace", sample_workspace.root, "--store", sample_service.store.name)
    told = run("why", STORE, "name", *place, "--format", "json")
    assert told.code == 0, told.err
    (value,) = told.json["values"]
    assert told.json["iri"] == STORE
    assert (value["property"], value["product"], value["served"]) == ("name", "stores", True)
    lines = (sample_workspace.data / "stores" / "stores.csv").read_text("utf-8").splitlines()
    assert value["value"] in lines[value["record"]]


def test_why_shows_nobody_what_his_role_may_not_read(sample_workspace: Workspace, sample_service: GraphService) -> None:
    customer = "https://mesh.example/id/Customer/customerNumber/16"
    analyst = run("why", customer, "--workspace", sample_workspace.root, "--store", sample_service.store.name)
    assert "@example" not in analyst.out
    if sample_service.store.name == "sqlite":  # Neo4j keeps no personal value in its lineage
        care = run("why", customer, "email", "--role", "customer-care", "--workspace", sample_workspace.root)
        assert "@example" in care.out


def test_status_counts_add_up(sample_workspace: Workspace, sample_load: Loaded) -> None:
    told = run("status", "--workspace", sample_workspace.root, "--store", "sqlite", "--format", "json").json
    assert len(told["ledger"]["products"]) == 8
    for product in told["ledger"]["products"]:
        for source in product["counts"]["sources"].values():
            assert source["read"] == source["loaded"] + source["unchanged"] + source["quarantined"]


def test_a_second_load_changes_nothing_and_says_so(sample_workspace: Workspace, sample_load: Loaded) -> None:
    told = run("load", "--workspace", sample_workspace.root, "--store", "sqlite")
    assert told.code == 0, told.err
    assert "Nothing has changed" in told.out
    assert "unchanged" in told.out


def test_quarantine_is_empty_on_clean_data(sample_workspace: Workspace, sample_load: Loaded) -> None:
    assert "Nothing is in quarantine" in run("quarantine", "--workspace", sample_workspace.root).out


def test_init_makes_a_workspace_that_is_sound(tmp_path: Path) -> None:
    for name, options in (("full", ()), ("empty", ("--empty",))):
        made = run("init", tmp_path / name, *options)
        assert made.code == 0, made.err
        assert run("check", "--workspace", tmp_path / name).code == 0
    again = run("init", tmp_path / "full")
    assert again.code == 2
    assert "is not empty" in again.err


def test_sample_writes_a_cut(tmp_path: Path) -> None:
    told = run("sample", "--stores", "small", "--days", "40", "--out", tmp_path / "data", "--format", "json")
    assert told.code == 0, told.err
    assert told.json["records"]
    assert (tmp_path / "data" / "stores" / "stores.csv").read_text("utf-8").count("\n") == 7


def test_the_tour_as_one_document(tmp_path: Path) -> None:
    workspace = make_workspace(tmp_path / "it")
    settings = workspace / "graph-service.toml"
    text = settings.read_text(encoding="utf-8").replace("[sample]", "[sample]\nstores = [2]\ndays = 60")
    settings.write_text(text, encoding="utf-8")
    told = run("up", "--workspace", workspace, "--no-serve", "--format", "json", "--role", "steward").json
    assert {source["product"] for source in told["query"]["sources"]} >= {"inventory", "sales", "stores"}
    assert told["answer"]["status"] == "answered"


def test_status_before_the_first_load(tmp_path: Path) -> None:
    workspace = make_workspace(tmp_path / "it")
    told = run("status", "--workspace", workspace)
    assert told.code == 0
    assert told.out.count("not loaded") == 8
    assert "graph-service load" in told.out


def test_an_empty_workspace_has_its_guide_and_takes_no_sample(tmp_path: Path) -> None:
    made = run("init", tmp_path / "own", "--empty", "--format", "json").json
    assert (tmp_path / "own" / "docs" / "your-own-domain.md").is_file()
    assert "check" in made["next"]
    refused = run("sample", "--workspace", tmp_path / "own")
    assert refused.code == 2
    assert "--out" in refused.err
    assert not (tmp_path / "own" / "data").exists()


def test_a_statement_is_shown_to_whoever_may_explain(sample_workspace: Workspace, sample_service: GraphService) -> None:
    asked = ("ask", "How many stores are there?", "--workspace", sample_workspace.root, "--format", "json")
    assert run(*asked, "--role", "steward").json["statement"]
    assert run(*asked, "--role", "customer-care").json["statement"] is None


def test_quarantine_of_a_product_nobody_knows(sample_workspace: Workspace, sample_load: Loaded) -> None:
    refused = run("quarantine", "sale", "--workspace", sample_workspace.root)
    assert refused.code == 2
    assert "Did you mean 'sales' or" in refused.err
