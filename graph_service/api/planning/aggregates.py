"""Aggregates of the schema as measures of a plan: `{count quantity {sum avg}}` → count, quantity.sum, quantity.avg."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from graphql import get_named_type

from graph_service.api.planning.fields import Asked, Document, below, collect
from graph_service.api.schema.parts import PART, Kind, part_of
from graph_service.plan.expressions import Aggregate, AggregateFunction, Property
from graph_service.plan.model import Named

COUNT = "count"
Read = Callable[[Mapping[str, Any]], Any]


def count() -> Named:
    """How many entities."""
    return Named(name=COUNT, of=Aggregate(function=AggregateFunction.COUNT))


def read_totals(document: Document, asked: tuple[Asked, ...]) -> tuple[tuple[Named, ...], Read]:
    """The measures that are asked for, at least one, and what shapes their values into the response."""
    on: Any = get_named_type(asked[0].field.type)
    measures: dict[str, Named] = {}
    readers: dict[str, Read] = {}
    for key, inner in collect(document, below(asked, on)).items():
        if inner[0].name == "__typename":
            readers[key] = _fixed(on.name)
        elif part_of(inner[0].field).kind is Kind.COUNT:
            measures[COUNT] = count()
            readers[key] = _of(COUNT)
        else:
            readers[key] = _figures(document, inner, measures)
    if not measures:
        measures[COUNT] = count()
    return tuple(measures.values()), lambda row: {key: read(row) for key, read in readers.items()}


def _figures(document: Document, asked: tuple[Asked, ...], measures: dict[str, Named]) -> Read:
    prop = part_of(asked[0].field).name
    on: Any = get_named_type(asked[0].field.type)
    readers: dict[str, Read] = {}
    for key, inner in collect(document, below(asked, on)).items():
        if inner[0].name == "__typename":
            readers[key] = _fixed(on.name)
            continue
        function: AggregateFunction = inner[0].field.extensions[PART]
        name = f"{prop}.{function.value}"
        measures[name] = Named(name=name, of=Aggregate(function=function, of=Property(name=prop)))
        readers[key] = _of(name)
    return lambda row: {key: read(row) for key, read in readers.items()}


def _of(name: str) -> Read:
    return lambda row: row[name]


def _fixed(value: str) -> Read:
    return lambda row: value
