"""Quarantine: faults that are errors take their records out of the sources; references to those fall with them.

Afterwards the sources hold accepted records only, and `quarantine` has a row per reason, sensitive values masked.
"""

from __future__ import annotations

from collections.abc import Iterator, Set

from graph_service.findings import Finding, Severity
from graph_service.loading.checking.rules import FAULTS, check_references
from graph_service.loading.contract import Contract
from graph_service.loading.sql.duck import Connection, rows, scalar, source_table
from graph_service.loading.sql.literals import literal

QUARANTINE = "quarantine"  # DuckDB table (source, record, "column", rule, value, reason)

MASK = "•••"
_ERRORS = f"severity = {literal(Severity.VIOLATION.value)}"


def withdraw(connection: Connection, contract: Contract) -> None:
    """Take the records at fault out of the sources, then those that refer to them, until nothing changes."""
    while _delete(connection, contract):
        for source in contract.sources:
            check_references(connection, source, withdrawn=True)


def _delete(connection: Connection, contract: Contract) -> int:
    gone = 0
    for source in contract.sources:
        named = literal(source.name)
        records = f"SELECT record FROM {FAULTS} WHERE source = {named} AND {_ERRORS}"
        gone += int(scalar(connection, f"DELETE FROM {source_table(source.name)} WHERE record IN ({records})"))
    return gone


def fill_quarantine(connection: Connection, masked: Set[tuple[str, str]]) -> dict[str, int]:
    """Make the table of reasons; gives the number of quarantined records per source."""
    hidden = " OR ".join(
        f"(source = {literal(source)} AND list_contains(string_split(\"column\", ', '), {literal(column)}))"
        for source, column in sorted(masked)
    )
    connection.execute(
        f'CREATE OR REPLACE TABLE {QUARANTINE} AS SELECT source, record, "column", rule, '
        f"CASE WHEN value IS NOT NULL AND ({hidden or 'FALSE'}) THEN {literal(MASK)} ELSE value END AS value, "
        f"string_agg(DISTINCT reason, '; ' ORDER BY reason) AS reason FROM {FAULTS} WHERE {_ERRORS} "
        "GROUP BY ALL ORDER BY source, record"
    )
    counted = rows(connection, f"SELECT source, count(DISTINCT record) FROM {QUARANTINE} GROUP BY source")
    return {str(source): int(count) for source, count in counted}


def reported(connection: Connection, contract: Contract) -> Iterator[Finding]:
    """Warnings and infos of the contract: a finding per rule with its count and first record."""
    query = (
        f'SELECT source, "column", rule, severity, any_value(reason), count(*), min(record) FROM {FAULTS} '
        f"WHERE NOT {_ERRORS} GROUP BY ALL ORDER BY ALL"
    )
    for source, column, rule, severity, reason, count, first in rows(connection, query):
        named = contract.source(source)
        place = f"{named.file if named else source} row {first}" + (f", column {column}" if column else "")
        message = f"{column or source} {reason}: {count} record{'s' if count > 1 else ''}, the first is {first}"
        yield Finding(rule=f"contract.{rule}", message=message, severity=Severity(severity), where=place)
