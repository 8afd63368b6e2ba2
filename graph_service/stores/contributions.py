"""The ledger's contribution tables: what their columns mean, and the contributions to one entity.

A contribution table "contribution:<product>/<map>" holds one row per record and entity: `:id`, `:subject` (an alias),
`:record`, `:digest`, `:run`, then a typed column per mapped column. Columns of kind `link` and `same_as` hold aliases.
`loading` writes them; a store reads them for `lineage`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from graph_service.ontology.model import Datatype
from graph_service.ontology.naming import localized, quote_sql
from graph_service.stores.connection import Connection, rows
from graph_service.stores.protocol import Contribution

VALUE, LINK, SAME_AS = "value", "link", "same_as"


@dataclass(frozen=True, kw_only=True)
class LedgerColumn:
    """A column of a contribution table; `datatype` and `scale` say how its integers and texts are read."""

    name: str
    property: str
    kind: str = VALUE
    language: str | None = None
    datatype: Datatype | None = None
    scale: int = 0


@dataclass(frozen=True, kw_only=True)
class LedgerMap:
    """A contribution table: the triples map it holds, the source its records are of, and its columns."""

    id: int
    product: str
    map: str
    source: str
    classes: tuple[str, ...]
    columns: tuple[LedgerColumn, ...]

    @property
    def table(self) -> str:
        """The quoted name of the contribution table."""
        return quote_sql(f"contribution:{self.product}/{self.map}")

    @property
    def definition(self) -> str:
        """Everything that makes the stored rows meaningless if it changes."""
        columns = [[c.name, c.property, c.kind, c.language, c.datatype, c.scale] for c in self.columns]
        return json.dumps({"source": self.source, "classes": self.classes, "columns": columns}, ensure_ascii=False)


def ledger_maps(connection: Connection, product: str | None = None) -> tuple[LedgerMap, ...]:
    """The contribution tables of the ledger or of one product, in source-priority order of their products."""
    query = (
        'SELECT m.id, m.product, m.map, m.definition FROM "ledger:map" m LEFT JOIN "ledger:product" p '
        "ON p.name = m.product WHERE m.product = ?1 OR ?1 IS NULL ORDER BY p.position, m.id"
    )
    return tuple(_read_map(*row) for row in rows(connection, query, (product,)))


def aliases_of(connection: Connection, iri: str) -> tuple[int, ...]:
    """Every alias (as integers) of the entity that the IRI names; empty if nobody speaks about it."""
    entity = connection.execute('SELECT entity FROM "ledger:alias" WHERE iri = ?', (iri,)).get
    query = (
        'SELECT id FROM "ledger:alias" WHERE id = ?1 AND entity = ?1 '
        'UNION SELECT id FROM "ledger:alias" WHERE entity = ?1 AND entity <> id'
    )
    return tuple(alias for (alias,) in rows(connection, query, (entity,)))


def lineage(connection: Connection, iri: str) -> tuple[Contribution, ...]:
    """Every contribution to the entity with this IRI or alias, best source first; empty if there is no such entity."""
    aliases = aliases_of(connection, iri)
    return tuple(
        contribution
        for ledger_map in ledger_maps(connection)
        for contribution in _contributions(connection, ledger_map, aliases)
    )


def said_of(column: LedgerColumn) -> str:
    """What a column says of its entity: the property, with its language where it has one."""
    return localized(column.property, column.language) if column.language else column.property


def _contributions(connection: Connection, ledger_map: LedgerMap, aliases: tuple[int, ...]) -> Iterator[Contribution]:
    told = tuple(column for column in ledger_map.columns if column.kind != SAME_AS)
    columns = "".join(f", c.{quote_sql(column.name)}" for column in told)
    query = (
        f'SELECT r.id, r.version, r.finished, c.":record"{columns} FROM json_each(?) j CROSS JOIN {ledger_map.table} c '
        'ON c.":subject" = j.value JOIN "ledger:run" r ON r.id = c.":run" ORDER BY c.":record", c.":id"'
    )
    for run, version, finished, record, *values in list(rows(connection, query, (json.dumps(aliases),))):
        yield Contribution(
            product=ledger_map.product,
            version=version,
            run=run,
            loaded_at=finished,
            source=ledger_map.source,
            record=record,
            values=_said(connection, told, values),
        )


def _said(connection: Connection, columns: tuple[LedgerColumn, ...], values: list[Any]) -> dict[str, Any]:
    """Property → what was said; several values of one property become a tuple."""
    found: dict[str, Any] = {}
    for column, stored in zip(columns, values, strict=True):
        if stored is not None:
            name, value = said_of(column), _read_value(connection, column, stored)
            earlier = found.get(name)
            several = earlier if isinstance(earlier, tuple) else (earlier,)
            found[name] = value if earlier is None else (*several, value)
    return found


def _read_value(connection: Connection, column: LedgerColumn, stored: Any) -> Any:
    if column.kind != VALUE:
        return canonical_iri(connection, stored)
    if column.datatype is Datatype.DECIMAL:
        return Decimal(stored).scaleb(-column.scale)
    return bool(stored) if column.datatype is Datatype.BOOLEAN else stored


def canonical_iri(connection: Connection, alias: int) -> str:
    """The IRI under which the alias is served, else the alias itself: a link may wait for its target."""
    query = 'SELECT coalesce(e.iri, a.iri) FROM "ledger:alias" a LEFT JOIN entity e ON e.id = a.entity WHERE a.id = ?'
    return str(connection.execute(query, (alias,)).get)


def _read_map(map_id: int, product: str, name: str, definition: str) -> LedgerMap:
    stored = json.loads(definition)
    columns = tuple(
        LedgerColumn(
            name=column,
            property=prop,
            kind=kind,
            language=language,
            datatype=Datatype(datatype) if datatype else None,
            scale=scale,
        )
        for column, prop, kind, language, datatype, scale in stored["columns"]
    )
    return LedgerMap(
        id=map_id,
        product=product,
        map=name,
        source=stored["source"],
        classes=tuple(stored["classes"]),
        columns=columns,
    )
