"""Plan cases: YAML documents with a plan, who asks, and the rows, entities or finding they must give."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent


@dataclass(frozen=True, kw_only=True)
class Case:
    """One case; `stated` is what the document says besides name and plan."""

    file: str
    name: str
    plan: dict[str, Any]
    stated: dict[str, Any]


class _Loader(yaml.SafeLoader):
    """Dates stay text, as plans write them."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}

KEYS = {"name", "plan", "actor", "rows", "entities", "finding", "total", "more"}


def read_cases(folder: Path = HERE) -> list[Case]:
    """Every case of the folder's files, in order."""
    return [case for path in sorted(folder.glob("*.yaml")) for case in _read(path)]


def read_entries(path: Path) -> list[dict[str, Any]]:
    """The documents of one file of cases, dates as text."""
    found: list[dict[str, Any]] = yaml.load(path.read_text(encoding="utf-8"), _Loader)  # a SafeLoader
    return found


def _read(path: Path) -> Iterator[Case]:
    for entry in read_entries(path):
        assert set(entry) <= KEYS, f"{path.name}: unknown keys in {entry['name']!r}: {set(entry) - KEYS}"
        assert len({"rows", "entities", "finding"} & set(entry)) == 1, (
            f"{path.name}: {entry['name']!r} expects one thing"
        )
        stated = {key: value for key, value in entry.items() if key not in ("name", "plan")}
        yield Case(file=path.stem, name=entry["name"], plan=entry["plan"], stated=stated)


def same(found: Any, stated: Any) -> bool:
    """Whether a value is what a case states: doubles to nine digits, decimals and everything else exactly."""
    if isinstance(found, list | tuple):
        return isinstance(stated, list) and len(found) == len(stated) and all(map(same, found, stated))
    if isinstance(found, dict):
        return (
            isinstance(stated, dict) and list(found) == list(stated) and all(same(found[k], stated[k]) for k in found)
        )
    if isinstance(found, Decimal):
        return isinstance(stated, int | float) and found == Decimal(str(stated))
    if isinstance(found, float):
        return isinstance(stated, int | float) and math.isclose(found, stated, rel_tol=1e-9)
    if hasattr(found, "isoformat"):
        return bool(found.isoformat() == stated)
    return type(found) is type(stated) and bool(found == stated)
