"""The world as the embedded store serves it: entity, lineage, class and property tables, filled directly."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from graph_service.ontology.model import Ontology, Property
from graph_service.ontology.naming import casefolded, quote_sql, sorting
from graph_service.stores.connection import Connection, open_writer, writing
from graph_service.stores.layout import (
    FIXED,
    LAYOUT_VERSION,
    class_table,
    create_class_table,
    create_property_table,
    indexes,
    property_indexes,
    property_tables,
)
from graph_service.stores.sharing import BESIDE, as_text, sharing
from tests.world.entities import Entity, read_entities, read_world_ontology

LOADED_AT = "2026-06-30T06:00:00"
SOURCES = {"Loan": '["lending"]', "StockCount": '["counting"]'}
SOURCE = '["catalogue","registry"]'


def build_world(path: Path) -> Ontology:
    """Fill a new file with the world; gives its ontology."""
    ontology = read_world_ontology()
    build(path, ontology, read_entities(ontology))
    return ontology


def build(path: Path, ontology: Ontology, entities: list[Entity]) -> None:
    """Fill a new file with entities of an ontology."""
    connection = open_writer(path)
    with writing(connection):
        for statement in FIXED:
            connection.execute(statement)
        ids = {entity.iri: number for number, entity in enumerate(entities, start=1)}
        _fill_entities(connection, ontology, entities, ids)
        _fill_classes(connection, ontology, entities, ids)
        _fill_properties(connection, ontology, entities, ids)
        meta = {"generation": "1", "ontology": ontology.digest, "layout": str(LAYOUT_VERSION), "loading": "0"}
        meta[BESIDE] = as_text(sharing(connection, ontology))
        connection.executemany("INSERT INTO meta VALUES (?, ?)", meta.items())
    connection.execute("ANALYZE")
    connection.close()


def _fill_entities(connection: Connection, ontology: Ontology, entities: list[Entity], ids: dict[str, int]) -> None:
    sources = {source: number for number, source in enumerate((SOURCE, *SOURCES.values()), start=1)}
    rows = [(number, source, number, LOADED_AT) for source, number in sources.items()]
    connection.executemany("INSERT INTO lineage VALUES (?, ?, ?, ?)", rows)
    for entity in entities:
        cls = min(entity.classes)
        display = entity.values.get(ontology.display_of(cls) or "", entity.iri)
        label = next(iter(display.values())) if isinstance(display, dict) else display
        source = sources[SOURCES.get(cls, SOURCE)]
        row = (ids[entity.iri], entity.iri, cls, str(label), source, 1)
        connection.execute("INSERT INTO entity VALUES (?, ?, ?, ?, ?, ?)", row)


def _fill_classes(connection: Connection, ontology: Ontology, entities: list[Entity], ids: dict[str, int]) -> None:
    for cls in ontology.classes:
        table = class_table(ontology, cls)
        connection.execute(create_class_table(table))
        names = [column.name for column in table.columns]
        for entity in entities:
            if any(ontology.is_a(own, cls) for own in entity.classes):
                cells = _cells(ontology, entity, ids)
                row = [ids[entity.iri], *(cells.get(name) for name in names)]
                marks = ", ".join("?" for _ in row)
                connection.execute(f"INSERT INTO {quote_sql(table.name)} VALUES ({marks})", row)
        for statement in indexes(ontology, table, "1"):
            connection.execute(statement)


def _cells(ontology: Ontology, entity: Entity, ids: dict[str, int]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in entity.values.items():
        prop = ontology.properties[name]
        if not prop.many:
            stated = {f"{name}@{la}": text for la, text in value.items()} if prop.localized else {name: value}
            for column, one in stated.items():
                found |= _columns(prop, column, ids[one] if prop.is_link else one)
    return found


def _columns(prop: Property, column: str, value: Any) -> dict[str, Any]:
    if not prop.is_text:
        return {column: value}
    return {column: value, f"{column}_cf": casefolded(value), f"{column}_sort": sorting(value)}


def _fill_properties(connection: Connection, ontology: Ontology, entities: list[Entity], ids: dict[str, int]) -> None:
    for table in property_tables(ontology):
        connection.execute(create_property_table(table))
        marks = ", ".join("?" for _ in table.columns)
        rows = [row for entity in entities for row in _rows(table.property, entity, ids)]
        connection.executemany(f"INSERT INTO {quote_sql(table.name)} VALUES ({marks})", rows)
        for statement in property_indexes(table, "1"):
            connection.execute(statement)


def _rows(prop: Property, entity: Entity, ids: dict[str, int]) -> Iterator[tuple[Any, ...]]:
    for value in entity.values.get(prop.name, ()):
        if prop.is_link:
            yield ids[entity.iri], ids[value]
        else:
            yield (ids[entity.iri], *_columns(prop, "value", value).values())
