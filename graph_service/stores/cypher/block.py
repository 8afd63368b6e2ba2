"""A block of a table in Cypher: its pattern with guards, conditions and branches, then its groups and aggregates."""

from __future__ import annotations

from dataclasses import dataclass

from graph_service.plan.blocks import Block, Branch, multiplies
from graph_service.plan.expressions import THIS, Aggregate
from graph_service.plan.model import Edge, Node, Table
from graph_service.stores.cypher.conditions import filtered
from graph_service.stores.cypher.context import Context, subquery
from graph_service.stores.cypher.expressions import value
from graph_service.stores.cypher.frame import Frame
from graph_service.stores.cypher.grouping import Grouping, grouped
from graph_service.stores.cypher.measures import Projection
from graph_service.stores.cypher.pattern import between_labels, hop, target_labels
from graph_service.stores.cypher.values import Value


@dataclass(frozen=True, kw_only=True)
class BlockText:
    """Clauses up to the grouping, the items that group, the dimensions after it, and the aggregates in it."""

    lines: list[str]
    groups: list[str]
    dimensions: list[Value]
    aggregates: dict[Aggregate, Value]


def block_text(block: Block, table: Table, names: list[str], context: Context) -> BlockText:
    """One block; its dimensions get the names given, the same in every block of the table."""
    frame = Frame(context=context)
    head = _rows_of_step(frame, table.step) if table.step is not None else _pattern(frame, block.nodes, block.edges)
    for branch in block.branches:
        frame.early.append(_branch(frame, branch))
    filtered(frame, block.where)
    groups = Projection(context=context)
    dimensions = [groups.column(value(d.of, frame), name) for d, name in zip(table.dimensions, names, strict=True)]
    grouping = Grouping(
        aggregates=tuple(named.of for named in block.aggregates if isinstance(named.of, Aggregate)),
        grain=frame.place(block.grain).variable if block.nodes and block.grain else None,
        again=bool(block.nodes) and multiplies(block, context.ontology),
        latest=block.latest,
        per=block.per,
    )
    lines, aggregates = grouped(frame, groups, grouping)
    return BlockText(lines=[*head, *lines], groups=groups.items(), dimensions=dimensions, aggregates=aggregates)


def _rows_of_step(frame: Frame, step: str) -> list[str]:
    rows = frame.context.steps[step]
    frame.columns = rows.columns
    return [f"UNWIND {rows.variable} AS row"]


def _pattern(frame: Frame, nodes: tuple[Node, ...], edges: tuple[Edge, ...]) -> list[str]:
    """Nodes and edges in the frame's pattern, each node's guard with the conditions."""
    for node in nodes:
        frame.add(node.name, node.cls)
    for edge in edges:
        _edge(frame, edge)
    for node in nodes:
        if node.guard is not None:
            with frame.naming(THIS, frame.nodes[node.name]):
                filtered(frame, (node.guard,))
    return []


def _edge(frame: Frame, edge: Edge) -> None:
    """The link as often as the edge says; what comes before the last `most - least` times is a MATCH each.

    A plan means walks, which may use a link again, and one MATCH uses a relationship once only. What a walk of one to n
    links reaches, though, a path does that uses none twice: the shortest walk is one.
    """
    source, target = frame.place(edge.source), frame.place(edge.target)
    prop = frame.property(source, edge.link)
    near, between = source.variable, between_labels(prop, frame.context.ontology)
    for _ in range(edge.least - 1):
        far = frame.context.variable(prop.range or source.cls)
        frame.pattern.hops.append(hop(prop, near, far))
        frame.pattern.labels[far] = between
        near = far
    least, most = min(edge.least, 1), edge.most - max(edge.least - 1, 0)
    frame.pattern.hops.append(hop(prop, near, target.variable, least, most, between))
    if (edge.least, edge.most) == (1, 1):
        frame.meet(prop, source, target)
    if target.variable in frame.pattern.labels:  # else it belongs to the scope around a branch, where it has its class
        frame.pattern.labels[target.variable] = target_labels(prop, target.cls, frame.context.ontology)


def _branch(frame: Frame, branch: Branch) -> str:
    """Nodes outside the block: they exist and satisfy their conditions."""
    inner = frame.inner()
    _pattern(inner, branch.nodes, branch.edges)
    filtered(inner, branch.conditions)
    return subquery("EXISTS", [*inner.body(), *inner.ending()])
