"""What is served right now, in GraphQL and elsewhere, and what is said while the first load is under way."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from graph_service.api.app import build_app
from graph_service.loading.ledger.transaction import transaction
from graph_service.service import GraphService
from graph_service.stores.connection import open_writer, writing
from graph_service.stores.sqlite import SqliteStore
from graph_service.workspace import Workspace
from tests.api.conftest import Ask
from tests.api.places import CountingStore

META = "{ _meta { store generation loading ontology digest run loadedAt } }"
FIRST_LOAD = "The first load is under way"


def test_the_service_tells_what_it_serves(ask: Ask, counting: CountingStore, store_name: str) -> None:
    counting.ran.clear()
    told = ask(META)["data"]["_meta"]
    digest = counting.state().ontology
    assert told == {
        "store": store_name,
        "generation": 1,
        "loading": False,
        "ontology": "https://library.example/ontology/",
        "digest": digest,
        "run": 1,
        "loadedAt": "2026-06-30T06:00:00",
    }
    assert len(counting.ran) == 1, "the run and its time are one statement"


def test_what_needs_no_statement_runs_none(ask: Ask, counting: CountingStore) -> None:
    counting.ran.clear()
    text = "{ a: _meta { generation } b: _meta { __typename loading } works { totalCount } }"
    assert ask(text)["data"] == {
        "a": {"generation": 1},
        "b": {"__typename": "ServiceMeta", "loading": False},
        "works": {"totalCount": 7},
    }
    assert len(counting.ran) == 1


@pytest.fixture()
def own(place: Workspace) -> Iterator[TestClient]:
    store = SqliteStore(place.graph)
    with TestClient(build_app(GraphService(workspace=place, store=store)), base_url="http://localhost") as client:
        yield client
    store.close()


def _set(place: Workspace, **meta: str) -> None:
    connection = open_writer(place.graph)
    with writing(connection):
        for key, value in meta.items():
            connection.execute("UPDATE meta SET value = ? WHERE key = ?", (value, key))
    connection.close()


def test_a_load_that_is_under_way_is_told(place: Workspace, own: TestClient) -> None:
    """Another process loads: asked before and after, so that nothing that was kept is told again."""
    for loading in (False, True, False):
        _set(place, loading=str(int(loading)))
        told = own.post("/graphql", json={"query": "{ _meta { generation loading } }"}).json()
        assert told == {"data": {"_meta": {"generation": 1, "loading": loading}}}
        assert own.get("/").json()["loading"] is loading
        assert own.get("/health").json()["status"] == ("loading" if loading else "ok")
        assert ("A load is under way" in own.get("/", headers={"accept": "text/html"}).text) is loading


def _says(client: TestClient, message: str, status: str) -> None:
    """Every face says the same."""
    (error,) = client.post("/graphql", json={"query": META}).json()["errors"]
    assert (error["extensions"]["code"], message in error["message"]) == ("NOT_LOADED", True), error
    for answer in (client.post("/ask", json={"question": "How many works?"}), client.get("/ask?q=How+many+works")):
        assert (answer.status_code, answer.json()["code"]) == (503, "NOT_LOADED")
        assert message in answer.json()["detail"]
    health = client.get("/health")
    assert (health.status_code, health.json()["status"], health.json()["ready"]) == (503, status, False)
    assert message in health.json()["store"]["message"]
    for path in ("/", "/ask", "/ask?q=How+many+works"):
        page = client.get(path, headers={"accept": "text/html"})
        assert page.status_code == 503 and message in page.text.replace("&#x27;", "'")


def test_the_first_load_into_a_server_is_told(place: Workspace, own: TestClient) -> None:
    """As a server says while the first publication writes: a generation of nothing, and loading."""
    _set(place, generation="0", loading="1")
    _says(own, FIRST_LOAD, "loading")


def test_the_first_load_into_a_file_is_told(tmp_path: Path, place: Workspace) -> None:
    path = tmp_path / "first" / "graph.sqlite"
    store = SqliteStore(path)
    with TestClient(build_app(GraphService(workspace=place, store=store)), base_url="http://localhost") as client:
        _says(client, "Nothing is loaded yet. Run 'graph-service load'", "failing")
        with transaction(path):
            _says(client, FIRST_LOAD, "loading")
    store.close()
