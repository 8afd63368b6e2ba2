"""The one door to Neo4j's driver: reading, and writing in transactions.

Reads are auto-commit (fewer round trips than a transaction) with a time-out, and repeated once where the server says
that this may help; it never helps when memory was short.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

import neo4j
from neo4j.exceptions import DriverError, Neo4jError, ServiceUnavailable

from graph_service.stores.neo4j.refusals import SCHEMES, Reach, refusals, short_of_memory

logging.getLogger("neo4j").addHandler(logging.NullHandler())  # whatever matters is told as a finding
CONNECT_SECONDS = 5.0
META_SECONDS = 20.0
POOL = 16  # about four times a small server's processors: more connections only wait there
T = TypeVar("T")


class Neo4jReader:
    """Reads from the database; sessions are made per read, so any number of threads may share it."""

    def __init__(self, reach: Reach) -> None:
        self.reach = reach
        with refusals(reach):
            self._driver = connect(reach)

    def records(
        self, text: str, parameters: Mapping[str, Any] | None = None, seconds: float = META_SECONDS
    ) -> list[neo4j.Record]:
        """The records of a statement that only reads; StoreError where it takes longer."""
        query = neo4j.Query(text, timeout=seconds)

        def read() -> list[neo4j.Record]:
            with self._driver.session(database=self.reach.database, default_access_mode=neo4j.READ_ACCESS) as session:
                return list(session.run(query, dict(parameters or {})))

        with refusals(self.reach, seconds):
            return twice(read)

    def close(self) -> None:
        """Close every connection."""
        self._driver.close()


class Neo4jWriter:
    """Writes to the database: each `run` is a transaction of its own, or all inside `together` are one."""

    def __init__(self, reach: Reach) -> None:
        self.reach = reach
        with refusals(reach):
            self._driver = connect(reach)
        self._session = self._driver.session(database=reach.database)
        self._transaction: neo4j.Transaction | None = None

    def run(self, text: str, parameters: Mapping[str, Any] | None = None) -> neo4j.SummaryCounters:
        """Run a statement that may be repeated without harm; gives what it did."""

        def once() -> neo4j.SummaryCounters:
            with self._session.begin_transaction() as transaction:
                counters = transaction.run(text, dict(parameters or {})).consume().counters
                transaction.commit()
            return counters

        with refusals(self.reach):
            if self._transaction is not None:
                return self._transaction.run(text, dict(parameters or {})).consume().counters
            return twice(once)

    def read(self, text: str) -> list[list[Any]]:
        """The rows of a statement, as the transaction sees them that is open."""
        with refusals(self.reach):
            return [list(record.values()) for record in (self._transaction or self._session).run(text)]

    @contextmanager
    def together(self) -> Iterator[None]:
        """Everything inside is one transaction."""
        with refusals(self.reach), self._session.begin_transaction() as self._transaction:
            try:
                yield
                self._transaction.commit()
            finally:
                self._transaction = None

    def close(self) -> None:
        """Close the connection."""
        self._session.close()
        self._driver.close()


def connect(reach: Reach) -> neo4j.Driver:
    """A driver for the server; nothing is sent yet."""
    if reach.uri.partition("://")[0] not in SCHEMES:
        raise ValueError(f"{reach.uri!r} has no scheme of Bolt")
    return neo4j.GraphDatabase.driver(
        reach.uri,
        auth=(reach.username, reach.password),
        connection_timeout=CONNECT_SECONDS,
        connection_acquisition_timeout=4 * CONNECT_SECONDS,
        max_connection_pool_size=POOL,
        notifications_min_severity="OFF",
        telemetry_disabled=True,
    )


def twice(read: Callable[[], T]) -> T:
    """The read, repeated once if it failed for a moment and not for want of memory."""
    try:
        return read()
    except (Neo4jError, DriverError) as error:
        if not error.is_retryable() or isinstance(error, ServiceUnavailable) or short_of_memory(error):
            raise
    return read()
