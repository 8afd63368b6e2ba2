"""Interning: every alias IRI as an integer, the same one for ever.

Strings stay in DuckDB, where they are made distinct and joined; only integers come back. Aliases that speak (subjects)
are numbered first and in record order, so that the served tables fill in the order of their keys.
"""

from __future__ import annotations

from collections.abc import Iterable

from graph_service.loading.ledger.difference import Difference, fetch, materialize, put_integers
from graph_service.loading.sql.duck import Connection as Staging
from graph_service.ontology.naming import quote_sql
from graph_service.stores.connection import Connection, rows
from graph_service.stores.contributions import VALUE

INTERNED = quote_sql("ledger:interned")  # DuckDB: (iri, id) of every product of this load so far
MINE = quote_sql("ledger:mine")  # DuckDB: (iri, id, speaks, linked, …) of the product being taken
_WANTED, _FOUND = quote_sql("ledger:wanted"), quote_sql("ledger:found")
_PARTS = quote_sql("ledger:parts")
AT_ONCE = 64  # subqueries of one statement
_AFTER_SUBJECTS = 1 << 60


def prepare_interning(staging: Staging) -> None:
    """Begin a load: nothing is interned in DuckDB yet."""
    materialize(staging, INTERNED, "SELECT '' AS iri, 0::BIGINT AS id WHERE false")


def intern(staging: Staging, connection: Connection, differences: Iterable[Difference], *, known: int) -> None:
    """Give every alias of a product's new contributions its integer, in DuckDB (`MINE`) and in the ledger.

    `known` is the ledger's highest alias before this load: 0 spares looking anything up in it.
    """
    parts = [one for i, told in enumerate(differences) for one in _wanted(told, i << 40)]
    distinct = (
        "SELECT iri, min(place) AS place, bool_or(speaks) AS speaks, bool_or(NOT speaks) AS linked "
        f"FROM ({_together(staging, parts)}) WHERE iri IS NOT NULL GROUP BY iri"
    )
    numbered = "SELECT w.*, i.id AS interned, row_number() OVER (ORDER BY w.place) AS n"
    materialize(staging, _WANTED, f"{numbered} FROM ({distinct}) w LEFT JOIN {INTERNED} i ON i.iri = w.iri")
    _find(staging, connection, known)
    _number(staging, connection)


def _together(staging: Staging, parts: list[str]) -> str:
    """The rows of all subqueries as one; very many are put together in turns, for DuckDB plans a long UNION slowly."""
    nothing = "SELECT '' AS iri, 0::BIGINT AS place, true AS speaks WHERE false"
    if len(parts) <= AT_ONCE:
        return " UNION ALL ".join((nothing, *parts))
    materialize(staging, _PARTS, nothing)
    for some in range(0, len(parts), AT_ONCE):
        staging.execute(f"INSERT INTO {_PARTS} {' UNION ALL '.join(parts[some : some + AT_ONCE])}")
    return f"FROM {_PARTS}"


def speaking(table: str, column: str) -> str:
    """The join of a subject column with its integer."""
    return f"JOIN {MINE} {table} ON {table}.speaks AND {table}.iri = {column}"


def linked(table: str, column: str) -> str:
    """The join of a column of other aliases with their integers."""
    return f"LEFT JOIN {MINE} {table} ON {table}.linked AND {table}.iri = {column}"


def forget_after(staging: Staging, connection: Connection) -> None:
    """Forget in DuckDB what a product interned whose writing was taken back."""
    staging.execute(f"DELETE FROM {INTERNED} WHERE id > ?", [_last(connection)])


def _wanted(difference: Difference, place: int) -> Iterable[str]:
    """A subquery (iri, place, speaks) per column of aliases."""
    yield f'SELECT subject, {place} + ":id", true FROM {difference.fresh}'
    yield f'SELECT alias, {_AFTER_SUBJECTS + place} + ":id", false FROM {difference.same}'
    for column in difference.map.columns:
        if column.kind != VALUE:
            name = quote_sql(column.name)
            yield f'SELECT {name}, {_AFTER_SUBJECTS + place} + ":id", false FROM {difference.fresh}'


def _find(staging: Staging, connection: Connection, known: int) -> None:
    """Look up in the ledger what earlier loads have interned."""
    query = 'SELECT ?1, id FROM "ledger:alias" WHERE iri = ?2 AND ?1 IS NOT NULL'
    asked = fetch(staging, f"SELECT n, iri FROM {_WANTED} WHERE interned IS NULL") if known else iter(())
    found = list(connection.executemany(query, asked))
    put_integers(staging, _FOUND, ("n", "id"), found)


def _number(staging: Staging, connection: Connection) -> None:
    """Number the rest; an alias that no contribution speaks about has no entity yet."""
    number = (
        f"{_last(connection):d} + row_number() OVER (PARTITION BY w.interned IS NULL AND f.id IS NULL ORDER BY w.n)"
    )
    materialize(
        staging,
        MINE,
        f"SELECT w.iri, w.speaks, w.linked, w.interned, coalesce(w.interned, f.id, {number}) AS id, "
        f"w.interned IS NULL AND f.id IS NULL AS is_new FROM {_WANTED} w LEFT JOIN {_FOUND} f ON f.n = w.n",
    )
    staging.execute(f"INSERT INTO {INTERNED} SELECT iri, id FROM {MINE} WHERE interned IS NULL")
    stream = fetch(staging, f"SELECT id, iri, CASE WHEN speaks THEN id END FROM {MINE} WHERE is_new ORDER BY id")
    connection.executemany('INSERT INTO "ledger:alias" VALUES (?, ?, ?)', stream)


def _last(connection: Connection) -> int:
    return int(next(rows(connection, 'SELECT coalesce(max(id), 0) FROM "ledger:alias"'))[0])
