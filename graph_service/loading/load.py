"""Load: data products into the ledger, and the ledger into the served tables, all in one transaction.

    per product:  unchanged? → stage → compare → intern → write         then once:  identity → merge → shapes → publish

Readers see the graph before the load or after it. A product that cannot be loaded keeps what it said last; the others
load. A load that is killed leaves nothing; the next one does it all.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from graph_service.findings import Finding, UsageError, closest
from graph_service.loading.ledger.told import forget_others
from graph_service.loading.ledger.transaction import transaction
from graph_service.loading.product.order import best_first, loading_order
from graph_service.loading.product.product import DataProduct, Draft
from graph_service.loading.publishing.classless import classless
from graph_service.loading.publishing.pending import pending_links
from graph_service.loading.publishing.publish import Published
from graph_service.loading.report import LoadReport, ProductReport
from graph_service.loading.runs import note_positions
from graph_service.loading.session import Progress, Settings, begin
from graph_service.loading.shapes.violations import shape_counts
from graph_service.loading.sql.duck import connect
from graph_service.stores.connection import Connection

PUBLISHING = "graph"  # what progress calls the last step


def load(
    products: Sequence[DataProduct],
    settings: Settings,
    ledger: Path,
    *,
    only: Collection[str] = (),
    unreadable: Sequence[Draft] = (),
    retired: Iterable[str] = (),
    progress: Progress | None = None,
) -> LoadReport:
    """Load the products (all, or `only` some) into the ledger file and publish what it says then.

    `products` are all of the workspace, because their order is the order in which they are believed; those whose
    own files cannot be read are `unreadable`, and failed. `retired` names products of the ledger that are no longer in
    the mesh: all they said goes. `progress(what, done, total)` is told of every step. StoreError if the file cannot be
    written, UsageError for an unknown name in `only`.
    """
    names = [*(product.name for product in products), *(draft.name for draft in unreadable)]
    _refuse_unknown(names, only)
    began = time.perf_counter()
    tell = progress or _quiet
    with closing(connect()) as staging:
        with transaction(ledger) as connection:
            session = begin(connection, staging, settings, progress)
            reports = [session.retire(name) for name in retired]
            ordered, findings = loading_order([product for product in products if not only or product.name in only])
            reports += session.load(ordered)
            reports += [session.refuse(draft) for draft in unreadable if not only or draft.name in only]
            forget_others(connection, names)
            note_positions(connection, best_first(products))
            tell(PUBLISHING, 0, 1)
            published = session.publish()
            tell(PUBLISHING, 1, 1)
            report = _report(connection, reports, published, findings)
        return replace(report, seconds=time.perf_counter() - began)


def _report(
    connection: Connection, products: list[ProductReport], published: Published, findings: list[Finding]
) -> LoadReport:
    entities, disagreements, withheld = (
        int(connection.execute(f"SELECT count(*) FROM {table}").get)
        for table in ("entity", '"ledger:disagreement"', '"ledger:withheld"')
    )
    return LoadReport(
        products=tuple(products),
        before=published.before,
        generation=published.generation,
        rebuilt=published.rebuilt,
        entities=entities,
        changed=published.changed,
        removed=published.removed,
        anew=published.anew,
        disagreements=disagreements,
        withheld=withheld,
        pending=pending_links(connection),
        shapes=shape_counts(connection),
        findings=(*findings, *classless(connection)),
    )


def _refuse_unknown(names: Sequence[str], only: Collection[str]) -> None:
    for name in only:
        if name not in names:
            message = f"Unknown data product: '{name}'. There are {', '.join(names) or 'none'}."
            raise UsageError(Finding(rule="product", message=message, suggestions=closest(name, names)))


def _quiet(what: str, done: int, total: int) -> None:
    """Progress nobody asked for."""
