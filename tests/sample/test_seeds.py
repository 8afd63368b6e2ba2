"""The same seed writes the same bytes; another seed, another world; a larger scale contains the smaller."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from graph_service.sample import DAYS, build, incumbent, simulate, write
from graph_service.sample.streams import Streams
from tests.sample.written import columns, digest, keys


def test_the_same_seed_writes_the_same_bytes(tmp_path: Path, clean: Path) -> None:
    manifest = write(tmp_path / "again")
    before = json.loads((clean / "truth/manifest.json").read_text(encoding="utf-8"))
    assert before["numpy"] == manifest.numpy == np.__version__
    assert before["digests"] == manifest.digests and len(manifest.digests) == 36
    for path, expected in manifest.digests.items():
        assert digest(clean / path) == digest(tmp_path / "again" / path) == expected
        assert len(next(iter(columns(clean / path).values()))) == manifest.records[path]


def test_another_seed_is_another_world(tmp_path: Path, clean: Path) -> None:
    manifest = write(tmp_path / "other", seed=2)
    before = json.loads((clean / "truth/manifest.json").read_text(encoding="utf-8"))["digests"]
    same = {path for path in before if before[path] == manifest.digests[path]}
    fixed = {"catalogue/categories.csv", "stores/closures.csv", "supply/suppliers.csv", "weather/stations.csv"}
    assert same == fixed | {"inventory/sites.csv", "weather/normals.csv", "truth/faults.csv"}


def test_a_larger_scale_begins_with_the_smaller_world() -> None:
    one, two = build(3, 1), build(3, 2)
    pairs = len(one.ranging)
    assert len(two.stores) == 24 and two.stores[:12] == one.stores
    assert len({store.name for store in two.stores}) == len({store.site for store in two.stores}) == 24
    assert (two.demand.first_choice[:pairs] == one.demand.first_choice).all()
    for name in ("sold", "stock", "emptied", "ordered"):
        first, second = (getattr(simulate(world, incumbent, 0, DAYS).history, name) for world in (one, two))
        assert np.array_equal(first, second[:pairs], equal_nan=True)


def test_a_larger_scale_writes_the_smaller_files_first(tmp_path: Path) -> None:
    for scale in (1, 2):
        write(tmp_path / str(scale), scale=scale, days=60)
    for file in ("customers/customers.csv", "sales/baskets.csv", "sales/lines.csv", "stores/ranging.csv"):
        names = tuple(columns(tmp_path / "1" / file))
        one, two = (keys(tmp_path / scale / file, names) for scale in ("1", "2"))
        assert two[: len(one)] == one and len(two) > 1.8 * len(one)
    assert len(columns(tmp_path / "2" / "customers/customers.csv")["email"]) == 4120


@pytest.mark.parametrize("name", ["catalogue", "weather", "demand"])
def test_streams_do_not_share_draws(name: str) -> None:
    streams = Streams(seed=1)
    first = streams.of(name).random(5)
    assert np.array_equal(first, streams.of(name).random(5))
    others = [streams.of("lines"), streams.of(name, 1), Streams(seed=2).of(name)]
    assert all(not np.array_equal(first, other.random(5)) for other in others)
