"""Names of the GraphQL schema that two terms would share; each is refused with a remedy, never dropped silently."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from graph_service.findings import Finding
from graph_service.ontology.graphql_names import SUFFIXES, TYPES, code_name, field_name, plural, singular, type_name
from graph_service.ontology.model import Class, Enumeration, Ontology, Property

Term = Class | Property | Enumeration


@dataclass(frozen=True, kw_only=True)
class Claim:
    """A name of the schema and what it would stand for; no term where the schema itself needs it."""

    name: str
    what: str
    term: Term | None = None

    @property
    def place(self) -> str:
        """Where the term is stated; enumerations keep no place."""
        return getattr(self.term, "source", "")

    @property
    def iri(self) -> str:
        """The term's IRI, as a remedy names it."""
        return getattr(self.term, "iri", "…")


def graphql_clashes(ontology: Ontology) -> tuple[Finding, ...]:
    """Every two terms that would share a name, once, and every code that cannot be named."""
    return (
        *_shared(_types(ontology), "type"),
        *_shared(_roots(ontology), "root field"),
        *dict.fromkeys(_fields(ontology)),
        *_inherited(ontology),
        *_codes(ontology),
    )


def _types(ontology: Ontology) -> Iterator[Claim]:
    for name in TYPES:
        yield Claim(name=name, what="the schema itself")
    for cls in ontology.classes.values():
        yield Claim(name=type_name(cls.name), what=f"class '{cls.name}'", term=cls)
        for suffix in SUFFIXES:
            what = f"the generated '…{suffix}' of class '{cls.name}'"
            yield Claim(name=f"{type_name(cls.name)}{suffix}", what=what, term=cls)
    for one in ontology.enumerations.values():
        yield Claim(name=type_name(one.name), what=f"enumeration '{one.name}'", term=one)
        yield Claim(name=f"{type_name(one.name)}Where", what=f"the filter of enumeration '{one.name}'", term=one)


def _roots(ontology: Ontology) -> Iterator[Claim]:
    for cls in ontology.classes.values():
        name = type_name(cls.name)
        yield Claim(name=singular(name), what=f"one '{cls.name}'", term=cls)
        yield Claim(name=plural(name), what=f"the pages of '{cls.name}'", term=cls)
        yield Claim(name=f"{plural(name)}Aggregate", what=f"the figures over '{cls.name}'", term=cls)


def _fields(ontology: Ontology) -> Iterator[Finding]:
    for cls in ontology.classes:
        claims: list[Claim] = []
        for prop in ontology.properties_of(cls).values():
            claims.append(Claim(name=field_name(prop.name), what=f"property '{prop.name}'", term=prop))
            if prop.is_link and prop.many:
                name = f"{field_name(prop.name)}Aggregate"
                claims.append(Claim(name=name, what=f"the figures over '{prop.name}'", term=prop))
        yield from _shared(iter(claims), "field")


def _shared(claims: Iterator[Claim], kind: str) -> Iterator[Finding]:
    """One finding for each two terms, however many of their generated names are the same."""
    first: dict[str, Claim] = {}
    told: set[tuple[int, int]] = set()
    for claim in claims:
        other = first.setdefault(claim.name, claim)
        pair = (id(other.term), id(claim.term))
        if other is not claim and pair not in told:
            told.add(pair)
            placed = claim if isinstance(claim.term, Class | Property) else other
            message = (
                f"{_capital(other.what)} and {claim.what} would both be the GraphQL {kind} '{claim.name}'. "
                f'Give it another name: <{placed.iri}> gs:name "…"'
            )
            yield Finding(rule="name-clash", message=message, where=placed.place)


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
