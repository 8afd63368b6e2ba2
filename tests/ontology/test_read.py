"""What each construct of OWL, SHACL and SKOS becomes in the Ontology."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph_service.findings import Severity
from graph_service.ontology.check import check_ontology
from graph_service.ontology.model import Aggregation, Datatype, Property, Sensitivity
from tests.ontology.turtle_text import ontology, read


def prop(folder: Path, statements: str) -> Property:
    """The property `p` of a class `A`, beside classes B ⊂ A and C, with these statements about it."""
    turtle = f":A a owl:Class . :B a owl:Class ; rdfs:subClassOf :A . :C a owl:Class .\n:p {statements} ."
    return ontology(folder, turtle).properties["p"]


SINGLE = {
    "nothing said": ("a owl:DatatypeProperty ; rdfs:domain :A", True),
    "functional": ("a owl:DatatypeProperty, owl:FunctionalProperty ; rdfs:domain :A", False),
    "sh:maxCount on its class": (
        "a owl:DatatypeProperty . :A sh:property [ sh:path :p ; sh:maxCount 1 ]",
        False,
    ),
    "sh:maxCount 2": ("a owl:DatatypeProperty . :A sh:property [ sh:path :p ; sh:maxCount 2 ]", True),
    "sh:maxCount on one of two classes": (
        "a owl:DatatypeProperty ; rdfs:domain :C . :A sh:property [ sh:path :p ; sh:maxCount 1 ]",
        True,
    ),
    "owl:maxCardinality on its class": (
        "a owl:DatatypeProperty ; rdfs:domain :A . "
        ":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; owl:maxCardinality 1 ]",
        False,
    ),
    "owl:cardinality on a superclass": (
        "a owl:DatatypeProperty ; rdfs:domain :B . "
        ":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; owl:cardinality 1 ]",
        False,
    ),
    "qualified cardinality": (
        "a owl:ObjectProperty ; rdfs:domain :A ; rdfs:range :C . :A rdfs:subClassOf "
        "[ a owl:Restriction ; owl:onProperty :p ; owl:maxQualifiedCardinality 1 ; owl:onClass :C ]",
        False,
    ),
    "owl:minCardinality says nothing": (
        "a owl:DatatypeProperty ; rdfs:domain :A . "
        ":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; owl:minCardinality 1 ]",
        True,
    ),
}


def test_no_cardinality_case_is_lost() -> None:
    assert len(SINGLE) == 9


@pytest.mark.parametrize(("statements", "many"), SINGLE.values(), ids=SINGLE)
def test_cardinality(statements: str, many: bool, tmp_path: Path) -> None:
    assert prop(tmp_path, statements).many is many


RANGES = {
    "xsd:string": Datatype.STRING,
    "xsd:token": Datatype.STRING,
    "xsd:anyURI": Datatype.STRING,
    "xsd:time": Datatype.STRING,
    "rdfs:Literal": Datatype.STRING,
    "rdf:langString": Datatype.STRING,
    "xsd:boolean": Datatype.BOOLEAN,
    "xsd:integer": Datatype.INTEGER,
    "xsd:nonNegativeInteger": Datatype.INTEGER,
    "xsd:gYear": Datatype.INTEGER,
    "xsd:decimal": Datatype.DECIMAL,
    "xsd:double": Datatype.DOUBLE,
    "xsd:float": Datatype.DOUBLE,
    "xsd:date": Datatype.DATE,
    "xsd:dateTime": Datatype.DATETIME,
    "xsd:dateTimeStamp": Datatype.DATETIME,
    "schema:Number": Datatype.DOUBLE,
    "schema:Text": Datatype.STRING,
    "schema:Date": Datatype.DATE,
}


def test_no_range_is_lost() -> None:
    assert len(RANGES) == 19


@pytest.mark.parametrize(("stated", "datatype"), RANGES.items())
def test_datatypes(stated: str, datatype: Datatype, tmp_path: Path) -> None:
    found = prop(tmp_path, f"a owl:DatatypeProperty ; rdfs:domain :A ; rdfs:range {stated}")
    assert found.datatype is datatype
    assert found.localized is (stated == "rdf:langString")


def test_a_datatype_property_without_range_is_text(tmp_path: Path) -> None:
    assert prop(tmp_path, "a owl:DatatypeProperty ; rdfs:domain :A").datatype is Datatype.STRING


def test_a_property_without_range_is_not_served_and_says_so(tmp_path: Path) -> None:
    reading = read(tmp_path, shop=":A a owl:Class .\n:p a owl:ObjectProperty ; rdfs:domain :A .")
    assert "p" not in reading.ontology.properties
    (finding,) = reading.findings
    assert finding.severity is Severity.INFO
    assert finding.message == "'p' is not served: no class or datatype is its range. State its rdfs:range."


def test_a_restricted_datatype_is_opened(tmp_path: Path) -> None:
    found = prop(
        tmp_path,
        "a owl:DatatypeProperty ; rdfs:domain :A ; rdfs:range [ a rdfs:Datatype ; owl:onDatatype xsd:decimal ; "
        "owl:withRestrictions ( [ xsd:minInclusive 0 ] [ xsd:fractionDigits 3 ] ) ]",
    )
    assert (found.datatype, found.scale) == (Datatype.DECIMAL, 3)


def test_domains_come_from_unions_includes_and_shapes(tmp_path: Path) -> None:
    turtle = """
        :A a owl:Class . :B a owl:Class . :C a owl:Class . :D a owl:Class . :E a owl:Class ; rdfs:subClassOf :A .
        :p a owl:DatatypeProperty ; rdfs:domain [ owl:unionOf ( :A :B ) ] ; schema:domainIncludes :C .
        :D sh:property [ sh:path :p ] . :E sh:property [ sh:path :p ] .
        :all a owl:DatatypeProperty ."""
    found = ontology(tmp_path, turtle)
    assert found.properties["p"].domains == ("A", "B", "C", "D")
    assert set(found.properties_of("E")) == {"p", "all"}
    assert found.properties["all"].domains == ()


def test_a_shape_can_state_range_and_target_another_class(tmp_path: Path) -> None:
    turtle = """
        :A a owl:Class . :B a owl:Class .
        :p a rdf:Property . :q a rdf:Property . :r a rdf:Property .
        :Shape a sh:NodeShape ; sh:targetClass :A ; sh:property
            [ sh:path :p ; sh:datatype xsd:decimal ; xsd:fractionDigits 1 ],
            [ sh:path :q ; sh:class :B ; sh:minCount 1 ; gs:withhold true ],
            [ sh:path :r ; sh:nodeKind sh:Literal ; sh:pattern "^a" ; sh:severity sh:Warning ; sh:message "no a" ] ."""
    found = ontology(tmp_path, turtle)
    assert (found.properties["p"].datatype, found.properties["p"].scale) == (Datatype.DECIMAL, 1)
    assert found.properties["q"].range == "B"
    assert found.properties["r"].datatype is Datatype.STRING
    shapes = {shape.path: shape for shape in found.shapes_of("A")}
    assert (shapes["q"].cls, shapes["q"].min_count, shapes["q"].withhold) == ("B", 1, True)
    assert (shapes["r"].pattern, shapes["r"].severity, shapes["r"].message) == ("^a", "Warning", "no a")


def test_several_range_classes_become_their_nearest_common_superclass(tmp_path: Path) -> None:
    turtle = """
        :Thing_ a owl:Class . :Agent a owl:Class ; rdfs:subClassOf :Thing_ .
        :Person a owl:Class ; rdfs:subClassOf :Agent . :Firm a owl:Class ; rdfs:subClassOf :Agent .
        :author a rdf:Property ; schema:domainIncludes :Thing_ ; schema:rangeIncludes :Person, :Firm ."""
    assert ontology(tmp_path, turtle).properties["author"].range == "Agent"


def test_what_a_planner_needs_to_know_of_a_property(tmp_path: Path) -> None:
    found = prop(
        tmp_path,
        'a owl:DatatypeProperty ; rdfs:domain :A ; rdfs:range xsd:decimal ; gs:aggregation "last" ; '
        "qudt:hasUnit unit:KiloGM ; xsd:fractionDigits 3 ; owl:deprecated true ; dpv:hasPersonalData pd:Weight ; "
        "sh:order 7",
    )
    assert (found.unit, found.scale, found.aggregation) == ("KiloGM", 3, Aggregation.LAST)
    assert (found.deprecated, found.sensitivity, found.order) == (True, Sensitivity.PERSONAL, 7.0)


def test_special_categories_of_personal_data_are_sensitive(tmp_path: Path) -> None:
    found = prop(tmp_path, "a owl:DatatypeProperty, dpv:SpecialCategoryPersonalData ; rdfs:domain :A")
    assert found.sensitivity is Sensitivity.SENSITIVE


def test_keys_are_ranked_by_the_order_of_their_shapes(tmp_path: Path) -> None:
    turtle = """
        :A a owl:Class ; owl:hasKey ( :first ), ( :second ), ( :x :y ) ;
            sh:property
                [ sh:path :second ; sh:order 1 ; dash:propertyRole dash:LabelRole ],
                [ sh:path :first ; sh:order 2 ] .
        :B a owl:Class ; rdfs:subClassOf :A .
        :first a owl:FunctionalProperty, owl:DatatypeProperty . :second a owl:FunctionalProperty, owl:DatatypeProperty .
        :x a owl:FunctionalProperty, owl:DatatypeProperty ; rdfs:domain :A .
        :y a owl:FunctionalProperty, owl:DatatypeProperty ; rdfs:domain :A ."""
    found = ontology(tmp_path, turtle)
    assert found.classes["A"].keys == (("second",), ("first",), ("x", "y"))
    assert [key for _, key in found.keys_of("B")] == [("second",), ("first",), ("x", "y")]
    assert found.display_of("B") == "second"


def test_a_name_that_is_key_of_one_class_and_text_of_another_stays_text(tmp_path: Path) -> None:
    turtle = """
        :Brand a owl:Class ; owl:hasKey ( :name ) . :Product a owl:Class ; owl:hasKey ( :code ) .
        :name a owl:DatatypeProperty, owl:FunctionalProperty ; rdfs:domain [ owl:unionOf ( :Brand :Product ) ] .
        :code a owl:DatatypeProperty, owl:FunctionalProperty ; rdfs:domain :Product ."""
    found = ontology(tmp_path, turtle)
    assert found.properties["name"].is_text
    assert not found.properties["code"].is_text


def test_an_event_time_may_be_a_path(tmp_path: Path) -> None:
    turtle = """
        :Line a owl:Class ; gs:eventTime ( :basket :soldAt ) . :Basket a owl:Class ; gs:eventTime :soldAt .
        :basket a owl:ObjectProperty, owl:FunctionalProperty ; rdfs:domain :Line ; rdfs:range :Basket .
        :soldAt a owl:DatatypeProperty, owl:FunctionalProperty ; rdfs:domain :Basket ; rdfs:range xsd:dateTime ."""
    found = ontology(tmp_path, turtle)
    assert found.event_time_of("Line") == ("basket", "soldAt")
    assert found.event_time_of("Basket") == ("soldAt",)


def test_what_lasts_has_an_end_and_absence_may_mean_everything(tmp_path: Path) -> None:
    turtle = """
        :Offer a owl:Class, sh:NodeShape ; gs:eventTime :from ; gs:eventEnd :to ;
            sh:property [ sh:path :place ; gs:absentMeansAll true ], [ sh:path :to ] .
        :from a owl:DatatypeProperty, owl:FunctionalProperty ; rdfs:domain :Offer ; rdfs:range xsd:date .
        :to a owl:DatatypeProperty, owl:FunctionalProperty ; rdfs:domain :Offer ; rdfs:range xsd:date .
        :place a owl:DatatypeProperty, owl:FunctionalProperty ; rdfs:domain :Offer ."""
    found = ontology(tmp_path, turtle)
    assert (found.event_time_of("Offer"), found.event_end_of("Offer")) == (("from",), ("to",))
    assert {shape.path: shape.absent_means_all for shape in found.shapes} == {"place": True, "to": False}


def test_code_lists_keep_their_order_and_words(tmp_path: Path) -> None:
    turtle = """
        :Store a owl:Class .
        :size a owl:DatatypeProperty ; rdfs:domain :Store ; rdfs:range xsd:string ; qb:codeList :Size .
        :Size a skos:ConceptScheme ; skos:prefLabel "size"@en .
        :l a skos:Concept ; skos:inScheme :Size ; skos:notation "L" ; sh:order 2 ;
            skos:prefLabel "large"@en ; skos:altLabel "big"@en .
        :s a skos:Concept ; skos:topConceptOf :Size ; skos:notation "S" ; sh:order 1 ; skos:prefLabel "small"@en ."""
    listed = ontology(tmp_path, turtle).enumerations["Size"]
    assert [code.notation for code in listed.codes] == ["S", "L"]
    assert list(listed.codes[1].words.spellings()) == [("en", "large"), ("en", "big")]


def test_a_bare_sh_in_is_a_code_list(tmp_path: Path) -> None:
    turtle = """
        :Store a owl:Class, sh:NodeShape ; sh:property [ sh:path :size ; sh:in ( "S" "L" ) ] .
        :size a owl:DatatypeProperty ; rdfs:range xsd:string ."""
    found = ontology(tmp_path, turtle)
    assert found.properties["size"].enumeration == "SizeCode"
    assert [code.notation for code in found.enumerations["SizeCode"].codes] == ["S", "L"]


def test_an_equivalent_intersection_makes_superclasses(tmp_path: Path) -> None:
    turtle = ":P a owl:Class . :Hot a owl:Class ; owl:equivalentClass [ owl:intersectionOf ( :P [ a owl:Class ] ) ] ."
    assert ontology(tmp_path, turtle).ancestors("Hot") == ("Hot", "P")


def test_a_term_of_somebody_elses_vocabulary_has_no_effect_and_says_so(tmp_path: Path) -> None:
    reading = read(tmp_path, shop=":A a owl:Class ; rdfs:subClassOf <https://other.example/Agent> .")
    (finding,) = reading.findings
    assert (finding.severity, finding.message) == (
        Severity.INFO,
        "No effect as superclass of 'A': no file here declares the class <https://other.example/Agent>.",
    )


def test_what_shacl_says_beyond_the_understood_is_reported_once(tmp_path: Path) -> None:
    turtle = """
        :A a owl:Class, sh:NodeShape ; sh:property
            [ sh:path :p ; sh:minLength 2 ], [ sh:path :q ; sh:minLength 3 ] .
        :p a owl:DatatypeProperty . :q a owl:DatatypeProperty ."""
    (finding,) = read(tmp_path, shop=turtle).findings
    assert finding.message == "No effect: sh:minLength is not evaluated."


def test_a_class_without_key_is_a_warning(tmp_path: Path) -> None:
    found = check_ontology(ontology(tmp_path, ":A a owl:Class . :B a owl:Class ; rdfs:subClassOf :A ."))
    assert [(one.severity, one.message) for one in found if one.rule == "no-key"] == [
        (Severity.WARNING, "Class 'B' has no key. State owl:hasKey ( … ), or its entities are known by IRI alone")
    ]
