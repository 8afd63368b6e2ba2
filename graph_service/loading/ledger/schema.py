"""The ledger's tables. They share one file with the served tables, so that one transaction publishes both.

    ledger:product       what is known of each data product; `position` is its place in source priority
    ledger:run           one load of one product: version, times, counts, file digests
    ledger:map           the contribution tables, one per triples map, and what their columns mean
    contribution:P/M     one row a contribution: subject, record, digest, run, then a typed column a mapped column
    ledger:alias         every IRI ever mentioned, as an integer; `entity` is null while nobody speaks about it
    ledger:same          stated sameness: the contribution whose key or owl:sameAs makes two aliases one entity
    ledger:component     entities with several aliases, and the alias that is their canonical IRI
    ledger:pending       links that wait for their target, counted per product and property
    ledger:disagreement  (entity, property) with more than one value for a single-valued property
    ledger:quarantine    records that broke their contract
    ledger:finding       what a product's last load had to say; ledger:attempt: its load after that, which failed
    ledger:shape_result  what SHACL says of merged entities; ledger:withheld: those not served for it
    ledger:served        the names of the served tables; ledger:ontology: the ontology they were made from

A colon cannot stand in a local name, so no class and no property can clash with a name here.
"""

from __future__ import annotations

import uuid

from graph_service.loading.mapping.contribution_table import Column, ContributionTable, Kind
from graph_service.ontology.model import Datatype, Ontology
from graph_service.ontology.naming import quote_sql
from graph_service.stores.connection import Connection
from graph_service.stores.contributions import LedgerColumn, LedgerMap
from graph_service.stores.layout import FIXED, LAYOUT_VERSION, SQL_TYPES

LEDGER = (
    'CREATE TABLE IF NOT EXISTS "ledger:product" (name TEXT PRIMARY KEY, version TEXT NOT NULL, '
    "position INTEGER NOT NULL, digest TEXT NOT NULL, run INTEGER NOT NULL, checked TEXT NOT NULL) STRICT",
    'CREATE TABLE IF NOT EXISTS "ledger:run" (id INTEGER PRIMARY KEY, product TEXT NOT NULL, version TEXT NOT NULL, '
    "started TEXT NOT NULL, finished TEXT NOT NULL, ontology TEXT NOT NULL, files TEXT NOT NULL, "
    "counts TEXT NOT NULL) STRICT",
    'CREATE TABLE IF NOT EXISTS "ledger:map" (id INTEGER PRIMARY KEY, product TEXT NOT NULL, map TEXT NOT NULL, '
    "definition TEXT NOT NULL, UNIQUE (product, map)) STRICT",
    'CREATE TABLE IF NOT EXISTS "ledger:alias" (id INTEGER PRIMARY KEY, iri TEXT NOT NULL, entity INTEGER) STRICT',
    'CREATE INDEX IF NOT EXISTS "ledger:alias.other" ON "ledger:alias" (entity) WHERE entity <> id',
    'CREATE INDEX IF NOT EXISTS "ledger:alias.pending" ON "ledger:alias" (id) WHERE entity IS NULL',
    'CREATE TABLE IF NOT EXISTS "ledger:same" (map INTEGER NOT NULL, contribution INTEGER NOT NULL, '
    "subject INTEGER NOT NULL, alias INTEGER NOT NULL, PRIMARY KEY (map, contribution, alias)) STRICT, WITHOUT ROWID",
    'CREATE TABLE IF NOT EXISTS "ledger:component" (entity INTEGER PRIMARY KEY, canonical INTEGER NOT NULL) STRICT',
    'CREATE TABLE IF NOT EXISTS "ledger:pending" (product TEXT NOT NULL, map TEXT NOT NULL, property TEXT NOT NULL, '
    "links INTEGER NOT NULL, example TEXT NOT NULL) STRICT",
    'CREATE TABLE IF NOT EXISTS "ledger:disagreement" (entity INTEGER NOT NULL, property TEXT NOT NULL, '
    "PRIMARY KEY (entity, property)) STRICT, WITHOUT ROWID",
    'CREATE TABLE IF NOT EXISTS "ledger:quarantine" (id INTEGER PRIMARY KEY, product TEXT NOT NULL, '
    "run INTEGER NOT NULL, source TEXT NOT NULL, record INTEGER NOT NULL, column_name TEXT, rule TEXT NOT NULL, "
    "value TEXT, reason TEXT NOT NULL) STRICT",
    'CREATE INDEX IF NOT EXISTS "ledger:quarantine.product" ON "ledger:quarantine" (product, source, record)',
    'CREATE TABLE IF NOT EXISTS "ledger:finding" (product TEXT PRIMARY KEY, findings TEXT NOT NULL) STRICT',
    'CREATE TABLE IF NOT EXISTS "ledger:attempt" (product TEXT PRIMARY KEY, tried TEXT NOT NULL, '
    "findings TEXT NOT NULL) STRICT",
    'CREATE TABLE IF NOT EXISTS "ledger:shape_result" (entity INTEGER NOT NULL, class TEXT NOT NULL, '
    "path TEXT NOT NULL, component TEXT NOT NULL, value TEXT, severity TEXT NOT NULL, message TEXT NOT NULL, "
    "shape INTEGER NOT NULL) STRICT",
    'CREATE INDEX IF NOT EXISTS "ledger:shape_result.entity" ON "ledger:shape_result" (entity)',
    'CREATE TABLE IF NOT EXISTS "ledger:withheld" (entity INTEGER PRIMARY KEY) STRICT',
    'CREATE TABLE IF NOT EXISTS "ledger:served" (name TEXT PRIMARY KEY) STRICT, WITHOUT ROWID',
    'CREATE TABLE IF NOT EXISTS "ledger:ontology" (digest TEXT PRIMARY KEY, source BLOB NOT NULL) STRICT',
)

ALIAS_INDEX = 'CREATE UNIQUE INDEX IF NOT EXISTS "ledger:alias.iri" ON "ledger:alias" (iri)'

WORKING = (  # of one load only: aliases whose contributions changed, and what follows for entities
    "CREATE TEMP TABLE IF NOT EXISTS _load_touched (alias INTEGER PRIMARY KEY)",
    "CREATE TEMP TABLE IF NOT EXISTS _load_moved (alias INTEGER PRIMARY KEY)",
    "CREATE TEMP TABLE IF NOT EXISTS _load_dirty (id INTEGER PRIMARY KEY)",
    "CREATE TEMP TABLE IF NOT EXISTS _load_several (id INTEGER PRIMARY KEY)",
    "CREATE TEMP TABLE IF NOT EXISTS _load_member (entity INTEGER, alias INTEGER, PRIMARY KEY (entity, alias)) "
    "WITHOUT ROWID",
    "CREATE TEMP TABLE IF NOT EXISTS _load_earlier (id INTEGER PRIMARY KEY, iri TEXT, changed INTEGER)",
)


def prepare_ledger(connection: Connection) -> None:
    """Make the fixed tables of ledger and store where they are missing; call it inside the load's transaction."""
    for statement in (*FIXED, *LEDGER):
        connection.execute(statement)
    start = {"generation": "0", "ontology": "", "layout": str(LAYOUT_VERSION), "loading": "0"}
    rows = {**start, "ledger": str(uuid.uuid4())}.items()
    connection.executemany("INSERT OR IGNORE INTO meta VALUES (?, ?)", rows)


def clear_working_tables(connection: Connection) -> None:
    """Make the load's working tables, empty; they live in memory and belong to this connection alone."""
    connection.pragma("temp_store", 2)
    for statement in WORKING:
        connection.execute(statement)
        connection.execute(f"DELETE FROM temp.{statement.split()[6]}")


def read_meta(connection: Connection, key: str) -> str:
    """A value of the store's `meta` table, empty if it was never written."""
    return connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).get or ""


def write_meta(connection: Connection, key: str, value: str) -> None:
    """Set a value of the store's `meta` table."""
    query = "INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value"
    connection.execute(query, (key, value))


def describe(connection: Connection, product: str, staged: ContributionTable, ontology: Ontology) -> LedgerMap:
    """The contribution table as the ledger shall hold it; a triples map keeps its number."""
    query = 'SELECT id FROM "ledger:map" WHERE product = ? AND map = ?'
    known = connection.execute(query, (product, staged.map)).get
    following = connection.execute('SELECT coalesce(max(id), 0) + 1 FROM "ledger:map"').get
    return LedgerMap(
        id=known or following,
        product=product,
        map=staged.map,
        source=staged.source,
        classes=staged.classes,
        columns=tuple(_ledger_column(column, ontology) for column in staged.columns),
    )


def register(connection: Connection, wanted: LedgerMap, held: LedgerMap | None) -> None:
    """Make the contribution table; one that is `held` and whose columns mean something else now is forgotten first."""
    if held == wanted:
        return
    if held:
        forget(connection, held)
    connection.execute(_create(wanted))
    row = (wanted.id, wanted.product, wanted.map, wanted.definition)
    connection.execute('INSERT INTO "ledger:map" VALUES (?, ?, ?, ?)', row)


def forget(connection: Connection, ledger_map: LedgerMap) -> int:
    """Drop a contribution table with all it says; its subjects are merged again. Gives the number of contributions."""
    gone = int(connection.execute(f"SELECT count(*) FROM {ledger_map.table}").get)
    connection.execute(f'INSERT OR IGNORE INTO temp._load_touched SELECT ":subject" FROM {ledger_map.table}')
    connection.execute('DELETE FROM "ledger:same" WHERE map = ?', (ledger_map.id,))
    connection.execute('DELETE FROM "ledger:map" WHERE id = ?', (ledger_map.id,))
    connection.execute(f"DROP TABLE {ledger_map.table}")
    return gone


def index_contributions(connection: Connection, ledger_map: LedgerMap) -> None:
    """The index of the subjects, made after the first rows."""
    name = quote_sql(f"contribution:{ledger_map.product}/{ledger_map.map}.subject")
    connection.execute(f'CREATE INDEX IF NOT EXISTS {name} ON {ledger_map.table} (":subject")')


def _ledger_column(column: Column, ontology: Ontology) -> LedgerColumn:
    prop = ontology.properties.get(column.property)
    datatype = prop.datatype if prop and column.kind is Kind.VALUE else None
    return LedgerColumn(
        name=column.name,
        property=column.property,
        kind=column.kind.value,
        language=column.language,
        datatype=datatype,
        scale=prop.scale if prop and datatype is Datatype.DECIMAL else 0,
    )


def _create(ledger_map: LedgerMap) -> str:
    fixed = (f'":{name}" INTEGER NOT NULL' for name in ("subject", "record", "digest", "run"))
    columns = (
        f"{quote_sql(column.name)} {SQL_TYPES[column.datatype] if column.datatype else 'INTEGER'}"
        for column in ledger_map.columns
    )
    return f'CREATE TABLE {ledger_map.table} (":id" INTEGER PRIMARY KEY, {", ".join((*fixed, *columns))}) STRICT'
