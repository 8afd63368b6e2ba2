"""Singles: entities with one contribution and one alias are served by INSERT … SELECT, without Python seeing them.

This is most of a graph: every sale, every delivery. What it does for one contribution, `several.py` does for many.
"""

from __future__ import annotations

from collections.abc import Iterable

from graph_service.loading.merging.filling import Filling, display_columns, most_specific
from graph_service.loading.merging.scope import Scope
from graph_service.ontology.model import Datatype, Ontology, Property
from graph_service.ontology.naming import quote_sql
from graph_service.stores.connection import Connection
from graph_service.stores.contributions import LedgerColumn
from graph_service.stores.layout import ClassTable, ServedColumn, class_table, property_table


def serve_singles(connection: Connection, ontology: Ontology, scope: Scope, fill: Filling, generation: int) -> None:
    """Serve the entities of one contribution table that have no other contribution.

    Needs temp._load_told_by (run → lineage) for the runs of the table, and the SQL function last_segment.
    """
    _insert_entities(connection, ontology, scope, fill, generation)
    for cls in fill.classes:
        _insert_rows(connection, scope, fill, class_table(ontology, cls))
    for name in fill.many:
        if any(ontology.property_of(cls, name) for cls in fill.classes):
            _insert_many(connection, scope, fill, ontology.properties[name])


def _insert_entities(connection: Connection, ontology: Ontology, scope: Scope, fill: Filling, generation: int) -> None:
    cls = most_specific(ontology, fill.map.classes)
    tables, condition = scope.alone(fill.map)
    connection.execute(
        f"INSERT INTO entity (id, iri, class, label, lineage, changed) "
        f"SELECT s.entity, e.iri, ?, {_label(ontology, cls or '', fill)}, t.lineage, ? FROM {tables} "
        f'JOIN "ledger:alias" e ON e.id = s.entity JOIN temp._load_told_by t ON t.run = c.":run" WHERE {condition}',
        (cls, generation),
    )


def _label(ontology: Ontology, cls: str, fill: Filling) -> str:
    """The display value of the contribution, else the last segment of the IRI."""
    prop, names = display_columns(ontology, cls)
    values = [_label_text(prop, _first(fill.single[name])) for name in names if prop and name in fill.single]
    return f"coalesce({', '.join([*values, 'last_segment(e.iri)'])})" if values else "last_segment(e.iri)"


def _label_text(prop: Property, value: str) -> str:
    """`filling.label_text` in SQL."""
    if prop.datatype is not Datatype.DECIMAL or prop.scale == 0:
        return f"CAST({value} AS TEXT)"
    unit = 10**prop.scale
    digits = f"abs({value}) / {unit}, abs({value}) % {unit}"
    return f"iif({value} IS NULL, NULL, printf('%s%d.%0{prop.scale}d', iif({value} < 0, '-', ''), {digits}))"


def _insert_rows(connection: Connection, scope: Scope, fill: Filling, table: ClassTable) -> None:
    filled = [column for column in table.columns if base_name(column) in fill.single]
    tables, condition = scope.alone(fill.map)
    linked = [one for column in filled if column.role == "link" for one in fill.single[column.name]]
    names = ", ".join(["id", *(quote_sql(column.name) for column in filled)])
    values = ", ".join(["s.entity", *(_value(column, fill) for column in filled)])
    connection.execute(
        f"INSERT INTO {quote_sql(table.name)} ({names}) SELECT {values} FROM {tables}{_targets(fill, linked)} "
        f"WHERE {condition}"
    )


def base_name(column: ServedColumn) -> str:
    """The value column that a shadow or sort column is computed from; itself for the others."""
    suffix = {"shadow": "_cf", "sort": "_sort"}.get(column.role, "")
    return column.name.removesuffix(suffix)


def _value(column: ServedColumn, fill: Filling) -> str:
    sources = fill.single[base_name(column)]
    if column.role == "link":
        return _coalesce(f"{_target(fill, one)}.entity" for one in sources)
    function = {"shadow": "casefolded", "sort": "sorting"}.get(column.role, "")
    return f"{function}({_first(sources)})"


def _first(columns: Iterable[LedgerColumn]) -> str:
    return _coalesce(f"c.{quote_sql(column.name)}" for column in columns)


def _coalesce(expressions: Iterable[str]) -> str:
    """The first that is not null; SQLite's coalesce wants at least two."""
    first, *others = expressions
    return f"coalesce({', '.join([first, *others])})" if others else first


def _target(fill: Filling, column: LedgerColumn) -> str:
    """The joined alias of a link column."""
    return f"a{fill.map.columns.index(column)}"


def _targets(fill: Filling, columns: Iterable[LedgerColumn]) -> str:
    """The joins that lead link columns to their targets; a target that is not there leaves NULL."""
    return "".join(
        f' LEFT JOIN "ledger:alias" {_target(fill, column)} ON {_target(fill, column)}.id = c.{quote_sql(column.name)}'
        for column in columns
    )


def _insert_many(connection: Connection, scope: Scope, fill: Filling, prop: Property) -> None:
    """A many-valued property: a row per distinct value, or per target that is there."""
    target, columns = property_table(prop), fill.many[prop.name]
    tables, condition = scope.alone(fill.map)
    told = " UNION ".join(
        f"SELECT s.entity AS id, {_one_of_many(fill, prop, column)} AS value FROM {tables}"
        f"{_targets(fill, [column] if prop.is_link else [])} WHERE {condition}"
        for column in columns
    )
    shadows = ", casefolded(value), sorting(value)" if len(target.columns) > 2 else ""
    connection.execute(
        f"INSERT OR IGNORE INTO {quote_sql(target.name)} ({', '.join(target.columns)}) "
        f"SELECT id, value{shadows} FROM ({told}) WHERE value IS NOT NULL"
    )


def _one_of_many(fill: Filling, prop: Property, column: LedgerColumn) -> str:
    return f"{_target(fill, column)}.entity" if prop.is_link else f"c.{quote_sql(column.name)}"
