"""Ledger: take a staged product's contributions in: what is new comes, what is no longer said goes.

compare by digest → intern aliases → count → write what differs
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from graph_service.findings import Finding, LoadError
from graph_service.loading.ledger.counts import Counts, count_records
from graph_service.loading.ledger.difference import Difference, compare, count, fetch
from graph_service.loading.ledger.interning import intern, linked, speaking
from graph_service.loading.ledger.schema import describe, forget, index_contributions, register
from graph_service.loading.mapping.contribution_table import Kind
from graph_service.loading.sql.duck import Connection as Staging
from graph_service.loading.staging.staged import Staged
from graph_service.ontology.model import Ontology
from graph_service.ontology.naming import quote_sql
from graph_service.stores.connection import Connection
from graph_service.stores.contributions import VALUE, LedgerMap, ledger_maps


def take(
    staging: Staging, connection: Connection, staged: Staged, *, run: int, ontology: Ontology, base: str, known: int
) -> Counts:
    """Write what differs between the staged product and the ledger; the product's first load is its whole content.

    `known` is the highest alias before this load. LoadError before anything is written, if the product cannot be taken.
    """
    refuse_unfit(staged, ontology)
    held = {ledger_map.map: ledger_map for ledger_map in ledger_maps(connection, staged.product)}
    differences = list(_differences(staging, connection, staged, held, ontology, base))
    intern(staging, connection, differences, known=known)
    counts = count_records(staging, staged, differences, first=not held)
    for difference in differences:
        write(staging, connection, difference, run, touch=known > 0)
    vanished = _forget_vanished(connection, staged, held)
    return replace(counts, removed=counts.removed + vanished)


def refuse_unfit(staged: Staged, ontology: Ontology) -> None:
    """Columns must be of stored properties: an inverse holds no values of its own."""
    findings = []
    for table in staged.contributions:
        for column in table.columns:
            prop = ontology.properties.get(column.property)
            where = f"{staged.product}/{table.map}"
            if column.kind is Kind.SAME_AS:
                continue
            if prop is None or prop.is_link != (column.kind is Kind.LINK):
                message = f"'{column.property}' is mapped as a {column.kind} but is no such property of the ontology"
                findings.append(Finding(rule="mapping", message=message, where=where))
            elif prop.inverse_of:
                message = f"'{prop.name}' is read through its inverse. Map '{prop.inverse_of}' from the other side."
                findings.append(Finding(rule="mapping", message=message, where=where))
    if findings:
        raise LoadError(*findings)


def write(staging: Staging, connection: Connection, difference: Difference, run: int, *, touch: bool) -> None:
    """Bring one contribution table up to date; `touch` marks of whom new rows speak, which a first load need not."""
    if difference.held == difference.map:
        _remove(staging, connection, difference)
    _add(staging, connection, difference, run)
    if touch:
        query = (
            f'INSERT OR IGNORE INTO temp._load_touched SELECT ":subject" FROM {difference.map.table} WHERE ":run" = ?'
        )
        connection.execute(query, (run,))
    _add_sameness(staging, connection, difference)
    index_contributions(connection, difference.map)


def retire(connection: Connection, product: str) -> int:
    """Forget everything a product ever said; gives the number of contributions."""
    gone = sum(forget(connection, ledger_map) for ledger_map in ledger_maps(connection, product))
    connection.execute('DELETE FROM "ledger:quarantine" WHERE product = ?', (product,))
    connection.execute('DELETE FROM "ledger:product" WHERE name = ?', (product,))
    return gone


def _differences(
    staging: Staging,
    connection: Connection,
    staged: Staged,
    held: dict[str, LedgerMap],
    ontology: Ontology,
    base: str,
) -> Iterator[Difference]:
    """One per triples map. The table is registered before the next is described, so that each has its own number."""
    for table in staged.contributions:
        wanted = describe(connection, staged.product, table, ontology)
        mine = held.get(table.map)
        yield compare(staging, connection, table, wanted=wanted, held=mine, ontology=ontology, base=base)
        register(connection, wanted, mine)


def _forget_vanished(connection: Connection, staged: Staged, held: dict[str, LedgerMap]) -> int:
    """Triples maps that are no longer in the mapping go; gives the number of their contributions."""
    mapped = {table.map for table in staged.contributions}
    return sum(forget(connection, ledger_map) for name, ledger_map in held.items() if name not in mapped)


def _remove(staging: Staging, connection: Connection, difference: Difference) -> None:
    """Rows that nobody says any more, with the sameness they stated."""
    if not count(staging, f"SELECT count(*) FROM {difference.gone}"):
        return
    table, number = difference.map.table, difference.map.id
    subjects = fetch(staging, f"SELECT DISTINCT subject FROM {difference.gone}")
    connection.executemany("INSERT OR IGNORE INTO temp._load_touched VALUES (?)", subjects)
    ids = f"SELECT id FROM {difference.gone}"
    connection.executemany(f'DELETE FROM {table} WHERE ":id" = ?', fetch(staging, ids))
    sameness = f'DELETE FROM "ledger:same" WHERE map = {number:d} AND contribution = ?'
    connection.executemany(sameness, fetch(staging, ids))


def _add(staging: Staging, connection: Connection, difference: Difference, run: int) -> None:
    """New rows, with integers for aliases."""
    selected, joins = ['f.":id"', "s.id", "f.record", 'f.":digest"'], []
    for i, column in enumerate(difference.map.columns):
        name = quote_sql(column.name)
        selected.append(f"f.{name}" if column.kind == VALUE else f"a{i}.id")
        if column.kind != VALUE:
            joins.append(linked(f"a{i}", f"f.{name}"))
    query = (
        f"SELECT {', '.join(selected)} FROM {difference.fresh} f {speaking('s', 'f.subject')} "
        f'{" ".join(joins)} ORDER BY f.":id"'
    )
    fixed, others = ", ".join("?" * 4), ", ?" * len(difference.map.columns)
    insert = f"INSERT INTO {difference.map.table} VALUES ({fixed}, {run:d}{others})"
    connection.executemany(insert, fetch(staging, query))


def _add_sameness(staging: Staging, connection: Connection, difference: Difference) -> None:
    """What the new rows say of identity: their keys and what they state to be the same."""
    if difference.stated:
        query = (
            f'SELECT k.":id", s.id, a.id FROM {difference.same} k {speaking("s", "k.subject")} {linked("a", "k.alias")}'
        )
        insert = f'INSERT OR IGNORE INTO "ledger:same" VALUES ({difference.map.id:d}, ?, ?, ?)'
        connection.executemany(insert, fetch(staging, query))
