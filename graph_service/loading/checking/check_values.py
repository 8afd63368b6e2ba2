"""Check of one predicate and object: the property exists, is offered on the class, and the value fits it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from graph_service.findings import Finding, Severity, closest
from graph_service.loading.checking.check_units import Column, check_units
from graph_service.loading.mapping.classes import class_by_iri
from graph_service.loading.mapping.contributions import property_by_iri
from graph_service.loading.mapping.model import (
    OWL_SAME_AS,
    XSD,
    Call,
    Constant,
    Link,
    PredicateObject,
    Reference,
    Template,
    Term,
    TermType,
    TriplesMap,
    calls,
    local_name,
    references,
)
from graph_service.loading.mapping.served import FORMS
from graph_service.loading.mapping.terms import Relation, function_of, parameter_name
from graph_service.loading.product.product import DataProduct
from graph_service.loading.sql.expression import Form
from graph_service.ontology.model import Datatype, Ontology, Property

DATATYPES = {
    "string": Datatype.STRING,
    "boolean": Datatype.BOOLEAN,
    "integer": Datatype.INTEGER,
    "int": Datatype.INTEGER,
    "long": Datatype.INTEGER,
    "nonNegativeInteger": Datatype.INTEGER,
    "positiveInteger": Datatype.INTEGER,
    "decimal": Datatype.DECIMAL,
    "double": Datatype.DOUBLE,
    "float": Datatype.DOUBLE,
    "date": Datatype.DATE,
    "dateTime": Datatype.DATETIME,
}
_ALIAS = re.compile(r"/([^/#?]+)/[^/#?]+/$")


def check_entry(
    product: DataProduct,
    triples_map: TriplesMap,
    entry: PredicateObject,
    classes: tuple[str, ...],
    relation: Relation,
    ontology: Ontology,
) -> Iterator[Finding]:
    """The findings of one predicate-object of a triples map, each at its line."""
    where = product.mapping.where(entry.line)
    if entry.predicate == OWL_SAME_AS:
        return
    prop = property_by_iri(ontology, entry.predicate)
    if prop is None:
        local = local_name(entry.predicate)
        offered = {name for cls in classes for name in ontology.properties_of(cls)} or set(ontology.properties)
        hints = closest(local, offered) or closest(local, ontology.properties)
        yield _finding(f"Unknown property '{entry.predicate}'.", where, hints)
        return
    if not prop.stored:
        message = f"'{prop.name}' is the inverse of '{prop.inverse_of}' and holds no values. Map '{prop.inverse_of}'."
        yield _finding(message, where)
        return
    if classes and not any(ontology.property_of(cls, prop.name) for cls in classes):
        hints = closest(prop.name, {name for cls in classes for name in ontology.properties_of(cls)})
        yield _finding(f"Property '{prop.name}' is not offered on {' or '.join(classes)}.", where, hints)
    if prop.is_link:
        yield from _check_link(product, entry, prop, ontology, where)
    elif isinstance(entry.object, Link):
        yield _finding(f"Property '{prop.name}' holds values, not links: it cannot take a join.", where)
    else:
        yield from _check_value(product, triples_map, entry.object, prop, relation, where)


def _finding(
    message: str, where: str, suggestions: tuple[str, ...] = (), severity: Severity = Severity.VIOLATION
) -> Finding:
    return Finding(rule="mapping", message=message, where=where, suggestions=suggestions, severity=severity)


def _check_link(
    product: DataProduct, entry: PredicateObject, prop: Property, ontology: Ontology, where: str
) -> Iterator[Finding]:
    """A link takes IRIs, and of the property's range where the mapping lets us know."""
    assert prop.range is not None
    if isinstance(entry.object, Link):
        parent = product.mapping.named(entry.object.parent)
        known = (class_by_iri(ontology, iri) for iri in (parent.classes if parent else ()))
        targets = {cls.name for cls in known if cls is not None}
    else:
        value = entry.object.value
        is_iri = entry.object.type is TermType.IRI or (isinstance(value, Call) and _makes_iri(value))
        if not is_iri:
            yield _finding(f"'{prop.name}' is a link and takes an IRI: end the value with ~iri.", where)
        targets = {name for name in (_class_in(value),) if name in ontology.classes}
    if targets and not any(ontology.is_a(t, prop.range) or ontology.is_a(prop.range, t) for t in targets):
        yield _finding(f"'{prop.name}' leads to {prop.range}, not to {' or '.join(sorted(targets))}.", where)


def _makes_iri(call: Call) -> bool:
    try:
        return function_of(call).is_iri
    except LookupError:
        return True  # an unknown function is a finding of its own


def _class_in(value: object) -> str:
    """The class in an alias IRI's beginning, `…/Product/gtin/`, or the one that is recognised; empty if unknown."""
    if isinstance(value, Template) and isinstance(value.parts[0], str):
        match = _ALIAS.search(value.parts[0])
        return match.group(1) if match else ""
    if isinstance(value, Call):
        named = {parameter_name(name): argument for name, argument in value.arguments}
        start, cls = named.get("start"), named.get("class")
        if isinstance(start, Constant):
            match = _ALIAS.search(start.value)
            return match.group(1) if match else ""
        return cls.value if isinstance(cls, Constant) else ""
    return ""


def _check_value(
    product: DataProduct, triples_map: TriplesMap, term: Term, prop: Property, relation: Relation, where: str
) -> Iterator[Finding]:
    assert prop.datatype is not None
    if term.type is TermType.IRI:
        yield _finding(f"'{prop.name}' holds values and takes no IRI: leave ~iri out.", where)
    yield from _check_annotation(term, prop, where)
    if isinstance(term.value, Reference):
        try:
            form = relation.column(term.value.column).form
        except LookupError:
            return
        yield from _check_form(term.value.column, form, prop, where)
    elif isinstance(term.value, Template) and prop.datatype is not Datatype.STRING:
        yield _finding(f"A template makes text, but '{prop.name}' is {prop.datatype.value}.", where)
    columns = partial(_column, product, triples_map)
    yield from check_units(term.value, prop, columns, where)
    used = {parameter_name(call.iri) for call in calls(term.value)}
    for found in filter(None, map(columns, references(term.value))):
        utc = found.column.time_zone in ("UTC", "Etc/UTC")
        if utc and prop.datatype is Datatype.DATETIME and "local_time" not in used:
            message = f"Column '{found.column.name}' is in UTC, but times are served in local time. Use local_time."
            yield _finding(message, where, severity=Severity.WARNING)


def _check_annotation(term: Term, prop: Property, where: str) -> Iterator[Finding]:
    assert prop.datatype is not None
    if term.datatype and term.datatype.startswith(XSD):
        stated = DATATYPES.get(term.datatype.removeprefix(XSD))
        if stated is not None and stated is not prop.datatype:
            yield _finding(f"'{prop.name}' is {prop.datatype.value}, the mapping says {stated.value}.", where)
    if term.language and not prop.localized:
        message = f"'{prop.name}' has no languages: '{term.language}' is lost."
        yield _finding(message, where, severity=Severity.WARNING)
    if prop.localized and not term.language:
        message = f"'{prop.name}' is in languages: say which, [$(column), en~lang]."
        yield _finding(message, where, severity=Severity.WARNING)


def _check_form(column: str, form: Form, prop: Property, where: str) -> Iterator[Finding]:
    assert prop.datatype is not None
    wanted = FORMS[prop.datatype]
    fits = {
        (Form.INTEGER, Form.NUMBER),
        (Form.DATE, Form.TIMESTAMP),
        (Form.TIMESTAMP, Form.DATE),
    }
    if form is wanted or wanted is Form.TEXT or (form, wanted) in fits:
        return
    message = f"Column '{column}' is {form.value}, but '{prop.name}' is {prop.datatype.value}."
    if (form, wanted) == (Form.NUMBER, Form.INTEGER):
        yield _finding(f"{message} Numbers with a fraction will be quarantined.", where, severity=Severity.WARNING)
        return
    yield _finding(f"{message} Declare the column's logicalType, or convert it by a function.", where)


def _column(product: DataProduct, triples_map: TriplesMap, name: str) -> Column | None:
    """The contract's column that a value reads by this name; through a query, in any source."""
    source = product.contract.source(triples_map.source.name) if triples_map.source.name else None
    sources = [source] if source and not triples_map.source.query else list(product.contract.sources)
    found = (Column(source=one, column=column) for one in sources if (column := one.column(name)))
    return next(found, None)
