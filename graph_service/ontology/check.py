"""Checking an ontology as a whole: what its single files cannot show, every rule a function, all findings at once.

    RULES = cycles, keys, paths, shapes, codes, inverses, aggregations, clashes, words

A Violation keeps the ontology from being served; Warnings and Infos are for its stewards.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from graph_service.findings import Finding, Severity, closest
from graph_service.ontology.clashes import clashes
from graph_service.ontology.model import Aggregation, Class, Datatype, Ontology, Property, PropertyShape

NUMBERS = (Datatype.INTEGER, Datatype.DECIMAL, Datatype.DOUBLE)
TIMES = (Datatype.DATE, Datatype.DATETIME)
SHOWN = 3  # names that a finding about many terms lists


def check_ontology(ontology: Ontology) -> tuple[Finding, ...]:
    """Every finding of every rule, in the order of RULES."""
    return tuple(finding for rule in RULES for finding in rule(ontology))


def cycles(ontology: Ontology) -> Iterator[Finding]:
    """A class may not be its own superclass."""
    for name, cls in ontology.classes.items():
        above = {one for parent in cls.parents for one in ontology.ancestors(parent)}
        circle = sorted(one for one in above if name in ontology.ancestors(one))
        if name in above and name == min(circle, default=name):
            listed = " and ".join(f"'{one}'" for one in circle)
            message = f"Classes are superclasses of each other: {listed}. Remove one rdfs:subClassOf"
            yield Finding(rule="cycle", message=message, where=cls.source)


def keys(ontology: Ontology) -> Iterator[Finding]:
    """A class that entities are loaded into needs a key to be one entity across domains."""
    for cls in ontology.classes.values():
        leaf = len(ontology.descendants(cls.name)) == 1
        if leaf and not cls.deprecated and not ontology.keys_of(cls.name):
            message = f"Class '{cls.name}' has no key. State owl:hasKey ( … ), or its entities are known by IRI alone"
            yield Finding(rule="no-key", message=message, severity=Severity.WARNING, where=cls.source)
        for part in (part for key in cls.keys for part in key):
            yield from _offered(ontology, cls, part, "owl:hasKey")
        if cls.display:
            yield from _offered(ontology, cls, cls.display, "the display property")


def _offered(ontology: Ontology, cls: Class, name: str, role: str) -> Iterator[Finding]:
    prop = ontology.property_of(cls.name, name)
    if prop is None:
        message = f"{role} of '{cls.name}' is '{name}', which is no property of it. State its rdfs:domain."
        hints = closest(name, ontology.properties_of(cls.name))
        yield Finding(rule="not-offered", message=message, where=cls.source, suggestions=hints)
    elif prop.many or not prop.stored or prop.is_link:
        message = f"{role} of '{cls.name}' is '{name}', which is no single value. Make it an owl:FunctionalProperty"
        yield Finding(rule="not-single", message=message, where=cls.source)


def paths(ontology: Ontology) -> Iterator[Finding]:
    """gs:eventTime and gs:eventEnd lead over to-one links to a date or a date-time."""
    for cls in ontology.classes.values():
        yield from _path(ontology, cls, "gs:eventTime", cls.event_time)
        yield from _path(ontology, cls, "gs:eventEnd", cls.event_end)


def _path(ontology: Ontology, cls: Class, what: str, path: tuple[str, ...]) -> Iterator[Finding]:
    current: str | None = cls.name
    for position, step in enumerate(path):
        prop = ontology.property_of(current, step) if current else None
        if problem := _wrong_step(prop, step, current, position == len(path) - 1):
            hints = closest(step, ontology.properties_of(current or "")) if prop is None else ()
            message = f"{what} of '{cls.name}': {problem}"
            yield Finding(rule="event-time", message=message, where=cls.source, suggestions=hints)
            return
        current = prop.range if prop else None


def _wrong_step(prop: Property | None, step: str, cls: str | None, last: bool) -> str | None:
    if prop is None:
        return f"'{step}' is no property of '{cls}'."
    if last and prop.datatype not in TIMES:
        return f"'{step}' is no xsd:date or xsd:dateTime"
    if not last and not prop.is_link:
        return f"'{step}' is no link"
    return f"'{step}' may have several values" if prop.many else None


def shapes(ontology: Ontology) -> Iterator[Finding]:
    """Constraints that nothing can satisfy."""
    for shape in ontology.shapes:
        for message in _impossible(shape):
            where = ontology.classes[shape.target].source
            yield Finding(rule="shape", message=f"Shape of '{shape.target}.{shape.path}': {message}", where=where)


def _impossible(shape: PropertyShape) -> Iterator[str]:
    if shape.min_count and shape.max_count is not None and shape.min_count > shape.max_count:
        yield f"sh:minCount {shape.min_count} is above sh:maxCount {shape.max_count}"
    try:
        re.compile(shape.pattern or "")
    except re.error as error:
        yield f"sh:pattern is no regular expression, {error}: {shape.pattern}"
    for bound in (shape.min_inclusive, shape.max_inclusive):
        if bound and not re.match(r"^[-+]?\d", bound):
            yield f"'{bound}' is no bound; use a number or a date"


def codes(ontology: Ontology) -> Iterator[Finding]:
    """sh:in of a property with a code list allows codes of that list."""
    for shape in ontology.shapes:
        prop = ontology.properties.get(shape.path)
        listed = ontology.enumerations.get(prop.enumeration or "") if prop else None
        known = [code.notation for code in listed.codes] if listed else []
        for code in shape.one_of if listed else ():
            if code not in known:
                message = f"sh:in of '{shape.target}.{shape.path}' allows '{code}', which its code list does not have."
                where = ontology.classes[shape.target].source
                yield Finding(rule="unknown-term", message=message, where=where, suggestions=closest(code, known))


def inverses(ontology: Ontology) -> Iterator[Finding]:
    """Two inverses that show the same, and one that can never show anything."""
    seen: dict[tuple[str | None, tuple[str, ...], str | None], Property] = {}
    for view in (prop for prop in ontology.properties.values() if not prop.stored):
        twin = seen.setdefault((view.inverse_of, view.domains, view.range), view)
        if twin is not view:
            message = f"'{twin.name}' and '{view.name}' are the same inverse of '{view.inverse_of}'. Keep one"
            yield Finding(rule="inverse", message=message, where=view.source)
        stored = ontology.properties.get(view.inverse_of or "")
        if stored and view.range and stored.domains and not _related(ontology, view.range, stored.domains):
            message = f"'{view.name}' is always empty: '{stored.name}' is no property of its range '{view.range}'"
            yield Finding(rule="inverse", message=message, where=view.source)


def _related(ontology: Ontology, cls: str, others: tuple[str, ...]) -> bool:
    return any(ontology.is_a(cls, other) or ontology.is_a(other, cls) for other in others)


def aggregations(ontology: Ontology) -> Iterator[Finding]:
    """Only numbers add up."""
    for prop in ontology.properties.values():
        adds = prop.aggregation in (Aggregation.SUM, Aggregation.AVG, Aggregation.LAST)
        if adds and prop.datatype not in NUMBERS:
            kind = prop.datatype or "a link"
            message = f"gs:aggregation '{prop.aggregation}' of '{prop.name}': it is {kind}, no number"
            yield Finding(rule="aggregation", message=message, where=prop.source)


def words(ontology: Ontology) -> Iterator[Finding]:
    """One Info for each language of the workspace in which terms have no label."""
    for language in ontology.languages:
        terms: list[Class | Property] = [*ontology.classes.values(), *ontology.properties.values()]
        missing = [t for t in terms if language not in t.words.label and not getattr(t, "implicit", False)]
        if missing:
            more = f" and {len(missing) - SHOWN} more" if len(missing) > SHOWN else ""
            listed = ", ".join(f"'{term.name}'" for term in missing[:SHOWN])
            message = f"No label in '{language}': {listed}{more}. State skos:prefLabel \"…\"@{language}"
            yield Finding(rule="no-label", message=message, severity=Severity.INFO, where=missing[0].source)


RULES: tuple[Callable[[Ontology], Iterator[Finding]], ...] = (
    cycles,
    keys,
    paths,
    shapes,
    codes,
    inverses,
    aggregations,
    clashes,
    words,
)
