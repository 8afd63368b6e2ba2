"""A fresh mesh for every test."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.loading.ledger.mesh import Mesh


@pytest.fixture
def mesh(tmp_path: Path) -> Mesh:
    """An empty mesh with an empty ledger."""
    return Mesh(tmp_path / "graph.sqlite")
