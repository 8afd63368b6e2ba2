"""The hand-made world after later loads: files of a generation in which some entities changed, came or went."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from graph_service.ontology.model import Ontology
from graph_service.stores.connection import open_writer, writing
from tests.world.build import build
from tests.world.entities import BASE, Entity


def write_generation(
    path: Path,
    ontology: Ontology,
    entities: list[Entity],
    generation: int,
    *,
    changed: set[str],
    removed: Iterable[str],
) -> None:
    """A file that serves the entities in a generation, in which those named changed and others went."""
    build(path, ontology, entities)
    connection = open_writer(path)
    with writing(connection):
        connection.execute("UPDATE meta SET value = ? WHERE key = 'generation'", (str(generation),))
        marks = [(generation, BASE + name) for name in changed]
        connection.executemany("UPDATE entity SET changed = ? WHERE iri = ?", marks)
        connection.executemany("INSERT INTO removed VALUES (?, ?)", [(BASE + name, generation) for name in removed])
    connection.close()


def altered(entities: list[Entity], name: str, classes: tuple[str, ...] | None = None, **values: Any) -> list[Entity]:
    """The entities with one changed: other classes, other values; None takes a value away."""

    def change(entity: Entity) -> Entity:
        merged = {key: value for key, value in {**entity.values, **values}.items() if value is not None}
        return replace(entity, values=merged, classes=classes or entity.classes)

    return [change(one) if one.iri == BASE + name else one for one in entities]


def without(entities: list[Entity], *names: str) -> list[Entity]:
    """The entities but those named."""
    gone = {BASE + name for name in names}
    return [one for one in entities if one.iri not in gone]
