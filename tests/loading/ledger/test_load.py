"""The load command's work, from files to what readers see."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace

import pytest

from graph_service.findings import UsageError
from graph_service.loading.ledger.quarantined import quarantine_count, quarantine_rows
from graph_service.loading.product.descriptor import CustomProperty, Descriptor, Port
from graph_service.loading.product.order import best_first, loading_order
from graph_service.loading.product.product import DataProduct
from graph_service.loading.report import Outcome
from graph_service.loading.runs import status
from graph_service.stores.connection import open_reader
from graph_service.stores.contributions import lineage
from tests.loading.ledger.till import BASE, Till
from tests.loading.staging.shop import BUYERS, CONTRACT, ORDERS, read_shop, write_files
from tests.loading.staging.sound import sound_product


def test_files_become_entities_and_every_value_has_its_source(shop: Till) -> None:
    steps: list[str] = []
    report = shop.load(progress=lambda what, done, total: steps.append(what))
    (product,) = report.products
    assert (product.outcome, product.counts.read, product.counts.loaded) == (Outcome.LOADED, 5, 5)
    assert (report.before, report.generation, report.entities, report.changed) == (0, 1, 5, 5)
    assert shop.ask('SELECT number, amount, "placedOn", paid FROM "Order" ORDER BY number') == [
        (1, 1050, "2026-02-01", 1), (2, 1, "2026-02-28", 0), (3, None, None, None),
    ]  # fmt: skip
    with closing(open_reader(shop.ledger)) as reader:
        (order,) = lineage(reader, f"{BASE}Order/number/2")
    assert (order.product, order.version, order.source, order.record) == ("shop", "1.2.0", "orders", 2)
    assert order.values["buyer"] == f"{BASE}Buyer/code/B2"
    assert steps[0] == "shop" and steps[-1] == "graph"


def test_the_same_files_again_are_not_even_read(shop: Till) -> None:
    shop.load()
    again = shop.load()
    assert again.nothing_changed
    assert [(one.outcome, one.counts.read, one.counts.unchanged) for one in again.products] == [("unchanged", 5, 5)]
    assert shop.ask('SELECT count(*) FROM "ledger:run"') == [(1,)]


def test_a_touched_contract_reads_again_and_finds_nothing_new(shop: Till) -> None:
    shop.load()
    shop.products = [read_shop(shop.folder, CONTRACT.replace("1.2.0", "1.2.1"))]
    again = shop.load()
    assert again.nothing_changed and again.products[0].outcome is Outcome.LOADED
    assert (again.products[0].counts.loaded, again.products[0].counts.unchanged) == (0, 5)
    assert shop.ask('SELECT version FROM "ledger:product"') == [("1.2.1",)]


def test_a_bad_record_is_quarantined_with_its_reason_and_the_rest_loads(shop: Till) -> None:
    write_files(shop.folder, orders=ORDERS.replace("10.50", "5000"), buyers=BUYERS.replace("ada@", "ada-"))
    counts = shop.load().products[0].counts
    assert (counts.read, counts.loaded, counts.unchanged, counts.quarantined) == (5, 2, 0, 3)
    with closing(open_reader(shop.ledger)) as reader:
        found = list(quarantine_rows(reader, "shop"))
        assert quarantine_count(reader) == len(found)
        assert list(quarantine_rows(reader, limit=1, offset=1)) == found[1:2]
        assert list(quarantine_rows(reader, "nobody")) == []
        assert status(reader).products[0].quarantined == 3
    first = found[0]
    assert (first.source, first.record, first.column, first.rule, first.value) == (
        "buyers",
        1,
        "email",
        "pattern",
        "•••",
    )
    assert {(one.source, one.record) for one in found} == {("buyers", 1), ("orders", 1), ("orders", 3)}

    write_files(shop.folder)  # delivered again, and right
    counts = shop.load().products[0].counts
    assert (counts.loaded, counts.unchanged, counts.quarantined) == (3, 2, 0)
    assert shop.ask('SELECT count(*) FROM "ledger:quarantine"') == [(0,)]


def test_a_product_that_cannot_be_loaded_keeps_what_it_said_and_the_others_load(shop: Till) -> None:
    shop.load()
    (shop.folder / "data" / "shop" / "orders.csv").unlink()
    other = shop.folder / "loaders" / "kiosk"
    (shop.folder / "loaders" / "shop").rename(other)
    read_shop(shop.folder)
    contract = CONTRACT.replace("path: shop", "path: kiosk").replace("id: shop", "id: kiosk")
    (other / "contract.odcs.yaml").write_text(contract)
    kiosk = shop.folder / "data" / "kiosk"
    kiosk.mkdir()
    (kiosk / "buyers.csv").write_text(BUYERS.replace("B1", "B7"))
    (kiosk / "orders.csv").write_text(ORDERS.replace("B1", "B7"))
    shop.products.append(sound_product(other))
    report = shop.load()
    assert [(one.name, one.outcome) for one in report.products] == [("shop", "failed"), ("kiosk", "loaded")]
    (finding,) = report.failed[0].findings
    assert "No such file" in finding.message and "orders.csv" in finding.message
    assert shop.ask('SELECT count(*) FROM "Buyer"') == [(3,)]
    assert shop.ask('SELECT count(*) FROM "ledger:map"') == [(4,)]


def test_only_some_products_are_loaded_on_demand_and_unknown_names_are_refused(shop: Till) -> None:
    with pytest.raises(UsageError, match="Did you mean 'shop'"):
        shop.load(only=["shup"])
    assert shop.load(only=["shop"]).entities == 5


def test_a_product_that_left_the_mesh_takes_its_word_along(shop: Till) -> None:
    shop.load()
    shop.products = []
    report = shop.load(retired=["shop"])
    assert [(one.name, one.outcome, one.counts.removed) for one in report.products] == [("shop", "retired", 5)]
    assert (report.entities, report.removed) == (0, 5)


def test_a_changed_policy_or_comment_is_recorded_and_announced(shop: Till) -> None:
    shop.load()
    shop.settings = replace(shop.settings, source=b"v2")
    report = shop.load()
    assert (report.generation, report.changed, report.removed) == (2, 0, 0)
    assert shop.ask('SELECT source FROM "ledger:ontology"') == [(b"v2",)]


@pytest.fixture
def product(shop: Till) -> Callable[..., DataProduct]:
    """A product of that name, with input ports and a priority."""

    def make(name: str, *inputs: str, priority: int = 100) -> DataProduct:
        descriptor = Descriptor(
            apiVersion="v1.0.0",
            kind="DataProduct",
            id=name,
            status="active",
            inputPorts=tuple(Port(name=port, version="1") for port in inputs),
            customProperties=(CustomProperty(property="priority", value=priority),),
        )
        made = shop.products[0]
        return replace(made, name=name, contract=replace(made.contract, id=f"{name}-contract"), descriptor=descriptor)

    return make


def test_inputs_are_loaded_first_and_priority_decides_who_is_believed(product: Callable[..., DataProduct]) -> None:
    social, catalogue = product("social", "catalogue", "sales"), product("catalogue")
    sales = product("sales", "catalogue-contract")
    ordered, findings = loading_order([social, sales, catalogue])
    assert ([one.name for one in ordered], findings) == (["catalogue", "sales", "social"], [])
    assert best_first([product("a"), product("b", priority=10), product("c")]) == ["b", "a", "c"]


def test_products_that_take_each_other_as_input_are_loaded_with_a_warning(product: Callable[..., DataProduct]) -> None:
    ordered, (finding,) = loading_order([product("a", "b"), product("b", "a"), product("c")])
    assert [one.name for one in ordered] == ["c", "a", "b"]
    assert finding.message == "Data products take each other as input: a → b. They are loaded as listed."
