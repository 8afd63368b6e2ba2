"""The application over the hand-made world, spoken to over ASGI without a network."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from graph_service.api.app import build_app
from graph_service.ontology.model import Ontology
from graph_service.service import GraphService
from graph_service.stores.sqlite import SqliteStore
from graph_service.workspace import Workspace
from tests.api.places import CountingStore, make_workspace
from tests.conftest import published

Ask = Callable[..., dict[str, Any]]


@pytest.fixture(scope="session")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A workspace that serves the world."""
    return make_workspace(tmp_path_factory.mktemp("api") / "workspace")


@pytest.fixture(scope="session")
def counting(workspace: Workspace, store_name: str, world: Ontology) -> Iterator[CountingStore]:
    """The chosen store (`--store neo4j`: the real server) with the world in it."""
    inside = published(workspace.graph, world) if store_name == "neo4j" else SqliteStore(workspace.graph)
    yield CountingStore(inside)
    inside.close()


@pytest.fixture(scope="session")
def app(workspace: Workspace, counting: CountingStore) -> Starlette:
    return build_app(GraphService(workspace=workspace, store=counting))


@pytest.fixture(scope="session")
def client(app: Starlette) -> Iterator[TestClient]:
    with TestClient(app, base_url="http://localhost", raise_server_exceptions=False) as made:
        yield made


@pytest.fixture(scope="session")
def ask(client: TestClient) -> Ask:
    """POST a document and give the JSON that came; `who` is an actor of actors.yaml."""

    def post(text: str, variables: dict[str, Any] | None = None, *, who: str = "desk", **headers: str) -> Any:
        answer = client.post(
            "/graphql",
            json={"query": text, "variables": variables},
            headers={"x-graph-service-as": who, "accept-language": "en", **headers},
        )
        assert answer.status_code == 200, answer.text
        return answer.json()

    return post


@pytest.fixture()
def place(tmp_path: Path) -> Workspace:
    """A workspace of its own, to be changed."""
    return make_workspace(tmp_path / "workspace")
