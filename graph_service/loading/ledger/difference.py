"""Difference: which staged contributions the ledger does not hold yet, and which of its own are no longer said.

A contribution is recognised by what it says (subject and values), not by its place: a record that only moved in its
file is unchanged, and keeps the run and record number under which it was first read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import Any

import numpy as np

from graph_service.loading.ledger.keys import minted
from graph_service.loading.mapping.contribution_table import ContributionTable
from graph_service.loading.sql.duck import Connection as Staging
from graph_service.ontology.model import Ontology
from graph_service.ontology.naming import quote_sql
from graph_service.stores.connection import Connection, rows
from graph_service.stores.contributions import SAME_AS, LedgerMap

BATCH = 20_000
HELD, TOLD = quote_sql("ledger:held"), quote_sql("ledger:told")
NOTHING = "(SELECT 0 AS id, 0 AS subject WHERE false)"  # what a first load takes away

# 63 bits of an md5: contributions are compared one to one, so a false "unchanged" has odds of 2^-63.
DIGEST = "CAST(md5_number_lower(subject || chr(31) || digest) >> 1 AS BIGINT)"


@dataclass(frozen=True, kw_only=True)
class Difference:
    """What one contribution table gains and loses, as DuckDB tables (quoted names).

    `fresh` (a table or a view): the staged columns of new contributions, with ":id" and ":digest". `same`: ":id",
    subject and a further alias of it, by key or as stated, in `stated` rows. `gone` (a table or a subquery): id and
    subject of the ledger's rows that nobody says any more.
    """

    map: LedgerMap
    held: LedgerMap | None
    fresh: str
    same: str
    stated: int
    gone: str


def compare(
    staging: Staging,
    connection: Connection,
    staged: ContributionTable,
    *,
    wanted: LedgerMap,
    held: LedgerMap | None,
    ontology: Ontology,
    base: str,
) -> Difference:
    """What is new and what has vanished. `held` is the table as the ledger has it, `wanted` as it shall be; where its
    columns mean something else now, it is replaced as a whole."""
    fresh, same, gone = (quote_sql(f"ledger:{what}:{wanted.id}") for what in ("fresh", "same", "gone"))
    told = f'SELECT *, {DIGEST} AS ":digest", rowid + 1 AS ":id" FROM {quote_sql(staged.name)}'
    if held is None:
        gone = NOTHING
    else:
        _read_held(staging, connection, held)
    if held == wanted:
        _compare_digests(staging, staged, gone)
        numbered = f'REPLACE (":id" + {_last_id(connection, wanted):d} AS ":id")'
        materialize(staging, fresh, f'SELECT * {numbered} FROM ({told}) SEMI JOIN {TOLD} t ON t.place = ":id"')
    else:
        fresh = quote_sql(f"ledger:all:{wanted.id}")
        staging.execute(f"CREATE OR REPLACE TEMP VIEW {fresh} AS {told} WHERE subject IS NOT NULL")
        if held is not None:
            materialize(staging, gone, f"SELECT id, subject FROM {HELD}")
    links = (quote_sql(column.name) for column in wanted.columns if column.kind == SAME_AS)
    aliases = [
        f'SELECT ":id", subject, {one} AS alias FROM {fresh}' for one in (*minted(wanted, ontology, base), *links)
    ]
    nothing = "SELECT 0 AS \":id\", '' AS subject, '' AS alias WHERE false"
    stated = materialize(
        staging, same, f"SELECT * FROM ({' UNION ALL '.join([nothing, *aliases])}) WHERE alias <> subject"
    )
    return Difference(map=wanted, held=held, fresh=fresh, same=same, stated=stated, gone=gone)


def _compare_digests(staging: Staging, staged: ContributionTable, gone: str) -> None:
    """TOLD: the places of what the ledger does not hold; `gone`: what it holds too many. Contributions that say the
    very same are told apart by a number."""
    number = "row_number() OVER (PARTITION BY digest ORDER BY record) AS n"
    digests = f"SELECT rowid + 1 AS place, record, {DIGEST} AS digest FROM {quote_sql(staged.name)}"
    materialize(staging, TOLD, f"SELECT place, digest, {number} FROM ({digests} WHERE subject IS NOT NULL)")
    match = "h.digest = t.digest AND h.n = t.n"
    materialize(staging, gone, f"SELECT h.id, h.subject FROM {HELD} h ANTI JOIN {TOLD} t ON {match}")
    materialize(staging, TOLD, f"SELECT t.place FROM {TOLD} t ANTI JOIN {HELD} h ON {match}")


def fetch(staging: Staging, query: str, values: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
    """The rows of a DuckDB query, never more than a batch of them in memory."""
    result = staging.execute(query, list(values))
    return chain.from_iterable(iter(partial(result.fetchmany, BATCH), []))


def count(staging: Staging, query: str) -> int:
    """The one number of a DuckDB query; all of it is fetched, since an open result blocks the connection."""
    return int(staging.execute(query).fetchall()[0][0])


def materialize(staging: Staging, table: str, query: str, values: Sequence[Any] = ()) -> int:
    """Keep the rows of a query as a temporary DuckDB table (quoted name); gives their number."""
    return int(staging.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS {query}", list(values)).fetchall()[0][0])


def put_integers(staging: Staging, table: str, names: Sequence[str], stream: Iterable[tuple[int, ...]]) -> None:
    """A stream of integer tuples as a DuckDB table, by way of one flat array."""
    flat = np.fromiter(chain.from_iterable(stream), dtype=np.int64).reshape(-1, len(names))
    view = "ledger_integers"
    staging.register(view, {name: np.ascontiguousarray(flat[:, i]) for i, name in enumerate(names)})
    materialize(staging, table, f"SELECT * FROM {view}")
    staging.unregister(view)


def _read_held(staging: Staging, connection: Connection, held: LedgerMap) -> None:
    """The ledger's own rows (id, subject, digest, n) as integers in DuckDB."""
    raw = quote_sql("ledger:raw")
    stream = rows(connection, f'SELECT ":id", ":subject", ":digest" FROM {held.table}')
    put_integers(staging, raw, ("id", "subject", "digest"), stream)
    materialize(staging, HELD, f"SELECT *, row_number() OVER (PARTITION BY digest ORDER BY id) AS n FROM {raw}")


def _last_id(connection: Connection, held: LedgerMap) -> int:
    return int(connection.execute(f'SELECT coalesce(max(":id"), 0) FROM {held.table}').get)
