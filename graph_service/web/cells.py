"""Cells of an answer's table as a person reads them: numbers as the language writes them, units in the head."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from graph_service.answers import grammar
from graph_service.answers.narrate import THIN, UNITS
from graph_service.ontology.model import Datatype
from graph_service.plan.expressions import Scalar
from graph_service.plan.ready import ResultColumn
from graph_service.web.frame import data

NUMBERS = (Datatype.INTEGER, Datatype.DECIMAL, Datatype.DOUBLE)
MEAN_DIGITS = 2  # of a number whose column has no scale of its own
MONTHS = tuple(calendar.month_name)  # English, whatever the locale: nothing here sets another


def cell(value: Scalar, column: ResultColumn, language: str) -> str:
    """One cell as HTML; a missing value says so."""
    match value:
        case None:
            return f'<span class="hint">{data(grammar.text(language, "no value"))}</span>'
        case bool():
            return data(grammar.text(language, "yes" if value else "no"))
        case int() | float() | Decimal():
            return number(value, column, language)
        case datetime():
            return data(value.isoformat(sep=" ", timespec="minutes"))
        case _:
            return data(value)


def number(value: int | float | Decimal, column: ResultColumn, language: str) -> str:
    """A number with the separators of the language and the digits of its column."""
    whole = isinstance(value, int) or (not column.unit and value == int(value))
    text = f"{value:,.{0 if whole else column.scale or MEAN_DIGITS}f}"
    return text.translate(THIN) if language == "de" else text


def unit(column: ResultColumn) -> str:
    """The unit of a column as it is written, empty without one: `unit:DEG_C` is °C."""
    code = (column.unit or "").rpartition("/")[2].rpartition(":")[2]
    return UNITS.get(code, code)


def numeric(columns: Sequence[ResultColumn]) -> list[int]:
    """The columns that are aligned to the right."""
    return [index for index, column in enumerate(columns) if column.datatype in NUMBERS]


def moment(text: str) -> str:
    """A time in ISO 8601 as a person reads it; the machine's form stays beside it."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return data(text)
    zone = " UTC" if found.tzinfo else ""  # the times of runs; all others are local
    shown = f"{found.day} {MONTHS[found.month]} {found.year}, {found:%H:%M}{zone}"
    return f'<time datetime="{data(text)}">{shown}</time>'
