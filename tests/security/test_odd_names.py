"""Odd names end to end: a class or a property called anything works on every face, or `check` says why it may not.

Each name is loaded into the real store, asked through a plan, GraphQL and a question, and traced to its record.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from graph_service.api.app import build_app
from graph_service.ontology.model import Ontology
from graph_service.plan.forms.form import plan_from_form
from graph_service.service import GraphService
from tests.cli.running import Ran, run
from tests.security.meshes import serving, write_product, write_workspace

HOME = "https://example.org/ontology/"
ONTOLOGY = """
<{cls}> a owl:Class ; skos:prefLabel "odd one"@en ; owl:hasKey ( <{key}> ) .
<{key}> a owl:DatatypeProperty, owl:FunctionalProperty ; rdfs:domain <{cls}> ; rdfs:range xsd:string .
<{key}Next> a owl:ObjectProperty, owl:FunctionalProperty ; rdfs:domain <{cls}> ; rdfs:range <{cls}> .
<{key}Before> a owl:ObjectProperty ; owl:inverseOf <{key}Next> .
"""
CYPHER = "%60)%20DETACH%20DELETE%20n%20//"
KEYWORDS = [
    "Order",
    "Match",
    "Delete",
    "Select",
    "Table",
    "Group",
    "Null",
    "class",
    "record",
    "Member",
    "several",
]
OF_GRAPHQL = ["Query", "Mutation", "Node", "PageInfo", "String", "__typename", "type"]
CHARACTERS = ["O'Brien", "a%22b", "a%60b", CYPHER, "a%20b", "-", "1st", "%00", "Größe", "東京", "𝒜", "İ", "link:x"]
WORKS = [*KEYWORDS, *OF_GRAPHQL, *CHARACTERS, "labels", "_cf", "rowid_"]
RESERVED = {
    "class": ["Thing", "Entity", "Meta", "_Meta", "sqlite_master", "SQLite_x", "_load_dirty", "x" * 201],
    "property": ["_iri", "id", "rowid", "this", "True", "false", "_lineage", "x" * 201],
}
NOT_IRIS = ["a\\u0060b", "a\\u0022b", "a\\u0020b", "a\\u007Bb"]


@dataclass(frozen=True, kw_only=True)
class Odd:
    """The IRIs of a class and its key, one of them odd."""

    cls: str
    key: str

    def workspace(self, root: Path) -> Path:
        made = write_workspace(root, ONTOLOGY.format(cls=self.cls, key=self.key))
        po = [["a", self.cls], [self.key, "$(k)"], [f"{self.key}Next", "id:X/k/$(next)~iri"]]
        records = [{"k": "1", "next": "2"}, {"k": "2", "next": "1"}]
        write_product(made, "things", {"s": "id:X/k/$(k)", "po": po}, records)
        return made


def odd(kind: str, name: str) -> Odd:
    return Odd(cls=HOME + name, key=f"{HOME}key") if kind == "class" else Odd(cls=f"{HOME}Plain", key=HOME + name)


@pytest.mark.parametrize("kind", ["class", "property"])
@pytest.mark.parametrize("name", WORKS)
def test_it_works_on_every_face(kind: str, name: str, store_name: str, tmp_path: Path) -> None:
    root = odd(kind, name).workspace(tmp_path / "workspace")
    checked = run("check", "--workspace", root)
    assert checked.code == 0, checked.err
    with serving(root, store_name) as service:
        [first, second] = asked(service)
        assert first["next"]["key"] == second["key"] == "2"
        assert {one.value for one in service.why(first["_iri"], service.actor()).values} >= {"1"}
        with TestClient(build_app(service), base_url="http://localhost", raise_server_exceptions=False) as client:
            over_graphql(client)
            told = client.post("/ask", json={"question": "How many odd one are there?"})
            assert told.status_code == 200 and told.json()["status"] in ("answered", "clarify", "refused")
        assert sum(service.store.state().entities.values()) == 2


def asked(service: GraphService) -> Any:
    """Both entities through a plan that filters, orders, selects and follows by the odd names."""
    cls, key, link = terms(service.served().ontology)
    page = {"class": cls, "order": [key], "where": {"in": [key, ["1", "2"]]}}
    select = {"_iri": "_iri", "key": key, "label": "_label"}
    linked = {"next": {"link": link, "select": {"key": key}}}
    plan = plan_from_form({"entities": {**page, "select": select, "links": linked}})
    return service.answer(plan, service.actor()).entities


def terms(ontology: Ontology) -> tuple[str, str, str]:
    [cls] = ontology.classes
    [key] = [one.name for one in ontology.properties.values() if not one.is_link]
    [link] = [one.name for one in ontology.properties.values() if one.is_link and one.stored]
    return cls, key, link


def over_graphql(client: TestClient) -> None:
    """Every field of an entity that the schema offers, of all entities."""
    fields = "{__schema {queryType {fields {name args {name} type {ofType {name}}}}}}"
    offered = client.post("/graphql", json={"query": fields}).json()["data"]["__schema"]["queryType"]["fields"]
    [root] = [one["name"] for one in offered if {"where", "first"} <= {arg["name"] for arg in one["args"]}]
    found = client.post(
        "/graphql", json={"query": f"{{{root}(first: 5) {{totalCount nodes {{id __typename}}}}}}"}
    ).json()
    assert "errors" not in found and found["data"][root]["totalCount"] == 2
    assert client.get("/graphql/schema").status_code == 200


def reserved() -> Iterator[tuple[str, str]]:
    for kind, names in RESERVED.items():
        yield from ((kind, name) for name in names)


@pytest.mark.parametrize(("kind", "name"), list(reserved()))
def test_what_is_reserved_is_refused_with_a_remedy(kind: str, name: str, tmp_path: Path) -> None:
    root = odd(kind, name).workspace(tmp_path / "workspace")
    for command in ("check", "load"):
        refused(run(command, "--workspace", root), "Give it another name")
    assert not (root / ".graph-service" / "graph.sqlite").exists()


@pytest.mark.parametrize("kind", ["class", "property"])
@pytest.mark.parametrize("name", NOT_IRIS)
def test_what_is_no_iri_is_refused(kind: str, name: str, tmp_path: Path) -> None:
    root = odd(kind, name).workspace(tmp_path / "workspace")
    refused(run("check", "--workspace", root), "Not an IRI, it has")


def refused(ran: Ran, why: str) -> None:
    assert ran.code == 1 and why in ran.err.replace("\n", " ") and "Traceback" not in ran.err


def test_every_name_is_tried() -> None:
    assert (len(WORKS), len(list(reserved())), len(NOT_IRIS)) == (34, 16, 4)
