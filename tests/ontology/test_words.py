"""What terms are called: their words in several languages, and their names where an IRI alone will not do."""

from __future__ import annotations

from pathlib import Path

from graph_service.findings import Severity
from graph_service.ontology.check import check_ontology
from tests.ontology.turtle_text import ontology


def test_words_come_from_skos_before_rdfs(tmp_path: Path) -> None:
    turtle = """
        :Shop a owl:Class ; rdfs:label "shop", "Laden"@de ; skos:prefLabel "store"@en ; skos:altLabel "branch"@en-GB ;
            skos:definition "Where goods are sold."@en ; rdfs:comment "A place." ."""
    words = ontology(tmp_path, turtle, ("en", "de")).classes["Shop"].words
    assert words.label == {"en": "store", "de": "Laden"}
    assert words.synonyms == {"en": ("shop", "branch")}
    assert words.definition == {"en": "Where goods are sold."}


def test_a_term_without_words_is_called_by_its_name(tmp_path: Path) -> None:
    found = ontology(tmp_path, ":HotDrink a owl:Class . :hasTopping a owl:DatatypeProperty .")
    assert found.classes["HotDrink"].words.label == {"en": "hot drink"}
    assert found.properties["hasTopping"].words.label == {"en": "has topping"}


def test_names_that_are_words_elsewhere_or_of_other_scripts_are_names_like_any(tmp_path: Path) -> None:
    turtle = """
        :Order a owl:Class . :Größe a owl:Class . <https://shop.example/Hot%20Drink> a owl:Class . :2DCode a owl:Class .
        :type a owl:DatatypeProperty ; rdfs:domain :Order . :group a owl:DatatypeProperty ; rdfs:domain :Order .
        :order-date a owl:DatatypeProperty ; rdfs:domain :Order ; rdfs:range xsd:date ."""
    found = ontology(tmp_path, turtle)
    assert set(found.classes) == {"Order", "Größe", "Hot_Drink", "_2DCode"}
    assert set(found.properties_of("Order")) == {"type", "group", "order_date"}
    assert [one for one in check_ontology(found) if one.severity is Severity.VIOLATION] == []


def test_gs_name_renames_a_term(tmp_path: Path) -> None:
    turtle = ':Agent a owl:Class . <https://other.example/Agent> a owl:Class ; gs:name "OtherAgent" .'
    assert set(ontology(tmp_path, turtle).classes) == {"Agent", "OtherAgent"}


def test_labels_that_are_missing_in_a_language_are_one_info(tmp_path: Path) -> None:
    turtle = "".join(f':C{n} a owl:Class ; rdfs:label "c {n}"@en . ' for n in range(5))
    found = [one for one in check_ontology(ontology(tmp_path, turtle, ("en", "de"))) if one.rule == "no-label"]
    assert [one.message for one in found] == [
        "No label in 'de': 'C0', 'C1', 'C2' and 2 more. State skos:prefLabel \"…\"@de"
    ]
