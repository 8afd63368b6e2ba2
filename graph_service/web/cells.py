"""Cells of an answer's table as a person reads them: numbers as the language writes them, units in the head."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from graph_service.answers.grounding import grammar
from graph_service.ontology.model import Datatype, Ontology
from graph_service.ontology.symbols import unit_in
from graph_service.plan.expressions import Scalar
from graph_service.plan.ready import ResultColumn
from graph_service.web.frame import data
from graph_service.words.numbers import number_text

NUMBERS = (Datatype.INTEGER, Datatype.DECIMAL, Datatype.DOUBLE)
MONTHS = tuple(calendar.month_name)  # English, whatever the locale: nothing here sets another


def cell(value: Scalar, column: ResultColumn, language: str) -> str:
    """One cell as HTML; a missing value says so."""
    match value:
        case None:
            return f'<span class="hint">{data(grammar.text(language, "no value"))}</span>'
        case bool():
            return data(grammar.text(language, "yes" if value else "no"))
        case int() | float() | Decimal():
            return number_text(value, language, scale=column.scale, unit=column.unit or "")
        case datetime():
            return data(value.isoformat(sep=" ", timespec="minutes"))
        case _:
            return data(value)


def unit(column: ResultColumn, ontology: Ontology, language: str) -> str:
    """The unit of a column as it is written, empty without one."""
    return unit_in(ontology, column.unit, language)


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
    written = found.isoformat().replace("+00:00", "Z")
    shown = f"{found.day} {MONTHS[found.month]} {found.year}, {found:%H:%M}{zone}"
    return f'<time datetime="{written}">{shown}</time>'
