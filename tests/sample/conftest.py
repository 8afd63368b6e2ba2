"""The samples the tests read, each written once."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph_service.sample import SMALL_DAYS, SMALL_STORES, World, build, write


@pytest.fixture(scope="session")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole sample of seed 1."""
    out = tmp_path_factory.mktemp("sample") / "clean"
    write(out)
    return out


@pytest.fixture(scope="session")
def dirty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with one row in a hundred wrong."""
    out = tmp_path_factory.mktemp("sample") / "dirty"
    write(out, dirty=0.01)
    return out


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The six small stores and the last 400 days of the same world."""
    out = tmp_path_factory.mktemp("sample") / "small"
    write(out, stores=SMALL_STORES, days=SMALL_DAYS)
    return out


@pytest.fixture(scope="session")
def world() -> World:
    """The world of seed 1."""
    return build(1)
