"""Which contributions to an entity are listed, where thousands of records speak about it (a coupon, a category).

Of each product, per property, the first that say what the best source says, and the first that say otherwise; the last
one listed of a product tells how many more of its records speak of the property (`further`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

LISTED = 5  # of each kind: what a person reads, and what keeps a node readable in Neo4j Browser


def listed(said: Sequence[tuple[str, Mapping[str, Any]]]) -> dict[int, dict[str, int]]:
    """Positions of the contributions to list, each with the number of further records by property.

    `said` has the product and the values of every contribution, best source first.
    """
    if len(said) <= LISTED:
        return {position: {} for position in range(len(said))}
    found: dict[int, dict[str, int]] = {}
    best: dict[str, Any] = {}
    seen: Counter[tuple[str, str, bool]] = Counter()
    last: dict[tuple[str, str], int] = {}
    for position, (product, values) in enumerate(said):
        kinds = [(product, name, best.setdefault(name, value) == value) for name, value in values.items()]
        if not kinds or any(seen[kind] < LISTED for kind in kinds):
            found[position] = {}
            last |= {(product, name): position for name in values}
        seen.update(kinds)
    for position, (product, values) in enumerate(said):
        if position not in found:
            for name in values:
                further = found[last[product, name]]
                further[name] = further.get(name, 0) + 1
    return found
