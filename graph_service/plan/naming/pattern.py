"""A table's pattern: nodes of known classes, edges that fit them, all one tree."""

from __future__ import annotations

from dataclasses import replace

from graph_service.findings import Finding
from graph_service.ontology.model import Ontology
from graph_service.plan.expressions import THING
from graph_service.plan.model import Edge, Table
from graph_service.plan.naming.lookups import unknown_class, unknown_link
from graph_service.plan.walking.places import Place, finding


def resolve_pattern(table: Table, place: Place, ontology: Ontology, findings: list[Finding]) -> Table:
    """The table with the class of every node; what does not fit is found."""
    for node in table.nodes:
        if node.guard is not None:
            findings.append(finding("guard", "Guards are set by policies only", place.child(f"nodes.{node.name}")))
        if node.cls and node.cls != THING and node.cls not in ontology.classes:
            findings.append(unknown_class(ontology, node.cls, place.child(f"nodes.{node.name}")))
    known = {n.name: n.cls if n.cls in ontology.classes or n.cls == THING else "" for n in table.nodes}
    for number, edge in _outward(table):
        _resolve_edge(edge, place.child(f"edges[{number}]"), known, ontology, findings)
    _judge_tree(table, place, findings)
    if all(node.cls == known[node.name] for node in table.nodes):
        return table
    return replace(table, nodes=tuple(replace(node, cls=known[node.name]) for node in table.nodes))


def _outward(table: Table) -> list[tuple[int, Edge]]:
    """Edges in an order in which a node between is reached before it is left."""
    return sorted(enumerate(table.edges), key=lambda item: item[1].source.count("."))


def _resolve_edge(edge: Edge, place: Place, known: dict[str, str], ontology: Ontology, findings: list[Finding]) -> None:
    for end in (edge.source, edge.target):
        if end not in known:
            findings.append(finding("pattern", f"The edge names a node that is not there: '{end}'", place))
            return
    source, target = known[edge.source], known[edge.target]
    if not source:
        return
    prop = ontology.property_of(source, edge.link)
    if prop is None or prop.range is None:
        findings.append(_no_link(edge, source, target, ontology, place))
        return
    if not target:
        known[edge.target] = prop.range
    elif not fits(ontology, prop.range, target):
        message = f"{source}.{edge.link} leads to {prop.range}, but '{edge.target}' is {target}"
        findings.append(finding("pattern", message, place, _links_to(ontology, source, target)))
    if edge.most > 1 and ontology.property_of(prop.range, edge.link) is None:
        message = f"{source}.{edge.link} leads to {prop.range}, from where there is no '{edge.link}' to follow again"
        findings.append(finding("pattern", message, place))


def fits(ontology: Ontology, given: str, wanted: str) -> bool:
    """Whether an entity of class `given` may be one of class `wanted`."""
    return wanted == THING or ontology.is_a(given, wanted) or ontology.is_a(wanted, given)


def _no_link(edge: Edge, source: str, target: str, ontology: Ontology, place: Place) -> Finding:
    back = ontology.property_of(target, edge.link) if target else None
    if back is not None and back.range and fits(ontology, back.range, source):
        turned = f"{{from: {edge.target}, link: {edge.link}, to: {edge.source}}}"
        message = f"'{edge.link}' is a link of {target}, not of {source}: turn the edge round, {turned}"
        return finding("pattern", message, place)
    direct = _links_to(ontology, source, target) if target else ()
    if direct:
        return finding("pattern", f"Unknown link on {source}: '{edge.link}'", place, direct)
    return unknown_link(ontology, source, edge.link, place)


def _links_to(ontology: Ontology, source: str, target: str) -> tuple[str, ...]:
    links = ontology.properties_of(source).values()
    return tuple(p.name for p in links if p.range and not p.implicit and ontology.is_a(p.range, target))[:3]


def _judge_tree(table: Table, place: Place, findings: list[Finding]) -> None:
    """A tree: every node reached from the first, no node by two ways."""
    if not table.nodes:
        return
    group = {node.name: node.name for node in table.nodes}

    def root(name: str) -> str:
        while group[name] != name:
            name = group[name]
        return name

    for number, edge in enumerate(table.edges):
        if edge.source not in group or edge.target not in group:
            continue
        one, other = root(edge.source), root(edge.target)
        if one == other:
            message = (
                f"The edge joins '{edge.source}' and '{edge.target}', which are joined already; a pattern is a tree"
            )
            findings.append(finding("pattern", message, place.child(f"edges[{number}]")))
        group[other] = one
    apart = [node.name for node in table.nodes if root(node.name) != root(table.nodes[0].name)]
    if apart:
        shown = ", ".join(f"'{name}'" for name in apart)
        message = f"No edge joins {shown} to '{table.nodes[0].name}'; every node of a pattern is joined to the others"
        findings.append(finding("pattern", message, place.child("edges")))
