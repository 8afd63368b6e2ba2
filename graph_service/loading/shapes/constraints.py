"""Constraints: a SHACL property shape as set-based queries, one per constraint component.

    minCount maxCount datatype class in pattern minInclusive maxInclusive     https://www.w3.org/TR/shacl/#core-components

Each query gives (focus, value) of the violations: focus nodes are the rows of the target class' table, subclasses
included. A count has no value.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from graph_service.loading.shapes.value_nodes import TARGET_IRI, bound, is_one_column, listed, text_of, value_nodes
from graph_service.ontology.model import Ontology, Property, PropertyShape
from graph_service.ontology.naming import quote_sql


@dataclass(frozen=True, kw_only=True)
class Constraint:
    """One component of one shape: the query of its violations, its parameters, and what it wants in words."""

    component: str
    query: str
    values: tuple[Any, ...] = ()
    wants: str


def constraints(ontology: Ontology, shape: PropertyShape, prop: Property) -> Iterator[Constraint]:
    """The constraints of a shape. The queries need the SQL function `matches(text, pattern)`."""
    nodes = value_nodes(ontology, shape.target, prop)
    yield from _at_most_one(shape, prop) if is_one_column(ontology, shape.target, prop) else _counts(shape, nodes)
    yield from _types(shape, prop, nodes)
    yield from _texts(shape, prop, nodes)
    yield from _limits(shape, prop, nodes)


def _at_most_one(shape: PropertyShape, prop: Property) -> Iterator[Constraint]:
    """Counts of a column: what is asked is only whether it is empty."""
    query = f"SELECT id AS focus, NULL AS value FROM {quote_sql(shape.target)} WHERE {quote_sql(prop.name)} IS"
    if shape.min_count:
        limit = "NULL" if shape.min_count == 1 else "NULL OR true"
        yield Constraint(component="minCount", query=f"{query} {limit}", wants=_values("least", shape.min_count))
    if shape.max_count == 0:
        yield Constraint(component="maxCount", query=f"{query} NOT NULL", wants="no value")


def _counts(shape: PropertyShape, nodes: str) -> Iterator[Constraint]:
    count = f"(SELECT count(*) FROM ({nodes}) n WHERE n.focus = t.id)"
    query = f"SELECT t.id AS focus, NULL AS value FROM {quote_sql(shape.target)} t WHERE {count}"
    if shape.min_count:
        least = shape.min_count
        yield Constraint(component="minCount", query=f"{query} < ?", values=(least,), wants=_values("least", least))
    if shape.max_count is not None:
        most = shape.max_count
        yield Constraint(component="maxCount", query=f"{query} > ?", values=(most,), wants=_values("most", most))


def _values(bound: str, count: int) -> str:
    return f"at {bound} {count} value{'' if count == 1 else 's'}"


def _types(shape: PropertyShape, prop: Property, nodes: str) -> Iterator[Constraint]:
    if shape.datatype and shape.datatype is not prop.datatype:
        yield Constraint(component="datatype", query=nodes, wants=f"values of xsd:{shape.datatype}")
    if shape.cls:
        member = f"SELECT 1 FROM {quote_sql(shape.cls)} k WHERE k.id = v.value"
        hidden = 'SELECT entity FROM "ledger:withheld"'  # not served, but merged and of its class
        query = _where(nodes, f"NOT EXISTS ({member}) AND v.value NOT IN ({hidden})") if prop.is_link else nodes
        yield Constraint(component="class", query=query, wants=f"entities of {shape.cls}")


def _texts(shape: PropertyShape, prop: Property, nodes: str) -> Iterator[Constraint]:
    if shape.one_of:
        compared = TARGET_IRI if prop.is_link else "v.value"
        query = _where(nodes, f"{compared} NOT IN (SELECT value FROM json_each(?))")
        members = json.dumps(listed(prop, shape.one_of))
        yield Constraint(component="in", query=query, values=(members,), wants=f"one of {', '.join(shape.one_of)}")
    if shape.pattern is not None:
        query = _where(nodes, f"NOT matches({text_of(prop)}, ?)")
        yield Constraint(component="pattern", query=query, values=(shape.pattern,), wants=f"text like {shape.pattern}")


def _limits(shape: PropertyShape, prop: Property, nodes: str) -> Iterator[Constraint]:
    limits = (("minInclusive", shape.min_inclusive, "<", "least"), ("maxInclusive", shape.max_inclusive, ">", "most"))
    for component, text, wrong, word in limits:
        if text is not None:
            limit = bound(prop, text, lower=wrong == "<")
            wants = f"at {word} {text}"
            if limit is None:  # values that cannot be compared violate (SHACL 4.3.2)
                yield Constraint(component=component, query=nodes, wants=wants)
            else:
                query = _where(nodes, f"v.value {wrong} ?")
                yield Constraint(component=component, query=query, values=(limit,), wants=wants)


def _where(nodes: str, condition: str) -> str:
    return f"SELECT v.focus, v.value FROM ({nodes}) v WHERE {condition}"
