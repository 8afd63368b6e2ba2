"""Staging: read → check → map. A product's files become contributions and a quarantine, all as SQL over whole files.

Nothing of a product is staged if a file as a whole is wrong or its mapping does not fit: that is a LoadError.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from graph_service.findings import Finding, LoadError, Severity
from graph_service.loading.checking.check import check_product
from graph_service.loading.checking.freshness import stale
from graph_service.loading.checking.quarantine import fill_quarantine, reported, withdraw
from graph_service.loading.checking.rules import CREATE, FAULTS, Judge, check_references, check_source
from graph_service.loading.checking.sensitive import sensitive_columns
from graph_service.loading.mapping.classes import classes_of
from graph_service.loading.mapping.contribution_table import ContributionTable
from graph_service.loading.mapping.contributions import Selection, select
from graph_service.loading.mapping.model import TriplesMap
from graph_service.loading.mapping.recognise import tell_names
from graph_service.loading.mapping.uses import recognised_classes
from graph_service.loading.product.product import DataProduct
from graph_service.loading.reading.relations import driving_source, relation_of
from graph_service.loading.reading.sources import file_digest, read_source, source_file
from graph_service.loading.sql.duck import SOURCE, Connection, rows
from graph_service.loading.sql.literals import literal
from graph_service.loading.sql.written import SECONDS, written
from graph_service.loading.staging.staged import Staged
from graph_service.ontology.model import Ontology
from graph_service.ontology.naming import quote_sql

Progress = Callable[[str, int, int], None]
Known = Callable[[str], Mapping[str, str]]


def stage(
    connection: Connection,
    product: DataProduct,
    *,
    root: Path,
    ontology: Ontology,
    zone: str,
    known: Known | None = None,
    progress: Progress | None = None,
    now: datetime | None = None,
    sql_seconds: float = SECONDS,
) -> Staged:
    """Stage a product. `root` is the data root, `zone` the workspace's time zone, `known(class)` the entities by name
    that `recognise` finds, `now` the workspace's clock, `sql_seconds` how long a query that a contract or a mapping
    writes may take. The connection is emptied of an earlier staging first.
    """
    refuse_misfit(check_product(product, ontology))
    advance = partial(progress or _quiet, f"{product.name}")
    sources, maps = product.contract.sources, product.mapping.maps
    steps = 2 * len(sources) + len(maps)
    moment = (now or datetime.now(ZoneInfo(zone))).replace(tzinfo=None)
    findings: list[Finding] = []
    clear(connection)
    read: dict[str, int] = {}
    for done, source in enumerate(sources):
        advance(done, steps)
        read[source.name], warnings = read_source(connection, product.contract, source, root)
        findings += warnings
    connection.execute(CREATE)
    judge = Judge(contract=product.contract, now=moment, seconds=sql_seconds)
    for done, source in enumerate(sources, len(sources)):
        advance(done, steps)
        findings += check_source(connection, judge, source)
        findings += stale(connection, product.contract, source, moment)
        check_references(connection, source)
    withdraw(connection, product.contract)
    _tell_known(connection, product, known, findings)
    selections = {triples_map.name: selection(connection, product, triples_map, ontology, zone) for triples_map in maps}
    for triples_map in maps:
        with _in_time(connection, product, triples_map, sql_seconds):
            _doubt(connection, product, triples_map, selections[triples_map.name])
    withdraw(connection, product.contract)
    tables = []
    for done, triples_map in enumerate(maps, 2 * len(sources)):
        advance(done, steps)
        with _in_time(connection, product, triples_map, sql_seconds):
            tables.append(_contribute(connection, product, triples_map, selections[triples_map.name], ontology))
    advance(steps, steps)
    findings += reported(connection, product.contract)
    return Staged(
        product=product.name,
        version=product.version,
        contributions=tuple(tables),
        read=read,
        quarantined=fill_quarantine(connection, sensitive_columns(product, ontology)),
        files={source.name: file_digest(source_file(product.contract, source, root)) for source in sources},
        findings=tuple(findings),
    )


def _in_time(
    connection: Connection, product: DataProduct, triples_map: TriplesMap, seconds: float
) -> AbstractContextManager[None]:
    """A time limit for a triples map that reads a query of its own; plain columns take what they take."""
    if not triples_map.source.query:
        return nullcontext()
    where = product.mapping.where(triples_map.line)
    return written(connection, seconds, what=f"The query of the triples map '{triples_map.name}'", where=where)


def refuse_misfit(findings: Iterable[Finding]) -> None:
    """A product whose mapping does not fit is not loaded at all."""
    wrong = [finding for finding in findings if finding.severity is Severity.VIOLATION]
    if wrong:
        raise LoadError(*wrong)


def clear(connection: Connection) -> None:
    """Drop what an earlier staging left."""
    connection.execute(f"DROP SCHEMA IF EXISTS {SOURCE} CASCADE")
    connection.execute(f"CREATE SCHEMA {SOURCE}")
    mine = "database_name = current_database() AND starts_with(table_name, 'map:')"
    for (name,) in rows(connection, f"SELECT table_name FROM duckdb_tables() WHERE {mine}"):
        connection.execute(f"DROP TABLE {quote_sql(name)}")


def selection(
    connection: Connection, product: DataProduct, triples_map: TriplesMap, ontology: Ontology, zone: str
) -> Selection:
    """The SQL of a triples map over the sources as they lie in the connection."""
    relations = partial(relation_of, connection, product, zone)
    return select(product.mapping, triples_map, ontology, relations)


def _tell_known(connection: Connection, product: DataProduct, known: Known | None, findings: list[Finding]) -> None:
    """The names that `recognise` looks for; without them it finds nothing, and a Warning says so."""
    for cls in recognised_classes(product.mapping):
        names = known(cls) if known else {}
        if not names:
            message = f"No {cls} is known by name yet: none is recognised. Load the product that brings them first."
            findings.append(Finding(rule="recognise", message=message, severity=Severity.WARNING, where=product.name))
        tell_names(connection, cls, names)


def _doubt(connection: Connection, product: DataProduct, triples_map: TriplesMap, selected: Selection) -> None:
    """Records with a value that its property cannot hold are quarantined by the rule `mapping`."""
    source = driving_source(connection, product, triples_map).name
    for doubt in selected.doubts:
        reason = f"does not fit the property {doubt.property}"
        connection.execute(
            f"INSERT INTO {FAULTS} SELECT {literal(source)}, r.record, {literal(doubt.property)}, 'mapping', "
            f"{doubt.text}, {literal(reason)}, {literal(Severity.VIOLATION.value)} FROM {selected.source} "
            f"WHERE {selected.where} AND {doubt.failed}"
        )


def _contribute(
    connection: Connection, product: DataProduct, triples_map: TriplesMap, selected: Selection, ontology: Ontology
) -> ContributionTable:
    name = f"map:{product.name}/{triples_map.name}"
    connection.execute(f"CREATE OR REPLACE TABLE {quote_sql(name)} AS {selected.query()}")
    return ContributionTable(
        name=name,
        map=triples_map.name,
        source=driving_source(connection, product, triples_map).name,
        classes=classes_of(triples_map, ontology),
        columns=tuple(column for column, _ in selected.columns),
    )


def _quiet(what: str, done: int, total: int) -> None:
    """Progress nobody asked for."""
