"""Plans from and to their YAML or JSON form: what saved queries, models and other services write.

    EXPRESSION  "node.link.property" · 5 · true · {value: x, as: date?} · {property: x, node: n?, path: [links]?}
                {today: -7} · {actor: region} · {add|subtract|multiply|divide: [e, e]} · {coalesce: [e, …]}
                {days_between: [e, e]} · {year|quarter|month|week|day|weekday: e}
                {count|sum|avg|min|max|median: e, where: c?, distinct: b?, node: n?, latest: e?, per: [e]?}
                {metric: m, node: n?} · {column: c, step: s?}
    CONDITION   {eq|ne|lt|le|gt|ge: [e, v]} · {in: [e, [v, …]]} · {contains|starts|ends: [e, text]} · {null: e}
                {window: e, from: d?, to: d?, words: w?} · {during: [e, words]} · {and|or: [c, …]} · {not: c}
                {exists: "node.path.link", node: n?, path: [links]?, as: n?, where: c?, at_least: k?}
                {in_step: [e, step, column]} · {filter: f, node: n?}
    PLAN        {language?, steps?, table | entities}; names come as mappings by name or as lists with `name`

What a document leaves out or says as null is the same. Findings name the place: `table.where.and[1]`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graph_service.findings import PlanError
from graph_service.plan.conditions import Condition
from graph_service.plan.expressions import Expression
from graph_service.plan.forms.conditions import read_condition
from graph_service.plan.forms.entities import read_entities
from graph_service.plan.forms.expressions import read_expression
from graph_service.plan.forms.out import condition_to_form, expression_to_form, plan_to_form
from graph_service.plan.forms.reading import Reading, Spot, build, mapping, named_items, text
from graph_service.plan.forms.table import read_table
from graph_service.plan.model import NamedStep, Plan

__all__ = [
    "condition_from_form",
    "condition_to_form",
    "expression_from_form",
    "expression_to_form",
    "plan_from_form",
    "plan_to_form",
]


def plan_from_form(document: Mapping[str, Any], *, where: str = "") -> Plan:
    """The plan of a document; PlanError with all its findings, each naming its place below `where`."""
    at = Spot(Reading(), where)
    plan = _read_plan(document, at)
    _raise(at)
    assert plan is not None
    return plan


def expression_from_form(document: Any, *, where: str = "", nodes: frozenset[str] = frozenset()) -> Expression:
    """The expression of a document; `nodes` are the names that may start a path."""
    at = Spot(Reading(), where, names=nodes)
    expression = read_expression(document, at)
    _raise(at)
    return expression


def condition_from_form(document: Any, *, where: str = "", nodes: frozenset[str] = frozenset()) -> Condition:
    """The condition of a document; `nodes` are the names that may start a path."""
    at = Spot(Reading(), where, names=nodes)
    condition = read_condition(document, at)
    _raise(at)
    return condition


def _raise(at: Spot) -> None:
    if at.reading.findings:
        raise PlanError(*at.reading.findings)


def _read_plan(document: Any, at: Spot) -> Plan | None:
    entry = mapping(document, at, ("language", "steps", "table", "entities"), "a plan")
    if entry is None:
        return None
    bodies = [key for key in ("table", "entities") if key in entry]
    if len(bodies) != 1:
        at.refuse("A plan has either a 'table' or 'entities'")
        return None
    language = entry.get("language")
    steps = [_step(name, part, at.child(f"steps.{name}")) for name, part in _steps(entry, at)]
    body_at = at.child(bodies[0])
    body = read_table(entry["table"], body_at) if "table" in entry else read_entities(entry["entities"], body_at)
    if body is None or None in steps:
        return None
    return build(
        Plan,
        at,
        None,
        body=body,
        steps=tuple(step for step in steps if step),
        language=None if language is None else text(language, at.child("language"), "a language tag"),
    )


def _steps(entry: Mapping[str, Any], at: Spot) -> tuple[tuple[str, Any], ...]:
    steps = entry.get("steps", {})
    if isinstance(steps, Mapping):
        return named_items(steps, at.child("steps"), "name", "steps")
    return tuple((name, part.get("table")) for name, part in named_items(steps, at.child("steps"), "name", "steps"))


def _step(name: str, document: Any, at: Spot) -> NamedStep | None:
    table = read_table(document, at)
    return None if table is None else NamedStep(name=name, table=table)
