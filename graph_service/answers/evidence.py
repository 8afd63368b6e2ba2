"""Evidence: the entities an answer's rows stand on, the links followed from them, and the loads they came from.

Each block of the plan is asked once more without its measures: which entities of its grain satisfy all conditions.
"""

from __future__ import annotations

import json
from collections.abc import Callable

from graph_service.answers.answer import Evidence, EvidenceEntity, EvidenceLink, Source
from graph_service.plan.blocks import Block, blocks
from graph_service.plan.conditions import both
from graph_service.plan.expressions import Aggregate, AggregateFunction, Column, Meta, Property
from graph_service.plan.model import Edge, Named, Node, Order, Plan, Table
from graph_service.plan.ready import ReadyPlan
from graph_service.stores.protocol import Contribution, Result

SHOWN = 20
SOURCES = 50

Run = Callable[[Plan], Result]
Lineage = Callable[[str], tuple[Contribution, ...]]


def evidence(ready: ReadyPlan, run: Run, lineage: Lineage) -> Evidence:
    """The evidence of a prepared table, at most `SHOWN` entities a block."""
    body = ready.plan.body
    if not isinstance(body, Table) or body.step is not None:
        return Evidence()
    entities: list[EvidenceEntity] = []
    links: list[EvidenceLink] = []
    sources: dict[tuple[str, int], Source] = {}
    total = 0
    for block in blocks(body):
        pattern = _Pattern(block)
        found, followed = pattern.entities(run, ready.language)
        entities += [entity for entity in found if entity not in entities]
        links += [link for link in followed if link not in links]
        total += pattern.total(run, ready.language)
        sources |= _sources(pattern.representatives(run, ready.language), lineage)
    ordered = tuple(sources[key] for key in sorted(sources))
    return Evidence(entities=tuple(entities), links=tuple(links), sources=ordered, total=total)


class _Pattern:
    """One block as a pattern without measures, asked in three ways."""

    def __init__(self, block: Block) -> None:
        branches = block.branches
        self.grain = block.grain or block.nodes[0].name
        self.latest = block.latest
        self.nodes: tuple[Node, ...] = (*block.nodes, *(node for b in branches for node in b.nodes))
        self.edges: tuple[Edge, ...] = (*block.edges, *(edge for b in branches for edge in b.edges))
        self.where = both(*block.where, *(condition for b in branches for condition in b.conditions))
        self.followed = [edge for edge in block.edges if self.grain in (edge.source, edge.target)]

    def _table(self, dimensions: tuple[Named, ...], limit: int, order: tuple[Order, ...] = ()) -> Table:
        return Table(
            nodes=self.nodes, edges=self.edges, where=self.where, dimensions=dimensions, limit=limit, order=order
        )

    def _meta(self, meta: Meta, node: str | None = None) -> Property:
        return Property(node=node or self.grain, name=meta.value)

    def entities(self, run: Run, language: str) -> tuple[list[EvidenceEntity], list[EvidenceLink]]:
        metas = (Meta.IRI, Meta.CLASS, Meta.LABEL, Meta.SOURCE, Meta.RUN)
        columns = [Named(name=meta.value, of=self._meta(meta)) for meta in metas]
        others = [e.target if e.source == self.grain else e.source for e in self.followed]
        columns += [Named(name=f"to {node}", of=self._meta(Meta.IRI, node)) for node in others]
        order: tuple[Order, ...] = ()
        if self.latest is not None:
            columns.append(Named(name="latest", of=self.latest))
            order = (Order(of=Column(name="latest"), descending=True),)
        result = run(Plan(body=self._table(tuple(columns), SHOWN, order), language=language))
        entities, links = [], []
        for row in result.rows:
            iri, cls, label, source, number = row[:5]
            products = tuple(json.loads(str(source)))
            entity = EvidenceEntity(
                iri=str(iri), cls=str(cls), label=str(label), products=products, run=int(str(number))
            )
            if entity not in entities:
                entities.append(entity)
            for edge, target in zip(self.followed, row[5:], strict=False):
                ends = (str(iri), str(target)) if edge.source == self.grain else (str(target), str(iri))
                links.append(EvidenceLink(source=ends[0], link=edge.link, target=ends[1]))
        return entities, links

    def total(self, run: Run, language: str) -> int:
        count = Aggregate(function=AggregateFunction.COUNT, node=self.grain)
        body = Table(nodes=self.nodes, edges=self.edges, where=self.where, measures=(Named(name="total", of=count),))
        rows = run(Plan(body=body, language=language)).rows
        return int(str(rows[0][0])) if rows else 0

    def representatives(self, run: Run, language: str) -> list[str]:
        """One entity for each distinct set of products and load run behind the grain's entities."""
        first = Aggregate(function=AggregateFunction.MIN, of=self._meta(Meta.IRI), node=self.grain)
        body = Table(
            nodes=self.nodes,
            edges=self.edges,
            where=self.where,
            dimensions=(
                Named(name="source", of=self._meta(Meta.SOURCE)),
                Named(name="run", of=self._meta(Meta.RUN)),
            ),
            measures=(Named(name="first", of=first),),
            limit=SOURCES,
        )
        return [str(row[2]) for row in run(Plan(body=body, language=language)).rows]


def _sources(representatives: list[str], lineage: Lineage) -> dict[tuple[str, int], Source]:
    return {
        (one.product, one.run): Source(product=one.product, version=one.version, run=one.run, loaded_at=one.loaded_at)
        for iri in representatives
        for one in lineage(iri)
    }
