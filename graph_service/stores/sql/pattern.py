"""Patterns in SQL: the nodes of a block or a branch as joined tables, with their guards."""

from __future__ import annotations

from graph_service.ontology.model import Property
from graph_service.plan.blocks import Branch
from graph_service.plan.conditions import Condition
from graph_service.plan.expressions import THIS
from graph_service.plan.model import Edge, Node
from graph_service.stores.sql.conditions import predicate
from graph_service.stores.sql.frames import Frame, Place, table_of, unsupported
from graph_service.stores.sql.links import Joined, joined, joins, meet_edge
from graph_service.stores.sql.writing import nested, select


def arranged(frame: Frame, nodes: tuple[Node, ...], edges: tuple[Edge, ...], start: str | None) -> list[Joined]:
    """The tables of the nodes, each joined to one before it; `start` None goes on from the places around the frame."""
    tables: list[Joined] = []
    if start is not None:
        first = _place(frame, nodes, start)
        tables.append(Joined(table=table_of(frame.compilation, first.cls), alias=first.alias, on=()))
    waiting, names = list(edges), {node.name for node in nodes}
    reached = {start} if start is not None else {e for edge in edges for e in (edge.source, edge.target)} - names
    while waiting:
        edge = next((e for e in waiting if (e.source in reached) != (e.target in reached)), None)
        if edge is None:
            raise unsupported("Its pattern is not a tree: every node is reached over exactly one link")
        waiting.remove(edge)
        tables += _reach(frame, nodes, edge, forward=edge.source in reached)
        reached |= {edge.source, edge.target}
    if names - reached:
        raise unsupported(f"The node '{min(names - reached)}' is not linked with the others")
    return tables


def guards(frame: Frame, nodes: tuple[Node, ...]) -> list[str]:
    """The guards of the nodes as conditions."""
    return [
        predicate(node.guard, frame.within({THIS: frame.place(node.name)})) for node in nodes if node.guard is not None
    ]


def branch_exists(frame: Frame, branch: Branch) -> str:
    """A branch outside a block: its nodes exist and satisfy its conditions."""
    inner = Frame(frame.compilation, frame)
    first, *rest = arranged(inner, branch.nodes, branch.edges, None)
    where = [*guards(inner, branch.nodes), *(predicate(condition, inner) for condition in branch.conditions)]
    sources = [first.source, *joins(tuple(rest)), *inner.sources]
    return f"EXISTS {nested(select(['1'], sources, where=[*first.on, *where]))}"


def _reach(frame: Frame, nodes: tuple[Node, ...], edge: Edge, *, forward: bool) -> tuple[Joined, ...]:
    near, far = (edge.source, edge.target) if forward else (edge.target, edge.source)
    known, new = frame.place(near), _place(frame, nodes, far)
    source, target = (known, new) if forward else (new, known)
    meeting = meet_edge(frame, edge, source, target)
    _share(frame, nodes, edge)
    return joined(frame, meeting if forward else meeting.turned(), new)


def _share(frame: Frame, nodes: tuple[Node, ...], edge: Edge) -> None:
    """Let paths over a link to one read the node that the edge joins: no row has another entity at the link's end.

    A path that is guarded may read it if the node has the same guard, which then holds for every row.
    """
    source, target = frame.place(edge.source), frame.place(edge.target)
    prop = frame.link(source.cls, edge.link)
    if (edge.least, edge.most) != (1, 1):
        return
    guards = {node.name: node.guard for node in nodes}
    _share_end(frame, source, prop, target, guards.get(edge.target))
    if prop.inverse_of is not None:
        _share_end(frame, target, frame.ontology.properties[prop.inverse_of], source, guards.get(edge.source))


def _share_end(frame: Frame, near: Place, link: Property, far: Place, guard: Condition | None) -> None:
    if not link.many and far.cls == link.range and frame.ontology.property_of(near.cls, link.name) is link:
        frame.reach_by(near, link.name, far, guard)


def _place(frame: Frame, nodes: tuple[Node, ...], name: str) -> Place:
    cls = next(node.cls for node in nodes if node.name == name)
    frame.nodes[name] = Place(alias=frame.alias(name), cls=cls, certain=True)
    return frame.nodes[name]
