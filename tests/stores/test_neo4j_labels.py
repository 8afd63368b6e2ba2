"""Policies are kept on Neo4j by labels: in no moment of a publication does a node stand without one of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph_service.ontology.model import Ontology
from graph_service.stores.connection import open_reader
from graph_service.stores.neo4j import Neo4jWriter, Reach
from graph_service.stores.neo4j.publish import publish
from tests.stores.later_world import altered, write_generation
from tests.world.entities import BASE, read_entities

pytestmark = pytest.mark.neo4j

NAME = "work/6"
LOOK = f"MATCH (n:Entity {{iri: '{BASE}{NAME}'}}) RETURN labels(n), n.agentName"
FILM = {"Entity", "Film", "Work"}
BOTH = FILM | {"Publisher", "Agent"}


@pytest.mark.parametrize("atomic_changes", [1_000, 0])
def test_a_node_has_all_its_labels_at_once(empty: Reach, world: Ontology, tmp_path: Path, atomic_changes: int) -> None:
    """In batches too, which readers see one by one: a film that is a publisher is never seen as a film alone, and what
    it said as a publisher goes with that class."""
    alone = read_entities(world)
    two = altered(alone, NAME, ("Film", "Publisher"), agentName="Öl & Co")
    writer = Neo4jWriter(empty)
    for generation, (entities, labels, said) in enumerate(
        ((alone, FILM, None), (two, BOTH, "Öl & Co"), (alone, FILM, None), (two, BOTH, "Öl & Co")), start=1
    ):
        path = tmp_path / f"{generation}.sqlite"
        write_generation(path, world, entities, generation, changed={NAME}, removed=[])
        seen: list[set[str]] = []

        def look(what: str, done: int, changes: int, seen: list[set[str]] = seen) -> None:
            seen.extend(set(found) for found, _ in writer.read(LOOK))

        reader = open_reader(path)
        publish(empty, reader, world, progress=look, atomic_changes=atomic_changes)
        reader.close()
        [[found, told]] = writer.read(LOOK)
        assert (set(found), told) == (labels, said)
        assert all(one in (FILM, BOTH, {"Entity"}) for one in seen)
        if atomic_changes == 0 and labels == BOTH:  # once it is written it is both
            assert BOTH in seen and FILM not in seen[seen.index(BOTH) :]
    writer.close()
