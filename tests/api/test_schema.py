"""The schema of an ontology: valid, quick to make, refusing clashes, swapped when a load publishes another one."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    parse,
    print_schema,
    validate,
    validate_schema,
)
from graphql import build_schema as read_sdl
from starlette.testclient import TestClient

from graph_service.answers.answer import Answer, Evidence, EvidenceEntity, EvidenceLink, Source
from graph_service.api.app import build_app
from graph_service.api.schema import answer_types
from graph_service.api.schema.build import build_schema
from graph_service.api.schema.example import example
from graph_service.findings import WorkspaceError
from graph_service.ontology.graphql_clashes import graphql_clashes
from graph_service.ontology.model import Class, Code, Datatype, Enumeration, Ontology, Property
from graph_service.ontology.read import read_ontology
from graph_service.plan.ready import Bounds
from graph_service.service import GraphService
from graph_service.stores.connection import open_writer, writing
from graph_service.stores.sqlite import SqliteStore
from graph_service.workspace import Workspace
from tests.api.places import record_ontology

ROOT = Path(__file__).resolve().parents[2]


def cls(name: str, *parents: str) -> Class:
    return Class(iri=f"x:{name}", name=name, parents=parents)


def link(name: str, domain: str, target: str, *, many: bool = True) -> Property:
    return Property(iri=f"x:{name}", name=name, domains=(domain,), range=target, many=many)


def text(name: str, *domains: str) -> Property:
    return Property(iri=f"x:{name}", name=name, domains=domains, datatype=Datatype.STRING, many=False)


def ontology_of(*terms: Class | Property | Enumeration) -> Ontology:
    return Ontology(
        iri="x:",
        classes={term.name: term for term in terms if isinstance(term, Class)},
        properties={term.name: term for term in terms if isinstance(term, Property)},
        enumerations={term.name: term for term in terms if isinstance(term, Enumeration)},
    )


def test_the_sample_is_a_valid_schema() -> None:
    ontology = read_ontology(ROOT / "ontology", languages=("en", "de")).ontology
    sdl = print_schema(build_schema(ontology, Bounds()))
    assert validate_schema(read_sdl(sdl)) == []
    for line in (
        "type Store implements Node & Place {",
        "listPrice: Decimal",
        "enum FederalState",
        "soldAt: DateTime",
    ):
        assert line in sdl
    assert "Global Trade Item Number" in sdl, "descriptions are the ontology's definitions"


def test_every_entity_type_says_what_it_is(world: Ontology) -> None:
    schema = build_schema(world, Bounds())
    for name in world.classes:
        type_ = schema.type_map[name]
        assert isinstance(type_, GraphQLObjectType | GraphQLInterfaceType)
        assert isinstance(type_, GraphQLInterfaceType) is (len(world.descendants(name)) > 1)
        assert "Node" in [one.name for one in type_.interfaces]
        assert type_.description


def test_deprecation_comes_from_the_ontology(world: Ontology) -> None:
    old = replace(world.properties["weight"], deprecated=True)
    schema = build_schema(replace(world, properties={**world.properties, "weight": old}), Bounds())
    assert "weight: Decimal @deprecated(reason:" in print_schema(schema)


def test_odd_names_are_served() -> None:
    codes = Enumeration(name="Status", codes=(Code(notation="A-1"), Code(notation="true")))
    status = Property(
        iri="x:type", name="type", domains=("Order",), datatype=Datatype.STRING, many=False, enumeration="Status"
    )
    ids = (text("id", "Order"), text("straße", "Größe"))
    ontology = ontology_of(cls("Order"), cls("Node"), cls("Größe"), codes, status, *ids)
    schema = build_schema(ontology, Bounds())
    assert validate_schema(read_sdl(print_schema(schema))) == []
    assert {"Order", "Node_", "Gr_uF6__uDF_e"} <= set(schema.type_map)
    order, status_enum = schema.type_map["Order"], schema.type_map["Status"]
    assert isinstance(order, GraphQLObjectType) and {"id", "id_", "type"} <= set(order.fields)
    assert isinstance(status_enum, GraphQLEnumType) and list(status_enum.values) == ["A_u2D_1", "true_"]


@pytest.mark.parametrize(
    ("terms", "says"),
    [
        ((cls("Order"), cls("OrderConnection")), "both be the GraphQL type 'OrderConnection'"),
        ((cls("Order"), cls("OrderWhere")), "both be the GraphQL type 'OrderWhere'"),
        ((cls("Product"), cls("Products")), "both be the GraphQL root field 'products'"),
        ((cls("Level"), Enumeration(name="Level", codes=(Code(notation="a"),))), "both be the GraphQL type 'Level'"),
        (
            (cls("Order"), link("lines", "Order", "Order"), text("linesAggregate", "Order")),
            "both be the GraphQL field 'linesAggregate'",
        ),
        ((cls("A"), Enumeration(name="E", codes=(Code(notation=""),))), "cannot be a GraphQL enum value"),
    ],
)
def test_a_clash_is_refused_with_a_remedy(terms: tuple[Class | Property | Enumeration, ...], says: str) -> None:
    ontology = ontology_of(*terms)
    found = graphql_clashes(ontology)
    assert found and all("another name: <x:" in one.message or "empty" in one.message for one in found)
    assert says in found[0].message
    with pytest.raises(WorkspaceError, match="GraphQL"):
        build_schema(ontology, Bounds())


def test_the_names_a_class_generates_are_known_to_the_clashes(world: Ontology) -> None:
    """Whatever the schema calls its types is claimed, so that no clash can be silent."""
    from graph_service.ontology.graphql_clashes import _types

    claimed = {claim.name for claim in _types(world)}
    made = {name for name in build_schema(world, Bounds()).type_map if not name.startswith("__")}
    assert made <= claimed


@pytest.mark.parametrize(
    ("served", "told"),
    [
        (answer_types.ANSWER, Answer),
        (answer_types.EVIDENCE, Evidence),
        (answer_types.ENTITY, EvidenceEntity),
        (answer_types.LINK, EvidenceLink),
        (answer_types.SOURCE, Source),
    ],
)
def test_whatever_an_answer_tells_is_served(served: GraphQLObjectType, told: type) -> None:
    names = {answer_types.OTHERWISE.get(name, name) for name in served.fields}
    assert names == {field.name for field in fields(told)}
    assert all("_" not in name for name in served.fields)


def test_a_thousand_classes_are_served() -> None:
    kinds = list(Datatype)
    terms: list[Class | Property] = []
    for n in range(1_000):
        terms.append(cls(f"Class{n}", *([f"Class{n // 4}"] if n % 3 == 0 and n else [])))
        terms += [replace(text(f"p{n}x{k}", f"Class{n}"), datatype=kinds[k]) for k in range(7)]
        terms += [link(f"p{n}x{k}", f"Class{n}", f"Class{(n * 7 + k) % 1_000}", many=k == 9) for k in range(7, 10)]
    ontology = ontology_of(*terms)
    schema = build_schema(ontology, Bounds())
    assert len(schema.type_map) > 6_000
    assert all(f"Class{n}Connection" in schema.type_map for n in range(1_000))


def test_another_load_is_another_schema(place: Workspace) -> None:
    store = SqliteStore(place.graph)
    app = build_app(GraphService(workspace=place, store=store))
    with TestClient(app, base_url="http://localhost") as client:
        assert "specimen" not in client.get("/graphql/schema").text
        edited = place.ontology / "library.ttl"
        edited.write_text(
            edited.read_text(encoding="utf-8").replace('skos:prefLabel "copy"@en', 'skos:prefLabel "specimen"@en'),
            encoding="utf-8",
        )
        assert client.get("/health").json()["ontology"]["pending"] is True
        assert "specimen" not in client.get("/graphql/schema").text, "an edited file is served after a load"
        publish(place)
        assert "specimen" in client.get("/graphql/schema").text
        assert client.get("/health").json()["ontology"]["pending"] is False
    store.close()


def publish(place: Workspace) -> None:
    """What another process that loads leaves behind: a new generation and the ontology it was made with."""
    digest = read_ontology(place.ontology, languages=place.settings.languages).ontology.digest
    connection = open_writer(place.graph)
    with writing(connection):
        connection.execute("UPDATE meta SET value = '2' WHERE key = 'generation'")
        connection.execute("UPDATE meta SET value = ? WHERE key = 'ontology'", (digest,))
    connection.close()
    record_ontology(place)


def test_nothing_loaded_is_said(tmp_path: Path, place: Workspace) -> None:
    store = SqliteStore(tmp_path / "none.sqlite")
    with TestClient(build_app(GraphService(workspace=place, store=store)), base_url="http://localhost") as client:
        found = client.post("/graphql", json={"query": "{ __typename }"}).json()
        assert found["errors"][0]["extensions"]["code"] == "NOT_LOADED"
        assert client.get("/health").status_code == 503
        assert client.get("/graphql/schema").json()["code"] == "NOT_LOADED"
        assert "graph-service up" in client.get("/", headers={"accept": "text/html"}).text
    store.close()


def test_the_example_of_graphiql_is_valid(world: Ontology) -> None:
    sample = read_ontology(ROOT / "ontology", languages=("en",)).ontology
    for ontology in (world, sample):
        assert validate(build_schema(ontology, Bounds()), parse(example(ontology))) == []
    assert example(ontology_of()) == ""


def test_the_queries_of_the_documentation_are_valid() -> None:
    text = (ROOT / "docs" / "graphql.md").read_text(encoding="utf-8")
    queries = [part.split("```")[0] for part in text.split("```graphql\n")[1:]]
    ontology = read_ontology(ROOT / "ontology", languages=("en",)).ontology
    assert len(queries) == 1
    assert [validate(build_schema(ontology, Bounds()), parse(query)) for query in queries] == [[]]
