"""Blocks: which nodes, filters and measures of a table are computed together, for every store alike.

A block is one sub-tree of the pattern under one grain. Measures of different blocks are never joined with each other's
rows: each block is grouped by itself and the groups are joined (see the semantics in `plan.model`).

A conjunct of the table's `where` belongs to the blocks that hold all of its nodes which any block holds; if there is
none, to every block. Where a block lacks some of its nodes, they become a branch: one EXISTS per group of conjuncts
that share nodes outside the block, so that they speak of the same entity.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from graph_service.ontology.model import Ontology
from graph_service.plan.conditions import Condition, Exists, conjuncts, expressions, inside
from graph_service.plan.expressions import Aggregate, Expression, Property, walk
from graph_service.plan.model import Edge, Named, Node, Table


@dataclass(frozen=True, kw_only=True)
class Branch:
    """Nodes outside a block, reached over `edges` that start at the block: they exist and satisfy `conditions`."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    conditions: tuple[Condition, ...]


@dataclass(frozen=True, kw_only=True)
class Block:
    """What is computed in one go: `aggregates` per entity of `grain`, grouped by the table's dimensions.

    A block without grain has no aggregates; it only says which groups there are. `latest` and `per` are those of all
    its aggregates; `where` holds the aggregates' own condition too.
    """

    grain: str | None
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    where: tuple[Condition, ...] = ()
    branches: tuple[Branch, ...] = ()
    aggregates: tuple[Named, ...] = ()
    latest: Expression | None = None
    per: tuple[Expression, ...] = ()

    @property
    def names(self) -> frozenset[str]:
        return frozenset(node.name for node in self.nodes)


def blocks(table: Table) -> tuple[Block, ...]:
    """The table's blocks: of its measures in order of first mention, then with `keep_empty` the dimensions' own."""
    measured = _measured(table)
    needed = [*measured]
    if not measured:
        needed.append(Block(grain=None, nodes=table.nodes, edges=table.edges))
    elif table.keep_empty and table.dimensions:
        own = _block(table, None, _mentioned(d.of for d in table.dimensions))
        needed += [own] if own.nodes or table.step else []
    held = frozenset[str]().union(*(block.names for block in needed))
    return tuple(_filtered(table, block, needed, held) for block in needed)


def aggregate_names(table: Table) -> dict[Aggregate, str]:
    """Every aggregate inside the measures with its column: the measure's name, or `name#1` where it is only a part."""
    found: dict[Aggregate, str] = {}
    for measure in table.measures:
        inner = [e for e in walk(measure.of) if isinstance(e, Aggregate)]
        for number, aggregate in enumerate(inner, start=1):
            name = measure.name if aggregate == measure.of else f"{measure.name}#{number}"
            found.setdefault(aggregate, name)
    return found


def multiplies(block: Block, ontology: Ontology) -> bool:
    """Whether an entity of the grain may come more than once: some edge away from the grain leads to many."""
    if block.grain is None:
        return False
    seen, waiting = {block.grain}, list(block.edges)
    while waiting:
        edge = next((e for e in waiting if (e.source in seen) != (e.target in seen)), None)
        if edge is None:
            return True  # a cycle or a part on its own: be careful
        waiting.remove(edge)
        if leads_to_many(edge, block, ontology, forward=edge.source in seen):
            return True
        seen |= {edge.source, edge.target}
    return False


def leads_to_many(edge: Edge, block: Block, ontology: Ontology, *, forward: bool) -> bool:
    """Whether one entity at the edge's near end may have several at its far end."""
    classes = {node.name: node.cls for node in block.nodes}
    prop = ontology.property_of(classes[edge.source], edge.link)
    if prop is None or (edge.least, edge.most) != (1, 1):
        return True
    if forward:
        return prop.many
    if prop.inverse_of is not None:
        return ontology.properties[prop.inverse_of].many
    views = [p for p in ontology.properties.values() if p.inverse_of == prop.name and not p.many]
    return not any(ontology.is_a(classes[edge.source], view.range or "") for view in views)


def nodes_of_expression(expression: Expression) -> frozenset[str]:
    """The nodes an expression reads, those of an aggregate's `where` included."""
    found: set[str] = set()
    for part in walk(expression):
        if isinstance(part, Property):
            found.add(part.node)
        if isinstance(part, Aggregate):
            found |= {part.node, *(nodes_of_condition(part.where) if part.where else ())}
    return frozenset(found)


def nodes_of_condition(condition: Condition) -> frozenset[str]:
    """The nodes of the enclosing scope a condition reads; names that an exists introduces are its own."""
    found = _mentioned(expressions(condition))
    within = frozenset[str]().union(*(nodes_of_condition(part) for part in inside(condition)))
    if isinstance(condition, Exists):
        return found | {condition.node} | (within - {condition.name})
    return found | within


def subtree(table: Table, required: Iterable[str]) -> tuple[tuple[Node, ...], tuple[Edge, ...]]:
    """The smallest connected part of the pattern that holds the required nodes."""
    wanted, edges = frozenset(required), list(table.edges)
    kept = {node.name for node in table.nodes}
    while loose := [name for name in kept - wanted if sum(name in (e.source, e.target) for e in edges) <= 1]:
        kept -= set(loose)
        edges = [e for e in edges if e.source in kept and e.target in kept]
    return tuple(node for node in table.nodes if node.name in kept), tuple(edges)


def _measured(table: Table) -> list[Block]:
    """Blocks of the measures, still without the table's conditions."""
    dimensions = _mentioned(d.of for d in table.dimensions)
    found: dict[object, Block] = {}
    for aggregate, name in aggregate_names(table).items():
        grain = _grain(aggregate, table)
        needs = dimensions | (nodes_of_expression(aggregate) - {aggregate.node}) | {grain}
        block = _block(table, grain, needs)
        key = (grain, block.names, aggregate.where, aggregate.latest, aggregate.per)
        before = found.get(key)
        found[key] = Block(
            grain=grain,
            nodes=block.nodes,
            edges=block.edges,
            where=conjuncts(aggregate.where),
            aggregates=(*(before.aggregates if before else ()), Named(name=name, of=aggregate)),
            latest=aggregate.latest,
            per=aggregate.per,
        )
    return list(found.values())


def _block(table: Table, grain: str | None, required: Iterable[str]) -> Block:
    nodes, edges = subtree(table, required)
    return Block(grain=grain, nodes=nodes, edges=edges)


def _grain(aggregate: Aggregate, table: Table) -> str:
    """The aggregate's node; where that is not in the pattern, the node its expression reads first."""
    names = [node.name for node in table.nodes]
    if aggregate.node in names or not names:
        return aggregate.node
    read = (p.node for p in walk(aggregate.of) if isinstance(p, Property)) if aggregate.of else iter(())
    return next(read, names[0])


def _filtered(table: Table, block: Block, every: list[Block], held: frozenset[str]) -> Block:
    """The block with the conjuncts of the table's `where` that belong to it."""
    where, outside = list(block.where), list[Condition]()
    for conjunct in conjuncts(table.where):
        needs = nodes_of_condition(conjunct)
        if needs <= block.names or not table.nodes:
            where.append(conjunct)
        elif needs & held <= block.names or not any(needs & held <= other.names for other in every):
            outside.append(conjunct)
    return Block(
        grain=block.grain,
        nodes=block.nodes,
        edges=block.edges,
        where=tuple(where),
        branches=tuple(_branches(table, block, outside)),
        aggregates=block.aggregates,
        latest=block.latest,
        per=block.per,
    )


def _branches(table: Table, block: Block, conditions: list[Condition]) -> Iterator[Branch]:
    groups: list[tuple[frozenset[str], list[Condition]]] = []
    for condition in conditions:
        needs, together = _beyond(table, block, nodes_of_condition(condition)), [condition]
        for group in [g for g in groups if g[0] & needs]:
            groups.remove(group)
            needs, together = needs | group[0], [*group[1], *together]
        groups.append((needs, together))
    for names, together in groups:
        edges = [e for e in subtree(table, block.names | names)[1] if not {e.source, e.target} <= block.names]
        nodes = tuple(node for node in table.nodes if node.name in names)
        yield Branch(nodes=nodes, edges=tuple(edges), conditions=tuple(together))


def _beyond(table: Table, block: Block, needs: frozenset[str]) -> frozenset[str]:
    return frozenset(node.name for node in subtree(table, block.names | needs)[0]) - block.names


def _mentioned(of: Iterable[Expression]) -> frozenset[str]:
    return frozenset[str]().union(*(nodes_of_expression(e) for e in of))
