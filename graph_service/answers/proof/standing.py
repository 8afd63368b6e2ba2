"""Standing: one block of a plan as a pattern without measures, asked which entities satisfy all of its conditions.

Each statement reads the pattern once. A page of entities needs no order, so that it ends with the last one shown; only
where the latest count are they sorted, the latest first.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from graph_service.answers.answer import EvidenceEntity, EvidenceLink
from graph_service.answers.proof.opening import opened
from graph_service.plan.blocks import Block
from graph_service.plan.conditions import Condition, InStep, both, expressions, walk_conditions
from graph_service.plan.expressions import (
    Aggregate,
    AggregateFunction,
    Column,
    Expression,
    Meta,
    Property,
    Scalar,
    Step,
    walk,
)
from graph_service.plan.model import LimitPer, Named, NamedStep, Order, Plan, Table
from graph_service.plan.ready import ReadyPlan
from graph_service.plan.typing.types import class_after
from graph_service.stores.protocol import Result

SHOWN = 20
KINDS = 200  # sets of products and load runs that are told apart
FOLLOWED = 8  # paths whose entities are shown; a plan with more shows the first

Run = Callable[[Plan], Result]
Path = tuple[Step, ...]


@dataclass(frozen=True, kw_only=True)
class Spot:
    """Entities that a pattern reads: those of a node, or those at the end of a path from it."""

    node: str
    path: Path = ()
    cls: str

    def meta(self, meta: Meta) -> Property:
        return Property(node=self.node, path=self.path, name=meta.value)


class Standing:
    """A block as a pattern, asked for its entities, their number, and their kinds: products and load run."""

    def __init__(
        self, block: Block, dimensions: tuple[Named, ...], ready: ReadyPlan, steps: tuple[NamedStep, ...]
    ) -> None:
        self.steps, self.language = steps, ready.language
        self.grain, self.latest, self.per = block.grain or block.nodes[0].name, block.latest, block.per
        self.nodes = (*block.nodes, *(node for branch in block.branches for node in branch.nodes))
        self.edges = (*block.edges, *(edge for branch in block.branches for edge in branch.edges))
        self.where = both(*block.where, *(one for branch in block.branches for one in branch.conditions))
        self.opened = opened(self.where, self.nodes, ready.ontology)
        classes = {node.name: node.cls for node in (*self.nodes, *self.opened.nodes)}
        conditions = walk_conditions(self.where) if self.where else ()
        read = [d.of for d in dimensions] + [one for condition in conditions for one in expressions(condition)]
        own = {node.name for node in block.nodes}
        self._classes, self._ontology = classes, ready.ontology
        counted = [part for one in block.aggregates for part in walk(one.of) if isinstance(part, Aggregate)]
        self.counts = not counted or any(part.of is None for part in counted)
        self.shown = self._spots(own, read)
        self.spots = tuple(
            dict.fromkeys(
                (
                    Spot(node=self.grain, cls=classes[self.grain]),
                    *self._spots(own, [*read, *(measure.of for measure in block.aggregates)]),
                    *(Spot(node=edge.target, cls=classes[edge.target]) for edge in self.opened.edges),
                )
            )
        )

    def _spots(self, own: set[str], read: Iterable[Expression]) -> tuple[Spot, ...]:
        ways = dict.fromkeys(way for expression in read for way in _ways(expression, own))
        found = ((node, path, class_after(self._ontology, self._classes[node], path)) for node, path in ways)
        return tuple(Spot(node=node, path=path, cls=cls) for node, path, cls in found if cls)[:FOLLOWED]

    def entities(self, run: Run) -> Iterator[tuple[EvidenceEntity, list[EvidenceLink]]]:
        """Some entities of the grain and the links followed from each, the latest first where the latest count."""
        metas = (Meta.IRI, Meta.CLASS, Meta.LABEL, Meta.SOURCE, Meta.RUN)
        columns = [Named(name=meta.value, of=Property(node=self.grain, name=meta.value)) for meta in metas]
        places = [spot for spot in self.shown if spot.path]
        for number, spot in enumerate(places):
            for end, part in ((f"from {number}", spot.path[:-1]), (f"to {number}", spot.path)):
                columns.append(Named(name=end, of=Property(node=spot.node, path=part, name=Meta.IRI.value)))
        order: tuple[Order, ...] = ()
        if self.latest is not None:
            columns.append(Named(name="latest", of=self.latest))
            order = (Order(of=Column(name="latest"), descending=True),)
        body = replace(self._table(tuple(columns)), limit=SHOWN, order=order, any_order=not order)
        rows = self._run(run, body).rows
        for row in rows if order else sorted(rows, key=lambda row: str(row[0])):
            yield _entity(row), list(_links(row[5:], [spot.path[-1].link for spot in places]))

    def total(self, run: Run) -> int:
        """How many entities of the grain satisfy the conditions."""
        number = Aggregate(function=AggregateFunction.COUNT, node=self.grain, latest=self.latest, per=self.per)
        rows = self._run(run, replace(self._table((), Named(name="total", of=number)), limit=1)).rows
        return int(str(rows[0][0])) if rows else 0

    def kinds(self, run: Run, spots: tuple[Spot, ...]) -> Iterator[tuple[Spot, str]]:
        """One entity of each kind at the spots: one statement for those of the pattern, one more for each EXISTS."""
        outside = {node.name for node in self.opened.nodes}
        inside = tuple(spot for spot in spots if spot.node not in outside)
        for together in (inside, *((spot,) for spot in spots if spot.node in outside)):
            yield from self._kinds(run, together) if together else ()

    def _kinds(self, run: Run, spots: tuple[Spot, ...]) -> Iterator[tuple[Spot, str]]:
        dimensions = tuple(
            Named(name=f"{meta.value} {number}", of=spot.meta(meta))
            for number, spot in enumerate(spots)
            for meta in (Meta.SOURCE, Meta.RUN)
        )
        opened = any(spot.node == node.name for spot in spots for node in self.opened.nodes)
        grain = spots[0].node if opened else self.grain
        first = tuple(Named(name=f"first {number}", of=_least(spot, grain)) for number, spot in enumerate(spots))
        body = replace((self._open if opened else self._table)(dimensions, *first), limit=KINDS)
        for row in self._run(run, body).rows:
            for spot, iri in zip(spots, row[len(dimensions) :], strict=True):
                if iri is not None:
                    yield spot, str(iri)

    def found(self, run: Run) -> Iterator[EvidenceLink]:
        """What an EXISTS found: one link of each kind for each entity of the grain."""
        if not self.opened.edges:
            return
        grain = Named(name="grain", of=Property(node=self.grain, name=Meta.IRI.value))
        ends = [
            Named(name=f"{end} {number}", of=Property(node=node, name=Meta.IRI.value))
            for number, edge in enumerate(self.opened.edges)
            for end, node in (("from", edge.source), ("to", edge.target))
        ]
        body = replace(self._open((grain, *ends)), limit=SHOWN, limit_per=LimitPer(by=("grain",), first=1))
        for row in self._run(run, body).rows:
            yield from _links(row[1:], [edge.link for edge in self.opened.edges])

    def _table(self, dimensions: tuple[Named, ...], *measures: Named) -> Table:
        return Table(nodes=self.nodes, edges=self.edges, where=self.where, dimensions=dimensions, measures=measures)

    def _open(self, dimensions: tuple[Named, ...], *measures: Named) -> Table:
        """The pattern with every EXISTS as nodes and edges of its own."""
        return Table(
            nodes=(*self.nodes, *self.opened.nodes),
            edges=(*self.edges, *self.opened.edges),
            where=self.opened.where,
            dimensions=dimensions,
            measures=measures,
        )

    def _run(self, run: Run, body: Table) -> Result:
        return run(Plan(body=body, language=self.language, steps=_read(body.where, self.steps)))


def _least(spot: Spot, grain: str) -> Aggregate:
    return Aggregate(function=AggregateFunction.MIN, of=spot.meta(Meta.IRI), node=grain)


def _read(where: Condition | None, steps: tuple[NamedStep, ...]) -> tuple[NamedStep, ...]:
    """The steps that a condition tests membership in; a plan carries no others."""
    read = {part.step for part in walk_conditions(where) if isinstance(part, InStep)} if where else set()
    return tuple(step for step in steps if step.name in read)


def _ways(expression: Expression, nodes: set[str]) -> Iterator[tuple[str, Path]]:
    """Every prefix of the paths that an expression follows from the block's own nodes."""
    for part in walk(expression):
        if isinstance(part, Property) and part.node in nodes:
            for length in range(len(part.path) + 1):
                if all(step.link for step in part.path[:length]):
                    yield part.node, part.path[:length]


def _entity(row: tuple[Scalar, ...]) -> EvidenceEntity:
    iri, cls, label, source, number = (str(cell) for cell in row[:5])
    return EvidenceEntity(iri=iri, cls=cls, label=label, products=tuple(json.loads(source)), run=int(number))


def _links(cells: tuple[Scalar, ...], links: list[str | None]) -> Iterator[EvidenceLink]:
    for number, link in enumerate(links):
        source, target = cells[2 * number], cells[2 * number + 1]
        if link and source is not None and target is not None:
            yield EvidenceLink(source=str(source), link=link, target=str(target))
