"""Text is read strictly, and what DuckDB's casts would let through is not a value."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from graph_service.loading.sql.duck import connect, scalar
from graph_service.loading.sql.expression import Expression, Form, as_text, read_text

CASES: list[tuple[Form, str, str | None, Any]] = [
    (Form.INTEGER, "007", None, 7),
    (Form.INTEGER, "-12", None, -12),
    (Form.INTEGER, "5.7", None, None),
    (Form.INTEGER, "1_000", None, None),
    (Form.INTEGER, "0x1f", None, None),
    (Form.INTEGER, "99999999999999999999", None, None),
    (Form.NUMBER, "1.50", None, 1.5),
    (Form.NUMBER, ".5", None, 0.5),
    (Form.NUMBER, "1e3", None, 1000.0),
    (Form.NUMBER, "1,5", None, None),
    (Form.NUMBER, "nan", None, None),
    (Form.NUMBER, "inf", None, None),
    (Form.NUMBER, "two", None, None),
    (Form.BOOLEAN, "TRUE", None, True),
    (Form.BOOLEAN, "0", None, False),
    (Form.BOOLEAN, "yes", None, None),
    (Form.DATE, "2026-02-28", None, dt.date(2026, 2, 28)),
    (Form.DATE, "2026-02-30", None, None),
    (Form.DATE, "2026-2-3", None, None),
    (Form.DATE, "28.02.2026", "dd.MM.yyyy", dt.date(2026, 2, 28)),
    (Form.DATE, "31.13.2025", "dd.MM.yyyy", None),
    (Form.DATE, "2026-02-28", "dd.MM.yyyy", None),
    (Form.TIMESTAMP, "2026-02-28T10:00:00", None, dt.datetime(2026, 2, 28, 10)),
    (Form.TIMESTAMP, "2026-02-28 10:00:00.5", None, dt.datetime(2026, 2, 28, 10, 0, 0, 500000)),
    (Form.TIMESTAMP, "2026-02-28T10:00:00Z", None, dt.datetime(2026, 2, 28, 10)),
    (Form.TIMESTAMP, "2026-02-28T12:00:00+02:00", None, dt.datetime(2026, 2, 28, 10)),
    (Form.TIMESTAMP, "2026-02-28T25:00:00", None, None),
    (Form.TIMESTAMP, "2026-02-28", None, None),
    (Form.TIMESTAMP, "28.02.2026 10:30", "dd.MM.yyyy HH:mm", dt.datetime(2026, 2, 28, 10, 30)),
]


@pytest.mark.parametrize(("form", "text", "date_format", "value"), CASES)
def test_text_is_read_strictly(form: Form, text: str, date_format: str | None, value: Any) -> None:
    read = read_text(Expression(sql="x"), form, date_format)
    assert scalar(connect(threads=1), f"SELECT {read.sql} FROM (SELECT ? AS x)", [text]) == value


def test_there_are_as_many_cases_as_when_they_were_written() -> None:
    assert len(CASES) == 29


@pytest.mark.parametrize(
    ("sql", "form", "text"),
    [
        ("DATE '2026-02-01'", Form.DATE, "2026-02-01"),
        ("TIMESTAMP '2026-02-01 08:00:00'", Form.TIMESTAMP, "2026-02-01T08:00:00"),
        ("TIMESTAMP '2026-02-01 08:00:00.25'", Form.TIMESTAMP, "2026-02-01T08:00:00.25"),
        ("7", Form.INTEGER, "7"),
        ("TRUE", Form.BOOLEAN, "true"),
        ("CAST(21.749999999999996 AS DOUBLE)", Form.NUMBER, "21.75"),
        ("CAST(100 AS DOUBLE)", Form.NUMBER, "100"),
    ],
)
def test_values_have_one_text(sql: str, form: Form, text: str) -> None:
    assert scalar(connect(threads=1), f"SELECT {as_text(Expression(sql=sql, form=form))}") == text
