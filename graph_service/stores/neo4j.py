"""Neo4jStore: the graph in a Neo4j server, and the one door to its driver.

Reads are auto-commit (fewer round trips than a transaction) with a time-out, and repeated once where the server says
that this may help; it never helps when memory was short. Errors name the server and the remedy, never a statement.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Protocol, TypeVar

import neo4j
from neo4j.exceptions import AuthError, ConfigurationError, DriverError, Neo4jError, ServiceUnavailable

from graph_service.findings import Finding, StoreError
from graph_service.plan.model import Entities
from graph_service.plan.ready import ReadyPlan
from graph_service.stores.cypher import Compiled, compile_cypher, reader
from graph_service.stores.neo4j_lineage import contributions
from graph_service.stores.neo4j_statements import key_alias
from graph_service.stores.protocol import Contribution, Result, Statement, StoreState
from graph_service.stores.rows import to_rows

CONNECT_SECONDS = 5.0
META_SECONDS = 20.0
POOL = 16  # about four times a small server's processors: more connections only wait there
SCHEMES = ("neo4j", "neo4j+s", "neo4j+ssc", "bolt", "bolt+s", "bolt+ssc")
OUT_OF_MEMORY = ("MemoryPoolOutOfMemoryError", "OutOfMemoryError", "StackOverFlowError")
T = TypeVar("T")

META = "MATCH (m:`_Meta`) RETURN m {.generation, .ledger, .ontology, .loading, .entities}"
SOURCE = "MATCH (m:`_Meta`) RETURN m.source"
LINEAGE = "MATCH (n:Entity {iri: $iri}) RETURN n._lineage"
KNOWN_IRI = "MATCH (n:Entity {iri: $iri}) RETURN n.iri"


class Reach(Protocol):
    """Where the server is and who we are there."""

    @property
    def uri(self) -> str: ...

    @property
    def username(self) -> str: ...

    @property
    def password(self) -> str: ...

    @property
    def database(self) -> str: ...


class Neo4jStore:
    """The store in a database of a server; sessions are made per read, so any number of threads may share it."""

    name = "neo4j"

    def __init__(self, reach: Reach) -> None:
        self.reach = reach
        with refusals(reach):
            self._driver = connect(reach)

    def statement(self, ready: ReadyPlan) -> Statement:
        """The plan as Cypher."""
        return compile_cypher(ready).statement

    def run(self, ready: ReadyPlan) -> Result:
        """The plan's rows; StoreError where it takes longer than its bounds allow."""
        started = time.perf_counter()
        compiled = compile_cypher(ready)
        statement = compiled.statement
        found = self._read(statement.text, statement.parameters, ready.bounds.seconds)
        seconds = time.perf_counter() - started
        if isinstance(ready.plan.body, Entities):
            return _page(ready.plan.body, found, compiled, seconds)
        rows, limit = found["rows"], ready.plan.body.limit
        more = limit is not None and len(rows) > limit
        cells = to_rows(ready.columns, rows[:limit])
        return Result(columns=ready.columns, rows=cells, more=more, statement=statement, seconds=seconds)

    def resolve(self, iri: str) -> str | None:
        """The IRI itself if an entity has it, else that of the entity whose key the alias is made of."""
        found = self.records(KNOWN_IRI, {"iri": iri})
        if not found and (alias := key_alias(iri)) is not None:
            found = self.records(*alias)
        return str(found[0][0]) if len(found) == 1 else None

    def lineage(self, iri: str) -> tuple[Contribution, ...]:
        """Every contribution to the entity with this IRI or alias, as far as its node tells."""
        found = self.records(LINEAGE, {"iri": self.resolve(iri)})
        return contributions(found[0][0] or "[]") if found else ()

    def state(self) -> StoreState:
        """What is served now."""
        found = self._meta()
        return StoreState(
            generation=found.get("generation", 0),
            ontology=found.get("ontology", ""),
            loading=found.get("loading", False),
            entities=dict(json.loads(found.get("entities") or "[]")),
        )

    def ontology_source(self) -> bytes | None:
        """The ontology's files as the last publication recorded them."""
        found = self.records(SOURCE)
        return bytes(found[0][0]) if found and found[0][0] is not None else None

    def close(self) -> None:
        """Close every connection."""
        self._driver.close()

    def _meta(self) -> dict[str, Any]:
        found = self.records(META)
        return {name: value for name, value in found[0][0].items() if value is not None} if found else {}

    def _read(self, text: str, parameters: Mapping[str, Any], seconds: float) -> neo4j.Record:
        return self.records(text, parameters, seconds)[0]

    def records(
        self, text: str, parameters: Mapping[str, Any] | None = None, seconds: float = META_SECONDS
    ) -> list[neo4j.Record]:
        query = neo4j.Query(text, timeout=seconds)

        def read() -> list[neo4j.Record]:
            with self._driver.session(database=self.reach.database, default_access_mode=neo4j.READ_ACCESS) as session:
                return list(session.run(query, dict(parameters or {})))

        with refusals(self.reach, seconds):
            return twice(read)


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
        if not error.is_retryable() or isinstance(error, ServiceUnavailable) or _short_of_memory(error):
            raise
    return read()


@contextmanager
def refusals(reach: Reach, seconds: float | None = None) -> Iterator[None]:
    """Say in plain words what the driver or the server refused."""
    try:
        yield
    except AuthError as error:
        what = f"refused the user {reach.username!r} or the password"
        raise _refusal("store-login", reach, what, "Set NEO4J_USERNAME and NEO4J_PASSWORD.") from error
    except (ServiceUnavailable, ConfigurationError, ValueError, OSError) as error:
        known = isinstance(error, ServiceUnavailable | OSError)
        what = "does not answer" if known else f"is no address of a server ({', '.join(SCHEMES)})"
        remedy = "Start one with `graph-service neo4j up`, or set NEO4J_URI to a server of yours."
        raise _refusal("store-absent", reach, what, remedy) from error
    except Neo4jError as error:
        raise _refused(error, reach, seconds) from error
    except DriverError as error:
        raise _refusal("store-connection", reach, "lost the connection", "Try again.") from error


def _refused(error: Neo4jError, reach: Reach, seconds: float | None) -> StoreError:
    """What the server said, by its code; its own words may quote the statement."""
    code = error.code or ""
    if code.endswith("DatabaseNotFound"):
        what = f"has no database {reach.database!r}"
        return _refusal("store-database", reach, what, "Set NEO4J_DATABASE; a new server has 'neo4j'.")
    if "TransactionTimedOut" in code or code.endswith("Terminated"):
        took = f"The plan took longer than {seconds:g} seconds. Narrow it, or aggregate less."
        return StoreError(Finding(rule="store-timeout", message=took, where=reach.uri))
    if _short_of_memory(error):
        return _refusal("store-memory", reach, "ran out of memory for this plan", "Narrow it, or aggregate less.")
    return _refusal("store-refused", reach, f"refused the statement ({code})", "Look at it with `explain`.")


def _short_of_memory(error: Exception) -> bool:
    code = getattr(error, "code", None) or ""
    return any(code.endswith(one) for one in OUT_OF_MEMORY)


def _refusal(rule: str, reach: Reach, what: str, remedy: str) -> StoreError:
    return StoreError(Finding(rule=rule, message=f"Neo4j at {reach.uri} {what}. {remedy}", where=reach.uri))


def _page(entities: Entities, found: neo4j.Record, compiled: Compiled, seconds: float) -> Result:
    read = reader(compiled.shape)
    rows: list[dict[str, Any]] = read(found["rows"]) if read else found["rows"]
    more = entities.first is not None and len(rows) > entities.first
    return Result(
        entities=rows[: entities.first],
        total=found["total"] if entities.total else None,
        more=more,
        statement=compiled.statement,
        seconds=seconds,
    )
