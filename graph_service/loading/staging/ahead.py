"""Ahead: while one product is written to the ledger, the next is staged beside it, by one thread that works ahead.

Every product is staged in a database of its own, all in the memory of one DuckDB: so what the ledger keeps there is in
reach of each of them, and what was staged is gone when it is written. Both sides spend their time outside Python.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from functools import partial
from typing import TypeVar

from graph_service.loading.product.product import DataProduct
from graph_service.loading.sql.duck import Connection, attached, detach, use

LOOK_AGAIN = 0.05  # seconds between two attempts to interrupt a query
Prepared = TypeVar("Prepared")


def each_ahead(
    staging: Connection,
    products: Sequence[DataProduct],
    prepare: Callable[[Connection, DataProduct], Prepared],
    waits: Callable[[DataProduct], bool],
) -> Generator[tuple[DataProduct, Callable[[], Prepared]], None, None]:
    """Each product with what gives it prepared, or raises what prevented that; until the next one is asked for,
    `staging` works in its database.

    `prepare` runs ahead in another thread, for one product at a time, unless it `waits` for what those before it tell
    the ledger. Close the generator if it is left early: what runs ahead is interrupted and has ended then.
    """
    databases: dict[int, Connection] = {}
    running: dict[int, Future[Prepared]] = {}
    pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="staging")
    try:
        for place, product in enumerate(products):
            if place not in databases:
                databases[place] = attached(staging, _name(place))
            ahead = next((later for later in range(place + 1, len(products)) if not waits(products[later])), place)
            if ahead not in databases:
                databases[ahead] = attached(staging, _name(ahead))
                running[ahead] = pool.submit(prepare, databases[ahead], products[ahead])
            use(staging, _name(place))
            mine = running.pop(place, None)
            yield product, mine.result if mine else partial(prepare, databases[place], product)
            databases.pop(place).close()
            detach(staging, _name(place))
    finally:
        _end(pool, databases, running)


def _name(place: int) -> str:
    return f"staged:{place}"


def _end(pool: ThreadPoolExecutor, databases: dict[int, Connection], running: dict[int, Future[Prepared]]) -> None:
    """Interrupt until nothing runs: between two queries there is nothing to interrupt."""
    while wait(running.values(), LOOK_AGAIN).not_done:
        for connection in databases.values():
            connection.interrupt()
    pool.shutdown()
    for connection in databases.values():
        connection.close()
