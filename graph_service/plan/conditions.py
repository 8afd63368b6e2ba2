"""Conditions of a plan, with SQL's three-valued logic on every store: a comparison with null is not true.

Condition = Compare | In | Text | Null | Window | During | And | Or | Not | Exists | InStep | FilterRef
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TypeAlias

from graph_service.plan.expressions import THIS, Constant, Expression, Step


class Comparison(StrEnum):
    EQ = "eq"
    NE = "ne"
    LT = "lt"
    LE = "le"
    GT = "gt"
    GE = "ge"


class TextMatch(StrEnum):
    CONTAINS = "contains"
    STARTS = "starts"
    ENDS = "ends"


@dataclass(frozen=True, kw_only=True)
class Compare:
    """Free text compares by its casefolded shadow (eq, ne) or its sort key (lt …); everything else by value."""

    operator: Comparison
    left: Expression
    right: Expression


@dataclass(frozen=True, kw_only=True)
class In:
    of: Expression
    values: tuple[Constant, ...]


@dataclass(frozen=True, kw_only=True)
class Text:
    match: TextMatch
    of: Expression
    value: Constant


@dataclass(frozen=True, kw_only=True)
class Null:
    """True where the expression has no value; for a to-one link use a Property whose name is the link."""

    of: Expression


@dataclass(frozen=True, kw_only=True)
class Window:
    """Half-open: start ≤ of < end, either side may be open; `words` are the user's own ("last month")."""

    of: Expression
    start: date | datetime | None = None
    end: date | datetime | None = None
    words: str | None = None

    def __post_init__(self) -> None:
        if self.start is None and self.end is None:
            raise ValueError("a time window has a start or an end")


@dataclass(frozen=True, kw_only=True)
class During:
    """A window in words, resolved by the contextualize pass: `last month`, `2025-07`, `last 28 days`."""

    of: Expression
    words: str


@dataclass(frozen=True, kw_only=True)
class And:
    conditions: tuple[Condition, ...]


@dataclass(frozen=True, kw_only=True)
class Or:
    """At least one holds; with no conditions it is never true (an empty list of alternatives)."""

    conditions: tuple[Condition, ...]


@dataclass(frozen=True, kw_only=True)
class Not:
    condition: Condition


@dataclass(frozen=True, kw_only=True)
class Exists:
    """At least `at_least` entities are reached from `node` over to-one steps `path`, then `link`, and satisfy `where`.

    The entities reached are node `name` inside `where`; nodes of the enclosing scopes stay visible.
    """

    node: str = THIS
    path: tuple[Step, ...] = ()
    link: str
    name: str = THIS
    where: Condition | None = None
    at_least: int = 1

    def __post_init__(self) -> None:
        if self.at_least < 1:
            raise ValueError("exists counts at least 1; use not for none")


@dataclass(frozen=True, kw_only=True)
class InStep:
    """The value is among those of an earlier step's column."""

    of: Expression
    step: str
    column: str


@dataclass(frozen=True, kw_only=True)
class FilterRef:
    """A governed named filter over node `node`; the resolve pass puts its condition in place."""

    name: str
    node: str = THIS


Condition: TypeAlias = Compare | In | Text | Null | Window | During | And | Or | Not | Exists | InStep | FilterRef


def both(*conditions: Condition | None) -> Condition | None:
    """All of them, None standing for no condition; nested ands are flattened."""
    flat: list[Condition] = []
    for condition in conditions:
        match condition:
            case None:
                continue
            case And(conditions=inner):
                flat.extend(inner)
            case _:
                flat.append(condition)
    return flat[0] if len(flat) == 1 else And(conditions=tuple(flat)) if flat else None


def conjuncts(condition: Condition | None) -> tuple[Condition, ...]:
    """The conditions that must all hold."""
    match condition:
        case None:
            return ()
        case And(conditions=inner):
            return tuple(part for one in inner for part in conjuncts(one))
        case _:
            return (condition,)


def inside(condition: Condition) -> tuple[Condition, ...]:
    """The conditions directly inside one."""
    match condition:
        case And(conditions=inner) | Or(conditions=inner):
            return inner
        case Not(condition=one):
            return (one,)
        case Exists(where=where) if where is not None:
            return (where,)
        case _:
            return ()


def expressions(condition: Condition) -> tuple[Expression, ...]:
    """The expressions a condition holds itself, not those of conditions inside it."""
    match condition:
        case Compare(left=left, right=right):
            return (left, right)
        case In(of=of, values=values):
            return (of, *values)
        case Text(of=of, value=value):
            return (of, value)
        case Null(of=of) | Window(of=of) | During(of=of) | InStep(of=of):
            return (of,)
        case _:
            return ()


def walk_conditions(condition: Condition) -> Iterator[Condition]:
    """The condition, then every condition inside it."""
    yield condition
    for part in inside(condition):
        yield from walk_conditions(part)
