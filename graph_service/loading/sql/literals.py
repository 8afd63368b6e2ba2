"""The one place where a value becomes SQL text, for the statements DuckDB cannot take parameters in.

A literal is a quoted string with doubled quotes (SQL:2016, 5.3 <character string literal>; DuckDB has no backslash
escapes in it), a number or NULL. Identifiers are quoted by `ontology.naming.quote_sql`.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

Literal = str | int | float | bool | Decimal | date | datetime | None


def literal(value: Literal) -> str:
    """The SQL literal of a value; text with a NUL character, which DuckDB would cut short, is refused."""
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        return f"TIMESTAMP '{value.replace(tzinfo=None).isoformat(sep=' ')}'"
    if isinstance(value, date):
        return f"DATE '{value.isoformat()}'"
    if isinstance(value, int | float | Decimal):
        return _number(value)
    if "\0" in value:
        raise ValueError("a text with a NUL character cannot be compared")
    return "'" + value.replace("'", "''") + "'"


def _number(value: int | float | Decimal) -> str:
    text = format(Decimal(str(value)), "f")
    if not Decimal(text).is_finite():
        raise ValueError(f"not a finite number: {value}")
    return text
