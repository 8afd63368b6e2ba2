"""GraphStore: what a store of the graph must do. Stores accept a ReadyPlan and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from graph_service.plan.expressions import Scalar
from graph_service.plan.policies.overlap import Beside
from graph_service.plan.ready import ReadyPlan, ResultColumn

TIMEOUT = "store-timeout"  # the rule of a StoreError where a plan took longer than its bounds allow


@dataclass(frozen=True, kw_only=True)
class Statement:
    """Compiled text of one store and its parameters; values are only ever parameters."""

    language: str
    text: str
    parameters: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Result:
    """What a plan gave.

    A table: `rows` of Python values in the order of `columns` (Decimal, date, datetime without zone, int, float, str,
    bool, None). Entities: `entities`, a list of JSON-ready objects under their response keys (decimals as text with
    their scale, dates as ISO 8601 text), `total` where it was asked for, `more` if the page could go on.
    """

    columns: tuple[ResultColumn, ...] = ()
    rows: tuple[tuple[Scalar, ...], ...] = ()
    entities: list[dict[str, Any]] | None = None
    total: int | None = None
    more: bool = False
    statement: Statement
    seconds: float = 0.0


IN_LEDGER = "(another value, kept in the ledger)"  # stands for a personal value that is not the one served


@dataclass(frozen=True, kw_only=True)
class Contribution:
    """One record's word on an entity: where it came from and, per property, what it said.

    `further` tells of how many more records of the product that are not listed speak of a property.
    """

    product: str
    version: str
    run: int
    loaded_at: str
    source: str
    record: int
    values: Mapping[str, Any]
    further: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class StoreState:
    """Generation served (0: nothing yet), the ontology digest it was published with, whether a load is under way.

    `beside` are the classes that share an entity, None if nothing is recorded of that.
    """

    generation: int
    ontology: str
    loading: bool
    entities: Mapping[str, int]
    beside: Beside | None = None


class GraphStore(Protocol):
    """The seam between the service and a store."""

    name: str

    def statement(self, ready: ReadyPlan) -> Statement:
        """Compile only."""
        ...

    def run(self, ready: ReadyPlan) -> Result:
        """Compile and run read-only, within the plan's bounds."""
        ...

    def resolve(self, iri: str) -> str | None:
        """The canonical IRI of the entity that is served under this IRI or alias, None if there is none."""
        ...

    def lineage(self, iri: str) -> tuple[Contribution, ...]:
        """The contributions to the entity with this IRI or alias, best source first, as far as `listing` lists them;
        empty if there is no such entity."""
        ...

    def state(self) -> StoreState:
        """What is served now."""
        ...

    def ontology_source(self) -> bytes | None:
        """The ontology's files as the last load recorded them (`ontology.bundle.pack`), None before any load."""
        ...

    def close(self) -> None:
        """Release connections."""
        ...
