"""Freshness: an SLA on a date column of a source; what is older than promised is reported, never refused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from graph_service.findings import Finding, Severity
from graph_service.loading.contract import Contract, Freshness, Source
from graph_service.loading.sql.duck import Connection, scalar, source_table
from graph_service.ontology.naming import quote_sql


def stale(connection: Connection, contract: Contract, source: Source, now: datetime) -> Iterator[Finding]:
    """A Warning per promise that the newest record does not keep."""
    for promise in source.freshness:
        newest = _newest(connection, source, promise)
        if newest is not None and now - newest > promise.within:
            yield Finding(
                rule="contract.freshness",
                message=(
                    f"{source.file} is stale: its newest {promise.column} is {newest:%Y-%m-%d}, "
                    f"promised is at most {_words(promise.within)} before {now:%Y-%m-%d}"
                ),
                severity=Severity.WARNING,
                where=contract.where(promise.line),
            )


def _newest(connection: Connection, source: Source, promise: Freshness) -> datetime | None:
    """A date counts until its end: a file of yesterday's sales is fresh all day."""
    query = f"SELECT max({quote_sql(promise.column)}) FROM {source_table(source.name)}"
    newest = scalar(connection, query)
    if isinstance(newest, datetime):
        return newest
    return datetime.combine(newest, time.max) if isinstance(newest, date) else None


def _words(within: timedelta) -> str:
    hours = within.total_seconds() / 3600
    return f"{hours / 24:g} days" if hours >= 24 else f"{hours:g} hours"
