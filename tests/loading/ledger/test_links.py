"""Links across products wait for their target, and follow it."""

from __future__ import annotations

from tests.loading.ledger.mesh import Mesh

MILK = "Product/gtin/1"


def lines(mesh: Mesh) -> None:
    told = ({"subject": f"Line/lineId/{n}", "lineId": str(n), "product": MILK} for n in (1, 2))
    mesh.says("sales", "Line", *told)


def test_a_link_waits_with_a_warning_and_resolves_when_its_target_arrives(mesh: Mesh) -> None:
    lines(mesh)
    mesh.load()
    assert "product" not in mesh.entity("Line/lineId/1")
    waiting = 'SELECT product, map, property, links, example FROM "ledger:pending"'
    assert mesh.ask(waiting) == [("sales", "Line", "product", 2, f"https://grocer.example/id/{MILK}")]

    mesh.says("catalogue", "Product", {"subject": MILK, "gtin": "1", "name": "Milk"})
    done = mesh.load()
    assert mesh.entity("Line/lineId/1")["product"] == MILK
    assert mesh.ask(waiting) == []
    assert done.changed == 3


def test_a_link_whose_target_goes_waits_again(mesh: Mesh) -> None:
    lines(mesh)
    mesh.says("catalogue", "Product", {"subject": MILK, "gtin": "1"})
    mesh.load()
    mesh.says("catalogue", "Product")
    done = mesh.load()
    assert "product" not in mesh.entity("Line/lineId/2")
    assert mesh.ask('SELECT links FROM "ledger:pending"') == [(2,)]
    assert (done.changed, done.removed) == (2, 1)


def test_a_many_valued_link_serves_the_targets_that_are_there(mesh: Mesh) -> None:
    stores = {"soldIn": "Store/storeNumber/1", "soldIn#2": "Store/storeNumber/2"}
    mesh.says("catalogue", "Product", {"subject": MILK, "gtin": "1", **stores})
    mesh.says("stores", "Store", {"subject": "Store/storeNumber/2", "storeNumber": 2})
    mesh.load()
    assert mesh.entity(MILK)["soldIn"] == ["Store/storeNumber/2"]
    mesh.says("stores", "Store", *({"subject": f"Store/storeNumber/{n}", "storeNumber": n} for n in (1, 2)))
    mesh.load()
    assert mesh.entity(MILK)["soldIn"] == ["Store/storeNumber/1", "Store/storeNumber/2"]


def test_whoever_links_to_an_entity_changes_when_its_iri_does(mesh: Mesh) -> None:
    """A store that follows by IRI must draw the link anew."""
    mesh.says("sales", "Product", {"subject": "Product/sku/A", "sku": "A"})
    mesh.says("tills", "Line", {"subject": "Line/lineId/1", "lineId": "1", "product": "Product/sku/A"})
    mesh.load()
    mesh.says("sales", "Product", {"subject": "Product/sku/A", "sku": "A", "gtin": "1"})
    mesh.load()
    assert mesh.entity("Line/lineId/1")["product"] == MILK
    assert mesh.ask("SELECT iri FROM entity WHERE changed = 2 AND class = 'Line'") == [
        ("https://grocer.example/id/Line/lineId/1",)
    ]


def test_a_hundred_triples_maps_of_one_product_speak_of_the_same_entities(mesh: Mesh) -> None:
    for number in range(100):
        line = {"subject": f"Line/lineId/{number}", "lineId": str(number), "product": MILK}
        mesh.says("sales", "Line", line, map=f"till {number}")
        mesh.says("sales", "Product", {"subject": MILK, "gtin": "1"}, map=f"shelf {number}")
    mesh.load()
    served = mesh.served()
    assert len(served) == 101
    assert {entity["product"] for path, entity in served.items() if path.startswith("Line/")} == {MILK}
    assert mesh.load().changed == 0
