"""Expressions and conditions rebuilt part by part, each part with its place and what is seen from there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from graph_service.findings import PlanError
from graph_service.ontology.model import Ontology
from graph_service.plan.conditions import (
    And,
    Compare,
    Condition,
    During,
    Exists,
    In,
    InStep,
    Not,
    Null,
    Or,
    Text,
    Window,
)
from graph_service.plan.expressions import (
    Aggregate,
    Arithmetic,
    Bucket,
    Coalesce,
    Constant,
    DateDiff,
    Expression,
)
from graph_service.plan.model import Entities, NamedStep, Table
from graph_service.plan.typing.types import class_after
from graph_service.plan.walking.places import Place, Sight, Use, finding

DEEPEST = 100  # parts inside parts; far more would end at the interpreter's own limit


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What a pass does at each kind of part; by default nothing."""

    ontology: Ontology
    expression: Callable[[Expression, Place], Expression] | None = None
    condition: Callable[[Condition, Place], Condition] | None = None
    table: Callable[[Table, Place], Table] | None = None
    entities: Callable[[Entities, Place], Entities] | None = None
    leave_table: Callable[[Table, Place], Table] | None = None
    leave_entities: Callable[[Entities, Place], Entities] | None = None
    leave_step: Callable[[NamedStep], None] | None = None


def rewrite_expression(expression: Expression, place: Place, rules: Rules) -> Expression:
    """The expression with its parts, then itself, replaced."""
    if place.depth > DEEPEST:
        raise too_deep()
    parts = _EXPRESSION_PARTS.get(type(expression))
    changed: Expression = parts(expression, place, rules) if parts else expression
    return rules.expression(changed, place) if rules.expression else changed


def rewrite_condition(condition: Condition, place: Place, rules: Rules) -> Condition:
    """The condition with its parts, then itself, replaced."""
    if place.depth > DEEPEST:
        raise too_deep()
    parts = _CONDITION_PARTS.get(type(condition))
    changed: Condition = parts(condition, place, rules) if parts else condition
    return rules.condition(changed, place) if rules.condition else changed


def too_deep() -> PlanError:
    """Refuses what would nest without end: a plan of absurd depth, or a metric that refers to itself."""
    message = f"Nested more than {DEEPEST} deep; if it names a metric or filter, that may refer to itself"
    return PlanError(finding("depth", message, ""))


def rewrite_optional(condition: Condition | None, place: Place, rules: Rules) -> Condition | None:
    """The condition replaced, or None for none."""
    return None if condition is None else rewrite_condition(condition, place, rules)


def reached(ontology: Ontology, cls: str, link: str) -> str:
    """The class a link leads to from a class, "" if there is no such link."""
    prop = ontology.property_of(cls, link)
    return prop.range or "" if prop is not None else ""


def exists_sight(exists: Exists, sight: Sight, ontology: Ontology) -> Sight:
    """What the condition inside an exists sees: the nodes around it and the entities reached."""
    start = class_after(ontology, sight.nodes.get(exists.node, ""), exists.path) or ""
    nodes = {**sight.nodes, exists.name: reached(ontology, start, exists.link)}
    return Sight(nodes, Use.ROW, sight.table)


def _arithmetic(e: Arithmetic, place: Place, rules: Rules) -> Arithmetic:
    at = e.operator.value
    left = rewrite_expression(e.left, place.child(f"{at}[0]"), rules)
    right = rewrite_expression(e.right, place.child(f"{at}[1]"), rules)
    return e if left is e.left and right is e.right else Arithmetic(operator=e.operator, left=left, right=right)


def _coalesce(e: Coalesce, place: Place, rules: Rules) -> Coalesce:
    arguments = _expressions(e.arguments, place, "coalesce", rules)
    return e if arguments is e.arguments else Coalesce(arguments=arguments)


def _expressions(items: tuple[Expression, ...], place: Place, at: str, rules: Rules) -> tuple[Expression, ...]:
    found = tuple([rewrite_expression(item, place.child(f"{at}[{i}]"), rules) for i, item in enumerate(items)])
    return items if all(a is b for a, b in zip(items, found, strict=True)) else found


def _date_diff(e: DateDiff, place: Place, rules: Rules) -> DateDiff:
    start = rewrite_expression(e.start, place.child("days_between[0]"), rules)
    end = rewrite_expression(e.end, place.child("days_between[1]"), rules)
    return e if start is e.start and end is e.end else DateDiff(start=start, end=end)


def _bucket(e: Bucket, place: Place, rules: Rules) -> Bucket:
    of = rewrite_expression(e.of, place.child(e.unit.value), rules)
    return e if of is e.of else Bucket(unit=e.unit, of=of)


def _aggregate(e: Aggregate, place: Place, rules: Rules) -> Aggregate:
    sight = Sight(place.sight.nodes, Use.ROW, place.sight.table)
    at = place.seeing("", sight)
    of = e.of and rewrite_expression(e.of, at.child(e.function.value), rules)
    where = rewrite_optional(e.where, at.child("where"), rules)
    latest = e.latest and rewrite_expression(e.latest, at.child("latest"), rules)
    per = _expressions(e.per, at, "per", rules) if e.per else e.per
    if of is e.of and where is e.where and latest is e.latest and per is e.per:
        return e
    return replace(e, of=of, where=where, latest=latest, per=per)


def _compare(c: Compare, place: Place, rules: Rules) -> Compare:
    at = c.operator.value
    left = rewrite_expression(c.left, place.child(f"{at}[0]"), rules)
    right = rewrite_expression(c.right, place.child(f"{at}[1]"), rules)
    return c if left is c.left and right is c.right else Compare(operator=c.operator, left=left, right=right)


def _in(c: In, place: Place, rules: Rules) -> In:
    of = rewrite_expression(c.of, place.child("in[0]"), rules)
    values = tuple([_constant(v, place.child(f"in[1][{i}]"), rules) for i, v in enumerate(c.values)])
    same = of is c.of and all(a is b for a, b in zip(values, c.values, strict=True))
    return c if same else In(of=of, values=values)


def _constant(constant: Constant, place: Place, rules: Rules) -> Constant:
    found = rewrite_expression(constant, place, rules)
    assert isinstance(found, Constant)
    return found


def _text(c: Text, place: Place, rules: Rules) -> Text:
    at = c.match.value
    of = rewrite_expression(c.of, place.child(f"{at}[0]"), rules)
    value = _constant(c.value, place.child(f"{at}[1]"), rules)
    return c if of is c.of and value is c.value else Text(match=c.match, of=of, value=value)


def _null(c: Null, place: Place, rules: Rules) -> Null:
    of = rewrite_expression(c.of, place.child("null"), rules)
    return c if of is c.of else Null(of=of)


def _window(c: Window, place: Place, rules: Rules) -> Window:
    of = rewrite_expression(c.of, place.child("window"), rules)
    return c if of is c.of else replace(c, of=of)


def _during(c: During, place: Place, rules: Rules) -> During:
    of = rewrite_expression(c.of, place.child("during[0]"), rules)
    return c if of is c.of else During(of=of, words=c.words)


def _in_step(c: InStep, place: Place, rules: Rules) -> InStep:
    of = rewrite_expression(c.of, place.child("in_step[0]"), rules)
    return c if of is c.of else replace(c, of=of)


def _conditions(items: tuple[Condition, ...], place: Place, at: str, rules: Rules) -> tuple[Condition, ...]:
    found = tuple([rewrite_condition(item, place.child(f"{at}[{i}]"), rules) for i, item in enumerate(items)])
    return items if all(a is b for a, b in zip(items, found, strict=True)) else found


def _and(c: And, place: Place, rules: Rules) -> And:
    inner = _conditions(c.conditions, place, "and", rules)
    return c if inner is c.conditions else And(conditions=inner)


def _or(c: Or, place: Place, rules: Rules) -> Or:
    inner = _conditions(c.conditions, place, "or", rules)
    return c if inner is c.conditions else Or(conditions=inner)


def _not(c: Not, place: Place, rules: Rules) -> Not:
    inner = rewrite_condition(c.condition, place.child("not"), rules)
    return c if inner is c.condition else Not(condition=inner)


def _exists(c: Exists, place: Place, rules: Rules) -> Exists:
    if c.where is None:
        return c
    inside = place.seeing("exists", exists_sight(c, place.sight, rules.ontology))
    where = rewrite_condition(c.where, inside.child("where"), rules)
    return c if where is c.where else replace(c, where=where)


_EXPRESSION_PARTS: dict[type, Callable[..., Expression]] = {
    Arithmetic: _arithmetic,
    Coalesce: _coalesce,
    DateDiff: _date_diff,
    Bucket: _bucket,
    Aggregate: _aggregate,
}
_CONDITION_PARTS: dict[type, Callable[..., Condition]] = {
    Compare: _compare,
    In: _in,
    Text: _text,
    Null: _null,
    Window: _window,
    During: _during,
    InStep: _in_step,
    And: _and,
    Or: _or,
    Not: _not,
    Exists: _exists,
}
