"""Staging: read → judge → map. A product's files become contributions and a quarantine, all as SQL over whole files.

STEPS is the order; each step is a piece of work per source or per triples map, and the pieces are what progress counts.
Nothing of a product is staged if a file as a whole is wrong or its mapping does not fit: that is a LoadError.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
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
from graph_service.loading.contract import Source
from graph_service.loading.mapping.classes import classes_of
from graph_service.loading.mapping.contribution_table import ContributionTable
from graph_service.loading.mapping.model import TriplesMap
from graph_service.loading.mapping.recognise import tell_names
from graph_service.loading.mapping.uses import recognised_classes
from graph_service.loading.product.product import DataProduct
from graph_service.loading.reading.relations import driving_source
from graph_service.loading.reading.sources import file_digest, read_source, refuse_emptied, source_file
from graph_service.loading.sql.duck import SOURCE, Connection, rows
from graph_service.loading.sql.literals import literal
from graph_service.loading.sql.written import SECONDS
from graph_service.loading.staging.staged import Staged
from graph_service.loading.staging.work import Known, Work
from graph_service.ontology.model import Ontology
from graph_service.ontology.naming import quote_sql

Progress = Callable[[str, int, int], None]
Pieces = Iterable[Callable[[], None]]


def stage(
    connection: Connection,
    product: DataProduct,
    *,
    root: Path,
    ontology: Ontology,
    zone: str,
    known: Known | None = None,
    held: Mapping[str, int] | None = None,
    progress: Progress | None = None,
    now: datetime | None = None,
    sql_seconds: float = SECONDS,
) -> Staged:
    """Stage a product. `root` is the data root, `zone` the workspace's time zone, `known(class)` the entities by name
    that `recognise` finds, `held` how many records the last load read per source (one that is empty now is refused),
    `now` the workspace's clock, `sql_seconds` how long a query that a contract or a mapping writes may take.
    """
    refuse_misfit(check_product(product, ontology))
    work = Work(
        connection=connection,
        product=product,
        root=root,
        ontology=ontology,
        zone=zone,
        known=known,
        held=held or {},
        moment=(now or datetime.now(ZoneInfo(zone))).replace(tzinfo=None),
        sql_seconds=sql_seconds,
    )
    pieces = [piece for step in STEPS for piece in step(work)]
    for done, piece in enumerate(pieces):
        (progress or _quiet)(product.name, done, len(pieces))
        piece()
    (progress or _quiet)(product.name, len(pieces), len(pieces))
    return _staged(work)


def refuse_misfit(findings: Iterable[Finding]) -> None:
    """A product whose mapping does not fit is not loaded at all."""
    wrong = [finding for finding in findings if finding.severity is Severity.VIOLATION]
    if wrong:
        raise LoadError(*wrong)


def empty_connection(work: Work) -> Pieces:
    """Drop what an earlier staging left."""
    yield partial(_clear, work.connection)


def read_files(work: Work) -> Pieces:
    """Every file into its typed table; what is wrong with one does not hide what is wrong with the next."""
    return (partial(_read, work, source) for source in work.sources)


def refuse_broken(work: Work) -> Pieces:
    """A file that is wrong as a whole keeps its product from being loaded."""
    yield partial(_refuse, work)


def judge_records(work: Work) -> Pieces:
    """The contract's rules, references and promises of freshness."""
    return (partial(_judge, work, source) for source in work.sources)


def withdraw_faulty(work: Work) -> Pieces:
    """Records at fault leave their sources."""
    yield partial(withdraw, work.connection, work.product.contract)


def tell_known(work: Work) -> Pieces:
    """The names that `recognise` looks for."""
    return (partial(_tell_names, work, cls) for cls in recognised_classes(work.product.mapping))


def doubt_values(work: Work) -> Pieces:
    """Records with a value that its property cannot hold are at fault by the rule `mapping`."""
    return (partial(_doubt, work, triples_map) for triples_map in work.maps)


def contribute(work: Work) -> Pieces:
    """The accepted records as contribution tables."""
    return (partial(_contribute, work, triples_map) for triples_map in work.maps)


STEPS: tuple[Callable[[Work], Pieces], ...] = (
    empty_connection,
    read_files,
    refuse_broken,
    judge_records,
    withdraw_faulty,
    tell_known,
    doubt_values,
    withdraw_faulty,
    contribute,
)


def _clear(connection: Connection) -> None:
    connection.execute(f"DROP SCHEMA IF EXISTS {SOURCE} CASCADE")
    connection.execute(f"CREATE SCHEMA {SOURCE}")
    mine = "database_name = current_database() AND starts_with(table_name, 'map:')"
    for (name,) in rows(connection, f"SELECT table_name FROM duckdb_tables() WHERE {mine}"):
        connection.execute(f"DROP TABLE {quote_sql(name)}")
    connection.execute(CREATE)


def _read(work: Work, source: Source) -> None:
    try:
        count, warnings = read_source(work.connection, work.product.contract, source, work.root)
        refuse_emptied(work.product, source, count, held=work.held.get(source.name, 0), root=work.root)
    except LoadError as error:
        work.refused.extend(error.findings)
        return
    work.read[source.name] = count
    work.findings.extend(warnings)


def _refuse(work: Work) -> None:
    if work.refused:
        raise LoadError(*work.refused)


def _judge(work: Work, source: Source) -> None:
    connection, contract = work.connection, work.product.contract
    judge = Judge(contract=contract, now=work.moment, seconds=work.sql_seconds)
    work.findings.extend(check_source(connection, judge, source))
    work.findings.extend(stale(connection, contract, source, work.moment))
    check_references(connection, source)


def _tell_names(work: Work, cls: str) -> None:
    """Without names nothing is recognised, and a Warning says so."""
    names = work.known(cls) if work.known else {}
    if not names:
        message = f"No {cls} is known by name yet: none is recognised. Load the product that brings them first."
        where = work.product.name
        work.findings.append(Finding(rule="recognise", message=message, severity=Severity.WARNING, where=where))
    tell_names(work.connection, cls, names)


def _doubt(work: Work, triples_map: TriplesMap) -> None:
    selected = work.selection(triples_map)
    source = literal(driving_source(work.connection, work.product, triples_map).name)
    with work.in_time(triples_map):
        for doubt in selected.doubts:
            reason = literal(f"does not fit the property {doubt.property}")
            work.connection.execute(
                f"INSERT INTO {FAULTS} SELECT {source}, r.record, {literal(doubt.property)}, 'mapping', "
                f"{doubt.text}, {reason}, {literal(Severity.VIOLATION.value)} FROM {selected.source} "
                f"WHERE {selected.where} AND {doubt.failed}"
            )


def _contribute(work: Work, triples_map: TriplesMap) -> None:
    selected, name = work.selection(triples_map), f"map:{work.product.name}/{triples_map.name}"
    with work.in_time(triples_map):
        work.connection.execute(f"CREATE OR REPLACE TABLE {quote_sql(name)} AS {selected.query()}")
    table = ContributionTable(
        name=name,
        map=triples_map.name,
        source=driving_source(work.connection, work.product, triples_map).name,
        classes=classes_of(triples_map, work.ontology),
        columns=tuple(column for column, _ in selected.columns),
    )
    work.tables.append(table)


def _staged(work: Work) -> Staged:
    connection, product = work.connection, work.product
    return Staged(
        product=product.name,
        version=product.version,
        contributions=tuple(work.tables),
        read=work.read,
        quarantined=fill_quarantine(connection, sensitive_columns(product, work.ontology)),
        files={source.name: file_digest(source_file(product.contract, source, work.root)) for source in work.sources},
        findings=(*work.findings, *reported(connection, product.contract)),
    )


def _quiet(what: str, done: int, total: int) -> None:
    """Progress nobody asked for."""
