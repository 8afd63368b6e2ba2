"""What is published to Neo4j, read from the served SQLite tables: nodes of a class, relationships, tombstones.

A node has the properties of its class's table under the names of `naming`, and of the entity under names with `_`:

    listPrice    the decimal in floating point, for people     listPrice_e2   the scaled integer, which plans read
    name_cf      casefolded                                    name_sort      without combining marks
    synonyms     the values of a many-valued literal, ordered  synonyms_cf    theirs casefolded, in the same order
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeAlias, TypeVar

from graph_service.ontology.model import Datatype, Ontology, Property
from graph_service.ontology.naming import link_table, node_property, quote_sql, shadow, sort_key, values_table
from graph_service.stores.connection import Connection, rows
from graph_service.stores.layout import ServedColumn, class_table

T = TypeVar("T")
Lineage: TypeAlias = Callable[[Sequence[int]], Mapping[int, str]]  # entity ids → what `_lineage` holds of each

ALIASES = (
    'SELECT a.iri, e.iri FROM "ledger:alias" a CROSS JOIN entity e ON e.id = a.entity '
    "WHERE a.entity <> a.id AND a.iri <> e.iri AND e.changed > ?1 UNION ALL "
    'SELECT a.iri, e.iri FROM "ledger:component" k JOIN "ledger:alias" a ON a.id = k.entity '
    "JOIN entity e ON e.id = k.entity WHERE a.iri <> e.iri AND e.changed > ?1"
)
OF_ENTITY = ("iri", "uri", "_label", "_class", "_source", "_run", "_loaded_at", "_lineage")


@dataclass(frozen=True, kw_only=True)
class Nodes:
    """Nodes to publish of one class: `names` of properties after the IRI, and batches of rows in that order."""

    cls: str
    names: tuple[str, ...]
    batches: Iterator[list[list[Any]]]


@dataclass(frozen=True, kw_only=True)
class Field:
    """How one column of a class table becomes node properties."""

    column: ServedColumn

    @property
    def names(self) -> tuple[str, ...]:
        prop = self.column.property
        return (node_property(prop), prop.name) if self._is_decimal else (self.column.name,)

    @property
    def _is_decimal(self) -> bool:
        return self.column.role == "value" and self.column.property.datatype is Datatype.DECIMAL

    def values(self, stored: Any) -> tuple[Any, ...]:
        prop = self.column.property
        if self._is_decimal:
            return stored, None if stored is None else stored / 10**prop.scale
        is_boolean = self.column.role == "value" and prop.datatype is Datatype.BOOLEAN
        return (None if stored is None else bool(stored),) if is_boolean else (stored,)


def in_batches(of: Iterable[T], size: int) -> Iterator[list[T]]:
    """The items in lists of at most `size`."""
    iterator = iter(of)
    while batch := list(islice(iterator, size)):
        yield batch


@contextmanager
def ahead(of: Iterator[T]) -> Iterator[Iterator[T]]:
    """The items, each next one read by a thread while the server takes the one before; it has ended when this does.

    The connection the items are read from is that thread's meanwhile.
    """
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="reading") as thread:
        yield _each_ahead(of, thread)


def _each_ahead(of: Iterator[T], thread: Executor) -> Iterator[T]:
    coming = thread.submit(next, of, None)
    while (item := coming.result()) is not None:
        coming = thread.submit(next, of, None)
        yield item


def changed(reader: Connection, since: int) -> dict[str, int]:
    """How many entities changed after a generation, by their most specific class."""
    query = "SELECT class, count(*) FROM entity WHERE changed > ? GROUP BY class ORDER BY class"
    return dict(rows(reader, query, (since,)))


def removed(reader: Connection, since: int) -> Iterator[tuple[Any, ...]]:
    """The IRIs that are gone since a generation."""
    yield from rows(reader, "SELECT iri FROM removed WHERE generation > ?", (since,))


def changed_iris(reader: Connection, since: int) -> Iterator[tuple[Any, ...]]:
    """The IRIs of the entities that changed after a generation."""
    yield from rows(reader, "SELECT iri FROM entity WHERE changed > ?", (since,))


def aliases(reader: Connection, since: int) -> Iterator[tuple[Any, ...]]:
    """(alias, IRI) of the other names that changed entities have in the ledger of the same file."""
    if has_table(reader, "ledger:alias"):
        yield from rows(reader, ALIASES, (since,))


def has_table(reader: Connection, name: str) -> bool:
    """Whether the file has a table: a world without a ledger has none of its tables."""
    return bool(reader.execute("SELECT count(*) FROM sqlite_schema WHERE name = ?", (name,)).get)


def nodes(reader: Connection, ontology: Ontology, cls: str, since: int, lineage: Lineage, size: int) -> Nodes:
    """The changed entities of a class, with everything a node has."""
    fields = _fields(ontology, cls)
    many = _many(ontology, cls)
    columns = "".join(f", t.{quote_sql(field.column.name)}" for field in fields)
    query = (
        f"SELECT e.id, e.iri, e.label, l.source, l.run, l.loaded_at{columns} FROM entity e "
        f"JOIN {quote_sql(cls)} t ON t.id = e.id JOIN lineage l ON l.id = e.lineage WHERE e.changed > ? AND e.class = ?"
    )

    def batch(found: list[tuple[Any, ...]]) -> list[list[Any]]:
        told = lineage([row[0] for row in found])
        lists = _lists(reader, many, [row[0] for row in found])
        return [
            [
                iri,
                iri,
                label,
                cls,
                source,
                run,
                loaded,
                told.get(entity, "[]"),
                *_values(fields, values),
                *lists(entity),
            ]
            for entity, iri, label, source, run, loaded, *values in found
        ]

    names = (*OF_ENTITY, *_names(fields, many))
    return Nodes(cls=cls, names=names, batches=map(batch, in_batches(rows(reader, query, (since, cls)), size)))


def further(reader: Connection, ontology: Ontology, cls: str, since: int, size: int) -> Nodes:
    """What the class adds to changed entities whose most specific class is no subclass of it."""
    fields, many = _fields(ontology, cls), _many(ontology, cls)
    columns = "".join(f", t.{quote_sql(field.column.name)}" for field in fields)
    query = (
        f"SELECT e.id, e.iri{columns} FROM entity e JOIN {quote_sql(cls)} t ON t.id = e.id "
        "WHERE e.changed > ? AND e.class NOT IN (SELECT value FROM json_each(?))"
    )
    parameters = (since, json.dumps(ontology.descendants(cls)))

    def batch(found: list[tuple[Any, ...]]) -> list[list[Any]]:
        lists = _lists(reader, many, [row[0] for row in found])
        return [[iri, *_values(fields, values), *lists(entity)] for entity, iri, *values in found]

    names = ("iri", *_names(fields, many))
    return Nodes(cls=cls, names=names, batches=map(batch, in_batches(rows(reader, query, parameters), size)))


def alike(
    reader: Connection, batches: Iterable[list[list[Any]]], beside: Sequence[str]
) -> Iterator[tuple[tuple[str, ...], list[list[Any]]]]:
    """The rows of each batch by the classes, among those that entities of theirs may share, that each is of too."""
    for batch in batches:
        iris = json.dumps([row[0] for row in batch]) if beside else ""
        further: dict[str, tuple[str, ...]] = {}
        for cls in beside:
            of_class = f"SELECT e.iri FROM entity e JOIN {quote_sql(cls)} t ON t.id = e.id"
            query = f"{of_class} WHERE e.iri IN (SELECT value FROM json_each(?))"
            for (iri,) in rows(reader, query, (iris,)):
                further[iri] = (*further.get(iri, ()), cls)
        grouped: dict[tuple[str, ...], list[list[Any]]] = {}
        for row in batch:
            grouped.setdefault(further.get(row[0], ()), []).append(row)
        yield from grouped.items()


def links(reader: Connection, ontology: Ontology, prop: Property, since: int) -> Iterator[tuple[Any, ...]]:
    """(source, target) of a stored link, of changed sources."""
    query = "\nUNION\n".join(_ends(ontology, prop, "s.changed > ?1"))
    yield from rows(reader, query, (since,)) if query else ()


def links_back(reader: Connection, ontology: Ontology, prop: Property, since: int) -> Iterator[tuple[Any, ...]]:
    """(source, target) of a stored link, of unchanged sources whose target changed: it may have been created anew."""
    query = "\nUNION\n".join(_ends(ontology, prop, "d.changed > ?1 AND s.changed <= ?1"))
    yield from rows(reader, query, (since,)) if query else ()


def sources(reader: Connection, ontology: Ontology, prop: Property, since: int) -> Iterator[tuple[Any, ...]]:
    """The changed entities that may have the link."""
    tables = (
        f"SELECT s.iri FROM entity s JOIN {quote_sql(cls)} t ON t.id = s.id WHERE s.changed > ?1"
        for cls in tops(ontology, prop)
    )
    query = "\nUNION\n".join(tables)
    yield from rows(reader, query, (since,)) if query else ()


def tops(ontology: Ontology, prop: Property) -> list[str]:
    """The classes that offer a property and have no superclass that does."""
    offering = [cls for cls in ontology.classes if ontology.property_of(cls, prop.name)]
    return [cls for cls in offering if not any(other in offering for other in ontology.ancestors(cls)[1:])]


def _ends(ontology: Ontology, prop: Property, condition: str) -> Iterator[str]:
    if prop.many:
        yield (
            f"SELECT s.iri, d.iri FROM {quote_sql(link_table(prop.name))} k JOIN entity s ON s.id = k.src "
            f"JOIN entity d ON d.id = k.dst WHERE {condition}"
        )
        return
    for cls in tops(ontology, prop):
        yield (
            f"SELECT s.iri, d.iri FROM {quote_sql(cls)} t JOIN entity s ON s.id = t.id "
            f"JOIN entity d ON d.id = t.{quote_sql(prop.name)} WHERE {condition}"
        )


def _fields(ontology: Ontology, cls: str) -> list[Field]:
    return [Field(column=column) for column in class_table(ontology, cls).columns if column.role != "link"]


def _many(ontology: Ontology, cls: str) -> list[Property]:
    offered = ontology.properties_of(cls).values()
    return [prop for prop in offered if prop.stored and prop.many and not prop.is_link]


def _names(fields: list[Field], many: list[Property]) -> list[str]:
    return [*(name for field in fields for name in field.names), *(name for prop in many for name in _list_names(prop))]


def _list_names(prop: Property) -> list[str]:
    name = node_property(prop)
    return [name, shadow(name), sort_key(name)] if prop.is_text else [name]


def _values(fields: list[Field], stored: Sequence[Any]) -> list[Any]:
    return [value for field, one in zip(fields, stored, strict=True) for value in field.values(one)]


def _lists(reader: Connection, many: list[Property], ids: list[int]) -> Callable[[int], list[Any]]:
    """The values of many-valued literals by entity, each property's shadows in the order of its values."""
    found: dict[int, dict[str, list[Any]]] = {}
    for prop in many:
        names = _list_names(prop)
        columns = ["value", *(("value_cf", "value_sort") if prop.is_text else ())]
        order = ", ".join(reversed(columns))
        query = (
            f"SELECT id, {', '.join(columns)} FROM {quote_sql(values_table(prop.name))} "
            f"WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id, {order}"
        )
        for entity, *values in rows(reader, query, (json.dumps(ids),)):
            for name, value in zip(names, values, strict=True):
                listed = bool(value) if prop.datatype is Datatype.BOOLEAN else value
                found.setdefault(entity, {}).setdefault(name, []).append(listed)
    every = [name for prop in many for name in _list_names(prop)]
    return lambda entity: [found.get(entity, {}).get(name) for name in every]
