"""Merging: one entity out of its contributions, as a pure function.

    merge(contributions, best source first) → values · many values · disagreements

A single-valued property takes the value of the best source that has one; a many-valued property unites them all.
Sources that give another value for a single-valued property disagree: the entity is noted, their values stay readable
in the ledger.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from graph_service.loading.merging.filling import Filling


@dataclass(frozen=True, kw_only=True)
class Said:
    """One contribution, read: the filling of its table, its run, and per served column or many-valued property what it
    says (links as entities)."""

    fill: Filling
    run: int
    single: Mapping[str, Any]
    many: Mapping[str, tuple[Any, ...]]


@dataclass(frozen=True, kw_only=True)
class Merged:
    """What is served of one entity."""

    classes: frozenset[str]
    products: tuple[str, ...]
    run: int
    single: Mapping[str, Any] = field(default_factory=dict)
    many: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    disagreements: frozenset[str] = frozenset()


def merge(contributions: Iterable[Said]) -> Merged:
    """Merge the contributions to one entity, given best source first."""
    single: dict[str, Any] = {}
    many: dict[str, dict[Any, None]] = {}
    classes: set[str] = set()
    products: dict[str, None] = {}
    disagreements: set[str] = set()
    run = 0
    for said in contributions:
        classes.update(said.fill.map.classes)
        products[said.fill.map.product] = None
        run = max(run, said.run)
        for name, value in said.single.items():
            if single.setdefault(name, value) != value:
                disagreements.add(name)
        for name, values in said.many.items():
            many.setdefault(name, {}).update(dict.fromkeys(values))
    return Merged(
        classes=frozenset(classes),
        products=tuple(products),
        run=run,
        single=single,
        many={name: tuple(values) for name, values in many.items()},
        disagreements=frozenset(disagreements),
    )
