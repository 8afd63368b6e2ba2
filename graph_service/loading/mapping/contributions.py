"""Contributions as SQL: one SELECT per triples map, a row per accepted record, a column per mapped property.

relation of the source ⟕ relations of joined sources → record, subject, properties in served form, digest
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from graph_service.loading.mapping.contribution_table import SAME_AS, Column, Kind
from graph_service.loading.mapping.model import (
    OWL_SAME_AS,
    Link,
    Mapping,
    PredicateObject,
    Term,
    TriplesMap,
    calls,
    local_name,
    references,
)
from graph_service.loading.mapping.served import may_fail, served
from graph_service.loading.mapping.terms import (
    Relation,
    call_expression,
    function_of,
    term_expression,
    value_expression,
)
from graph_service.loading.sql.expression import Expression, Form, as_form, as_text
from graph_service.ontology.model import Ontology, Property
from graph_service.ontology.naming import localized, quote_sql

RESERVED = ("record", "subject", "digest")
CHILD = "r"
Relations = Callable[[TriplesMap, str], Relation]


@dataclass(frozen=True, kw_only=True)
class Doubt:
    """A value that may not fit its property: true SQL where it is there and does not, and its text."""

    property: str
    failed: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Selection:
    """What a triples map selects: FROM and WHERE, the subject, and per column its SQL."""

    source: str
    where: str
    subject: str
    columns: tuple[tuple[Column, str], ...]
    doubts: tuple[Doubt, ...] = ()

    def query(self) -> str:
        """The SELECT of the contribution table; the digest is over the subject and all values."""
        values = "".join(f", {sql} AS {quote_sql(column.name)}" for column, sql in self.columns)
        parts = [f"coalesce(CAST({quote_sql(c.name)} AS VARCHAR), chr(30))" for c, _ in self.columns]
        digest = f"md5(concat_ws(chr(31), {', '.join(['subject', *parts])}))"
        inner = (
            f"SELECT {CHILD}.record AS record, {self.subject} AS subject{values} FROM {self.source} WHERE {self.where}"
        )
        named = "".join(f", {quote_sql(column.name)}" for column, _ in self.columns)
        return f"SELECT record, subject, {digest} AS digest{named} FROM ({inner}) WHERE subject IS NOT NULL"


@dataclass(kw_only=True)
class _Joins:
    """The relations a selection reads so far."""

    relations: Relations
    child: Relation
    sql: str
    where: str = "TRUE"
    number: int = 0
    names: dict[str, None] = field(default_factory=lambda: dict.fromkeys(RESERVED))

    def column(self, name: str) -> str:
        """A column name not yet taken: the second `phone` is `phone#2`."""
        number = 1
        unique = name
        while unique.casefold() in self.names:
            number += 1
            unique = f"{name}#{number}"
        self.names[unique.casefold()] = None
        return unique


def select(mapping: Mapping, triples_map: TriplesMap, ontology: Ontology, relations: Relations) -> Selection:
    """The selection of a triples map; LookupError and ValueError where it does not fit its source."""
    child = relations(triples_map, CHILD)
    joins = _Joins(relations=relations, child=child, sql=f"{child.sql} AS {CHILD}")
    if triples_map.condition:
        joins.where = as_form(call_expression(triples_map.condition, child), Form.BOOLEAN)
    columns: list[tuple[Column, str]] = []
    doubts: list[Doubt] = []
    for entry in triples_map.predicate_objects:
        for column, sql, doubt in _columns(mapping, triples_map, entry, ontology, joins):
            columns.append((column, sql))
            doubts += [doubt] if doubt else []
    subject = as_text(term_expression(triples_map.subject, child))
    return Selection(source=joins.sql, where=joins.where, subject=subject, columns=tuple(columns), doubts=tuple(doubts))


def property_by_iri(ontology: Ontology, iri: str) -> Property | None:
    """The property a predicate names; its name is nearly always the end of its IRI, so that is looked up first."""
    likely = ontology.properties.get(local_name(iri))
    if likely is not None and likely.iri == iri:
        return likely
    return next((prop for prop in ontology.properties.values() if prop.iri == iri), None)


def _columns(
    mapping: Mapping, triples_map: TriplesMap, entry: PredicateObject, ontology: Ontology, joins: _Joins
) -> Iterator[tuple[Column, str, Doubt | None]]:
    prop = property_by_iri(ontology, entry.predicate)
    if entry.predicate == OWL_SAME_AS:
        column = Column(name=joins.column(SAME_AS), property=SAME_AS, kind=Kind.SAME_AS)
        yield column, _conditional(entry, _iri(mapping, triples_map, entry, joins), joins), None
    elif prop is not None and prop.is_link:
        column = Column(name=joins.column(prop.name), property=prop.name, kind=Kind.LINK)
        yield column, _conditional(entry, _iri(mapping, triples_map, entry, joins), joins), None
    elif prop is not None and isinstance(entry.object, Term):
        yield _value(entry, entry.object, prop, ontology, joins)


def _value(
    entry: PredicateObject, term: Term, prop: Property, ontology: Ontology, joins: _Joins
) -> tuple[Column, str, Doubt | None]:
    language = (term.language or ontology.languages[0]) if prop.localized else None
    name = localized(prop.name, language) if language else prop.name
    expression = term_expression(term, joins.child)
    sql = served(expression, prop)
    column = Column(name=joins.column(name), property=prop.name, language=language)
    return column, _conditional(entry, sql, joins), _doubt(entry, expression, sql, prop, joins)


def _doubt(entry: PredicateObject, expression: Expression, sql: str, prop: Property, joins: _Joins) -> Doubt | None:
    """A value whose references are all there and which comes to nothing: never dropped in silence."""
    assert isinstance(entry.object, Term)
    value = entry.object.value
    functions = [function_of(call) for call in calls(value)]
    if any(function.partial for function in functions) or not (functions or may_fail(expression, prop)):
        return None
    inputs = [as_text(joins.child.column(name)) for name in references(value)]
    present = " AND ".join([f"({_conditional(entry, 'TRUE', joins)})", *(f"{text} IS NOT NULL" for text in inputs)])
    text = f"concat_ws(' ', {', '.join(inputs)})" if inputs else as_text(expression)
    return Doubt(property=prop.name, failed=f"{present} AND ({sql}) IS NULL", text=text)


def _conditional(entry: PredicateObject, sql: str, joins: _Joins) -> str:
    if entry.condition is None:
        return sql
    return f"CASE WHEN {as_form(call_expression(entry.condition, joins.child), Form.BOOLEAN)} THEN {sql} END"


def _iri(mapping: Mapping, triples_map: TriplesMap, entry: PredicateObject, joins: _Joins) -> str:
    """The alias IRI that a link or a sameness leads to."""
    if isinstance(entry.object, Term):
        return as_text(term_expression(entry.object, joins.child))
    return _joined(mapping, triples_map, entry.object, joins)


def _joined(mapping: Mapping, triples_map: TriplesMap, link: Link, joins: _Joins) -> str:
    parent = mapping.named(link.parent)
    if parent is None:
        raise LookupError(f"No triples map '{link.parent}' to join with.")
    if not link.conditions:
        if parent.source != triples_map.source:
            raise ValueError(f"The link to '{link.parent}' needs a condition: it reads another source.")
        return as_text(term_expression(parent.subject, joins.child))
    joins.number += 1
    other = joins.relations(parent, f"p{joins.number}")
    same = " AND ".join(
        f"{as_text(value_expression(mine, joins.child))} = {as_text(value_expression(theirs, other))}"
        for mine, theirs in link.conditions
    )
    joins.sql += f" LEFT JOIN {other.sql} AS {other.alias} ON {same}"
    return as_text(term_expression(parent.subject, other))
