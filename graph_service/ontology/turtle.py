"""RDF files in, one indexed set of statements out: the one place that parses Turtle and RDF/XML.

    Statements = subject → predicate → objects, and the `file:line` where each subject is written

An IRI is a plain string, a blank node a string that starts with `_:`, a literal a `Literal`. A file with a syntax
error gives one finding (its first error, with line and text) and no statements; the other files are read all the same.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, TypeAlias
from xml.sax import SAXParseException

import rdflib
from rdflib.exceptions import ParserError
from rdflib.plugins.parsers.notation3 import BadSyntax

from graph_service.findings import Finding
from graph_service.ontology.terms import FIRST, NIL, REST, TYPE

FORMATS = {".ttl": "turtle", ".nt": "turtle", ".n3": "n3", ".owl": "xml", ".rdf": "xml"}
MOST_SHOWN = 100  # characters of an offending line that a message quotes


class Literal(NamedTuple):
    """An RDF literal as it is written; `datatype` is an IRI."""

    text: str
    language: str | None = None
    datatype: str | None = None


Node: TypeAlias = str | Literal


@dataclass(frozen=True, kw_only=True)
class Statements:
    """Every statement of some files by subject and predicate; `places` has the `file:line` of subjects."""

    subjects: Mapping[str, Mapping[str, Sequence[Node]]] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)

    def objects(self, subject: str, *predicates: str) -> tuple[Node, ...]:
        """The objects of the predicates in turn, each once."""
        mine = self.subjects.get(subject)
        if mine is None:
            return ()
        found = [node for predicate in predicates if predicate in mine for node in mine[predicate]]
        return tuple(dict.fromkeys(found)) if len(found) > 1 else tuple(found)

    def resources(self, subject: str, *predicates: str) -> tuple[str, ...]:
        """The objects that are IRIs or blank nodes, sorted, so that no order of files shows."""
        found = [node for node in self.objects(subject, *predicates) if isinstance(node, str)]
        return tuple(sorted(found)) if len(found) > 1 else tuple(found)

    def literals(self, subject: str, *predicates: str) -> tuple[Literal, ...]:
        """The objects that are literals, sorted, so that no order of files shows."""
        found = [node for node in self.objects(subject, *predicates) if isinstance(node, Literal)]
        if len(found) > 1:
            found.sort(key=lambda one: (one.text, one.language or "", one.datatype or ""))
        return tuple(found)

    def text(self, subject: str, *predicates: str) -> str | None:
        """The first literal's text, None without one."""
        return next((literal.text for literal in self.literals(subject, *predicates)), None)

    def is_true(self, subject: str, predicate: str) -> bool:
        """Whether the predicate says `true`."""
        return self.text(subject, predicate) in ("true", "1")

    def types(self, subject: str) -> tuple[str, ...]:
        """The rdf:type of the subject."""
        return self.resources(subject, TYPE)

    def typed(self, *types: str) -> list[str]:
        """Every subject, blank nodes included, with one of the types, sorted."""
        wanted = set(types)
        return sorted(s for s, mine in self.subjects.items() if not wanted.isdisjoint(mine.get(TYPE, ())))

    def items(self, head: str) -> tuple[Node, ...]:
        """The members of an RDF list, which may be empty; a list that loops ends where it began."""
        found: list[Node] = []
        seen: set[str] = set()
        while head != NIL and head not in seen:
            seen.add(head)
            found.extend(self.objects(head, FIRST)[:1])
            head = next(iter(self.resources(head, REST)), NIL)
        return tuple(found)

    def is_list(self, node: str) -> bool:
        """Whether the node heads an RDF list."""
        return node == NIL or bool(self.objects(node, FIRST))


def is_blank(node: Node) -> bool:
    """Whether the node is a blank node."""
    return isinstance(node, str) and node.startswith("_:")


def read_statements(files: Iterable[tuple[Path, str]]) -> tuple[Statements, tuple[Finding, ...]]:
    """The statements of (file, name in findings) pairs together, and the first syntax error of each bad file."""
    subjects: dict[str, dict[str, list[Node]]] = {}
    places: dict[str, str] = {}
    findings: list[Finding] = []
    for number, (path, shown) in enumerate(files):
        text, problem = _text(path, shown)
        graph, problem = parse(text, shown, path.suffix) if text is not None else (None, problem)
        if problem:
            findings.append(problem)
        if graph is not None and text is not None:
            _add(graph, f"_:{number}.", subjects)
            for subject, line in _lines(text, graph):
                places.setdefault(subject, f"{shown}:{line}")
    return Statements(subjects=subjects, places=places), tuple(findings)


def parse(text: str, shown: str, suffix: str = ".ttl") -> tuple[rdflib.Graph | None, Finding | None]:
    """The graph of one document, or its first syntax error. `shown` names the file in the finding."""
    graph = rdflib.Graph(bind_namespaces="none")
    logging.getLogger("rdflib.term").setLevel(logging.ERROR)  # odd IRIs and literals are findings, not log lines
    kind = "xml" if text.lstrip()[:5] == "<?xml" else FORMATS.get(suffix, "turtle")
    try:
        return graph.parse(data=text, format=kind, publicID=f"file:///{shown}"), None
    except BadSyntax as error:
        return None, _syntax_error(text, shown, error.lines + 1, str(error._why))
    except SAXParseException as error:
        return None, _syntax_error(text, shown, error.getLineNumber() or 1, error.getMessage())
    except ParserError as error:
        return None, _syntax_error(text, shown, 1, str(error))
    except ValueError as error:  # a literal that cannot be: "…"@1en
        return None, _syntax_error(text, shown, _line_of_quoted(text, str(error)), str(error))
    except IndexError:  # rdflib 7 runs over the end of a document that stops too soon, here and below
        return None, _syntax_error(text, shown, text.rstrip().count("\n") + 1, "the file ends inside a statement")
    except AssertionError as error:
        return None, _syntax_error(text, shown, _unclosed(text, str(error)), "no quote closes the string")


def _text(path: Path, shown: str) -> tuple[str | None, Finding | None]:
    try:
        return path.read_bytes().decode("utf-8-sig"), None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        message = f"Not UTF-8: byte 0x{error.object[error.start]:02x}. Save the file as UTF-8"
        return None, Finding(rule="encoding", message=message, where=f"{shown}:{line}")


def _syntax_error(text: str, shown: str, line: int, why: str) -> Finding:
    lines = text.splitlines()
    line = max(1, min(line, len(lines)))
    offending = lines[line - 1].strip()[:MOST_SHOWN] if lines else ""
    return Finding(rule="syntax", message=f"Syntax error, {why}, in: {offending}", where=f"{shown}:{line}")


def _line_of_quoted(text: str, message: str) -> int:
    """The line of what a message quotes, the first line if it is not in the text."""
    _, _, quoted = message.partition("'")
    at = text.find("@" + quoted.partition("'")[0]) if quoted else -1
    return text[: max(at, 0)].count("\n") + 1


def _unclosed(text: str, message: str) -> int:
    """The line of a string that no quote closes; rdflib's message shows the text around its start, marked `^`."""
    before, _, after = message.partition(" ^ in ")[2].partition("^")
    return text[: text.find(before + after) + len(before)].count("\n") + 1


def _add(graph: rdflib.Graph, blank: str, subjects: dict[str, dict[str, list[Node]]]) -> None:
    for subject, predicate, node in graph:
        mine = subjects.setdefault(_node(subject, blank), {})
        mine.setdefault(str(predicate), []).append(_object(node, blank))


def _node(node: object, blank: str) -> str:
    return blank + str(node) if isinstance(node, rdflib.BNode) else str(node)


def _object(node: object, blank: str) -> Node:
    if isinstance(node, rdflib.Literal):
        return Literal(str(node), node.language, str(node.datatype) if node.datatype else None)
    return _node(node, blank)


_SUBJECT = re.compile(r"^(?:<(?P<iri>[^>\n]*)>|(?P<prefix>[\w.-]*):(?P<local>[\w.%:-]+))", re.MULTILINE)
_ABOUT = re.compile(r"rdf:(?P<kind>about|ID)=[\"'](?P<iri>[^\"']*)[\"']")


def _lines(text: str, graph: rdflib.Graph) -> Iterator[tuple[str, int]]:
    """(subject, line) wherever a line starts with a term (Turtle) or states rdf:about (RDF/XML)."""
    prefixes = {prefix: str(namespace) for prefix, namespace in graph.namespaces()}
    base = next((str(s) for s in graph.subjects(rdflib.RDF.type, rdflib.OWL.Ontology)), "")
    line, last = 1, 0
    for match in (_ABOUT if text.lstrip()[:5] == "<?xml" else _SUBJECT).finditer(text):
        line += text.count("\n", last, match.start())
        last = match.start()
        found = match.groupdict()
        if found["iri"] is None:
            yield prefixes.get(found["prefix"], "") + found["local"], line
        else:
            yield (base.rstrip("#") if found["iri"].startswith("#") else "") + found["iri"], line
