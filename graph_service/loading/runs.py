"""Runs: what each load of each product did, and what is known of every product."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from graph_service.findings import Finding
from graph_service.loading.ledger.counts import Counts, counts_from_json, counts_to_json
from graph_service.loading.ledger.schema import read_meta
from graph_service.loading.ledger.told import Attempt, attempts, findings_of_loads, note_sound
from graph_service.loading.publishing.pending import Pending, pending_links
from graph_service.loading.shapes.violations import ShapeCount, shape_counts
from graph_service.loading.staging.staged import Staged
from graph_service.stores.connection import Connection, rows


@dataclass(frozen=True, kw_only=True)
class ProductStatus:
    """What the ledger knows of a product: its last load, when it was last looked at, and what lies in quarantine.

    Times are those of the runs, in UTC, whatever the workspace's clock says.
    """

    name: str
    version: str
    run: int
    loaded_at: str
    checked_at: str
    counts: Counts
    quarantined: int
    digest: str = ""


@dataclass(frozen=True, kw_only=True)
class Status:
    """The state of the ledger and of what it serves. `failed` are the products whose last load failed, `findings` what
    the last loads that did not had to say."""

    generation: int
    ontology: str
    ledger: str
    products: tuple[ProductStatus, ...]
    entities: Mapping[str, int] = field(default_factory=dict)
    pending: tuple[Pending, ...] = ()
    shapes: tuple[ShapeCount, ...] = ()
    disagreements: int = 0
    withheld: int = 0
    failed: tuple[Attempt, ...] = ()
    findings: tuple[Finding, ...] = ()


def status(connection: Connection) -> Status:
    """Everything a steward asks first, from counts kept at load."""
    by_class = "SELECT class, count(*) FROM entity GROUP BY class ORDER BY class"
    return Status(
        generation=int(read_meta(connection, "generation") or 0),
        ontology=read_meta(connection, "ontology"),
        ledger=read_meta(connection, "ledger"),
        products=product_states(connection),
        entities=dict(rows(connection, by_class)),
        pending=pending_links(connection),
        shapes=shape_counts(connection),
        disagreements=int(connection.execute('SELECT count(*) FROM "ledger:disagreement"').get),
        withheld=int(connection.execute('SELECT count(*) FROM "ledger:withheld"').get),
        failed=attempts(connection),
        findings=findings_of_loads(connection),
    )


def product_states(connection: Connection) -> tuple[ProductStatus, ...]:
    """Every product the ledger knows, in source-priority order."""
    query = (
        "SELECT p.name, p.version, p.run, r.finished, p.checked, r.counts, p.digest, "
        '(SELECT count(DISTINCT source || char(31) || record) FROM "ledger:quarantine" q WHERE q.product = p.name) '
        'FROM "ledger:product" p JOIN "ledger:run" r ON r.id = p.run ORDER BY p.position, p.name'
    )
    return tuple(
        ProductStatus(
            name=name,
            version=version,
            run=run,
            loaded_at=finished,
            checked_at=checked,
            counts=counts_from_json(json.loads(counts)),
            quarantined=quarantined,
            digest=digest,
        )
        for name, version, run, finished, checked, counts, digest, quarantined in rows(connection, query)
    )


def next_run(connection: Connection) -> int:
    """The number of the run that is about to be written."""
    return int(connection.execute('SELECT coalesce(max(id), 0) + 1 FROM "ledger:run"').get)


def utc_now() -> str:
    """The time of a run: `2026-06-30T20:00:00Z`."""
    return f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"


def note_run(
    connection: Connection, staged: Staged, counts: Counts, *, run: int, ontology: str, digest: str, started: str
) -> None:
    """Write down a load of a product. `digest` is the product's fingerprint, by which it is known again unchanged."""
    moment = utc_now()
    files = json.dumps(dict(staged.files), ensure_ascii=False)
    told = json.dumps(counts_to_json(counts), ensure_ascii=False)
    row = (run, staged.product, staged.version, started, moment, ontology, files, told)
    connection.execute('INSERT INTO "ledger:run" VALUES (?, ?, ?, ?, ?, ?, ?, ?)', row)
    product = (staged.product, staged.version, 0, digest, run, moment)
    connection.execute(
        'INSERT INTO "ledger:product" VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (name) DO UPDATE SET '
        "version = excluded.version, digest = excluded.digest, run = excluded.run, checked = excluded.checked",
        product,
    )


def note_checked(connection: Connection, product: str) -> None:
    """The product was looked at and nothing of it has changed."""
    note_sound(connection, product)
    connection.execute('UPDATE "ledger:product" SET checked = ? WHERE name = ?', (utc_now(), product))


def note_positions(connection: Connection, best_first: list[str]) -> None:
    """The order in which sources are believed; products not named come last, as they were."""
    connection.execute('UPDATE "ledger:product" SET position = position + ?', (len(best_first),))
    places = ((place, name) for place, name in enumerate(best_first))
    connection.executemany('UPDATE "ledger:product" SET position = ? WHERE name = ?', places)
