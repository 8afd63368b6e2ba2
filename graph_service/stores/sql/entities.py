"""Entities in SQL: one JSON text for a page and everything nested in it.

A page is `SELECT json_group_array(json_object(…) ORDER BY keys) FROM (SELECT … ORDER BY keys LIMIT n)`: rows are
filtered, ordered and limited before anything is built of them. Every nested value stands in `json((SELECT …))`,
because a subquery's result would arrive as a string otherwise. A to-one link is a join of the page, not a subquery.
"""

from __future__ import annotations

from graph_service.ontology.model import Property as OntologyProperty
from graph_service.ontology.naming import quote_sql
from graph_service.plan.expressions import Meta, Step
from graph_service.plan.model import Entities, Link
from graph_service.stores.sql.conditions import predicate
from graph_service.stores.sql.cursors import Key, Range, after_text, ranges
from graph_service.stores.sql.expressions import carried, outward, read, sort_texts, value
from graph_service.stores.sql.frames import Compilation, Frame, Place, table_of
from graph_service.stores.sql.link_aggregates import link_aggregate
from graph_service.stores.sql.links import Joined, joined, joins, meet, reach
from graph_service.stores.sql.lists import json_selected
from graph_service.stores.sql.values import Value, as_json, written
from graph_service.stores.sql.writing import INDENT, indented, listed, nested, quoted_as, select, text_literal

CURSOR = "_cursor"


def entities_text(entities: Entities, compilation: Compilation) -> str:
    """The statement: one row with the JSON text of the page and, where asked for, the count of all."""
    page = page_text(entities, Frame(compilation), None, more=True)
    if not entities.total:
        return page
    frame = Frame(compilation)
    first, where = _first(entities, frame)
    total = select(["count(*)"], [first.source, *frame.sources], where=where)
    columns = quoted_as({"entities": nested(page), "total": nested(total)})
    return f"SELECT\n{indented(listed(columns))}"


def page_text(
    entities: Entities, outer: Frame, link: tuple[OntologyProperty, Place] | None, *, name: str = "", more: bool = False
) -> str:
    """One page as a SELECT of one JSON array; `link` is the link and the parent it is followed from."""
    parts = [_rows(entities, outer, link, name, within, more=more) for within in ranges(entities.after)]
    rows, keys = parts[0]
    if len(parts) > 1:
        union = "\nUNION ALL\n".join(select(["*"], [nested(text)]) for text, _ in parts)
        order = [text for n, key in enumerate(keys, 1) for text in _sorted(key, carried(key.of, "", f"#{n}"))]
        limit = _limit(entities, outer, more=more)
        rows = "\n".join([union, f"ORDER BY {', '.join(order)}", *([f"LIMIT {limit}"] if limit else [])])
    return _collected(entities, outer, rows, keys, name)


def _rows(
    entities: Entities,
    outer: Frame,
    link: tuple[OntologyProperty, Place] | None,
    name: str,
    within: Range,
    *,
    more: bool,
) -> tuple[str, list[Key]]:
    """The page's rows, filtered, ordered and limited, with their sort keys beside them."""
    inner = Frame(outer.compilation, outer)
    place = _placed(entities, inner, name)
    tables = joined(inner, meet(inner, *link, place), place) if link else (_table(inner, place),)
    keys = [Key(of=value(o.of, inner), descending=o.descending) for o in entities.order]
    keys.append(Key(of=read(inner, place, Meta.IRI)))
    where = _conditions(entities, inner, tables[0])
    where += [after_text(keys, entities.after, within, inner)] if entities.after is not None else []
    text = select(
        [f"{quote_sql(place.alias)}.*", *_key_columns(keys, inner, texts=entities.cursor)],
        [tables[0].source, *joins(tables[1:]), *inner.sources],
        where=where,
        order=[text for key in keys for text in sort_texts(key.of, _text(key.of, inner), descending=key.descending)],
        limit=_limit(entities, inner, more=more),
    )
    return text, keys


def _collected(entities: Entities, outer: Frame, rows: str, keys: list[Key], name: str) -> str:
    """The page's rows built into one array, in their order again."""
    frame = Frame(outer.compilation, outer)
    place = _placed(entities, frame, name)
    read_keys = [Key(of=carried(k.of, place.alias, f"#{n}"), descending=k.descending) for n, k in enumerate(keys, 1)]
    entry = object_text(entities, frame, place, read_keys if entities.cursor else [])
    order = [text for key in read_keys for text in _sorted(key, key.of)]
    array = f"json_group_array(\n{indented(entry)}\n{INDENT}ORDER BY {', '.join(order)}\n)"
    return select([array], [f"{nested(rows)} AS {quote_sql(place.alias)}", *frame.sources])


def object_text(entities: Entities, frame: Frame, place: Place, cursor: list[Key] | None = None) -> str:
    """One entity as json_object over the row of its place."""
    scope = frame.within({entities.name: place})
    entries = [(one.name, json_selected(one.of, scope)) for one in entities.select]
    entries += [(link.name, _linked(link, frame, place)) for link in entities.links]
    entries += [(one.name, link_aggregate(one, frame, place)) for one in entities.aggregates]
    if cursor:
        values = ", ".join(as_json(key.of, frame.parameters) for key in cursor)
        entries.append((CURSOR, f"json_array({values})"))
    return f"json_object(\n{indented(listed(f'{text_literal(key)}, {text}' for key, text in entries))}\n)"


def _linked(link: Link, frame: Frame, place: Place) -> str:
    """What a link leads to: a page of its own, or one object joined to this page."""
    if link.on is not None:
        place = frame.follow(place, (Step(cast=link.on),))
    prop = frame.link(place.cls, link.link)
    child = link.entities
    if prop.many:
        return f"json({nested(page_text(child, frame, (prop, place), name=link.name))})"
    if child.where is None and child.cls == prop.range:
        target = frame.follow(place, (Step(link=link.link),))
    else:
        alias = frame.alias(f"{place.alias}.{link.name}")
        target = reach(frame, place, prop, Place(alias=alias, cls=child.cls), child.where, child.name)
    entry = object_text(child, frame, target)
    return f"json(iif({target.id} IS NULL, NULL, {entry}))"


def _placed(entities: Entities, frame: Frame, name: str) -> Place:
    place = Place(alias=frame.alias(name or entities.name), cls=entities.cls, certain=True)
    frame.nodes[entities.name] = place
    return place


def _table(frame: Frame, place: Place) -> Joined:
    return Joined(table=table_of(frame.compilation, place.cls), alias=place.alias, on=())


def _first(entities: Entities, frame: Frame) -> tuple[Joined, list[str]]:
    table = _table(frame, _placed(entities, frame, ""))
    return table, _conditions(entities, frame, table)


def _conditions(entities: Entities, frame: Frame, first: Joined) -> list[str]:
    return [*first.on, *([predicate(entities.where, frame)] if entities.where is not None else [])]


def _key_columns(keys: list[Key], frame: Frame, *, texts: bool) -> list[str]:
    """The sort keys under numbers; of free text its shadows, and the text itself only where a cursor shows it."""
    columns: dict[str, str] = {}
    for number, key in enumerate(keys, start=1):
        columns |= outward(key.of, f"#{number}", _text(key.of, frame))
        if key.of.is_free_text and not texts:
            del columns[f"#{number}"]
    return [f"{text} AS {quote_sql(name)}" for name, text in columns.items()]


def _sorted(key: Key, of: Value) -> list[str]:
    return sort_texts(of, of.text, descending=key.descending)


def _limit(entities: Entities, frame: Frame, *, more: bool) -> str | None:
    if entities.first is None:
        return None
    return f"{frame.parameters.add(entities.first)}{' + 1' if more else ''}"


def _text(of: Value, frame: Frame) -> str:
    return written(of, frame.parameters)
