"""Aggregates over one link of an entity: one subquery with all measures, evaluated after the page's limit.

Measures that keep only what is latest are computed over those rows alone, each such choice in a table of its own.
"""

from __future__ import annotations

from dataclasses import dataclass

from graph_service.ontology.naming import quote_sql
from graph_service.plan.conditions import Condition
from graph_service.plan.expressions import THIS, Aggregate, Expression, Step, walk
from graph_service.plan.model import LinkAggregate
from graph_service.stores.sql.aggregates import aggregate_value, aggregated, distinguished
from graph_service.stores.sql.conditions import predicate
from graph_service.stores.sql.expressions import value
from graph_service.stores.sql.frames import Frame, Place
from graph_service.stores.sql.links import joined, joins, meet
from graph_service.stores.sql.values import Value, as_json, written
from graph_service.stores.sql.writing import column, indented, listed, nested, quoted_as, select, text_literal

TIME, LATEST = "#time", "#latest"


@dataclass(frozen=True, kw_only=True)
class Rows:
    """Which of the link's entities aggregates are over: all, or the latest of those that satisfy `where`."""

    latest: Expression | None = None
    per: tuple[Expression, ...] = ()
    where: Condition | None = None


def link_aggregate(of: LinkAggregate, frame: Frame, place: Place) -> str:
    """The measures as one JSON object."""
    if of.on is not None:
        place = frame.follow(place, (Step(cast=of.on),))
    wanted = list(dict.fromkeys(a for m in of.measures for a in walk(m.of) if isinstance(a, Aggregate)))
    groups: dict[Rows, list[Aggregate]] = {}
    for aggregate in wanted:
        groups.setdefault(_rows_of(aggregate), []).append(aggregate)
    if len(groups) == 1:
        ((rows, inside),) = groups.items()
        leaves, sources, where = _computed(of, rows, inside, frame, place)
        return f"json({nested(select([_object(of, leaves, frame)], sources, where=where))})"
    leaves, tables = {}, list[str]()
    for number, (rows, inside) in enumerate(groups.items(), start=1):
        found, sources, where = _computed(of, rows, inside, frame, place)
        name = f"{of.name} {number}"
        columns = {f"#{n}": v.text for n, v in enumerate(found.values(), start=1)}
        tables.append(f"{nested(select(quoted_as(columns), sources, where=where))} AS {quote_sql(name)}")
        for key, (aggregate, v) in zip(columns, found.items(), strict=True):
            leaves[aggregate] = Value(text=column(name, key), datatype=v.datatype, scale=v.scale)
    joined_tables = [tables[0], *(f"CROSS JOIN {table}" for table in tables[1:])]
    return f"json({nested(select([_object(of, leaves, frame)], joined_tables))})"


def _rows_of(aggregate: Aggregate) -> Rows:
    if aggregate.latest is None:
        return Rows()
    return Rows(latest=aggregate.latest, per=aggregate.per, where=aggregate.where)


def _object(of: LinkAggregate, leaves: dict[Aggregate, Value], frame: Frame) -> str:
    entries = []
    for measure in of.measures:
        text = as_json(value(measure.of, Frame(frame.compilation), leaves.__getitem__), frame.parameters)
        entries.append(f"{text_literal(measure.name)}, {text}")
    return f"json_object(\n{indented(listed(entries))}\n)"


def _computed(
    of: LinkAggregate, rows: Rows, aggregates: list[Aggregate], outer: Frame, place: Place
) -> tuple[dict[Aggregate, Value], list[str], list[str]]:
    """The aggregates, and the FROM and WHERE they are computed over."""
    frame, sources, where = _entities(of, outer, place)
    if rows.latest is not None:
        where += [predicate(rows.where, frame)] if rows.where is not None else []
        frame, sources, where = _latest(of, rows, frame, outer, sources, where)
    found: dict[Aggregate, Value] = {}
    for aggregate in aggregates:
        inner = aggregate_value(aggregate, frame)
        kept = predicate(aggregate.where, frame) if aggregate.where is not None and rows.latest is None else ""
        found[aggregate] = aggregated(aggregate, inner, frame.parameters, where=kept)
    return found, [*sources, *frame.sources], where


def _entities(of: LinkAggregate, outer: Frame, place: Place) -> tuple[Frame, list[str], list[str]]:
    frame = Frame(outer.compilation, outer)
    prop = frame.link(place.cls, of.link)
    target = Place(alias=frame.alias(of.name), cls=prop.range or place.cls, certain=True)
    frame.nodes[THIS] = target
    first, *rest = joined(frame, meet(frame, prop, place, target), target)
    where = [*first.on, *([predicate(of.where, frame)] if of.where is not None else [])]
    return frame, [first.source, *joins(tuple(rest))], where


def _latest(
    of: LinkAggregate, rows: Rows, frame: Frame, outer: Frame, sources: list[str], where: list[str]
) -> tuple[Frame, list[str], list[str]]:
    """The link's entities whose time is the latest among those with the same `per`."""
    assert rows.latest is not None
    target = frame.place(THIS)
    time = written(value(rows.latest, frame), frame.parameters)
    per = [distinguished(one, frame) for one in rows.per]
    over = f"PARTITION BY {', '.join(per)}" if per else ""
    columns = [f"{quote_sql(target.alias)}.*", *quoted_as({TIME: time, LATEST: f"max({time}) OVER ({over})"})]
    inner = select(columns, [*sources, *frame.sources], where=where)
    again = Frame(outer.compilation, outer)
    again.nodes[THIS] = Place(alias=again.alias(of.name), cls=target.cls, certain=True)
    alias = again.place(THIS).alias
    return again, [f"{nested(inner)} AS {quote_sql(alias)}"], [f"{column(alias, TIME)} = {column(alias, LATEST)}"]
