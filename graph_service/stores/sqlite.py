"""SqliteStore: the embedded store, one SQLite file read by any number of threads and processes.

Every thread reads through a connection of its own. A plan is one statement in one snapshot; it is stopped at its
bounds' seconds, or at once by `interrupt`.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson

from graph_service.findings import Finding, StoreError
from graph_service.plan.model import Entities
from graph_service.plan.ready import ReadyPlan
from graph_service.stores.connection import (
    Connection,
    Interrupted,
    TooLarge,
    aside,
    is_blank,
    open_reader,
    reading,
    refusals,
    rows,
)
from graph_service.stores.contributions import lineage
from graph_service.stores.listing import listed
from graph_service.stores.protocol import TIMEOUT, Contribution, Result, Statement, StoreState
from graph_service.stores.rows import to_rows
from graph_service.stores.sharing import BESIDE, read_beside
from graph_service.stores.sql import compile_sql

OPCODES_BETWEEN_LOOKS = 10_000  # how often a running statement looks at the clock: about every millisecond
ONTOLOGY_SOURCE = (
    """SELECT o.source FROM "ledger:ontology" o JOIN meta m ON m.key = 'ontology' AND m.value = o.digest"""
)
CANONICAL = (
    "SELECT iri FROM entity WHERE iri = ?1 UNION ALL "
    'SELECT e.iri FROM "ledger:alias" a JOIN entity e ON e.id = a.entity WHERE a.iri = ?1 LIMIT 1'
)
NOTHING = StoreState(generation=0, ontology="", loading=False, entities={})


class SqliteStore:
    """The store in the file at `path`, which need not exist yet."""

    name = "sqlite"

    def __init__(self, path: Path) -> None:
        self.path = path
        self._own = threading.local()
        self._connections: list[Connection] = []
        self._lock = threading.Lock()

    def statement(self, ready: ReadyPlan) -> Statement:
        """The plan as SQL."""
        return compile_sql(ready)

    def run(self, ready: ReadyPlan) -> Result:
        """The plan's rows; StoreError where it takes longer than its bounds allow."""
        started = time.perf_counter()
        statement = compile_sql(ready)
        connection = self._connection()
        with refusals(self.path), _within(connection, ready.bounds.seconds):
            found = list(rows(connection, statement.text, statement.parameters))
        seconds = time.perf_counter() - started
        if isinstance(ready.plan.body, Entities):
            return _page(ready.plan.body, found[0], statement, seconds)
        limit = ready.plan.body.limit
        more = limit is not None and len(found) > limit
        cells = to_rows(ready.columns, found[:limit])
        return Result(columns=ready.columns, rows=cells, more=more, statement=statement, seconds=seconds)

    def resolve(self, iri: str) -> str | None:
        """The canonical IRI of the entity with this IRI or alias."""
        connection = self._connection()
        with reading(connection):
            found = next(rows(connection, CANONICAL, (iri,)), None)
        return str(found[0]) if found else None

    def lineage(self, iri: str) -> tuple[Contribution, ...]:
        """The contributions to the entity with this IRI or alias, best source first."""
        connection = self._connection()
        with reading(connection):
            said = lineage(connection, iri)
        kept = listed([(one.product, one.values) for one in said])
        return tuple(replace(said[position], further=further) for position, further in kept.items())

    def state(self) -> StoreState:
        """What is served now; counted again only after somebody has written."""
        if is_blank(self.path):
            return replace(NOTHING, loading=aside(self.path).exists())
        connection = self._connection()
        with refusals(self.path), reading(connection):
            version = _version(connection)
            seen: tuple[int, StoreState] | None = getattr(self._own, "state", None)
            if seen is None or seen[0] != version:
                seen = (version, _state(connection))
                self._own.state = seen
        return seen[1]

    def ontology_source(self) -> bytes | None:
        """The ontology's files as the last load recorded them."""
        if is_blank(self.path):
            return None
        with refusals(self.path):
            found: bytes | None = self._connection().execute(ONTOLOGY_SOURCE).get
        return found

    def interrupt(self) -> None:
        """Stop what every thread is running."""
        with self._lock:
            for connection in self._connections:
                connection.interrupt()

    def close(self) -> None:
        """Close every thread's connection."""
        with self._lock:
            for connection in self._connections:
                connection.close()
            self._connections.clear()
            self._own = threading.local()

    def _connection(self) -> Connection:
        found: Connection | None = getattr(self._own, "connection", None)
        if found is None:
            found = open_reader(self.path)
            self._own.connection = found
            with self._lock:
                self._connections.append(found)
        return found


@contextmanager
def _within(connection: Connection, seconds: float) -> Iterator[None]:
    """Stop the statement when its time is up."""
    end = time.monotonic() + seconds
    connection.set_progress_handler(lambda: time.monotonic() > end, OPCODES_BETWEEN_LOOKS)
    try:
        yield
    except Interrupted as error:
        if time.monotonic() <= end:
            raise _stopped("store-interrupted", "The plan was interrupted.") from error
        what = f"The plan took longer than {seconds:g} seconds. Narrow it, or aggregate less."
        raise _stopped(TIMEOUT, what) from error
    except TooLarge as error:
        if not str(error).endswith(("integer overflow", "too big")):
            raise
        raise _stopped("store-too-large", "A number or a page of the result is too large. Narrow the plan.") from error
    finally:
        connection.set_progress_handler(None)


def _stopped(rule: str, message: str) -> StoreError:
    return StoreError(Finding(rule=rule, message=message))


def _page(entities: Entities, row: tuple[Any, ...], statement: Statement, seconds: float) -> Result:
    found = orjson.loads(row[0])
    more = entities.first is not None and len(found) > entities.first
    return Result(
        entities=found[: entities.first],
        total=row[1] if entities.total else None,
        more=more,
        statement=statement,
        seconds=seconds,
    )


def _version(connection: Connection) -> int:
    """A number that changes when somebody else has written; it means nothing to another connection."""
    return int(connection.pragma("data_version"))


def _state(connection: Connection) -> StoreState:
    meta = dict(rows(connection, "SELECT key, value FROM meta"))
    counts = dict(rows(connection, "SELECT class, count(*) FROM entity GROUP BY class ORDER BY class"))
    return StoreState(
        generation=int(meta.get("generation", 0)),
        ontology=meta.get("ontology", ""),
        loading=meta.get("loading", "0") not in ("0", "false"),
        entities=counts,
        beside=read_beside(meta.get(BESIDE)),
    )
