"""Shapes on merged entities: pySHACL is the judge of the judge."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest
from pyshacl import validate
from rdflib import BNode, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.namespace import RDF, SH, XSD

from graph_service.loading.shapes.violations import shape_counts
from graph_service.ontology.model import Datatype, Property, PropertyShape
from graph_service.stores.connection import open_reader
from tests.loading.ledger.grocer import BASE, NAMESPACE, grocer
from tests.loading.ledger.mesh import Mesh
from tests.loading.ledger.worlds import change_world

GROCER = Namespace(NAMESPACE)
SEEDS = range(6)
SHAPES = (
    PropertyShape(target="Product", path="name", min_count=1),
    PropertyShape(target="Product", path="gtin", min_count=1, max_count=1, pattern="^[1-4]$"),
    PropertyShape(target="Product", path="label", min_count=2),
    PropertyShape(target="Product", path="label", max_count=1),
    PropertyShape(target="Product", path="price", min_inclusive="0", max_inclusive="12.4"),
    PropertyShape(target="Product", path="packSize", min_inclusive="0.5", max_inclusive="5"),
    PropertyShape(target="Product", path="unit", one_of=("PCE", "PCK")),
    PropertyShape(target="Product", path="packSize", one_of=("1", "6")),
    PropertyShape(target="Product", path="launched", min_inclusive="2025-01-01"),
    PropertyShape(target="Product", path="launched", datatype=Datatype.DATETIME),
    PropertyShape(target="Product", path="organic", datatype=Datatype.BOOLEAN),
    PropertyShape(target="Product", path="brand", cls="Brand", min_count=1),
    PropertyShape(target="Product", path="soldIn", min_count=2, max_count=2, cls="Store"),
    PropertyShape(target="Product", path="soldIn", cls="Product"),
    PropertyShape(target="Product", path="tag", min_count=2, pattern="^[a-z]"),
    PropertyShape(target="Product", path="tag", max_count=2),
    PropertyShape(target="FreshProduct", path="shelfLife", min_count=1, max_inclusive="14"),
    PropertyShape(target="FreshProduct", path="price", max_count=0),
    PropertyShape(target="Place", path="name", pattern="^H"),
    PropertyShape(target="Product", path="lines", min_count=2, max_count=3),
    PropertyShape(target="Store", path="soldInInverse", min_count=3),
    PropertyShape(target="Store", path="storeInverse", max_count=1, cls="Line"),
    PropertyShape(target="Line", path="product", min_count=1),
    PropertyShape(target="Line", path="store", one_of=(f"{BASE}Store/storeNumber/1",)),
    PropertyShape(target="Person", path="email", pattern="@"),
)
XSD_TYPES = {
    Datatype.STRING: XSD.string,
    Datatype.INTEGER: XSD.integer,
    Datatype.DECIMAL: XSD.decimal,
    Datatype.BOOLEAN: XSD.boolean,
    Datatype.DATE: XSD.date,
    Datatype.DATETIME: XSD.dateTime,
}
ONTOLOGY = grocer(*SHAPES)


def rdf_of(mesh: Mesh) -> Graph:
    """What is served, as RDF."""
    graph = Graph()
    for path, entity in mesh.served().items():
        for cls in entity["classes"]:
            graph.add((URIRef(BASE + path), RDF.type, GROCER[cls]))
        for name, told in entity.items():
            prop = ONTOLOGY.properties.get(name.partition("@")[0])
            if prop and not name.endswith(("_cf", "_sort")) and name not in ("class", "classes", "source"):
                for value in told if isinstance(told, list) else [told]:
                    if name != "label":  # the entity's, not a column
                        graph.add((URIRef(BASE + path), GROCER[prop.name], term(prop, name, value)))
    return graph


def term(prop: Property, column: str, value: object) -> URIRef | Literal:
    if prop.is_link:
        return URIRef(f"{BASE}{value}")
    if prop.localized:
        return Literal(value, lang=column.partition("@")[2])
    if prop.datatype is Datatype.DECIMAL:
        return Literal(Decimal(str(value)).scaleb(-prop.scale))
    if prop.datatype is Datatype.BOOLEAN:
        return Literal(bool(value))
    assert prop.datatype
    return Literal(value, datatype=XSD_TYPES[prop.datatype])


def shacl_of(shapes: tuple[PropertyShape, ...]) -> Graph:
    """The shapes as SHACL, written by the standard and not by how they are compiled."""
    graph = Graph()
    for shape in shapes:
        node, path_shape = BNode(), BNode()
        prop = ONTOLOGY.property_of(shape.target, shape.path)
        assert prop
        graph += [(node, RDF.type, SH.NodeShape), (node, SH.targetClass, GROCER[shape.target])]
        graph += [(node, SH.property, path_shape), (path_shape, SH.path, path_of(graph, prop))]
        for constraint, value in constraints(graph, shape, prop):
            graph.add((path_shape, constraint, value))
    for cls in ONTOLOGY.classes.values():
        for parent in cls.parents:
            graph.add((GROCER[cls.name], URIRef("http://www.w3.org/2000/01/rdf-schema#subClassOf"), GROCER[parent]))
    return graph


def path_of(graph: Graph, prop: Property) -> URIRef | BNode:
    if prop.stored:
        return GROCER[prop.name]
    backwards = BNode()
    graph.add((backwards, SH.inversePath, GROCER[str(prop.inverse_of)]))
    return backwards


def constraints(
    graph: Graph, shape: PropertyShape, prop: Property
) -> Iterator[tuple[URIRef, URIRef | BNode | Literal]]:
    for name, count in ((SH.minCount, shape.min_count), (SH.maxCount, shape.max_count)):
        if count is not None:
            yield name, Literal(count)
    if shape.pattern:
        yield SH.pattern, Literal(shape.pattern)
    if shape.datatype:
        yield SH.datatype, XSD_TYPES[shape.datatype]
    if shape.cls:
        yield SH["class"], GROCER[shape.cls]
    datatype = XSD.decimal if prop.datatype in (Datatype.INTEGER, Datatype.DECIMAL) else None
    for name, limit in ((SH.minInclusive, shape.min_inclusive), (SH.maxInclusive, shape.max_inclusive)):
        if limit is not None:
            assert prop.datatype
            yield name, Literal(limit, datatype=datatype or XSD_TYPES[prop.datatype])
    if shape.one_of:
        members = [
            URIRef(one) if prop.is_link else Literal(one, datatype=XSD_TYPES[prop.datatype]) for one in shape.one_of
        ]  # type: ignore[index]
        yield SH["in"], Collection(graph, BNode(), members).uri


def judged_by_pyshacl(mesh: Mesh) -> set[tuple[str, str, str]]:
    _, report, _ = validate(rdf_of(mesh), shacl_graph=shacl_of(SHAPES), advanced=False, inplace=False)
    found = set()
    for result in report.subjects(RDF.type, SH.ValidationResult):
        path = report.value(result, SH.resultPath)
        back = report.value(path, SH.inversePath)
        component = str(report.value(result, SH.sourceConstraintComponent)).removeprefix(str(SH))
        focus = str(report.value(result, SH.focusNode)).removeprefix(BASE)
        found.add((focus, f"^{back}" if back else str(path), component))
    return found


def judged_by_us(mesh: Mesh) -> set[tuple[str, str, str]]:
    found = set()
    for iri, cls, path, component in mesh.ask(
        'SELECT e.iri, r.class, r.path, r.component FROM "ledger:shape_result" r JOIN entity e ON e.id = r.entity'
    ):
        prop = ONTOLOGY.property_of(cls, path)
        assert prop
        shown = f"{NAMESPACE}{prop.name}" if prop.stored else f"^{NAMESPACE}{prop.inverse_of}"
        found.add((iri.removeprefix(BASE), shown, f"{component[0].upper()}{component[1:]}ConstraintComponent"))
    return found


def test_pyshacl_finds_the_same_on_random_worlds(tmp_path: Path) -> None:
    components: dict[str, int] = {}
    for seed in SEEDS:
        mesh = Mesh(tmp_path / f"{seed}.sqlite", ontology=ONTOLOGY)
        change_world(mesh, Random(seed))
        mesh.load()
        ours, theirs = judged_by_us(mesh), judged_by_pyshacl(mesh)
        assert ours == theirs
        for *_, component in ours:
            components[component] = components.get(component, 0) + 1
    assert len(components) == 8, "one component of the eight was never violated: the worlds are too tame"
    assert sum(components.values()) > 200


def test_a_violation_keeps_its_value_its_severity_and_words_and_masks_what_is_personal(mesh: Mesh) -> None:
    mesh.ontology = grocer(
        PropertyShape(target="Product", path="price", max_inclusive="1", severity="Warning", message="Too dear."),
        PropertyShape(target="Person", path="email", pattern="@"),
    )
    mesh.says("catalogue", "Product", {"subject": "Product/gtin/1", "gtin": "1", "price": "1.05"})
    mesh.says("customers", "Person", {"subject": "Person/personNumber/1", "personNumber": "1", "email": "nobody"})
    mesh.load()
    assert mesh.ask('SELECT component, value, severity, message FROM "ledger:shape_result" ORDER BY 1') == [
        ("maxInclusive", "1.05", "Warning", "Too dear."),
        ("pattern", "•••", "Violation", "Person.email should have text like @"),
    ]
    with closing(open_reader(mesh.path)) as reader:
        first, second = shape_counts(reader)
    assert str(second.finding()) == f"Product.price: 1 × Too dear, e.g. <{BASE}Product/gtin/1>"
    assert first.finding().severity == "Violation"


@pytest.fixture
def strict(mesh: Mesh) -> Mesh:
    """A product below zero is not served."""
    mesh.ontology = grocer(PropertyShape(target="Product", path="price", min_inclusive="0", withhold=True))
    mesh.says(
        "catalogue",
        "Product",
        {"subject": "Product/gtin/1", "gtin": "1", "price": "-1", "soldIn": "Store/storeNumber/1"},
    )
    mesh.says("stores", "Store", {"subject": "Store/storeNumber/1", "storeNumber": 1})
    mesh.says("tills", "Line", {"subject": "Line/lineId/1", "lineId": "1", "product": "Product/gtin/1"})
    return mesh


def test_a_withheld_entity_is_not_served_nor_linked_to(strict: Mesh) -> None:
    strict.load()
    assert set(strict.served()) == {"Store/storeNumber/1", "Line/lineId/1"}
    assert "product" not in strict.entity("Line/lineId/1")
    assert strict.ask('SELECT count(*) FROM "link:soldIn"') == [(0,)]


def test_a_released_entity_is_served_again_with_its_links(strict: Mesh) -> None:
    strict.load()
    strict.products["catalogue"]["Product"].records[0]["price"] = "1"
    released = strict.load()
    assert strict.entity("Line/lineId/1")["product"] == "Product/gtin/1"
    assert (released.changed, strict.ask("SELECT * FROM removed")) == (2, [])
    strict.products["catalogue"]["Product"].records[0]["price"] = "-2"
    withheld = strict.load()
    assert "product" not in strict.entity("Line/lineId/1")
    assert (withheld.changed, withheld.removed) == (1, 1)
