"""One traversal for every pass: a plan rebuilt part by part, each part with its place, so that no place is missed.

    table, entities            run before the parts of theirs
    expression, condition      run after the parts inside
    leave_table, leave_entities run when all parts are done

A plan whose parts do not change is returned as it is. Guards are not visited: they are the authorize pass's own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from graph_service.plan.expressions import THIS
from graph_service.plan.model import Entities, Link, LinkAggregate, Named, NamedStep, Order, Plan, Table
from graph_service.plan.walking.places import Place, Sight, Use
from graph_service.plan.walking.within import Rules, reached, rewrite_expression, rewrite_optional

T = TypeVar("T")


def rewrite(plan: Plan, rules: Rules) -> Plan:
    """The plan with every part replaced by what the rules make of it; steps first, in order."""
    top = Place("", Sight({}))
    steps = _each(plan.steps, lambda step, place: _step(step, place, rules), lambda s: f"steps.{s.name}", top)
    body = (
        _table(plan.body, top.child("table"), rules)
        if isinstance(plan.body, Table)
        else _entities(plan.body, top.child("entities"), rules)
    )
    if steps is plan.steps and body is plan.body:
        return plan
    return Plan(body=body, steps=steps, language=plan.language)


def _step(step: NamedStep, place: Place, rules: Rules) -> NamedStep:
    table = _table(step.table, place, rules)
    done = step if table is step.table else NamedStep(name=step.name, table=table)
    if rules.leave_step:
        rules.leave_step(done)
    return done


def _table(table: Table, place: Place, rules: Rules) -> Table:
    if rules.table:
        table = rules.table(table, place)
    nodes = {node.name: node.cls for node in table.nodes}
    row, measure = Sight(nodes, Use.ROW, table), Sight(nodes, Use.MEASURE, table)
    where = rewrite_optional(table.where, place.seeing("where", row), rules)
    dimensions = _named(table.dimensions, place.seeing("dimensions", row), rules)
    measures = _named(table.measures, place.seeing("measures", measure), rules)
    if where is not table.where or dimensions is not table.dimensions or measures is not table.measures:
        table = replace(table, where=where, dimensions=dimensions, measures=measures)
    result = Sight({}, Use.RESULT, table)
    derived = _named(table.derived, place.seeing("derived", result), rules)
    having = rewrite_optional(table.having, place.seeing("having", result), rules)
    order = _order(table.order, place.seeing("", result), rules)
    if derived is not table.derived or having is not table.having or order is not table.order:
        table = replace(table, derived=derived, having=having, order=order)
    return rules.leave_table(table, place) if rules.leave_table else table


def _entities(entities: Entities, place: Place, rules: Rules) -> Entities:
    if rules.entities:
        entities = rules.entities(entities, place)
    here = place.seeing("", Sight({entities.name: entities.cls}))
    where = rewrite_optional(entities.where, here.child("where"), rules)
    order = _order(entities.order, here, rules)
    select = _named(entities.select, here.child("select"), rules)
    links = _each(entities.links, lambda link, at: _link(link, at, rules), lambda i: i.name, here.child("links"))
    aggregates = _each(
        entities.aggregates,
        lambda one, at: _link_aggregate(one, entities.cls, at, rules),
        lambda a: a.name,
        here.child("aggregates"),
    )
    old = (entities.where, entities.order, entities.select, entities.links, entities.aggregates)
    new = (where, order, select, links, aggregates)
    if any(a is not b for a, b in zip(old, new, strict=True)):
        entities = replace(entities, where=where, order=order, select=select, links=links, aggregates=aggregates)
    return rules.leave_entities(entities, place) if rules.leave_entities else entities


def _link(link: Link, place: Place, rules: Rules) -> Link:
    entities = _entities(link.entities, place, rules)
    return link if entities is link.entities else replace(link, entities=entities)


def _link_aggregate(one: LinkAggregate, cls: str, place: Place, rules: Rules) -> LinkAggregate:
    nodes = {THIS: reached(rules.ontology, one.on or cls, one.link)}
    where = rewrite_optional(one.where, place.seeing("where", Sight(nodes)), rules)
    measures = _named(one.measures, place.seeing("measures", Sight(nodes, Use.MEASURE)), rules)
    if where is one.where and measures is one.measures:
        return one
    return replace(one, where=where, measures=measures)


def _each(
    items: tuple[T, ...], change: Callable[[T, Place], T], segment: Callable[[T], str], place: Place
) -> tuple[T, ...]:
    if not items:
        return items
    changed = tuple([change(item, place.child(segment(item))) for item in items])
    return items if all(a is b for a, b in zip(items, changed, strict=True)) else changed


def _named(columns: tuple[Named, ...], place: Place, rules: Rules) -> tuple[Named, ...]:
    if not columns:
        return columns
    found = tuple([rewrite_expression(column.of, place.child(column.name), rules) for column in columns])
    if all(column.of is of for column, of in zip(columns, found, strict=True)):
        return columns
    return tuple([Named(name=column.name, of=of) for column, of in zip(columns, found, strict=True)])


def _order(order: tuple[Order, ...], place: Place, rules: Rules) -> tuple[Order, ...]:
    if not order:
        return order
    found = tuple([rewrite_expression(key.of, place.child(f"order[{i}]"), rules) for i, key in enumerate(order)])
    if all(key.of is of for key, of in zip(order, found, strict=True)):
        return order
    return tuple([Order(of=of, descending=key.descending) for key, of in zip(order, found, strict=True)])
