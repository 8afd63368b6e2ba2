"""What the tests of answers share: the source files as tables, and a switch that makes real model calls impossible."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from graph_service.workspace import Workspace
from tests.source_files import source_views

MODEL = ("OPENAI_API_KEY", "OPENAI_BASE_URL", "GRAPH_SERVICE_MODEL", "GRAPH_SERVICE_MODEL_SECONDS")


@pytest.fixture(autouse=True)
def no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a model in the environment no call can be made; a test that wants one sets its own server."""
    for name in MODEL:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="module")
def sources(sample_workspace: Workspace) -> Iterator[duckdb.DuckDBPyConnection]:
    """The products' files as DuckDB tables."""
    with source_views(sample_workspace.data) as connection:
        yield connection
