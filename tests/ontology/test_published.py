"""Ontologies that others published load unedited, and HermiT says which of their classes can have no member."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph_service.findings import ServiceError, Severity, WorkspaceError
from graph_service.ontology.check import check_ontology
from graph_service.ontology.read import read_ontology
from graph_service.ontology.reason import unsatisfiable
from tests.marks import SHARED
from tests.ontology.turtle_text import write

SAMPLE = Path(__file__).parents[2] / "ontology"
PUBLISHED = {
    "ontologies/pizza.owl": (143, 99),
    "ontologies/schemaorg.ttl": (1010, 965),
    "ontologies/dcat3.ttl": (10, 9),
    "acme/ontology/insurance.ttl": (11, 11),
}


def test_no_ontology_is_lost() -> None:
    assert len(PUBLISHED) == 4


@pytest.mark.shared
@pytest.mark.parametrize(("name", "counts"), PUBLISHED.items(), ids=PUBLISHED)
def test_a_published_ontology_loads_unedited(name: str, counts: tuple[int, int]) -> None:
    reading = read_ontology(SHARED / name)
    assert (reading.declared_classes, len(reading.ontology.classes)) == counts
    for prop in reading.ontology.properties.values():
        assert prop.range is None or prop.range in reading.ontology.classes
        assert all(domain in reading.ontology.classes for domain in prop.domains)
    check_ontology(reading.ontology)


@pytest.mark.shared
@pytest.mark.parametrize("name", ["ontologies/pizza.owl", "acme/ontology/insurance.ttl", "ontologies/dcat3.ttl"])
def test_a_sound_published_ontology_has_no_violation(name: str) -> None:
    reading = read_ontology(SHARED / name)
    findings = (*reading.findings, *check_ontology(reading.ontology))
    assert [finding for finding in findings if finding.severity is Severity.VIOLATION] == []


@pytest.mark.shared
def test_pizza_is_what_it_says() -> None:
    pizza = read_ontology(SHARED / "ontologies/pizza.owl", languages=("en", "pt")).ontology
    assert pizza.is_a("Margherita", "Food")
    assert pizza.is_a("VegetarianPizza", "Pizza")
    topping = pizza.properties["hasTopping"]
    assert (topping.domains, topping.range, topping.many) == (("Pizza",), "PizzaTopping", True)
    assert pizza.properties["hasBase"].many is False
    assert pizza.classes["American"].words.label["pt"] == "Americana"


@pytest.mark.shared
def test_hermit_finds_the_unsatisfiable_classes_of_pizza() -> None:
    found = unsatisfiable(SHARED / "ontologies/pizza.owl")
    assert [iri.partition("#")[2] for iri in found] == ["CheeseyVegetableTopping", "IceCream"]


def test_no_class_of_the_sample_is_unsatisfiable() -> None:
    assert unsatisfiable(SAMPLE) == ()


def test_a_contradiction_in_turtle_is_found(tmp_path: Path) -> None:
    turtle = """
        :Fruit a owl:Class . :Meat a owl:Class ; owl:disjointWith :Fruit .
        :Both a owl:Class ; rdfs:subClassOf :Fruit, :Meat .
        :picked a owl:DatatypeProperty ; rdfs:domain :Fruit ; rdfs:range xsd:date ."""
    assert unsatisfiable(write(tmp_path, shop=turtle)) == ("https://shop.example/Both",)


def test_an_ontology_without_any_world_says_so(tmp_path: Path) -> None:
    turtle = """
        :Fruit a owl:Class . :Meat a owl:Class ; owl:disjointWith :Fruit .
        :it a owl:NamedIndividual, :Fruit, :Meat ."""
    with pytest.raises(ServiceError, match="The ontology contradicts itself"):
        unsatisfiable(write(tmp_path, shop=turtle))


def test_reasoning_over_a_broken_file_names_it(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match=r"ontology/shop\.ttl:16: Syntax error"):
        unsatisfiable(write(tmp_path, shop=":Fruit owl: ;"))


def test_reasoning_without_the_extra_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(__import__("sys").modules, "owlready2", None)
    with pytest.raises(ServiceError, match=r"extra \[reason\], 'owlready2' is missing. Install it with: pip install"):
        unsatisfiable(write(tmp_path, shop=":Fruit a owl:Class ."))
