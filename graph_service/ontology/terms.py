"""The IRIs of the standards' terms that the reader understands, and of our own small vocabulary (`gs:`)."""

from __future__ import annotations

from typing import Final

RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
OWL: Final = "http://www.w3.org/2002/07/owl#"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"
SH: Final = "http://www.w3.org/ns/shacl#"
DASH: Final = "http://datashapes.org/dash#"
SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
QB: Final = "http://purl.org/linked-data/cube#"
QUDT: Final = "http://qudt.org/schema/qudt/"
DPV: Final = "https://w3id.org/dpv#"
GS: Final = "https://graph-service.example/vocabulary#"
SCHEMA: Final = ("https://schema.org/", "http://schema.org/")

# Vocabularies whose terms are the language itself: never served, never unknown.
LANGUAGE: Final = (RDF, RDFS, OWL, XSD, SH, DASH, SKOS, QB, QUDT, DPV, GS)

TYPE: Final = RDF + "type"
FIRST: Final = RDF + "first"
REST: Final = RDF + "rest"
NIL: Final = RDF + "nil"
LANG_STRING: Final = RDF + "langString"

SUBCLASS_OF: Final = RDFS + "subClassOf"
SUBPROPERTY_OF: Final = RDFS + "subPropertyOf"
DOMAIN: Final = RDFS + "domain"
RANGE: Final = RDFS + "range"
LABEL: Final = RDFS + "label"
COMMENT: Final = RDFS + "comment"

CLASS_TYPES: Final = (OWL + "Class", RDFS + "Class")
DATATYPE_PROPERTY: Final = OWL + "DatatypeProperty"
OBJECT_PROPERTY: Final = OWL + "ObjectProperty"
FUNCTIONAL: Final = OWL + "FunctionalProperty"
INVERSE_FUNCTIONAL: Final = OWL + "InverseFunctionalProperty"
OBJECT_TYPES: Final = (
    OBJECT_PROPERTY,
    INVERSE_FUNCTIONAL,
    OWL + "TransitiveProperty",
    OWL + "SymmetricProperty",
)
PROPERTY_TYPES: Final = (DATATYPE_PROPERTY, *OBJECT_TYPES, FUNCTIONAL, RDF + "Property")
ANNOTATION_PROPERTY: Final = OWL + "AnnotationProperty"
UNION_OF: Final = OWL + "unionOf"
INTERSECTION_OF: Final = OWL + "intersectionOf"
EQUIVALENT_CLASS: Final = OWL + "equivalentClass"
ON_PROPERTY: Final = OWL + "onProperty"
AT_MOST: Final = tuple(
    OWL + name for name in ("maxCardinality", "cardinality", "maxQualifiedCardinality", "qualifiedCardinality")
)
HAS_KEY: Final = OWL + "hasKey"
INVERSE_OF: Final = OWL + "inverseOf"
DEPRECATED: Final = OWL + "deprecated"
ONTOLOGY: Final = OWL + "Ontology"
IMPORTS: Final = OWL + "imports"
ON_DATATYPE: Final = OWL + "onDatatype"
WITH_RESTRICTIONS: Final = OWL + "withRestrictions"
FRACTION_DIGITS: Final = XSD + "fractionDigits"
THINGS: Final = (OWL + "Thing", RDFS + "Resource", OWL + "Nothing")

DOMAIN_INCLUDES: Final = tuple(base + "domainIncludes" for base in SCHEMA)
RANGE_INCLUDES: Final = tuple(base + "rangeIncludes" for base in SCHEMA)
SCHEMA_INVERSE_OF: Final = tuple(base + "inverseOf" for base in SCHEMA)
SCHEMA_DATATYPE: Final = tuple(base + "DataType" for base in SCHEMA)

PREF_LABEL: Final = SKOS + "prefLabel"
ALT_LABEL: Final = SKOS + "altLabel"
HIDDEN_LABEL: Final = SKOS + "hiddenLabel"
DEFINITION: Final = SKOS + "definition"
NOTATION: Final = SKOS + "notation"
IN_SCHEME: Final = SKOS + "inScheme"
TOP_CONCEPT_OF: Final = SKOS + "topConceptOf"
HAS_TOP_CONCEPT: Final = SKOS + "hasTopConcept"
CONCEPT_SCHEME: Final = SKOS + "ConceptScheme"
CODE_LIST: Final = QB + "codeList"
HAS_UNIT: Final = QUDT + "hasUnit"
SYMBOL: Final = QUDT + "symbol"
PERSONAL_DATA: Final = DPV + "PersonalData"
HAS_PERSONAL_DATA: Final = DPV + "hasPersonalData"
SENSITIVE_DATA: Final = (DPV + "SensitivePersonalData", DPV + "SpecialCategoryPersonalData")

PROPERTY: Final = SH + "property"
PATH: Final = SH + "path"
TARGET_CLASS: Final = SH + "targetClass"
ORDER: Final = SH + "order"
PROPERTY_ROLE: Final = DASH + "propertyRole"
LABEL_ROLE: Final = DASH + "LabelRole"

EVENT_TIME: Final = GS + "eventTime"
EVENT_END: Final = GS + "eventEnd"
AGGREGATION: Final = GS + "aggregation"
WITHHOLD: Final = GS + "withhold"
ABSENT_MEANS_ALL: Final = GS + "absentMeansAll"
NAME: Final = GS + "name"
