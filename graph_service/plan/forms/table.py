"""Tables from their form: nodes, edges (a path as link is spelled out into nodes between), columns, order, limits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graph_service.findings import closest
from graph_service.plan.expressions import Column
from graph_service.plan.forms.conditions import read_condition
from graph_service.plan.forms.expressions import MOST_STEPS, read_expression, whole_number
from graph_service.plan.forms.reading import (
    Spot,
    build,
    flag,
    identifier,
    mapping,
    named_items,
    sequence,
    shown,
    text,
    whole,
)
from graph_service.plan.model import Edge, LimitPer, Named, Node, Order, Table

TABLE_KEYS = (
    "nodes",
    "edges",
    "step",
    "where",
    "dimensions",
    "measures",
    "having",
    "derived",
    "order",
    "limit",
    "limit_per",
    "keep_empty",
)


def read_table(document: Any, at: Spot) -> Table | None:
    """The table of a form, or None where it could not be read."""
    entry = mapping(document, at, TABLE_KEYS, "a table")
    if entry is None:
        return None
    step = text(entry["step"], at.child("step"), "a step's name") if "step" in entry else None
    nodes, edges = _pattern(entry, at)
    names = [node.name for node in nodes if "." not in node.name]
    rows, result = at.seeing(names, step), at.seeing(names)
    return build(
        Table,
        at,
        None,
        nodes=nodes,
        edges=edges,
        step=step,
        where=_condition(entry, "where", rows),
        dimensions=read_columns(entry.get("dimensions", ()), rows.child("dimensions"), "dimensions"),
        measures=read_columns(entry.get("measures", ()), rows.child("measures"), "measures"),
        having=_condition(entry, "having", result),
        derived=read_columns(entry.get("derived", ()), result.child("derived"), "derived columns"),
        order=_order(entry.get("order", ()), result),
        limit=whole_number(entry.get("limit"), at.child("limit"), "a limit"),
        limit_per=_limit_per(entry["limit_per"], at.child("limit_per")) if "limit_per" in entry else None,
        keep_empty=flag(entry.get("keep_empty", False), at.child("keep_empty"), "keep_empty"),
    )


def _condition(entry: Mapping[str, Any], key: str, at: Spot) -> Any:
    return read_condition(entry[key], at.child(key)) if key in entry else None


def read_columns(value: Any, at: Spot, what: str) -> tuple[Named, ...]:
    """Columns by name, or a list of {name, of}."""
    by_name = isinstance(value, Mapping)
    found: list[Named] = []
    for name, part in named_items(value, at, "name", what):
        spot = at.child(name)
        entry = {"of": part} if by_name else mapping(part, spot, ("of",), "a column") or {}
        found.append(Named(name=name or "_", of=read_expression(entry.get("of"), spot)))
    return tuple(found)


def _pattern(entry: Mapping[str, Any], at: Spot) -> tuple[tuple[Node, ...], tuple[Edge, ...]]:
    value = entry.get("nodes", {})
    by_name = isinstance(value, Mapping)
    nodes: dict[str, Node] = {}
    for name, part in named_items(value, at.child("nodes"), "name", "nodes"):
        spot = at.child(f"nodes.{name}")
        cls = part if by_name else (mapping(part, spot, ("class",), "a node") or {}).get("class")
        if name in nodes:
            spot.refuse(f"The same node name twice: '{name}'")
        name = identifier(name, spot, "a node's name")
        nodes[name] = Node(name=name, cls=text(cls, spot, "a class"))
    edges: list[Edge] = []
    for number, item in enumerate(sequence(entry.get("edges", ()), at.child("edges"), "a list of edges") or ()):
        _edge(item, at.child(f"edges[{number}]"), nodes, edges)
    return tuple(nodes.values()), tuple(edges)


def _edge(item: Any, at: Spot, nodes: dict[str, Node], edges: list[Edge]) -> None:
    entry = mapping(item, at, ("from", "link", "to", "least", "most"), "an edge {from, link, to}")
    if entry is None:
        return
    source, target = _end(entry, "from", at, nodes), _end(entry, "to", at, nodes)
    links = text(entry.get("link"), at.child("link"), "a link").split(".")
    if not all(links) or len(links) > MOST_STEPS:
        at.refuse(f"Expected a link or a path of links, got {shown(entry.get('link'))}")
        return
    least = whole(entry.get("least", 1), at.child("least"), "a number of links")
    most = whole(entry.get("most", max(1, least)), at.child("most"), "a number of links", 1)
    for link in links[:-1]:
        source = _between(source, link, nodes, edges)
    edge = build(Edge, at, None, source=source, link=links[-1], target=target, least=least, most=most)
    if edge is not None:
        edges.append(edge)


def _end(entry: Mapping[str, Any], key: str, at: Spot, nodes: dict[str, Node]) -> str:
    name = text(entry.get(key), at.child(key), "a node's name")
    if name and name not in nodes:
        at.child(key).refuse(f"Unknown node: '{name}'", closest(name, nodes))
    return name


def _between(source: str, link: str, nodes: dict[str, Node], edges: list[Edge]) -> str:
    """The node between two links of a path, named by its way (`l.basket`); paths that start alike share it."""
    name = f"{source}.{link}"
    if name not in nodes:
        nodes[name] = Node(name=name, cls="")
        edges.append(Edge(source=source, link=link, target=name))
    return name


def _order(value: Any, at: Spot) -> tuple[Order, ...]:
    items = sequence(value, at.child("order"), "a list of columns like '-units'") or ()
    found = []
    for number, item in enumerate(items):
        spot = at.child(f"order[{number}]")
        if isinstance(item, str):
            name = text(item.removeprefix("-"), spot, "a column's name") or "_"
            found.append(Order(of=Column(name=name), descending=item.startswith("-")))
        else:
            found.append(read_order(item, spot))
    return tuple(found)


def read_order(item: Any, at: Spot) -> Order:
    """A sort key written as {of, descending}."""
    entry = mapping(item, at, ("of", "descending"), "a sort key {of, descending}") or {}
    descending = flag(entry.get("descending", False), at.child("descending"), "descending")
    return Order(of=read_expression(entry.get("of"), at), descending=descending)


def _limit_per(value: Any, at: Spot) -> LimitPer | None:
    entry = mapping(value, at, ("by", "first"), "a limit per group {by, first}")
    if entry is None:
        return None
    by = sequence(entry.get("by"), at.child("by"), "a list of columns") or ()
    first = whole(entry.get("first"), at.child("first"), "a number of rows", 1)
    return LimitPer(by=tuple(text(name, at.child("by"), "a column's name") for name in by), first=first)
