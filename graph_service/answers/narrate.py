"""Narrate: the answer in a sentence. Every figure in it is a cell of the rows, their count, or computed from cells."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from graph_service.answers.grounding import grammar
from graph_service.ontology.model import Ontology, Property
from graph_service.ontology.symbols import unit_in
from graph_service.plan.expressions import Bucket, BucketUnit, Scalar
from graph_service.plan.model import Plan, Table
from graph_service.plan.ready import ResultColumn
from graph_service.stores.protocol import Result
from graph_service.words.numbers import grouped, number_text

NAMED = 5  # rows that a sentence names one by one


@dataclass(frozen=True, kw_only=True)
class Shape:
    """How the rows are to be read: columns that group, those that hold weekdays.

    `key`: the column beside the name that only identifies. `versus`: two rows are set side by side. `first`: only so
    many were asked for.
    """

    dimensions: int = 0
    weekdays: tuple[int, ...] = ()
    key: int | None = None
    versus: bool = False
    first: bool = False


def shape_of(plan: Plan, *, versus: bool = False) -> Shape:
    """The shape of a plan's rows."""
    if not isinstance(plan.body, Table):
        return Shape()
    dimensions = plan.body.dimensions
    weekdays = [i for i, d in enumerate(dimensions) if isinstance(d.of, Bucket) and d.of.unit is BucketUnit.WEEKDAY]
    first = plan.body.limit is not None
    return Shape(dimensions=len(dimensions), weekdays=tuple(weekdays), versus=versus, first=first)


def narrate(result: Result, shape: Shape, language: str, ontology: Ontology) -> str:
    """One sentence from a table's rows."""
    key = 1 if len(result.columns) > 1 and _is_key(result.columns[1], ontology) else None
    told = with_labels(result, ontology, language, shape.weekdays)
    return _Telling(language, ontology).sentence(told, replace(shape, key=key))


def with_labels(result: Result, ontology: Ontology, language: str, weekdays: tuple[int, ...] = ()) -> Result:
    """The rows with the label of every code in place of its notation: `L` reads "large"."""
    names = grammar.text(language, "weekdays").split()
    days: Callable[[Scalar], Scalar] = lambda cell: names[int(str(cell)) - 1] if cell is not None else None  # noqa: E731
    readers = [
        days if i in weekdays else _reader(column, ontology, language) for i, column in enumerate(result.columns)
    ]
    rows = tuple(tuple(read(cell) for read, cell in zip(readers, row, strict=True)) for row in result.rows)
    return replace(result, rows=rows)


def _reader(column: ResultColumn, ontology: Ontology, language: str) -> Callable[[Scalar], Scalar]:
    """How the cells of a column are read: codes by their labels, numbers that are keys without separators."""
    prop = _property(column, ontology)
    labels = _labels(prop, ontology, language)
    if labels:
        return lambda cell: labels.get(str(cell), cell)
    if prop is not None and prop.is_key:
        return lambda cell: None if cell is None else str(cell)
    return lambda cell: cell


def _is_key(column: ResultColumn, ontology: Ontology) -> bool:
    prop = _property(column, ontology)
    return prop is not None and prop.is_key


def _property(column: ResultColumn, ontology: Ontology) -> Property | None:
    cls, _, name = (column.property or "").rpartition(".")
    return ontology.property_of(cls, name) or ontology.properties.get(name)


def _labels(prop: Property | None, ontology: Ontology, language: str) -> dict[str, str]:
    enumeration = ontology.enumerations.get(prop.enumeration or "") if prop else None
    codes = enumeration.codes if enumeration else ()
    return {code.notation: code.words.in_language(language, code.notation) for code in codes}


class _Telling:
    """Sentences in one language, with the ontology's units."""

    def __init__(self, language: str, ontology: Ontology) -> None:
        self.language, self.ontology = language, ontology

    def say(self, key: str, /, **values: object) -> str:
        return grammar.text(self.language, key, **values)

    def sentence(self, result: Result, shape: Shape) -> str:
        figures = result.columns[shape.dimensions :]
        if not result.rows or (not shape.dimensions and all(cell is None for row in result.rows for cell in row)):
            return self.say("nothing")
        if not figures:
            return self._listed(result, shape)
        if not shape.dimensions:
            cells = zip(figures, result.rows[0], strict=True)
            return " ".join(self.say("one", column=_capital(c.name), value=self.figure(cell, c)) for c, cell in cells)
        told = [self._grouped(result, shape.dimensions, offset) for offset in range(len(figures))]
        return " ".join([*told, *self._difference(result, shape)])

    def _listed(self, result: Result, shape: Shape) -> str:
        """Entities with what was asked of them; their keys only where there is but one."""
        if len(result.rows) == 1 and len(result.columns) > 1:
            cells = zip(result.columns[1:], result.rows[0][1:], strict=True)
            told = ", ".join(f"{column.name} {self.figure(cell, column)}" for column, cell in cells)
            return self.say("one entity", name=self.figure(result.rows[0][0], result.columns[0]), told=told)
        names = [self._entity(result.columns, row, shape.key) for row in result.rows]
        count = number_text(len(names), self.language)
        if shape.first and result.more:
            return self.say("first", count=count, names=self._some(names))
        count = self.say("at least", count=count) if result.more else count
        return self.say("found", count=_capital(count), names=self._some(names))

    def _entity(self, columns: tuple[ResultColumn, ...], row: tuple[Scalar, ...], key: int | None) -> str:
        told = (i for i in range(1, len(columns)) if i != key)
        more = ", ".join(self.figure(row[i], columns[i]) for i in told)
        return f"{self.figure(row[0], columns[0])}{more and f' ({more})'}"

    def _grouped(self, result: Result, dimensions: int, offset: int) -> str:
        column = result.columns[dimensions + offset]
        by = f" {self.say('and')} ".join(one.name for one in result.columns[:dimensions])
        pairs = [
            f"{' / '.join(self.figure(v, c) for v, c in zip(row[:dimensions], result.columns, strict=False))} "
            f"{self.figure(row[dimensions + offset], column)}"
            for row in result.rows
        ]
        return self.say("by", column=_capital(column.name), by=by, pairs=self._some(pairs))

    def _difference(self, result: Result, shape: Shape) -> list[str]:
        """How two rows that were set side by side differ; computed from their cells."""
        if not shape.versus or len(result.rows) != 2 or len(result.columns) != 2:
            return []
        before, after = (row[1] for row in result.rows)
        if not isinstance(before, int | float | Decimal) or not isinstance(after, int | float | Decimal):
            return []
        column, change = result.columns[1], Decimal(str(after)) - Decimal(str(before))
        percent = 100 * change / Decimal(str(before)) if before else None
        share = "" if percent is None else f" ({grouped(percent, 1, self.language, signed=True)} %)"
        names = [self.figure(row[0], result.columns[0]) for row in result.rows]
        told = f"{self.number(change, column, signed=True)}{share}"
        return [self.say("difference", before=names[0], after=names[1], change=told)]

    def _some(self, names: list[str]) -> str:
        shown = names if len(names) <= NAMED + 1 else names[:NAMED]
        rest = len(names) - len(shown)
        tail = [self.say("more", count=number_text(rest, self.language))] if rest else []
        return grammar.listed(self.language, [*shown, *tail], quoted=False)

    def figure(self, value: Scalar, column: ResultColumn) -> str:
        """A cell as a person reads it, with its unit."""
        match value:
            case None:
                return self.say("no value")
            case bool():
                return self.say("yes" if value else "no")
            case int() | Decimal() | float():
                return self.number(value, column)
            case datetime():
                return value.isoformat(sep=" ", timespec="minutes")
            case _:
                return str(value)

    def number(self, value: int | float | Decimal, column: ResultColumn, *, signed: bool = False) -> str:
        """A figure with its unit."""
        shown = number_text(value, self.language, scale=column.scale, unit=column.unit or "", signed=signed)
        return f"{shown} {unit_in(self.ontology, column.unit, self.language)}".rstrip()


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
