"""Scope: which entities are merged now, and how their contributions are reached.

    temp._load_dirty    entities to be merged again (unless everything is)
    temp._load_several  those of them with several contributions or several aliases: merged one by one
    temp._load_member   (entity, alias) of the dirty ones, or, if everything is merged, of the several

The smaller side drives each look-up: ten changed entities cost ten look-ups, and half a million one scan.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

import numpy as np

from graph_service.stores.connection import Connection
from graph_service.stores.contributions import LedgerMap, ledger_maps


@dataclass(frozen=True, kw_only=True)
class Scope:
    """What is merged: `everything`, or temp._load_dirty. `members` is the number of rows in temp._load_member."""

    connection: Connection
    maps: tuple[LedgerMap, ...]
    everything: bool
    members: int = 0

    def alone(self, ledger_map: LedgerMap) -> tuple[str, str]:
        """Tables and condition of the contributions `c` that are the only one to their entity `s.entity`."""
        tables = _every(ledger_map) if self.everything else self.of_members(ledger_map)
        return tables, "s.entity NOT IN (SELECT id FROM temp._load_several)"

    def together(self, ledger_map: LedgerMap) -> tuple[str, str]:
        """Tables and condition of the contributions `c` to the entities `s.entity` that have several."""
        return self.of_members(ledger_map), "s.entity IN (SELECT id FROM temp._load_several)"

    def of_members(self, ledger_map: LedgerMap) -> str:
        """The contributions of the entities in temp._load_member."""
        if self.members > _size(self.connection, ledger_map):
            return f"{_every(ledger_map)} CROSS JOIN temp._load_member m ON m.entity = s.entity AND m.alias = s.id"
        return f'temp._load_member s CROSS JOIN {ledger_map.table} c ON c.":subject" = s.alias'


def scope_of(connection: Connection, *, everything: bool) -> Scope:
    """Look at the contributions in question once, and fill temp._load_several and temp._load_member."""
    maps = ledger_maps(connection)
    for table in ("several", "member"):
        connection.execute(f"DELETE FROM temp._load_{table}")
    if not everything:
        _list_members(connection, "dirty")
    scope = Scope(connection=connection, maps=maps, everything=everything, members=_members(connection))
    _list_several(connection, _subjects(scope))
    if everything:
        _list_members(connection, "several")
    return Scope(connection=connection, maps=maps, everything=everything, members=_members(connection))


def _every(ledger_map: LedgerMap) -> str:
    return f'{ledger_map.table} c CROSS JOIN "ledger:alias" s ON s.id = c.":subject"'


def _subjects(scope: Scope) -> Iterator[tuple[int]]:
    """The subject of every contribution in question."""
    told = (f"{one.table} c" if scope.everything else scope.of_members(one) for one in scope.maps)
    return chain.from_iterable(scope.connection.execute(f'SELECT c.":subject" FROM {source}') for source in told)


def _list_several(connection: Connection, subjects: Iterator[tuple[int]]) -> None:
    """Entities with several aliases, and aliases with several contributions."""
    connection.execute('INSERT OR IGNORE INTO temp._load_several SELECT entity FROM "ledger:component"')
    found, counts = np.unique(np.fromiter(chain.from_iterable(subjects), dtype=np.int64), return_counts=True)
    query = 'INSERT OR IGNORE INTO temp._load_several SELECT entity FROM "ledger:alias" WHERE id = ?'
    connection.executemany(query, ((alias,) for alias in found[counts > 1].tolist()))


def _list_members(connection: Connection, table: str) -> None:
    """temp._load_member: every alias of the entities in the working table."""
    connection.execute(
        f"INSERT OR IGNORE INTO temp._load_member SELECT a.entity, a.id FROM temp._load_{table} t "
        'JOIN "ledger:alias" a ON a.id = t.id WHERE a.entity = a.id '
        'UNION ALL SELECT a.entity, a.id FROM "ledger:alias" a '
        f"WHERE a.entity <> a.id AND a.entity IN (SELECT id FROM temp._load_{table})"
    )


def _members(connection: Connection) -> int:
    return int(connection.execute("SELECT count(*) FROM temp._load_member").get)


def _size(connection: Connection, ledger_map: LedgerMap) -> int:
    return int(connection.execute(f"SELECT count(*) FROM {ledger_map.table}").get)
