"""The schema of the graph in Neo4j: unique IRIs, and indexes for what plans look up, order by and search in.

Community has no existence constraint and no node key, and a key is unique because identity merged what shares one;
so keys are indexed, not constrained. Only classes that have entities get indexes: a label without nodes needs none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from graph_service.ontology.model import Ontology, Property
from graph_service.ontology.naming import localized, node_property, quote_cypher, shadow, sort_key

ENTITY = "Entity"
UNIQUE_IRI = f"CREATE CONSTRAINT `{ENTITY}.iri` IF NOT EXISTS FOR (n:{ENTITY}) REQUIRE n.iri IS UNIQUE"
UNIQUE_ALIAS = "CREATE CONSTRAINT `_Alias.iri` IF NOT EXISTS FOR (a:`_Alias`) REQUIRE a.iri IS UNIQUE"
ALIASES_OF = "CREATE RANGE INDEX `_Alias.of` IF NOT EXISTS FOR (a:`_Alias`) ON (a.of)"
IDENTITY = (UNIQUE_IRI, UNIQUE_ALIAS, ALIASES_OF)
AWAIT = "CALL db.awaitIndexes(600)"


def schema(ontology: Ontology, classes: Iterable[str]) -> Iterator[str]:
    """The constraints and the indexes of the classes and their superclasses."""
    yield from IDENTITY
    labels = dict.fromkeys(name for cls in classes for name in ontology.ancestors(cls))
    for label in labels:
        for prop in looked_up(ontology, label):
            yield from indexes(label, prop, ontology.languages)


def looked_up(ontology: Ontology, cls: str) -> tuple[Property, ...]:
    """The properties of a class by which entities are found: keys, display property, event time."""
    names = [name for _, key in ontology.keys_of(cls) for name in key]
    names += [name for name in (ontology.display_of(cls), *ontology.event_time_of(cls)[:1]) if name]
    found = [ontology.property_of(cls, name) for name in dict.fromkeys(names)]
    return tuple(prop for prop in found if prop is not None and not prop.is_link and not prop.many)


def indexes(label: str, prop: Property, languages: tuple[str, ...]) -> Iterator[str]:
    """The indexes of one property: a range for order and equality; of free text, one for parts of its shadow too."""
    names = [localized(prop.name, language) for language in languages] if prop.localized else [node_property(prop)]
    for name in names:
        if prop.is_text:
            yield _index("RANGE", label, sort_key(name))
            yield _index("TEXT", label, shadow(name))
        else:
            yield _index("RANGE", label, name)


def _index(kind: str, label: str, name: str) -> str:
    title = quote_cypher(f"{label}.{name}")
    return f"CREATE {kind} INDEX {title} IF NOT EXISTS FOR (n:{quote_cypher(label)}) ON (n.{quote_cypher(name)})"
