"""Compiled Cypher is kept beside the cases, so that a change of it is seen and read."""

from __future__ import annotations

import pytest

from tests.stores.cypher_snapshots import FOLDER, SNAPSHOTS, texts


@pytest.fixture(scope="module")
def compiled() -> dict[str, str]:
    return texts()


def test_every_snapshot_has_its_case_and_no_file_is_left_over() -> None:
    assert len(SNAPSHOTS) == 19
    assert {path.stem for path in FOLDER.glob("*.cypher")} == set(SNAPSHOTS)


@pytest.mark.parametrize("name", SNAPSHOTS)
def test_a_case_compiles_to_its_snapshot(name: str, compiled: dict[str, str], request: pytest.FixtureRequest) -> None:
    path = FOLDER / f"{name}.cypher"
    if request.config.getoption("--update-snapshots"):
        path.write_text(compiled[name], encoding="utf-8")
    assert compiled[name] == path.read_text(encoding="utf-8")
