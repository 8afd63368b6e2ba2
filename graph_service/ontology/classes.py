"""Classes: owl:Class and rdfs:Class with a name, their named superclasses, keys, display property and event time."""

from __future__ import annotations

from collections.abc import Iterator

from graph_service.findings import Finding
from graph_service.ontology.model import Class
from graph_service.ontology.names import Terms, local_name
from graph_service.ontology.shapes import RawShape
from graph_service.ontology.terms import (
    CLASS_TYPES,
    DEPRECATED,
    EQUIVALENT_CLASS,
    EVENT_END,
    EVENT_TIME,
    HAS_KEY,
    INTERSECTION_OF,
    SCHEMA_DATATYPE,
    SUBCLASS_OF,
    THINGS,
)
from graph_service.ontology.turtle import Statements, is_blank
from graph_service.ontology.words import words_of

UNRANKED = 1000.0


def declared_classes(statements: Statements) -> list[str]:
    """The IRIs of named classes; schema.org's data types (`Text`, `URL`) are classes there and values here."""
    values = set(statements.typed(*SCHEMA_DATATYPE)) | set(SCHEMA_DATATYPE)
    found = [iri for iri in statements.typed(*CLASS_TYPES) if not is_blank(iri) and iri not in THINGS]
    while more := {iri for iri in found if _only_under(statements, iri, values)} - values:
        values |= more
    return [iri for iri in found if iri not in values]


def _only_under(statements: Statements, iri: str, values: set[str]) -> bool:
    parents = statements.resources(iri, SUBCLASS_OF)
    return bool(parents) and values.issuperset(parents)


def read_classes(
    statements: Statements, classes: Terms, properties: Terms, shapes: tuple[RawShape, ...], languages: tuple[str, ...]
) -> tuple[dict[str, Class], list[Finding]]:
    """Every class by name, and what its statements mention that nobody declares."""
    findings: list[Finding] = []
    roles: dict[str, list[RawShape]] = {}
    for shape in shapes:
        roles.setdefault(shape.target, []).append(shape)
    found = {}
    for iri, name in sorted(classes.names.items(), key=lambda pair: pair[1]):
        place = statements.places.get(iri, "")
        mine = roles.get(iri, [])
        found[name] = Class(
            iri=iri,
            name=name,
            words=words_of(statements, iri, name, languages),
            parents=_parents(statements, iri, classes, place, findings),
            keys=_keys(statements, iri, properties, mine, place, findings),
            display=_display(properties, mine),
            event_time=_event(EVENT_TIME, statements, iri, properties, place, findings),
            event_end=_event(EVENT_END, statements, iri, properties, place, findings),
            deprecated=statements.is_true(iri, DEPRECATED),
            source=place,
        )
    return found, findings


def _parents(statements: Statements, iri: str, classes: Terms, place: str, findings: list[Finding]) -> tuple[str, ...]:
    parents: dict[str, None] = {}
    for parent in (*statements.resources(iri, SUBCLASS_OF), *_intersected(statements, iri)):
        if is_blank(parent) or parent in THINGS or parent == iri:
            continue
        name, finding = classes.find(parent, f"as superclass of '{classes.names[iri]}'", place)
        if finding:
            findings.append(finding)
        if name:
            parents[name] = None
    return tuple(sorted(parents))


def _intersected(statements: Statements, iri: str) -> Iterator[str]:
    """The named members of an intersection that a class equals or specialises are superclasses of it."""
    for definition in statements.resources(iri, EQUIVALENT_CLASS, SUBCLASS_OF):
        for head in statements.resources(definition, INTERSECTION_OF) if is_blank(definition) else ():
            yield from (node for node in statements.items(head) if isinstance(node, str))


def _keys(
    statements: Statements,
    iri: str,
    properties: Terms,
    shapes: list[RawShape],
    place: str,
    findings: list[Finding],
) -> tuple[tuple[str, ...], ...]:
    orders = {shape.path: shape.order for shape in shapes if shape.order is not None}
    keys: list[tuple[float, tuple[str, ...]]] = []
    for head in statements.resources(iri, HAS_KEY):
        members = [node for node in statements.items(head) if isinstance(node, str)]
        names = _names(members, properties, f"in owl:hasKey of '{local(iri, properties)}'", place, findings)
        if names:
            keys.append((min(orders.get(member, UNRANKED) for member in members), names))
    return tuple(names for _, names in sorted(set(keys)))


def local(iri: str, terms: Terms) -> str:
    """How a finding calls a term that may not be declared."""
    return terms.names.get(iri) or local_name(iri)


def _display(properties: Terms, shapes: list[RawShape]) -> str | None:
    named = sorted(properties.names[s.path] for s in shapes if s.is_label and s.path in properties.names)
    return named[0] if named else None


def _event(
    term: str, statements: Statements, iri: str, properties: Terms, place: str, findings: list[Finding]
) -> tuple[str, ...]:
    for node in statements.resources(iri, term):
        path = [n for n in statements.items(node) if isinstance(n, str)] if statements.is_list(node) else [node]
        return _names(path, properties, f"in gs:{local_name(term)} of '{local(iri, properties)}'", place, findings)
    return ()


def _names(iris: list[str], properties: Terms, what: str, place: str, findings: list[Finding]) -> tuple[str, ...]:
    """The names of all the properties, or none and a finding each for what is unknown."""
    results = [properties.find(iri, what, place) for iri in iris]
    findings.extend(finding for _, finding in results if finding)
    names = [name for name, _ in results if name]
    return tuple(names) if len(names) == len(iris) else ()
