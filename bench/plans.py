"""Plans through a store against statements written by hand in the same run, and what a plan costs before the store.

    python -m bench.plans [--store sqlite|neo4j] [--scale 1.0] [--rounds 15]

Both sides return Python values and must be equal, ties by IRI included; medians of rounds taken in turn. Trust the
ratios, not the milliseconds. For Neo4j start a server first (`graph-service neo4j up`); its database is emptied.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import yaml

from bench.lending import lending
from bench.publish import HOME, published
from bench.questions import QUESTIONS, Question
from bench.timing import busy, in_turn, median
from graph_service.neo4j_server import settings_for
from graph_service.plan.forms.form import plan_from_form
from graph_service.plan.policies.policy import Actor
from graph_service.plan.prepare import prepare
from graph_service.plan.ready import ReadyPlan, Scope
from graph_service.stores.connection import open_reader
from graph_service.stores.neo4j import Neo4jStore
from graph_service.stores.protocol import GraphStore
from graph_service.stores.sqlite import SqliteStore
from tests.world.build import build
from tests.world.entities import read_world_ontology

REPEATS = 200  # of what takes microseconds
ByHand = Callable[[Question], Any]


def main() -> None:
    """Build the data once, then time every question both ways."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--store", choices=("sqlite", "neo4j"), default="sqlite")
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--rounds", type=int, default=15)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "graph.sqlite"
        entities = lending(scale=options.scale)
        build(path, read_world_ontology(), entities)
        print(f"{len(entities):,} entities, {path.stat().st_size >> 20} MiB, {busy()}")
        store, by_hand = OPEN[options.store](path)
        measure(store, by_hand, options.rounds)
        store.close()


def embedded(path: Path) -> tuple[GraphStore, ByHand]:
    """The embedded store, and SQL over the same file."""
    connection = open_reader(path)
    return SqliteStore(path), lambda question: question.from_sql(list(connection.execute(question.sql)))


def neo4j(path: Path) -> tuple[GraphStore, ByHand]:
    """The Neo4j store with the graph published, and Cypher by a second session with the same access mode."""
    reach = settings_for(HOME)
    published(reach, path, read_world_ontology())
    hand = Neo4jStore(reach)
    return Neo4jStore(reach), lambda question: question.from_cypher(hand.server.records(question.cypher)[0][0])


OPEN = {"sqlite": embedded, "neo4j": neo4j}


def measure(store: GraphStore, by_hand: ByHand, rounds: int) -> None:
    """One line a question: both medians, their ratio, and what comes before the store."""
    scope = Scope(ontology=read_world_ontology(), actor=Actor(role="librarian"), now=datetime(2026, 6, 30, 22))
    print(f"{'question':34}{'store ms':>10}{'hand ms':>10}{'ratio':>8}{'prepare ms':>12}{'compile ms':>12}")
    for question in QUESTIONS:
        plan = plan_from_form(yaml.safe_load(question.plan))
        ready = prepare(plan, scope)
        assert _rows(store, ready) == by_hand(question), question.name
        ours, theirs = in_turn(partial(_rows, store, ready), partial(by_hand, question), rounds)
        before = (median(partial(prepare, plan, scope), REPEATS), median(partial(store.statement, ready), REPEATS))
        prepared, compiled = (f"{1000 * part:12.3f}" for part in before)
        print(f"{question.name:34}{1000 * ours:10.2f}{1000 * theirs:10.2f}{ours / theirs:8.2f}{prepared}{compiled}")
    print(busy())


def _rows(store: GraphStore, ready: ReadyPlan) -> Any:
    result = store.run(ready)
    return result.rows if result.entities is None else result.entities


if __name__ == "__main__":
    main()
