"""A fresh mesh for every test."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.loading.ledger.mesh import Mesh
from tests.loading.ledger.till import Till


@pytest.fixture
def mesh(tmp_path: Path) -> Mesh:
    """An empty mesh with an empty ledger."""
    return Mesh(tmp_path / "graph.sqlite")


@pytest.fixture
def shop(tmp_path: Path) -> Till:
    """The shop's product, its files, and no ledger yet."""
    return Till(tmp_path)
