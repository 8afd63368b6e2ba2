"""Tables: make, index and clear the served tables."""

from __future__ import annotations

from collections.abc import Iterator

from graph_service.ontology.model import Ontology
from graph_service.ontology.naming import quote_sql
from graph_service.stores.connection import Connection, rows
from graph_service.stores.layout import (
    FIXED,
    class_table,
    create_class_table,
    create_property_table,
    indexes,
    property_indexes,
    property_tables,
)

ANALYSIS_LIMIT = 1_000
ENTITY_INDEXES = ("entity_iri", "entity_changed")


def rebuild_tables(connection: Connection, ontology: Ontology) -> None:
    """Drop every served table and make those of the ontology, empty and without indexes.

    Readers keep the old ones until the transaction commits, so nothing need be built beside them and renamed.
    """
    for (name,) in list(rows(connection, 'SELECT name FROM "ledger:served"')):
        connection.execute(f"DROP TABLE IF EXISTS {quote_sql(name)}")
    for index in ENTITY_INDEXES:
        connection.execute(f"DROP INDEX IF EXISTS {index}")
    for fixed in ("entity", "ledger:disagreement", "ledger:served"):
        connection.execute(f"DELETE FROM {quote_sql(fixed)}")
    classes = [class_table(ontology, name) for name in ontology.classes]
    properties = property_tables(ontology)
    for statement in (*map(create_class_table, classes), *map(create_property_table, properties)):
        connection.execute(statement)
    served = [(table.name,) for table in classes] + [(table.name,) for table in properties]
    connection.executemany('INSERT INTO "ledger:served" VALUES (?)', served)


def index_tables(connection: Connection, ontology: Ontology, generation: int) -> None:
    """The indexes, after the rows; their names carry the generation, because names of indexes are global."""
    for statement in FIXED:
        connection.execute(statement)
    for name in ontology.classes:
        for statement in indexes(ontology, class_table(ontology, name), str(generation)):
            connection.execute(statement)
    for table in property_tables(ontology):
        for statement in property_indexes(table, str(generation)):
            connection.execute(statement)


def delete_dirty(connection: Connection, ontology: Ontology) -> None:
    """Take the rows of the entities in temp._load_dirty out of every served table."""
    for table, column in owned_tables(ontology):
        delete_rows(connection, table, column, "(SELECT id FROM temp._load_dirty)")


def delete_rows(connection: Connection, table: str, column: str, entities: str) -> None:
    """Delete the rows of a table whose column is among the entities of a subquery; the smaller side drives."""
    name = quote_sql(table)
    few = int(connection.execute(f"SELECT count(*) FROM {entities}").get)
    many = int(connection.execute(f"SELECT count(*) FROM {name}").get)
    column = column if few < many else f"+{column}"  # the unary plus keeps SQLite from probing the index per entity
    connection.execute(f"DELETE FROM {name} WHERE {column} IN {entities}")


def analyze(connection: Connection) -> None:
    """Statistics for the planner: a new index without them would steal plans from analysed ones."""
    connection.pragma("analysis_limit", ANALYSIS_LIMIT)
    connection.execute("ANALYZE main")


def owned_tables(ontology: Ontology) -> Iterator[tuple[str, str]]:
    """(table, the column of the entity that a row belongs to) of everything that is served of an entity."""
    yield "entity", "id"
    yield "ledger:disagreement", "entity"
    for name in ontology.classes:
        yield name, "id"
    for table in property_tables(ontology):
        yield table.name, table.columns[0]
