"""The sample workspace with a small world, loaded once a session on the chosen store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from graph_service.loads import Loaded, load_workspace
from graph_service.sample import SMALL_DAYS, SMALL_STORES, write
from graph_service.service import GraphService, open_service
from graph_service.templates import make_workspace
from graph_service.workspace import Workspace, open_workspace

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def sample_workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A copy of the sample with the six small stores' last 400 days, not loaded."""
    root = make_workspace(tmp_path_factory.mktemp("sample") / "workspace")
    state = root / ".graph-service"
    state.mkdir()
    (state / "neo4j").symlink_to(
        ROOT / ".graph-service" / "neo4j", target_is_directory=True
    )  # the project's own server
    workspace = open_workspace(root)
    write(workspace.data, stores=SMALL_STORES, days=SMALL_DAYS)
    return workspace


@pytest.fixture(scope="session")
def sample_load(sample_workspace: Workspace) -> Loaded:
    """What loading the sample into the ledger reported."""
    return load_workspace(sample_workspace, store="sqlite")


@pytest.fixture(scope="module")
def sample_service(sample_workspace: Workspace, sample_load: Loaded, store_name: str) -> Iterator[GraphService]:
    """The service over the loaded sample, published to the chosen store."""
    if store_name == "neo4j":
        load_workspace(sample_workspace, store="neo4j")
    service = open_service(sample_workspace, store=store_name)
    yield service
    service.close()
