"""Classes of a triples map: those it states, else those that its properties entail by rdfs:domain (RDFS, rule rdfs2).

R2RML mappings are often a triples map per property, the class stated in another one or nowhere.
"""

from __future__ import annotations

from dataclasses import dataclass

from graph_service.loading.mapping.contributions import property_by_iri
from graph_service.loading.mapping.model import Mapping, TriplesMap, local_name
from graph_service.ontology.model import Class, Ontology


def class_by_iri(ontology: Ontology, iri: str) -> Class | None:
    """The class of that IRI; its name is nearly always the IRI's end, so that is looked up first."""
    likely = ontology.classes.get(local_name(iri))
    if likely is not None and likely.iri == iri:
        return likely
    return next((cls for cls in ontology.classes.values() if cls.iri == iri), None)


def classes_of(triples_map: TriplesMap, ontology: Ontology) -> tuple[str, ...]:
    """Names of the ontology's classes; a property of several domains entails none, for any of them may be meant."""
    if triples_map.classes:
        known = (class_by_iri(ontology, iri) for iri in triples_map.classes)
        return tuple(cls.name for cls in known if cls is not None)
    properties = (property_by_iri(ontology, entry.predicate) for entry in triples_map.predicate_objects)
    return tuple(sorted({prop.domains[0] for prop in properties if prop and len(prop.domains) == 1}))


@dataclass(frozen=True, kw_only=True)
class Told:
    """What all triples maps of one subject tell together: whether they have a class, and their properties."""

    classed: bool = False
    properties: frozenset[str] = frozenset()


def told_by_subject(mapping: Mapping, ontology: Ontology) -> dict[str, Told]:
    """What is told of each subject, by `subject_of`."""
    classed: set[str] = set()
    properties: dict[str, set[str]] = {}
    for triples_map in mapping.maps:
        subject = subject_of(triples_map)
        known = (property_by_iri(ontology, entry.predicate) for entry in triples_map.predicate_objects)
        properties.setdefault(subject, set()).update(prop.name for prop in known if prop is not None)
        classed |= {subject} if classes_of(triples_map, ontology) else set()
    return {one: Told(classed=one in classed, properties=frozenset(names)) for one, names in properties.items()}


def subject_of(triples_map: TriplesMap) -> str:
    """How a triples map makes its subject; columns are the same in any case."""
    return repr(triples_map.subject.value).casefold()
