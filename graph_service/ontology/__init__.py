"""What things mean: Turtle and YAML of the stewards in, one `Ontology` value out."""

from graph_service.ontology.model import (
    Aggregation,
    Class,
    Code,
    Datatype,
    Enumeration,
    Metric,
    NamedFilter,
    Ontology,
    Property,
    PropertyShape,
    Sensitivity,
    Words,
)
from graph_service.ontology.read import Reading, read_ontology

__all__ = [
    "Aggregation",
    "Class",
    "Code",
    "Datatype",
    "Enumeration",
    "Metric",
    "NamedFilter",
    "Ontology",
    "Property",
    "PropertyShape",
    "Reading",
    "Sensitivity",
    "Words",
    "read_ontology",
]
