"""The embedded store: bounds in time, interruption, threads, what is served after somebody wrote, and nothing yet."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from graph_service.findings import StoreError
from graph_service.ontology.model import Ontology
from graph_service.plan.forms.form import plan_from_form
from graph_service.plan.policies.policy import Actor
from graph_service.plan.prepare import prepare
from graph_service.plan.ready import Bounds, ReadyPlan, Scope
from graph_service.stores.connection import open_writer
from graph_service.stores.sqlite import SqliteStore
from tests.world.build import build_world
from tests.world.entities import NOW

TITLES: dict[str, Any] = {"entities": {"class": "Work", "order": ["isbn"], "select": ["title"]}}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    build_world(tmp_path / "graph.sqlite")
    return tmp_path / "graph.sqlite"


@pytest.fixture
def opened(path: Path) -> Iterator[SqliteStore]:
    store = SqliteStore(path)
    yield store
    store.close()


def ready(world: Ontology, document: dict[str, Any], seconds: float = 20.0) -> ReadyPlan:
    """The document prepared, to run within so many seconds."""
    bounds = Bounds(seconds=seconds, depth=40, terms=2_000)
    scope = Scope(ontology=world, actor=Actor(role="librarian"), now=NOW, bounds=bounds)
    return prepare(plan_from_form(document), scope)


def endless() -> dict[str, Any]:
    """A pattern with billions of matches: every loan of a copy of a work of a branch, again and again."""
    nodes, edges = {"b0": "Branch"}, []
    for number in range(9):
        nodes |= {f"c{number}": "Copy", f"b{number + 1}": "Branch"}
        edges += [
            {"from": f"c{number}", "link": "branch", "to": f"b{number}"},
            {"from": f"c{number}", "link": "branch", "to": f"b{number + 1}"},
        ]
        nodes |= {f"l{number}": "Loan"}
        edges += [{"from": f"l{number}", "link": "copy", "to": f"c{number}"}]
    dimensions = {f"d{number}": f"l{number}.loanId" for number in range(9)}
    return {"table": {"nodes": nodes, "edges": edges, "dimensions": dimensions}}


def test_a_plan_stops_at_its_time(opened: SqliteStore, world: Ontology) -> None:
    plan = ready(world, endless(), seconds=0.2)
    started = time.monotonic()
    with pytest.raises(StoreError, match=r"took longer than 0\.2 seconds"):
        opened.run(plan)
    assert time.monotonic() - started < 5
    assert opened.run(ready(world, TITLES)).entities


def test_a_plan_can_be_interrupted(opened: SqliteStore, world: Ontology) -> None:
    plan = ready(world, endless())
    opened.run(ready(world, TITLES))
    threading.Timer(0.2, opened.interrupt).start()
    with pytest.raises(StoreError, match="was interrupted"):
        opened.run(plan)


def test_a_sum_beyond_64_bits_is_refused(path: Path, opened: SqliteStore, world: Ontology) -> None:
    writer = open_writer(path)
    writer.execute('UPDATE "Branch" SET "floorArea" = ?', (2**62,))
    writer.close()
    table = {"nodes": {"b": "Branch"}, "measures": {"area": {"sum": "b.floorArea"}}}
    with pytest.raises(StoreError, match="too large"):
        opened.run(ready(world, {"table": table}))


def test_threads_read_side_by_side(opened: SqliteStore, world: Ontology) -> None:
    plan = ready(world, TITLES)
    with ThreadPoolExecutor(4) as pool:
        found = [result.entities for result in pool.map(opened.run, [plan] * 40)]
    assert all(entities == found[0] for entities in found)
    assert len(found[0] or []) == 7


def test_the_state_is_what_was_written_last(path: Path, opened: SqliteStore) -> None:
    before = opened.state()
    assert (before.generation, before.loading, before.entities["Loan"]) == (1, False, 12)
    writer = open_writer(path)
    writer.execute("UPDATE meta SET value = '2' WHERE key = 'generation'")
    writer.execute("DELETE FROM entity WHERE class = 'Loan'")
    writer.close()
    assert opened.state().generation == 2
    assert "Loan" not in opened.state().entities


def test_nothing_is_served_before_a_load(tmp_path: Path, world: Ontology) -> None:
    store = SqliteStore(tmp_path / "none.sqlite")
    assert store.state().generation == 0
    assert store.ontology_source() is None
    with pytest.raises(StoreError, match="does not exist"):
        store.run(ready(world, TITLES))


def test_a_store_reads_only(opened: SqliteStore, path: Path) -> None:
    opened.state()
    before = path.read_bytes()
    opened.close()
    assert path.read_bytes() == before


def test_an_entity_is_known_by_its_iri_and_its_aliases(path: Path, opened: SqliteStore) -> None:
    writer = open_writer(path)
    writer.execute('CREATE TABLE "ledger:alias" (id INTEGER PRIMARY KEY, iri TEXT, entity INTEGER)')
    query = 'INSERT INTO "ledger:alias" SELECT id, ?, id FROM entity WHERE iri = ?'
    writer.execute(query, ("https://library.example/isbn/978-01", "https://library.example/work/1"))
    writer.close()
    for known in ("https://library.example/work/1", "https://library.example/isbn/978-01"):
        assert opened.resolve(known) == "https://library.example/work/1"
    assert opened.resolve("https://library.example/isbn/none") is None
