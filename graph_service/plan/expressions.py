"""Expressions of a plan: what a value is made of, typed and frozen, refusing nonsense when built.

    Expression = Property | Constant | Today | ActorAttribute | Arithmetic | Coalesce | DateDiff | Bucket
               | Aggregate | MetricRef | Column

A `Property` starts at a node of its scope and may follow to-one links first; a missing entity on the way gives null.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

from graph_service.ontology.model import Datatype

if TYPE_CHECKING:
    from graph_service.plan.conditions import Condition

THIS = "this"  # the node of a scope that names no other
THING = "Thing"  # the pseudo class of every entity, for look-ups by IRI

Scalar: TypeAlias = str | int | float | bool | Decimal | date | datetime | None


class Meta(StrEnum):
    """What every entity has whatever its class: names that start with `_` and need no ontology."""

    IRI = "_iri"
    LABEL = "_label"
    CLASS = "_class"
    SOURCE = "_source"  # JSON list of the products that contribute
    RUN = "_run"  # the load run that last changed the entity
    LOADED_AT = "_loaded_at"


class ArithmeticOperator(StrEnum):
    """Arithmetic; division by zero gives null and never truncates."""

    ADD = "add"
    SUBTRACT = "subtract"
    MULTIPLY = "multiply"
    DIVIDE = "divide"


class BucketUnit(StrEnum):
    """Time buckets: 2026 · 2026-Q2 · 2026-06 · 2026-W27 (ISO 8601) · 2026-06-30 · 1 (Monday) … 7."""

    YEAR = "year"
    QUARTER = "quarter"
    MONTH = "month"
    WEEK = "week"
    DAY = "day"
    WEEKDAY = "weekday"


class AggregateFunction(StrEnum):
    """Aggregates; over no rows count gives 0 and every other one null."""

    COUNT = "count"
    SUM = "sum"
    AVG = "avg"
    MIN = "min"
    MAX = "max"
    MEDIAN = "median"


@dataclass(frozen=True, kw_only=True)
class Step:
    """One to-one link on the way to a property, or a narrowing to a subclass (`cast`).

    `guard` is a condition over node `this` (the entity reached), set by the authorize pass: an entity that fails it
    counts as missing.
    """

    link: str | None = None
    cast: str | None = None
    guard: Condition | None = None

    def __post_init__(self) -> None:
        if (self.link is None) == (self.cast is None):
            raise ValueError("a step follows a link or narrows to a class, one of both")


@dataclass(frozen=True, kw_only=True)
class Property:
    """The value of property `name` (or a `Meta`) of node `node`, after following `path`."""

    node: str = THIS
    path: tuple[Step, ...] = ()
    name: str

    def __str__(self) -> str:
        return ".".join((self.node, *(step.link or f"<{step.cast}>" for step in self.path), self.name))


@dataclass(frozen=True, kw_only=True)
class Constant:
    """A value; `datatype` is None until the typecheck pass has fitted it to what it is compared with."""

    value: Scalar
    datatype: Datatype | None = None


@dataclass(frozen=True, kw_only=True)
class Today:
    """The workspace clock's date plus `days`; the contextualize pass makes it a constant."""

    days: int = 0


@dataclass(frozen=True, kw_only=True)
class ActorAttribute:
    """An attribute of whoever asks (`region`), used by policies; contextualize makes it a constant."""

    name: str


@dataclass(frozen=True, kw_only=True)
class Arithmetic:
    operator: ArithmeticOperator
    left: Expression
    right: Expression


@dataclass(frozen=True, kw_only=True)
class Coalesce:
    """The first argument that is not null."""

    arguments: tuple[Expression, ...]

    def __post_init__(self) -> None:
        if len(self.arguments) < 2:
            raise ValueError("coalesce takes at least two arguments")


@dataclass(frozen=True, kw_only=True)
class DateDiff:
    """Whole days from `start` to `end`."""

    start: Expression
    end: Expression


@dataclass(frozen=True, kw_only=True)
class Bucket:
    unit: BucketUnit
    of: Expression


@dataclass(frozen=True, kw_only=True)
class Aggregate:
    """A measure. Its grain is `node`: each entity of that node counts once in every group it belongs to.

    `of` None counts the grain's entities; `distinct` aggregates distinct values of `of`. `where` narrows this measure
    only. `latest` (a time over the grain) keeps, in each group, only what has the latest time among the rows of the
    same `per` values: a stock is last over time, then summed over space.
    """

    function: AggregateFunction
    of: Expression | None = None
    node: str = THIS
    distinct: bool = False
    where: Condition | None = None
    latest: Expression | None = None
    per: tuple[Expression, ...] = ()

    def __post_init__(self) -> None:
        if self.of is None and self.function is not AggregateFunction.COUNT:
            raise ValueError(f"{self.function} needs an expression to aggregate")
        if self.of is not None and any(isinstance(e, Aggregate) for e in walk(self.of)):
            raise ValueError("an aggregate cannot hold another one; use a step")


@dataclass(frozen=True, kw_only=True)
class MetricRef:
    """A governed metric over node `node`; the resolve pass puts its formula in place."""

    name: str
    node: str = THIS


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of this table (in having, derived, order) or, with `step`, of the earlier step a table reads."""

    name: str
    step: str | None = None


Expression: TypeAlias = (
    Property
    | Constant
    | Today
    | ActorAttribute
    | Arithmetic
    | Coalesce
    | DateDiff
    | Bucket
    | Aggregate
    | MetricRef
    | Column
)


def parts(expression: Expression) -> tuple[Expression, ...]:
    """The expressions directly inside one; conditions inside (`where`, guards) are not among them."""
    match expression:
        case Arithmetic(left=left, right=right):
            return (left, right)
        case Coalesce(arguments=arguments):
            return arguments
        case DateDiff(start=start, end=end):
            return (start, end)
        case Bucket(of=of):
            return (of,)
        case Aggregate(of=of, latest=latest, per=per):
            return (*((of,) if of else ()), *((latest,) if latest else ()), *per)
        case _:
            return ()


def walk(expression: Expression) -> Iterator[Expression]:
    """The expression, then everything inside it, depth first."""
    yield expression
    for part in parts(expression):
        yield from walk(part)
