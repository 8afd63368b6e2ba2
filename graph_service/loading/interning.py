"""Interning: every alias IRI as an integer, the same one for ever.

Strings stay in DuckDB, where they are made distinct and joined; only integers come back. Aliases that speak (subjects)
are numbered first and in record order, so that the served tables fill in the order of their keys.
"""

from __future__ import annotations

from collections.abc import Iterable

from graph_service.loading.difference import Difference, fetch, materialize, put_integers
from graph_service.loading.duck import Connection as Staging
from graph_service.ontology.naming import quote_sql
from graph_service.stores.connection import Connection, rows
from graph_service.stores.contributions import VALUE

INTERNED = quote_sql("ledger:interned")  # DuckDB: (iri, id) of this load
_UNKNOWN, _FOUND, _NEW = (quote_sql(f"ledger:{name}") for name in ("unknown", "found", "new"))
_AFTER_SUBJECTS = 1 << 60


def prepare_interning(staging: Staging) -> None:
    """Begin a load: nothing is interned in DuckDB yet."""
    materialize(staging, INTERNED, "SELECT '' AS iri, 0::BIGINT AS id WHERE false")


def intern(staging: Staging, connection: Connection, differences: Iterable[Difference], *, known: int) -> None:
    """Give every alias of the new contributions its integer, in DuckDB and in the ledger.

    `known` is the ledger's highest alias before this load: 0 spares looking anything up in it.
    """
    wanted = [part for i, difference in enumerate(differences) for part in _wanted(difference, i << 40)]
    if not wanted:
        return
    distinct = (
        f"SELECT iri, min(place) AS place, bool_or(speaks) AS speaks FROM ({' UNION ALL '.join(wanted)}) GROUP BY iri"
    )
    unknown = f"SELECT w.* FROM ({distinct}) w ANTI JOIN {INTERNED} i ON i.iri = w.iri WHERE w.iri IS NOT NULL"
    materialize(staging, _UNKNOWN, f"SELECT *, row_number() OVER (ORDER BY place) AS n FROM ({unknown})")
    _find(staging, connection, known)
    _add(staging, connection)


def _wanted(difference: Difference, place: int) -> Iterable[str]:
    """A subquery (iri, place, speaks) per column of aliases."""
    yield f'SELECT subject AS iri, {place} + ":id" AS place, true AS speaks FROM {difference.fresh}'
    links = (quote_sql(column.name) for column in difference.map.columns if column.kind != VALUE)
    for column in (*difference.keys, *links):
        yield f'SELECT {column}, {_AFTER_SUBJECTS + place} + ":id", false FROM {difference.fresh}'


def _find(staging: Staging, connection: Connection, known: int) -> None:
    """Look up in the ledger what earlier loads have interned."""
    query = 'SELECT ?1, id FROM "ledger:alias" WHERE iri = ?2 AND ?1 IS NOT NULL'
    asked = fetch(staging, f"SELECT n, iri FROM {_UNKNOWN}") if known else iter(())
    found = list(connection.executemany(query, asked))
    put_integers(staging, _FOUND, ("n", "id"), found)
    staging.execute(f"INSERT INTO {INTERNED} SELECT u.iri, f.id FROM {_FOUND} f JOIN {_UNKNOWN} u ON u.n = f.n")


def _add(staging: Staging, connection: Connection) -> None:
    """Number the rest; an alias that no contribution speaks about has no entity yet."""
    last = next(rows(connection, 'SELECT coalesce(max(id), 0) FROM "ledger:alias"'))[0]
    numbered = f"SELECT u.iri, u.speaks, ? + row_number() OVER (ORDER BY u.n) AS id FROM {_UNKNOWN} u"
    materialize(staging, _NEW, f"{numbered} ANTI JOIN {_FOUND} f ON f.n = u.n", [last])
    staging.execute(f"INSERT INTO {INTERNED} SELECT iri, id FROM {_NEW}")
    stream = fetch(staging, f"SELECT id, iri, CASE WHEN speaks THEN id END FROM {_NEW} ORDER BY id")
    connection.executemany('INSERT INTO "ledger:alias" VALUES (?, ?, ?)', stream)


def forget_after(staging: Staging, connection: Connection) -> None:
    """Forget in DuckDB what a product interned whose writing was taken back."""
    last = next(rows(connection, 'SELECT coalesce(max(id), 0) FROM "ledger:alias"'))[0]
    staging.execute(f"DELETE FROM {INTERNED} WHERE id > ?", [last])
