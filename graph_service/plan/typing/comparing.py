"""Conditions typechecked: only like is compared with like, and a date-time compared with a day means the whole day."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from graph_service.ontology.model import Datatype
from graph_service.plan.conditions import (
    And,
    Compare,
    Comparison,
    Condition,
    During,
    In,
    InStep,
    Not,
    Or,
    Text,
    Window,
)
from graph_service.plan.expressions import ActorAttribute, Constant, Expression, Today
from graph_service.plan.operators import MIRRORED
from graph_service.plan.typing.constants import day_of, midnight
from graph_service.plan.typing.fitting import Typing, fitted, kind
from graph_service.plan.typing.types import ValueType
from graph_service.plan.walking.places import Place

LAST_DAY = midnight(date.max)
EQUALITY = (Comparison.EQ, Comparison.NE)


def check_condition(typing: Typing, condition: Condition, place: Place) -> Condition:
    """The condition with its constants fitted; what cannot be compared is found."""
    match condition:
        case Compare():
            return _compare(typing, condition, place)
        case In():
            return _in(typing, condition, place)
        case Text():
            return _text(typing, condition, place)
        case Window():
            return _window(typing, condition, place)
        case During(of=of):
            judge_time(typing, of, "during", place)
        case InStep():
            _judge_in_step(typing, condition, place)
        case _:
            pass
    return condition


def judge_time(typing: Typing, of: Expression, what: str, place: Place) -> None:
    """What is bucketed or lies in a window is a date or a date-time."""
    if not typing.of(of, place).is_time:
        named = typing.called(of, place)
        typing.refuse(f"Expected a date or date-time for '{what}', but {named} is {typing.kind(of, place)}", place)


def _compare(typing: Typing, compare: Compare, place: Place) -> Condition:
    left, right, operator = compare.left, compare.right, compare.operator
    if isinstance(left, Constant | Today | ActorAttribute) and not isinstance(right, Constant | Today):
        left, right, operator = right, left, MIRRORED[operator]
    if isinstance(right, ActorAttribute):
        return compare  # typed by contextualize, which knows the value
    type_left = typing.of(left, place)
    day = _whole_day(right) if type_left.datatype is Datatype.DATETIME and not isinstance(left, Constant) else None
    if isinstance(day, Constant) and day.value == LAST_DAY:
        typing.refuse(f"Expected a day before {LAST_DAY.date()}, which has none after it", place)
        return compare
    if day is not None:
        return _by_day(operator, left, day)
    if isinstance(right, Constant):
        right = fitted(typing, right, type_left, left, place)
    type_right = typing.of(right, place)
    judge_comparable(typing, (left, type_left), (right, type_right), place)
    if type_left.datatype is Datatype.BOOLEAN and operator not in EQUALITY:
        typing.refuse(f"{typing.called(left, place)} is true or false; it has no order for '{operator.value}'", place)
    if left is compare.left and right is compare.right:
        return compare
    return Compare(operator=operator, left=left, right=right)


def _whole_day(expression: Expression) -> Today | Constant | None:
    if isinstance(expression, Today):
        return expression
    day = day_of(expression) if isinstance(expression, Constant) else None
    return None if day is None else Constant(value=midnight(day), datatype=Datatype.DATETIME)


def _after(day: Today | Constant) -> Today | Constant:
    if isinstance(day, Today):
        return Today(days=day.days + 1)
    assert isinstance(day.value, datetime)
    return Constant(value=day.value + timedelta(days=1), datatype=Datatype.DATETIME)


def _by_day(operator: Comparison, of: Expression, day: Today | Constant) -> Condition:
    """A date-time compared with a day: `le` includes the whole day, `gt` starts after it, `eq` lies in it."""
    from_start = Compare(operator=Comparison.GE, left=of, right=day)
    before_end = Compare(operator=Comparison.LT, left=of, right=_after(day))
    match operator:
        case Comparison.EQ:
            return And(conditions=(from_start, before_end))
        case Comparison.NE:
            return Not(condition=And(conditions=(from_start, before_end)))
        case Comparison.LE:
            return before_end
        case Comparison.GT:
            return Compare(operator=Comparison.GE, left=of, right=_after(day))
        case Comparison.LT:
            return Compare(operator=Comparison.LT, left=of, right=day)
        case Comparison.GE:
            return from_start


def judge_comparable(
    typing: Typing, left: tuple[Expression, ValueType], right: tuple[Expression, ValueType], place: Place
) -> None:
    """Both numbers, or both of one type, and in one unit."""
    one, other = left[1], right[1]
    if one.is_number and other.is_number:
        judge_units(typing, left, right, place)
    elif one.datatype is not other.datatype:
        names = typing.called(left[0], place), typing.called(right[0], place)
        kinds = typing.kind(left[0], place), typing.kind(right[0], place)
        hint = "; compare days_between with 0" if one.is_time and other.is_time else ""
        typing.refuse(f"{names[0]} is {kinds[0]} and {names[1]} is {kinds[1]}: they cannot be compared{hint}", place)


def judge_units(
    typing: Typing, left: tuple[Expression, ValueType], right: tuple[Expression, ValueType], place: Place
) -> None:
    """Two units that differ are not added or compared."""
    one, other = left[1].unit, right[1].unit
    if one and other and one != other:
        names = typing.called(left[0], place), typing.called(right[0], place)
        typing.refuse(f"Units do not mix: {names[0]} is in {one}, {names[1]} in {other}", place)


def _in(typing: Typing, condition: In, place: Place) -> Condition:
    if not condition.values:
        return Or(conditions=())
    to = typing.of(condition.of, place)
    if to.datatype is Datatype.DATETIME and any(day_of(value) for value in condition.values):
        typing.refuse("A date-time is in no list of days; use during, or the day of it: {day: …}", place)
    values = tuple(
        fitted(typing, value, to, condition.of, place.child(f"in[1][{i}]")) for i, value in enumerate(condition.values)
    )
    return In(of=condition.of, values=values)


def _text(typing: Typing, condition: Text, place: Place) -> Condition:
    found = typing.of(condition.of, place)
    match = condition.match.value
    if found.datatype is not Datatype.STRING:
        named = typing.called(condition.of, place)
        typing.refuse(f"Expected text for '{match}', but {named} is {typing.kind(condition.of, place)}", place)
    if not isinstance(condition.value.value, str):
        typing.refuse(f"Expected text for '{match}', got {condition.value.value!r}", place)
    return condition


def _window(typing: Typing, window: Window, place: Place) -> Condition:
    judge_time(typing, window.of, "window", place)
    moments = typing.of(window.of, place).datatype is Datatype.DATETIME
    start, end = (_bound(typing, bound, moments, place) for bound in (window.start, window.end))
    if start is not None and end is not None and start >= end:
        typing.refuse(f"The window from {start} to {end} is empty", place)
    if start == window.start and end == window.end and type(start) is type(window.start):
        return window
    return Window(of=window.of, start=start, end=end, words=window.words)


def _bound(typing: Typing, bound: date | datetime | None, moments: bool, place: Place) -> date | datetime | None:
    """A window's bound as what it bounds: midnight for a day, a day for a midnight."""
    if bound is None:
        return None
    if isinstance(bound, datetime):
        if bound.tzinfo is not None:
            typing.refuse(f"Expected a local time without offset, got {bound.isoformat()}", place)
            return None
        if not moments and bound != midnight(bound.date()):
            typing.refuse(f"Expected a day for a date, got {bound.isoformat()}", place)
        return bound if moments else bound.date()
    return midnight(bound) if moments else bound


def _judge_in_step(typing: Typing, condition: InStep, place: Place) -> None:
    column = next(c for c in typing.steps[condition.step] if c.name == condition.column)
    found = ValueType(datatype=column.datatype, scale=column.scale, unit=column.unit)
    if isinstance(condition.of, Constant | ActorAttribute):
        typing.refuse("Only a value of a row can be looked for in a step", place)
        return
    of = typing.of(condition.of, place)
    if not (of.is_number and found.is_number) and of.datatype is not found.datatype:
        named, is_of = typing.called(condition.of, place), typing.kind(condition.of, place)
        typing.refuse(f"{named} is {is_of}, but column '{condition.column}' is {kind(found.datatype)}", place)
