"""Enumerations: a skos:ConceptScheme used through qb:codeList, or a bare sh:in on text."""

from __future__ import annotations

from graph_service.findings import Finding, closest
from graph_service.ontology.model import Code, Enumeration
from graph_service.ontology.names import local_name, name_of
from graph_service.ontology.shapes import RawShape, members
from graph_service.ontology.terms import (
    CODE_LIST,
    CONCEPT_SCHEME,
    HAS_TOP_CONCEPT,
    IN_SCHEME,
    NOTATION,
    ORDER,
    TOP_CONCEPT_OF,
)
from graph_service.ontology.turtle import Statements
from graph_service.ontology.words import words_of

UNRANKED = 1000.0


def read_schemes(statements: Statements, languages: tuple[str, ...]) -> dict[str, Enumeration]:
    """Every concept scheme with concepts, by IRI; codes by sh:order, then notation."""
    concepts: dict[str, set[str]] = {}
    for subject, mine in statements.subjects.items():
        for scheme in (*mine.get(IN_SCHEME, ()), *mine.get(TOP_CONCEPT_OF, ())):
            concepts.setdefault(str(scheme), set()).add(subject)
        for concept in mine.get(HAS_TOP_CONCEPT, ()):
            concepts.setdefault(subject, set()).add(str(concept))
    return {
        scheme: _scheme(statements, scheme, concepts.get(scheme, set()), languages)
        for scheme in statements.typed(CONCEPT_SCHEME)
        if concepts.get(scheme)
    }


def _scheme(statements: Statements, scheme: str, concepts: set[str], languages: tuple[str, ...]) -> Enumeration:
    ranked = []
    for concept in concepts:
        name = statements.text(concept, NOTATION) or local_name(concept)
        code = Code(notation=name, words=words_of(statements, concept, name, languages))
        ranked.append((float(statements.text(concept, ORDER) or UNRANKED), name, code))
    codes = {name: code for _, name, code in sorted(ranked, key=lambda one: one[:2])}
    name = name_of(statements, scheme)
    return Enumeration(name=name, codes=tuple(codes.values()), words=words_of(statements, scheme, name, languages))


def enumeration_of(
    statements: Statements,
    iri: str,
    name: str,
    shapes: list[RawShape],
    schemes: dict[str, Enumeration],
    languages: tuple[str, ...],
) -> tuple[Enumeration | None, Finding | None]:
    """The code list of a property: its qb:codeList, that of its shapes, else the union of their sh:in."""
    nodes = (iri, *(shape.node for shape in shapes))
    for scheme in (found for node in nodes for found in statements.resources(node, CODE_LIST)):
        if scheme in schemes:
            return schemes[scheme], None
        close = closest(local_name(scheme), [one.name for one in schemes.values()])
        message = f"Unknown code list '{local_name(scheme)}' of '{name}': no skos:ConceptScheme with concepts."
        place = statements.places.get(iri, "")
        return None, Finding(rule="unknown-term", message=message, where=place, suggestions=close)
    codes = dict.fromkeys(code for shape in shapes for code in members(statements, shape.node))
    if not codes:
        return None, None
    words = {code: words_of(statements, "", code, languages) for code in codes}
    listed = tuple(Code(notation=code, words=words[code]) for code in codes)
    return Enumeration(name=f"{name[:1].upper()}{name[1:]}Code", codes=listed), None
