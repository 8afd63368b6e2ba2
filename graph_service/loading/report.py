"""Report: what a load did, per product and for the graph."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from itertools import chain

from graph_service.findings import Finding, gravest_first
from graph_service.loading.ledger.counts import Counts
from graph_service.loading.publishing.pending import Pending
from graph_service.loading.shapes.violations import ShapeCount


class Outcome(StrEnum):
    """What became of a product: read anew, found as it was, gone from the mesh, or refused (its old word stands)."""

    LOADED = "loaded"
    UNCHANGED = "unchanged"
    RETIRED = "retired"
    FAILED = "failed"


@dataclass(frozen=True, kw_only=True)
class ProductReport:
    """One product's part in a load."""

    name: str
    version: str
    outcome: Outcome
    counts: Counts = field(default_factory=Counts)
    findings: tuple[Finding, ...] = ()
    seconds: float = 0.0


@dataclass(frozen=True, kw_only=True)
class LoadReport:
    """A whole load. `before` and `generation` are equal if readers see what they saw before; `anew` says why everything
    was published anew although its records may be the same: `the ontology changed`."""

    products: tuple[ProductReport, ...]
    before: int
    generation: int
    rebuilt: bool = False
    entities: int = 0
    changed: int = 0
    removed: int = 0
    anew: str = ""
    disagreements: int = 0
    withheld: int = 0
    pending: tuple[Pending, ...] = ()
    shapes: tuple[ShapeCount, ...] = ()
    findings: tuple[Finding, ...] = ()
    seconds: float = 0.0

    @property
    def nothing_changed(self) -> bool:
        """Whether the graph is the one of before."""
        return self.before == self.generation

    @property
    def loaded(self) -> int:
        """Records that are new or say something else than before."""
        return sum(product.counts.loaded for product in self.products)

    @property
    def failed(self) -> tuple[ProductReport, ...]:
        """The products that kept their old word."""
        return tuple(product for product in self.products if product.outcome is Outcome.FAILED)

    @property
    def all_findings(self) -> tuple[Finding, ...]:
        """Of the load, its products, the links that wait and the shapes; the gravest first,
        and of each failed product one before the others."""
        first = (finding for product in self.failed for finding in product.findings[:1])
        others = (product.findings[1 if product.outcome is Outcome.FAILED else 0 :] for product in self.products)
        own = chain(first, *others)
        waiting = (link.finding() for link in self.pending)
        shapes = (shape.finding() for shape in self.shapes)
        return gravest_first((*self.findings, *own, *waiting, *shapes))
