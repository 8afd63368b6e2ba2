"""Pending: links across products whose target has not arrived. They wait, and are served when it does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from graph_service.findings import Finding, Severity
from graph_service.ontology.naming import quote_sql
from graph_service.stores.connection import Connection, rows
from graph_service.stores.contributions import LINK, LedgerColumn, LedgerMap, ledger_maps

WAITING = '(SELECT id FROM "ledger:alias" WHERE entity IS NULL)'


@dataclass(frozen=True, kw_only=True)
class Pending:
    """Links of one property of one triples map that wait, and one of the aliases they wait for."""

    product: str
    map: str
    property: str
    links: int
    example: str

    def finding(self) -> Finding:
        """The wait as a Warning."""
        links, wait = ("links", "wait") if self.links > 1 else ("link", "waits")
        message = f"{self.links:,} {links} '{self.property}' {wait} for a target that no product speaks about"
        message += f", e.g. <{self.example}>"
        where = f"{self.product}/{self.map}"
        return Finding(rule="pending-link", message=message, severity=Severity.WARNING, where=where)


def note_pending(connection: Connection) -> None:
    """Count the links that wait, per property."""
    connection.execute('DELETE FROM "ledger:pending"')
    if connection.execute(f"SELECT 1 FROM {WAITING}").get is None:
        return
    for ledger_map, column in _links(connection):
        name = quote_sql(column.name)
        query = f"SELECT count(*), min({name}) FROM {ledger_map.table} WHERE {name} IN {WAITING}"
        links, alias = next(rows(connection, query))
        if links:
            example = 'SELECT ?, ?, ?, ?, iri FROM "ledger:alias" WHERE id = ?'
            row = (ledger_map.product, ledger_map.map, column.property, links, alias)
            connection.execute(f'INSERT INTO "ledger:pending" {example}', row)


def pending_links(connection: Connection) -> tuple[Pending, ...]:
    """The links that waited when the graph was last published."""
    query = 'SELECT product, map, property, links, example FROM "ledger:pending" ORDER BY links DESC, product, map'
    return tuple(
        Pending(product=product, map=name, property=prop, links=links, example=example)
        for product, name, prop, links, example in rows(connection, query)
    )


def spread(connection: Connection) -> None:
    """Entities that link to an alias in temp._load_moved are dirty too: what they serve as the target is another."""
    if connection.execute("SELECT 1 FROM temp._load_moved LIMIT 1").get is None:
        return
    for ledger_map in ledger_maps(connection):
        links = [quote_sql(column.name) for column in ledger_map.columns if column.kind == LINK]
        if links:
            condition = " OR ".join(f"c.{link} IN (SELECT alias FROM temp._load_moved)" for link in links)
            connection.execute(
                f"INSERT OR IGNORE INTO temp._load_dirty SELECT s.entity FROM {ledger_map.table} c "
                f'JOIN "ledger:alias" s ON s.id = c.":subject" WHERE s.entity IS NOT NULL AND ({condition})'
            )


def _links(connection: Connection) -> Iterator[tuple[LedgerMap, LedgerColumn]]:
    for ledger_map in ledger_maps(connection):
        yield from ((ledger_map, column) for column in ledger_map.columns if column.kind == LINK)
