"""Conditions in Cypher, whose logic has three values as SQL's does."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from dataclasses import replace
from datetime import date

from graph_service.ontology.model import Property as OntologyProperty
from graph_service.ontology.naming import casefolded
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
    conjuncts,
    expressions,
)
from graph_service.plan.expressions import Coalesce, Constant, Expression, Property, Step, parts
from graph_service.plan.operators import MIRRORED, OPERATORS
from graph_service.plan.typing.types import META_TYPES
from graph_service.stores.cypher.context import subquery
from graph_service.stores.cypher.expressions import value
from graph_service.stores.cypher.frame import Frame, Place
from graph_service.stores.cypher.values import (
    Value,
    cast,
    constant,
    folded,
    sorted_by,
    together,
    written,
)
from graph_service.stores.typed import are_texts, meeting, stored


def filtered(frame: Frame, conditions: tuple[Condition, ...], *, join: Container[Condition] = ()) -> None:
    """Let the frame hold the conditions: with its pattern where they can be, else after its optional links.

    What null can never satisfy makes the links it follows part of the pattern, and so does an exists over a link to
    one. Those in `join` become part of it too, although their links lead to many: the caller makes entities distinct.
    """
    flat = [one for condition in conditions for one in conjuncts(condition)]
    rest = [one for one in flat if not (isinstance(one, Exists) and _joined_exists(one, frame, one in join))]
    for one in rest:
        _require(one, frame)
    for one in rest:
        frame.touched = False
        text = condition_text(one, frame)
        (frame.late if frame.touched else frame.early).append(text)
    frame.touched = False


def _joined_exists(condition: Exists, frame: Frame, many: bool) -> bool:
    """Match what an exists reaches like the pattern itself, where each entity reaches one at most, or `many` may be."""
    if condition.at_least > 1:
        return False
    source = frame.follow(frame.place(condition.node), condition.path, required=True)
    prop = frame.property(source, condition.link)
    if source.optional or ((prop.many or not prop.stored) and not many):
        return False
    if prop.many or not prop.stored:
        target = frame.link(source, prop.name, f"{source.variable}.{prop.name}")
    else:
        target = frame.follow(source, (Step(link=prop.name),), required=True)
    if target.optional:
        return False
    with frame.naming(condition.name, target):
        filtered(frame, (condition.where,) if condition.where is not None else ())
    return True


def condition_text(condition: Condition, frame: Frame) -> str:
    """A condition as one expression."""
    match condition:
        case And(conditions=inner):
            return _joined(inner, "AND", "true", frame)
        case Or(conditions=inner):
            return f"({_joined(inner, 'OR', 'false', frame)})"
        case Not(condition=one):
            return f"NOT ({condition_text(one, frame)})"
        case Compare(operator=operator, left=left, right=right):
            return _comparison(operator, value(left, frame), value(right, frame), frame)
        case In(of=of, values=values):
            return of_any(value(of, frame), frame, lambda one: among(one, values, frame))
        case Text(match=match, of=of, value=text):
            return of_any(value(of, frame), frame, lambda one: matched(match, one, text, frame))
        case Null(of=of):
            return is_null(of, frame)
        case Window(of=of, start=start, end=end):
            return of_any(value(of, frame), frame, lambda one: within(one, start, end, frame))
        case Exists():
            return exists(condition, frame)
        case InStep(of=of, step=step, column=column):
            return of_any(value(of, frame), frame, lambda one: in_step(one, step, column, frame))
        case _:
            raise TypeError(f"a ready plan holds no {type(condition).__name__}")


def of_any(of: Value, frame: Frame, text: Callable[[Value], str]) -> str:
    """The test of a value; of a list of values, whether one of them passes it."""
    if not of.many:
        return text(of)
    at = frame.context.name("at")
    one = replace(
        of,
        text=f"{of.text}[{at}]",
        fold=of.fold and f"{of.fold}[{at}]",
        sort=of.sort and f"{of.sort}[{at}]",
        many=False,
    )
    return f"size([{at} IN range(0, coalesce(size({of.text}), 0) - 1) WHERE {text(one)}]) > 0"


def _comparison(operator: Comparison, left: Value, right: Value, frame: Frame) -> str:
    if right.many and not left.many:
        return _comparison(MIRRORED[operator], right, left, frame)
    return of_any(left, frame, lambda one: compared(operator, one, right, frame))


def compared(operator: Comparison, left: Value, right: Value, frame: Frame) -> str:
    """One comparison, in the type at which both meet; free text by its shadows."""
    parameter, sign = frame.context.parameter, OPERATORS[operator].cypher
    if not are_texts(left, right):
        left, right = together((left, right), parameter)
        return f"{left.text} {sign} {right.text}"
    if operator in (Comparison.EQ, Comparison.NE):
        return f"{folded(left, parameter)} {sign} {folded(right, parameter)}"
    sides = (f"[{sorted_by(one, parameter)}, {folded(one, parameter)}]" for one in (left, right))
    return f" {sign} ".join(sides)


def among(of: Value, values: tuple[Constant, ...], frame: Frame) -> str:
    """Among constants, passed as one list."""
    constants = [constant(one.value, one.datatype) for one in values]
    if of.is_free_text:
        shadows = [casefolded(one.literal) if isinstance(one.literal, str) else one.literal for one in constants]
        return f"{of.fold} IN {frame.context.parameter(shadows)}"
    datatype, scale = meeting((of, *constants))
    listed = [stored(one.literal, datatype, scale) for one in constants]
    return f"{cast(of, datatype, scale, frame.context.parameter).text} IN {frame.context.parameter(listed)}"


def matched(match: TextMatch, of: Value, wanted: Constant, frame: Frame) -> str:
    form = folded if of.is_free_text else written
    part = form(constant(wanted.value, wanted.datatype), frame.context.parameter)
    return OPERATORS[match].cypher.format(form(of, frame.context.parameter), part)


def within(of: Value, start: date | None, end: date | None, frame: Frame) -> str:
    """Half-open: from the start, before the end."""
    tests = [(Comparison.GE, start), (Comparison.LT, end)]
    return " AND ".join(compared(sign, of, constant(bound), frame) for sign, bound in tests if bound is not None)


def is_null(of: Expression, frame: Frame) -> str:
    """Whether there is no value; of a link, whether it leads to nothing."""
    if isinstance(of, Property) and of.name not in META_TYPES:
        place = frame.follow(frame.place(of.node), of.path)
        if (prop := frame.property(place, of.name)).is_link:
            return f"NOT {reaches(place, prop, frame)}"
    return f"{written(value(of, frame), frame.context.parameter)} IS NULL"


def reaches(place: Place, prop: OntologyProperty, frame: Frame) -> str:
    """Whether a link leads anywhere."""
    inner = frame.inner()
    inner.link(place, prop.name, prop.name)
    return subquery("EXISTS", inner.body())


def exists(condition: Exists, frame: Frame) -> str:
    """Whether at least so many entities are reached; the number is counted only where it is more than one."""
    inner = frame.inner()
    source = inner.follow(frame.place(condition.node), condition.path, required=True)
    inner.link(source, condition.link, condition.name)
    filtered(inner, (condition.where,) if condition.where is not None else ())
    lines = [*inner.body(), *inner.ending()]
    if condition.at_least == 1:
        return subquery("EXISTS", lines)
    return f"{subquery('COUNT', lines)} >= {frame.context.parameter(condition.at_least)}"


def in_step(of: Value, step: str, column: str, frame: Frame) -> str:
    """Among the values of an earlier step's column, which is listed once, right after the step."""
    rows = frame.context.steps[step]
    mine, element = together((of, rows.columns[column]), frame.context.parameter)
    members = rows.members.setdefault(element.text, f"{rows.variable}_{len(rows.members) + 1}")
    return f"{mine.text} IN {members}"


def _joined(conditions: tuple[Condition, ...], word: str, empty: str, frame: Frame) -> str:
    texts = [f"({condition_text(one, frame)})" for one in conditions]
    return f" {word} ".join(texts) if texts else empty


def _require(condition: Condition, frame: Frame) -> None:
    """Match the links of a condition that null can never satisfy."""
    if not isinstance(condition, Compare | In | Text | Window | InStep):
        return
    for expression in expressions(condition):
        for prop in _null_makes_null(expression):
            frame.follow(frame.place(prop.node), prop.path, required=True)


def _null_makes_null(expression: Expression) -> Iterator[Property]:
    """The properties without which the whole expression is null."""
    if isinstance(expression, Property):
        yield expression
    elif not isinstance(expression, Coalesce):
        for part in parts(expression):
            yield from _null_makes_null(part)
