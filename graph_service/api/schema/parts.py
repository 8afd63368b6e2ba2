"""Parts: what a field, an argument or an enum value of the GraphQL schema stands for in the ontology.

The schema itself carries them, under the key `part` of `extensions`, so that a selection is read against the very
schema it was validated with.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from graph_service.ontology.model import Property

PART = "part"


class Kind(StrEnum):
    """Root fields, fields of an entity, of a connection, of an aggregate; keys of `where`."""

    PAGE = "page"
    BY_KEY = "by key"
    NODE = "node"
    TOTALS = "totals"
    ID = "id"
    META = "meta"
    VALUE = "value"
    ONE = "one"
    MANY = "many"
    COUNT = "count"
    MEASURE = "measure"
    AND = "and"
    OR = "or"
    NOT = "not"
    IS_NULL = "isNull"


@dataclass(frozen=True, kw_only=True)
class Part:
    """`cls` is the class asked for or reached; `codes` maps notations to enum values where the two differ."""

    kind: Kind
    cls: str = ""
    prop: Property | None = None
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    codes: Mapping[str, str] | None = None

    @property
    def name(self) -> str:
        """The property's name in the ontology."""
        assert self.prop is not None
        return self.prop.name


def extension(part: Part) -> dict[str, Any]:
    """The extensions of a field or input field that stands for `part`."""
    return {PART: part}


def part_of(holder: Any) -> Part:
    """The part that a field or input field of the schema stands for."""
    found = holder.extensions[PART]
    assert isinstance(found, Part)
    return found
