"""650,000 real retail records: read, judged, mapped, merged and served, against DuckDB copying the same files.

    python -m bench.complete_journey [--rounds 3] [--store sqlite|neo4j]

DuckDB keeps the columns as text: it judges, maps and links nothing, so its ratio says what all of that costs. Then each
saved query through the service against its SQL over those copies, rows compared. Every load runs in a process of its
own, whose peak memory is measured. Medians of rounds taken in turn; trust the ratios. Needs the shared data beside the
project, and for Neo4j a running server (`graph-service neo4j up`).
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import duckdb
import yaml

from bench.timing import busy, median, peak, seconds
from graph_service.loading.load import PUBLISHING
from graph_service.loads import load_workspace
from graph_service.saved import find_query, saved_queries
from graph_service.service import open_service
from graph_service.workspace import Workspace, open_workspace
from tests.workspaces.places import ROOT, make_workspace, shared_data

T = TypeVar("T")
REPEATS = 5  # of a query, whose median is taken


def load_ours(folder: Path, store: str) -> dict[str, float]:
    """Load the workspace in `folder`, then once more without a change."""
    workspace = open_workspace(folder)
    moments: dict[str, float] = {}
    start = time.perf_counter()

    def note(what: str, done: int, total: int) -> None:
        moments[what] = time.perf_counter() - start

    took = seconds(lambda: load_workspace(workspace, store=store, progress=note))
    again = seconds(lambda: load_workspace(workspace, store=store))
    return {"load": took, "embedded": moments[PUBLISHING], "reload": again, "megabytes": peak()}


def load_duckdb(folder: Path, store: str) -> dict[str, float]:
    """Copy every file as it stands into a DuckDB database."""

    def copy() -> None:
        with duckdb.connect(folder / "copy.duckdb", config={"threads": 2}) as connection:
            for file in sorted((folder / "data").glob("*.csv")):
                read = f"read_csv('{file}', all_varchar = true, header = true, nullstr = '')"
                connection.execute(f'CREATE TABLE "{file.stem}" AS SELECT * FROM {read}')

    return {"load": seconds(copy), "megabytes": peak()}


LOADERS = {"ours": load_ours, "duckdb": load_duckdb}


def in_a_process(which: str, folder: Path, store: str) -> dict[str, float]:
    """Run one loader in a process of its own."""
    command = [sys.executable, "-m", "bench.complete_journey", "--child", which, str(folder), "--store", store]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def rounds(folder: Path, number: int, store: str) -> dict[str, dict[str, float]]:
    """Median per loader and measure; the last round's workspace stays in `folder`/`last`."""
    taken: dict[str, list[dict[str, float]]] = {which: [] for which in LOADERS}
    for position in range(number):
        place = folder / ("last" if position == number - 1 else f"round{position}")
        make_workspace("complete_journey", place, {"data": shared_data("complete_journey")})
        for which, rows in taken.items():
            rows.append(in_a_process(which, place, store))
    return {
        which: {measure: statistics.median(row[measure] for row in rows) for measure in rows[0]}
        for which, rows in taken.items()
    }


def print_loads(medians: dict[str, dict[str, float]], store: str) -> None:
    """A line a measure."""
    ours, plain = medians["ours"], medians["duckdb"]
    print(f"load, embedded store   {ours['embedded']:8.2f} s   DuckDB {plain['load']:6.2f} s   "
          f"{ours['embedded'] / plain['load']:6.1f}×")  # fmt: skip
    if store == "neo4j":
        print(f"and on to Neo4j        {ours['load'] - ours['embedded']:8.2f} s")
    print(f"load without a change  {ours['reload']:8.2f} s   DuckDB {plain['load']:6.2f} s   "
          f"{ours['reload'] / plain['load']:6.1f}×")  # fmt: skip
    print(f"peak memory            {ours['megabytes']:8.0f} MB  DuckDB {plain['megabytes']:6.0f} MB  "
          f"{ours['megabytes'] / plain['megabytes']:6.1f}×")  # fmt: skip


def print_queries(workspace: Workspace, store: str) -> None:
    """A line a saved query; its rows must be those of its SQL."""
    service = open_service(workspace, store=store)
    with duckdb.connect(workspace.root / "copy.duckdb", read_only=True, config={"threads": 2}) as connection:
        for path in saved_queries(workspace):
            saved = find_query(workspace, path.stem)
            actor = service.actor(role=yaml.safe_load(path.read_text(encoding="utf-8")).get("role"))
            mine, rows = timed(partial(service.answer, saved.plan, actor))
            other, expected = timed(partial(_fetched, connection, str(saved.sql)))
            assert list(rows.rows) == expected, f"{path.stem}: rows differ"
            print(f"{path.stem:36} {1000 * mine:8.0f} ms  DuckDB {1000 * other:6.0f} ms  {mine / other:6.1f}×")
    service.close()


def timed(run: Callable[[], T]) -> tuple[float, T]:
    """Median seconds of a call, and what it gives."""
    return median(run, REPEATS), run()


def _fetched(connection: duckdb.DuckDBPyConnection, query: str) -> list[Any]:
    return connection.execute(query).fetchall()


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--store", choices=("sqlite", "neo4j"), default="sqlite")
    parser.add_argument("--child", nargs=2, metavar=("LOADER", "FOLDER"), help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.child:
        print(json.dumps(LOADERS[chosen.child[0]](Path(chosen.child[1]), chosen.store)))
        return
    with tempfile.TemporaryDirectory() as folder:
        before = busy()
        medians = rounds(Path(folder), chosen.rounds, chosen.store)
        print(f"{before} before, {busy()} after; medians of {chosen.rounds}")
        print_loads(medians, chosen.store)
        print_queries(open_workspace(Path(folder) / "last"), chosen.store)


if __name__ == "__main__":
    main()
