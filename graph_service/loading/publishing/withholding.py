"""Withholding: entities that violate a shape which says so are merged and judged, but not served.

Links to them are not served either, so whoever links to one changes when it is withheld and when it is released.
"""

from __future__ import annotations

from graph_service.loading.publishing.pending import spread
from graph_service.loading.publishing.tables import delete_rows, owned_tables
from graph_service.ontology.model import Ontology
from graph_service.ontology.naming import quote_sql
from graph_service.stores.connection import Connection
from graph_service.stores.layout import class_table, property_tables

WITHHELD = '(SELECT entity FROM "ledger:withheld")'


def decide_withholding(connection: Connection, ontology: Ontology) -> None:
    """Note who is withheld now. Whoever was not, or is not any more, is dirty, and their aliases have moved."""
    numbers = [number for number, shape in enumerate(ontology.shapes) if shape.withhold]
    connection.execute("CREATE TEMP TABLE _load_refused (entity INTEGER PRIMARY KEY)")
    query = 'INSERT OR IGNORE INTO temp._load_refused SELECT entity FROM "ledger:shape_result" WHERE shape = ?'
    connection.executemany(query, ((number,) for number in numbers))
    if not any(_any(connection, table) for table in ("temp._load_refused", '"ledger:withheld"')):
        connection.execute("DROP TABLE temp._load_refused")
        connection.execute("DELETE FROM temp._load_moved")
        return
    turned = f"SELECT entity FROM temp._load_refused EXCEPT SELECT entity FROM {WITHHELD}"
    turned_back = f"SELECT entity FROM {WITHHELD} EXCEPT SELECT entity FROM temp._load_refused"
    connection.execute("DELETE FROM temp._load_moved")
    for entities in (turned, turned_back):
        connection.execute(f"INSERT OR IGNORE INTO temp._load_dirty {entities}")
        connection.execute(f"INSERT OR IGNORE INTO temp._load_moved {_aliases(entities)}")
    connection.execute('DELETE FROM "ledger:withheld"')
    connection.execute('INSERT INTO "ledger:withheld" SELECT entity FROM temp._load_refused')
    connection.execute("DROP TABLE temp._load_refused")


def stir_withheld(connection: Connection) -> None:
    """Whoever links to a withheld entity that is judged again is dirty: its links must stand while shapes look."""
    if not _any(connection, '"ledger:withheld"'):
        return
    judged_again = f"SELECT entity FROM {WITHHELD} INTERSECT SELECT id FROM temp._load_dirty"
    judged, before = 0, -1
    while judged > before:
        before = judged
        connection.execute("DELETE FROM temp._load_moved")
        connection.execute(f"INSERT INTO temp._load_moved {_aliases(judged_again)}")
        spread(connection)
        judged = int(connection.execute("SELECT count(*) FROM temp._load_moved").get)


def hide_withheld(connection: Connection, ontology: Ontology) -> None:
    """Take withheld entities and the links to them out of the served tables."""
    if not _any(connection, '"ledger:withheld"'):
        return
    for table, column in owned_tables(ontology):
        delete_rows(connection, table, column, WITHHELD)
    for links in property_tables(ontology):
        if links.property.is_link:
            delete_rows(connection, links.name, "dst", WITHHELD)
    for name in ontology.classes:
        for served in class_table(ontology, name).columns:
            if served.role == "link":
                link = quote_sql(served.name)
                connection.execute(f"UPDATE {quote_sql(name)} SET {link} = NULL WHERE {link} IN {WITHHELD}")


def _aliases(entities: str) -> str:
    """Every alias of the entities of a subquery; most are the only one of their entity and need no index."""
    return (
        f'SELECT id FROM "ledger:alias" WHERE id IN ({entities}) AND entity = id '
        f'UNION ALL SELECT id FROM "ledger:alias" WHERE entity <> id AND entity IN ({entities})'
    )


def _any(connection: Connection, table: str) -> bool:
    return connection.execute(f"SELECT 1 FROM {table} LIMIT 1").get is not None
