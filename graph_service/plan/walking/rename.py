"""A condition or expression moved to another node: what spoke of `this` speaks of `l`, what is named inside stays."""

from __future__ import annotations

from dataclasses import replace

from graph_service.ontology.model import Ontology
from graph_service.plan.conditions import Condition, Exists, FilterRef, walk_conditions
from graph_service.plan.expressions import THIS, Aggregate, Expression, MetricRef, Property
from graph_service.plan.walking.places import Place, Sight, Use
from graph_service.plan.walking.within import Rules, rewrite_condition, rewrite_expression

FREE = "\0free"  # stands for the class of the node being renamed; an exists that reuses the name hides it
NOWHERE = Ontology(iri="", classes={}, properties={})


def move_condition(condition: Condition, new: str, old: str = THIS) -> Condition:
    """The condition with node `old` called `new`."""
    if new == old:
        return condition
    return rewrite_condition(_clear(condition, new), _start(old), _renaming(new, old))


def move_expression(expression: Expression, new: str, old: str = THIS) -> Expression:
    """The expression with node `old` called `new`."""
    return expression if new == old else rewrite_expression(expression, _start(old), _renaming(new, old))


def _start(old: str) -> Place:
    return Place("", Sight({old: FREE}, Use.MEASURE))


def _renaming(new: str, old: str) -> Rules:
    def expression(e: Expression, place: Place) -> Expression:
        speaks = isinstance(e, Property | Aggregate | MetricRef) and e.node == old
        return replace(e, node=new) if speaks and place.sight.nodes.get(old) == FREE else e  # type: ignore[arg-type]

    def condition(c: Condition, place: Place) -> Condition:
        speaks = isinstance(c, Exists | FilterRef) and c.node == old
        return replace(c, node=new) if speaks and place.sight.nodes.get(old) == FREE else c  # type: ignore[arg-type]

    return Rules(ontology=NOWHERE, expression=expression, condition=condition)


def _clear(condition: Condition, new: str) -> Condition:
    """The condition with every inner node called `new` called otherwise, so that none captures the new name."""
    if not any(isinstance(c, Exists) and c.name == new for c in walk_conditions(condition)):
        return condition

    def rename(c: Condition, place: Place) -> Condition:
        if not isinstance(c, Exists) or c.name != new:
            return c
        other = f"{new}_"
        return replace(c, name=other, where=c.where and move_condition(c.where, other, new))

    return rewrite_condition(condition, _start(THIS), Rules(ontology=NOWHERE, condition=rename))
