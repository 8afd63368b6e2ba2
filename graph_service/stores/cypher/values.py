"""Values in Cypher: what an expression became, and how it turns into another type.

Decimals are integers scaled by 10^scale, so exact numbers meet at the larger scale; next to a double they are divided.
Free text brings its casefolded shadow and its sort key. A constant is written only when it is known what it meets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias

from graph_service.ontology.model import Datatype
from graph_service.ontology.naming import casefolded, sorting
from graph_service.plan.expressions import ArithmeticOperator, BucketUnit, Scalar
from graph_service.plan.operators import OPERATORS
from graph_service.plan.typing.types import NUMBERS, constant_type
from graph_service.stores.typed import MIDNIGHT, meeting, stored

Parameter: TypeAlias = Callable[[Any], str]  # makes a parameter of a value and gives its text


@dataclass(frozen=True, kw_only=True)
class Value:
    """Cypher text of a type. `many` marks a list of values; `entity` is the variable whose IRI this is, `owner` the one
    whose property it is.
    """

    text: str = ""
    datatype: Datatype
    scale: int = 0
    fold: str | None = None
    sort: str | None = None
    many: bool = False
    entity: str | None = None
    owner: str | None = None
    constant: bool = False
    literal: Scalar = None

    @property
    def is_free_text(self) -> bool:
        return self.fold is not None


def constant(value: Scalar, datatype: Datatype | None = None) -> Value:
    """A constant, to be written when it is used."""
    of = constant_type(value, datatype)
    return Value(datatype=of.datatype, scale=of.scale, constant=True, literal=value)


def written(value: Value, parameter: Parameter) -> str:
    """The value as it is stored in its own type."""
    if not value.constant:
        return value.text
    return "null" if value.literal is None else parameter(stored(value.literal, value.datatype, value.scale))


def cast(value: Value, datatype: Datatype, scale: int, parameter: Parameter) -> Value:
    """The value in another type of its kind: numbers by scale, dates as date-times of their midnight."""
    if value.constant:
        text = "null" if value.literal is None else parameter(stored(value.literal, datatype, scale))
        return Value(text=text, datatype=datatype, scale=scale)
    if datatype in NUMBERS and value.datatype in NUMBERS:
        return as_double(value) if datatype is Datatype.DOUBLE else rescaled(value, datatype, scale)
    if datatype is Datatype.DATETIME and value.datatype is Datatype.DATE:
        return Value(text=f"({value.text} + '{MIDNIGHT}')", datatype=datatype)
    return value


def as_double(value: Value) -> Value:
    """A number that is no constant in floating point."""
    if value.datatype is Datatype.DOUBLE:
        return value
    text = f"({value.text} / {10**value.scale}.0)" if value.scale else f"toFloat({value.text})"
    return Value(text=text, datatype=Datatype.DOUBLE)


def rescaled(value: Value, datatype: Datatype, scale: int) -> Value:
    """An exact number as an integer of that scale, which is not smaller than its own."""
    if scale == value.scale:
        return value
    return Value(text=f"({value.text} * {10 ** (scale - value.scale)})", datatype=datatype, scale=scale)


def together(values: tuple[Value, ...], parameter: Parameter) -> tuple[Value, ...]:
    """The values in the type at which they meet."""
    datatype, scale = meeting(values)
    return tuple(cast(value, datatype, scale, parameter) for value in values)


def folded(value: Value, parameter: Parameter) -> str:
    """What equality, contains, starts and ends compare: the shadow, or that of a constant."""
    if value.constant and isinstance(value.literal, str):
        return parameter(casefolded(value.literal))
    return value.fold or written(value, parameter)


def sorted_by(value: Value, parameter: Parameter) -> str:
    """What lt, le, gt and ge compare for free text."""
    if value.constant and isinstance(value.literal, str):
        return parameter(sorting(value.literal))
    return value.sort or written(value, parameter)


def calculated(operator: ArithmeticOperator, left: Value, right: Value, parameter: Parameter) -> Value:
    """Arithmetic: scales add in a product; a quotient is a double, and null where it divides by zero."""
    if operator is ArithmeticOperator.DIVIDE:
        left, right = together((left, right), parameter)
        return Value(text=OPERATORS[operator].cypher.format(left.text, right.text), datatype=Datatype.DOUBLE)
    if operator is ArithmeticOperator.MULTIPLY:
        return _product(left, right, parameter)
    left, right = together((left, right), parameter)
    return Value(
        text=f"({left.text} {OPERATORS[operator].cypher} {right.text})", datatype=left.datatype, scale=left.scale
    )


def _product(left: Value, right: Value, parameter: Parameter) -> Value:
    datatype = max(left.datatype, right.datatype, key=NUMBERS.index)
    if datatype is Datatype.DOUBLE:
        left, right = together((left, right), parameter)
        return Value(text=f"({left.text} * {right.text})", datatype=datatype)
    text = f"({written(left, parameter)} * {written(right, parameter)})"
    return Value(text=text, datatype=datatype, scale=left.scale + right.scale)


def coalesced(values: tuple[Value, ...], parameter: Parameter) -> Value:
    """The first value that is not null; free text only if all are, so that the shadows belong to the text."""

    def first(texts: Iterable[str | None]) -> str:
        return f"coalesce({', '.join(text or '' for text in texts)})"

    free = all(value.is_free_text for value in values)
    datatype, scale = meeting(values)
    return Value(
        text=first(value.text for value in together(values, parameter)),
        datatype=datatype,
        scale=scale,
        fold=first(value.fold for value in values) if free else None,
        sort=first(value.sort for value in values) if free else None,
    )


def bucketed(unit: BucketUnit, value: Value, parameter: Parameter) -> Value:
    """The year, quarter, month, week, day or weekday a time falls in."""
    text = OPERATORS[unit].cypher.format(written(value, parameter))
    return Value(text=text, datatype=Datatype.INTEGER if unit is BucketUnit.WEEKDAY else Datatype.STRING)


def days_between(start: Value, end: Value, parameter: Parameter) -> Value:
    """Whole days from one date to another; of date-times the dates count."""
    first, last = (f"date(left({written(value, parameter)}, 10))" for value in (start, end))
    return Value(text=f"duration.inDays({first}, {last}).days", datatype=Datatype.INTEGER)
