"""Narrate: the answer in a sentence. Every figure in it is a cell of the rows, or the count of the rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from graph_service.ontology.model import Ontology, Property
from graph_service.plan.expressions import Scalar
from graph_service.plan.ready import ResultColumn
from graph_service.stores.protocol import Result

NAMED = 5  # rows that a sentence names one by one
UNITS = {"EUR": "EUR", "DEG_C": "°C", "MilliM": "mm", "DAY": "days", "HR": "h", "M2": "m²"}

TEXT = {
    "en": {
        "none": "Nothing recorded satisfies this.",
        "no value": "no value",
        "and": "and",
        "more": "{count} more",
        "found": "{count} found: {names}.",
        "one": "{column}: {value}.",
        "by": "{column} by {by}: {pairs}.",
        "at least": "at least {count}",
        "yes": "yes",
        "no": "no",
    },
    "de": {
        "none": "Nichts Verzeichnetes erfüllt das.",
        "no value": "kein Wert",
        "and": "und",
        "more": "{count} weitere",
        "found": "{count} gefunden: {names}.",
        "one": "{column}: {value}.",
        "by": "{column} nach {by}: {pairs}.",
        "at least": "mindestens {count}",
        "yes": "ja",
        "no": "nein",
    },
}


def narrate(result: Result, dimensions: int, language: str, ontology: Ontology) -> str:
    """One sentence from a table's rows; the first `dimensions` columns are groups, the rest figures."""
    return _sentence(with_labels(result, ontology, language), dimensions, language)


def with_labels(result: Result, ontology: Ontology, language: str) -> Result:
    """The rows with the label of every code in place of its notation: `L` reads "large"."""
    readers = [_reader(column, ontology, language) for column in result.columns]
    rows = tuple(tuple(read(cell) for read, cell in zip(readers, row, strict=True)) for row in result.rows)
    return replace(result, rows=rows)


def _reader(column: ResultColumn, ontology: Ontology, language: str) -> Callable[[Scalar], Scalar]:
    """How the cells of a column are read: codes by their labels, numbers that are keys without separators."""
    prop = ontology.properties.get((column.property or "").rpartition(".")[2])
    labels = _labels(prop, ontology, language)
    if labels:
        return lambda cell: labels.get(str(cell), cell)
    if prop is not None and prop.is_key:
        return lambda cell: None if cell is None else str(cell)
    return lambda cell: cell


def _labels(prop: Property | None, ontology: Ontology, language: str) -> dict[str, str]:
    enumeration = ontology.enumerations.get(prop.enumeration or "") if prop else None
    codes = enumeration.codes if enumeration else ()
    return {code.notation: code.words.in_language(language, code.notation) for code in codes}


def _sentence(result: Result, dimensions: int, language: str) -> str:
    text = TEXT.get(language, TEXT["en"])
    figures = result.columns[dimensions:]
    if not result.rows or (not dimensions and all(value is None for row in result.rows for value in row)):
        return text["none"]
    if not figures:
        return _listed(result, text)
    if not dimensions:
        values = [(column, result.rows[0][index]) for index, column in enumerate(figures)]
        return " ".join(text["one"].format(column=_capital(c.name), value=figure(v, c, text)) for c, v in values)
    by = f" {text['and']} ".join(column.name for column in result.columns[:dimensions])
    return " ".join(_grouped(result, dimensions, offset, by, text) for offset in range(len(figures)))


def _listed(result: Result, text: dict[str, str]) -> str:
    names = [figure(row[0], result.columns[0], text) for row in result.rows]
    count = text["at least"].format(count=f"{len(names):,}") if result.more else f"{len(names):,}"
    return text["found"].format(count=_capital(count), names=_some(names, text))


def _grouped(result: Result, dimensions: int, offset: int, by: str, text: dict[str, str]) -> str:
    column = result.columns[dimensions + offset]
    pairs = [
        f"{' / '.join(figure(v, c, text) for v, c in zip(row[:dimensions], result.columns, strict=False))} "
        f"{figure(row[dimensions + offset], column, text)}"
        for row in result.rows
    ]
    return text["by"].format(column=_capital(column.name), by=by, pairs=_some(pairs, text))


def _some(names: list[str], text: dict[str, str]) -> str:
    shown = names if len(names) <= NAMED + 1 else names[:NAMED]
    rest = len(names) - len(shown)
    tail = [text["more"].format(count=f"{rest:,}")] if rest else []
    parts = [*shown, *tail]
    if len(parts) == 1:
        return parts[0]
    return f"{', '.join(parts[:-1])} {text['and']} {parts[-1]}"


def figure(value: Scalar, column: ResultColumn, text: dict[str, str]) -> str:
    """A cell as a person reads it, with its unit."""
    unit = (column.unit or "").rpartition("/")[2].rpartition(":")[2]
    suffix = f" {UNITS.get(unit, '')}".rstrip()
    match value:
        case None:
            return text["no value"]
        case bool():
            return text["yes"] if value else text["no"]
        case int():
            return f"{value:,}{suffix}"
        case Decimal():
            return f"{value:,f}{suffix}"
        case float():
            return f"{value:,.{column.scale or 2}f}{suffix}"
        case datetime():
            return value.isoformat(sep=" ", timespec="minutes")
        case _:
            return str(value)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
