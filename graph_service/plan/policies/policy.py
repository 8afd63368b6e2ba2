"""Policy values: who may read what. Files of policies are read in `governance`; the authorize pass applies them.

A documented ODRL 2.2 profile (https://www.w3.org/TR/odrl-model/): action is always `read`. Everything is permitted
unless prohibited. A permission that names a role beats a prohibition for everybody on the same class or on one above
it; a prohibition that names the role beats every permission. A permission with a constraint narrows its role to the
rows that satisfy it (several on one class: any; on classes above and below: all). `verdicts` works out what wins.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from graph_service.plan.conditions import Condition

EVERYBODY = "*"


class Kind(StrEnum):
    PERMISSION = "permission"
    PROHIBITION = "prohibition"


@dataclass(frozen=True, kw_only=True)
class Policy:
    """One rule. `target` is a class or `Class.property`; `constraint` a condition over node `this` of the class."""

    name: str
    kind: Kind
    target: str
    assignees: tuple[str, ...] = (EVERYBODY,)
    constraint: Condition | None = None
    hidden: bool = False
    reason: str = ""

    def __post_init__(self) -> None:
        if not self.assignees:
            raise ValueError(f"policy {self.name!r} names no assignee; use '*' for everybody")
        if self.kind is Kind.PROHIBITION and self.constraint is not None:
            raise ValueError(f"policy {self.name!r}: a prohibition has no constraint; permit the rows instead")

    @property
    def cls(self) -> str:
        return self.target.partition(".")[0]

    @property
    def property(self) -> str | None:
        return self.target.partition(".")[2] or None


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Who asks: a role and the attributes that policies compare with (region, store)."""

    role: str
    name: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    permissions: tuple[str, ...] = ()
