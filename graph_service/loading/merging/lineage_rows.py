"""Lineage rows: which products an entity is told by, and the latest run among them, kept once per combination."""

from __future__ import annotations

import json

from graph_service.stores.connection import Connection, rows


def lineage_of_runs(connection: Connection) -> None:
    """Fill temp._load_told_by: run → the lineage of an entity that this run's product alone speaks about."""
    connection.execute(
        "CREATE TEMP TABLE IF NOT EXISTS _load_told_by (run INTEGER PRIMARY KEY, lineage INTEGER NOT NULL)"
    )
    connection.execute("DELETE FROM temp._load_told_by")
    runs = 'SELECT json_array(product), id, finished FROM "ledger:run"'
    connection.execute(f"INSERT OR IGNORE INTO lineage (source, run, loaded_at) {runs}")
    connection.execute(
        'INSERT INTO temp._load_told_by SELECT r.id, l.id FROM "ledger:run" r '
        "JOIN lineage l ON l.source = json_array(r.product) AND l.run = r.id"
    )


def lineage_of(connection: Connection, products: tuple[str, ...], run: int) -> int:
    """The lineage of an entity that several products speak about, best source first; `run` is their latest."""
    source = json.dumps(products, ensure_ascii=False, separators=(",", ":"))
    loaded = 'SELECT ?, id, finished FROM "ledger:run" WHERE id = ?'
    connection.execute(f"INSERT OR IGNORE INTO lineage (source, run, loaded_at) {loaded}", (source, run))
    return int(next(rows(connection, "SELECT id FROM lineage WHERE source = ? AND run = ?", (source, run)))[0])


def drop_unused_lineage(connection: Connection) -> None:
    """Combinations that no entity has any more."""
    connection.execute("DELETE FROM lineage WHERE id NOT IN (SELECT lineage FROM entity)")
