"""Names: the entities of a class by the name people know them by, out of what the ledger has been told so far."""

from __future__ import annotations

from collections.abc import Mapping

from graph_service.ontology.model import Ontology
from graph_service.ontology.naming import quote_sql
from graph_service.stores.connection import Connection, rows
from graph_service.stores.contributions import VALUE, LedgerMap, ledger_maps


def known_names(connection: Connection, ontology: Ontology, cls: str) -> Mapping[str, str]:
    """Display value → alias IRI for every entity of the class; of two entities with one name, the earlier known."""
    found: dict[str, str] = {}
    for ledger_map in ledger_maps(connection):
        if any(ontology.is_a(mine, cls) for mine in ledger_map.classes):
            for name, iri in _named(connection, ledger_map, ontology.display_of(cls)):
                found.setdefault(name, iri)
    return found


def _named(connection: Connection, ledger_map: LedgerMap, display: str | None) -> list[tuple[str, str]]:
    columns = [column.name for column in ledger_map.columns if column.property == display and column.kind == VALUE]
    found = []
    for column in columns:
        name = quote_sql(column)
        query = (
            f'SELECT CAST(c.{name} AS TEXT), a.iri FROM {ledger_map.table} c JOIN "ledger:alias" a '
            f'ON a.id = c.":subject" WHERE c.{name} IS NOT NULL GROUP BY 1 ORDER BY min(a.id)'
        )
        found += [(str(text), str(iri)) for text, iri in rows(connection, query)]
    return found
