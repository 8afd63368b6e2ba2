"""Sharing: which classes share an entity in the served tables, recorded with every load for `plan.overlap`."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping

from graph_service.ontology.model import Ontology
from graph_service.ontology.naming import quote_sql
from graph_service.plan.policies.overlap import Beside
from graph_service.stores.connection import Connection, rows

BESIDE = "beside"  # the key in `meta`, and the property of Neo4j's `_Meta`


def sharing(connection: Connection, ontology: Ontology) -> dict[str, list[str]]:
    """The class that entities are shown as → the classes not above it that some of them are of too.

    A class whose table has as many rows as its own and its subclasses' entities has none of another class: that is
    quickly counted, and only the others are looked at row by row.
    """
    shown = Counter(dict(rows(connection, "SELECT class, count(*) FROM entity GROUP BY class")))
    found: dict[str, list[str]] = {}
    for cls in ontology.classes:
        below = ontology.descendants(cls)
        if _size(connection, cls) != sum(shown[one] for one in below):
            for other in _others(connection, cls, below):
                found.setdefault(other, []).append(cls)
    return {cls: sorted(also) for cls, also in sorted(found.items())}


def _size(connection: Connection, cls: str) -> int:
    return int(connection.execute(f"SELECT count(*) FROM {quote_sql(cls)}").get)


def _others(connection: Connection, cls: str, below: tuple[str, ...]) -> list[str]:
    query = (
        f"SELECT DISTINCT e.class FROM {quote_sql(cls)} t JOIN entity e ON e.id = t.id "
        "WHERE e.class NOT IN (SELECT value FROM json_each(?))"
    )
    return [other for (other,) in rows(connection, query, (json.dumps(below),))]


def read_beside(recorded: str | None) -> Beside | None:
    """What a load recorded; None where an older one recorded nothing, so that nothing is known."""
    return None if not recorded else {cls: tuple(also) for cls, also in json.loads(recorded).items()}


def both(one: str | None, other: str | None) -> str | None:
    """What holds while the graph of one record becomes that of another: anything of either."""
    before, after = read_beside(one), read_beside(other)
    if before is None or after is None:
        return None
    classes = {*before, *after}
    return as_text({cls: sorted({*before.get(cls, ()), *after.get(cls, ())}) for cls in classes})


def as_text(beside: Mapping[str, list[str]]) -> str:
    """As it is recorded: the same for the same classes, whatever their order."""
    return json.dumps(beside, ensure_ascii=False, sort_keys=True)
