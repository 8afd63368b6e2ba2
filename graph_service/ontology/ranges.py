"""Ranges: which datatype or class a property leads to, from rdfs:range, schema:rangeIncludes and its shapes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from graph_service.findings import Finding, Severity, closest
from graph_service.ontology.model import DEFAULT_SCALE, Datatype
from graph_service.ontology.names import Terms, local_name
from graph_service.ontology.shapes import RawShape
from graph_service.ontology.terms import (
    DATATYPE_PROPERTY,
    FRACTION_DIGITS,
    LANG_STRING,
    ON_DATATYPE,
    RANGE,
    RANGE_INCLUDES,
    RDF,
    RDFS,
    SCHEMA,
    SH,
    THINGS,
    UNION_OF,
    WITH_RESTRICTIONS,
    XSD,
)
from graph_service.ontology.turtle import Statements, is_blank

# https://www.w3.org/TR/xmlschema11-2/#built-in-datatypes
XSD_NAMES = {
    Datatype.STRING: "string normalizedString token language Name NCName NMTOKEN anyURI time duration dayTimeDuration "
    "yearMonthDuration gYearMonth gMonthDay hexBinary base64Binary anySimpleType anyAtomicType",
    Datatype.BOOLEAN: "boolean",
    Datatype.INTEGER: "integer int long short byte nonNegativeInteger positiveInteger nonPositiveInteger "
    "negativeInteger unsignedInt unsignedLong unsignedShort unsignedByte gYear gMonth gDay",
    Datatype.DECIMAL: "decimal",
    Datatype.DOUBLE: "double float",
    Datatype.DATE: "date",
    Datatype.DATETIME: "dateTime dateTimeStamp",
}
SCHEMA_NAMES = {
    Datatype.STRING: "Text URL Time CssSelectorType XPathType PronounceableText",
    Datatype.BOOLEAN: "Boolean",
    Datatype.INTEGER: "Integer",
    Datatype.DOUBLE: "Number Float",
    Datatype.DATE: "Date",
    Datatype.DATETIME: "DateTime",
}
DATATYPES: dict[str, Datatype] = {
    **{XSD + name: kind for kind, names in XSD_NAMES.items() for name in names.split()},
    **{base + name: kind for base in SCHEMA for kind, names in SCHEMA_NAMES.items() for name in names.split()},
    LANG_STRING: Datatype.STRING,
    RDF + "PlainLiteral": Datatype.STRING,
    RDF + "HTML": Datatype.STRING,
    RDFS + "Literal": Datatype.STRING,
}
# Where a property may have several datatypes, the first of these that is among them can hold the others' values.
WIDEST = (
    Datatype.STRING,
    Datatype.DOUBLE,
    Datatype.DECIMAL,
    Datatype.INTEGER,
    Datatype.DATETIME,
    Datatype.DATE,
    Datatype.BOOLEAN,
)


@dataclass(frozen=True, kw_only=True)
class Range:
    """Where a property leads: a datatype, or alternative classes."""

    datatype: Datatype | None = None
    classes: tuple[str, ...] = ()
    localized: bool = False
    scale: int = DEFAULT_SCALE


@dataclass(frozen=True, kw_only=True)
class Stated:
    """One range that is stated somewhere, an IRI, with the decimal digits stated beside it."""

    iri: str
    digits: str | None = None


def range_of(
    statements: Statements, iri: str, name: str, shapes: list[RawShape], classes: Terms
) -> tuple[Range | None, list[Finding]]:
    """The stated range; None, with the reason as a finding, where there is none that can be served."""
    place = statements.places.get(iri, "")
    stated = list(_stated(statements, iri, shapes))
    found, findings = _classes(stated, name, classes, place)
    kinds = {DATATYPES[one.iri] for one in stated if one.iri in DATATYPES}
    if found and kinds:
        findings.append(_info(f"'{name}' has classes and datatypes as range; only the classes are served.", place))
    if found:
        return Range(classes=found), findings
    if not kinds and not findings and DATATYPE_PROPERTY in statements.types(iri):
        kinds = {Datatype.STRING}
    if not kinds:
        missing = _info(f"'{name}' is not served: no class or datatype is its range. State its rdfs:range.", place)
        return None, findings or [missing]
    if len(kinds) > 1:
        findings.append(_several(statements, iri, name, kinds, place))
    return _literal(statements, iri, stated, kinds), findings


def _literal(statements: Statements, iri: str, stated: list[Stated], kinds: set[Datatype]) -> Range:
    digits = statements.text(iri, FRACTION_DIGITS) or next((one.digits for one in stated if one.digits), None)
    return Range(
        datatype=next(one for one in WIDEST if one in kinds),
        localized=any(one.iri == LANG_STRING for one in stated),
        scale=int(digits) if digits and digits.isdigit() else DEFAULT_SCALE,
    )


def _classes(stated: list[Stated], name: str, classes: Terms, place: str) -> tuple[tuple[str, ...], list[Finding]]:
    names: dict[str, None] = {}
    findings: list[Finding] = []
    for iri in dict.fromkeys(one.iri for one in stated if one.iri not in DATATYPES and one.iri not in THINGS):
        if iri.startswith(XSD):
            findings.append(_unknown_datatype(iri, name, place))
            continue
        cls, finding = classes.find(iri, f"as range of '{name}'", place)
        names.update({cls: None} if cls else {})
        findings.extend([finding] if finding else [])
    return tuple(names), findings


def _stated(statements: Statements, iri: str, shapes: list[RawShape]) -> Iterator[Stated]:
    """Every range: unions and restricted datatypes are opened; shapes count where they state class or datatype."""
    for node in statements.resources(iri, RANGE, *RANGE_INCLUDES):
        yield from _opened(statements, node)
    for shape in shapes:
        stated = statements.resources(shape.node, SH + "datatype", SH + "class")
        literal = SH + "Literal" in statements.resources(shape.node, SH + "nodeKind")
        if literal and not stated and not statements.resources(iri, RANGE):
            stated = (XSD + "string",)
        for node in stated:
            yield Stated(iri=node, digits=statements.text(shape.node, FRACTION_DIGITS))


def _opened(statements: Statements, node: str) -> Iterator[Stated]:
    if not is_blank(node):
        yield Stated(iri=node)
        return
    for head in statements.resources(node, UNION_OF):
        for member in statements.items(head):
            if isinstance(member, str):
                yield from _opened(statements, member)
    for datatype in statements.resources(node, ON_DATATYPE):
        facets = [f for head in statements.resources(node, WITH_RESTRICTIONS) for f in statements.items(head)]
        digits = (statements.text(facet, FRACTION_DIGITS) for facet in facets if isinstance(facet, str))
        yield Stated(iri=datatype, digits=next((found for found in digits if found), None))


def _several(statements: Statements, iri: str, name: str, kinds: set[Datatype], place: str) -> Finding:
    """schema:rangeIncludes offers alternatives on purpose; several rdfs:range or a shape that differs contradict."""
    severity = Severity.INFO if statements.resources(iri, *RANGE_INCLUDES) else Severity.VIOLATION
    served = next(one for one in WIDEST if one in kinds)
    listed = " and ".join(f"'{one}'" for one in sorted(kinds))
    message = f"'{name}' has the datatypes {listed} and is served as '{served}'. State one"
    return Finding(rule="range", message=message, severity=severity, where=place)


def _unknown_datatype(iri: str, name: str, place: str) -> Finding:
    known = [one.removeprefix(XSD) for one in DATATYPES if one.startswith(XSD)]
    hints = tuple(f"xsd:{one}" for one in closest(local_name(iri), known))
    message = f"Unknown datatype 'xsd:{local_name(iri)}' of '{name}'."
    return Finding(rule="unknown-term", message=message, where=place, suggestions=hints)


def _info(message: str, place: str) -> Finding:
    return Finding(rule="not-served", message=message, severity=Severity.INFO, where=place)
