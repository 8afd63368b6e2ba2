"""SHACL property shapes: constraints on merged entities; they also state domains, ranges and the rank of keys.

    sh:NodeShape (sh:targetClass C, or C itself) → sh:property → sh:path with sh:minCount, sh:maxCount, sh:datatype,
    sh:class, sh:nodeKind, sh:pattern, sh:in, sh:minInclusive, sh:maxInclusive, sh:severity, sh:message, sh:order

https://www.w3.org/TR/shacl/#property-shapes. Anything else of SHACL has no effect and is reported once as Info.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from graph_service.findings import Finding, Severity
from graph_service.ontology.model import Property, PropertyShape
from graph_service.ontology.names import Terms, local_name
from graph_service.ontology.terms import (
    ABSENT_MEANS_ALL,
    DASH,
    LABEL_ROLE,
    NOTATION,
    ORDER,
    PATH,
    PROPERTY,
    PROPERTY_ROLE,
    SH,
    TARGET_CLASS,
    WITHHOLD,
)
from graph_service.ontology.turtle import Literal, Statements, is_blank

UNDERSTOOD = {
    SH + name
    for name in (
        "path", "minCount", "maxCount", "datatype", "class", "nodeKind", "pattern", "in", "minInclusive",
        "maxInclusive", "severity", "message", "order", "group", "name", "description", "property", "targetClass",
        "deactivated",
    )
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class RawShape:
    """A property shape before names are known: target class and path are IRIs, `node` its own subject."""

    node: str
    target: str
    path: str
    order: float | None
    is_label: bool
    single: bool
    place: str


def raw_shapes(statements: Statements) -> tuple[tuple[RawShape, ...], list[Finding]]:
    """Every active property shape of a target class whose path is one property."""
    found: list[RawShape] = []
    findings: list[Finding] = []
    ignored: dict[str, str] = {}
    for owner, mine in sorted(statements.subjects.items()):
        for node in sorted({node for node in mine.get(PROPERTY, ()) if isinstance(node, str)}):
            place = statements.places.get(owner, "")
            for predicate in statements.subjects.get(node, {}):
                if predicate.startswith(SH) and predicate not in UNDERSTOOD:
                    ignored.setdefault(predicate, place)
            found.extend(_raw(statements, owner, node, place, findings))
    for predicate, place in sorted(ignored.items()):
        message = f"No effect: sh:{predicate.removeprefix(SH)} is not evaluated."
        findings.append(Finding(rule="shape-ignored", message=message, severity=Severity.INFO, where=place))
    return tuple(found), findings


def _raw(statements: Statements, owner: str, node: str, place: str, findings: list[Finding]) -> Iterator[RawShape]:
    if statements.is_true(owner, SH + "deactivated") or statements.is_true(node, SH + "deactivated"):
        return
    paths = statements.resources(node, PATH)
    if len(paths) != 1 or is_blank(paths[0]):
        message = f"No effect: a shape of '{local_name(owner)}' has no sh:path, or one of more than one property."
        findings.append(Finding(rule="shape-ignored", message=message, severity=Severity.INFO, where=place))
        return
    order = statements.text(node, ORDER)
    for target in statements.resources(owner, TARGET_CLASS) or (owner,):
        yield RawShape(
            node=node,
            target=target,
            path=paths[0],
            order=_number(order),
            is_label=bool({LABEL_ROLE, DASH + "labelRole"}.intersection(statements.resources(node, PROPERTY_ROLE))),
            single=statements.text(node, SH + "maxCount") == "1",
            place=place,
        )


def _number(text: str | None) -> float | None:
    try:
        return None if text is None else float(text)
    except ValueError:
        return None


def read_shapes(
    statements: Statements, raw: tuple[RawShape, ...], classes: Terms, properties: dict[str, Property]
) -> tuple[PropertyShape, ...]:
    """The constraints of the shapes whose class and property are served, in the order of class, property, node."""
    by_iri = {prop.iri: prop for prop in properties.values()}
    found = [
        _shape(statements, one, classes, by_iri[one.path])
        for one in raw
        if one.target in classes.names and one.path in by_iri
    ]
    return tuple(sorted(dict.fromkeys(found), key=lambda s: (s.target, s.path, repr(s))))


def _shape(statements: Statements, raw: RawShape, classes: Terms, prop: Property) -> PropertyShape:
    def text(name: str) -> str | None:
        return statements.text(raw.node, SH + name)

    def count(name: str) -> int | None:
        value = text(name)
        return int(value) if value and value.isdigit() else None

    cls = next((classes.names[c] for c in statements.resources(raw.node, SH + "class") if c in classes.names), None)
    severity = next(iter(statements.resources(raw.node, SH + "severity")), SH + "Violation")
    stated = bool(statements.resources(raw.node, SH + "datatype"))
    return PropertyShape(
        target=classes.names[raw.target],
        path=prop.name,
        min_count=count("minCount"),
        max_count=count("maxCount"),
        pattern=text("pattern"),
        one_of=tuple(members(statements, raw.node)),
        datatype=prop.datatype if stated else None,
        cls=cls,
        min_inclusive=text("minInclusive"),
        max_inclusive=text("maxInclusive"),
        severity=severity.removeprefix(SH),
        message=text("message"),
        withhold=statements.is_true(raw.node, WITHHOLD),
        absent_means_all=statements.is_true(raw.node, ABSENT_MEANS_ALL),
    )


def members(statements: Statements, node: str) -> Iterator[str]:
    """The values of sh:in in their order: literals as written, concepts by their skos:notation."""
    for head in statements.resources(node, SH + "in")[:1]:
        for item in statements.items(head):
            if isinstance(item, Literal):
                yield item.text
            else:
                yield statements.text(item, NOTATION) or local_name(item)
