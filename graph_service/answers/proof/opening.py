"""Opening: the EXISTS of a pattern as nodes and edges, so that what they found can be shown."""

from __future__ import annotations

from dataclasses import dataclass

from graph_service.ontology.model import Ontology
from graph_service.plan.conditions import Condition, Exists, both, conjuncts
from graph_service.plan.model import Edge, Node


@dataclass(frozen=True, kw_only=True)
class Opened:
    """What a pattern gets when its EXISTS are opened, and the condition that is left."""

    nodes: tuple[Node, ...] = ()
    edges: tuple[Edge, ...] = ()
    where: Condition | None = None


def opened(where: Condition | None, nodes: tuple[Node, ...], ontology: Ontology) -> Opened:
    """Every EXISTS that must hold, with those inside it; negated, counted and alternative ones stay conditions."""
    classes = {node.name: node.cls for node in nodes}
    found: list[Edge] = []
    left: list[Condition] = []
    waiting = list(conjuncts(where))
    while waiting:
        condition = waiting.pop(0)
        edges = _edges(condition, classes, ontology) if isinstance(condition, Exists) else []
        if isinstance(condition, Exists) and edges:
            found += edges
            waiting = [*conjuncts(condition.where), *waiting]
        else:
            left.append(condition)
    targets = dict.fromkeys(edge.target for edge in found)
    return Opened(
        nodes=tuple(Node(name=name, cls=classes[name]) for name in targets), edges=tuple(found), where=both(*left)
    )


def _edges(exists: Exists, classes: dict[str, str], ontology: Ontology) -> list[Edge]:
    """An edge for each to-one link of the path, then one for the link; notes the classes they lead to.

    None where it counts, narrows to a subclass on the way, or its name is taken.
    """
    found: list[Edge] = []
    source, cls = exists.node, classes.get(exists.node, "")
    if exists.at_least > 1 or exists.name in classes:
        return []
    for link, target in [*((step.link or "", "") for step in exists.path), (exists.link, exists.name)]:
        prop = ontology.property_of(cls, link)
        if prop is None or prop.range is None:
            return []
        name, cls = target or f"{exists.name}.{link}", prop.range
        found.append(Edge(source=source, link=link, target=name))
        classes[name] = cls
        source = name
    return found
