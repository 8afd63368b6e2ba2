"""A process of its own that loads one day of lines: `python -m tests.loading.ledger.one_load FILE DAY`.

Every line of a day says the same quantity, the day: whoever sees two quantities has seen half a load.
"""

from __future__ import annotations

import sys
from contextlib import closing
from datetime import datetime
from pathlib import Path

from graph_service.loading.ledger.transaction import transaction
from graph_service.loading.mapping.contribution_table import Column, ContributionTable, Kind
from graph_service.loading.session import Settings, begin
from graph_service.loading.sql.duck import Connection as Staging
from graph_service.loading.sql.duck import connect
from graph_service.loading.staging.staged import Staged
from tests.loading.ledger.grocer import BASE, grocer

LINES = 15_000


def stage(staging: Staging, day: int) -> Staged:
    """Lines of the day, and the products they name; from day 2 on fewer lines change than half."""
    staging.execute(
        f"CREATE TABLE \"map:tills/Line\" AS SELECT i AS record, '{BASE}Line/lineId/' || i AS subject, "
        f"md5(i || '-' || {day}) AS digest, CAST(i AS VARCHAR) AS \"lineId\", {day} AS quantity, "
        f"'{BASE}Product/gtin/' || (i % 50) AS product FROM range(1, {LINES} + 1) AS t(i)"
    )
    staging.execute(
        f"CREATE TABLE \"map:tills/Product\" AS SELECT i AS record, '{BASE}Product/gtin/' || i AS subject, "
        "md5('p' || i) AS digest, CAST(i AS VARCHAR) AS gtin, CAST('P' || i AS VARCHAR) AS name FROM range(50) AS t(i)"
    )
    staging.execute(
        'CREATE TABLE quarantine (source VARCHAR, record BIGINT, "column" VARCHAR, rule VARCHAR, value VARCHAR, '
        "reason VARCHAR)"
    )
    lines = (Column(name="lineId", property="lineId"), Column(name="quantity", property="quantity"))
    link = Column(name="product", property="product", kind=Kind.LINK)
    products = (Column(name="gtin", property="gtin"), Column(name="name", property="name"))
    tables = (
        ContributionTable(name="map:tills/Line", map="Line", source="lines", classes=("Line",), columns=(*lines, link)),
        ContributionTable(
            name="map:tills/Product", map="Product", source="products", classes=("Product",), columns=products
        ),
    )
    read = {"lines": LINES, "products": 50}
    return Staged(product="tills", version=f"1.0.{day}", contributions=tables, read=read, quarantined={})


def main(path: Path, day: int) -> None:
    """Load the day, telling when it begins."""
    ontology = grocer()
    settings = Settings(
        ontology=ontology, source=b"grocer", root=Path(), base=BASE, zone="UTC", now=datetime(2026, 6, 30)
    )
    print("begin", flush=True)
    with closing(connect()) as staging, transaction(path) as connection:
        session = begin(connection, staging, settings)
        session.take(stage(staging, day))
        session.publish()
    print("done", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
