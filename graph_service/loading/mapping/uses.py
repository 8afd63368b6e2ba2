"""Uses: every value, reference and function call that a mapping has, with the property it goes to."""

from __future__ import annotations

from collections.abc import Iterator

from graph_service.loading.mapping.functions import NAMESPACE
from graph_service.loading.mapping.model import (
    Call,
    Constant,
    Link,
    Mapping,
    PredicateObject,
    Term,
    TriplesMap,
    Value,
    calls,
    references,
)

RECOGNISE = NAMESPACE + "recognise"


def values(triples_map: TriplesMap) -> Iterator[tuple[Value, PredicateObject | None]]:
    """Every value a triples map evaluates over its own source, and the predicate-object it stands in."""
    yield triples_map.subject.value, None
    if triples_map.condition:
        yield triples_map.condition, None
    for entry in triples_map.predicate_objects:
        if isinstance(entry.object, Term):
            yield entry.object.value, entry
        elif isinstance(entry.object, Link):
            for mine, _ in entry.object.conditions:
                yield mine, entry
        if entry.condition:
            yield entry.condition, entry


def called(mapping: Mapping) -> Iterator[Call]:
    """Every function call of a mapping."""
    for triples_map in mapping.maps:
        for value, _ in values(triples_map):
            yield from calls(value)


def referred(triples_map: TriplesMap) -> Iterator[tuple[str, PredicateObject | None]]:
    """Every column a triples map reads of its own source, with where."""
    for value, entry in values(triples_map):
        for name in references(value):
            yield name, entry


def parents(triples_map: TriplesMap) -> Iterator[str]:
    """The triples maps that it joins with."""
    return (entry.object.parent for entry in triples_map.predicate_objects if isinstance(entry.object, Link))


def recognised_classes(mapping: Mapping) -> list[str]:
    """The classes whose names the mapping looks for in texts."""
    arguments = [pair for call in called(mapping) if call.iri == RECOGNISE for pair in call.arguments]
    return sorted({value.value for name, value in arguments if name.endswith("class") and isinstance(value, Constant)})
