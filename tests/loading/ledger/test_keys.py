"""Keys mint aliases, and rank them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from graph_service.loading.ledger.keys import UNRANKED, key_prefix, ranking
from graph_service.loading.merging.identity import unite
from graph_service.ontology.model import Class, Datatype, Property
from tests.loading.ledger.grocer import BASE, NAMESPACE, grocer
from tests.loading.ledger.mesh import Mesh


def test_the_first_key_ranks_best_and_what_is_no_key_ranks_last() -> None:
    rank = ranking(grocer(), BASE)
    gtin, sku, item, other = (rank(f"{BASE}Product/{name}/1") for name in ("gtin", "sku", "itemNumber", "name"))
    assert gtin < sku < item < other == UNRANKED
    assert rank("https://elsewhere.example/Product/gtin/1") == UNRANKED


def test_a_composite_key_and_values_with_blanks_and_umlauts_name_one_alias(mesh: Mesh) -> None:
    aisle = Class(iri=f"{NAMESPACE}Aisle", name="Aisle", keys=(("hall", "row"),))
    columns = {
        name: Property(iri=NAMESPACE + name, name=name, domains=("Aisle",), datatype=datatype, many=False, is_key=True)
        for name, datatype in (("hall", Datatype.STRING), ("row", Datatype.INTEGER))
    }
    ontology = grocer()
    mesh.ontology = replace(
        ontology, classes={**ontology.classes, "Aisle": aisle}, properties={**ontology.properties, **columns}
    )
    mesh.says(
        "plan",
        "Aisle",
        {"subject": "aisle/7", "hall": "Süd West", "row": 7},
        {"subject": "x", "hall": "N", "row": None},
    )
    mesh.load()
    assert key_prefix(BASE, "Aisle", ("hall", "row")) == f"{BASE}Aisle/hall/row/"
    assert set(mesh.served()) == {"Aisle/hall/row/Süd%20West/7", "x"}


@pytest.mark.parametrize(
    ("pairs", "components"),
    [
        ([], {}),
        ([(3, 1), (3, 2)], {1: [1, 2, 3]}),
        ([(5, 6), (1, 2), (2, 5)], {1: [1, 2, 5, 6]}),
        ([(4, 4)], {4: [4]}),
        ([(9, 8), (2, 3)], {2: [2, 3], 8: [8, 9]}),
    ],
)
def test_pairs_unite_under_their_smallest_member(
    pairs: list[tuple[int, int]], components: dict[int, list[int]]
) -> None:
    assert unite(pairs) == components
