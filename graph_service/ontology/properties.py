"""Properties that hold values: domains, range, cardinality and everything a planner needs to know of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from graph_service.findings import Finding, Severity, closest
from graph_service.ontology.codes import enumeration_of
from graph_service.ontology.model import Aggregation, Class, Datatype, Enumeration, Property, Sensitivity
from graph_service.ontology.names import Terms, local_name
from graph_service.ontology.ranges import DATATYPES, Range, range_of
from graph_service.ontology.shapes import RawShape
from graph_service.ontology.terms import (
    AGGREGATION,
    ANNOTATION_PROPERTY,
    AT_MOST,
    DEPRECATED,
    DOMAIN,
    DOMAIN_INCLUDES,
    EQUIVALENT_CLASS,
    FUNCTIONAL,
    HAS_PERSONAL_DATA,
    HAS_UNIT,
    ON_PROPERTY,
    ORDER,
    PERSONAL_DATA,
    PROPERTY_TYPES,
    SENSITIVE_DATA,
    SH,
    SUBCLASS_OF,
    THINGS,
    UNION_OF,
)
from graph_service.ontology.turtle import Statements, is_blank
from graph_service.ontology.words import words_of

UNRANKED = 1000.0


@dataclass(frozen=True, kw_only=True)
class Reader:
    """What reading one property needs to look at; built once."""

    statements: Statements
    classes: Terms
    tree: Mapping[str, Class]
    languages: tuple[str, ...]
    shapes: Mapping[str, list[RawShape]]
    schemes: Mapping[str, Enumeration]
    single: Mapping[str, frozenset[str]]
    ancestors: Mapping[str, tuple[str, ...]]


def declared_properties(statements: Statements) -> list[str]:
    """The IRIs of declared properties; annotation properties and the languages' own terms are not served."""
    annotations = set(statements.typed(ANNOTATION_PROPERTY))
    return [iri for iri in statements.typed(*PROPERTY_TYPES) if not is_blank(iri) and iri not in annotations]


def single_valued(statements: Statements, classes: Terms, raw: tuple[RawShape, ...]) -> dict[str, frozenset[str]]:
    """Property IRI → classes on which a restriction or a shape allows one value at most."""
    found: dict[str, set[str]] = {}
    for iri, name in classes.names.items():
        for node in statements.resources(iri, SUBCLASS_OF, EQUIVALENT_CLASS):
            if is_blank(node) and statements.text(node, *AT_MOST) == "1":
                for prop in statements.resources(node, ON_PROPERTY):
                    found.setdefault(prop, set()).add(name)
    for shape in raw:
        if shape.single and shape.target in classes.names:
            found.setdefault(shape.path, set()).add(classes.names[shape.target])
    return {prop: frozenset(names) for prop, names in found.items()}


def read_property(reader: Reader, iri: str, name: str) -> tuple[Property | None, Enumeration | None, list[Finding]]:
    """One property; None where it cannot be served, which a finding then says."""
    statements, place = reader.statements, reader.statements.places.get(iri, "")
    shapes = list(reader.shapes.get(iri, ()))
    domains, findings = domains_of(reader, iri, name)
    if domains is None:
        return None, None, findings
    found, more = range_of(statements, iri, name, shapes, reader.classes)
    findings += more
    target = nearest_common(found.classes, reader.ancestors) if found and found.classes else None
    if found is None or (found.classes and target is None):
        findings += _no_common(found, name, place)
        return None, None, findings
    enumeration, problem = enumeration_of(statements, iri, name, shapes, dict(reader.schemes), reader.languages)
    findings += [problem] if problem else []
    if found.datatype is not Datatype.STRING:
        enumeration = None
    prop = Property(
        iri=iri,
        name=name,
        words=words_of(statements, iri, name, reader.languages),
        domains=domains,
        datatype=found.datatype,
        range=target,
        many=not is_single(reader, iri, domains),
        localized=found.localized,
        scale=found.scale,
        enumeration=enumeration.name if enumeration else None,
        unit=next((local_name(unit) for unit in statements.resources(iri, HAS_UNIT)), None),
        aggregation=_aggregation(statements, iri, name, findings),
        is_key=_is_key(reader, name, domains),
        order=_order(statements, iri, shapes),
        group=_group(statements, iri, shapes),
        sensitivity=_sensitivity(statements, iri),
        deprecated=statements.is_true(iri, DEPRECATED),
        source=place,
    )
    return prop, enumeration, findings


def domains_of(reader: Reader, iri: str, name: str) -> tuple[tuple[str, ...] | None, list[Finding]]:
    """Class names from rdfs:domain, unions, schema:domainIncludes and shapes; None where all stated are unknown."""
    statements, place = reader.statements, reader.statements.places.get(iri, "")
    stated = [c for node in statements.resources(iri, DOMAIN, *DOMAIN_INCLUDES) for c in _opened(statements, node)]
    stated += [shape.target for shape in reader.shapes.get(iri, ())]
    if not stated or any(cls in THINGS for cls in stated):
        return (), []
    names: set[str] = set()
    findings: list[Finding] = []
    for cls in (one for one in dict.fromkeys(stated) if one not in DATATYPES):
        found, finding = reader.classes.find(cls, f"as domain of '{name}'", place)
        names |= {found} if found else set()
        findings += [finding] if finding else []
    covered = {n for n in names if any(a in names for a in reader.ancestors[n][1:] if n not in reader.ancestors[a])}
    return (tuple(sorted(names - covered)) if names else None), findings


def _opened(statements: Statements, node: str) -> Iterator[str]:
    if not is_blank(node):
        yield node
    for head in statements.resources(node, UNION_OF):
        for member in statements.items(head):
            if isinstance(member, str):
                yield from _opened(statements, member)


def is_single(reader: Reader, iri: str, domains: tuple[str, ...]) -> bool:
    """Functional, or limited to one value on every domain class (itself or a superclass)."""
    if FUNCTIONAL in reader.statements.types(iri):
        return True
    single = reader.single.get(iri, frozenset())
    return bool(domains) and all(not single.isdisjoint(reader.ancestors[domain]) for domain in domains)


def _is_key(reader: Reader, name: str, domains: tuple[str, ...]) -> bool:
    """A key of every domain: a name that is key of one class and free text of another stays free text."""
    return bool(domains) and all(
        any((name,) in reader.tree[ancestor].keys for ancestor in reader.ancestors[domain]) for domain in domains
    )


def nearest_common(classes: tuple[str, ...], ancestors: Mapping[str, tuple[str, ...]]) -> str | None:
    """The most specific class that all of them are or specialise."""
    shared = set.intersection(*(set(ancestors[cls]) for cls in classes))
    return min(shared, key=lambda cls: (-len(ancestors[cls]), cls)) if shared else None


def _no_common(found: Range | None, name: str, place: str) -> list[Finding]:
    if found is None:
        return []
    listed = ", ".join(f"'{cls}'" for cls in sorted(found.classes))
    message = f"'{name}' is not served: its ranges {listed} share no superclass. Declare one and make it the range."
    return [Finding(rule="not-served", message=message, severity=Severity.INFO, where=place)]


def _aggregation(statements: Statements, iri: str, name: str, findings: list[Finding]) -> Aggregation:
    stated = statements.text(iri, AGGREGATION)
    if stated is None or stated in list(Aggregation):
        return Aggregation(stated) if stated else Aggregation.NONE
    message = f"Unknown gs:aggregation '{stated}' of '{name}'."
    place = statements.places.get(iri, "")
    hints = closest(stated, list(Aggregation)) or tuple(Aggregation)
    findings.append(Finding(rule="unknown-term", message=message, where=place, suggestions=hints))
    return Aggregation.NONE


def _order(statements: Statements, iri: str, shapes: list[RawShape]) -> float:
    stated = statements.text(iri, ORDER)
    ranks = [shape.order for shape in shapes if shape.order is not None]
    return float(stated) if stated and stated.replace(".", "", 1).isdigit() else min(ranks, default=UNRANKED)


def _group(statements: Statements, iri: str, shapes: list[RawShape]) -> str | None:
    groups = sorted(g for node in (iri, *(s.node for s in shapes)) for g in statements.resources(node, SH + "group"))
    return (statements.text(groups[0], SH + "name") or local_name(groups[0])) if groups else None


def _sensitivity(statements: Statements, iri: str) -> Sensitivity:
    stated = {*statements.resources(iri, HAS_PERSONAL_DATA), *statements.types(iri)}
    if not stated.isdisjoint(SENSITIVE_DATA):
        return Sensitivity.SENSITIVE
    personal = statements.resources(iri, HAS_PERSONAL_DATA) or PERSONAL_DATA in stated
    return Sensitivity.PERSONAL if personal else Sensitivity.PUBLIC
