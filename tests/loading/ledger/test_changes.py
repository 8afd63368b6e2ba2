"""What a load changes, and that it changes nothing else."""

from __future__ import annotations

import pytest

from graph_service.findings import LoadError
from graph_service.loading.runs import status
from graph_service.stores.connection import open_reader
from tests.loading.ledger.grocer import grocer
from tests.loading.ledger.mesh import Mesh

MILK, BREAD, EGGS = (f"Product/gtin/{number}" for number in ("1", "2", "3"))


def product(path: str, **values: object) -> dict[str, object]:
    return {"subject": path, "gtin": path.rpartition("/")[2], "name": None, "price": None, **values}


def generations(mesh: Mesh) -> dict[str, int]:
    return {str(iri).rpartition("/")[2]: int(changed) for iri, changed in mesh.ask("SELECT iri, changed FROM entity")}


def three(mesh: Mesh) -> None:
    names = ((MILK, "Milk"), (BREAD, "Bread"), (EGGS, "Eggs"))
    mesh.says("catalogue", "Product", *(product(path, name=name) for path, name in names))
    mesh.load()


def test_the_same_data_again_changes_nothing_and_says_so(mesh: Mesh) -> None:
    three(mesh)
    before = mesh.ask("SELECT * FROM entity")
    again = mesh.load()
    assert (again.before, again.generation, again.changed) == (1, 1, 0)
    assert mesh.ask("SELECT * FROM entity") == before
    counts = mesh.counts["catalogue"]
    assert (counts.read, counts.loaded, counts.unchanged, counts.quarantined) == (3, 0, 3, 0)


def test_a_changed_record_changes_its_entity_only(mesh: Mesh) -> None:
    three(mesh)
    mesh.says(
        "catalogue", "Product", product(MILK, name="Milk"), product(BREAD, name="Rye"), product(EGGS, name="Eggs")
    )
    done = mesh.load()
    assert (done.generation, done.rebuilt, done.changed, done.removed) == (2, False, 1, 0)
    assert generations(mesh) == {"1": 1, "2": 2, "3": 1}
    counts = mesh.counts["catalogue"]
    assert (counts.loaded, counts.unchanged, counts.added, counts.changed, counts.removed) == (1, 2, 0, 1, 0)


def test_a_record_that_vanished_goes_and_leaves_a_tombstone(mesh: Mesh) -> None:
    three(mesh)
    mesh.says("catalogue", "Product", product(MILK, name="Milk"), product(EGGS, name="Eggs"))
    done = mesh.load()
    assert set(mesh.served()) == {MILK, EGGS}
    assert (done.changed, done.removed) == (0, 1)
    assert mesh.ask("SELECT iri, generation FROM removed") == [(f"https://grocer.example/id/{BREAD}", 2)]
    assert mesh.counts["catalogue"].removed == 1

    three(mesh)  # it comes back
    assert mesh.ask("SELECT * FROM removed") == []
    assert generations(mesh) == {"1": 1, "2": 3, "3": 1}


def test_a_record_that_only_moved_in_its_file_is_unchanged(mesh: Mesh) -> None:
    three(mesh)
    mesh.says(
        "catalogue", "Product", product(EGGS, name="Eggs"), product(BREAD, name="Bread"), product(MILK, name="Milk")
    )
    assert mesh.load().generation == 1
    assert mesh.counts["catalogue"].unchanged == 3


def test_an_entity_lives_as_long_as_one_product_speaks_of_it(mesh: Mesh) -> None:
    three(mesh)
    mesh.says("supply", "Product", {"subject": MILK, "packSize": 6})
    mesh.load()
    mesh.says("catalogue", "Product", product(BREAD, name="Bread"), product(EGGS, name="Eggs"))
    mesh.load()
    milk = mesh.entity(MILK)
    assert (milk["packSize"], milk["source"], "name" in milk) == (6, '["supply"]', False)
    mesh.retire("supply")
    assert set(mesh.served()) == {BREAD, EGGS}


def test_values_go_where_they_are_served_from(mesh: Mesh) -> None:
    told = {
        "name": "Öl", "label@en": "Oil", "label@de": "Öl", "price": "-0.5", "organic": True, "launched": "2026-01-31",
        "tag": "cooking", "tag#2": "Vegan", "soldIn": "Store/storeNumber/1", "soldIn#2": "Store/storeNumber/2",
    }  # fmt: skip
    mesh.says("catalogue", "Product", product(MILK, **told), product(BREAD, tag="vegan"))
    mesh.says("stores", "Store", *({"subject": f"Store/storeNumber/{n}", "storeNumber": n} for n in (1, 2)))
    mesh.load()
    oil = mesh.entity(MILK)
    assert (oil["label@en"], oil["label@de_cf"], oil["label@de_sort"]) == ("Oil", "öl", "ol")
    assert (oil["price"], oil["organic"], oil["launched"]) == (-50, 1, "2026-01-31")
    assert (oil["tag"], oil["soldIn"]) == (["Vegan", "cooking"], ["Store/storeNumber/1", "Store/storeNumber/2"])
    assert mesh.entity("Store/storeNumber/2")["label"] == "2"  # without a name, the last segment of the IRI
    assert mesh.ask('SELECT value_cf, value_sort FROM "values:tag" WHERE value = ?', "Vegan") == [("vegan", "vegan")]


def test_a_second_value_stands_in_where_the_first_is_absent(mesh: Mesh) -> None:
    mesh.says("catalogue", "Product", product(MILK, **{"name#2": "Till milk"}))
    mesh.load()
    assert mesh.entity(MILK)["name"] == "Till milk"


def test_a_mapping_that_says_something_else_now_replaces_what_it_said(mesh: Mesh) -> None:
    three(mesh)
    mesh.says("catalogue", "Product", {"subject": MILK, "gtin": "1", "packSize": 4}, map="Product")
    done = mesh.load()
    assert list(mesh.served()) == [MILK] and mesh.entity(MILK)["packSize"] == 4
    assert (done.changed, done.removed) == (1, 2)
    assert (mesh.counts["catalogue"].changed, mesh.counts["catalogue"].removed) == (1, 2)


def test_a_triples_map_that_is_gone_takes_its_contributions_along(mesh: Mesh) -> None:
    three(mesh)
    mesh.products["catalogue"] = {}
    mesh.says("catalogue", "Brand", {"subject": "Brand/brandName/A", "brandName": "A"})
    mesh.load()
    assert list(mesh.served()) == ["Brand/brandName/A"]
    assert mesh.counts["catalogue"].removed == 3


def test_a_changed_ontology_rebuilds_what_is_served_from_the_ledger(mesh: Mesh) -> None:
    three(mesh)
    mesh.ontology = grocer(digest="grocer-2")
    done = mesh.load()
    assert (done.rebuilt, done.changed) == (True, 3)
    assert mesh.ask("SELECT value FROM meta WHERE key = 'ontology'") == [("grocer-2",)]
    assert mesh.ask('SELECT * FROM "ledger:ontology"') == [("grocer-2", b"grocer-2")]


def test_many_changes_rebuild_but_only_the_changed_are_marked(mesh: Mesh) -> None:
    three(mesh)
    mesh.says("catalogue", "Product", product(MILK, name="M"), product(BREAD, name="B"), product(EGGS, name="Eggs"))
    done = mesh.load()
    assert (done.rebuilt, done.changed) == (True, 2)
    assert generations(mesh) == {"1": 2, "2": 2, "3": 1}


def test_every_record_is_accounted_for_and_a_lost_one_stops_the_load(mesh: Mesh) -> None:
    mesh.says("catalogue", "Product", product(MILK), {"subject": None, "gtin": None})
    mesh.quarantined["catalogue"] = [("Product", 3)]
    mesh.load()
    counts = mesh.counts["catalogue"]
    assert (counts.read, counts.loaded, counts.unchanged, counts.quarantined) == (3, 2, 0, 1)
    mesh.load()
    assert (mesh.counts["catalogue"].loaded, mesh.counts["catalogue"].unchanged) == (0, 2)
    mesh.says("catalogue", "Product", product(MILK, record=1), product(EGGS, record=1), product(BREAD, record=9))
    mesh.quarantined["catalogue"] = []
    real = mesh.stage

    def losing(*arguments: object) -> object:
        from dataclasses import replace

        return replace(real(*arguments), read={"Product": 1})  # type: ignore[arg-type]

    mesh.stage = losing  # type: ignore[method-assign, assignment]
    with pytest.raises(LoadError, match="do not add up"):
        mesh.load()
    assert list(mesh.served()) == [MILK]


def test_status_counts_products_entities_and_quarantine(mesh: Mesh) -> None:
    three(mesh)
    mesh.quarantined["catalogue"] = [("Product", 4), ("Product", 5)]
    mesh.load()
    reader = open_reader(mesh.path)
    found = status(reader)
    reader.close()
    assert found.generation == 1 and dict(found.entities) == {"Product": 3}
    (catalogue,) = found.products
    assert (catalogue.name, catalogue.version, catalogue.quarantined, catalogue.counts.read) == (
        "catalogue",
        "1.0.0",
        2,
        5,
    )
