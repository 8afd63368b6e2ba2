"""Shapes: check SHACL property shapes on merged entities, and keep what violates them.

A violation is a row of "ledger:shape_result"; the entity stays served, unless the shape withholds it. Values of
personal properties are not repeated there. After a small load only dirty entities are checked again, except by
constraints that look at other entities (a class, an inverse path).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from graph_service.findings import Finding, Severity
from graph_service.loading.shapes.constraints import Constraint, constraints
from graph_service.loading.shapes.value_nodes import text_of
from graph_service.ontology.model import Ontology, Property, PropertyShape, Sensitivity
from graph_service.stores.connection import Connection, rows

DIRTY = "(SELECT id FROM temp._load_dirty)"
MASK = "'•••'"


@dataclass(frozen=True, kw_only=True)
class ShapeCount:
    """How many results one constraint of one shape has, with the IRI of one of the entities."""

    cls: str
    path: str
    component: str
    severity: str
    message: str
    results: int
    example: str

    def finding(self) -> Finding:
        """The count as a finding."""
        message = f"{self.results:,} × {self.message.rstrip('. ')}, e.g. <{self.example}>"
        return Finding(
            rule=f"sh:{self.component}",
            message=message,
            severity=Severity(self.severity),
            where=f"{self.cls}.{self.path}",
        )


def check_shapes(connection: Connection, ontology: Ontology, *, everything: bool) -> None:
    """Bring the results up to date for everything, or for the entities in temp._load_dirty."""
    connection.create_scalar_function("matches", matches, 2, deterministic=True)
    scope = "" if everything else f" WHERE entity IN {DIRTY}"
    connection.execute(f'DELETE FROM "ledger:shape_result"{scope}')
    for number, shape in enumerate(ontology.shapes):
        prop = ontology.property_of(shape.target, shape.path) or ontology.properties.get(shape.path)
        if shape.target in ontology.classes and prop:
            for constraint in constraints(ontology, shape, prop):
                _check(connection, number, shape, prop, constraint, everything=everything)


def shape_counts(connection: Connection) -> tuple[ShapeCount, ...]:
    """The results per shape and constraint, gravest and most first."""
    counted = (
        "SELECT class, path, component, severity, message, count(*) AS results, min(entity) AS first "
        'FROM "ledger:shape_result" GROUP BY shape, component'
    )
    query = (
        f"SELECT c.class, c.path, c.component, c.severity, c.message, c.results, a.iri FROM ({counted}) c "
        "JOIN \"ledger:alias\" a ON a.id = c.first ORDER BY c.severity = 'Violation' DESC, c.results DESC"
    )
    return tuple(
        ShapeCount(cls=cls, path=path, component=component, severity=severity, message=message, results=n, example=iri)
        for cls, path, component, severity, message, n, iri in rows(connection, query)
    )


def matches(*arguments: Any) -> bool | None:
    """Whether a pattern is found in a text (SHACL 4.4.3, by SPARQL's REGEX)."""
    text, pattern = arguments
    return None if text is None or pattern is None else _compiled(pattern).search(text) is not None


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _check(
    connection: Connection,
    number: int,
    shape: PropertyShape,
    prop: Property,
    constraint: Constraint,
    *,
    everything: bool,
) -> None:
    affected = "" if everything else _affected(prop, constraint)
    source = f"SELECT w.focus, w.value FROM ({constraint.query}) w{affected}"
    if not everything and (constraint.component == "class" or not prop.stored):
        _forget(connection, number, constraint)
    shown = MASK if prop.sensitivity is not Sensitivity.PUBLIC else text_of(prop)
    message = shape.message or f"{shape.target}.{shape.path} should have {constraint.wants}"
    connection.execute(
        f'INSERT INTO "ledger:shape_result" (entity, class, path, component, value, severity, message, shape) '
        f"SELECT v.focus, ?, ?, ?, iif(v.value IS NULL, NULL, {shown}), ?, ?, ? FROM ({source}) v",
        (shape.target, shape.path, constraint.component, shape.severity, message, number, *constraint.values),
    )


def _affected(prop: Property, constraint: Constraint) -> str:
    """Which focus nodes are checked again after a small load."""
    if not prop.stored or constraint.component == "class":
        return ""
    return f" WHERE w.focus IN {DIRTY}"


def _forget(connection: Connection, number: int, constraint: Constraint) -> None:
    """What is found again; the judgement of withheld entities stands, because their rows are not there to be judged."""
    query = 'DELETE FROM "ledger:shape_result" WHERE shape = ? AND component = ? AND entity NOT IN'
    connection.execute(f'{query} (SELECT entity FROM "ledger:withheld")', (number, constraint.component))
