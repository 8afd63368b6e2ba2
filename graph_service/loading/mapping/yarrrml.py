"""Mappings in YARRRML (https://rml.io/yarrrml/spec/): the YAML that RML's users write, long and short forms alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any, TypeVar

from graph_service.documents import Document, Step, read_document
from graph_service.findings import Finding, closest
from graph_service.loading.mapping.model import (
    RDF_TYPE,
    Call,
    Constant,
    Link,
    LogicalSource,
    Mapping,
    PredicateObject,
    Term,
    TermType,
    TriplesMap,
    Value,
)
from graph_service.loading.mapping.yarrrml_terms import (
    Prefixes,
    YarrrmlError,
    constant_iri,
    read_call,
    read_term,
    read_value,
    take,
)

Path_ = tuple[Step, ...]
Pair = tuple[Any, Any, Call | None, Path_]  # predicate, object, condition, and the object's place
T = TypeVar("T")

SOURCES = ("sources", "source")
MAPPINGS = ("mappings", "mapping", "m")
SUBJECTS = ("subjects", "subject", "s")
PREDICATE_OBJECTS = ("predicateobjects", "po")
PREDICATES = ("predicates", "predicate", "p")
OBJECTS = ("objects", "object", "o")
GRAPHS = ("graphs", "graph", "g")
CONDITIONS = ("conditions", "condition", "c")
PARAMETERS = ("parameters", "pms")
TOP = ("prefixes", "base", *SOURCES, *MAPPINGS, "authors")
UNREAD = Term(value=Constant(value=""), type=TermType.IRI)  # the subject of a triples map that is not whole
EQUAL = "equal"  # the one condition of a join; written with or without a prefix


def read_yarrrml(path: Path, shown: str) -> tuple[Mapping | None, tuple[Finding, ...]]:
    """The mapping of a file as far as it can be read, and everything that is wrong in it, each with its line."""
    yaml, broken = read_document(path, shown)
    if yaml is None or broken:
        return None, broken
    problems: list[Finding] = []
    document = yaml.value if isinstance(yaml.value, dict) else {}
    if not take(document, *MAPPINGS)[1]:
        problems.append(_finding(yaml, YarrrmlError("A YARRRML file has prefixes and mappings.", ())))
    for key in document:
        if key not in TOP:
            problems.append(_finding(yaml, YarrrmlError(f"Unknown key '{key}'.", (key,), closest(str(key), TOP))))
    prefixes = {str(name): str(iri) for name, iri in (document.get("prefixes") or {}).items()}
    key, mappings = take(document, *MAPPINGS)
    maps: list[TriplesMap] = []
    wrong: list[YarrrmlError] = []
    for name, body in (mappings or {}).items():
        read = partial(_triples_maps, yaml, document, prefixes, str(name), body, (key, name), wrong)
        maps += _noting(wrong, read) or []
    problems += (_finding(yaml, problem) for problem in wrong)
    problems += _unknown_parents(yaml, maps, (mappings or {}))
    return Mapping(maps=tuple(maps), prefixes=prefixes, file=shown), tuple(problems)


def _noting(wrong: list[YarrrmlError], read: Callable[[], T]) -> T | None:
    """What is read; what cannot be is noted and the reader goes on, so that one fault hides no other."""
    try:
        return read()
    except YarrrmlError as problem:
        wrong.append(problem)
        return None


def _finding(yaml: Document, problem: YarrrmlError) -> Finding:
    where = yaml.place(*problem.at)
    return Finding(rule="mapping", message=problem.message, where=where, suggestions=problem.suggestions)


def _triples_maps(
    yaml: Document,
    document: dict[str, Any],
    prefixes: Prefixes,
    name: str,
    body: Any,
    at: Path_,
    wrong: list[YarrrmlError],
) -> list[TriplesMap]:
    """A mapping makes a triples map per source and subject; the second is named `name#2`. What cannot be read is noted
    in `wrong` and left out; without its subject a triples map is not whole, but its properties can be checked."""
    if not isinstance(body, dict):
        raise YarrrmlError(f"Mapping '{name}' is a mapping with sources, s and po.", at)
    before = len(wrong)
    wrong += _unknown_keys(name, body, at)
    sources = _noting(wrong, lambda: _sources_of(document, name, body, at)) or []
    subjects = _noting(wrong, lambda: list(_subjects(prefixes, body, at))) or [UNREAD]
    classes, objects = _properties(yaml, prefixes, body, at, wrong)
    graphs = _noting(wrong, lambda: _graphs(prefixes, body, at)) or ()
    condition = _noting(wrong, lambda: _condition(prefixes, body, at))
    return [
        TriplesMap(
            name=name if number == 1 else f"{name}#{number}",
            source=source,
            subject=subject,
            classes=classes,
            predicate_objects=objects,
            graphs=graphs,
            condition=condition,
            line=yaml.line(*at),
            whole=len(wrong) == before,
        )
        for number, (source, subject) in enumerate(product(sources, subjects), 1)
    ]


def _unknown_keys(name: str, body: dict[str, Any], at: Path_) -> Iterator[YarrrmlError]:
    known = (*SOURCES, *SUBJECTS, *PREDICATE_OBJECTS, *GRAPHS, *CONDITIONS)
    for key in body:
        if key not in known:
            yield YarrrmlError(f"Unknown key '{key}' in mapping '{name}'.", (*at, key), closest(str(key), known))


def _graphs(prefixes: Prefixes, body: dict[str, Any], at: Path_) -> tuple[Term, ...]:
    key, graphs = take(body, *GRAPHS)
    return tuple(read_term(prefixes, graph, (*at, key), TermType.IRI) for graph in _many(graphs))


def _sources_of(document: dict[str, Any], name: str, body: dict[str, Any], at: Path_) -> list[LogicalSource]:
    sources = list(_sources(document, body, at))
    if not sources:
        raise YarrrmlError(f"Mapping '{name}' has no source.", at)
    return sources


def _many(value: Any) -> list[Any]:
    return [] if value is None else value if isinstance(value, list) else [value]


def _sources(document: dict[str, Any], body: dict[str, Any], at: Path_) -> Iterator[LogicalSource]:
    declared = take(document, *SOURCES)[1] or {}
    key, sources = take(body, *SOURCES)
    for position, source in enumerate(_many(sources)):
        where = (*at, key, position)
        if isinstance(source, str) and "~" not in source:
            if source not in declared:
                line = f"sources: {{{source}: [{source}.csv~csv]}}"
                message = f"No source '{source}' is declared. Write '{line}' at the top, with a file of the contract."
                raise YarrrmlError(message, where, closest(source, declared))
            source = declared[source]
        yield _source(source, where)


def _source(source: Any, at: Path_) -> LogicalSource:
    """`[file.csv~csv]`, `file.csv~csv`, or `{access: file.csv, referenceFormulation: csv, query: SELECT …}`."""
    if isinstance(source, list) and source:
        source = source[0]
    if isinstance(source, str):
        return LogicalSource(name=source.rsplit("~", 1)[0])
    if not isinstance(source, dict):
        raise YarrrmlError("A source is [file~csv] or {access: file, referenceFormulation: csv}.", at)
    known = ("access", "referenceFormulation", "queryFormulation", "query", "type", "delimiter")
    for key in source:
        if key not in known:
            raise YarrrmlError(f"Unknown key '{key}' of a source.", (*at, key), closest(str(key), known))
    if not source.get("access") and not source.get("query"):
        raise YarrrmlError("A source has access: the file, or query: an SQL query over the product's files.", at)
    return LogicalSource(name=str(source.get("access") or ""), query=source.get("query"))


def _subjects(prefixes: Prefixes, body: dict[str, Any], at: Path_) -> Iterator[Term]:
    key, subjects = take(body, *SUBJECTS)
    if subjects is None:
        raise YarrrmlError("A mapping without s makes blank nodes, which nothing can refer to. Give it a subject.", at)
    for position, subject in enumerate(_many(subjects)):
        where = (*at, key, position) if isinstance(subjects, list) else (*at, key)
        term = read_term(prefixes, subject, where, TermType.IRI)
        if term.type is not TermType.IRI:
            raise YarrrmlError("A subject is an IRI.", where)
        yield term


def _properties(
    yaml: Document, prefixes: Prefixes, body: dict[str, Any], at: Path_, wrong: list[YarrrmlError]
) -> tuple[tuple[str, ...], tuple[PredicateObject, ...]]:
    classes: list[str] = []
    objects: list[PredicateObject] = []
    for where, (predicate, target, condition, at_object) in _entries(prefixes, body, at, wrong):
        iri = _noting(wrong, partial(constant_iri, prefixes, predicate, where))
        read = _noting(wrong, partial(_object, prefixes, iri, target, at_object))
        if iri == RDF_TYPE and isinstance(read, Term) and isinstance(read.value, Constant) and condition is None:
            classes.append(read.value.value)
        elif iri and read:
            line = yaml.line(*at_object)
            objects.append(PredicateObject(predicate=iri, object=read, condition=condition, line=line))
    return tuple(classes), tuple(objects)


def _entries(
    prefixes: Prefixes, body: dict[str, Any], at: Path_, wrong: list[YarrrmlError]
) -> Iterator[tuple[Path_, Pair]]:
    """Every pair of a mapping with the place of its entry."""
    key, entries = take(body, *PREDICATE_OBJECTS)
    for position, entry in enumerate(_many(entries)):
        where = (*at, key, position)
        for pair in _noting(wrong, partial(_pairs, prefixes, entry, where)) or ():
            yield where, pair


def _pairs(prefixes: Prefixes, entry: Any, at: Path_) -> list[Pair]:
    """Every pair of one entry: `[p, o]`, `[p, o, type]` or `{p: …, o: …}`."""
    if isinstance(entry, list):
        return _short_pairs(entry, at)
    if not isinstance(entry, dict):
        raise YarrrmlError("An entry of po is [predicate, object] or {p: …, o: …}.", at)
    known = (*PREDICATES, *OBJECTS, *CONDITIONS, *GRAPHS)
    for key in entry:
        if key not in known:
            raise YarrrmlError(f"Unknown key '{key}' in po.", (*at, key), closest(str(key), known))
    _, predicates = take(entry, *PREDICATES)
    key, targets = take(entry, *OBJECTS)
    if predicates is None or targets is None:
        raise YarrrmlError("An entry of po has p: predicates and o: objects.", at)
    condition = _condition(prefixes, entry, at)
    places = [(*at, key, number) if isinstance(targets, list) else (*at, key) for number in range(len(_many(targets)))]
    located = list(zip(_many(targets), places, strict=True))
    return [(one, target, condition, place) for one in _many(predicates) for target, place in located]


def _short_pairs(entry: list[Any], at: Path_) -> list[Pair]:
    if len(entry) not in (2, 3):
        raise YarrrmlError("A short form is [predicate, object] or [predicate, object, datatype or language~lang].", at)
    annotation = entry[2:]
    targets = [[target, *annotation] if annotation else target for target in _many(entry[1])]
    return [(predicate, target, None, at) for predicate in _many(entry[0]) for target in targets]


def _object(prefixes: Prefixes, predicate: str | None, target: Any, at: Path_) -> Term | Link:
    if isinstance(target, dict) and "mapping" in target:
        return _link(prefixes, target, at)
    return read_term(prefixes, target, at, TermType.IRI if predicate == RDF_TYPE else TermType.LITERAL)


def _link(prefixes: Prefixes, target: dict[str, Any], at: Path_) -> Link:
    pairs: list[tuple[Value, Value]] = []
    key, conditions = take(target, *CONDITIONS)
    for condition in _many(conditions):
        function = str(condition.get("function", condition.get("f", ""))) if isinstance(condition, dict) else ""
        if function.rsplit(":", 1)[-1] != EQUAL:
            raise YarrrmlError(f"A join has the condition equal, not '{function}'.", (*at, key))
        sides = [_side(prefixes, side, (*at, key)) for side in _many(take(condition, *PARAMETERS)[1])]
        if len(sides) != 2:
            raise YarrrmlError("equal compares two parameters: str1 of this mapping, str2 of the other.", (*at, key))
        swapped = sides[0][1] == "o"
        child, parent = (sides[1], sides[0]) if swapped else (sides[0], sides[1])
        pairs.append((child[0], parent[0]))
    return Link(parent=str(target["mapping"]), conditions=tuple(pairs))


def _side(prefixes: Prefixes, side: Any, at: Path_) -> tuple[Value, str]:
    """`[str1, $(column)]`, or with `s`/`o` (this mapping, the other one) as third."""
    if isinstance(side, dict):
        side = [side.get("parameter"), side.get("value"), *([side["from"]] if "from" in side else [])]
    if not isinstance(side, list) or len(side) not in (2, 3):
        raise YarrrmlError("A parameter of a join is [str1, $(column)], optionally with s or o as third.", at)
    which = {"subject": "s", "object": "o"}.get(str(side[2]), str(side[2])) if len(side) == 3 else ""
    return read_value(prefixes, side[1], at, iri=False), which


def _condition(prefixes: Prefixes, body: dict[str, Any], at: Path_) -> Call | None:
    key, condition = take(body, *CONDITIONS)
    if condition is None:
        return None
    if isinstance(condition, list) and len(condition) == 1:
        condition = condition[0]
    return read_call(prefixes, condition, (*at, key))


def _unknown_parents(yaml: Document, maps: list[TriplesMap], mappings: dict[str, Any]) -> Iterator[Finding]:
    for triples_map in maps:
        for entry in triples_map.predicate_objects:
            if isinstance(entry.object, Link) and entry.object.parent not in mappings:
                parent = entry.object.parent
                message = f"No mapping '{parent}' to join with."
                where = f"{yaml.shown}:{entry.line}"
                hint = closest(parent, mappings)
                yield Finding(rule="mapping", message=message, where=where, suggestions=hint)
