"""Names that would clash where they are used: tables and columns of SQL, labels of Neo4j, types and fields of GraphQL.

Each clash is a finding whose remedy is the same: `gs:name` gives a term another name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from graph_service.findings import Finding
from graph_service.ontology.graphql_clashes import graphql_clashes
from graph_service.ontology.model import Class, Datatype, Ontology, Property
from graph_service.ontology.naming import LONGEST_NAME, node_property, relationship_type, shadow, sort_key

TABLES = ("entity", "lineage", "removed", "meta", "sqlite_master", "sqlite_sequence")
PREFIXES = ("sqlite_", "_load_")  # SQLite's own tables, and those of a load under way
PLAN_WORDS = ("Thing",)
LABELS = ("_Meta", "_Alias")  # of what Neo4j says of itself
COLUMNS = ("id", "_iri", "_label", "_class", "_source", "_run", "_loaded_at", "_lineage")
VALUES = ("rowid", "true", "false", "this")  # SQL engines and plans take them for something else, quoted or not


def clashes(ontology: Ontology) -> Iterator[Finding]:
    """Every clash of names, reserved words first; a term that clashes in the stores is not told for GraphQL again."""
    stored = [
        *_reserved(ontology),
        *_same_but_case(ontology.classes.values()),
        *_same_but_case(prop for prop in ontology.properties.values() if prop.stored),
        *_relationships(ontology),
        *_columns(ontology),
    ]
    yield from stored
    places = {finding.where for finding in stored}
    yield from (finding for finding in graphql_clashes(ontology) if finding.where not in places)


def _reserved(ontology: Ontology) -> Iterator[Finding]:
    for cls in ontology.classes.values():
        lower = cls.name.lower()
        if cls.name in (*PLAN_WORDS, *LABELS) or lower in TABLES or lower.startswith(PREFIXES):
            yield _finding(cls, f"Class name '{cls.name}' is reserved.")
    for prop in ontology.properties.values():
        if prop.name.lower() in (*COLUMNS, *VALUES):
            yield _finding(prop, f"Property name '{prop.name}' is reserved.")
    terms: list[Class | Property] = [*ontology.classes.values(), *ontology.properties.values()]
    for term in terms:
        if len(term.name) > LONGEST_NAME:
            yield _finding(term, f"The name '{term.name[:20]}…' is longer than {LONGEST_NAME} characters.")


def _same_but_case(terms: Iterable[Class | Property]) -> Iterator[Finding]:
    seen: dict[str, Class | Property] = {}
    for term in terms:
        other = seen.setdefault(term.name.casefold(), term)
        if other is not term:
            message = f"'{other.name}' and '{term.name}' differ only in case, and SQL does not tell them apart."
            yield _finding(term, message)


def _relationships(ontology: Ontology) -> Iterator[Finding]:
    seen: dict[str, Property] = {}
    for link in (prop for prop in ontology.properties.values() if prop.stored and prop.is_link):
        other = seen.setdefault(relationship_type(link.name), link)
        if other is not link:
            kind = relationship_type(link.name)
            yield _finding(link, f"Links '{other.name}' and '{link.name}' share the relationship type {kind}.")


def _columns(ontology: Ontology) -> Iterator[Finding]:
    """A property named like a column that is derived from another one of the same class."""
    derived = {name.casefold(): prop for prop in ontology.properties.values() if prop.stored for name in _derived(prop)}
    for prop in ontology.properties.values():
        owner = derived.get(prop.name.casefold())
        if owner and prop.stored:
            yield _finding(prop, f"'{prop.name}' has the name of a column that is derived from '{owner.name}'.")


def _derived(prop: Property) -> Iterator[str]:
    if prop.is_text:
        yield from chain((shadow(prop.name), sort_key(prop.name)))
    if prop.datatype is Datatype.DECIMAL:
        yield node_property(prop)


def _finding(term: Class | Property, message: str) -> Finding:
    remedy = f'Give it another name: <{term.iri}> gs:name "…"'
    return Finding(rule="name-clash", message=f"{message} {remedy}", where=term.source)
