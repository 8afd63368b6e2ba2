"""Checks of an answer: its rows against independent SQL, and every number of its sentence against its cells."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

import duckdb

from graph_service.answers.answer import Answer

NUMBER = re.compile(r"(?<![\w.,:/-])[-+]?\d[\d.,]*\d|(?<![\w.,:/-])[-+]?\d")
WIDEST = 99


def normal(value: Any) -> Any:
    """Numbers to 6 significant decimals, times as text: what two engines must agree on."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | float | Decimal):
        return round(float(value), 6)
    return value.isoformat() if isinstance(value, date | datetime) else value


def rows_of(found: Iterable[Any], width: int) -> Counter[tuple[Any, ...]]:
    return Counter(tuple(normal(value) for value in row[:width]) for row in found)


def assert_rows(answer: Answer, connection: duckdb.DuckDBPyConnection, sql: str) -> None:
    """The answer's first columns are the rows of the SQL, in any order."""
    expected = connection.execute(sql).fetchall()
    width = len(expected[0]) if expected else WIDEST
    assert rows_of(answer.rows, width) == rows_of(expected, width)


def assert_every_number_is_a_cell(answer: Answer, *, german: bool = False) -> None:
    """Every figure in the sentence is a cell, a count of the rows, or computed from two cells set side by side."""
    words = " ".join(str(cell) for row in answer.rows for cell in row)
    allowed = set(_allowed(answer))
    for found in NUMBER.finditer(answer.text):
        text = found.group()
        number = _number(text, german=german)
        if number is None or text in words:
            continue
        digits = max(0, -int(number.as_tuple().exponent))
        close = any(abs(value - number) <= Decimal(10) ** -digits / 2 for value in allowed)
        assert close, f"'{text}' is no cell: {answer.text}"


def _number(text: str, *, german: bool) -> Decimal | None:
    plain = text.replace(".", "").replace(",", ".") if german else text.replace(",", "")
    try:
        return Decimal(plain)
    except InvalidOperation:
        return None


def _allowed(answer: Answer) -> Iterator[Decimal]:
    """Cells, counts of rows, and the differences and ratios of two figures."""
    yield from (Decimal(len(answer.rows) - shown) for shown in range(7))
    cells = [Decimal(str(c)) for row in answer.rows for c in row if isinstance(c, int | float | Decimal)]
    yield from cells
    if len(answer.rows) == 2 and len(cells) == 2:
        before, after = cells
        yield after - before
        yield 100 * (after - before) / before
