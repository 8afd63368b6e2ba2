"""Mappings in R2RML (https://www.w3.org/TR/r2rml/), Turtle, read into the same value as YARRRML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from graph_service.findings import Finding, closest
from graph_service.loading.mapping.model import (
    RDF_TYPE,
    Constant,
    Link,
    LogicalSource,
    Mapping,
    PredicateObject,
    Reference,
    Template,
    Term,
    TermType,
    TriplesMap,
    Value,
    local_name,
)
from graph_service.ontology.turtle import Literal, Node, Statements, is_blank, read_statements

RR = "http://www.w3.org/ns/r2rml#"
WORDS = frozenset(
    """TriplesMap subjectMap subject predicateObjectMap logicalTable tableName sqlQuery sqlVersion template column
    constant class graph graphMap termType language datatype predicate predicateMap object objectMap
    parentTriplesMap joinCondition child parent inverseExpression IRI Literal BlankNode SQL2008 defaultGraph
    LogicalTable R2RMLView BaseTableOrView SubjectMap PredicateMap ObjectMap GraphMap TermMap RefObjectMap
    PredicateObjectMap Join""".split()  # noqa: SIM905 a vocabulary reads best as words
)
TERM_TYPES = {"IRI": TermType.IRI, "Literal": TermType.LITERAL, "BlankNode": TermType.BLANK}
_PLAIN = re.compile(r"(?:\\.|[^{}\\])+")
_BRACED = re.compile(r"\{((?:\\.|[^{}\\])*)\}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")


class R2rmlError(Exception):
    """Something wrong in a triples map; the reader turns it into a finding with its line."""


@dataclass(frozen=True, kw_only=True)
class _Graph:
    """The statements of the file, asked by R2RML's local names."""

    statements: Statements

    def all(self, node: Node, name: str) -> tuple[Node, ...]:
        found = self.statements.objects(node, RR + name) if isinstance(node, str) else ()
        return tuple(sorted(found, key=repr))

    def one(self, node: Node, *names: str) -> Node | None:
        """The only object of the properties together, None without one."""
        found = [value for name in names for value in self.all(node, name)]
        if len(found) > 1:
            raise R2rmlError(
                f"{' or '.join(f'rr:{name}' for name in names)} is given {len(found)} times, once is meant."
            )
        return found[0] if found else None

    def text(self, node: Node, name: str) -> str | None:
        """The only object as text."""
        found = self.one(node, name)
        return None if found is None else found.text if isinstance(found, Literal) else found


def read_r2rml(path: Path, shown: str) -> tuple[Mapping | None, tuple[Finding, ...]]:
    """The mapping of a Turtle file as far as it can be read, and everything that is wrong in it."""
    statements, broken = read_statements([(path, shown)])
    if broken:
        return None, tuple(broken)
    graph = _Graph(statements=statements)
    problems = list(_unknown_words(statements, shown))
    maps: list[TriplesMap] = []
    for node, properties in sorted(statements.subjects.items()):
        if RR + "logicalTable" not in properties and RR + "TriplesMap" not in statements.types(node):
            continue
        where = statements.places.get(node, shown)
        try:
            maps.append(_triples_map(graph, node, int(where.rpartition(":")[2]) if node in statements.places else 0))
        except (R2rmlError, ValueError) as error:
            problems.append(Finding(rule="mapping", message=f"{_name(node)}: {error}", where=where))
    if not maps and not problems:
        problems.append(Finding(rule="mapping", message="There is no triples map.", where=shown))
    return Mapping(maps=tuple(maps), file=shown), tuple(problems)


def _unknown_words(statements: Statements, shown: str) -> Iterator[Finding]:
    """A term of R2RML's namespace that R2RML does not have would be passed over in silence."""
    used = {word for properties in statements.subjects.values() for word in properties if word.startswith(RR)}
    for word in sorted(name.removeprefix(RR) for name in used):
        if word not in WORDS:
            message, hint = f"Unknown R2RML term 'rr:{word}'.", closest(word, WORDS)
            yield Finding(rule="mapping", message=message, where=shown, suggestions=hint)


def _name(node: str) -> str:
    return "A nameless triples map" if is_blank(node) else f"Triples map '{local_name(node)}'"


def _triples_map(graph: _Graph, node: str, line: int) -> TriplesMap:
    table = graph.one(node, "logicalTable")
    if table is None:
        raise R2rmlError("It has no rr:logicalTable.")
    subject_map = graph.one(node, "subjectMap", "subject")
    if subject_map is None:
        raise R2rmlError("It has no rr:subjectMap.")
    subject = _constant(subject_map) if graph.all(node, "subject") else _term(graph, subject_map, TermType.IRI)
    if subject.type is TermType.LITERAL:
        raise R2rmlError("A subject cannot be a literal (R2RML 7.4).")
    classes = {str(found) for found in graph.all(subject_map, "class")}
    entries: list[PredicateObject] = []
    for entry in graph.all(node, "predicateObjectMap"):
        for found in _predicate_objects(graph, entry, line):
            cls = _stated_class(found)
            classes |= {cls} if cls else set()
            entries += [] if cls else [found]
    return TriplesMap(
        name=local_name(node),
        source=_logical_source(graph, table),
        subject=subject,
        classes=tuple(sorted(classes)),
        predicate_objects=tuple(entries),
        graphs=tuple(_graphs(graph, subject_map)),
        line=line,
    )


def _stated_class(entry: PredicateObject) -> str | None:
    """The class, if all that the entry says is a constant rdf:type."""
    target = entry.object
    if entry.predicate != RDF_TYPE or entry.graphs or not isinstance(target, Term):
        return None
    return target.value.value if isinstance(target.value, Constant) else None


def _logical_source(graph: _Graph, table: Node) -> LogicalSource:
    name, query = graph.text(table, "tableName"), graph.text(table, "sqlQuery")
    if (name is None) == (query is None):
        raise R2rmlError("A logical table has either rr:tableName or rr:sqlQuery.")
    version = graph.text(table, "sqlVersion")
    if version not in (None, RR + "SQL2008"):
        raise R2rmlError(f"SQL version '{version}' is not understood. Use rr:SQL2008 or leave it out.")
    if query is not None:
        return LogicalSource(query=query.strip().rstrip(";"))
    return LogicalSource(name=_identifier(name or ""))


def _identifier(text: str) -> str:
    """An SQL identifier without its quotes (R2RML 5.1)."""
    delimited = len(text) > 1 and text.startswith('"') and text.endswith('"') and '"."' not in text
    return text[1:-1].replace('""', '"') if delimited else text


def _constant(node: Node) -> Term:
    if isinstance(node, Literal):
        datatype = None if node.language else node.datatype
        return Term(value=Constant(value=node.text), datatype=datatype, language=node.language)
    return Term(value=Constant(value=node), type=TermType.BLANK if is_blank(node) else TermType.IRI)


def _term(graph: _Graph, node: Node, default: TermType | None = None) -> Term:
    """A term map (R2RML 7): constant, column or template, with its term type, datatype or language."""
    constant, column, template = graph.one(node, "constant"), graph.text(node, "column"), graph.text(node, "template")
    if sum(part is not None for part in (constant, column, template)) != 1:
        raise R2rmlError("A term map has one of rr:constant, rr:column and rr:template.")
    if constant is not None:
        return _constant(constant)
    datatype, language = graph.text(node, "datatype"), graph.text(node, "language")
    if language is not None and not _LANGUAGE.fullmatch(language):
        raise R2rmlError(f"'{language}' is no language tag (BCP 47).")
    value: Value = Reference(column=_identifier(column)) if column is not None else template_value(template or "")
    is_literal = datatype is not None or language is not None or column is not None
    kind = default or (TermType.LITERAL if is_literal else TermType.IRI)
    given = graph.text(node, "termType")
    if given is not None and given.removeprefix(RR) not in TERM_TYPES:
        raise R2rmlError(f"Unknown term type '{given}'. Use rr:IRI, rr:Literal or rr:BlankNode.")
    kind = TERM_TYPES[given.removeprefix(RR)] if given else kind
    return Term(value=value, type=kind, datatype=datatype, language=language)


def template_value(text: str) -> Value:
    r"""A template `http://…/{ID}`; braces as themselves are escaped, `\{` (R2RML 7.3)."""
    parts: list[str | Reference] = []
    position = 0
    while position < len(text):
        plain, braced = _PLAIN.match(text, position), _BRACED.match(text, position)
        found = plain or braced
        if found is None:
            raise R2rmlError(f"Unbalanced braces in the template '{text}'.")
        if plain:
            parts.append(_unescaped(plain.group()))
        elif braced:
            parts.append(Reference(column=_identifier(_unescaped(braced.group(1)))))
        position = found.end()
    if not any(isinstance(part, Reference) for part in parts):
        return Constant(value="".join(str(part) for part in parts))
    return Template(parts=tuple(parts))


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)


def _graphs(graph: _Graph, node: Node) -> Iterator[Term]:
    terms = [_constant(found) for found in graph.all(node, "graph")]
    terms += [_term(graph, found, TermType.IRI) for found in graph.all(node, "graphMap")]
    for term in terms:
        if term.type is not TermType.IRI:
            raise R2rmlError("A graph is named by an IRI (R2RML 9).")
        yield term


def _predicate_objects(graph: _Graph, node: Node, line: int) -> Iterator[PredicateObject]:
    predicates = list(graph.all(node, "predicate"))
    for found in graph.all(node, "predicateMap"):
        constant = graph.one(found, "constant")
        if constant is None:
            raise R2rmlError("A predicate is a constant IRI; predicates from columns are not supported.")
        predicates.append(constant)
    objects: list[Term | Link] = [_constant(found) for found in graph.all(node, "object")]
    objects += [_object(graph, found) for found in graph.all(node, "objectMap")]
    if not predicates or not objects:
        raise R2rmlError("A predicate-object map has a predicate and an object.")
    graphs = tuple(_graphs(graph, node))
    for predicate in predicates:
        for target in objects:
            yield PredicateObject(predicate=_iri(predicate), object=target, graphs=graphs, line=line)


def _iri(node: Node) -> str:
    if not isinstance(node, str) or is_blank(node):
        raise R2rmlError("A predicate is an IRI.")
    return node


def _object(graph: _Graph, node: Node) -> Term | Link:
    parent = graph.one(node, "parentTriplesMap")
    if parent is None:
        return _term(graph, node)
    conditions = []
    for join in graph.all(node, "joinCondition"):
        child, theirs = graph.text(join, "child"), graph.text(join, "parent")
        if child is None or theirs is None:
            raise R2rmlError("A join condition has rr:child and rr:parent.")
        conditions.append((Reference(column=_identifier(child)), Reference(column=_identifier(theirs))))
    return Link(parent=local_name(_iri(parent)), conditions=tuple(conditions))
