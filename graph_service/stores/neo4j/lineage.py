"""Lineage on a node: `_lineage` is JSON, a contribution each, so that `why` needs no ledger.

    [{"product", "version", "run", "loaded_at", "source", "record", "values": {property: value}}, …]

Personal and sensitive values stay in the ledger. Decimals are JSON numbers with all their digits.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from graph_service.ontology.model import Datatype, Ontology, Sensitivity
from graph_service.ontology.naming import quote_sql
from graph_service.stores.connection import Connection, rows
from graph_service.stores.contributions import VALUE, LedgerColumn, LedgerMap, ledger_maps, said_of
from graph_service.stores.protocol import Contribution

ALIASES = (
    "SELECT value, value FROM json_each(?1) UNION ALL SELECT a.entity, a.id FROM json_each(?1) j "
    'JOIN "ledger:alias" a ON a.entity = j.value AND a.entity <> a.id'
)
CANONICAL = 'SELECT coalesce(e.iri, a.iri) FROM "ledger:alias" a LEFT JOIN entity e ON e.id = a.entity WHERE a.id'


def lineage_texts(reader: Connection, ontology: Ontology, ids: Sequence[int]) -> Mapping[int, str]:
    """What `_lineage` holds of each entity, by id; best source first."""
    aliases = list(rows(reader, ALIASES, (json.dumps(list(ids)),)))
    found: dict[int, list[str]] = defaultdict(list)
    for ledger_map in ledger_maps(reader):
        for entity, text in _told(reader, ledger_map, ontology, json.dumps(aliases)):
            found[entity].append(text)
    return {entity: f"[{', '.join(texts)}]" for entity, texts in found.items()}


def contributions(text: str) -> tuple[Contribution, ...]:
    """The contributions that a node's `_lineage` holds."""
    return tuple(
        Contribution(**{**one, "values": {name: _read(value) for name, value in one["values"].items()}})
        for one in json.loads(text, parse_float=Decimal)
    )


def _told(reader: Connection, ledger_map: LedgerMap, ontology: Ontology, aliases: str) -> Iterator[tuple[int, str]]:
    """(entity, contribution as JSON) of one contribution table."""
    shown = [column for column in ledger_map.columns if _is_public(ontology, column)]
    columns = "".join(f", {_selected(column)}" for column in shown)
    query = (
        f'SELECT j.value ->> 0, r.version, r.id, r.finished, c.":record"{columns} FROM json_each(?) j '
        f'CROSS JOIN {ledger_map.table} c ON c.":subject" = j.value ->> 1 JOIN "ledger:run" r ON r.id = c.":run" '
        'ORDER BY c.":record", c.":id"'
    )
    for entity, version, run, finished, record, *values in rows(reader, query, (aliases,)):
        head = {"product": ledger_map.product, "version": version, "run": run, "loaded_at": finished}
        tail = {"source": ledger_map.source, "record": record}
        said = f'"values": {{{_values(shown, values)}}}'
        yield entity, f"{_json(head | tail)[:-1]}, {said}}}"


def _is_public(ontology: Ontology, column: LedgerColumn) -> bool:
    prop = ontology.properties.get(column.property)
    return prop is not None and prop.sensitivity is Sensitivity.PUBLIC


def _selected(column: LedgerColumn) -> str:
    """The column; of a link the IRI under which its target is served, or the alias while it waits for it."""
    name = f"c.{quote_sql(column.name)}"
    return name if column.kind == VALUE else f"({CANONICAL} = {name})"


def _values(columns: list[LedgerColumn], stored: list[Any]) -> str:
    """The members of a JSON object: what was said of each property, several values as a list."""
    said: dict[str, list[str]] = {}
    for column, value in zip(columns, stored, strict=True):
        if value is not None:
            said.setdefault(said_of(column), []).append(_value(column, value))
    lists = {name: texts[0] if len(texts) == 1 else f"[{', '.join(texts)}]" for name, texts in said.items()}
    return ", ".join(f"{_json(name)}: {text}" for name, text in lists.items())


def _value(column: LedgerColumn, stored: Any) -> str:
    if column.datatype is Datatype.DECIMAL:
        return str(Decimal(stored).scaleb(-column.scale))
    return _json(bool(stored) if column.datatype is Datatype.BOOLEAN else stored)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _read(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
