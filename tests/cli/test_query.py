"""What `query` and `explain` print: entities for people, a schema for editors, what every pass decided."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from graph_service.cli.entities import print_entities
from graph_service.plan.passes import PASSES
from graph_service.saved import query_schema
from graph_service.service import GraphService
from graph_service.workspace import Workspace
from tests.cli.running import Ran, run

SAVED = ("stock-and-sales", "out-of-stock", "never-sold", "top-products", "hot-days", "revenue-by-region")


def on_sample(service: GraphService, *words: str) -> Ran:
    """A command on the loaded sample, on the store under test."""
    ran = run(*words, "--workspace", service.workspace.root, "--store", service.store.name)
    assert ran.code == 0, ran.err
    return ran


def test_entities_are_a_list_with_what_they_lead_to(sample_service: GraphService) -> None:
    lines = on_sample(sample_service, "query", "out-of-stock").out.splitlines()
    stored = on_sample(sample_service, "query", "out-of-stock", "--format", "json").json["rows"]
    assert lines[0] == "What is out of stock today, store by store"
    assert lines[1] == "storeNumber 6   name Berlin Köpenick   city Berlin"
    assert [lines[2], lines[3].split()] == ["  empty", ["product", "day"]]
    assert lines[4].startswith(f"    {stored[0]['empty'][0]['product']}  ")
    assert len(lines) == 2 + sum(3 + len(store["empty"]) for store in stored)
    assert lines[-1] == f"{len(stored)} entities"


def test_flat_entities_are_a_table(sample_service: GraphService) -> None:
    lines = on_sample(sample_service, "query", "never-sold").out.splitlines()
    stored = on_sample(sample_service, "query", "never-sold", "--format", "json").json
    assert lines[:2] == ["Products in the catalogue that were never sold", lines[1]]
    assert lines[1].split() == ["gtin", "name", "category", "listPrice"]
    assert len(lines) == 3 + len(stored["rows"])
    assert lines[-1] == f"{len(stored['rows'])} entities of {stored['total']}"


def test_objects_lists_and_figures_are_shown_too(capsys: pytest.CaptureFixture[str]) -> None:
    entity: dict[str, Any] = {
        "name": "Nord[bold]",
        "words": ["a", "b"],
        "city": {"name": "Bremen", "stores": []},
        "sold": {"units": 3},
        "orders": [{"number": 1, "lines": [{"packs": 2}]}],
    }
    print_entities([entity])
    assert capsys.readouterr().out.splitlines() == [
        "name Nord[bold]   words a, b   city.name Bremen   sold.units 3",
        "  city.stores none",
        "  orders",
        "    number 1",
        "      lines",
        "        packs",
        "            2",
    ]


def test_the_schema_is_printed_and_needs_no_workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    printed = run("query", "--schema")
    assert (printed.code, printed.json) == (0, query_schema())
    jsonschema.Draft202012Validator.check_schema(printed.json)


@pytest.mark.parametrize("name", SAVED)
def test_explain_tells_what_each_pass_decided(name: str, sample_service: GraphService) -> None:
    told = on_sample(sample_service, "explain", name, "--format", "json").json
    assert list(dict.fromkeys(one["by"] for one in told["decisions"])) == [one.__name__ for one in PASSES]
    assert all(one["what"] and one["why"] for one in told["decisions"])


def test_explain_times_reading_apart_from_preparing(sample_service: GraphService) -> None:
    told = on_sample(sample_service, "explain", "stock-and-sales", "--format", "json").json["timing"]
    passes = [one.__name__ for one in PASSES]
    assert list(told) == ["read", *passes, "prepare", "compile", "run"]
    assert sum(told[one] for one in passes) <= told["prepare"]
    assert all(seconds >= 0 for seconds in told.values())


def test_explain_says_for_people_what_took_how_long(sample_service: GraphService) -> None:
    out = on_sample(sample_service, "explain", "stock-and-sales").out
    assert "units sold is an integer" in out
    assert "no policy restricts StockLevel, SalesLine, Store, Basket, Region for role analyst" in out
    assert re.search(r"^read [\d.]+ ms \(ontology and policies, once after a load\)$", out, re.MULTILINE)
    assert re.search(r"^prepare [\d.]+ ms \(resolve [\d.]+ ms, typecheck .* bound [\d.]+ ms\)$", out, re.MULTILINE)


def test_explain_shows_the_first_of_many_parameters(sample_service: GraphService, tmp_path: Path) -> None:
    among = ", ".join(f"'{number:014}'" for number in range(2_000))
    plan = tmp_path / "many.yaml"
    plan.write_text(f"entities: {{class: Product, where: {{in: [gtin, [{among}]]}}, select: [name]}}\n", "utf-8")
    out = on_sample(sample_service, "explain", str(plan)).out
    if sample_service.store.name == "sqlite":  # to Neo4j a list is one parameter
        assert "and 1,951 more; --format json has all of them" in out
    assert "Product.gtin is text" in out and "looked for among 2000 values of that type" in out


def test_saved_queries_are_those_of_the_sample(sample_workspace: Workspace) -> None:
    listed = run("query", "--workspace", sample_workspace.root, "--format", "json")
    assert sorted(listed.json) == sorted(SAVED)
