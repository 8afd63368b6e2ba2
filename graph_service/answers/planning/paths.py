"""Ways from one class to another over the ontology's links: the one a person most likely means, or none.

A link that every entity has (sh:minCount ≥ 1) is nearer than one that may be missing, so that the region of a sale is
the region of its store and not that of an offer it may have been part of. Backwards and to-many links are farther.
Ways that are equally near are rivals: nobody can tell which one is meant.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from graph_service.ontology.model import Ontology, Property

REQUIRED, OPTIONAL, MANY = 1.0, 2.5, 4.0
FARTHEST = 12.0


@dataclass(frozen=True, kw_only=True)
class Way:
    """Links from a class to another, in order; `many` where any leads to several; `rivals` are equally near."""

    links: tuple[str, ...]
    many: bool
    cost: float
    rivals: tuple[tuple[str, ...], ...] = ()


class _ById:
    """An ontology as a cache key, by identity: its mappings do not hash."""

    def __init__(self, value: Ontology) -> None:
        self.value = value

    def __hash__(self) -> int:
        return id(self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ById) and other.value is self.value


@lru_cache(maxsize=32)
def _required(key: _ById, strict: bool) -> frozenset[tuple[str, str]]:
    shapes = (shape for shape in key.value.shapes if (shape.min_count or 0) >= 1)
    return frozenset((shape.target, shape.path) for shape in shapes if not strict or shape.severity == "Violation")


def required(ontology: Ontology, cls: str, name: str, *, strict: bool = False) -> bool:
    """Whether every entity of the class should have the property; `strict`: that one has none is no mere warning."""
    stated = _required(_ById(ontology), strict)
    return any((ancestor, name) in stated for ancestor in ontology.ancestors(cls))


def always_there(ontology: Ontology, cls: str, path: tuple[str, ...], *, strict: bool = False) -> bool:
    """Whether every entity of the class has a value at the end of the path."""
    for name in path:
        prop = ontology.property_of(cls, name)
        if prop is None or not required(ontology, cls, name, strict=strict):
            return False
        cls = prop.range or cls
    return True


def class_after(ontology: Ontology, cls: str, links: tuple[str, ...]) -> str:
    """The class at the end of links that exist."""
    for link in links:
        prop = ontology.property_of(cls, link)
        assert prop is not None and prop.range is not None
        cls = prop.range
    return cls


def way(ontology: Ontology, start: str, goal: str, *, to_one: bool = False) -> Way | None:
    """The nearest way from `start` to `goal` or to a subclass or superclass of it; `to_one` allows no to-many link."""
    return _way(_ById(ontology), start, goal, to_one)


@lru_cache(maxsize=4096)
def _way(key: _ById, start: str, goal: str, to_one: bool) -> Way | None:
    found: Way | None = None
    for one in _nearest(key.value, start, goal, to_one):
        if found is None:
            found = one
        elif one.cost > found.cost:
            break
        elif one.links != found.links:
            found = replace(found, rivals=(*found.rivals, one.links))
    return found


def _nearest(ontology: Ontology, start: str, goal: str, to_one: bool) -> Iterator[Way]:
    """Ways by growing cost; every class on the way is left from only by its nearest ways."""
    queue: list[tuple[float, int, str, tuple[str, ...], bool]] = [(0.0, 0, start, (), False)]
    nearest: dict[str, float] = {}
    turn = 0
    while queue:
        cost, _, cls, links, many = heapq.heappop(queue)
        if ontology.is_a(cls, goal):
            yield Way(links=links, many=many, cost=cost)
            continue
        if cost > nearest.setdefault(cls, cost):
            continue
        for prop in ontology.properties_of(cls).values():
            if prop.range is None or prop.deprecated or (to_one and prop.many):
                continue
            further = cost + _cost(ontology, cls, prop)
            if further <= FARTHEST:
                turn += 1
                heapq.heappush(queue, (further, turn, prop.range, (*links, prop.name), many or prop.many))


def _cost(ontology: Ontology, cls: str, prop: Property) -> float:
    if prop.many:
        return MANY + (1.0 if prop.implicit else 0.0)
    return REQUIRED if required(ontology, cls, prop.name) else OPTIONAL
