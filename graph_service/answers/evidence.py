"""Evidence: the entities an answer's rows stand on, the links followed from them, and the loads they came from.

Each block of the plan is asked once more without its measures: which entities of its grain satisfy all conditions, and
which entities its dimensions and conditions reach from there. What an EXISTS found is followed as a link; groups that
the rows do not show (below a limit, or not kept) are no evidence.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace

from graph_service.answers.answer import Evidence, EvidenceEntity, EvidenceLink, Source
from graph_service.answers.opening import opened
from graph_service.plan.blocks import Block, blocks
from graph_service.plan.conditions import (
    And,
    Compare,
    Comparison,
    Condition,
    InStep,
    Null,
    Or,
    both,
    expressions,
    walk_conditions,
)
from graph_service.plan.expressions import (
    Aggregate,
    AggregateFunction,
    Column,
    Constant,
    Expression,
    Meta,
    Property,
    Scalar,
    Step,
    walk,
)
from graph_service.plan.model import LimitPer, Named, NamedStep, Order, Plan, Table
from graph_service.plan.ready import ReadyPlan
from graph_service.plan.unguarded import unguarded
from graph_service.stores.protocol import Contribution, Result

SHOWN = 20
SOURCES = 50
FOLLOWED = 8  # paths whose entities are shown; a plan with more shows the first

Rows = tuple[tuple[Scalar, ...], ...]
Run = Callable[[Plan], Result]
Lineage = Callable[[str], tuple[Contribution, ...]]
Path = tuple[Step, ...]


def evidence(ready: ReadyPlan, rows: Rows, run: Run, lineage: Lineage) -> Evidence:
    """The evidence of a prepared table's rows, at most `SHOWN` entities a block."""
    steps = unguarded(ready.plan.steps)
    body = unguarded(ready.plan.body)
    if not isinstance(body, Table):
        return Evidence()
    bodies = [_shown(body, rows)] if body.step is None else []
    bodies = bodies or [step.table for step in steps if step.table.step is None]
    entities: dict[str, EvidenceEntity] = {}
    links: dict[EvidenceLink, None] = {}
    sources: dict[tuple[str, int], Source] = {}
    total = 0
    for block, dimensions in [(block, one.dimensions) for one in bodies for block in blocks(one)]:
        pattern = _Pattern(block, dimensions, ready, steps)
        total += pattern.total(run)
        for entity, followed in pattern.entities(run):
            entities.setdefault(entity.iri, entity)
            links.update(dict.fromkeys(followed))
        links.update(dict.fromkeys(pattern.found(run)))
        for iri in pattern.representatives(run):
            sources |= {(one.product, one.run): _source(one) for one in lineage(iri)}
    ordered = tuple(sources[key] for key in sorted(sources))
    return Evidence(entities=tuple(entities.values()), links=tuple(links), sources=ordered, total=total)


def _shown(body: Table, rows: Rows) -> Table:
    """The table narrowed to the groups that its rows show, where a limit or a condition on groups left others out."""
    left_out = body.having is not None or body.limit is not None or body.limit_per is not None
    if not body.measures or not body.dimensions or not left_out or len(rows) > SHOWN:
        return body
    groups = tuple(
        And(conditions=tuple(_is(d.of, cell) for d, cell in zip(body.dimensions, row, strict=False))) for row in rows
    )
    return replace(body, where=both(body.where, Or(conditions=groups)))


def _is(of: Expression, cell: Scalar) -> Condition:
    if cell is None:
        return Null(of=of)
    return Compare(operator=Comparison.EQ, left=of, right=Constant(value=cell))


def _source(one: Contribution) -> Source:
    return Source(product=one.product, version=one.version, run=one.run, loaded_at=one.loaded_at)


class _Pattern:
    """One block as a pattern without measures, asked for its entities, their number and their sources."""

    def __init__(
        self, block: Block, dimensions: tuple[Named, ...], ready: ReadyPlan, steps: tuple[NamedStep, ...]
    ) -> None:
        self.steps, self.language = steps, ready.language
        self.grain, self.latest, self.per = block.grain or block.nodes[0].name, block.latest, block.per
        self.nodes = (*block.nodes, *(node for branch in block.branches for node in branch.nodes))
        self.edges = (*block.edges, *(edge for branch in block.branches for edge in branch.edges))
        self.where = both(*block.where, *(one for branch in block.branches for one in branch.conditions))
        read: list[Expression] = [dimension.of for dimension in dimensions]
        for condition in walk_conditions(self.where) if self.where else ():
            read += expressions(condition)
        names = {node.name for node in block.nodes}
        self.paths = tuple(dict.fromkeys(p for e in read for p in _paths(e, names)))[:FOLLOWED]
        self.opened = opened(self.where, self.nodes, ready.ontology)

    def _ask(
        self, run: Run, dimensions: tuple[Named, ...], *measures: Named, limit: int, order: Order | None = None
    ) -> Result:
        body = Table(
            nodes=self.nodes,
            edges=self.edges,
            where=self.where,
            dimensions=dimensions,
            measures=measures,
            limit=limit,
            order=(order,) if order else (),
        )
        return self._run(run, body)

    def _run(self, run: Run, body: Table) -> Result:
        return run(Plan(body=body, language=self.language, steps=_read(body.where, self.steps)))

    def entities(self, run: Run) -> Iterator[tuple[EvidenceEntity, list[EvidenceLink]]]:
        """Entities of the grain and the links followed from each, the latest first where the latest count."""
        metas = (Meta.IRI, Meta.CLASS, Meta.LABEL, Meta.SOURCE, Meta.RUN)
        columns = [Named(name=meta.value, of=Property(node=self.grain, name=meta.value)) for meta in metas]
        places = [(node, path) for node, path in self.paths if path]
        for number, (node, path) in enumerate(places):
            for end, part in ((f"from {number}", path[:-1]), (f"to {number}", path)):
                columns.append(Named(name=end, of=Property(node=node, path=part, name=Meta.IRI.value)))
        order = None
        if self.latest is not None:
            columns.append(Named(name="latest", of=self.latest))
            order = Order(of=Column(name="latest"), descending=True)
        for row in self._ask(run, tuple(columns), limit=SHOWN, order=order).rows:
            yield _entity(row), list(_links(row[5:], [path[-1].link for _, path in places]))

    def total(self, run: Run) -> int:
        """How many entities of the grain satisfy the conditions."""
        number = Aggregate(function=AggregateFunction.COUNT, node=self.grain, latest=self.latest, per=self.per)
        rows = self._ask(run, (), Named(name="total", of=number), limit=1).rows
        return int(str(rows[0][0])) if rows else 0

    def representatives(self, run: Run) -> Iterator[str]:
        """One entity for each distinct set of products and load run, of the grain and of what is reached from it."""
        for node, path in dict.fromkeys([(self.grain, ()), *self.paths]):
            dimensions, first = _kinds(node, path), _first(node, path, self.grain)
            yield from _iris(self._ask(run, dimensions, first, limit=SOURCES))
        for edge in self.opened.edges:
            dimensions, first = _kinds(edge.target, ()), _first(edge.target, (), edge.target)
            yield from _iris(self._run(run, self._open((*dimensions,), first)))

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
        body = replace(self._open((grain, *ends)), limit_per=LimitPer(by=("grain",), first=1))
        for row in self._run(run, body).rows:
            yield from _links(row[1:], [edge.link for edge in self.opened.edges])

    def _open(self, dimensions: tuple[Named, ...], *measures: Named) -> Table:
        """The pattern with every EXISTS as nodes and edges of its own."""
        return Table(
            nodes=(*self.nodes, *self.opened.nodes),
            edges=(*self.edges, *self.opened.edges),
            where=self.opened.where,
            dimensions=dimensions,
            measures=measures,
            limit=SHOWN if not measures else SOURCES,
        )


def _kinds(node: str, path: Path) -> tuple[Named, ...]:
    metas = (Meta.SOURCE, Meta.RUN)
    return tuple(Named(name=meta.value, of=Property(node=node, path=path, name=meta.value)) for meta in metas)


def _first(node: str, path: Path, grain: str) -> Named:
    iri = Property(node=node, path=path, name=Meta.IRI.value)
    return Named(name="first", of=Aggregate(function=AggregateFunction.MIN, of=iri, node=grain))


def _iris(result: Result) -> Iterator[str]:
    yield from (str(row[2]) for row in result.rows if row[2] is not None)


def _read(where: Condition | None, steps: tuple[NamedStep, ...]) -> tuple[NamedStep, ...]:
    """The steps that a condition tests membership in; a plan carries no others."""
    read = {part.step for part in walk_conditions(where) if isinstance(part, InStep)} if where else set()
    return tuple(step for step in steps if step.name in read)


def _paths(expression: Expression, nodes: set[str]) -> Iterator[tuple[str, Path]]:
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
