"""Neo4j alone says where values come from as the ledger does: every alias, personal values, and what is left out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from graph_service.findings import StoreError
from graph_service.ontology.model import Class, Datatype, Ontology, Property, Sensitivity, Words
from graph_service.plan.policies.policy import Actor, Kind, Policy
from graph_service.plan.ready import Scope
from graph_service.provenance import Provenance, provenance
from graph_service.stores.listing import LISTED
from graph_service.stores.neo4j import Neo4jStore, Reach
from graph_service.stores.protocol import IN_LEDGER, Contribution
from graph_service.stores.sight import Sight
from graph_service.stores.sqlite import SqliteStore
from tests.loading.ledger.grocer import NAMESPACE, grocer, iri
from tests.loading.ledger.mesh import NOW, Mesh
from tests.stores.conftest import published

pytestmark = pytest.mark.neo4j

GTIN, SKU, ITEM = "Product/gtin/04000", "Product/sku/A1", "Product/itemNumber/4711"


def persons() -> Ontology:
    """The grocer, who also knows of a person what nobody else should: numbers, places, several values."""
    known = grocer()

    def personal(name: str, datatype: Datatype | None = None, to: str | None = None, *, many: bool = False) -> Property:
        return Property(
            iri=NAMESPACE + name,
            name=name,
            domains=("Person",),
            datatype=datatype,
            range=to,
            scale=2 if datatype is Datatype.DECIMAL else 0,
            many=many,
            sensitivity=Sensitivity.PERSONAL,
        )

    more = (
        personal("income", Datatype.DECIMAL),
        personal("height", Datatype.DOUBLE),
        personal("phone", Datatype.STRING, many=True),
        personal("shopsAt", to="Store"),
    )
    # a class with a key of two parts, whose alias has both
    count = Class(
        iri=NAMESPACE + "Count",
        name="Count",
        words=Words(label={"en": "Count"}),
        keys=(("countedIn", "countedOn"),),
    )
    parts = tuple(
        Property(iri=NAMESPACE + name, name=name, domains=("Count",), datatype=Datatype.STRING, many=False, is_key=True)
        for name in ("countedIn", "countedOn")
    )
    properties = {**known.properties, **{prop.name: prop for prop in (*more, *parts)}}
    return replace(known, properties=properties, classes={**known.classes, "Count": count}, digest="persons")


@pytest.fixture
def mesh(tmp_path: Path) -> Mesh:
    return Mesh(path=tmp_path / "graph.sqlite", ontology=persons())


@pytest.fixture
def server(empty: Reach) -> Iterator[Neo4jStore]:
    with closing(Neo4jStore(empty)) as store:
        yield store


def aliases(mesh: Mesh) -> list[str]:
    return [str(alias) for (alias,) in mesh.ask('SELECT iri FROM "ledger:alias"')]


def both_resolve(mesh: Mesh, server: Neo4jStore, names: list[str]) -> dict[str, str | None]:
    """What the names lead to on Neo4j, which is what they lead to on the embedded store."""
    with closing(SqliteStore(mesh.path)) as embedded:
        found = {name: server.resolve(name) for name in names}
        assert found == {name: embedded.resolve(name) for name in names}
    return found


def both_tell(mesh: Mesh, server: Neo4jStore, path: str) -> tuple[Contribution, ...]:
    """The contributions on Neo4j, which are those of the embedded store but for what is kept in the ledger."""
    with closing(SqliteStore(mesh.path)) as embedded:
        whole, told = embedded.lineage(iri(path)), server.lineage(iri(path))
    assert len(whole) == len(told)
    for one, other in zip(whole, told, strict=True):
        kept = {name for name, value in other.values.items() if value == IN_LEDGER}
        assert replace(other, values={**other.values, **{name: one.values[name] for name in kept}}) == one
    return told


def test_every_alias_leads_to_the_same_entity_as_on_the_embedded_store(
    mesh: Mesh, empty: Reach, server: Neo4jStore
) -> None:
    mesh.says("catalogue", "Product", {"subject": GTIN, "gtin": "04000"}, {"subject": "Product/gtin/1", "gtin": "1"})
    mesh.says("sales", "Product", {"subject": SKU, "sku": "A1", "sameAs": GTIN})  # by stated sameness alone
    mesh.says("stock", "Product", {"subject": ITEM, "itemNumber": "4711", "gtin": "04000"})
    both = "Count/countedIn,countedOn/7,2026-06-30"
    mesh.says("counts", "Count", {"subject": "Count/sheet/12", "sameAs": both, "countedIn": "7", "countedOn": "2026"})
    mesh.load()
    published(empty, mesh.path, mesh.ontology)
    found = both_resolve(mesh, server, [*aliases(mesh), iri("Product/sku/none")])
    assert [found[iri(path)] for path in (GTIN, SKU, ITEM)] == [iri(GTIN)] * 3
    assert found[iri(both)] == found[iri("Count/sheet/12")] is not None and found[iri("Product/sku/none")] is None
    assert {one.product for one in both_tell(mesh, server, SKU)} == {"catalogue", "sales", "stock"}


@pytest.mark.parametrize("atomic_changes", [1_000, 0])
def test_aliases_follow_when_entities_part_meet_and_go(
    mesh: Mesh, empty: Reach, server: Neo4jStore, atomic_changes: int
) -> None:
    def follow() -> dict[str, str | None]:
        mesh.load()
        published(empty, mesh.path, mesh.ontology, atomic_changes=atomic_changes)
        known.update(aliases(mesh))
        return both_resolve(mesh, server, sorted(known))

    known: set[str] = set()
    mesh.says("catalogue", "Product", {"subject": GTIN, "gtin": "04000"}, {"subject": "Product/gtin/1", "gtin": "1"})
    mesh.says("sales", "Product", {"subject": SKU, "sku": "A1", "sameAs": GTIN})
    assert follow()[iri(SKU)] == iri(GTIN)
    mesh.says("sales", "Product", {"subject": SKU, "sku": "A1", "sameAs": "Product/gtin/1"})
    assert follow()[iri(SKU)] == iri("Product/gtin/1")
    mesh.says("sales", "Product", {"subject": SKU, "sku": "A1"})
    assert follow()[iri(SKU)] == iri(SKU)
    mesh.says("stock", "Product", {"subject": ITEM, "itemNumber": "4711", "sameAs": SKU})
    assert follow()[iri(ITEM)] == iri(SKU)
    mesh.says("sales", "Product")
    mesh.says("stock", "Product")
    found = follow()
    assert found[iri(SKU)] is found[iri(ITEM)] is None and found[iri(GTIN)] == iri(GTIN)


def test_personal_values_are_told_without_standing_in_the_lineage(mesh: Mesh, empty: Reach, server: Neo4jStore) -> None:
    person = "Person/personNumber/1"
    private = {
        "email": "anna@example.org",
        "income": "1234.50",
        "height": 1.7,
        "phone": "555-01",
        "shopsAt": "Store/storeNumber/1",
    }
    mesh.says("stores", "Store", {"subject": "Store/storeNumber/1", "storeNumber": 1})
    mesh.says("people", "Person", {"subject": person, "personNumber": "1", **private})
    mesh.says(
        "gossip", "Person", {"subject": person, "email": "other@example.org", "phone": "555-02", "income": "1234.50"}
    )
    mesh.load()
    published(empty, mesh.path, mesh.ontology)
    people, gossip = both_tell(mesh, server, person)
    assert people.values == {
        "personNumber": "1",
        "email": "anna@example.org",
        "income": Decimal("1234.50"),
        "height": 1.7,
        "phone": IN_LEDGER,  # of several values said by several sources the node has the union
        "shopsAt": iri("Store/storeNumber/1"),
    }
    assert gossip.values == {"email": IN_LEDGER, "phone": IN_LEDGER, "income": Decimal("1234.50")}
    found = server.server.records("MATCH (n:Entity {iri: $iri}) RETURN n._lineage", {"iri": iri(person)})
    assert not [secret for secret in ("anna", "other@", "1234", "1.7", "555", "Store/") if secret in found[0][0]]


def test_many_personal_values_of_one_source_are_told(mesh: Mesh, empty: Reach, server: Neo4jStore) -> None:
    person = "Person/personNumber/1"
    mesh.says("people", "Person", {"subject": person, "personNumber": "1", "phone": "555-02", "phone#2": "555-01"})
    mesh.load()
    published(empty, mesh.path, mesh.ontology)
    assert sorted(server.lineage(iri(person))[0].values["phone"]) == ["555-01", "555-02"]


def test_a_value_that_changes_is_told_as_it_is_now(mesh: Mesh, empty: Reach, server: Neo4jStore) -> None:
    for number, email in enumerate(("old@example.org", "new@example.org"), 1):
        mesh.says("people", "Person", {"subject": "Person/personNumber/1", "personNumber": "1", "email": email})
        mesh.load()
        published(empty, mesh.path, mesh.ontology)
        (said,) = both_tell(mesh, server, "Person/personNumber/1")
        assert (said.values["email"], said.run) == (email, number)


def test_a_node_of_thousands_of_records_stays_readable(mesh: Mesh, empty: Reach, server: Neo4jStore) -> None:
    shops = [{"subject": f"Store/storeNumber/{n}", "storeNumber": n} for n in range(2_000)]
    mesh.says("stores", "Store", *shops)
    sold = [{"subject": GTIN, "gtin": "04000", "soldIn": shop["subject"]} for shop in shops]
    mesh.says("sales", "Product", *sold, {"subject": GTIN, "gtin": "4000"})
    mesh.load()
    published(empty, mesh.path, mesh.ontology)
    told = both_tell(mesh, server, GTIN)
    assert len(told) <= 4 * LISTED and told[-1].values["gtin"] == "4000"  # who disagrees is listed
    assert sum(one.further.get("soldIn", 0) for one in told) == 2_000 - sum("soldIn" in one.values for one in told)
    found = server.server.records("MATCH (n:Entity {iri: $iri}) RETURN n._lineage", {"iri": iri(GTIN)})
    assert len(found[0][0]) < 5_000


def test_numbers_are_told_as_they_were_said(mesh: Mesh, empty: Reach, server: Neo4jStore) -> None:
    mesh.says(
        "catalogue",
        "Product",
        {"subject": GTIN, "gtin": "04000", "price": "12.50", "packSize": 6, "organic": True, "label@de": "Milch"},
    )
    mesh.load()
    published(empty, mesh.path, mesh.ontology)
    (said,) = both_tell(mesh, server, GTIN)
    assert [str(said.values[name]) for name in ("price", "packSize", "organic", "label@de")] == [
        "12.50",
        "6",
        "True",
        "Milch",
    ]


def test_whoever_may_read_a_personal_value_is_told_its_source_and_nobody_else(
    mesh: Mesh, empty: Reach, server: Neo4jStore
) -> None:
    person = iri("Person/personNumber/1")
    mesh.says(
        "people", "Person", {"subject": "Person/personNumber/1", "personNumber": "1", "email": "anna@example.org"}
    )
    mesh.load()
    published(empty, mesh.path, mesh.ontology)
    closed = Policy(name="no-email", kind=Kind.PROHIBITION, target="Person.email", assignees=("analyst",))

    def ask(role: str, name: str | None = None) -> Provenance:
        scope = Scope(ontology=mesh.ontology, actor=Actor(role=role), policies=(closed,), beside={}, now=NOW)
        sight = Sight(store=server, scope=scope)
        return provenance(person, sight.classes(person), server.lineage(person), sight, name)

    (email,) = ask("care", "email").values
    assert (email.value, email.served) == ("anna@example.org", True)
    assert (email.product, email.version, email.run, email.source, email.record) == ("people", "1.0.0", 1, "Person", 1)
    assert ask("analyst").withheld == ("email",)
    assert [one.property for one in ask("analyst").values] == ["personNumber"]
    with pytest.raises(StoreError, match="not readable here"):
        ask("analyst", "email")
