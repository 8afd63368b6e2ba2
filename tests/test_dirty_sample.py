"""A dirty sample loads: what breaks its contract is put aside with its reason, the rest is served, counts add up."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from graph_service.api.app import build_app
from graph_service.loads import Loaded, load_workspace
from graph_service.sample import write
from graph_service.service import open_service
from graph_service.templates import make_workspace
from graph_service.workspace import Workspace, open_workspace
from tests.cli.running import run

MASK = "•••"
PAGE = 500
PERSONAL = {"first_name", "last_name", "email", "birth_date", "street", "phone"}


@pytest.fixture(scope="module")
def dirty(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    workspace = open_workspace(make_workspace(tmp_path_factory.mktemp("dirty") / "workspace"))
    write(workspace.data, stores=(2, 4, 6), days=60, dirty=0.01)
    return workspace


@pytest.fixture(scope="module")
def loaded(dirty: Workspace) -> Loaded:
    return load_workspace(dirty, store="sqlite")


@pytest.fixture(scope="module")
def quarantine(dirty: Workspace, loaded: Loaded) -> list[dict[str, Any]]:
    """Every reason that the command lists, page by page."""
    found: list[dict[str, Any]] = []
    while True:
        words = ("quarantine", "--workspace", dirty.root, "--limit", PAGE, "--offset", len(found), "--format", "json")
        listed = run(*words)
        assert listed.code == 0, listed.err
        found += listed.json["rows"]
        if not listed.json["rows"]:
            assert listed.json["total"] == len(found)
            return found


@pytest.fixture(scope="module")
def client(dirty: Workspace, loaded: Loaded) -> Iterator[TestClient]:
    service = open_service(dirty, store="sqlite")
    yield TestClient(build_app(service, hosts=("testserver",)))
    service.close()


def records(dirty: Workspace, product: str, source: str) -> list[dict[str, str]]:
    text = (dirty.data / product / f"{source}.csv").read_text("utf-8")
    return list(csv.DictReader(io.StringIO(text)))


def test_every_product_is_loaded(loaded: Loaded) -> None:
    assert not loaded.report.failed
    assert {product.outcome.value for product in loaded.report.products} == {"loaded"}
    assert len(loaded.report.products) == 8


def test_counts_add_up(dirty: Workspace, loaded: Loaded, quarantine: list[dict[str, Any]]) -> None:
    aside: dict[tuple[str, str], set[int]] = {}
    for row in quarantine:
        aside.setdefault((row["product"], row["source"]), set()).add(row["record"])
    compared = 0
    for product in loaded.report.products:
        for source, counts in product.counts.sources.items():
            assert counts.read == len(records(dirty, product.name, source)), (product.name, source)
            assert counts.quarantined == len(aside.pop((product.name, source), ())), (product.name, source)
            assert counts.read == counts.loaded + counts.unchanged + counts.quarantined
            compared += 1
    assert aside == {}
    assert compared == len(list(dirty.data.glob("[!t]*/*.csv")))


def test_every_reason_is_whole(quarantine: list[dict[str, Any]]) -> None:
    assert len(quarantine) > 100
    for row in quarantine:
        assert row["product"] and row["source"] and row["record"] >= 1 and row["rule"] and row["reason"], row
    assert {row["product"] for row in quarantine} == {
        "catalogue", "customers", "inventory", "sales", "social", "stores", "supply", "weather",
    }  # fmt: skip
    assert {"required", "pattern", "type", "enum", "reference", "primaryKey"} <= {row["rule"] for row in quarantine}


def test_a_planted_fault_is_found_at_its_place(dirty: Workspace, quarantine: list[dict[str, Any]]) -> None:
    """A wrong e-mail address is in quarantine under the very record that has it."""
    faults = records(dirty, "truth", "faults")
    planted = {
        fault["new"] for fault in faults if (fault["file"], fault["column"]) == ("customers/customers.csv", "email")
    }
    customers = records(dirty, "customers", "customers")
    expected = {number for number, record in enumerate(customers, 1) if record["email"] in planted}
    listed = {row["record"] for row in quarantine if (row["product"], row["column"]) == ("customers", "email")}
    assert planted and listed == expected


def test_personal_values_are_masked(dirty: Workspace, quarantine: list[dict[str, Any]]) -> None:
    personal = [row for row in quarantine if row["product"] == "customers" and row["column"] in PERSONAL]
    assert len(personal) >= 3
    assert {row["value"] for row in personal} <= {MASK, None}
    assert MASK in {row["value"] for row in personal}
    whole = " ".join(str(row) for row in quarantine if row["product"] == "customers")
    for customer in records(dirty, "customers", "customers"):
        assert not customer["email"] or customer["email"] not in whole


def test_the_rest_is_served(dirty: Workspace, client: TestClient, quarantine: list[dict[str, Any]]) -> None:
    """Exactly the customers and the stores that nothing is said against."""
    served = client.post(
        "/graphql", json={"query": "{ customers(first: 1000) { totalCount nodes { customerNumber } } }"}
    ).json()["data"]["customers"]
    aside = {row["record"] for row in quarantine if row["product"] == "customers"}
    kept = [one for number, one in enumerate(records(dirty, "customers", "customers"), 1) if number not in aside]
    assert sorted(node["customerNumber"] for node in served["nodes"]) == sorted(int(one["customer_no"]) for one in kept)
    assert served["totalCount"] == len(kept) > 0


def test_questions_are_answered_and_a_second_load_changes_nothing(dirty: Workspace, client: TestClient) -> None:
    answer = client.post("/ask", json={"question": "What was the revenue by region last month?"}).json()
    assert answer["status"] == "answered"
    assert answer["rows"]
    again = load_workspace(dirty, store="sqlite").report
    assert again.nothing_changed
    assert {product.outcome.value for product in again.products} == {"unchanged"}
