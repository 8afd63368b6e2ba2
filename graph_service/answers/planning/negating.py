"""Negating: the opposite of a condition as a person means it: what has no value at all is not that value either."""

from __future__ import annotations

from graph_service.answers.planning.anchor import Anchor
from graph_service.answers.planning.paths import always_there
from graph_service.ontology.model import Ontology
from graph_service.plan.conditions import And, Compare, Condition, Not, Null, Or
from graph_service.plan.expressions import Property


def negated(ontology: Ontology, anchor: Anchor, condition: Condition) -> Condition:
    """Not the condition; with three-valued logic a missing value would otherwise be neither."""
    match condition:
        case Or(conditions=parts) if not any(isinstance(part, Null) for part in parts):
            return And(conditions=tuple(negated(ontology, anchor, part) for part in parts))
        case Compare(left=Property() as left) if not _always(ontology, anchor, left):
            return Or(conditions=(Not(condition=condition), Null(of=left)))
        case _:
            return Not(condition=condition)


def _always(ontology: Ontology, anchor: Anchor, left: Property) -> bool:
    if left.node != anchor.node:
        return False
    links = tuple(step.link or "" for step in left.path)
    return always_there(ontology, anchor.start, (*links, left.name), strict=True)
