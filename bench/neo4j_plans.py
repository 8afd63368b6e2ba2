"""Plans through the Neo4j store against hand-written Cypher in the same run, and how fast a graph is published.

    graph-service neo4j up; python -m bench.neo4j_plans [--scale 0.5] [--rounds 15]

The database is emptied first. Both sides return Python values and must be equal; medians of rounds taken in turn.
Trust the ratios, not the milliseconds. Publishing is measured against `UNWIND … CREATE` of the same rows as maps, which
can be run once only and finds no entity again.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from bench.lending import lending
from graph_service.neo4j_server import settings_for
from graph_service.ontology.model import Ontology
from graph_service.plan.form import plan_from_form
from graph_service.plan.policy import Actor
from graph_service.plan.prepare import prepare
from graph_service.plan.ready import ReadyPlan, Scope
from graph_service.stores import neo4j_rows
from graph_service.stores.connection import open_reader
from graph_service.stores.neo4j import Neo4jStore, Neo4jWriter, Reach
from graph_service.stores.neo4j_publish import BATCH, clear, publish
from tests.world.build import build
from tests.world.entities import read_world_ontology

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, kw_only=True)
class Question:
    """A plan, the Cypher an expert would write for it, and how that Cypher's value becomes the plan's."""

    name: str
    plan: str
    cypher: str
    read: Callable[[Any], Any] = list


def _cents(rows: Any) -> Any:
    """Rows whose third column is a sum of cents."""
    return tuple((a, b, None if c is None else Decimal(c).scaleb(-2), *more) for a, b, c, *more in rows)


QUESTIONS = (
    Question(
        name="look-up by key",
        plan="entities: {class: Work, where: {eq: [isbn, 978-000777]}, select: [isbn, title]}",
        cypher="MATCH (w:Work) WHERE w.isbn = '978-000777' RETURN collect(w {.isbn, .title})",
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
        cypher="""
MATCH (b:Branch) WITH b ORDER BY b.title_sort, b.title_cf, b.iri LIMIT 20
MATCH (b)-[:DISTRICT]->(d:District)
WITH b, d ORDER BY b.title_sort, b.title_cf, b.iri
RETURN collect(b {.code, .title, .floorArea, district: d {.name}, copies: COLLECT {
  MATCH (b)<-[:BRANCH]-(c:Copy) WITH c ORDER BY c.barcode, c.iri LIMIT 10
  MATCH (c)-[:WORK]->(w:Work) WITH c, w ORDER BY c.barcode, c.iri
  RETURN c {.barcode, `work.title`: w.title, loans: COLLECT {
    MATCH (c)<-[:COPY]-(l:Loan) WITH l ORDER BY l.lentAt DESC, l.iri LIMIT 5
    RETURN l {.loanId, .lentAt, .dueOn, .renewals} }} }})
""",
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
        cypher="""
MATCH (b:Branch)
CALL (b) { MATCH (b)<-[:BRANCH]-(:Copy)<-[:COPY]-(l:Loan) RETURN count(l) AS loans, sum(l.fee_e2) AS fees }
CALL (b) { MATCH (b)<-[:BRANCH]-(s:StockCount) RETURN sum(s.onShelf) AS counted }
WITH b.code AS code, loans, fees, counted ORDER BY code LIMIT 301
RETURN collect([code, loans, fees, counted])
""",
        read=_cents,
    ),
    Question(
        name="drill-across by a text",
        plan="""
table:
  nodes: {l: Loan, s: StockCount, b: Branch}
  edges: [{from: l, link: copy.branch, to: b}, {from: s, link: branch, to: b}]
  dimensions: {title: b.title}
  measures: {loans: {count: l}, fees: {sum: l.fee}, counted: {sum: s.onShelf}}
  limit: 300
""",
        cypher="""
MATCH (b:Branch)
CALL (b) { MATCH (b)<-[:BRANCH]-(:Copy)<-[:COPY]-(l:Loan) RETURN count(l) AS loans, sum(l.fee_e2) AS fees }
CALL (b) { MATCH (b)<-[:BRANCH]-(s:StockCount) RETURN sum(s.onShelf) AS counted }
WITH b, loans, fees, counted ORDER BY b.title_sort, b.title_cf, b.title LIMIT 301
RETURN collect([b.title, loans, fees, counted])
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
        cypher="""
MATCH (l:Loan)-[:COPY]->(:Copy)-[:WORK]->(:Work)-[:GENRE]->(g:Genre)
WHERE l.lentAt >= '2026-01-01' AND l.lentAt < '2026-04-01'
WITH left(l.lentAt, 7) AS month, g.code AS genre, sum(l.fee_e2) AS fees ORDER BY month, genre LIMIT 501
RETURN collect([month, genre, fees])
""",
        read=_cents,
    ),
    Question(
        name="page with a filter over links",
        plan="""
entities:
  class: Work
  where: {exists: copies, where: {eq: [branch.code, B017]}}
  order: [title]
  first: 20
  select: [isbn, title]
""",
        cypher="""
MATCH (:Branch {code: 'B017'})<-[:BRANCH]-(:Copy)-[:WORK]->(w:Work)
WITH DISTINCT w ORDER BY w.title_sort, w.title_cf, w.iri LIMIT 20
RETURN collect(w {.isbn, .title})
""",
    ),
)


def main() -> None:
    """Build and publish the data once, then time every question both ways."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--scale", type=float, default=0.5)
    parser.add_argument("--rounds", type=int, default=15)
    options = parser.parse_args()
    reach, ontology = settings_for(ROOT / ".graph-service" / "neo4j"), read_world_ontology()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "graph.sqlite"
        build(path, ontology, lending(scale=options.scale))
        measure_publishing(reach, path, ontology)
    measure_plans(reach, ontology, options.rounds)


def measure_publishing(reach: Reach, path: Path, ontology: Ontology) -> None:
    """Seconds for the whole graph and for one class again the plain way; leaves the published graph behind."""
    writer = Neo4jWriter(reach)
    clear(writer)
    with closing(open_reader(path)) as reader:
        plain = _timed(lambda: _create_plainly(writer, path, ontology))
        clear(writer)
        started = time.perf_counter()
        done = publish(reach, reader, ontology)
        seconds = time.perf_counter() - started
    writer.close()
    what = f"{done.created:,} nodes and {done.relationships:,} relationships"
    print(f"published {what} in {seconds:.1f} s, UNWIND CREATE {plain / 1000:.1f} s, ", end="")
    print(f"ratio {seconds * 1000 / plain:.2f}, load {os.getloadavg()[0]:.1f}")


def _create_plainly(writer: Neo4jWriter, path: Path, ontology: Ontology) -> None:
    """Nodes from maps and relationships between them, as one would write it by hand for an empty database."""
    writer.read("CREATE CONSTRAINT IF NOT EXISTS FOR (n:Entity) REQUIRE n.iri IS UNIQUE")
    with closing(open_reader(path)) as reader:
        for cls in neo4j_rows.changed(reader, 0):
            found = neo4j_rows.nodes(reader, ontology, cls, 0, lambda ids: {}, BATCH)
            labels = ":".join(["Entity", *ontology.ancestors(cls)])
            for batch in found.batches:
                maps = [dict(zip(found.names, row, strict=True)) for row in batch]
                writer.run(f"UNWIND $rows AS row CREATE (n:{labels}) SET n = row", {"rows": maps})
        for prop in (one for one in ontology.properties.values() if one.is_link and one.stored):
            ends = "UNWIND $rows AS row MATCH (s:Entity {iri: row[0]}), (d:Entity {iri: row[1]})"
            for batch in neo4j_rows.in_batches(neo4j_rows.links(reader, ontology, prop, 0), BATCH):
                writer.run(f"{ends} CREATE (s)-[:{prop.name.upper()}]->(d)", {"rows": batch})


def measure_plans(reach: Reach, ontology: Ontology, rounds: int) -> None:
    """One line a question: both medians, their ratio, and what compiling takes."""
    store, hand = Neo4jStore(reach), Neo4jStore(reach)
    scope = Scope(ontology=ontology, actor=Actor(role="librarian"), now=datetime(2026, 6, 30, 22))
    print(f"{'question':34}{'store ms':>10}{'hand ms':>10}{'ratio':>8}{'compile ms':>12}{'load':>7}")
    for question in QUESTIONS:
        ready = prepare(plan_from_form(yaml.safe_load(question.plan)), scope)
        assert _by_store(store, ready) == _by_hand(hand, question), question.name
        pairs = [
            (_timed(lambda: _by_store(store, ready)), _timed(lambda: _by_hand(hand, question)))  # noqa: B023
            for _ in range(rounds)
        ]
        ours, theirs = (statistics.median(column) for column in zip(*pairs, strict=True))
        compiled = statistics.median(_timed(lambda: store.statement(ready)) for _ in range(200))  # noqa: B023
        ratio = f"{ours / theirs:8.2f}{compiled:12.3f}{os.getloadavg()[0]:7.1f}"
        print(f"{question.name:34}{ours:10.2f}{theirs:10.2f}{ratio}")
    store.close()
    hand.close()


def _timed(run: Callable[[], Any]) -> float:
    started = time.perf_counter()
    run()
    return (time.perf_counter() - started) * 1_000


def _by_store(store: Neo4jStore, ready: ReadyPlan) -> Any:
    result = store.run(ready)
    return result.rows if result.entities is None else result.entities


def _by_hand(store: Neo4jStore, question: Question) -> Any:
    """The hand-written text over a connection of the same driver, with the same access mode."""
    return question.read(store.records(question.cypher)[0][0])


if __name__ == "__main__":
    main()
