"""Patterns: links as arrows, and MATCH clauses that hold no relationship type twice.

Cypher lets one MATCH use each relationship once only (a line's own basket would not lead back to the line), which no
plan means: a type that comes again starts another MATCH.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from graph_service.ontology.model import Ontology, Property
from graph_service.ontology.naming import quote_cypher, relationship_type
from graph_service.plan.expressions import THING
from graph_service.stores.cypher.context import labels


@dataclass(frozen=True, kw_only=True)
class Hop:
    """An arrow from one variable to another."""

    source: str
    arrow: str
    target: str
    kind: str


@dataclass(kw_only=True)
class Pattern:
    """Nodes with their labels and the hops between them, in the order they were added."""

    labels: dict[str, str] = field(default_factory=dict)
    hops: list[Hop] = field(default_factory=list)

    def lines(self) -> list[str]:
        """The MATCH clauses, each label written where its node first appears."""
        open_labels = dict(self.labels)
        written = [f"MATCH {_chains(hops, open_labels)}" for hops in _apart(self.hops)]
        alone = [f"({name}{label})" for name, label in open_labels.items() if label]
        return [*([f"MATCH {', '.join(alone)}"] if alone else []), *written]


def arrow(prop: Property, least: int = 1, most: int = 1, between: str = "") -> str:
    """The link as an arrow from left to right; an inverse points against its stored relationship.

    `between` are the labels of every entity that a link followed several times leads to.
    """
    kind = quote_cypher(relationship_type(prop.inverse_of or prop.name))
    one = f"-[:{kind}]->" if prop.stored else f"<-[:{kind}]-"
    if (least, most) == (1, 1):
        return one
    return f"{f'((){one}({between}))' if between else one}{{{least},{most}}}"


def hop(prop: Property, source: str, target: str, least: int = 1, most: int = 1, between: str = "") -> Hop:
    """The link followed from one variable to another."""
    kind = prop.inverse_of or prop.name
    return Hop(source=source, arrow=arrow(prop, least, most, between), target=target, kind=kind)


def between_labels(prop: Property, ontology: Ontology) -> str:
    """The labels of what a link leads to on the way, none where its relationship leads to nothing else."""
    stored = prop.inverse_of
    if stored is None or prop.range in (None, THING):
        return ""
    holders = (cls for cls in ontology.classes if ontology.property_of(cls, stored))
    return "" if all(ontology.is_a(cls, prop.range or "") for cls in holders) else labels(prop.range or "")


def target_labels(prop: Property, cls: str, ontology: Ontology) -> str:
    """The labels of what a link reaches: the class asked for, and the range that tells one inverse from another."""
    if prop.stored or prop.range in (None, THING) or ontology.is_a(cls, prop.range or ""):
        return labels(cls)
    assert prop.range is not None
    return labels(prop.range) if cls == THING or ontology.is_a(prop.range, cls) else labels(cls, prop.range)


def _apart(hops: list[Hop]) -> list[list[Hop]]:
    groups: list[list[Hop]] = []
    for one in hops:
        if not groups or any(one.kind == other.kind for other in groups[-1]):
            groups.append([])
        groups[-1].append(one)
    return groups


def _chains(hops: list[Hop], open_labels: dict[str, str]) -> str:
    """The hops as paths, each going on where the one before ended."""
    chains: list[str] = []
    end = None
    for one in hops:
        target = f"({one.target}{open_labels.pop(one.target, '')})"
        if one.source == end:
            chains[-1] += f"{one.arrow}{target}"
        else:
            chains.append(f"({one.source}{open_labels.pop(one.source, '')}){one.arrow}{target}")
        end = one.target
    return ", ".join(chains)
