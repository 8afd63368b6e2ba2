"""What every suite shares: the store that plan cases run on, and the marks that need something outside."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from graph_service.neo4j_server import settings_for
from graph_service.ontology.model import Ontology
from graph_service.stores.connection import open_reader
from graph_service.stores.neo4j import Neo4jStore, Neo4jWriter
from graph_service.stores.neo4j.publish import clear, publish
from graph_service.stores.protocol import GraphStore
from graph_service.stores.sqlite import SqliteStore
from tests.world.build import build_world
from tests.world.entities import read_world_ontology

pytest_plugins = ["tests.marks", "tests.sample_workspace"]

ROOT = Path(__file__).resolve().parents[1]
STORES = ("sqlite", "neo4j")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--store", choices=STORES, default="sqlite", help="the store that plan cases run on")
    parser.addoption("--update-snapshots", action="store_true", help="write the compiled texts anew")


@pytest.fixture(scope="session")
def store_name(request: pytest.FixtureRequest) -> str:
    """The store chosen with --store."""
    return str(request.config.getoption("--store"))


@pytest.fixture(scope="session")
def world() -> Ontology:
    """The ontology of the hand-made world."""
    return read_world_ontology()


@pytest.fixture(scope="session")
def world_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The hand-made world as a file of the embedded store."""
    path = tmp_path_factory.mktemp("world") / "graph.sqlite"
    build_world(path)
    return path


@pytest.fixture(scope="session")
def store(store_name: str, world: Ontology, world_file: Path) -> Iterator[GraphStore]:
    """The chosen store, filled with the hand-made world."""
    opened = published(world_file, world) if store_name == "neo4j" else SqliteStore(world_file)
    yield opened
    opened.close()


@pytest.fixture(autouse=True)
def turn(request: pytest.FixtureRequest, store_name: str) -> None:
    """One server has one database: whoever asks the hand-made world finds it there, whatever was published since."""
    if store_name == "neo4j" and "store" in request.fixturenames:
        request.getfixturevalue("store")
        path, ontology = request.getfixturevalue("world_file"), request.getfixturevalue("world")
        reader = open_reader(path)
        publish(settings_for(ROOT / ".graph-service" / "neo4j"), reader, ontology)
        reader.close()


def published(path: Path, ontology: Ontology) -> Neo4jStore:
    """The real Neo4j server, emptied and filled with what the file serves; it fails where there is no server."""
    reach = settings_for(ROOT / ".graph-service" / "neo4j")
    writer = Neo4jWriter(reach)
    clear(writer)
    writer.close()
    reader = open_reader(path)
    publish(reach, reader, ontology)
    reader.close()
    return Neo4jStore(reach)
