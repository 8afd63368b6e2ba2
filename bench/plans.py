"""Plans through the embedded store against hand-written SQL in the same run, and what preparing a plan costs.

    python bench/plans.py [--scale 1.0] [--rounds 15]

Both sides return Python values and must be equal, ties by IRI included; medians of rounds taken in turn. Trust the
ratios, not the milliseconds.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import orjson
import yaml

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench.lending import lending  # noqa: E402
from graph_service.plan.form import plan_from_form  # noqa: E402
from graph_service.plan.policy import Actor  # noqa: E402
from graph_service.plan.prepare import prepare  # noqa: E402
from graph_service.plan.ready import ReadyPlan, Scope  # noqa: E402
from graph_service.stores.connection import Connection, open_reader  # noqa: E402
from graph_service.stores.sqlite import SqliteStore  # noqa: E402
from tests.world.build import build  # noqa: E402
from tests.world.entities import read_world_ontology  # noqa: E402


@dataclass(frozen=True, kw_only=True)
class Question:
    """A plan, the SQL an expert would write for it, and how that SQL's rows become the plan's."""

    name: str
    plan: str
    sql: str
    read: Callable[[list[tuple[Any, ...]]], Any]


def _json(rows: list[tuple[Any, ...]]) -> Any:
    return orjson.loads(rows[0][0])


def _cents(rows: list[tuple[Any, ...]]) -> Any:
    """Rows whose third column is a sum of cents."""
    return tuple((a, b, None if c is None else Decimal(c).scaleb(-2), *more) for a, b, c, *more in rows)


QUESTIONS = (
    Question(
        name="look-up by key",
        plan="entities: {class: Work, where: {eq: [isbn, 978-000777]}, select: [isbn, title, listPrice]}",
        sql="""SELECT json_group_array(json_object('isbn', isbn, 'title', title,
                 'listPrice', printf('%d.%02d', listPrice / 100, listPrice % 100)))
               FROM "Work" WHERE isbn = '978-000777'""",
        read=_json,
    ),
    Question(
        name="nested page 20 × 10 × 5",
        plan="""
entities:
  class: Branch
  order: [title]
  first: 20
  select: [code, title, floorArea]
  links:
    district: {select: [name]}
    copies:
      order: [barcode]
      first: 10
      select: [barcode, work.title]
      links: {loans: {order: [-lentAt], first: 5, select: [loanId, lentAt, dueOn, renewals]}}
""",
        sql="""
SELECT json_group_array(json_object('code', b.code, 'title', b.title, 'floorArea', b.floorArea,
  'district', json_object('name', d.name), 'copies', json((
    SELECT json_group_array(json_object('barcode', c.barcode, 'work.title', w.title, 'loans', json((
      SELECT json_group_array(
        json_object('loanId', l.loanId, 'lentAt', l.lentAt, 'dueOn', l.dueOn, 'renewals', l.renewals))
      FROM (SELECT l.* FROM "Loan" l JOIN entity e ON e.id = l.id WHERE copy = c.id
        ORDER BY lentAt DESC, e.iri LIMIT 5) l))))
    FROM (SELECT c.* FROM "Copy" c JOIN entity e ON e.id = c.id WHERE branch = b.id ORDER BY barcode, e.iri LIMIT 10) c
      JOIN "Work" w ON w.id = c.work))))
FROM (SELECT b.* FROM "Branch" b JOIN entity e ON e.id = b.id ORDER BY title_sort, title_cf, e.iri LIMIT 20) b
  JOIN "District" d ON d.id = b.district
""",
        read=_json,
    ),
    Question(
        name="drill-across by branch",
        plan="""
table:
  nodes: {l: Loan, s: StockCount, b: Branch}
  edges: [{from: l, link: copy.branch, to: b}, {from: s, link: branch, to: b}]
  dimensions: {code: b.code}
  measures: {loans: {count: l}, fees: {sum: l.fee}, counted: {sum: s.onShelf}}
  limit: 300
""",
        sql="""
WITH l AS (SELECT c.branch, count(*) AS loans, sum(l.fee) AS fees FROM "Loan" l JOIN "Copy" c ON c.id = l.copy
           GROUP BY c.branch),
     s AS (SELECT branch, sum(onShelf) AS counted FROM "StockCount" GROUP BY branch)
SELECT b.code, coalesce(l.loans, 0), l.fees, s.counted
FROM "Branch" b LEFT JOIN l ON l.branch = b.id LEFT JOIN s ON s.branch = b.id ORDER BY b.code
""",
        read=_cents,
    ),
    Question(
        name="fees by month and genre",
        plan="""
table:
  nodes: {l: Loan, g: Genre}
  edges: [{from: l, link: copy.work.genre, to: g}]
  where: {window: l.lentAt, from: '2026-01-01', to: '2026-04-01'}
  dimensions: {month: {month: l.lentAt}, genre: g.code}
  measures: {fees: {sum: l.fee}}
  limit: 500
""",
        sql="""
SELECT substr(l.lentAt, 1, 7), g.code, sum(l.fee) FROM "Loan" l JOIN "Copy" c ON c.id = l.copy
JOIN "Work" w ON w.id = c.work JOIN "Genre" g ON g.id = w.genre
WHERE l.lentAt >= '2026-01-01' AND l.lentAt < '2026-04-01' GROUP BY 1, 2 ORDER BY 1, 2
""",
        read=_cents,
    ),
    Question(
        name="page of entities with a filter over links",
        plan="""
entities:
  class: Work
  where: {exists: copies, where: {eq: [branch.code, B017]}}
  order: [title]
  first: 20
  select: [isbn, title]
""",
        sql="""
SELECT json_group_array(json_object('isbn', isbn, 'title', title)) FROM (SELECT * FROM "Work" w WHERE EXISTS (
  SELECT 1 FROM "Copy" c JOIN "Branch" b ON b.id = c.branch WHERE c.work = w.id AND b.code = 'B017')
  ORDER BY title_sort, title_cf, (SELECT iri FROM entity e WHERE e.id = w.id) LIMIT 20)
""",
        read=_json,
    ),
)


def main() -> None:
    """Build the data once, then time every question both ways."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--rounds", type=int, default=15)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "graph.sqlite"
        entities = lending(scale=options.scale)
        build(path, read_world_ontology(), entities)
        print(f"{len(entities):,} entities, {path.stat().st_size >> 20} MB, load {os.getloadavg()[0]:.1f}")
        measure(path, options.rounds)


def measure(path: Path, rounds: int) -> None:
    """One line a question: both medians, their ratio, and what comes before the store."""
    store, connection, ontology = SqliteStore(path), open_reader(path), read_world_ontology()
    scope = Scope(ontology=ontology, actor=Actor(role="librarian"), now=datetime(2026, 6, 30, 22))
    print(f"{'question':44}{'store ms':>10}{'hand ms':>10}{'ratio':>8}{'prepare ms':>12}{'compile ms':>12}")
    for question in QUESTIONS:
        plan = plan_from_form(yaml.safe_load(question.plan))
        ready = prepare(plan, scope)
        assert _by_store(store, ready) == _by_hand(connection, question), question.name
        times = [
            (_timed(lambda: _by_store(store, ready)), _timed(lambda: _by_hand(connection, question)))  # noqa: B023
            for _ in range(rounds)
        ]
        ours, theirs = (statistics.median(column) for column in zip(*times, strict=True))
        prepared = statistics.median(_timed(lambda: prepare(plan, scope)) for _ in range(200))  # noqa: B023
        compiled = statistics.median(_timed(lambda: store.statement(ready)) for _ in range(200))  # noqa: B023
        print(f"{question.name:44}{ours:10.2f}{theirs:10.2f}{ours / theirs:8.2f}{prepared:12.3f}{compiled:12.3f}")
    connection.close()
    store.close()


def _timed(run: Callable[[], Any]) -> float:
    started = time.perf_counter()
    run()
    return (time.perf_counter() - started) * 1_000


def _by_store(store: SqliteStore, ready: ReadyPlan) -> Any:
    result = store.run(ready)
    return result.rows if result.entities is None else result.entities


def _by_hand(connection: Connection, question: Question) -> Any:
    return question.read(list(connection.execute(question.sql)))


if __name__ == "__main__":
    main()
