"""Operators in SQL over values already compiled: arithmetic, coalesce, days between, time buckets."""

from __future__ import annotations

from graph_service.ontology.model import Datatype
from graph_service.plan.expressions import ArithmeticOperator, BucketUnit
from graph_service.plan.operators import OPERATORS
from graph_service.stores.sql.values import Parameters, Value, scaled, together, written
from graph_service.stores.typed import meeting


def arithmetic(operator: ArithmeticOperator, left: Value, right: Value, parameters: Parameters) -> Value:
    """Exact where both are exact; a quotient is a double, and null over zero."""
    datatype, scale = meeting((left, right))
    if operator is ArithmeticOperator.MULTIPLY and datatype is Datatype.DECIMAL:
        scale = left.scale + right.scale
        texts = tuple(scaled(one, one.scale, parameters) for one in (left, right))
    else:
        texts = together((left, right), parameters)
    if operator is ArithmeticOperator.DIVIDE:
        dividend = texts[0] if datatype is Datatype.DOUBLE else f"CAST({texts[0]} AS REAL)"
        return Value(text=OPERATORS[operator].sql.format(dividend, texts[1]), datatype=Datatype.DOUBLE)
    return Value(text=f"({texts[0]} {OPERATORS[operator].sql} {texts[1]})", datatype=datatype, scale=scale)


def coalesced(values: tuple[Value, ...], parameters: Parameters) -> Value:
    """The first that is not null; free text only if all are, so that the shadows belong to the text."""
    if len(values) == 1:
        return values[0]
    datatype, scale = meeting(values)
    shadows = [v.shadow for v in values if v.shadow is not None]
    sorts = [v.sort for v in values if v.sort is not None]
    return Value(
        text=f"coalesce({', '.join(together(values, parameters))})",
        datatype=datatype,
        scale=scale,
        shadow=f"coalesce({', '.join(shadows)})" if len(shadows) == len(values) else None,
        sort=f"coalesce({', '.join(sorts)})" if len(sorts) == len(values) else None,
    )


def days_between(start: Value, end: Value, parameters: Parameters) -> Value:
    """Calendar days from start to end; the time of day does not count."""
    days = [f"julianday(substr({written(one, parameters)}, 1, 10))" for one in (end, start)]
    return Value(text=f"CAST({' - '.join(days)} AS INTEGER)", datatype=Datatype.INTEGER)


def bucket(unit: BucketUnit, of: Value, parameters: Parameters) -> Value:
    """The year, quarter, month, week, day or weekday a time falls in."""
    text = OPERATORS[unit].sql.format(written(of, parameters))
    return Value(text=text, datatype=Datatype.INTEGER if unit is BucketUnit.WEEKDAY else Datatype.STRING)
