"""Table semantics by brute force over the world's entities: slow, plain, and unlike any compiler.

It knows one pattern (a tree of eight nodes) and tables of dimensions, measures, conditions and `keep_empty`; the
contract it follows is the docstring of `graph_service.plan.model`.
"""

from __future__ import annotations

import operator
import statistics
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from graph_service.ontology.model import Datatype, Ontology
from tests.world.entities import Entity

NODES = {
    "l": "Loan",
    "c": "Copy",
    "b": "Branch",
    "w": "Work",
    "g": "Genre",
    "m": "Member",
    "s": "StockCount",
    "a": "Author",
}
EDGES = (
    ("l", "copy", "c"),
    ("c", "branch", "b"),
    ("c", "work", "w"),
    ("w", "genre", "g"),
    ("l", "member", "m"),
    ("s", "branch", "b"),
    ("w", "author", "a"),
)
COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "lt": operator.lt,
    "gt": operator.gt,
    "ge": operator.ge,
}
Row = dict[str, str]  # node → IRI
Edge = tuple[str, str, str]


@dataclass(frozen=True, kw_only=True)
class Condition:
    """A comparison of one property of one node; `null` compares with nothing."""

    kind: str
    node: str
    property: str
    value: Any = None

    def form(self) -> dict[str, Any]:
        path = f"{self.node}.{self.property}"
        return {"null": path} if self.kind == "null" else {self.kind: [path, self.value]}


@dataclass(frozen=True, kw_only=True)
class Measure:
    """An aggregate of a node's property, or a count of its entities."""

    function: str
    node: str
    property: str | None = None
    where: Condition | None = None
    distinct: bool = False

    def form(self) -> dict[str, Any]:
        found: dict[str, Any] = {self.function: f"{self.node}.{self.property}" if self.property else self.node}
        return (
            found | ({"where": self.where.form()} if self.where else {}) | ({"distinct": True} if self.distinct else {})
        )


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A table over the one pattern; dimensions are (node, property)."""

    dimensions: tuple[tuple[str, str], ...]
    measures: tuple[Measure, ...]
    where: tuple[Condition, ...] = ()
    keep_empty: bool = False

    def form(self) -> dict[str, Any]:
        return {
            "nodes": NODES,
            "edges": [{"from": near, "link": link, "to": far} for near, link, far in EDGES],
            "dimensions": {f"d{n}": f"{node}.{prop}" for n, (node, prop) in enumerate(self.dimensions)},
            "measures": {f"m{n}": measure.form() for n, measure in enumerate(self.measures)},
            "keep_empty": self.keep_empty,
            "limit": 900,
        } | ({"where": {"and": [condition.form() for condition in self.where]}} if self.where else {})


class Reference:
    """The world as dictionaries, and tables computed from it match by match."""

    def __init__(self, ontology: Ontology, entities: Iterable[Entity]) -> None:
        self.ontology = ontology
        self.entities = {entity.iri: entity for entity in entities}

    def rows(self, asked: Asked) -> list[list[Any]]:
        """The groups of the table with their measures, in no order."""
        shared = {node for node, _ in asked.dimensions}
        needs = [shared | {m.node} | ({m.where.node} if m.where else set()) for m in asked.measures]
        parts = [_subtree(nodes) for nodes in [*needs, *([shared] if asked.keep_empty and shared else [])]]
        every = [frozenset(names) for names, _ in parts]
        groups = [self._groups(asked, n, part, every) for n, part in enumerate(parts)]
        keys = dict.fromkeys(key for found in groups for key in found)
        return [
            [*key, *(self._aggregate(m, groups[n].get(key, {})) for n, m in enumerate(asked.measures))] for key in keys
        ]

    def _groups(
        self, asked: Asked, number: int, part: tuple[set[str], list[Edge]], every: list[frozenset[str]]
    ) -> dict[tuple[Any, ...], dict[str, Row]]:
        """Group → the entities of the measure's grain in it, each with one of its matches."""
        names, edges = part
        measure = asked.measures[number] if number < len(asked.measures) else None
        rows = self._matches(names, edges, [{}])
        inside, outside = self._split(asked, names, every)
        rows = [row for row in rows if all(self._holds(c, row) for c in inside)]
        if measure and measure.where:
            rows = [row for row in rows if self._holds(measure.where, row)]
        for more, together in _branches(names, outside):
            ways = [edge for edge in _subtree(names | more)[1] if not {edge[0], edge[2]} <= names]
            rows = [r for r in rows if any(self._all(together, m) for m in self._matches(more, ways, [r]))]
        found: dict[tuple[Any, ...], dict[str, Row]] = {} if asked.dimensions or not measure else {(): {}}
        for row in rows:
            key = tuple(self._value(row, node, prop) for node, prop in asked.dimensions)
            found.setdefault(key, {})[row[measure.node] if measure else ""] = row
        return found

    def _split(
        self, asked: Asked, names: set[str], every: list[frozenset[str]]
    ) -> tuple[list[Condition], list[Condition]]:
        """The table's conditions that a block's nodes answer, and those asked for outside of it."""
        inside = [c for c in asked.where if c.node in names]
        return inside, [c for c in asked.where if not any(c.node in block for block in every)]

    def _all(self, conditions: list[Condition], row: Row) -> bool:
        return all(self._holds(condition, row) for condition in conditions)

    def _holds(self, condition: Condition, row: Row) -> bool:
        value = self._value(row, condition.node, condition.property)
        if condition.kind == "null":
            return value is None
        return value is not None and COMPARE[condition.kind](value, condition.value)

    def _aggregate(self, measure: Measure, entities: Mapping[str, Row]) -> Any:
        if measure.property is None:
            return len(entities)
        values = [self._value(row, measure.node, measure.property) for row in entities.values()]
        values = [value for value in values if value is not None]
        values = list(dict.fromkeys(values)) if measure.distinct else values
        if measure.function == "count":
            return len(values)
        functions: dict[str, Callable[[list[Any]], Any]] = {"sum": sum, "min": min, "max": max}
        functions |= {"avg": statistics.fmean, "median": lambda found: float(statistics.median(found))}
        return functions[measure.function](values) if values else None

    def _value(self, row: Row, node: str, name: str) -> Any:
        value, prop = self.entities[row[node]].values.get(name), self.ontology.properties[name]
        return Decimal(value).scaleb(-prop.scale) if value is not None and prop.datatype is Datatype.DECIMAL else value

    def _matches(self, names: set[str], edges: list[Edge], rows: list[Row]) -> list[Row]:
        """Every way to put entities to the names so that all edges hold, each starting from one of the rows."""
        seen = set(rows[0])
        if not seen:
            start = min(names)
            rows, seen = [{start: iri} for iri in self._members(NODES[start])], {start}
        waiting = list(edges)
        while waiting:
            edge = next(e for e in waiting if (e[0] in seen) != (e[2] in seen))
            waiting.remove(edge)
            rows = [{**row, **found} for row in rows for found in self._next(edge, row)]
            seen |= {edge[0], edge[2]}
        return rows

    def _next(self, edge: Edge, row: Row) -> list[Row]:
        near, link, far = edge
        if near in row:
            return [{far: iri} for iri in self._followed(row[near], link)]
        return [{near: iri} for iri in self._members(NODES[near]) if row[far] in self._followed(iri, link)]

    def _followed(self, iri: str, link: str) -> list[str]:
        value = self.entities[iri].values.get(link, [])
        return value if isinstance(value, list) else [value]

    def _members(self, cls: str) -> list[str]:
        return [i for i, e in self.entities.items() if any(self.ontology.is_a(own, cls) for own in e.classes)]


def _subtree(required: set[str]) -> tuple[set[str], list[Edge]]:
    """The smallest part of the pattern that holds the names."""
    names, edges = set(NODES), list(EDGES)
    while loose := {n for n in names - required if sum(n in (near, far) for near, _, far in edges) <= 1}:
        names -= loose
        edges = [edge for edge in edges if edge[0] in names and edge[2] in names]
    return names, edges


def _branches(names: set[str], outside: list[Condition]) -> list[tuple[set[str], list[Condition]]]:
    """The outside conditions, those together whose ways from the block share a node."""
    found: list[tuple[set[str], list[Condition]]] = []
    for condition in outside:
        more, together = _subtree(names | {condition.node})[0] - names, [condition]
        for group in [group for group in found if group[0] & more]:
            found.remove(group)
            more, together = more | group[0], [*group[1], *together]
        found.append((more, together))
    return found
