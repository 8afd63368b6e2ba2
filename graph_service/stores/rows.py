"""Rows of a result: what a store returned, as the Python values that the result's columns promise."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from graph_service.ontology.model import Datatype
from graph_service.plan.expressions import Scalar
from graph_service.plan.ready import ResultColumn

Reader = Callable[[Any], Scalar]

READERS: dict[Datatype, Reader] = {
    Datatype.STRING: str,
    Datatype.BOOLEAN: bool,
    Datatype.INTEGER: int,
    Datatype.DOUBLE: float,
    Datatype.DATE: date.fromisoformat,
    Datatype.DATETIME: datetime.fromisoformat,
}


def to_rows(columns: Sequence[ResultColumn], raw: Iterable[Sequence[Any]]) -> tuple[tuple[Scalar, ...], ...]:
    """Raw cells (decimals as scaled integers, dates as ISO 8601 text, booleans as 0 and 1) as values; null is None."""
    readers = [reader(column) for column in columns]
    return tuple(
        tuple(None if cell is None else read(cell) for read, cell in zip(readers, row, strict=True)) for row in raw
    )


def reader(column: ResultColumn) -> Reader:
    """What turns a raw cell of the column into its value."""
    if column.datatype is not Datatype.DECIMAL:
        return READERS[column.datatype]
    scale = column.scale
    return lambda cell: Decimal(int(cell)).scaleb(-scale)
