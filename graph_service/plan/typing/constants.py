"""Constants fitted to the type they meet: text becomes a date, a number or a code, or we say what was expected."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation

from graph_service.findings import closest
from graph_service.ontology.model import Datatype, Enumeration, Ontology
from graph_service.plan.expressions import BucketUnit, Constant, Scalar
from graph_service.plan.typing.types import NUMBERS, ValueType, natural_datatype

MOST_DIGITS = 18  # what a scaled integer of 64 bits holds on every store
MOST_HELD = 10**MOST_DIGITS

BUCKET_FORMS = {
    BucketUnit.YEAR: (re.compile(r"\d{4}"), "a year like '2026'"),
    BucketUnit.QUARTER: (re.compile(r"\d{4}-Q[1-4]"), "a quarter like '2026-Q2'"),
    BucketUnit.MONTH: (re.compile(r"\d{4}-(0[1-9]|1[0-2])"), "a month like '2026-06'"),
    BucketUnit.WEEK: (re.compile(r"\d{4}-W(0[1-9]|[1-4]\d|5[0-3])"), "an ISO week like '2026-W27'"),
    BucketUnit.DAY: (re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"), "a day like '2026-06-30'"),
}


@dataclass(frozen=True, kw_only=True)
class Misfit:
    """Why a constant does not fit: what was expected, and the nearest values there are."""

    expected: str
    suggestions: tuple[str, ...] = ()


def fit(constant: Constant, to: ValueType, ontology: Ontology) -> Constant | Misfit:
    """The constant in the value space of a type; its datatype is then set."""
    if constant.value is None:
        return Constant(value=None, datatype=to.datatype)
    if to.datatype is Datatype.STRING and to.prop is not None and to.prop.enumeration:
        enumeration = ontology.enumerations.get(to.prop.enumeration)
        if enumeration is not None:
            return _code(constant.value, enumeration)
    found = _FITTERS[to.datatype](constant.value)
    if isinstance(found, Constant) and to.is_number and not holds(found.value, to.scale):
        return Misfit(expected=f"a number of at most {MOST_DIGITS - to.scale} digits before the point")
    return found


def fit_bucket(constant: Constant, unit: BucketUnit) -> Constant | Misfit:
    """The constant as the text of a time bucket: 2026, 2026-Q2, 2026-06; a year may be written as a number."""
    value = constant.value
    if unit is BucketUnit.WEEKDAY:
        found = _integer(value)
        inside = isinstance(found, Constant) and isinstance(found.value, int) and 1 <= found.value <= 7
        return found if inside else Misfit(expected="a weekday from 1 (Monday) to 7")
    pattern, expected = BUCKET_FORMS[unit]
    text = value.isoformat() if type(value) is date else str(value)
    if type(value) not in (str, int, date) or not pattern.fullmatch(text):
        return Misfit(expected=expected)
    return Constant(value=text, datatype=Datatype.STRING)


def natural(constant: Constant) -> Constant | Misfit:
    """The constant with the datatype of its Python value, where nothing else says what it should be."""
    if constant.value is None or (constant.datatype is not None and constant.datatype not in NUMBERS):
        return constant
    found = _FITTERS[constant.datatype or natural_datatype(constant.value)](constant.value)
    return constant if found == constant else found


def holds(value: Scalar, scale: int) -> bool:
    """Whether a number, written with so many decimal digits, is one that every store can hold."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return True
    exact = Decimal(value)
    return exact.is_finite() and scale <= MOST_DIGITS and abs(exact) < Decimal(MOST_HELD).scaleb(-scale)


def day_of(constant: Constant) -> date | None:
    """The day a constant names if it names a whole day and no time of it."""
    value = constant.value
    if isinstance(value, datetime):
        return None
    if isinstance(value, date):
        return value
    found = _date(value)
    return found.value if isinstance(found, Constant) and isinstance(found.value, date) else None


def midnight(day: date) -> datetime:
    """The first moment of a day."""
    return datetime.combine(day, time())


def _code(value: Scalar, enumeration: Enumeration) -> Constant | Misfit:
    notations = [code.notation for code in enumeration.codes]
    if isinstance(value, str) and value in notations:
        return Constant(value=value, datatype=Datatype.STRING)
    spelled = {text.casefold(): code.notation for code in enumeration.codes for _, text in code.words.spellings()} | {
        notation.casefold(): notation for notation in notations
    }
    near = closest(str(value), spelled)
    suggestions = tuple(dict.fromkeys(spelled[text] for text in near))
    shown = ", ".join(f"'{n}'" for n in notations[:12]) + (", …" if len(notations) > 12 else "")
    return Misfit(expected=f"a code of {enumeration.name} ({shown})", suggestions=suggestions)


def _string(value: Scalar) -> Constant | Misfit:
    if not isinstance(value, str):
        return Misfit(expected="text", suggestions=(str(value),))
    if not value.isascii() and any("\ud800" <= char <= "\udfff" for char in value):
        return Misfit(expected="text without lone surrogates")
    return Constant(value=value, datatype=Datatype.STRING)


def _boolean(value: Scalar) -> Constant | Misfit:
    if isinstance(value, bool):
        return Constant(value=value, datatype=Datatype.BOOLEAN)
    if isinstance(value, str) and value.casefold() in ("true", "false"):
        return Constant(value=value.casefold() == "true", datatype=Datatype.BOOLEAN)
    return Misfit(expected="true or false")


def _number(value: Scalar) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | str):
        return None
    try:
        found = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    except InvalidOperation:
        return None
    if not found.is_finite() or len(found.as_tuple().digits) > MOST_DIGITS or abs(found.adjusted()) >= MOST_DIGITS:
        return None
    return found


def _integer(value: Scalar) -> Constant | Misfit:
    found = _number(value)
    if found is None:
        return Misfit(expected=f"a whole number of at most {MOST_DIGITS} digits")
    if found == found.to_integral_value():
        return Constant(value=int(found), datatype=Datatype.INTEGER)
    return Constant(value=found, datatype=Datatype.DECIMAL)


def _decimal(value: Scalar) -> Constant | Misfit:
    found = _number(value)
    if found is None:
        return Misfit(expected=f"a number of at most {MOST_DIGITS} digits")
    return Constant(value=found, datatype=Datatype.DECIMAL)


def _double(value: Scalar) -> Constant | Misfit:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | str):
        return Misfit(expected="a number")
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return Misfit(expected="a number")
    return Constant(value=found, datatype=Datatype.DOUBLE) if math.isfinite(found) else Misfit(expected="a number")


def _date(value: Scalar) -> Constant | Misfit:
    if isinstance(value, date) and not isinstance(value, datetime):
        return Constant(value=value, datatype=Datatype.DATE)
    try:
        found = date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else None
    except ValueError:
        found = None
    return Constant(value=found, datatype=Datatype.DATE) if found else Misfit(expected="a date like 2026-06-30")


def _datetime(value: Scalar) -> Constant | Misfit:
    expected = Misfit(expected="a local date and time like 2026-06-30T18:05")
    if isinstance(value, date) and not isinstance(value, datetime):
        return Constant(value=midnight(value), datatype=Datatype.DATETIME)
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        return expected
    if not isinstance(found, datetime) or found.tzinfo is not None:
        return expected
    return Constant(value=found, datatype=Datatype.DATETIME)


_FITTERS: dict[Datatype, Callable[[Scalar], Constant | Misfit]] = {
    Datatype.STRING: _string,
    Datatype.BOOLEAN: _boolean,
    Datatype.INTEGER: _integer,
    Datatype.DECIMAL: _decimal,
    Datatype.DOUBLE: _double,
    Datatype.DATE: _date,
    Datatype.DATETIME: _datetime,
}
