"""The door to DuckDB: the connection that staging works in, and the names the rest of the package uses of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import duckdb

from graph_service.ontology.naming import quote_sql

Connection = duckdb.DuckDBPyConnection
DuckError = duckdb.Error
Interrupted = duckdb.InterruptException

MEMORY = "1GB"
THREADS = 2
CLOSED = {"autoinstall_known_extensions": False, "python_enable_replacements": False}  # no network, no Python variables
OPENED = "memory"  # DuckDB's name of the database that an in-memory connection begins in
ZONE = "SET TimeZone = 'UTC'"  # nothing depends on the machine's zone
SOURCE = "source"  # the schema in which the product's sources lie, one table each


def connect(*, memory: str = MEMORY, threads: int = THREADS) -> Connection:
    """A fresh in-memory connection with the limits that leave room for the ledger beside it."""
    connection = duckdb.connect(":memory:", config={"memory_limit": memory, "threads": threads, **CLOSED})
    connection.execute(ZONE)
    return connection


def attached(connection: Connection, name: str) -> Connection:
    """Another connection to the same DuckDB, for another thread, which works in a new in-memory database."""
    beside = connection.cursor()
    beside.execute(ZONE)
    beside.execute(f"ATTACH ':memory:' AS {quote_sql(name)}")
    use(beside, name)
    return beside


def use(connection: Connection, name: str) -> None:
    """Find unqualified tables in this database from now on; the connection's temporary ones stay in reach."""
    connection.execute(f"USE {quote_sql(name)}")


def detach(connection: Connection, name: str) -> None:
    """Leave a database and free what it holds; no other connection may work in it any more."""
    use(connection, OPENED)
    connection.execute(f"DETACH {quote_sql(name)}")


def source_table(name: str) -> str:
    """The quoted table of a source."""
    return f"{SOURCE}.{quote_sql(name)}"


def described(connection: Connection, query: str) -> dict[str, str]:
    """The columns of a query and their DuckDB types, without running it."""
    return {str(row[0]): str(row[1]) for row in connection.execute(f"DESCRIBE {query}").fetchall()}


def columns_of(connection: Connection, query: str) -> list[str]:
    """The names of a query's columns in order, repeated ones included."""
    return [str(row[0]) for row in connection.execute(f"DESCRIBE {query}").fetchall()]


def rows(connection: Connection, query: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """All rows of a query."""
    return connection.execute(query, parameters).fetchall()


def scalar(connection: Connection, query: str, parameters: Sequence[Any] = ()) -> Any:
    """The first column of the only row."""
    found = connection.execute(query, parameters).fetchone()
    assert found is not None
    return found[0]
