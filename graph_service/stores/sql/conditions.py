"""Conditions in SQL, with its own three-valued logic: a comparison with null is not true, nor is its negation.

Free text is compared by its shadow for equality and parts, by its sort key (then its shadow) for less and greater.
A comparison with a many-valued literal holds if one of the values satisfies it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from graph_service.ontology.model import Property as OntologyProperty
from graph_service.ontology.naming import casefolded, quote_sql, values_table
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
    TextMatch,
    Window,
)
from graph_service.plan.expressions import Constant, Expression, Property
from graph_service.plan.operators import MIRRORED, OPERATORS
from graph_service.stores.sql.expressions import META, property_value, value
from graph_service.stores.sql.frames import Frame, Place, unsupported
from graph_service.stores.sql.links import joined, joins, meet
from graph_service.stores.sql.values import Value, constant, shadowed, sorted_by, together, written
from graph_service.stores.sql.writing import column, nested, select, table_as
from graph_service.stores.typed import are_texts

TRUE, FALSE = "TRUE", "FALSE"
LAST_CHARACTER = "\U0010ffff"


def predicate(condition: Condition, frame: Frame) -> str:
    """The condition as SQL text; compound ones are in parentheses already."""
    match condition:
        case And(conditions=()):
            return TRUE
        case Or(conditions=()):
            return FALSE
        case And(conditions=parts):
            return _joined("AND", [predicate(part, frame) for part in parts])
        case Or(conditions=parts):
            return _joined("OR", [predicate(part, frame) for part in parts])
        case Not(condition=Exists() as one):
            return f"NOT {predicate(one, frame)}"
        case Not(condition=one):
            return f"NOT ({predicate(one, frame)})"
        case Exists():
            return _exists(condition, frame)
        case Null(of=of):
            return _is_null(of, frame)
        case Compare(left=left, right=right) if not _many(left, frame) and _many(right, frame):
            mirrored = Compare(operator=MIRRORED[condition.operator], left=right, right=left)
            return predicate(mirrored, frame)
        case Compare(operator=operator, left=left, right=right):
            other = value(right, frame)
            return _of_any(left, frame, lambda of: compare(operator, of, other, frame))
        case In(of=of, values=values):
            return _of_any(of, frame, lambda one: among(one, values, frame))
        case Text(match=match, of=of, value=wanted):
            return _of_any(of, frame, lambda one: _matches(match, one, wanted, frame))
        case Window():
            return _of_any(condition.of, frame, lambda one: _within(condition, one, frame))
        case InStep(of=of, step=step, column=name):
            return _of_any(of, frame, lambda one: _in_step(one, step, name, frame))
        case _:
            raise unsupported(f"{type(condition).__name__} has to be resolved by the passes first")


def compare(operator: Comparison, left: Value, right: Value, frame: Frame) -> str:
    """One comparison, in the type at which both meet."""
    sign, parameters = OPERATORS[operator].sql, frame.parameters
    if not are_texts(left, right):
        texts = together((left, right), parameters)
        return f"{texts[0]} {sign} {texts[1]}"
    if operator in (Comparison.EQ, Comparison.NE):
        return f"{shadowed(left, parameters)} {sign} {shadowed(right, parameters)}"
    sides = [f"({sorted_by(v, parameters)}, {shadowed(v, parameters)})" for v in (left, right)]
    return f"{sides[0]} {sign} {sides[1]}"


def among(of: Value, values: tuple[Constant, ...], frame: Frame) -> str:
    """Membership in a list of constants."""
    if not values:
        return FALSE
    parameters = frame.parameters
    constants = tuple(constant(one.value, one.datatype) for one in values)
    if of.is_free_text:
        listed = [shadowed(one, parameters) for one in constants]
        return f"{of.shadow} IN ({', '.join(listed)})"
    texts = together((of, *constants), parameters)
    return f"{texts[0]} IN ({', '.join(texts[1:])})"


def _joined(word: str, parts: list[str]) -> str:
    if len(parts) == 1:
        return parts[0]
    lines = "\n".join(f"{word + ' ' if number else ''}{part}" for number, part in enumerate(parts))
    return f"({lines})" if "\n" not in lines else nested(lines)


def _matches(match: TextMatch, of: Value, wanted: Constant, frame: Frame) -> str:
    sought = constant(wanted.value, wanted.datatype)
    if not of.is_free_text:
        text, part = written(of, frame.parameters), written(sought, frame.parameters)
    else:
        text, part = shadowed(of, frame.parameters), shadowed(sought, frame.parameters)
    if match is not TextMatch.STARTS:
        return OPERATORS[match].sql.format(text, part)
    start = str(wanted.value)  # a range, because an index can serve it
    end = frame.parameters.add((casefolded(start) if of.is_free_text else start) + LAST_CHARACTER)
    return f"({text} >= {part} AND {text} < {end})"


def _within(window: Window, of: Value, frame: Frame) -> str:
    bounds = ((Comparison.GE, window.start), (Comparison.LT, window.end))
    parts = [compare(operator, of, constant(bound), frame) for operator, bound in bounds if bound is not None]
    return _joined("AND", parts)


def _in_step(of: Value, step: str, name: str, frame: Frame) -> str:
    compilation = frame.compilation
    found = compilation.steps[step][name]
    texts = together((of, replace(found, text=quote_sql(name))), frame.parameters)
    table = quote_sql(compilation.step_table(step))
    return f"{texts[0]} IN {nested(select([texts[1]], [table], where=[f'{quote_sql(name)} IS NOT NULL']))}"


def _is_null(of: Expression, frame: Frame) -> str:
    if isinstance(of, Property) and of.name not in META:
        place = frame.follow(frame.place(of.node), of.path)
        prop = frame.ontology.property_of(place.cls, of.name)
        if prop is not None and prop.is_link:
            return _leads_nowhere(frame, place, prop)
        if prop is not None and prop.many:
            return f"NOT {_some_value(frame, place, prop, lambda _: TRUE)}"
    return f"{written(value(of, frame), frame.parameters)} IS NULL"


def _leads_nowhere(frame: Frame, place: Place, prop: OntologyProperty) -> str:
    if not prop.many and prop.stored:
        return f"{column(place.alias, prop.name)} IS NULL"
    inner = Frame(frame.compilation, frame)
    target = Place(alias=inner.alias(prop.name), cls=prop.range or place.cls)
    return f"NOT {_exists_text(inner, place, prop, target, [])}"


def _many(of: Expression, frame: Frame) -> bool:
    return many_valued(of, frame) is not None


def many_valued(of: Expression, frame: Frame) -> tuple[Place, OntologyProperty] | None:
    """The place and property of a many-valued literal, None for any other expression."""
    if not isinstance(of, Property) or of.name in META:
        return None
    place = frame.follow(frame.place(of.node), of.path)
    prop = frame.ontology.property_of(place.cls, of.name)
    return (place, prop) if prop is not None and prop.many and not prop.is_link else None


def _of_any(of: Expression, frame: Frame, text: Callable[[Value], str]) -> str:
    """The text for the expression's value; for a many-valued literal, that one of its values satisfies it."""
    if (found := many_valued(of, frame)) is None:
        return text(value(of, frame))
    return _some_value(frame, *found, text)


def _some_value(frame: Frame, place: Place, prop: OntologyProperty, text: Callable[[Value], str]) -> str:
    inner = Frame(frame.compilation, frame)
    alias = inner.alias(prop.name)
    owner = f"{column(alias, 'id')} = {place.id}"
    condition = text(property_value(prop, alias, "value"))
    where = [owner, *([] if condition == TRUE else [condition])]
    return f"EXISTS {nested(select(['1'], [table_as(values_table(prop.name), alias)], where=where))}"


def _exists(condition: Exists, frame: Frame) -> str:
    place = frame.follow(frame.place(condition.node), condition.path)
    prop = frame.link(place.cls, condition.link)
    inner = Frame(frame.compilation, frame)
    target = Place(alias=inner.alias(condition.link), cls=prop.range or place.cls, certain=True)
    inner.nodes[condition.name] = target
    where = [predicate(condition.where, inner)] if condition.where is not None else []
    return _exists_text(inner, place, prop, target, where, at_least=condition.at_least)


def _exists_text(
    inner: Frame, place: Place, prop: OntologyProperty, target: Place, where: list[str], at_least: int = 1
) -> str:
    first, *rest = joined(inner, meet(inner, prop, place, target), target)
    limit = None if at_least == 1 else f"1 OFFSET {inner.parameters.add(at_least - 1)}"
    sources = [first.source, *joins(tuple(rest)), *inner.sources]
    return f"EXISTS {nested(select(['1'], sources, where=[*first.on, *where], limit=limit))}"
