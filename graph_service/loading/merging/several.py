"""Several: entities with several contributions or aliases, merged one by one as their rows stream by.

A cursor per contribution table, all in the order of entities, so that one entity is in memory at a time.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any

from graph_service.loading.merging.filling import (
    Filling,
    display_columns,
    label_text,
    last_segment,
    most_specific,
    tables_of,
)
from graph_service.loading.merging.lineage_rows import lineage_of
from graph_service.loading.merging.merge import Merged, Said, merge
from graph_service.loading.merging.scope import Scope
from graph_service.loading.merging.singles import base_name
from graph_service.ontology.model import Ontology, Property
from graph_service.ontology.naming import casefolded, quote_sql, sorting
from graph_service.stores.connection import Connection, rows
from graph_service.stores.contributions import LINK, LedgerColumn
from graph_service.stores.layout import class_table, property_table

BATCH = 10_000
Row = tuple[Any, ...]
_SHADOWS: dict[str, Callable[[str], str]] = {"shadow": casefolded, "sort": sorting}


def serve_several(
    connection: Connection, ontology: Ontology, scope: Scope, fillings: list[Filling], generation: int
) -> None:
    """Merge and serve the entities of temp._load_several."""
    serving = Serving(connection, ontology, generation)
    iris = _canonical_iris(connection)
    for entity, merged in merged_entities(connection, scope, fillings):
        iri = next(iri for number, iri in iris if number == entity)
        serving.add(entity, iri, merged)
    serving.flush()


def merged_entities(connection: Connection, scope: Scope, fillings: list[Filling]) -> Iterator[tuple[int, Merged]]:
    """Every entity of temp._load_several that has contributions, in the order of their numbers."""
    streams = (_contributions(connection, scope, fill, place) for place, fill in enumerate(fillings))
    in_order = heapq.merge(*streams, key=itemgetter(0, 1, 2, 3))
    for entity, group in groupby(in_order, key=itemgetter(0)):
        yield entity, merge(said for *_, said in group)


def _contributions(
    connection: Connection, scope: Scope, fill: Filling, place: int
) -> Iterator[tuple[int, int, int, int, Said]]:
    """(entity, rank of the source, record, id, what is said), ordered so."""
    columns = [*dict.fromkeys(one for said in (fill.single, fill.many) for group in said.values() for one in group)]
    tables, condition = scope.together(fill.map)
    joins, values = "", []
    for i, column in enumerate(columns):
        name = f"c.{quote_sql(column.name)}"
        values.append(f"a{i}.entity" if column.kind == LINK else name)
        joins += f' LEFT JOIN "ledger:alias" a{i} ON a{i}.id = {name}' if column.kind == LINK else ""
    select = ", ".join(["s.entity", 'c.":record"', 'c.":id"', 'c.":run"', *values])
    query = f"SELECT {select} FROM {tables}{joins} WHERE {condition} ORDER BY 1, 2, 3"
    for entity, record, number, run, *stored in rows(connection, query):
        by_column = dict(zip(columns, stored, strict=True))
        yield entity, place, record, number, _said(fill, run, by_column)


def _said(fill: Filling, run: int, stored: dict[LedgerColumn, Any]) -> Said:
    single = {name: _first([stored[one] for one in columns]) for name, columns in fill.single.items()}
    many = {name: tuple(v for one in columns if (v := stored[one]) is not None) for name, columns in fill.many.items()}
    return Said(fill=fill, run=run, single={n: v for n, v in single.items() if v is not None}, many=many)


def _first(values: list[Any]) -> Any:
    return next((value for value in values if value is not None), None)


def _canonical_iris(connection: Connection) -> Iterator[tuple[int, str]]:
    query = (
        'SELECT v.id, a.iri FROM temp._load_several v LEFT JOIN "ledger:component" k ON k.entity = v.id '
        'JOIN "ledger:alias" a ON a.id = coalesce(k.canonical, v.id) ORDER BY v.id'
    )
    yield from rows(connection, query)


class Serving:
    """Rows on their way to the served tables, in batches per table."""

    def __init__(self, connection: Connection, ontology: Ontology, generation: int) -> None:
        self._connection, self._ontology, self._generation = connection, ontology, generation
        self._batches: dict[str, list[Row]] = {}
        self._lineage: dict[tuple[tuple[str, ...], int], int] = {}
        self._tables_of: dict[frozenset[str], _Tables] = {}

    def add(self, entity: int, iri: str, merged: Merged) -> None:
        """Serve one entity; one that no known class claims is not served."""
        if merged.classes not in self._tables_of:
            self._tables_of[merged.classes] = _Tables(self._ontology, merged.classes)
        tables = self._tables_of[merged.classes]
        if tables.cls is None:
            return
        label = tables.label(merged) or last_segment(iri)
        lineage = self._lineage_of(merged)
        self._put(_ENTITY, (entity, iri, tables.cls, label, lineage, self._generation))
        for insert, row in tables.rows(entity, merged):
            self._put(insert, row)
        for name in merged.disagreements:
            self._put(_DISAGREEMENT, (entity, name))

    def flush(self) -> None:
        """Write what is still waiting."""
        for insert, waiting in self._batches.items():
            self._connection.executemany(insert, waiting)
            waiting.clear()

    def _put(self, insert: str, row: Row) -> None:
        waiting = self._batches.setdefault(insert, [])
        waiting.append(row)
        if len(waiting) >= BATCH:
            self._connection.executemany(insert, waiting)
            waiting.clear()

    def _lineage_of(self, merged: Merged) -> int:
        key = merged.products, merged.run
        if key not in self._lineage:
            self._lineage[key] = lineage_of(self._connection, *key)
        return self._lineage[key]


_ENTITY = "INSERT INTO entity (id, iri, class, label, lineage, changed) VALUES (?, ?, ?, ?, ?, ?)"
_DISAGREEMENT = 'INSERT OR IGNORE INTO "ledger:disagreement" VALUES (?, ?)'


class _Tables:
    """How entities of one set of classes become rows."""

    def __init__(self, ontology: Ontology, classes: frozenset[str]) -> None:
        self.cls = most_specific(ontology, classes)
        tables = [class_table(ontology, name) for name in tables_of(ontology, classes)]
        self._display = display_columns(ontology, self.cls) if self.cls else (None, ())
        self._tables = [
            (
                _insert(table.name, ["id", *(column.name for column in table.columns)]),
                [(base_name(column), _SHADOWS.get(column.role)) for column in table.columns],
            )
            for table in tables
        ]
        offered = {
            n: p for table in tables for n, p in ontology.properties_of(table.name).items() if p.stored and p.many
        }
        self._many = {name: _ManyInsert(prop) for name, prop in offered.items()}

    def label(self, merged: Merged) -> str | None:
        prop, names = self._display
        values = (label_text(prop, merged.single[name]) for name in names if prop and name in merged.single)
        return next(values, None)

    def rows(self, entity: int, merged: Merged) -> Iterator[tuple[str, Row]]:
        for insert, columns in self._tables:
            yield insert, (entity, *(_shadowed(function, merged.single.get(name)) for name, function in columns))
        for name, values in merged.many.items():
            if name in self._many:
                yield from (self._many[name].row(entity, value) for value in values)


class _ManyInsert:
    def __init__(self, prop: Property) -> None:
        table = property_table(prop)
        self._insert = _insert(table.name, list(table.columns)).replace("INSERT", "INSERT OR IGNORE", 1)
        self._shadowed = len(table.columns) > 2

    def row(self, entity: int, value: Any) -> tuple[str, Row]:
        return self._insert, (entity, value, casefolded(value), sorting(value)) if self._shadowed else (entity, value)


def _shadowed(function: Callable[[str], str] | None, value: Any) -> Any:
    return value if value is None or function is None else function(value)


def _insert(table: str, columns: list[str]) -> str:
    names = ", ".join(quote_sql(column) for column in columns)
    return f"INSERT INTO {quote_sql(table)} ({names}) VALUES ({', '.join('?' * len(columns))})"
