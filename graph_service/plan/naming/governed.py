"""Governed formulas and filters of the ontology as plan values: their YAML form is read once and kept."""

from __future__ import annotations

from dataclasses import replace

from graph_service.ontology.model import Metric, NamedFilter
from graph_service.plan.conditions import Condition, both
from graph_service.plan.expressions import THIS, Aggregate, Expression
from graph_service.plan.forms.form import condition_from_form, expression_from_form
from graph_service.plan.walking.places import Place, Sight, Use
from graph_service.plan.walking.rename import NOWHERE, move_condition, move_expression
from graph_service.plan.walking.within import Rules, rewrite_expression

_MOST_KEPT = 5_000
_formulas: dict[tuple[int, str], tuple[Metric, Expression]] = {}
_conditions: dict[tuple[int, str], tuple[NamedFilter, Condition]] = {}


def formula(metric: Metric, node: str = THIS) -> Expression:
    """The metric's expression over a node, its own condition on every aggregate; PlanError if it is no formula."""
    kept = _formulas.get((id(metric), node))
    if kept is not None and kept[0] is metric:
        return kept[1]
    expression = move_expression(_read_formula(metric), node)
    if len(_formulas) >= _MOST_KEPT:
        _formulas.clear()
    _formulas[id(metric), node] = (metric, expression)
    return expression


def _read_formula(metric: Metric) -> Expression:
    place = metric.source or f"metric {metric.name}"
    expression = expression_from_form(metric.expression, where=place)
    if metric.where is not None:
        expression = narrowed(expression, condition_from_form(metric.where, where=place))
    return expression


def named_condition(named: NamedFilter, node: str = THIS) -> Condition:
    """The filter's condition over a node; PlanError if it is no condition."""
    kept = _conditions.get((id(named), node))
    if kept is not None and kept[0] is named:
        return kept[1]
    read = condition_from_form(named.where, where=named.source or f"filter {named.name}")
    condition = move_condition(read, node)
    if len(_conditions) >= _MOST_KEPT:
        _conditions.clear()
    _conditions[id(named), node] = (named, condition)
    return condition


def narrowed(expression: Expression, where: Condition) -> Expression:
    """The expression with the condition added to each of its aggregates."""

    def narrow(e: Expression, place: Place) -> Expression:
        return replace(e, where=both(e.where, where)) if isinstance(e, Aggregate) else e

    start = Place("", Sight({}, Use.MEASURE))
    return rewrite_expression(expression, start, Rules(ontology=NOWHERE, expression=narrow))
