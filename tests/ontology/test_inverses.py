"""Inverse properties are views on stored links: which side is stored, what a view shows, and under which name."""

from __future__ import annotations

from pathlib import Path

from graph_service.ontology.model import Ontology
from tests.ontology.turtle_text import read

CLASSES = ":Shop a owl:Class . :Town a owl:Class . :Depot a owl:Class . :Person a owl:Class .\n"


def ontology(folder: Path, turtle: str) -> Ontology:
    reading = read(folder, shop=CLASSES + turtle)
    assert reading.findings == ()
    return reading.ontology


def test_the_subject_of_inverse_of_is_the_view(tmp_path: Path) -> None:
    found = ontology(
        tmp_path,
        ":town a owl:ObjectProperty, owl:FunctionalProperty ; rdfs:domain :Shop ; rdfs:range :Town .\n"
        ":shops a owl:ObjectProperty ; owl:inverseOf :town .",
    )
    town, shops = found.properties["town"], found.properties["shops"]
    assert town.stored and not shops.stored
    assert (town.inverse, shops.inverse_of, shops.inverse) == ("shops", "town", "town")
    assert (shops.domains, shops.range, shops.many, town.many) == (("Town",), "Shop", True, False)


def test_where_both_sides_name_each_other_the_functional_one_is_stored(tmp_path: Path) -> None:
    both = (
        ":town a owl:ObjectProperty{} ; rdfs:domain :Shop ; rdfs:range :Town ; owl:inverseOf :shops .\n"
        ":shops a owl:ObjectProperty ; rdfs:domain :Town ; rdfs:range :Shop ; owl:inverseOf :town ."
    )
    assert ontology(tmp_path / "a", both.format(", owl:FunctionalProperty")).properties["town"].stored
    assert ontology(tmp_path / "b", both.format("")).properties["shops"].stored


def test_an_inverse_functional_link_has_a_single_inverse(tmp_path: Path) -> None:
    found = ontology(
        tmp_path,
        ":owns a owl:ObjectProperty, owl:InverseFunctionalProperty ; rdfs:domain :Person ; rdfs:range :Shop .\n"
        ":owner a owl:ObjectProperty ; owl:inverseOf :owns .",
    )
    assert (found.properties["owns"].many, found.properties["owner"].many) == (True, False)


def test_a_link_without_inverse_gets_an_implicit_one(tmp_path: Path) -> None:
    found = ontology(tmp_path, ":town a owl:ObjectProperty ; rdfs:domain :Shop ; rdfs:range :Town .")
    view = found.property_of("Town", "townInverse")
    assert view is not None
    assert (view.implicit, view.range, view.inverse_of, view.words.label) == (True, "Shop", "town", {"en": "shop"})


SHARED = """
:town a owl:ObjectProperty, owl:FunctionalProperty ; rdfs:range :Town ;
    rdfs:domain [ owl:unionOf ( :Shop :Depot :Person ) ] .
:shops a owl:ObjectProperty ; rdfs:subPropertyOf [ owl:inverseOf :town ] ; rdfs:range :Shop .
:depots a owl:ObjectProperty ; owl:inverseOf :town ; rdfs:domain :Town ; rdfs:range :Depot .
"""


def test_a_shared_link_has_a_view_for_each_class(tmp_path: Path) -> None:
    found = ontology(tmp_path, SHARED)
    views = {name: one for name, one in found.properties_of("Town").items() if one.inverse_of == "town"}
    assert {name: (one.range, one.implicit) for name, one in views.items()} == {
        "shops": ("Shop", False),
        "depots": ("Depot", False),
        "townInversePerson": ("Person", True),
    }
    assert found.properties["town"].inverse is None


def test_a_view_on_a_superclass_covers_its_subclasses(tmp_path: Path) -> None:
    found = ontology(
        tmp_path,
        ":Move a owl:Class . :In a owl:Class ; rdfs:subClassOf :Move . :In sh:property [ sh:path :town ] .\n"
        ":town a owl:ObjectProperty ; rdfs:domain :Move ; rdfs:range :Town .\n"
        ":moves a owl:ObjectProperty ; owl:inverseOf :town .",
    )
    assert set(found.properties_of("Town")) == {"moves"}


def test_views_of_different_links_may_share_a_name_on_different_classes(tmp_path: Path) -> None:
    found = ontology(
        tmp_path,
        ":town a owl:ObjectProperty ; rdfs:domain :Shop ; rdfs:range :Town .\n"
        ":owner a owl:ObjectProperty ; rdfs:domain :Shop ; rdfs:range :Person .\n"
        ':townShops a owl:ObjectProperty ; gs:name "shops" ; owl:inverseOf :town .\n'
        ':ownerShops a owl:ObjectProperty ; gs:name "shops" ; owl:inverseOf :owner .',
    )
    of_town, of_person = found.property_of("Town", "shops"), found.property_of("Person", "shops")
    assert of_town is not None and of_person is not None
    assert (of_town.inverse_of, of_person.inverse_of) == ("town", "owner")
    assert {"shops", "Town.shops"} <= set(found.properties)
