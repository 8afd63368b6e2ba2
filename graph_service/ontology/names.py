"""Local names of terms: what a class or property is called everywhere, from its IRI or its gs:name.

A name is made of letters, digits and underscores of any script; other characters of an IRI (`My%20Class`, `a-b`)
become `_`. The IRI stays beside the name, so nothing is lost.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from graph_service.findings import Finding, Severity, closest
from graph_service.ontology.terms import LANGUAGE, NAME
from graph_service.ontology.turtle import Statements

_NOT_IN_IRI = re.compile(r"[\x00-\x20<>\"{}|\\^`]")  # RFC 3987, 2.2: what no IRI may hold


def local_name(iri: str) -> str:
    """The part of an IRI after the last `#` or `/`, as a name."""
    local = re.split(r"[#/:]", iri.rstrip("#/:"))[-1]
    name = re.sub(r"\W", "_", unquote(local)) or "_"
    return f"_{name}" if name[0].isdigit() else name


def namespace(iri: str) -> str:
    """The IRI without its local part."""
    return re.sub(r"[^#/:]*[#/:]?$", "", iri, count=1) or iri


def name_of(statements: Statements, iri: str) -> str:
    """The term's gs:name, else its local name."""
    stated = statements.text(iri, NAME)
    return re.sub(r"\W", "_", stated) if stated else local_name(iri)


@dataclass(frozen=True, kw_only=True)
class Terms:
    """The declared terms of one kind by IRI, and which namespaces are the workspace's own."""

    kind: str
    names: dict[str, str]
    home: tuple[str, ...]
    places: Mapping[str, str]

    def find(self, iri: str, what: str, where: str) -> tuple[str | None, Finding | None]:
        """The name of a declared term, else why there is none."""
        name = self.names.get(iri)
        return (name, None) if name else (None, self._unknown(iri, what, where))

    def _unknown(self, iri: str, what: str, where: str) -> Finding:
        """A Violation for an IRI of a namespace of ours; somebody else's vocabulary just has no effect."""
        name = local_name(iri)
        if namespace(iri) in self.home:
            message = f"Unknown {self.kind} '{name}' {what}."
            hints = closest(name, self.names.values())
            return Finding(rule="unknown-term", message=message, where=where, suggestions=hints)
        mistaken = name in self.names.values()
        severity = Severity.WARNING if mistaken else Severity.INFO
        message = f"No effect {what}: no file here declares the {self.kind} <{iri}>."
        hints = tuple(f"<{own}>" for own, known in self.names.items() if known == name)
        return Finding(rule="foreign-term", message=message, severity=severity, where=where, suggestions=hints)


def home_of(iris: Iterable[str]) -> tuple[str, ...]:
    """The namespaces of most declared terms, the greatest first; one with less than a tenth of that is foreign."""
    counts = Counter(namespace(iri) for iri in iris)
    most = max(counts.values(), default=0)
    return tuple(sorted((ns for ns, count in counts.items() if count * 10 >= most), key=lambda ns: (-counts[ns], ns)))


def home_first(home: tuple[str, ...], iris: Iterable[str]) -> list[str]:
    """The IRIs in the order in which they may claim a name."""
    rank = {ns: number for number, ns in enumerate(home)}
    return sorted(iris, key=lambda iri: (rank.get(namespace(iri), len(rank)), iri))


def is_language(iri: str) -> bool:
    """Whether the IRI belongs to RDF, OWL, SHACL and the like."""
    return iri.startswith(LANGUAGE)


def bad_iris(iris: Iterable[str], places: Mapping[str, str]) -> list[Finding]:
    """Declared terms whose IRI holds a character that no IRI may hold."""
    found = []
    for iri in iris:
        if bad := _NOT_IN_IRI.search(iri):
            shown = "a space" if bad[0] == " " else repr(bad[0])
            message = f"Not an IRI, it has {shown}: <{iri}>. Write '{_NOT_IN_IRI.sub('_', iri)}' instead"
            found.append(Finding(rule="bad-iri", message=message, where=places.get(iri, "")))
    return found
