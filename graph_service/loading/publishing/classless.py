"""Classless: entities that products speak about without any saying what they are. They are kept and not served."""

from __future__ import annotations

from graph_service.findings import Finding, Severity
from graph_service.stores.connection import Connection, rows

_UNSERVED = (
    'FROM "ledger:alias" a WHERE a.entity = a.id AND NOT EXISTS (SELECT 1 FROM entity e WHERE e.id = a.id) '
    'AND NOT EXISTS (SELECT 1 FROM "ledger:withheld" w WHERE w.entity = a.id)'
)


def classless(connection: Connection) -> tuple[Finding, ...]:
    """A Warning with their number and one of them, or nothing."""
    if _all_served(connection):
        return ()
    count, example = next(rows(connection, f"SELECT count(*), min(a.iri) {_UNSERVED}"))
    if not count:
        return ()
    message = f"{count} entities are not served, because no product says what they are, e.g. <{example}>. Map a class."
    return (Finding(rule="no-class", message=message, severity=Severity.WARNING, where="loaders"),)


def _all_served(connection: Connection) -> bool:
    """By their numbers alone, which is quick: every entity is served or withheld."""
    withheld = (
        '"ledger:withheld" w JOIN "ledger:alias" a ON a.id = w.entity AND a.entity = a.id '
        "WHERE NOT EXISTS (SELECT 1 FROM entity e WHERE e.id = w.entity)"
    )
    tables = ('"ledger:alias" WHERE entity = id', "entity", withheld)
    known, served, hidden = (int(connection.execute(f"SELECT count(*) FROM {one}").get) for one in tables)
    return known == served + hidden
