"""Identity: aliases that a contribution states to be the same are one entity (union-find over integers).

An alias that some contribution speaks about (its subject) is an entity by itself; stated sameness joins several into a
component. An entity's number is the smallest alias of its component, so it stays while the component only grows; its
canonical IRI is the alias of the best-ranked key, then the earliest. An alias of which nobody speaks has no entity:
a link to it waits.

    temp._load_moved   known aliases that now lead to another entity, to none, or to one under another IRI
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from graph_service.stores.connection import Connection, rows
from graph_service.stores.contributions import ledger_maps

Components = dict[int, list[int]]  # smallest alias → every alias, ascending


def resolve_identity(connection: Connection, rank_of: Callable[[str], int], *, known: int) -> None:
    """Lead every alias to its entity again, and fill temp._load_moved. `known`: the highest alias before this load."""
    connection.execute("CREATE TEMP TABLE _load_candidate (id INTEGER PRIMARY KEY, entity INTEGER)")
    components = unite(rows(connection, 'SELECT subject, alias FROM "ledger:same"'))
    _gather_candidates(connection, components)
    _let_subjects_stand(connection)
    _join_components(connection, components)
    moved = 'FROM temp._load_candidate c JOIN "ledger:alias" a ON a.id = c.id WHERE a.entity IS NOT c.entity'
    connection.execute(f"INSERT OR IGNORE INTO temp._load_moved SELECT c.id {moved} AND c.id <= ?", (known,))
    connection.execute(f"INSERT OR IGNORE INTO temp._load_dirty SELECT a.entity {moved} AND a.entity IS NOT NULL")
    connection.execute(
        'UPDATE "ledger:alias" SET entity = c.entity FROM temp._load_candidate c '
        'WHERE c.id = "ledger:alias".id AND "ledger:alias".entity IS NOT c.entity'
    )
    connection.execute("DROP TABLE temp._load_candidate")
    _name_components(connection, components, rank_of, known)
    connection.execute(
        'INSERT OR IGNORE INTO temp._load_dirty SELECT a.entity FROM temp._load_moved m JOIN "ledger:alias" a '
        "ON a.id = m.alias WHERE a.entity IS NOT NULL"
    )


def unite(pairs: Iterable[tuple[int, ...]]) -> Components:
    """The connected components of the pairs, each under its smallest member."""
    parent: dict[int, int] = {}

    def root(alias: int) -> int:
        while (above := parent.setdefault(alias, alias)) != alias:
            parent[alias] = alias = parent[above]
        return alias

    for one, other in pairs:
        low, high = sorted((root(one), root(other)))
        parent[high] = low
    found: Components = {}
    for alias in sorted(parent):
        found.setdefault(root(alias), []).append(alias)
    return found


def _gather_candidates(connection: Connection, components: Components) -> None:
    """Aliases whose entity may be another now: waiting, spoken of anew or no more, in a component now or before."""
    candidates = (
        "SELECT alias FROM temp._load_touched",
        'SELECT id FROM "ledger:alias" WHERE entity IS NULL',
        'SELECT id FROM "ledger:alias" WHERE entity <> id',
        'SELECT entity FROM "ledger:component"',
    )
    for query in candidates:
        connection.execute(f"INSERT OR IGNORE INTO temp._load_candidate (id) {query}")
    members = ((alias,) for aliases in components.values() for alias in aliases)
    connection.executemany("INSERT OR IGNORE INTO temp._load_candidate (id) VALUES (?)", members)


def _let_subjects_stand(connection: Connection) -> None:
    """A candidate of which some contribution speaks is an entity by itself. The smaller side drives each look-up."""
    candidates = connection.execute("SELECT count(*) FROM temp._load_candidate").get
    for ledger_map in ledger_maps(connection):
        table = ledger_map.table
        if candidates > connection.execute(f"SELECT count(*) FROM {table}").get:
            known = 'CROSS JOIN temp._load_candidate k ON k.id = c.":subject"'
            spoken = f'SELECT c.":subject", c.":subject" FROM {table} c {known}'
            connection.execute(f"INSERT OR REPLACE INTO temp._load_candidate {spoken}")
        else:
            speaks = f'EXISTS (SELECT 1 FROM {table} c WHERE c.":subject" = temp._load_candidate.id)'
            connection.execute(f"UPDATE temp._load_candidate SET entity = id WHERE entity IS NULL AND {speaks}")


def _join_components(connection: Connection, components: Components) -> None:
    """Members of a component lead to its smallest alias."""
    members = ((entity, alias) for entity, aliases in components.items() for alias in aliases)
    connection.executemany("UPDATE temp._load_candidate SET entity = ? WHERE id = ?", members)


def _name_components(connection: Connection, components: Components, rank_of: Callable[[str], int], known: int) -> None:
    """Choose canonical IRIs; the aliases of an entity whose IRI is another now have moved."""
    before = dict(rows(connection, 'SELECT entity, canonical FROM "ledger:component"'))
    now = {entity: _canonical(connection, aliases, rank_of) for entity, aliases in components.items()}
    renamed = [entity for entity in before.keys() | now.keys() if before.get(entity, entity) != now.get(entity, entity)]
    members = 'SELECT ?1 UNION SELECT id FROM "ledger:alias" WHERE entity = ?1 AND entity <> id'
    earlier = ((entity,) for entity in renamed if entity <= known)
    connection.executemany(f"INSERT OR IGNORE INTO temp._load_moved {members}", earlier)
    connection.execute('DELETE FROM "ledger:component"')
    connection.executemany('INSERT INTO "ledger:component" VALUES (?, ?)', now.items())


def _canonical(connection: Connection, aliases: list[int], rank_of: Callable[[str], int]) -> int:
    query = 'SELECT iri FROM "ledger:alias" WHERE id = ?'
    return min(aliases, key=lambda alias: (rank_of(connection.execute(query, (alias,)).get), alias))
