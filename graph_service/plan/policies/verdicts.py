"""Verdicts: which prohibitions hold for a role, on each class and each property.

    names the role      beats every permission
    for everybody       is lifted by a permission that names the role, on the same class or on one below it

So the more specific class wins: who may read people may not thereby read members, if members are prohibited. A class's
policies hold for its subclasses too, and a link's for its inverse.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from graph_service.ontology.model import Ontology
from graph_service.ontology.model import Property as OntologyProperty
from graph_service.plan.policies.overlap import Overlap
from graph_service.plan.policies.policy import Kind, Policy

Held = tuple[Policy, ...]  # the prohibitions that hold, of the nearest class first
OfProperty = tuple[str, str]  # a class and the name of a property


def holding(policies: Iterable[Policy], cls: str, role: str, ontology: Ontology) -> Held:
    """The prohibitions among policies on one thing that hold for a role on a class; none where it may be read."""
    above = ontology.ancestors(cls)
    mine = [policy for policy in policies if policy.cls in above]
    granted = [p.cls for p in mine if p.kind is Kind.PERMISSION and role in p.assignees]

    def lifted(policy: Policy) -> bool:
        return role not in policy.assignees and any(ontology.is_a(one, policy.cls) for one in granted)

    held = [policy for policy in mine if policy.kind is Kind.PROHIBITION and not lifted(policy)]
    return _as_hidden(sorted(held, key=lambda policy: (above.index(policy.cls), role not in policy.assignees)))


def _as_hidden(held: Iterable[Policy]) -> Held:
    """If one of them hides, none of them tells."""
    listed = tuple(held)
    hides = any(policy.hidden for policy in listed)
    return tuple(policy if policy.hidden is hides else replace(policy, hidden=True) for policy in listed)


def of_classes(ontology: Ontology, policies: Iterable[Policy], role: str) -> dict[str, Held]:
    """The classes that a role may not read."""
    targets = [policy for policy in policies if policy.property is None]
    found = {cls: holding(targets, cls, role, ontology) for cls in ontology.classes if targets}
    return {cls: held for cls, held in found.items() if held}


def of_properties(overlap: Overlap, policies: Iterable[Policy], role: str) -> dict[OfProperty, Held]:
    """The properties that a role may not read, and the links that would tell the same from their other end."""
    found = dict(_stated(overlap.ontology, policies, role))
    for key, held in _inverses(overlap, dict(found)):
        found[key] = _as_hidden((*found.get(key, ()), *held))
    return found


def _stated(ontology: Ontology, policies: Iterable[Policy], role: str) -> Iterator[tuple[OfProperty, Held]]:
    by_name: dict[str, list[Policy]] = {}
    for policy in policies:
        if policy.property is not None:
            by_name.setdefault(policy.property, []).append(policy)
    for name, targets in by_name.items():
        for cls in ontology.classes:
            held = holding(targets, cls, role, ontology)
            if held and ontology.property_of(cls, name) is not None:
                yield (cls, name), held


def _inverses(overlap: Overlap, denied: Mapping[OfProperty, Held]) -> Iterator[tuple[OfProperty, Held]]:
    """The same links read backwards: who may not read a link may not read it from its other end."""
    ontology = overlap.ontology
    for (cls, name), held in denied.items():
        prop = ontology.property_of(cls, name)
        for back in _backwards(ontology, prop) if prop is not None else ():
            for other in ontology.classes:
                if ontology.property_of(other, back.name) is back and _meets(overlap, prop, back, cls, other):
                    yield (other, back.name), held


def _backwards(ontology: Ontology, prop: OntologyProperty) -> Iterator[OntologyProperty]:
    """The properties that read the same stored link from its other end."""
    for other in ontology.properties.values():
        if other.inverse_of == prop.name or (prop.inverse_of is not None and prop.inverse_of == other.name):
            yield other


def _meets(overlap: Overlap, prop: OntologyProperty | None, back: OntologyProperty, cls: str, other: str) -> bool:
    """Whether the one property read on `cls` and the other on `other` can tell of the same pair of entities."""
    there = prop is None or prop.range is None or overlap.meet(prop.range, other)
    return there and (back.range is None or overlap.meet(back.range, cls))
