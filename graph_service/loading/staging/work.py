"""Work: one product's staging under way: what the steps need, and what they have found so far."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path

from graph_service.findings import Finding
from graph_service.loading.contract import Source
from graph_service.loading.mapping.contribution_table import ContributionTable
from graph_service.loading.mapping.contributions import Selection, select
from graph_service.loading.mapping.model import TriplesMap
from graph_service.loading.product.product import DataProduct
from graph_service.loading.reading.relations import relation_of
from graph_service.loading.sql.duck import Connection
from graph_service.loading.sql.written import written
from graph_service.ontology.model import Ontology

Known = Callable[[str], Mapping[str, str]]


@dataclass(frozen=True, kw_only=True)
class Work:
    """The settings of `stage`, then what its steps fill: records read per source, what keeps the product from being
    loaded (`refused`), the compiled triples maps, the contribution tables and the findings."""

    connection: Connection
    product: DataProduct
    root: Path
    ontology: Ontology
    zone: str
    known: Known | None
    held: Mapping[str, int]
    moment: datetime
    sql_seconds: float

    read: dict[str, int] = field(default_factory=dict)
    refused: list[Finding] = field(default_factory=list)
    selections: dict[str, Selection] = field(default_factory=dict)
    tables: list[ContributionTable] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def sources(self) -> tuple[Source, ...]:
        return self.product.contract.sources

    @property
    def maps(self) -> tuple[TriplesMap, ...]:
        return self.product.mapping.maps

    def selection(self, triples_map: TriplesMap) -> Selection:
        """The SQL of a triples map over the sources as they lie in the connection; compiled once."""
        if triples_map.name not in self.selections:
            relations = partial(relation_of, self.connection, self.product, self.zone)
            selected = select(self.product.mapping, triples_map, self.ontology, relations)
            self.selections[triples_map.name] = selected
        return self.selections[triples_map.name]

    def in_time(self, triples_map: TriplesMap) -> AbstractContextManager[None]:
        """A time limit for a triples map that reads a query of its own; plain columns take what they take."""
        if not triples_map.source.query:
            return nullcontext()
        where = self.product.mapping.where(triples_map.line)
        what = f"The query of the triples map '{triples_map.name}'"
        return written(self.connection, self.sql_seconds, what=what, where=where)
