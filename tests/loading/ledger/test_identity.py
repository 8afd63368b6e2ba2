"""One thing under many names is one entity; what shares no key stays apart."""

from __future__ import annotations

from contextlib import closing

from graph_service.loading.publishing.classless import classless
from graph_service.stores.connection import open_reader
from tests.loading.ledger.mesh import Mesh

GTIN, SKU, ITEM = "Product/gtin/04000", "Product/sku/A1", "Product/itemNumber/4711"


def four_domains(mesh: Mesh) -> None:
    """gtin in catalogue, sku in sales, item number in inventory, ean (a gtin again) in supply."""
    mesh.says("catalogue", "Product", {"subject": GTIN, "gtin": "04000", "name": "Milk", "price": "1.49"})
    mesh.says("sales", "Product", {"subject": SKU, "sku": "A1", "gtin": "04000"})
    mesh.says("inventory", "Product", {"subject": ITEM, "itemNumber": "4711", "gtin": "04000", "unit": "PCK"})
    mesh.says("supply", "Product", {"subject": GTIN, "packSize": 6})


def test_a_product_known_under_four_names_is_one_entity(mesh: Mesh) -> None:
    four_domains(mesh)
    mesh.load()
    assert list(mesh.served()) == [GTIN]
    milk = mesh.entity(GTIN)
    told = {name: milk[name] for name in ("gtin", "sku", "itemNumber", "name", "price", "unit", "packSize")}
    assert told == {
        "gtin": "04000",
        "sku": "A1",
        "itemNumber": "4711",
        "name": "Milk",
        "price": 149,
        "unit": "PCK",
        "packSize": 6,
    }
    assert milk["source"] == '["catalogue","sales","inventory","supply"]'
    assert (milk["label"], milk["name_cf"], milk["name_sort"]) == ("Milk", "milk", "milk")


def test_every_alias_leads_to_the_entity_and_links_may_use_any(mesh: Mesh) -> None:
    four_domains(mesh)
    mesh.says("tills", "Line", {"subject": "Line/lineId/1", "lineId": "1", "product": SKU})
    mesh.says("stock", "Line", {"subject": "Line/lineId/2", "lineId": "2", "product": ITEM})
    mesh.load()
    assert mesh.entity("Line/lineId/1")["product"] == mesh.entity("Line/lineId/2")["product"] == GTIN


def test_the_order_in_which_domains_arrive_does_not_matter(mesh: Mesh) -> None:
    four_domains(mesh)
    for name in ("supply", "inventory", "sales", "catalogue"):
        mesh.load(name)
    late = mesh.served()
    four_domains(again := mesh.fresh(mesh.path.with_name("again.sqlite")))
    again.load()
    assert late == again.served()


def test_what_shares_no_key_stays_apart(mesh: Mesh) -> None:
    four_domains(mesh)
    mesh.says("sales", "Product", {"subject": SKU, "sku": "A1", "gtin": None})
    mesh.load()
    assert set(mesh.served()) == {GTIN, SKU}


def test_the_canonical_iri_is_the_best_ranked_keys_and_the_number_stays(mesh: Mesh) -> None:
    mesh.says("sales", "Product", {"subject": "till/17", "sku": "A1"})
    mesh.load()
    number = mesh.number(SKU)
    mesh.says("sales", "Product", {"subject": "till/17", "sku": "A1", "gtin": "04000"})
    mesh.load()
    assert list(mesh.served()) == [GTIN]
    assert mesh.number(GTIN) == number
    assert mesh.ask("SELECT iri FROM removed") == [(f"https://grocer.example/id/{SKU}",)]


def test_stated_sameness_joins_without_any_key(mesh: Mesh) -> None:
    mesh.says("old", "Place", {"subject": "place/1", "name": "Munich", "sameAs": "place/2"})
    mesh.says("new", "Place", {"subject": "place/2", "name": "München"})
    mesh.load()
    assert list(mesh.served()) == ["place/1"]


def test_a_new_crosswalk_row_joins_two_entities_and_its_end_parts_them_again(mesh: Mesh) -> None:
    mesh.says("catalogue", "Product", {"subject": GTIN, "gtin": "04000", "name": "Milk"})
    mesh.says("sales", "Product", {"subject": SKU, "sku": "A1", "name": "MILK 1L"})
    mesh.says("tills", "Line", {"subject": "Line/lineId/1", "lineId": "1", "product": SKU})
    mesh.load()
    apart, numbers = mesh.served(), (mesh.number(GTIN), mesh.number(SKU))
    assert apart["Line/lineId/1"]["product"] == SKU

    mesh.says("crosswalk", "Product", {"subject": SKU, "gtin": "04000"})
    joined = mesh.load()
    assert set(mesh.served()) == {GTIN, "Line/lineId/1"}
    assert mesh.entity("Line/lineId/1")["product"] == GTIN
    assert mesh.number(GTIN) == numbers[0]
    assert (joined.changed, joined.removed) == (2, 1)  # the product and who links to it; the other IRI is gone

    mesh.says("crosswalk", "Product")
    parted = mesh.load()
    assert mesh.served() == apart
    assert (mesh.number(GTIN), mesh.number(SKU)) == numbers
    assert (parted.changed, parted.removed) == (3, 0)


def test_an_entity_of_several_classes_has_a_row_in_each_and_in_their_superclasses(mesh: Mesh) -> None:
    mesh.says("catalogue", "Product", {"subject": GTIN, "gtin": "04000", "name": "Milk"})
    mesh.says("dairy", "FreshProduct", {"subject": GTIN, "shelfLife": 7})
    mesh.load()
    milk = mesh.entity(GTIN)
    assert (milk["class"], milk["classes"], milk["shelfLife"]) == ("FreshProduct", {"Product", "FreshProduct"}, 7)
    assert mesh.ask('SELECT name FROM "FreshProduct"') == mesh.ask('SELECT name FROM "Product"') == [("Milk",)]


def test_who_has_no_class_is_kept_and_not_served_and_a_warning_says_so(mesh: Mesh) -> None:
    mesh.says("catalogue", "Product", {"subject": GTIN, "gtin": "04000"})
    mesh.products["catalogue"]["Product"].classes = ()
    mesh.says("dairy", "FreshProduct", {"subject": GTIN, "shelfLife": 7})
    mesh.load("catalogue")
    assert mesh.served() == {}
    with closing(open_reader(mesh.path)) as reader:
        (finding,) = classless(reader)
    assert str(finding).startswith("loaders: 1 entities are not served") and GTIN in finding.message
    mesh.load()  # another product says what it is
    assert (mesh.entity(GTIN)["gtin"], mesh.entity(GTIN)["class"]) == ("04000", "FreshProduct")
    with closing(open_reader(mesh.path)) as reader:
        assert classless(reader) == ()
