"""Loading the sample against plain alternatives in the same run: executemany of the same rows, rdflib, a reload.

    python -m bench.load [--scale 1] [--stores small] [--rounds 3] [--store neo4j]

Medians of the rounds; trust the ratios, and read the absolute seconds beside the machine's load.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

from bench.publish import HOME
from bench.timing import busy, median, peak, seconds
from graph_service.loads import follow, load_workspace
from graph_service.neo4j_server import settings_for
from graph_service.ontology.read import read_ontology
from graph_service.sample import SMALL_DAYS, SMALL_STORES, write
from graph_service.templates import make_workspace
from graph_service.workspace import Workspace, open_workspace

MIB = 1 << 20
PARSED = 300_000


def all_tables(path: Path) -> list[tuple[str, str, list[tuple[object, ...]]]]:
    """(name, CREATE TABLE, rows) of every table of the file, the ledger's too."""
    with closing(sqlite3.connect(path)) as connection:
        query = "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
        kept = connection.execute(query).fetchall()
        return [(name, sql, connection.execute(f'SELECT * FROM "{name}"').fetchall()) for name, sql in kept]


def is_served(name: str) -> bool:
    """Whether a table is one of those that are served: what the load has to end with."""
    return ":" not in name or name.startswith(("link:", "values:"))


def all_indexes(path: Path) -> dict[str, list[str]]:
    """Table → CREATE INDEX of every index of it."""
    found: dict[str, list[str]] = {}
    with closing(sqlite3.connect(path)) as connection:
        query = "SELECT tbl_name, sql FROM sqlite_master WHERE type = 'index' AND sql <> ''"
        for table, sql in connection.execute(query):
            found.setdefault(table, []).append(sql)
    return found


def executemany(
    tables: list[tuple[str, str, list[tuple[object, ...]]]], path: Path, indexes: dict[str, list[str]] | None = None
) -> None:
    """The same final rows by the standard library's module, without checks, identity or lineage; the indexes last."""
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as connection, connection:
        for name, sql, rows in tables:
            connection.execute(sql)
            if rows:
                marks = ", ".join("?" * len(rows[0]))
                connection.executemany(f'INSERT INTO "{name}" VALUES ({marks})', rows)
        for name, _, _ in tables:
            for sql in (indexes or {}).get(name, ()):
                connection.execute(sql)


def n_triples(tables: list[tuple[str, str, list[tuple[object, ...]]]], path: Path) -> int:
    """The same facts as N-Triples, one per value of a class table."""
    with path.open("w", encoding="utf-8") as out:
        count = 0
        for name, sql, rows in tables:
            columns = [part.split('"')[1] for part in sql.split("(", 1)[1].split(",") if '"' in part]
            for row in rows if columns else ():
                for column, value in zip(columns, row[1:], strict=False):
                    if value is not None and not column.endswith(("_cf", "_sort")):
                        text = json.dumps(str(value), ensure_ascii=True)
                        out.write(f"<urn:{name.replace(' ', '')}:{row[0]}> <urn:{column.replace('@', '-')}> {text} .\n")
                        count += 1
    return count


def first_lines(path: Path, number: int) -> Path:
    """A file of the first lines only: rdflib needs minutes for all of them, and its time grows with their number."""
    part = path.with_suffix(".part.nt")
    with path.open(encoding="utf-8") as whole, part.open("w", encoding="utf-8") as out:
        out.writelines(line for _, line in zip(range(number), whole, strict=False))
    return part


def rdflib_parse(path: Path) -> None:
    from rdflib import Graph

    Graph().parse(path, format="nt")


def fresh(workspace: Workspace) -> Workspace:
    shutil.rmtree(workspace.state, ignore_errors=True)
    return workspace


def first_answer(workspace: Workspace) -> float:
    """`up` from start to its first answer, sample data generated anew."""
    fresh(workspace)
    shutil.rmtree(workspace.data)
    command = [sys.executable, "-c", "from graph_service.cli import main; main()", "up", "--no-serve"]
    return seconds(
        lambda: subprocess.run([*command, "--workspace", str(workspace.root)], check=True, capture_output=True)
    )


def lines(workspace: Workspace, folder: Path, options: argparse.Namespace) -> Iterator[tuple[str, float, str]]:
    ours = median(lambda: load_workspace(fresh(workspace), store="sqlite"), options.rounds)
    yield "load, embedded store", ours, f"{peak():,.0f} MiB peak, file {workspace.graph.stat().st_size / MIB:,.0f} MiB"
    yield "reload without change", seconds(lambda: load_workspace(workspace, store="sqlite")), ""
    every, indexes = all_tables(workspace.graph), all_indexes(workspace.graph)
    tables = [table for table in every if is_served(table[0])]
    for name, chosen, also in (
        ("sqlite3 executemany, served rows", tables, None),
        ("… the same with the same indexes", tables, indexes),
        ("… the ledger's rows too, no indexes", every, None),
        ("… all rows with the same indexes", every, indexes),
    ):
        rows = sum(len(rows) for _, _, rows in chosen)
        plain = median(partial(executemany, chosen, folder / "plain.sqlite", also), options.rounds)
        yield name, plain, f"{rows:,} rows; load is {ours / plain:.1f} times this"
    facts = n_triples(tables, folder / "facts.nt")
    part = seconds(lambda: rdflib_parse(first_lines(folder / "facts.nt", PARSED)))
    rdf = part * max(1.0, facts / PARSED)
    note = f"{facts:,} triples, from {min(facts, PARSED):,} of them; load is {ours / rdf:.2f} times this"
    yield "rdflib parses the same facts", rdf, note
    if options.store == "neo4j":
        ontology = read_ontology(workspace.ontology, languages=workspace.settings.languages).ontology
        yield "publish to Neo4j", seconds(lambda: follow(workspace, ontology)), ""
        yield "publish to Neo4j without change", seconds(lambda: follow(workspace, ontology)), ""
    if not options.stores:
        yield "up, from start to first answer", first_answer(workspace), "data generated anew"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scale", type=int, default=1)
    parser.add_argument("--stores", choices=["small"])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--store", choices=["sqlite", "neo4j"], default="sqlite")
    options = parser.parse_args()
    if options.store == "neo4j":  # told before the work; the workspace made here has no server of its own
        os.environ |= settings_for(HOME).environment()
    with tempfile.TemporaryDirectory() as folder:
        workspace = open_workspace(make_workspace(Path(folder) / "workspace"))
        cut = {"stores": SMALL_STORES, "days": SMALL_DAYS} if options.stores else {}
        written = seconds(lambda: write(workspace.data, scale=options.scale, **cut))  # type: ignore[arg-type]
        print(f"sample written in {written:.1f} s; {busy()}")
        for name, took, note in lines(workspace, Path(folder), options):
            print(f"{name:40} {took:8.2f} s   {note}", flush=True)
        print(f"{busy()} at the end")


if __name__ == "__main__":
    main()
