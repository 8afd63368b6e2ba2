"""Written: SQL that people wrote is run within its time, and what goes wrong in it is told in one line.

The guard has seen that such a query only reads the product's sources; how long it takes, and whether it holds for every
record, is only known when it runs.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from graph_service.findings import Finding, LoadError
from graph_service.loading.sql.duck import Connection, DuckError, Interrupted

SECONDS = 60.0


@contextmanager
def written(connection: Connection, seconds: float, *, what: str, where: str) -> Iterator[None]:
    """What is run inside stops when its time is up; LoadError with `what` and `where` for that and any other fault."""
    over = threading.Event()

    def stop() -> None:
        over.set()
        connection.interrupt()

    timer = threading.Timer(seconds, stop)
    timer.daemon = True
    timer.start()
    try:
        yield
    except DuckError as error:
        if over.is_set() and isinstance(error, Interrupted):
            remedy = "Write it cheaper, or raise 'sql_seconds' in graph-service.toml."
            message = f"{what} took longer than {seconds:g} seconds and was stopped. {remedy}"
        elif isinstance(error, Interrupted):
            raise
        else:
            message = f"{what} fails on this product's records: {_without_values(error)}"
        raise LoadError(Finding(rule="contract.sql", message=message, where=where)) from error
    finally:
        timer.cancel()
        timer.join()  # so that it interrupts nothing that runs later


def _without_values(error: Exception) -> str:
    """DuckDB's first line; the value that it quotes may be somebody's address."""
    return re.sub(r"'.*'", "'…'", str(error).splitlines()[0])
