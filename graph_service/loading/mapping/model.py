"""Mapping: which property of which entity a column's value becomes. YARRRML and R2RML are both read into this.

    Mapping    = triples maps
    TriplesMap = logical source × subject term × classes × (predicate, object)*
    Term       = value expression × term type × datatype × language
    Value      = Reference column | Constant | Template | Call of a function
    Link       = a join with another triples map of the same product: its subject is the object

Words are RML's (https://kg-construct.github.io/rml-core/spec/docs/). A value that lacks a reference's value is absent,
and with it the triple (R2RML 11.1).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
OWL_SAME_AS = "http://www.w3.org/2002/07/owl#sameAs"
XSD = "http://www.w3.org/2001/XMLSchema#"


class TermType(StrEnum):
    """R2RML 7.4: what kind of RDF term is made."""

    IRI = "iri"
    LITERAL = "literal"
    BLANK = "blank"


@dataclass(frozen=True, kw_only=True)
class Reference:
    """The value of a column of the logical source."""

    column: str


@dataclass(frozen=True, kw_only=True)
class Constant:
    """The same value for every record."""

    value: str


@dataclass(frozen=True, kw_only=True)
class Template:
    """Text and references in turn; a reference's value is made IRI-safe where the term is an IRI (R2RML 7.3)."""

    parts: tuple[str | Reference, ...]

    def __post_init__(self) -> None:
        if not any(isinstance(part, Reference) for part in self.parts):
            raise ValueError("a template has at least one reference; without one it is a constant")


@dataclass(frozen=True, kw_only=True)
class Call:
    """A function (FnO) over parameters, which are values again. `iri` is the function's full name."""

    iri: str
    arguments: tuple[tuple[str, Value], ...]


Value = Reference | Constant | Template | Call


@dataclass(frozen=True, kw_only=True)
class Term:
    """How a value becomes an RDF term; a datatype or a language makes sense for literals only."""

    value: Value
    type: TermType = TermType.LITERAL
    datatype: str | None = None
    language: str | None = None

    def __post_init__(self) -> None:
        if self.type is not TermType.LITERAL and (self.datatype or self.language):
            raise ValueError("only a literal has a datatype or a language")
        if self.datatype and self.language:
            raise ValueError("a literal has a datatype or a language, not both")


@dataclass(frozen=True, kw_only=True)
class Link:
    """The subject of another triples map, for the records where every `conditions` (child, parent) column pair agrees.

    Without conditions the parent reads the same record.
    """

    parent: str
    conditions: tuple[tuple[Value, Value], ...] = ()


@dataclass(frozen=True, kw_only=True)
class PredicateObject:
    """One property of the subject; with a condition, only for the records where the call is true."""

    predicate: str
    object: Term | Link
    condition: Call | None = None
    graphs: tuple[Term, ...] = ()
    line: int = 0


@dataclass(frozen=True, kw_only=True)
class LogicalSource:
    """A source of the contract by file or schema name, or a read-only query over the product's sources.

    `name` is then the source whose records the rows stand for (empty: the first one that the query reads).
    """

    name: str = ""
    query: str | None = None

    def __post_init__(self) -> None:
        if not self.name and not self.query:
            raise ValueError("a logical source names a source or has a query")


@dataclass(frozen=True, kw_only=True)
class TriplesMap:
    """What one record of a source says: the subject, its classes and its properties.

    `condition` is a function call that must be true, or the record is passed over. One that is not `whole` lacks what
    could not be read of it: what it has is checked, what it lacks is no finding of its own.
    """

    name: str
    source: LogicalSource
    subject: Term
    classes: tuple[str, ...] = ()
    predicate_objects: tuple[PredicateObject, ...] = ()
    graphs: tuple[Term, ...] = ()
    condition: Call | None = None
    line: int = 0
    whole: bool = True


@dataclass(frozen=True, kw_only=True)
class Mapping:
    """All triples maps of a product. `file` is where it is written."""

    maps: tuple[TriplesMap, ...]
    prefixes: dict[str, str] = field(default_factory=dict)
    file: str = ""

    def named(self, name: str) -> TriplesMap | None:
        """The triples map of that name."""
        return next((triples_map for triples_map in self.maps if triples_map.name == name), None)

    def where(self, line: int) -> str:
        """`folder/file:line`."""
        return f"{self.file}:{line}" if line else self.file


def local_name(iri: str) -> str:
    """The end of an IRI, after its last `#` or `/`."""
    return iri.replace("#", "/").rpartition("/")[2]


def references(value: Value) -> Iterator[str]:
    """Every column a value reads."""
    match value:
        case Reference(column=column):
            yield column
        case Template(parts=parts):
            yield from (part.column for part in parts if isinstance(part, Reference))
        case Call(arguments=arguments):
            for _, argument in arguments:
                yield from references(argument)


def calls(value: Value) -> Iterator[Call]:
    """Every function call in a value, outermost first."""
    if isinstance(value, Call):
        yield value
        for _, argument in value.arguments:
            yield from calls(argument)
