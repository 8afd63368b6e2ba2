"""Conditions of policies made fit for any place: over subclasses, over other nodes, and with links as exists.

of a class C on a node of class S, C below S      no C, or a C that satisfies it
basket.store.name = x                             exists basket.store with name = x
not (…)                                           pushed inwards first, so that exists keeps the three-valued logic
"""

from __future__ import annotations

from dataclasses import replace

from graph_service.plan.conditions import (
    And,
    Compare,
    Comparison,
    Condition,
    Exists,
    In,
    InStep,
    Not,
    Null,
    Or,
    Text,
    Window,
    expressions,
)
from graph_service.plan.expressions import THIS, Expression, Meta, Property, Step, walk
from graph_service.plan.walking.places import Place, Sight, Use
from graph_service.plan.walking.rename import FREE, NOWHERE
from graph_service.plan.walking.within import Rules, rewrite_condition, rewrite_expression

OPPOSITE = {
    Comparison.EQ: Comparison.NE,
    Comparison.NE: Comparison.EQ,
    Comparison.LT: Comparison.GE,
    Comparison.GE: Comparison.LT,
    Comparison.GT: Comparison.LE,
    Comparison.LE: Comparison.GT,
}


def no_instance(cls: str) -> Condition:
    """Node `this` is no entity of the class."""
    return Null(of=Property(path=(Step(cast=cls),), name=Meta.IRI.value))


def unless_instance(cls: str, condition: Condition) -> Condition:
    """Node `this` is no entity of the class, or satisfies a condition over the class."""
    return Or(conditions=(no_instance(cls), cast(condition, cls)))


def cast(condition: Condition, cls: str) -> Condition:
    """The condition with everything it reads of node `this` read of it as an entity of the class."""
    step = Step(cast=cls)

    def expression(e: Expression, place: Place) -> Expression:
        if isinstance(e, Property) and e.node == THIS and place.sight.nodes.get(THIS) == FREE:
            return replace(e, path=(step, *e.path))
        return e

    def inner(c: Condition, place: Place) -> Condition:
        if isinstance(c, Exists) and c.node == THIS and place.sight.nodes.get(THIS) == FREE:
            return replace(c, path=(step, *c.path))
        return c

    return rewrite_condition(condition, _start(), Rules(ontology=NOWHERE, expression=expression, condition=inner))


def _start() -> Place:
    return Place("", Sight({THIS: FREE}, Use.ROW))


def linked(condition: Condition) -> Condition:
    """The condition with every single link followed by an exists, so that it holds in any place."""
    return _linked(condition, positive=True)


def _linked(condition: Condition, *, positive: bool) -> Condition:
    match condition:
        case And(conditions=inner):
            parts = tuple(_linked(part, positive=positive) for part in inner)
            return And(conditions=parts) if positive else Or(conditions=parts)
        case Or(conditions=inner):
            parts = tuple(_linked(part, positive=positive) for part in inner)
            return Or(conditions=parts) if positive else And(conditions=parts)
        case Not(condition=one):
            return _linked(one, positive=not positive)
        case Exists(where=where):
            whole = replace(condition, where=None if where is None else _linked(where, positive=True))
            return whole if positive else Not(condition=whole)
        case _:
            return _leaf(condition, positive=positive)


def _leaf(condition: Condition, *, positive: bool) -> Condition:
    """One comparison: the way it follows becomes exists, if it is one way."""
    if isinstance(condition, Null):
        present = _reach(condition.of, Not(condition=condition))
        return Not(condition=present) if positive else present
    judged = condition if positive else _negated(condition)
    ways = {(p.node, p.path) for e in expressions(condition) for p in walk(e) if isinstance(p, Property)}
    if len(ways) != 1:
        return judged
    found = next(p for e in expressions(condition) for p in walk(e) if isinstance(p, Property))
    return _reach(found, judged)


def _negated(condition: Condition) -> Condition:
    if isinstance(condition, Compare):
        return replace(condition, operator=OPPOSITE[condition.operator])
    return Not(condition=condition)


def _reach(of: Expression, condition: Condition) -> Condition:
    """The condition about what the property's links lead to; a narrowing before the first link goes with it."""
    if not isinstance(of, Property) or not any(step.link for step in of.path):
        return condition
    first = next(number for number, step in enumerate(of.path) if step.link)
    last = max(number for number, step in enumerate(of.path) if step.link)
    inner = _shorten(condition, of.node, of.path[: last + 1])
    link = of.path[last].link
    assert link is not None
    reached: Condition = Exists(node=THIS, link=link, where=inner)
    for step in reversed(of.path[first:last]):
        reached = _around(step, reached)
    assert isinstance(reached, Exists)
    return replace(reached, node=of.node, path=(*of.path[:first], *reached.path))


def _around(step: Step, inner: Condition) -> Condition:
    assert isinstance(inner, Exists)
    if step.link is None:
        return replace(inner, path=(step, *inner.path))
    return Exists(node=THIS, link=step.link, where=inner)


def _shorten(condition: Condition, node: str, way: tuple[Step, ...]) -> Condition:
    """The condition with node `this` for what the way leads to."""

    def expression(e: Expression, place: Place) -> Expression:
        if isinstance(e, Property) and e.node == node and e.path[: len(way)] == way:
            return replace(e, node=THIS, path=e.path[len(way) :])
        return e

    rules = Rules(ontology=NOWHERE, expression=expression)
    match condition:
        case Not(condition=one):
            return Not(condition=_shorten(one, node, way))
        case Compare(left=left, right=right):
            sides = (rewrite_expression(side, _start(), rules) for side in (left, right))
            return Compare(operator=condition.operator, left=next(sides), right=next(sides))
        case In() | Text() | Null() | Window() | InStep():
            return replace(condition, of=rewrite_expression(condition.of, _start(), rules))
        case _:
            return rewrite_condition(condition, _start(), rules)
