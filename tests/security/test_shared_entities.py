"""One entity of two classes that nothing connects: what a policy says of the one holds where it is read as the other.

Ada is a patient of one product and an employee of another, which give her one IRI; Bo is said to be both by one record;
Cy is an employee only and Di a patient only. The two classes have no superclass in common.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from graph_service.findings import PlanError, StoreError
from graph_service.plan.forms.form import plan_from_form
from graph_service.plan.policies.policy import Actor
from graph_service.plan.prepare import prepare
from graph_service.service import GraphService
from graph_service.stores.sight import Sight
from tests.security.meshes import serving, write_policies, write_product, write_workspace

ONTOLOGY = """
:Patient a owl:Class, sh:NodeShape ; skos:prefLabel "patient"@en ; owl:hasKey ( :number ) ;
    sh:property [ sh:path :alias ; dash:propertyRole dash:LabelRole ] .
:Employee a owl:Class, sh:NodeShape ; skos:prefLabel "employee"@en ; owl:hasKey ( :number ) ;
    sh:property [ sh:path :fullName ; dash:propertyRole dash:LabelRole ] .
:Ward a owl:Class ; skos:prefLabel "ward"@en ; owl:hasKey ( :wardName ) .
:number a owl:DatatypeProperty, owl:FunctionalProperty ; rdfs:domain :Patient, :Employee ; rdfs:range xsd:string .
:phone a owl:DatatypeProperty, owl:FunctionalProperty ; rdfs:domain :Patient, :Employee ; rdfs:range xsd:string .
:fullName a owl:DatatypeProperty, owl:FunctionalProperty ; rdfs:domain :Employee ; rdfs:range xsd:string .
:alias a owl:DatatypeProperty, owl:FunctionalProperty ; rdfs:domain :Patient ; rdfs:range xsd:string .
:illness a owl:DatatypeProperty, owl:FunctionalProperty ; rdfs:domain :Patient ; rdfs:range xsd:string .
:wardName a owl:DatatypeProperty, owl:FunctionalProperty ; rdfs:domain :Ward ; rdfs:range xsd:string .
:worksIn a owl:ObjectProperty, owl:FunctionalProperty ; rdfs:domain :Employee ; rdfs:range :Ward .
:staff a owl:ObjectProperty ; owl:inverseOf :worksIn .
:watches a owl:ObjectProperty, owl:FunctionalProperty ; rdfs:domain :Ward ; rdfs:range :Patient .
:watchedBy a owl:ObjectProperty ; rdfs:domain :Patient, :Employee ; rdfs:range :Ward ; owl:inverseOf :watches .
"""
SUBJECT = "id:Person/number/$(number)"
PATIENT = [["a", "o:Patient"], ["o:number", "$(number)"], ["o:illness", "$(illness)"], ["o:alias", "$(alias)"]]
EMPLOYEE = [
    ["a", "o:Employee"],
    ["o:number", "$(number)"],
    ["o:fullName", "$(name)"],
    ["o:phone", "$(phone)"],
    ["o:worksIn", "id:Ward/wardName/$(ward)~iri"],
]
BOTH = [*EMPLOYEE, *PATIENT[:1], *PATIENT[2:]]
EVERYBODY = ["Ada", "Bo", "Cy"]
Policy = Mapping[str, Any]


def deny(target: str, *, hidden: bool = False) -> Policy:
    return {"name": f"no-{target}", "kind": "prohibition", "target": target, "hidden": hidden}


def permit(target: str, constraint: Any) -> Policy:
    return {"name": f"some-{target}", "kind": "permission", "target": target, "constraint": constraint}


def person(number: str, name: str, **more: str) -> dict[str, str]:
    return {"number": number, "name": name, "phone": f"0{number}", "ward": "North", **more}


@pytest.fixture(scope="module")
def hospital(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = write_workspace(tmp_path_factory.mktemp("hospital") / "workspace", ONTOLOGY)
    patients = [
        {"number": "1", "illness": "flu", "alias": "A"},
        {"number": "4", "illness": "gout", "alias": "D"},
    ]
    write_product(root, "patients", {"s": SUBJECT, "po": PATIENT}, patients)
    write_product(root, "staff", {"s": SUBJECT, "po": EMPLOYEE}, [person("1", "Ada"), person("3", "Cy")])
    twice = [person("2", "Bo", illness="flu", alias="B")]
    write_product(root, "doctors", {"s": SUBJECT, "po": BOTH}, twice)
    ward = [["a", "o:Ward"], ["o:wardName", "$(ward)"], ["o:watches", "id:Person/number/$(who)~iri"]]
    write_product(root, "wards", {"s": "id:Ward/wardName/$(ward)", "po": ward}, [{"ward": "North", "who": "1"}])
    return root


@pytest.fixture
def under(hospital: Path, store_name: str) -> Iterator[Callable[..., GraphService]]:
    """The service under these policies."""
    with ExitStack() as stack:

        def made(*policies: Policy) -> GraphService:
            write_policies(hospital, policies)
            return stack.enter_context(serving(hospital, store_name))

        yield made


def asked(service: GraphService, document: Mapping[str, Any], role: str = "analyst") -> Any:
    found = service.answer(plan_from_form(document), Actor(role=role))
    return found.entities if found.entities is not None else [list(row) for row in found.rows]


def page(cls: str, *select: str, **more: Any) -> dict[str, Any]:
    return {"entities": {"class": cls, "order": ["number"], "select": list(select), **more}}


def employees(service: GraphService) -> list[str]:
    """Those that are seen, in every place where an employee could be."""
    listed = [one["fullName"] for one in asked(service, page("Employee", "fullName"))]
    linked = {"entities": {"class": "Ward", "links": {"staff": {"select": ["fullName"], "order": ["number"]}}}}
    assert [one["fullName"] for ward in asked(service, linked) for one in ward["staff"]] == listed
    counted = {"table": {"nodes": {"w": "Ward", "e": "Employee"}, "edges": [{"from": "w", "link": "staff", "to": "e"}]}}
    assert asked(service, {"table": {**counted["table"], "measures": {"n": {"count": "e"}}}}) == [[len(listed)]]
    things = {"entities": {"class": "Thing", "select": [{"as": "name", "of": "<Employee>.fullName"}]}}
    assert sorted(one["name"] for one in asked(service, things) if one["name"]) == listed
    return listed


def seen(service: GraphService) -> dict[str, int]:
    return Sight(store=service.store, scope=service.scope(Actor(role="analyst"))).counts()


def test_what_is_shared_is_recorded_with_the_load(under: Callable[..., GraphService]) -> None:
    service = under()
    assert employees(service) == EVERYBODY
    beside = service.store.state().beside
    assert beside is not None and set(beside) < {"Patient", "Employee"} and "Ward" not in str(beside)


@pytest.mark.parametrize("hidden", [False, True])
def test_a_denied_class(under: Callable[..., GraphService], hidden: bool) -> None:
    service = under(deny("Patient", hidden=hidden))
    assert employees(service) == ["Cy"]
    assert seen(service).get("Employee") == 1
    with pytest.raises(StoreError, match="Nothing is known here"):
        service.why("https://example.org/id/Employee/number/1", Actor(role="analyst"))
    assert service.why("https://example.org/id/Employee/number/3", Actor(role="analyst")).cls == "Employee"


def test_rows_of_a_class(under: Callable[..., GraphService]) -> None:
    service = under(permit("Patient", {"ne": ["illness", "flu"]}))
    assert employees(service) == ["Cy"]
    assert [one["alias"] for one in asked(service, page("Patient", "alias"))] == ["D"]
    grouped = {"table": {"nodes": {"e": "Employee"}, "dimensions": {"p": "e.phone"}, "measures": {"n": {"count": "e"}}}}
    assert asked(service, grouped) == [["03", 1]]


@pytest.mark.parametrize("hidden", [False, True])
def test_a_property_of_a_class(under: Callable[..., GraphService], hidden: bool) -> None:
    service = under(deny("Patient.phone", hidden=hidden))
    phones = {one["fullName"]: one["phone"] for one in asked(service, page("Employee", "fullName", "phone"))}
    assert phones == {"Ada": None, "Bo": None, "Cy": "03"}
    found = asked(service, page("Employee", "fullName", where={"starts": ["phone", "0"]}))
    assert [one["fullName"] for one in found] == ["Cy"]
    told = service.why("https://example.org/id/Employee/number/1", Actor(role="analyst"))
    assert "phone" not in {one.property for one in told.values}
    assert told.withheld == (() if hidden else ("phone",))


def test_a_label_of_a_class(under: Callable[..., GraphService]) -> None:
    service = under(deny("Patient.alias"))
    assert [one["_label"] for one in asked(service, page("Employee", "_label"))] == [None, None, "Cy"]


def test_a_link_from_its_other_end(under: Callable[..., GraphService]) -> None:
    """Who may not read whom a ward watches may not read it from the employee who is that patient."""
    service = under(deny("Ward.watches"))
    for cls in ("Patient", "Employee"):
        with pytest.raises(PlanError, match=f"{cls}.watchedBy is not readable here"):
            asked(service, page(cls, where={"exists": "watchedBy"}))


def test_who_comes_later_and_who_leaves(under: Callable[..., GraphService], hospital: Path, store_name: str) -> None:
    """A load that makes an employee a patient narrows what is seen at once; one that takes it back gives it back."""
    file = hospital / "data" / "patients" / "patients.csv"
    before = file.read_text(encoding="utf-8")
    service = under(deny("Patient"))
    assert employees(service) == ["Cy"]
    file.write_text(before + "3,flu,C\n", encoding="utf-8")
    with serving(hospital, store_name):
        assert employees(service) == []
    file.write_text(before, encoding="utf-8")
    with serving(hospital, store_name):
        assert employees(service) == ["Cy"]


def test_where_nothing_is_recorded_any_two_may_share_an_entity(
    under: Callable[..., GraphService], store_name: str
) -> None:
    """As in a graph that an older version loaded."""
    service = under(deny("Patient"))
    unknown = replace(service.scope(Actor(role="analyst")), beside=None)
    found = service.store.run(prepare(plan_from_form(page("Employee", "fullName")), unknown))
    assert [one["fullName"] for one in found.entities or ()] == ["Cy"]
    wards = prepare(plan_from_form({"entities": {"class": "Ward"}}), unknown)
    assert [one.why for one in wards.decisions if one.by == "authorize"] == ["prohibition 'no-Patient'"]


def test_the_others_cost_nothing(under: Callable[..., GraphService]) -> None:
    """A class that shares no entity is not guarded: the plan says nothing of the policy."""
    service = under(deny("Patient"))
    ready = service.prepare(plan_from_form({"entities": {"class": "Ward"}}), Actor(role="analyst"))
    assert [one for one in ready.decisions if one.by == "authorize"] == []
