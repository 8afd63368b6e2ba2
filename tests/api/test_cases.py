"""Documents and what they give, or the code with which they are refused: cases/*.yaml."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.api.conftest import Ask

CASES = Path(__file__).parent / "cases"


def read(name: str) -> list[dict[str, Any]]:
    found = yaml.safe_load((CASES / name).read_text(encoding="utf-8"))
    assert isinstance(found, list)
    return found


EVERY = [case for name in ("reading.yaml", "filters.yaml", "refusals.yaml") for case in read(name)]


def test_no_case_is_lost() -> None:
    assert len(EVERY) == len({case["name"] for case in EVERY}) == 66
    assert {path.name for path in CASES.iterdir()} == {"reading.yaml", "filters.yaml", "refusals.yaml"}


@pytest.mark.parametrize("case", EVERY, ids=lambda case: str(case["name"]).replace(" ", "-"))
def test_case(case: dict[str, Any], ask: Ask) -> None:
    got = ask(case["query"], case.get("variables"), who=case.get("who", "desk"), **case.get("headers", {}))
    if "error" in case:
        first = got["errors"][0]
        assert first["extensions"]["code"] == case["error"], first
        assert case["says"] in first["message"]
        assert first["extensions"].get("suggestions", []) == case.get("suggestions", [])
        assert not any(word in str(got) for word in ("SELECT", "Traceback", ".py"))
    else:
        assert got == {"data": case["data"]}
        if case.get("ordered"):
            assert list(keys(got["data"])) == list(keys(case["data"]))


def keys(value: Any) -> Iterator[str]:
    """Every key of a value in order, outside in."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from keys(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from keys(inner)
