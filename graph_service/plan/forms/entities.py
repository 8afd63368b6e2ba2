"""Entities from their form: class, condition, order, page, selection, nested links, aggregates over links."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graph_service.plan.conditions import Condition
from graph_service.plan.expressions import THIS, Constant
from graph_service.plan.forms.conditions import read_condition
from graph_service.plan.forms.expressions import NOTHING, read_constant, read_expression, read_property, whole_number
from graph_service.plan.forms.reading import Spot, build, flag, identifier, mapping, named_items, sequence, text
from graph_service.plan.forms.table import read_columns, read_order
from graph_service.plan.model import Entities, Link, LinkAggregate, Named, Order

PAGE_KEYS = (
    "class",
    "name",
    "where",
    "order",
    "first",
    "after",
    "select",
    "links",
    "aggregates",
    "total",
    "cursor",
)


def read_entities(document: Any, at: Spot) -> Entities | None:
    """The page of entities of a form; only the outermost must say its class."""
    entry = mapping(document, at, PAGE_KEYS, "entities")
    return None if entry is None else _page(entry, at, text(entry.get("class"), at.child("class"), "a class"))


def _page(entry: Mapping[str, Any], at: Spot, cls: str) -> Entities | None:
    name = identifier(entry["name"], at.child("name"), "a name") if "name" in entry else THIS
    here = at.seeing((name,))
    links = [_link(key, part, here.child(f"links.{key}")) for key, part in _items(entry, "links", at)]
    aggregates = [_aggregate(key, part, at.child(f"aggregates.{key}")) for key, part in _items(entry, "aggregates", at)]
    return build(
        Entities,
        at,
        None,
        cls=cls,
        name=name,
        where=_where(entry, here),
        order=_order(entry.get("order", ()), here),
        first=whole_number(entry.get("first"), at.child("first"), "a number of entities"),
        after=_after(entry["after"], at.child("after")) if "after" in entry else None,
        select=_select(entry.get("select", ()), here.child("select")),
        links=tuple(link for link in links if link),
        aggregates=tuple(one for one in aggregates if one),
        total=flag(entry.get("total", False), at.child("total"), "total"),
        cursor=flag(entry.get("cursor", False), at.child("cursor"), "cursor"),
    )


def _items(entry: Mapping[str, Any], key: str, at: Spot) -> tuple[tuple[str, Any], ...]:
    value = entry.get(key, ())
    return named_items(value, at.child(key), "as", key)


def _where(entry: Mapping[str, Any], at: Spot) -> Condition | None:
    return read_condition(entry["where"], at.child("where")) if "where" in entry else None


def _link(key: str, document: Any, at: Spot) -> Link | None:
    entry = mapping({} if document is None else document, at, ("link", "narrow", *PAGE_KEYS), "a link")
    if entry is None:
        return None
    cls = text(entry["class"], at.child("class"), "a class") if "class" in entry else ""
    entities = _page(entry, at, cls)
    if entities is None:
        return None
    link = text(entry.get("link", key), at.child("link"), "a link")
    return Link(name=key, link=link, entities=entities, on=_narrow(entry, at))


def _narrow(entry: Mapping[str, Any], at: Spot) -> str | None:
    return text(entry["narrow"], at.child("narrow"), "a class") if "narrow" in entry else None


def _aggregate(key: str, document: Any, at: Spot) -> LinkAggregate | None:
    entry = mapping(document, at, ("link", "narrow", "where", "measures"), "aggregates over a link")
    if entry is None:
        return None
    reached = at.seeing((THIS,))
    return LinkAggregate(
        name=key,
        link=text(entry.get("link", key), at.child("link"), "a link"),
        measures=read_columns(entry.get("measures", ()), reached.child("measures"), "measures"),
        where=_where(entry, reached),
        on=_narrow(entry, at),
    )


def _order(value: Any, at: Spot) -> tuple[Order, ...]:
    found = []
    for number, item in enumerate(sequence(value, at.child("order"), "a list of paths like '-name'") or ()):
        spot = at.child(f"order[{number}]")
        if isinstance(item, str):
            of = read_property(item.removeprefix("-"), spot)
            found.append(Order(of=of, descending=item.startswith("-")))
        else:
            found.append(read_order(item, spot))
    return tuple(found)


def _select(value: Any, at: Spot) -> tuple[Named, ...]:
    """Paths, {as, of}, or expressions by name; a path alone is named by itself."""
    if isinstance(value, Mapping):
        return read_columns(value, at, "what is selected")
    found = []
    for number, item in enumerate(sequence(value, at, "a list of paths") or ()):
        spot = at.child(f"[{number}]")
        if isinstance(item, str):
            found.append(Named(name=item or "_", of=read_property(item, spot)))
            continue
        entry = mapping(item, spot, ("as", "of"), "a selection {as, of}") or {}
        name = text(entry.get("as"), spot.child("as"), "a name") or "_"
        found.append(Named(name=name, of=read_expression(entry.get("of"), spot)))
    return tuple(found)


def _after(value: Any, at: Spot) -> tuple[Constant, ...]:
    items = sequence(value, at, "a list of constants") or ()
    return tuple(NOTHING if item is None else _constant(item, at) for item in items)


def _constant(item: Any, at: Spot) -> Constant:
    found = read_expression(item, at) if isinstance(item, Mapping) else read_constant(item, at)
    if isinstance(found, Constant):
        return found
    at.refuse("Expected a constant")
    return NOTHING
