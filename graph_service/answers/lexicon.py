"""Lexicon: every phrase the ontology and the stored values give a meaning, for one actor at one generation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from graph_service.findings import PlanError
from graph_service.ontology.model import Metric, Ontology, Words
from graph_service.plan.conditions import Not, Null
from graph_service.plan.expressions import Property
from graph_service.plan.model import Named, Node, Plan, Table
from graph_service.stores.protocol import Result
from graph_service.words.text import stems

LONGEST_PHRASE = 6
MOST_VALUES = 3_000  # labels of one class that are worth knowing by heart; larger classes are looked up by key


@dataclass(frozen=True, kw_only=True)
class ClassTerm:
    cls: str


@dataclass(frozen=True, kw_only=True)
class PropertyTerm:
    """A datatype property or a link by name, on whichever classes offer it."""

    name: str


@dataclass(frozen=True, kw_only=True)
class MetricTerm:
    name: str


@dataclass(frozen=True, kw_only=True)
class FilterTerm:
    """A named filter and the class it narrows."""

    name: str
    cls: str


@dataclass(frozen=True, kw_only=True)
class CodeTerm:
    """A code of an enumeration, said by its label: `large` is StoreSize `L`."""

    enumeration: str
    notation: str


@dataclass(frozen=True, kw_only=True)
class ValueTerm:
    """A stored value that names entities: property `name` of class `cls` is `text`."""

    cls: str
    name: str
    text: str


Meaning = ClassTerm | PropertyTerm | MetricTerm | FilterTerm | CodeTerm | ValueTerm


@dataclass(frozen=True)
class Lexicon:
    """Phrases as stems, each with all its meanings in order of preference."""

    entries: dict[tuple[str, ...], list[Meaning]] = field(default_factory=dict)
    spellings: set[str] = field(default_factory=set)

    def add(self, phrase: str, meaning: Meaning) -> None:
        """One more phrase; phrases that are too long to be said are left out."""
        key = stems(phrase)
        self.spellings.add(phrase.casefold())
        if 0 < len(key) <= LONGEST_PHRASE and meaning not in self.entries.setdefault(key, []):
            self.entries[key].append(meaning)

    def find(self, key: tuple[str, ...]) -> tuple[Meaning, ...]:
        return tuple(self.entries.get(key, ()))


def terms_of(ontology: Ontology) -> Iterator[tuple[str, Meaning]]:
    """What the ontology itself gives: metrics first, since they are governed, then filters, classes, properties."""
    for metric in ontology.metrics.values():
        counted = _class_phrases(ontology, metric.cls) if _only_counts(metric) else set()
        for phrase, meaning in spoken(metric.words, metric.name, MetricTerm(name=metric.name)):
            if stems(phrase) not in counted:
                yield phrase, meaning
    for named in ontology.filters.values():
        yield from spoken(named.words, named.name, FilterTerm(name=named.name, cls=named.cls))
    for cls in ontology.classes.values():
        yield from spoken(cls.words, cls.name, ClassTerm(cls=cls.name))
    for prop in ontology.properties.values():
        if not prop.implicit:
            yield from spoken(prop.words, prop.name, PropertyTerm(name=prop.name))
    for enumeration in ontology.enumerations.values():
        for code in enumeration.codes:
            meaning = CodeTerm(enumeration=enumeration.name, notation=code.notation)
            yield from ((text, meaning) for _, text in code.words.spellings())


def _only_counts(metric: Metric) -> bool:
    """Whether a metric is the number of its class's entities: "customers" then means the customers themselves."""
    return isinstance(metric.expression, dict) and set(metric.expression) == {"count"}


def _class_phrases(ontology: Ontology, cls: str) -> set[tuple[str, ...]]:
    owner = ontology.classes[cls]
    return {stems(phrase) for phrase, _ in spoken(owner.words, owner.name, ClassTerm(cls=cls))}


def spoken(words: Words, name: str, meaning: Meaning) -> Iterator[tuple[str, Meaning]]:
    """Labels, synonyms and the name itself, `unitPrice` said as "unit price"."""
    yield from ((text, meaning) for _, text in words.spellings())
    yield "".join(f" {char.lower()}" if char.isupper() else char for char in name).replace("_", " "), meaning


def naming_properties(ontology: Ontology, cls: str) -> tuple[str, ...]:
    """The properties people name an entity of the class by: its display property, then its keys."""
    display = ontology.display_of(cls)
    keys = [key[0] for _, key in ontology.keys_of(cls) if len(key) == 1]
    return tuple(dict.fromkeys([*((display,) if display else ()), *keys]))


def values_plan(cls: str, name: str, language: str) -> Plan:
    """The distinct values of a naming property."""
    value = Property(node="x", name=name)
    return Plan(
        body=Table(
            nodes=(Node(name="x", cls=cls),),
            where=Not(condition=Null(of=value)),
            dimensions=(Named(name="value", of=value),),
            limit=MOST_VALUES,
        ),
        language=language,
    )


def stored_values(ontology: Ontology, run: Callable[[Plan], Result]) -> Iterator[tuple[str, ValueTerm]]:
    """The values that name entities of small classes; what the actor may not read is silently not known."""
    for cls in ontology.classes.values():
        if len(ontology.descendants(cls.name)) > 1:
            continue  # its subclasses name the same entities more exactly
        for name in naming_properties(ontology, cls.name):
            prop = ontology.property_of(cls.name, name)
            if prop is None or prop.is_link:
                continue
            for language in ontology.languages if prop.localized else ontology.languages[:1]:
                for text in _values(run, values_plan(cls.name, name, language)):
                    yield text, ValueTerm(cls=cls.name, name=name, text=text)


def _values(run: Callable[[Plan], Result], plan: Plan) -> Iterable[str]:
    try:
        result = run(plan)
    except PlanError:
        return ()
    if result.more or len(result.rows) >= MOST_VALUES:
        return ()
    return [row[0] for row in result.rows if isinstance(row[0], str) and any(char.isalpha() for char in row[0])]


def build(ontology: Ontology, run: Callable[[Plan], Result]) -> Lexicon:
    """The whole lexicon: terms before values, so that a governed word beats a value of the same spelling."""
    lexicon = Lexicon()
    for phrase, meaning in (*terms_of(ontology), *stored_values(ontology, run)):
        lexicon.add(phrase, meaning)
    return lexicon


__all__ = [
    "LONGEST_PHRASE",
    "MOST_VALUES",
    "ClassTerm",
    "CodeTerm",
    "FilterTerm",
    "Lexicon",
    "Meaning",
    "MetricTerm",
    "PropertyTerm",
    "ValueTerm",
    "build",
    "naming_properties",
]
