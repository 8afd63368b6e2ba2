"""Places: where in a plan an expression or condition stands, and what it sees from there."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from graph_service.findings import Finding, did_you_mean

if TYPE_CHECKING:
    from graph_service.plan.model import Table


class Use(StrEnum):
    """What an expression may be made of: values of one row, aggregates of rows, or columns of the result."""

    ROW = "row"
    MEASURE = "measure"
    RESULT = "result"


class Sight(NamedTuple):
    """What is seen from a place: nodes with their classes ("" where the class is unknown) and the table around it."""

    nodes: Mapping[str, str]
    use: Use = Use.ROW
    table: Table | None = None


class Place(NamedTuple):
    """A path into a plan, kept as a chain so that it costs nothing until it is written out."""

    segment: str
    sight: Sight
    parent: Place | None = None
    depth: int = 0

    def child(self, segment: str) -> Place:
        """The place of a part that sees the same."""
        return Place(segment, self.sight, self, self.depth + 1)

    def seeing(self, segment: str, sight: Sight) -> Place:
        """The place of a part that sees something else."""
        return Place(segment, sight, self, self.depth + 1)

    def __str__(self) -> str:
        chain: list[str] = []
        place: Place | None = self
        while place is not None:
            chain.append(place.segment)
            place = place.parent
        return ".".join(segment for segment in reversed(chain) if segment)


def finding(rule: str, message: str, place: Place | str, suggestions: tuple[str, ...] = ()) -> Finding:
    """A violation at a place; the nearest alternatives are part of the message."""
    hint = did_you_mean(suggestions)
    text = f"{message}. {hint}" if hint else message
    return Finding(rule=f"plan.{rule}", message=text, where=str(place), suggestions=suggestions)
