"""Expression: a DuckDB expression that knows its form, and how one form is read as another.

    form: text → integer | number | boolean | date | timestamp     (what does not parse is NULL)
          integer, number, boolean, date, timestamp → text         (XSD's canonical lexical form, R2RML 10.2)

A timestamp with an offset is read as UTC, one without as it stands.
Reading text is strict where DuckDB's casts are not (`5.7` is no integer, `1_000` no number, `2026-2-3` no date).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from graph_service.loading.sql.formats import strptime_format
from graph_service.loading.sql.literals import literal

_INTEGER = "[+-]?[0-9]+"
_NUMBER = "[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]+)?"
_DATE = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_LOCAL = f"{_DATE}[T ][0-9]{{2}}:[0-9]{{2}}(:[0-9]{{2}}([.][0-9]+)?)?"
_ZONED = f"{_LOCAL}(Z|[+-][0-9]{{2}}(:?[0-9]{{2}})?)"
EXACT = "DECIMAL(38, 9)"  # what a computed number is rounded to, so that binary fractions do not show


class Form(StrEnum):
    """The value spaces an expression may have."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    TIMESTAMP = "timestamp"


@dataclass(frozen=True, kw_only=True)
class Expression:
    """SQL text of a form. `lexical` is the text it was read from, where that is at hand."""

    sql: str
    form: Form = Form.TEXT
    lexical: str | None = None


def constant(text: str) -> Expression:
    """A constant text as a literal."""
    return Expression(sql=literal(text))


def read_text(expression: Expression, form: Form, date_format: str | None = None) -> Expression:
    """A text expression read as another form; NULL where it does not parse."""
    text = expression.sql
    match form:
        case Form.INTEGER:
            sql = f"TRY_CAST(CASE WHEN regexp_full_match({text}, '{_INTEGER}') THEN {text} END AS BIGINT)"
        case Form.NUMBER:
            sql = f"TRY_CAST(CASE WHEN regexp_full_match({text}, '{_NUMBER}') THEN {text} END AS DOUBLE)"
        case Form.BOOLEAN:
            sql = f"CASE lower({text}) WHEN 'true' THEN TRUE WHEN '1' THEN TRUE "
            sql += "WHEN 'false' THEN FALSE WHEN '0' THEN FALSE END"
        case Form.DATE if date_format:
            sql = f"CAST(try_strptime({text}, {literal(strptime_format(date_format))}) AS DATE)"
        case Form.DATE:
            sql = f"TRY_CAST(CASE WHEN regexp_full_match({text}, '{_DATE}') THEN {text} END AS DATE)"
        case Form.TIMESTAMP if date_format:
            sql = f"try_strptime({text}, {literal(strptime_format(date_format))})"
        case Form.TIMESTAMP:
            sql = (
                f"CASE WHEN regexp_full_match({text}, '{_LOCAL}') THEN TRY_CAST({text} AS TIMESTAMP) "
                f"WHEN regexp_full_match({text}, '{_ZONED}') THEN timezone('UTC', TRY_CAST({text} AS TIMESTAMPTZ)) END"
            )
        case _:
            return expression
    return Expression(sql=sql, form=form, lexical=text)


def as_text(expression: Expression) -> str:
    """The SQL of its text: what a template or a text property takes."""
    sql = expression.sql
    match expression.form:
        case Form.TEXT:
            return sql
        case Form.NUMBER:
            # as written, or computed: rounded, without the zeros at its end
            computed = f"regexp_replace(CAST(CAST({sql} AS {EXACT}) AS VARCHAR), '[.]?0+$', '')"
            return expression.lexical or computed
        case Form.TIMESTAMP:
            return iso_timestamp(sql)
        case _:
            return f"CAST({sql} AS VARCHAR)"


def iso_timestamp(sql: str) -> str:
    """A TIMESTAMP as ISO 8601 text: seconds, and microseconds only where there are any."""
    return f"replace(CAST({sql} AS VARCHAR), ' ', 'T')"


def as_form(expression: Expression, form: Form) -> str:
    """The SQL of an expression in the form that a function's parameter has."""
    if form is Form.TEXT:
        return as_text(expression)
    if expression.form is form:
        return expression.sql
    if expression.form is Form.INTEGER and form is Form.NUMBER:
        return f"CAST({expression.sql} AS DOUBLE)"
    if expression.form is Form.DATE and form is Form.TIMESTAMP:
        return f"CAST({expression.sql} AS TIMESTAMP)"
    if expression.form is Form.TIMESTAMP and form is Form.DATE:
        return f"CAST({expression.sql} AS DATE)"
    return read_text(Expression(sql=as_text(expression)), form).sql
