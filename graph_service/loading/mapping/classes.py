"""Classes of a triples map: those it states, else those that its properties entail by rdfs:domain (RDFS, rule rdfs2).

R2RML mappings are often a triples map per property, the class stated in another one or nowhere.
"""

from __future__ import annotations

from collections.abc import Iterator

from graph_service.loading.mapping.contributions import property_by_iri
from graph_service.loading.mapping.model import Mapping, TriplesMap
from graph_service.ontology.model import Ontology


def classes_of(triples_map: TriplesMap, ontology: Ontology) -> tuple[str, ...]:
    """Names of the ontology's classes; a property of several domains entails none, for any of them may be meant."""
    if triples_map.classes:
        by_iri = {cls.iri: cls.name for cls in ontology.classes.values()}
        return tuple(by_iri[iri] for iri in triples_map.classes if iri in by_iri)
    properties = (property_by_iri(ontology, entry.predicate) for entry in triples_map.predicate_objects)
    return tuple(sorted({prop.domains[0] for prop in properties if prop and len(prop.domains) == 1}))


def of_same_subject(mapping: Mapping, triples_map: TriplesMap) -> Iterator[TriplesMap]:
    """The triples maps that speak of the same entities, itself among them; columns are the same in any case."""
    subject = repr(triples_map.subject.value).casefold()
    return (one for one in mapping.maps if repr(one.subject.value).casefold() == subject)
