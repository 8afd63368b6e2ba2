"""SQLite runs compiled statements the way they are meant: along declared indexes, never with one made on the way."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from graph_service.ontology.model import Ontology
from graph_service.plan.forms.form import plan_from_form
from graph_service.plan.policies.policy import Actor
from graph_service.plan.prepare import prepare
from graph_service.plan.ready import Scope
from graph_service.stores.connection import open_reader, rows
from graph_service.stores.sql import compile_sql
from tests.world.build import build_world
from tests.world.entities import NOW

# What is asked → what SQLite must say it does, beside never sorting a whole page and never making an index
ALONG_AN_INDEX: dict[str, tuple[dict[str, Any], str]] = {
    "by display property": ({"class": "Work", "order": ["title"]}, "SCAN this USING INDEX Work.title_sort"),
    "backwards": ({"class": "Work", "order": ["-title"]}, "SCAN this USING INDEX Work.title_sort"),
    "by key": ({"class": "Loan", "order": ["loanId"]}, "SCAN this USING INDEX Loan.loanId"),
    "by event time": ({"class": "Loan", "order": ["-lentAt"]}, "SCAN this USING INDEX Loan.lentAt"),
    "any entity by IRI": ({"class": "Thing"}, "SCAN this USING INDEX entity_iri"),
    "with a condition over links to many": (
        {"class": "Work", "order": ["title"], "where": {"exists": "copies", "where": {"eq": ["branch.code", "HAF"]}}},
        "SEARCH copies USING INDEX Copy.work",
    ),
    "after a cursor": (
        {"class": "Loan", "order": ["loanId"], "after": ["l03", "https://library.example/loan/l03"]},
        "SEARCH this USING INDEX Loan.loanId#1 (loanId>?)",
    ),
    "with children": (
        {"class": "Work", "order": ["title"], "links": {"copies": {"first": 2, "select": ["barcode"]}}},
        "SEARCH copies USING INDEX Copy.work",
    ),
}
LOOKED_UP: dict[str, tuple[dict[str, Any], str]] = {
    "a key": ({"class": "Work", "where": {"eq": ["isbn", "978-01"]}}, "SEARCH this USING INDEX Work.isbn"),
    "an IRI": ({"class": "Work", "where": {"eq": ["_iri", "x"]}}, "SEARCH this USING INTEGER PRIMARY KEY"),
    "a text": ({"class": "Work", "where": {"eq": ["title", "zug"]}}, "SEARCH this USING INDEX Work.title_cf"),
    "a prefix": ({"class": "Work", "where": {"starts": ["title", "z"]}}, "SEARCH this USING INDEX Work.title_cf"),
}


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("plans") / "graph.sqlite"
    build_world(found)
    return found


def steps_of(path: Path, world: Ontology, document: dict[str, Any]) -> list[str]:
    """What SQLite says it does for a plan, a line a step."""
    scope = Scope(ontology=world, actor=Actor(role="librarian"), now=NOW)
    statement = compile_sql(prepare(plan_from_form(document), scope))
    connection = open_reader(path)
    found = [row[3] for row in rows(connection, f"EXPLAIN QUERY PLAN {statement.text}", statement.parameters)]
    connection.close()
    return found


@pytest.mark.parametrize("name", ALONG_AN_INDEX)
def test_a_page_walks_its_index(path: Path, world: Ontology, name: str) -> None:
    asked, expected = ALONG_AN_INDEX[name]
    steps = steps_of(path, world, {"entities": {"first": 3, "select": ["_label"], **asked}})
    page = steps[: steps.index("USE TEMP B-TREE FOR json_group_array(ORDER BY)")]
    assert any(expected in step for step in steps), steps
    if "after" not in asked:  # the two ranges after a cursor are merged, each a few rows
        assert "USE TEMP B-TREE FOR ORDER BY" not in page, steps
    assert not any("AUTOMATIC" in step for step in steps), steps


@pytest.mark.parametrize("name", LOOKED_UP)
def test_a_value_is_looked_up(path: Path, world: Ontology, name: str) -> None:
    asked, expected = LOOKED_UP[name]
    steps = steps_of(path, world, {"entities": {"select": ["_label"], **asked}})
    assert any(expected in step for step in steps), steps
    assert not any("SCAN this" in step for step in steps[: steps.index("SCAN this")]), steps


def test_blocks_meet_by_look_up_and_not_by_nested_scans(path: Path, world: Ontology) -> None:
    table = {
        "nodes": {"l": "Loan", "s": "StockCount", "b": "Branch"},
        "edges": [{"from": "l", "link": "copy.branch", "to": "b"}, {"from": "s", "link": "branch", "to": "b"}],
        "dimensions": {"branch": "b.code"},
        "measures": {"loans": {"count": "l"}, "counted": {"sum": "s.onShelf"}},
    }
    steps = steps_of(path, world, {"table": table})
    assert sum("SEARCH block" in step for step in steps) == 2, steps


def test_every_way_is_tried() -> None:
    assert (len(ALONG_AN_INDEX), len(LOOKED_UP)) == (8, 4)
