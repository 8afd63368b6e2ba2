"""The RDF that a mapping says over database tables (R2RML 11): the compiled terms, read as quads.

The loader makes contributions, not triples; this is the small rest that the conformance suite needs to compare.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from pathlib import Path

from rdflib import BNode, Dataset, Literal, URIRef
from rdflib.term import Node

from graph_service.loading.contract import Contract, ContractColumn, Source
from graph_service.loading.mapping.model import (
    RDF_TYPE,
    XSD,
    Constant,
    Link,
    Mapping,
    Reference,
    Term,
    TermType,
    TriplesMap,
)
from graph_service.loading.mapping.terms import Relation, term_expression, value_expression
from graph_service.loading.product.product import DataProduct
from graph_service.loading.reading.relations import relation_of
from graph_service.loading.sql.duck import SOURCE, Connection, connect, described, rows, source_table
from graph_service.loading.sql.expression import as_text
from graph_service.ontology.naming import quote_sql

BASE = "http://example.com/base/"
NATURAL = {
    "INTEGER": XSD + "integer",
    "BIGINT": XSD + "integer",
    "FLOAT": XSD + "double",
    "DOUBLE": XSD + "double",
    "DECIMAL": XSD + "decimal",
    "BOOLEAN": XSD + "boolean",
    "DATE": XSD + "date",
    "TIMESTAMP": XSD + "dateTime",
}
Quad = tuple[Node, Node, Node, str]


def database(script: Path) -> Connection:
    """The tables of a create.sql, as sources with a record number each."""
    connection = connect(threads=1)
    connection.execute("CREATE SCHEMA given; SET search_path = 'given'")
    connection.execute(script.read_text(encoding="utf-8"))
    connection.execute(f"CREATE SCHEMA {SOURCE}")
    for (name,) in rows(connection, "SELECT table_name FROM duckdb_tables()"):
        numbered = f"SELECT rowid + 1 AS record, * FROM given.{quote_sql(name)}"
        connection.execute(f"CREATE TABLE {source_table(name)} AS {numbered}")
    return connection


def product(connection: Connection, mapping: Mapping) -> DataProduct:
    """A product whose contract is what the database has."""
    sources = []
    for (name,) in rows(connection, "SELECT table_name FROM duckdb_tables() WHERE schema_name = ?", [SOURCE]):
        columns = described(connection, f"SELECT * FROM {source_table(name)}")
        found = tuple(ContractColumn(name=column, heading=column) for column in columns if column != "record")
        sources.append(Source(name=name, file=name, columns=found))
    contract = Contract(id="d", name="d", version="1", sources=tuple(sources))
    return DataProduct(name="d", folder=Path(), contract=contract, mapping=mapping)


def quads(connection: Connection, mapping: Mapping) -> set[Quad]:
    """Every quad of the mapping."""
    made = product(connection, mapping)
    return {quad for triples_map in mapping.maps for quad in _quads(connection, made, triples_map)}


def _quads(connection: Connection, made: DataProduct, triples_map: TriplesMap) -> Iterator[Quad]:
    child = relation_of(connection, made, "UTC", triples_map, "r")
    subject = _sql(triples_map.subject, child)
    for cls in triples_map.classes:
        yield from _run(connection, child, triples_map, (), subject, RDF_TYPE, None, cls)
    for entry in triples_map.predicate_objects:
        graphs = entry.graphs
        if isinstance(entry.object, Link):
            yield from _joined(connection, made, triples_map, subject, entry.predicate, entry.object, graphs)
        else:
            yield from _run(connection, child, triples_map, graphs, subject, entry.predicate, entry.object, "")


def _run(
    connection: Connection,
    child: Relation,
    triples_map: TriplesMap,
    graphs: tuple[Term, ...],
    subject: str,
    predicate: str,
    target: Term | None,
    constant: str,
) -> Iterator[Quad]:
    all_graphs: list[Term | None] = [*triples_map.graphs, *graphs]
    for graph in all_graphs or [None]:
        name = _sql(graph, child) if graph else "''"
        value = _sql(target, child) if target else "''"
        types = described(connection, f"SELECT {_raw(target, child)} AS v FROM {child.sql} AS r") if target else {}
        query = f"SELECT {subject}, {value}, {name} FROM {child.sql} AS r"
        for mine, found, where in rows(connection, query):
            if mine is not None and found is not None and where is not None:
                node = _node(target, found, types.get("v", "")) if target else URIRef(constant)
                yield _node(triples_map.subject, mine, ""), URIRef(predicate), node, _graph(where)


def _joined(
    connection: Connection,
    made: DataProduct,
    triples_map: TriplesMap,
    subject: str,
    predicate: str,
    link: Link,
    graphs: tuple[Term, ...],
) -> Iterator[Quad]:
    parent = made.mapping.named(link.parent)
    assert parent is not None
    child = relation_of(connection, made, "UTC", triples_map, "r")
    other = relation_of(connection, made, "UTC", parent, "p") if link.conditions else child
    joined = f"{child.sql} AS r"
    if link.conditions:
        same = " AND ".join(
            f"{as_text(value_expression(mine, child))} = {as_text(value_expression(theirs, other))}"
            for mine, theirs in link.conditions
        )
        joined += f" JOIN {other.sql} AS p ON {same}"
    all_graphs: list[Term | None] = [*triples_map.graphs, *graphs]
    for graph in all_graphs or [None]:
        name = _sql(graph, child) if graph else "''"
        query = f"SELECT {subject}, {_sql(parent.subject, other)}, {name} FROM {joined}"
        for mine, found, where in rows(connection, query):
            if mine is not None and found is not None:
                target = _node(parent.subject, found, "")
                yield _node(triples_map.subject, mine, ""), URIRef(predicate), target, _graph(where)


def _sql(term: Term, relation: Relation) -> str:
    return as_text(term_expression(term, relation))


def _raw(term: Term, relation: Relation) -> str:
    return value_expression(term.value, relation).sql


def _graph(name: str) -> str:
    return "" if name == "http://www.w3.org/ns/r2rml#defaultGraph" else name


def _node(term: Term, text: str, duck_type: str) -> Node:
    if term.type is TermType.BLANK:
        return BNode(text)
    if term.type is TermType.IRI:
        return URIRef(text if ":" in text.split("/")[0] else BASE + text)
    natural = NATURAL.get(duck_type.split("(")[0]) if isinstance(term.value, Reference) else None
    datatype = term.datatype or (None if term.language or isinstance(term.value, Constant) else natural)
    return Literal(text, lang=term.language, datatype=URIRef(datatype) if datatype else None)


def expected(path: Path) -> set[Quad]:
    """The quads of an N-Quads file."""
    data = Dataset()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # rdflib's own reader uses a name it has deprecated
        data.parse(data=path.read_text(encoding="utf-8"), format="nquads")
    return {(s, p, o, "" if g is None or str(g).startswith("urn:x-rdflib") else str(g)) for s, p, o, g in data.quads()}


def normal(found: set[Quad]) -> list[str]:
    """Quads as comparable text: numbers by value, blank nodes by what is said of them."""

    def shown(node: Node) -> str:
        if isinstance(node, BNode):
            about = sorted(f"{p} {shown(o)}" for s, p, o, _ in found if s == node and not isinstance(o, BNode))
            return f"[{'; '.join(about)}]"
        if isinstance(node, Literal):
            value = node.value if isinstance(node.value, int | float) else str(node)
            return f"{value!r}@{node.language}^{node.datatype}"
        return f"<{node}>"

    return sorted(f"{shown(s)} {shown(p)} {shown(o)} {g}" for s, p, o, g in found)
