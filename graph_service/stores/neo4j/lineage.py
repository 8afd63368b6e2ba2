"""Lineage on a node: `_lineage` is JSON, a contribution each, so that `why` needs no ledger.

    [{"product", "version", "run", "loaded_at", "source", "record", "values": {property: value}, "further"?}, …]

A decimal is a number with all its digits, a double one with an exponent (as XSD writes them). Personal values are not
repeated: {"node": name} or {"link": type} tells where the node has the value, {"ledger": true} that only the ledger
does. What `listing` leaves out is counted in `further`.
"""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import orjson

from graph_service.ontology.model import Datatype, Ontology, Property, Sensitivity
from graph_service.ontology.naming import node_property, quote_sql, relationship_type
from graph_service.stores.connection import Connection, rows
from graph_service.stores.contributions import VALUE, LedgerColumn, LedgerMap, ledger_maps, said_of
from graph_service.stores.listing import listed
from graph_service.stores.protocol import IN_LEDGER, Contribution

Said = dict[str, Any]  # a contribution as it is written, its personal values still among the others
OnNode = Callable[[str], Any]  # the value of a property of the node, or the IRIs that relationships of a type lead to

ALIASES = (
    "SELECT value, value FROM json_each(?1) UNION ALL SELECT a.id, a.entity FROM json_each(?1) j "
    'JOIN "ledger:alias" a ON a.entity = j.value AND a.entity <> a.id ORDER BY 1'
)
CANONICAL = 'SELECT coalesce(e.iri, a.iri) FROM "ledger:alias" a LEFT JOIN entity e ON e.id = a.entity WHERE a.id'


@dataclass(frozen=True, kw_only=True)
class Spoken:
    """A contribution table: the query for a batch of aliases, and the range of those it speaks about."""

    map: LedgerMap
    query: str
    first: int
    last: int


@dataclass(frozen=True, kw_only=True)
class LedgerLineage:
    """Reads from the ledger what `_lineage` holds of entities."""

    reader: Connection
    tables: tuple[Spoken, ...]
    personal: Mapping[str, Property]

    def __call__(self, ids: Sequence[int]) -> Mapping[int, str]:
        """The JSON of each entity, by id; best source first."""
        aliases = list(rows(self.reader, ALIASES, (json.dumps(list(ids)),)))
        found: dict[int, list[Said]] = defaultdict(list)
        for table in self.tables:
            start, end = bisect_left(aliases, (table.first,)), bisect_right(aliases, (table.last + 1,))
            if start < end:
                for entity, said in _told(self.reader, table, json.dumps(aliases[start:end])):
                    found[entity].append(said)
        return {entity: self._text(said) for entity, said in found.items()}

    def _text(self, said: list[Said]) -> str:
        kept = listed([(one["product"], one["values"]) for one in said])
        shown = [said[at] | ({"further": further} if further else {}) for at, further in kept.items()]
        if any(not self.personal.keys().isdisjoint(one["values"]) for one in said):
            shown = [one | {"values": dict(self._without_personal(one["values"], said))} for one in shown]
        return orjson.dumps(shown, default=_number).decode()

    def _without_personal(self, values: Said, said: list[Said]) -> Iterator[tuple[str, Any]]:
        for name, value in values.items():
            prop = self.personal.get(name)
            yield name, value if prop is None else _place(prop, name, value, said)


def ledger_lineage(reader: Connection, ontology: Ontology) -> LedgerLineage:
    """The lineage of the ledger in the same file; what the ontology does not know (any more) is not told."""
    tables = tuple(_spoken(reader, one, ontology) for one in ledger_maps(reader))
    columns = [(said_of(column), ontology.properties[column.property]) for one in tables for column in one.map.columns]
    personal = {name: prop for name, prop in columns if prop.sensitivity is not Sensitivity.PUBLIC}
    return LedgerLineage(reader=reader, tables=tables, personal=personal)


def contributions(text: str, on_node: OnNode) -> tuple[Contribution, ...]:
    """The contributions that a node's `_lineage` holds, personal values read from where the node has them."""
    return tuple(
        Contribution(**{**one, "values": {name: _read(value, on_node) for name, value in one["values"].items()}})
        for one in json.loads(text, parse_float=_fraction)
    )


def _spoken(reader: Connection, ledger_map: LedgerMap, ontology: Ontology) -> Spoken:
    known = tuple(column for column in ledger_map.columns if column.property in ontology.properties)
    columns = "".join(f", {_selected(column)}" for column in known)
    query = (
        f'SELECT j.value ->> 1, r.version, r.id, r.finished, c.":record"{columns} FROM json_each(?) j '
        f'CROSS JOIN {ledger_map.table} c ON c.":subject" = j.value ->> 0 JOIN "ledger:run" r ON r.id = c.":run" '
        'ORDER BY c.":record", c.":id"'
    )
    span = f'SELECT min(":subject"), max(":subject") FROM {ledger_map.table}'
    first, last = next(rows(reader, span))
    told = LedgerMap(**{**vars(ledger_map), "columns": known})
    return Spoken(map=told, query=query, first=first or 0, last=-1 if last is None else last)


def _told(reader: Connection, table: Spoken, aliases: str) -> Iterator[tuple[int, Said]]:
    """(entity, contribution) of one contribution table."""
    product, source = table.map.product, table.map.source
    read = [(said_of(column), _value_of(column)) for column in table.map.columns]
    for entity, version, run, finished, record, *stored in rows(reader, table.query, (aliases,)):
        values: Said = {}
        for (name, value), one in zip(read, stored, strict=True):
            if one is not None:
                found = one if value is None else value(one)
                earlier = values.get(name)
                several = earlier if isinstance(earlier, tuple) else (earlier,)
                values[name] = found if earlier is None else (*several, found)
        head = {"product": product, "version": version, "run": run, "loaded_at": finished}
        yield entity, head | {"source": source, "record": record, "values": values}


def _selected(column: LedgerColumn) -> str:
    """The column; of a link the IRI under which its target is served, or the alias while it waits for it."""
    name = f"c.{quote_sql(column.name)}"
    return name if column.kind == VALUE else f"({CANONICAL} = {name})"


def _value_of(column: LedgerColumn) -> Callable[[Any], Any] | None:
    """How a stored value is read, None where it is as it should be."""
    if column.kind != VALUE:
        return None
    if column.datatype is Datatype.DECIMAL:
        scale = -column.scale
        return lambda stored: Decimal(stored).scaleb(scale)
    return {Datatype.BOOLEAN: bool, Datatype.DOUBLE: _Double}.get(column.datatype) if column.datatype else None


class _Double(float):
    """A double, which orjson would write as it writes a decimal."""


def _number(value: Any) -> orjson.Fragment:
    if isinstance(value, Decimal):
        return orjson.Fragment(f"{value:f}")
    digits = float.__repr__(value)
    return orjson.Fragment(digits if "e" in digits else f"{digits}e0")


def _fraction(digits: str) -> float | Decimal:
    return float(digits) if "e" in digits.lower() else Decimal(digits)


def _place(prop: Property, name: str, value: Any, said: list[Said]) -> dict[str, Any]:
    """Where a personal value is, which `_lineage` does not repeat: on the node if it is the one served.

    Of links and of many values it is known only where all sources say the same.
    """
    spoken = [one["values"][name] for one in said if name in one["values"]]
    if value != spoken[0] or ((prop.many or prop.is_link) and any(one != value for one in spoken)):
        return {"ledger": True}
    if prop.is_link:
        return {"link": relationship_type(prop.name)}
    if prop.datatype is Datatype.DECIMAL:
        return {"node": node_property(prop), "scale": prop.scale}
    return {"node": name}


def _read(value: Any, on_node: OnNode) -> Any:
    if isinstance(value, list):
        return tuple(value)
    if not isinstance(value, dict):
        return value
    found = on_node(value["node"] if "node" in value else value["link"]) if "ledger" not in value else None
    if found is None or found == []:
        return IN_LEDGER
    several = [Decimal(one).scaleb(-value["scale"]) if "scale" in value else one for one in _listed(found)]
    return several[0] if len(several) == 1 else tuple(several)


def _listed(found: Any) -> list[Any]:
    return found if isinstance(found, list) else [found]
