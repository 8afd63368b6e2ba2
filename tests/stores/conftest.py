"""A real Neo4j for the tests that write to it: empty at first, and with the hand-made world again afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from graph_service.neo4j_server import settings_for
from graph_service.ontology.model import Ontology
from graph_service.stores.connection import open_reader
from graph_service.stores.neo4j import Neo4jWriter, Reach
from graph_service.stores.neo4j.publish import Published, clear, publish
from tests.world.build import build_world

ROOT = Path(__file__).resolve().parents[2]


def published(reach: Reach, path: Path, ontology: Ontology, *, atomic_changes: int = 1_000) -> Published:
    """Publish what a file serves."""
    reader = open_reader(path)
    try:
        return publish(reach, reader, ontology, atomic_changes=atomic_changes)
    finally:
        reader.close()


def emptied(reach: Reach) -> None:
    """Take everything out of the database."""
    writer = Neo4jWriter(reach)
    clear(writer)
    writer.close()


@pytest.fixture(scope="module")
def reach(world: Ontology, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reach]:
    """The server; other suites find the hand-made world on it again."""
    server = settings_for(ROOT / ".graph-service" / "neo4j")
    yield server
    emptied(server)
    path = tmp_path_factory.mktemp("again") / "graph.sqlite"
    build_world(path)
    published(server, path, world)


@pytest.fixture
def empty(reach: Reach) -> Reach:
    """The server with nothing on it."""
    emptied(reach)
    return reach
