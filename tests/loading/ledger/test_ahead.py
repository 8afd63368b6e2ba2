"""Products are staged ahead of their turn, each in a database of its own, and nothing runs on when a load is left."""

from __future__ import annotations

import threading
import time
from contextlib import closing
from typing import cast

import pytest

from graph_service.findings import Finding, LoadError
from graph_service.loading.product.product import DataProduct
from graph_service.loading.sql.duck import Connection, connect, rows
from graph_service.loading.staging.ahead import each_ahead

NAMES = ("stores", "sales", "social", "weather")
PRODUCTS = cast("list[DataProduct]", list(NAMES))  # what is staged is nothing to the order of staging
ENDLESS = "SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE a.range * b.range = 7"


def working_ahead() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name.startswith("staging")]


def test_each_product_finds_its_own_table_and_the_ledgers() -> None:
    def prepare(connection: Connection, product: DataProduct) -> str:
        connection.execute("CREATE TABLE said AS SELECT ? AS product", [product])
        return threading.current_thread().name

    seen = {}
    with closing(connect()) as staging:
        staging.execute("CREATE TEMP TABLE interned (product VARCHAR)")
        with closing(each_ahead(staging, PRODUCTS, prepare, lambda product: product == PRODUCTS[2])) as ready:
            for product, prepared in ready:
                seen[product] = prepared().startswith("staging")
                staging.execute("INSERT INTO interned SELECT product FROM said")
        assert [name for (name,) in rows(staging, "SELECT product FROM interned")] == list(NAMES)
        assert rows(staging, "SELECT count(*) FROM duckdb_databases() WHERE database_name LIKE 'staged%'") == [(0,)]
    assert list(seen.values()) == [False, True, False, True], "the first and the one that waits are staged in turn"
    assert not working_ahead()


def test_an_error_ahead_is_raised_when_its_product_has_its_turn() -> None:
    def prepare(connection: Connection, product: DataProduct) -> DataProduct:
        if product == PRODUCTS[1]:
            raise LoadError(Finding(rule="file", message="No such file."))
        return product

    told = []
    with closing(connect()) as staging, closing(each_ahead(staging, PRODUCTS, prepare, lambda _: False)) as ready:
        for product, prepared in ready:
            if product == PRODUCTS[1]:
                with pytest.raises(LoadError):
                    prepared()
            else:
                told.append(prepared())
    assert told == [PRODUCTS[0], PRODUCTS[2], PRODUCTS[3]]


def test_a_load_that_is_left_interrupts_what_runs_ahead() -> None:
    started = threading.Event()

    def prepare(connection: Connection, product: DataProduct) -> None:
        if product == PRODUCTS[1]:
            started.set()
            connection.execute(ENDLESS).fetchall()

    began = time.perf_counter()
    with (
        pytest.raises(KeyboardInterrupt),
        closing(connect()) as staging,
        closing(each_ahead(staging, PRODUCTS, prepare, lambda _: False)) as ready,
    ):
        next(ready)[1]()
        assert started.wait(5)
        raise KeyboardInterrupt
    assert time.perf_counter() - began < 10
    assert not working_ahead()
