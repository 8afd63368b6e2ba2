"""Values in SQL: what an expression became, and how it turns into another type.

Decimals are integers scaled by 10^scale, so two numbers meet at the larger scale and stay exact; a double takes its
partner's value divided. Free text brings its two shadows. A constant stays unwritten until its partner's type is known.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from graph_service.ontology.model import Datatype
from graph_service.ontology.naming import casefolded, sorting
from graph_service.plan.expressions import Scalar
from graph_service.plan.typing.types import NUMBERS, constant_type
from graph_service.stores.typed import MIDNIGHT, meeting, stored


@dataclass(frozen=True, kw_only=True)
class Value:
    """SQL text of a type; `shadow` and `sort` are the texts of free text's shadows. For a constant `text` is empty.

    `required` says that it is never null.
    """

    text: str = ""
    datatype: Datatype
    scale: int = 0
    shadow: str | None = None
    sort: str | None = None
    required: bool = False
    constant: bool = False
    literal: Scalar = None

    @property
    def is_free_text(self) -> bool:
        return self.shadow is not None


@dataclass(kw_only=True)
class Parameters:
    """The statement's parameters in order of first use; the same value is passed once."""

    values: dict[str, Any] = field(default_factory=dict)
    _names: dict[tuple[type, Any], str] = field(default_factory=dict)

    def add(self, value: Any) -> str:
        key = (type(value), value)
        if key not in self._names:
            self._names[key] = f"p{len(self._names) + 1}"
            self.values[self._names[key]] = value
        return f":{self._names[key]}"


def constant(value: Scalar, datatype: Datatype | None = None) -> Value:
    """A constant, to be written when it is used."""
    of = constant_type(value, datatype)
    return Value(datatype=of.datatype, scale=of.scale, constant=True, literal=value)


def written(value: Value, parameters: Parameters) -> str:
    """The value as it is stored in its own type."""
    if not value.constant:
        return value.text
    if value.literal is None:
        return "NULL"
    return parameters.add(stored(value.literal, value.datatype, value.scale))


def scaled(value: Value, scale: int, parameters: Parameters) -> str:
    """An exact number as an integer of that scale, which is not smaller than its own."""
    if value.constant and value.literal is not None:
        return parameters.add(stored(value.literal, Datatype.DECIMAL, scale))
    text = written(value, parameters)
    return text if scale == value.scale else f"({text} * {10 ** (scale - value.scale)})"


def as_double(value: Value, parameters: Parameters) -> str:
    """A number as a double."""
    if value.constant and value.literal is not None:
        return parameters.add(float(value.literal))  # type: ignore[arg-type]  # a number's constant is a number
    text = written(value, parameters)
    if value.datatype is Datatype.DOUBLE:
        return text
    return f"({text} / {10**value.scale}.0)" if value.scale else f"CAST({text} AS REAL)"


def cast(value: Value, datatype: Datatype, scale: int, parameters: Parameters) -> str:
    """The value in another type of its kind: numbers by scale, dates as date-times of their midnight."""
    if datatype is Datatype.DOUBLE and value.datatype in NUMBERS:
        return as_double(value, parameters)
    if datatype in NUMBERS and value.datatype in NUMBERS:
        return scaled(value, scale, parameters)
    if datatype is Datatype.DATETIME and value.datatype is Datatype.DATE:
        if value.constant:
            return written(constant(value.literal, Datatype.DATETIME), parameters)
        return f"({value.text} || '{MIDNIGHT}')"
    return written(value, parameters)


def together(values: tuple[Value, ...], parameters: Parameters) -> tuple[str, ...]:
    """The values' texts in the type at which they meet."""
    datatype, scale = meeting(values)
    return tuple(cast(value, datatype, scale, parameters) for value in values)


def shadowed(value: Value, parameters: Parameters) -> str:
    """What equality, contains, starts and ends compare: the shadow, or that of a constant."""
    if value.constant and isinstance(value.literal, str):
        return parameters.add(casefolded(value.literal))
    return value.shadow or written(value, parameters)


def sorted_by(value: Value, parameters: Parameters) -> str:
    """What lt, le, gt and ge compare for free text."""
    if value.constant and isinstance(value.literal, str):
        return parameters.add(sorting(value.literal))
    return value.sort or written(value, parameters)


def as_json(value: Value, parameters: Parameters) -> str:
    """The value as JSON holds it: true and false, decimals as text with their digits, the rest as it is."""
    text = written(value, parameters)
    if value.datatype is Datatype.BOOLEAN:
        return f"json(CASE {text} WHEN 1 THEN 'true' WHEN 0 THEN 'false' END)"
    if value.datatype is Datatype.DECIMAL:
        return as_decimal_text(text, value.scale)
    return text


def as_decimal_text(text: str, scale: int) -> str:
    """A scaled integer as decimal text: without the guards NULL would read 0.00 and -50 would read 0.50."""
    if scale == 0:
        return f"CAST({text} AS TEXT)"
    one = 10**scale
    digits = f"printf('%s%d.%0{scale}d', iif({text} < 0, '-', ''), abs({text}) / {one}, abs({text}) % {one})"
    return f"iif({text} IS NULL, NULL, {digits})"
