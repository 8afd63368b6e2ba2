"""Check: whether a product's mapping fits its contract and the ontology, before any file is read.

The mapping is compiled to SQL over empty sources, by the same way as in a load: what DuckDB or a term refuses is found
here, each with the line of the mapping.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from graph_service.findings import Finding, Severity, closest
from graph_service.loading.checking.check_values import check_entry
from graph_service.loading.contract import Contract
from graph_service.loading.mapping.classes import Told, class_by_iri, classes_of, subject_of, told_by_subject
from graph_service.loading.mapping.contributions import select
from graph_service.loading.mapping.model import (
    Call,
    Constant,
    Mapping,
    Template,
    TermType,
    TriplesMap,
    Value,
    local_name,
)
from graph_service.loading.mapping.recognise import tell_names
from graph_service.loading.mapping.terms import Relation, function_of, value_expression
from graph_service.loading.mapping.uses import called, parents, recognised_classes, referred, values
from graph_service.loading.product.product import DataProduct, Draft, read_drafts
from graph_service.loading.reading.relations import relation_of
from graph_service.loading.reading.sources import empty_source
from graph_service.loading.sql.duck import SOURCE, Connection, DuckError, connect
from graph_service.ontology.model import Ontology

NO_CONTRACT = Contract(id="", name="", version="", sources=())


def check_products(loaders: Path, ontology: Ontology) -> Iterator[Finding]:
    """The findings of every product below `loaders`, whatever is wrong in one of its files."""
    for draft in read_drafts(loaders):
        yield from check_draft(draft, ontology)


def check_draft(draft: Draft, ontology: Ontology) -> tuple[Finding, ...]:
    """Everything wrong about a product's files: a faulty contract does not hide what is wrong in the mapping."""
    if draft.product is not None:
        return check_product(draft.product, ontology)
    if draft.mapping is None:
        return draft.findings
    product = DataProduct(
        name=draft.name,
        folder=draft.folder,
        contract=draft.contract or NO_CONTRACT,
        mapping=_without_broken_joins(draft.mapping),
    )
    if not product.contract.sources:
        return (*draft.findings, *_check_words(product, ontology))
    return (*draft.findings, *_check_terms(product, ontology), *_check_maps(product, ontology))


def check_product(product: DataProduct, ontology: Ontology) -> tuple[Finding, ...]:
    """Everything wrong or doubtful about a product: Violations keep it from being loaded."""
    return (
        *product.findings,
        *_check_terms(product, ontology),
        *_check_maps(product, ontology),
        *_check_unmapped(product),
    )


def _without_broken_joins(mapping: Mapping) -> Mapping:
    """Only the triples maps whose joins lead to one that could be read: the others have their finding."""
    names = {triples_map.name for triples_map in mapping.maps}
    return replace(mapping, maps=tuple(one for one in mapping.maps if names.issuperset(parents(one))))


def _check_words(product: DataProduct, ontology: Ontology) -> Iterator[Finding]:
    """What a mapping says of the ontology and of functions, where no contract tells its columns."""
    unread = Relation(sql="", alias="", columns={})
    for triples_map in product.mapping.maps:
        yield from _check_classes(product.mapping, triples_map, ontology)
        classes = classes_of(triples_map, ontology)
        for entry in triples_map.predicate_objects:
            yield from check_entry(product, triples_map, entry, classes, unread, ontology)
    for call in called(product.mapping):
        try:
            function_of(call)
        except LookupError as error:
            yield Finding(rule="mapping", message=_first_line(error), where=product.mapping.file)


def _check_maps(product: DataProduct, ontology: Ontology) -> list[Finding]:
    connection = connect(threads=1)
    connection.execute(f"CREATE SCHEMA {SOURCE}")
    for cls in recognised_classes(product.mapping):
        tell_names(connection, cls, {})
    for source in product.contract.sources:
        empty_source(connection, source)
    findings: list[Finding] = []
    told = told_by_subject(product.mapping, ontology)
    for triples_map in product.mapping.maps:
        findings += _check_map(connection, product, triples_map, told[subject_of(triples_map)], ontology)
    connection.close()
    return findings


def _check_map(
    connection: Connection, product: DataProduct, triples_map: TriplesMap, told: Told, ontology: Ontology
) -> Iterator[Finding]:
    """`told` is what this and the other triples maps of the same subject tell."""
    where = product.mapping.where(triples_map.line)
    unknown = list(_check_classes(product.mapping, triples_map, ontology))
    yield from unknown
    source = triples_map.source
    if not source.query and product.contract.source(source.name) is None:
        known = [found.file for found in product.contract.sources]
        message = f"Triples map '{triples_map.name}' reads '{source.name}', which is no source of the contract."
        hints = closest(source.name, known)
        remedy = "" if hints else f" It has {', '.join(known)}; schema: [{{physicalName: {source.name}, …}}] adds one."
        yield Finding(rule="mapping", message=message + remedy, where=where, suggestions=hints)
        return
    try:
        relation = relation_of(connection, product, "UTC", triples_map, "r")
    except (ValueError, DuckError) as error:
        yield Finding(rule="mapping", message=_first_line(error), where=where)
        return
    if triples_map.graphs or any(entry.graphs for entry in triples_map.predicate_objects):
        message = f"Triples map '{triples_map.name}' names graphs, which are not kept: everything is in one graph."
        yield Finding(rule="mapping.graph", message=message, where=where, severity=Severity.WARNING)
    if triples_map.subject.type is TermType.BLANK:
        message = f"Triples map '{triples_map.name}' makes blank nodes, which nothing can refer to. Give it an IRI."
        yield Finding(rule="mapping", message=message, where=where)
    classes = classes_of(triples_map, ontology)
    for entry in triples_map.predicate_objects:
        yield from check_entry(product, triples_map, entry, classes, relation, ontology)
    yield from _check_compiled(connection, product, triples_map, relation, ontology)
    if triples_map.whole and not unknown:
        yield from _check_key(product.mapping, triples_map, told, ontology)


def _check_classes(mapping: Mapping, triples_map: TriplesMap, ontology: Ontology) -> Iterator[Finding]:
    for iri in triples_map.classes:
        if class_by_iri(ontology, iri) is None:
            yield _unknown("class", iri, ontology.classes, mapping.where(triples_map.line))


def _check_compiled(
    connection: Connection, product: DataProduct, triples_map: TriplesMap, relation: Relation, ontology: Ontology
) -> Iterator[Finding]:
    """Values one by one first, for they have a line; then the whole, as a load would run it."""
    wrong = False
    for value, entry in values(triples_map):
        try:
            value_expression(value, relation)
        except (LookupError, ValueError) as error:
            wrong = True
            where = product.mapping.where(entry.line if entry else triples_map.line)
            yield Finding(
                rule="mapping", message=f"{_first_line(error)} (triples map '{triples_map.name}')", where=where
            )
    if wrong:
        return
    where = product.mapping.where(triples_map.line)
    try:
        query = select(
            product.mapping, triples_map, ontology, lambda m, alias: relation_of(connection, product, "UTC", m, alias)
        ).query()
        connection.execute(f"EXPLAIN {query}")
    except (LookupError, ValueError, DuckError) as error:
        yield Finding(rule="mapping", message=f"{_first_line(error)} (triples map '{triples_map.name}')", where=where)


def _first_line(error: Exception) -> str:
    return str(error.args[0] if error.args else error).splitlines()[0]


def _unknown(kind: str, iri: str, names: Iterable[str], where: str) -> Finding:
    hints = closest(local_name(iri), names)
    return Finding(rule="mapping", message=f"Unknown {kind} '{iri}'.", where=where, suggestions=hints)


def _check_key(mapping: Mapping, triples_map: TriplesMap, told: Told, ontology: Ontology) -> Iterator[Finding]:
    """An entity without a class is not served, one without any key stays apart from what other products say."""
    where = mapping.where(triples_map.line)
    if not told.classed:
        message = f"Triples map '{triples_map.name}' has no class, and its properties entail none: nothing is served."
        yield Finding(rule="mapping.class", message=message, where=where, severity=Severity.WARNING)
    start = _start(triples_map.subject.value)
    for cls in classes_of(triples_map, ontology) if triples_map.classes else ():
        keys = ontology.keys_of(cls)
        if not keys:
            message = f"Class {cls} has no key (owl:hasKey): its entities are known by their subject IRI only."
            yield Finding(rule="mapping.key", message=message, where=where, severity=Severity.WARNING)
        elif not any(told.properties.issuperset(key) or f"/{owner}/{'/'.join(key)}/" in start for owner, key in keys):
            names = " or ".join(", ".join(key) for _, key in keys)
            message = f"Triples map '{triples_map.name}' gives {cls} no key: map {names}, or make the subject of it."
            yield Finding(rule="mapping.key", message=message, where=where, severity=Severity.WARNING)


def _start(value: Value) -> str:
    """The constant beginning of an IRI: of a template, or of the function that makes it."""
    if isinstance(value, Template):
        return str(value.parts[0]) if isinstance(value.parts[0], str) else ""
    if isinstance(value, Constant):
        return value.value
    if isinstance(value, Call):
        return next((_start(inner) for _, inner in value.arguments), "")
    return ""


def _check_terms(product: DataProduct, ontology: Ontology) -> Iterator[Finding]:
    """Columns linked to terms of this ontology must name terms that it has."""
    known = {term.iri: term.name for terms in (ontology.classes, ontology.properties) for term in terms.values()}
    for source in product.contract.sources:
        for column in source.columns:
            for iri in column.terms:
                if ontology.iri and iri.startswith(ontology.iri.rstrip("#/")) and iri not in known:
                    yield _unknown("term", iri, known.values(), product.contract.where(column.line))


def _check_unmapped(product: DataProduct) -> Iterator[Finding]:
    """Columns that are read and checked but reach no property, as an Info: often meant, sometimes forgotten."""
    for source in product.contract.sources:
        used: set[str] = set()
        for triples_map in product.mapping.maps:
            if triples_map.source.query:
                used |= set(re.findall(r"\w+", triples_map.source.query.casefold()))
            if triples_map.source.query or product.contract.source(triples_map.source.name) == source:
                used |= {name.casefold() for name, _ in referred(triples_map)}
        for column in source.columns:
            if column.name.casefold() not in used:
                message = f"Column '{column.name}' of '{source.name}' is mapped to nothing."
                where = product.contract.where(column.line)
                yield Finding(rule="mapping.unmapped", message=message, where=where, severity=Severity.INFO)
