"""Keys: the alias IRI that a key value mints, and the rank that makes one alias the canonical IRI.

    {base}{Class}/{keyProperty}/{value}          composite: {base}{Class}/{property}/{property}/{value}/{value}

`Class` is the class that declares the owl:hasKey. A mapping's subject template of the same form names the same alias.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product

from graph_service.loading.sql.iris import iri_safe, iri_safe_sql
from graph_service.loading.sql.literals import literal
from graph_service.ontology.model import Datatype, Ontology
from graph_service.ontology.naming import quote_sql
from graph_service.stores.contributions import VALUE, LedgerColumn, LedgerMap

UNRANKED = 1 << 30


def key_prefix(base: str, cls: str, key: tuple[str, ...]) -> str:
    """Everything of a key's alias IRI before its values."""
    return f"{base}{iri_safe(cls)}/{'/'.join(iri_safe(name) for name in key)}/"


def ranking(ontology: Ontology, base: str) -> Callable[[str], int]:
    """The rank of an alias IRI: that of the key it is made of, subclasses' own keys first; no key ranks last."""
    deepest_first = sorted(ontology.classes, key=lambda cls: (-len(ontology.ancestors(cls)), cls))
    prefixes = [key_prefix(base, cls, key) for cls in deepest_first for key in ontology.classes[cls].keys]
    by_class: dict[str, list[tuple[int, str]]] = {}
    for rank, prefix in enumerate(prefixes):
        by_class.setdefault(_head(prefix, base), []).append((rank, prefix))

    def rank_of(iri: str) -> int:
        candidates = by_class.get(_head(iri, base), ()) if iri.startswith(base) else ()
        return min((rank for rank, prefix in candidates if iri.startswith(prefix)), default=UNRANKED)

    return rank_of


def minted(ledger_map: LedgerMap, ontology: Ontology, base: str) -> Iterator[str]:
    """The key aliases that rows of the table carry, as DuckDB expressions, in rank order."""
    seen: set[str] = set()
    for cls in ledger_map.classes:
        for declaring, key in ontology.keys_of(cls):
            prefix = key_prefix(base, declaring, key)
            if prefix not in seen:
                seen.add(prefix)
                choices = [[c for c in ledger_map.columns if c.property == name and c.kind == VALUE] for name in key]
                for columns in product(*choices):
                    values = " || '/' || ".join(iri_safe_sql(_text(column)) for column in columns)
                    yield f"{literal(prefix)} || {values}"


def _head(iri: str, base: str) -> str:
    return iri[len(base) :].partition("/")[0]


def _text(column: LedgerColumn) -> str:
    """The value as a mapping's template would write it; NULL stays NULL and mints nothing."""
    name = quote_sql(column.name)
    if column.datatype is Datatype.DECIMAL:
        return f"CAST(CAST({name} AS DECIMAL(38, {column.scale})) / {10**column.scale} AS VARCHAR)"
    return f"CAST({name} AS VARCHAR)"
