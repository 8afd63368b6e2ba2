"""Workspaces over data that others published: a copy of what is ours, with links to what is theirs."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import duckdb

from graph_service.workspace import Workspace, open_workspace
from tests.marks import SHARED

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


def shared_data(name: str) -> Path:
    """A folder of the shared data; whoever asks for it carries the mark `shared`."""
    return SHARED / name


def make_workspace(name: str, target: Path, links: Mapping[str, Path]) -> Workspace:
    """The workspace of that name, copied to `target`; `links` are its places that hold what others published."""
    shutil.copytree(HERE / name, target)
    for place, published in links.items():
        (target / place).symlink_to(published, target_is_directory=published.is_dir())
    # the project's own Neo4j, where tests run on one
    (target / ".graph-service").mkdir()
    (target / ".graph-service" / "neo4j").symlink_to(ROOT / ".graph-service" / "neo4j", target_is_directory=True)
    return open_workspace(target)


def source_views(folder: Path) -> duckdb.DuckDBPyConnection:
    """A connection in which every CSV file is a view of text columns, for SQL that proves rows independently."""
    connection = duckdb.connect(config={"threads": 2, "memory_limit": "1GB"})
    for file in sorted(folder.glob("*.csv")):
        read = f"read_csv('{file}', all_varchar = true, header = true, nullstr = '')"
        connection.execute(f'CREATE VIEW "{file.stem}" AS SELECT * FROM {read}')
    return connection
