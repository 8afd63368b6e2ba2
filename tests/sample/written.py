"""Reading what the generator wrote, with nothing of the generator."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

Columns = dict[str, list[str]]


@cache
def columns(path: Path) -> Columns:
    """A CSV file's columns."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file, strict=True)
        header = next(reader)
        rows = list(reader)
    assert all(len(row) == len(header) for row in rows), f"{path}: rows of different length"
    values = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in header]
    return dict(zip(header, values, strict=True))


def rows(path: Path) -> Iterator[dict[str, str]]:
    """A CSV file's rows."""
    table = columns(path)
    for values in zip(*table.values(), strict=True):
        yield dict(zip(table, values, strict=True))


def keys(path: Path, names: tuple[str, ...]) -> list[tuple[str, ...]]:
    """The values of these columns, row by row."""
    table = columns(path)
    return list(zip(*(table[name] for name in names), strict=True))


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
