"""Values in Cypher: what an expression became, and how it turns into another type.

Decimals are integers scaled by 10^scale, so exact numbers meet at the larger scale; next to a double they are divided.
Free text brings its casefolded shadow and its sort key. A constant is written only when it is known what it meets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeAlias

from graph_service.ontology.model import Datatype
from graph_service.ontology.naming import casefolded, sorting
from graph_service.plan.expressions import ArithmeticOperator, BucketUnit, Scalar
from graph_service.plan.types import NUMBERS, TIMES, constant_type

MIDNIGHT = "T00:00:00"

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


def stored(literal: Scalar, datatype: Datatype, scale: int) -> Any:
    """A Python value as the graph holds it: decimals scaled, dates and date-times as ISO 8601 text."""
    match literal:
        case None | str() | bool():
            return literal
        case datetime():
            return literal.isoformat(timespec="seconds")
        case date():
            return literal.isoformat() + (MIDNIGHT if datatype is Datatype.DATETIME else "")
    if datatype is Datatype.DOUBLE:
        return float(literal)
    exact = literal if isinstance(literal, Decimal) else Decimal(str(literal))
    return int(exact.scaleb(scale)) if datatype is Datatype.DECIMAL else int(exact)


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


def meeting(values: Iterable[Value]) -> tuple[Datatype, int]:
    """The type and scale at which the values can be compared, added or taken for each other."""
    first, *others = values
    datatype, scale = first.datatype, max(value.scale for value in (first, *others))
    for value in others:
        for kind in (NUMBERS, TIMES):
            if datatype in kind and value.datatype in kind:
                datatype = max(datatype, value.datatype, key=kind.index)
    return datatype, scale if datatype is Datatype.DECIMAL else 0


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
        return Value(text=f"(toFloat({left.text}) / nullIf({right.text}, 0))", datatype=Datatype.DOUBLE)
    if operator is ArithmeticOperator.MULTIPLY:
        return _product(left, right, parameter)
    left, right = together((left, right), parameter)
    sign = "+" if operator is ArithmeticOperator.ADD else "-"
    return Value(text=f"({left.text} {sign} {right.text})", datatype=left.datatype, scale=left.scale)


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
    """A time bucket of ISO 8601 text: 2026 · 2026-Q2 · 2026-06 · 2026-W27 · 2026-06-30 · 1 (Monday) … 7."""
    text = written(value, parameter)
    day = f"date(left({text}, 10))"
    texts = {
        BucketUnit.YEAR: f"left({text}, 4)",
        BucketUnit.QUARTER: f"(left({text}, 4) + '-Q' + toString({day}.quarter))",
        BucketUnit.MONTH: f"left({text}, 7)",
        BucketUnit.WEEK: f"(toString({day}.weekYear) + '-W' + right('0' + toString({day}.week), 2))",
        BucketUnit.DAY: f"left({text}, 10)",
        BucketUnit.WEEKDAY: f"{day}.dayOfWeek",
    }
    return Value(text=texts[unit], datatype=Datatype.INTEGER if unit is BucketUnit.WEEKDAY else Datatype.STRING)


def days_between(start: Value, end: Value, parameter: Parameter) -> Value:
    """Whole days from one date to another; of date-times the dates count."""
    first, last = (f"date(left({written(value, parameter)}, 10))" for value in (start, end))
    return Value(text=f"duration.inDays({first}, {last}).days", datatype=Datatype.INTEGER)
