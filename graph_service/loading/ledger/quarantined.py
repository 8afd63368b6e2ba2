"""Quarantined: the records that broke their contract, kept in the ledger until their product is loaded again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from graph_service.loading.checking.quarantine import QUARANTINE
from graph_service.loading.ledger.difference import fetch
from graph_service.loading.sql.duck import Connection as Staging
from graph_service.stores.connection import Connection, rows


@dataclass(frozen=True, kw_only=True)
class Quarantined:
    """Why one record was not loaded; `value` is masked where its property is sensitive."""

    product: str
    source: str
    record: int
    column: str | None
    rule: str
    value: str | None
    reason: str


def keep_quarantine(staging: Staging, connection: Connection, product: str, run: int) -> None:
    """Replace the product's quarantine by what its staging found."""
    connection.execute('DELETE FROM "ledger:quarantine" WHERE product = ?', (product,))
    found = fetch(
        staging, f'SELECT ?, ?, source, record, "column", rule, value, reason FROM {QUARANTINE}', [product, run]
    )
    names = "product, run, source, record, column_name, rule, value, reason"
    connection.executemany(f'INSERT INTO "ledger:quarantine" ({names}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)', found)


def quarantine_rows(
    connection: Connection, product: str | None = None, *, source: str | None = None, limit: int = 100, offset: int = 0
) -> Iterator[Quarantined]:
    """A page of the quarantine, by product, source and record; one row per reason."""
    query = (
        'SELECT product, source, record, column_name, rule, value, reason FROM "ledger:quarantine" '
        "WHERE (?1 IS NULL OR product = ?1) AND (?2 IS NULL OR source = ?2) "
        "ORDER BY product, source, record, id LIMIT ?3 OFFSET ?4"
    )
    for found in rows(connection, query, (product, source, limit, offset)):
        yield Quarantined(**dict(zip(Quarantined.__dataclass_fields__, found, strict=True)))


def quarantine_count(connection: Connection, product: str | None = None) -> int:
    """How many reasons there are to page through."""
    query = 'SELECT count(*) FROM "ledger:quarantine" WHERE ?1 IS NULL OR product = ?1'
    return int(connection.execute(query, (product,)).get)
