"""Types judged: operands fit their operators, constants are fitted to what they meet, units do not mix."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from graph_service.ontology.model import Aggregation, Datatype
from graph_service.plan.expressions import (
    Aggregate,
    AggregateFunction,
    Arithmetic,
    ArithmeticOperator,
    Bucket,
    Coalesce,
    Column,
    Constant,
    DateDiff,
    Expression,
    Property,
    parts,
    walk,
)
from graph_service.plan.model import Entities, Named, Table
from graph_service.plan.ready import Decision
from graph_service.plan.typing.comparing import check_condition, judge_comparable, judge_time, judge_units
from graph_service.plan.typing.constants import MOST_DIGITS, holds
from graph_service.plan.typing.fitting import Typing, fitted, is_entity, natural_constant
from graph_service.plan.typing.types import DATE, common_type
from graph_service.plan.walking.places import Place, Sight, Use
from graph_service.plan.walking.within import Rules

_ADDED = (AggregateFunction.SUM, AggregateFunction.AVG, AggregateFunction.MEDIAN)
_WHY_NOT_ADDED = {
    Aggregation.LAST: "a stock counts once over time; without latest, days are added up",
    Aggregation.AVG: "its values average, they do not add up",
    Aggregation.MIN: "its values have a least, they do not add up",
    Aggregation.MAX: "its values have a greatest, they do not add up",
    Aggregation.NONE: "no aggregation is stated for it",
}


def rules_of(typing: Typing) -> Rules:
    """The rules of this pass, for a whole plan or for one condition of a policy."""
    return Rules(
        ontology=typing.ontology,
        expression=partial(_expression, typing),
        condition=partial(check_condition, typing),
        leave_table=partial(_leave_table, typing),
        leave_entities=partial(_leave_entities, typing),
        leave_step=typing.leave_step,
    )


def _expression(typing: Typing, expression: Expression, place: Place) -> Expression:
    match expression:
        case Constant():
            return natural_constant(typing, expression, place)
        case Arithmetic():
            _judge_arithmetic(typing, expression, place)
        case Coalesce():
            return _coalesce(typing, expression, place)
        case DateDiff():
            return _date_diff(typing, expression, place)
        case Bucket(of=of, unit=unit):
            judge_time(typing, of, unit.value, place)
        case Aggregate():
            _judge_aggregate(typing, expression, place)
        case _:
            pass
    return expression


def _judge_arithmetic(typing: Typing, arithmetic: Arithmetic, place: Place) -> None:
    sides = [(side, typing.of(side, place)) for side in (arithmetic.left, arithmetic.right)]
    sound = True
    for side, found in sides:
        if not found.is_number:
            sound = False
            named, what = typing.called(side, place), arithmetic.operator.value
            hint = "; use days_between for days" if found.is_time else ""
            typing.refuse(f"Expected numbers for '{what}', but {named} is {typing.kind(side, place)}{hint}", place)
    if not sound:
        return
    if arithmetic.operator in (ArithmeticOperator.ADD, ArithmeticOperator.SUBTRACT):
        judge_units(typing, sides[0], sides[1], place)
    _judge_size(typing, arithmetic, place)


def _judge_size(typing: Typing, arithmetic: Arithmetic, place: Place) -> None:
    """Exact numbers are scaled integers: neither more digits behind the point nor greater constants fit into one."""
    scale = typing.of(arithmetic, place).scale
    if arithmetic.operator is ArithmeticOperator.DIVIDE:  # its sides meet at one scale before they become doubles
        scale = max(typing.of(side, place).scale for side in (arithmetic.left, arithmetic.right))
    if scale > MOST_DIGITS:
        typing.refuse(f"{scale} digits behind the point; at most {MOST_DIGITS} are kept. Multiply fewer numbers", place)
    for side in (arithmetic.left, arithmetic.right):
        if scale <= MOST_DIGITS and isinstance(side, Constant) and not holds(side.value, scale):
            typing.refuse(f"{side.value} is too large a number to calculate with here", place)


def _coalesce(typing: Typing, coalesce: Coalesce, place: Place) -> Coalesce:
    told = [argument for argument in coalesce.arguments if not isinstance(argument, Constant)]
    if not told:
        return coalesce
    to = common_type([typing.of(argument, place) for argument in told])
    arguments = tuple(
        fitted(typing, one, to, told[0], place) if isinstance(one, Constant) else one for one in coalesce.arguments
    )
    first = (told[0], typing.of(told[0], place))
    for argument in arguments:
        judge_comparable(typing, first, (argument, typing.of(argument, place)), place)
    same = all(a is b for a, b in zip(arguments, coalesce.arguments, strict=True))
    return coalesce if same else Coalesce(arguments=arguments)


def _date_diff(typing: Typing, diff: DateDiff, place: Place) -> DateDiff:
    start, end = (
        fitted(typing, side, DATE, diff, place) if isinstance(side, Constant) else side
        for side in (diff.start, diff.end)
    )
    for side in (start, end):
        judge_time(typing, side, "days_between", place)
    return diff if start is diff.start and end is diff.end else DateDiff(start=start, end=end)


def _judge_aggregate(typing: Typing, aggregate: Aggregate, place: Place) -> None:
    if place.sight.use is not Use.MEASURE:
        typing.refuse(f"'{aggregate.function.value}' is a measure; it has its place under measures only", place)
        return
    if aggregate.of is None:
        return
    row = place.seeing("", Sight(place.sight.nodes, Use.ROW, place.sight.table))
    found, named = typing.of(aggregate.of, row), typing.called(aggregate.of, row)
    what = aggregate.function.value
    if aggregate.function in _ADDED and not found.is_number:
        hint = "name one of its numbers" if is_entity(aggregate.of) else "take min or max"
        is_of = typing.kind(aggregate.of, row)
        typing.refuse(f"Expected a number for '{what}', but {named} is {is_of}; count it, or {hint}", place)
    elif aggregate.function is not AggregateFunction.COUNT and found.datatype is Datatype.BOOLEAN:
        typing.refuse(f"{named} is true or false; count it with where instead of '{what}'", place)
    if aggregate.latest is not None:
        judge_time(typing, aggregate.latest, "latest", row)
    _warn_of_sums(typing, aggregate, named, place)


def _warn_of_sums(typing: Typing, aggregate: Aggregate, named: str, place: Place) -> None:
    if aggregate.function is not AggregateFunction.SUM or not isinstance(aggregate.of, Property):
        return
    prop = typing.of(aggregate.of, place).prop
    why = _WHY_NOT_ADDED.get(prop.aggregation) if prop is not None else None
    if why is None or (prop is not None and prop.aggregation is Aggregation.LAST and aggregate.latest is not None):
        return
    typing.decisions[Decision(by="typecheck", what=f"Warning: {named} is added up", why=why)] = None


def _leave_table(typing: Typing, table: Table, place: Place) -> Table:
    _judge_measures(typing, table.measures, place)
    here = place.seeing("", Sight({node.name: node.cls for node in table.nodes}))
    for dimension in table.dimensions:
        _judge_single(typing, dimension.of, here.child(f"dimensions.{dimension.name}"))
    return table


def _judge_single(typing: Typing, expression: Expression, place: Place) -> None:
    """What groups or sorts has one value per entity."""
    for part in walk(expression):
        if isinstance(part, Property) and (prop := typing.of(part, place).prop) is not None and prop.many:
            typing.refuse(f"'{part}' has many values for one entity, so it cannot group or sort", place)


def _judge_measures(typing: Typing, measures: tuple[Named, ...], place: Place) -> None:
    for measure in measures:
        at = place.child(f"measures.{measure.name}")
        loose = next(_loose(measure.of), None)
        if loose is not None:
            typing.refuse(
                f"'{loose}' stands outside an aggregate; sum, count or average it, or make it a dimension", at
            )
        elif not any(isinstance(part, Aggregate) for part in walk(measure.of)):
            typing.refuse("A measure has an aggregate", at)


def _loose(expression: Expression) -> Iterator[str]:
    """The values of single rows that no aggregate holds."""
    if isinstance(expression, Property | Column):
        yield str(expression) if isinstance(expression, Property) else expression.name
    elif not isinstance(expression, Aggregate):
        for part in parts(expression):
            yield from _loose(part)


def _leave_entities(typing: Typing, page: Entities, place: Place) -> Entities:
    for one in page.aggregates:
        _judge_measures(typing, one.measures, place.child(f"aggregates.{one.name}"))
    here = place.seeing("", Sight({page.name: page.cls}))
    for number, key in enumerate(page.order):
        _judge_single(typing, key.of, here.child(f"order[{number}]"))
    return page if page.after is None else replace(page, after=_cursor(typing, page, place.child("after")))


def _cursor(typing: Typing, page: Entities, place: Place) -> tuple[Constant, ...]:
    """The cursor's values in the types of the sort keys; the last is the IRI."""
    assert page.after is not None
    here = place.seeing("", Sight({page.name: page.cls}))
    values = [
        fitted(typing, value, typing.of(key.of, here), key.of, here)
        for value, key in zip(page.after, page.order, strict=False)
    ]
    last = page.after[-1]
    if not isinstance(last.value, str):
        typing.refuse(f"Expected a cursor that ends with an IRI, got {last.value!r}", place)
    return (*values, Constant(value=last.value, datatype=Datatype.STRING))
