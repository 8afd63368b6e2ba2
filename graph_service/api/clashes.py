"""Clashes: names of the schema that two terms would share; each is refused with a remedy, never dropped silently."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph_service.api.names import SUFFIXES, TYPES, code_name, field_name, plural, singular, type_name
from graph_service.findings import Finding
from graph_service.ontology.model import Ontology

Claim = tuple[str, str, str]  # the name, what claims it, the place of the term


def clashes(ontology: Ontology) -> tuple[Finding, ...]:
    """Every name that would stand for two things, and every code that cannot be named."""
    return (
        *_twice(_types(ontology), "type"),
        *_twice(_roots(ontology), "root field"),
        *_fields(ontology),
        *_inherited(ontology),
        *_codes(ontology),
    )


def _types(ontology: Ontology) -> Iterator[Claim]:
    for name in TYPES:
        yield name, "the schema itself", ""
    for cls in ontology.classes.values():
        yield type_name(cls.name), f"class '{cls.name}'", cls.source
        for suffix in SUFFIXES:
            yield f"{type_name(cls.name)}{suffix}", f"the generated '…{suffix}' of class '{cls.name}'", cls.source
    for name in ontology.enumerations:
        yield type_name(name), f"enumeration '{name}'", ""
        yield f"{type_name(name)}Where", f"the generated '…Where' of enumeration '{name}'", ""


def _roots(ontology: Ontology) -> Iterator[Claim]:
    for cls in ontology.classes.values():
        name = type_name(cls.name)
        yield singular(name), f"one '{cls.name}'", cls.source
        yield plural(name), f"the pages of '{cls.name}'", cls.source
        yield f"{plural(name)}Aggregate", f"the figures over '{cls.name}'", cls.source


def _fields(ontology: Ontology) -> Iterator[Finding]:
    seen: set[tuple[str, str]] = set()
    for cls in ontology.classes:
        claims: list[Claim] = []
        for prop in ontology.properties_of(cls).values():
            claims.append((field_name(prop.name), f"property '{prop.name}'", prop.source))
            if prop.is_link and prop.many:
                name = f"{field_name(prop.name)}Aggregate"
                claims.append((name, f"the figures over '{prop.name}'", prop.source))
        for finding in _twice(iter(claims), "field"):
            if (finding.where, finding.message) not in seen:
                seen.add((finding.where, finding.message))
                yield finding


def _twice(claims: Iterator[Claim], kind: str) -> Iterator[Finding]:
    first: dict[str, str] = {}
    for name, what, place in claims:
        if name in first:
            message = (
                f"{_capital(first[name])} and {what} would both be the GraphQL {kind} '{name}'. "
                'Give the term another name: gs:name "…"'
            )
            yield Finding(rule="name-clash", message=message, where=place)
        first.setdefault(name, what)


def _inherited(ontology: Ontology) -> Iterator[Finding]:
    """A field of an interface is the same property on every type that implements it."""
    for cls in ontology.classes:
        mine = ontology.properties_of(cls)
        for above in ontology.ancestors(cls)[1:]:
            for name, prop in ontology.properties_of(above).items():
                if mine.get(name, prop) is not prop:
                    message = (
                        f"'{name}' on {cls} is another property than '{name}' on its superclass {above}, "
                        'which GraphQL cannot tell apart. Give one of them another name: gs:name "…"'
                    )
                    yield Finding(rule="name-clash", message=message, where=mine[name].source)


def _codes(ontology: Ontology) -> Iterator[Finding]:
    for enumeration in ontology.enumerations.values():
        for code in enumeration.codes:
            if not re.fullmatch(r"[_A-Za-z][_0-9A-Za-z]*", code_name(code.notation)):
                message = f"Code {code.notation!r} of '{enumeration.name}' cannot be a GraphQL enum value: it is empty"
                yield Finding(rule="name-clash", message=message)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
