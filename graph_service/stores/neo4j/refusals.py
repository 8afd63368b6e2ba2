"""What the driver or the server refuses, in plain words: the server and the remedy, never a statement."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from neo4j.exceptions import AuthError, ConfigurationError, DriverError, Neo4jError, ServiceUnavailable

from graph_service.findings import Finding, StoreError
from graph_service.stores.protocol import TIMEOUT

SCHEMES = ("neo4j", "neo4j+s", "neo4j+ssc", "bolt", "bolt+s", "bolt+ssc")
OUT_OF_MEMORY = ("MemoryPoolOutOfMemoryError", "OutOfMemoryError", "StackOverFlowError")


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
        return StoreError(Finding(rule=TIMEOUT, message=took, where=reach.uri))
    if short_of_memory(error):
        return _refusal("store-memory", reach, "ran out of memory for this plan", "Narrow it, or aggregate less.")
    return _refusal("store-refused", reach, f"refused the statement ({code})", "Look at it with `explain`.")


def short_of_memory(error: Exception) -> bool:
    """Whether the server had too little memory, where trying again makes it worse."""
    code = getattr(error, "code", None) or ""
    return any(code.endswith(one) for one in OUT_OF_MEMORY)


def _refusal(rule: str, reach: Reach, what: str, remedy: str) -> StoreError:
    return StoreError(Finding(rule=rule, message=f"Neo4j at {reach.uri} {what}. {remedy}", where=reach.uri))
