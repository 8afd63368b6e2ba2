"""Sources disagree: the best one is served, all stay readable, and `why` names them."""

from __future__ import annotations

from contextlib import closing
from decimal import Decimal

import pytest

from graph_service.findings import StoreError
from graph_service.plan.policies.policy import Actor
from graph_service.plan.ready import Scope
from graph_service.provenance import Provenance, provenance
from graph_service.stores.connection import open_reader
from graph_service.stores.contributions import lineage
from graph_service.stores.sight import Sight
from graph_service.stores.sqlite import SqliteStore
from tests.loading.ledger.grocer import iri
from tests.loading.ledger.mesh import NOW, Mesh

MILK = "Product/gtin/1"


def two_prices(mesh: Mesh) -> None:
    mesh.says("catalogue", "Product", {"subject": MILK, "gtin": "1", "price": "1.49", "name": "Milk", "tag": "dairy"})
    mesh.says("sales", "Product", {"subject": "Product/sku/A", "sku": "A", "gtin": "1", "price": "1.59", "tag": "cold"})


def ask_why(mesh: Mesh, path: str, name: str | None = None) -> Provenance:
    """What the service tells an actor whom nothing is closed to."""
    with closing(SqliteStore(mesh.path)) as store:
        canonical = store.resolve(iri(path)) or iri(path)
        scope = Scope(ontology=mesh.ontology, actor=Actor(role="steward"), policies=(), beside={}, now=NOW)
        sight = Sight(store=store, scope=scope)
        classes = sight.classes(canonical)
        return provenance(canonical, classes, store.lineage(canonical), sight, name)


def test_the_first_source_by_priority_is_served_and_the_disagreement_kept(mesh: Mesh) -> None:
    two_prices(mesh)
    mesh.load()
    assert mesh.entity(MILK)["price"] == 149
    assert mesh.ask('SELECT property FROM "ledger:disagreement"') == [("price",)]
    assert mesh.entity(MILK)["tag"] == ["cold", "dairy"]  # many-valued: both, and no disagreement


def test_another_priority_serves_the_other_value(mesh: Mesh) -> None:
    two_prices(mesh)
    mesh.load()
    mesh.order = ["sales", "catalogue"]
    done = mesh.load()
    assert mesh.entity(MILK)["price"] == 159
    assert (done.generation, done.changed) == (2, 1)
    assert mesh.entity(MILK)["source"] == '["sales","catalogue"]'


def test_a_product_that_joins_does_not_count_as_another_priority(mesh: Mesh) -> None:
    two_prices(mesh)
    mesh.load()
    mesh.says("stores", "Store", {"subject": "Store/storeNumber/1", "storeNumber": 1})
    mesh.order = ["stores", "catalogue", "sales"]
    assert mesh.load().changed == 1


def test_the_lowest_record_is_served_where_a_source_disagrees_with_itself(mesh: Mesh) -> None:
    mesh.says("catalogue", "Product", *({"subject": MILK, "gtin": "1", "name": name} for name in ("First", "Second")))
    mesh.load()
    assert mesh.entity(MILK)["name"] == "First"


def test_the_disagreement_ends_when_the_sources_agree(mesh: Mesh) -> None:
    two_prices(mesh)
    mesh.load()
    mesh.products["sales"]["Product"].records[0]["price"] = "1.49"
    mesh.load()
    assert mesh.ask('SELECT * FROM "ledger:disagreement"') == []


def test_why_names_the_winner_and_who_says_otherwise(mesh: Mesh) -> None:
    two_prices(mesh)
    mesh.load()
    found = ask_why(mesh, "Product/sku/A", "price")
    assert (found.iri, found.cls, found.withheld) == (iri(MILK), "Product", ())
    assert [(one.value, one.served, one.product, one.record) for one in found.values] == [
        (Decimal("1.49"), True, "catalogue", 1),
        (Decimal("1.59"), False, "sales", 1),
    ]


def test_of_many_values_every_one_is_served(mesh: Mesh) -> None:
    two_prices(mesh)
    mesh.load()
    told = {(one.product, one.value, one.served) for one in ask_why(mesh, MILK, "tag").values}
    assert told == {("catalogue", "dairy", True), ("sales", "cold", True)}


def test_the_other_value_is_told_as_served_when_the_priority_changes(mesh: Mesh) -> None:
    two_prices(mesh)
    mesh.load()
    mesh.order = ["sales", "catalogue"]
    mesh.load()
    served = [(one.product, one.value) for one in ask_why(mesh, MILK, "price").values if one.served]
    assert served == [("sales", Decimal("1.59"))]


def test_lineage_resolves_every_value_to_product_version_run_and_record(mesh: Mesh) -> None:
    two_prices(mesh)
    mesh.says("tills", "Line", {"subject": "Line/lineId/1", "lineId": "1", "product": "Product/sku/A", "quantity": 2})
    mesh.load()
    reader = open_reader(mesh.path)
    (line,) = lineage(reader, iri("Line/lineId/1"))
    assert (line.product, line.version, line.run, line.source, line.record) == ("tills", "1.0.0", 3, "Line", 1)
    assert line.values == {"lineId": "1", "product": iri(MILK), "quantity": 2}
    assert [one.product for one in lineage(reader, iri("Product/sku/A"))] == ["catalogue", "sales"]
    assert lineage(reader, iri("Product/sku/nobody")) == ()
    reader.close()


def test_why_refuses_a_property_that_nobody_speaks_of_and_suggests_one(mesh: Mesh) -> None:
    two_prices(mesh)
    mesh.load()
    with pytest.raises(StoreError, match="Did you mean 'price'"):
        ask_why(mesh, MILK, "prize")
