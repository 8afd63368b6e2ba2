"""Lexicon: every phrase the ontology and the stored values give a meaning, for one actor at one generation.

Values of large classes and numbers are not known by heart; `stored` looks them up by key, through prepared plans.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from graph_service.answers.grounding import grammar
from graph_service.answers.grounding.meanings import (
    ClassTerm,
    CodeTerm,
    FilterTerm,
    Meaning,
    MetricTerm,
    PropertyTerm,
    ValueTerm,
)
from graph_service.findings import PlanError
from graph_service.ontology.model import Datatype, Metric, Ontology, Property, Words
from graph_service.plan.conditions import Not, Null
from graph_service.plan.expressions import Property as PropertyExpression
from graph_service.plan.model import Named, Node, Plan, Table
from graph_service.stores.protocol import Result
from graph_service.words.text import Token, plain_words, stems

LONGEST_PHRASE = 6
MOST_VALUES = 3_000  # names of one class that are worth knowing by heart; larger classes are looked up by key
MOST_OTHERS = 60  # values of a property that names nothing: countries are few, texts of posts are many
SHORTEST_OTHER = 3  # letters of such a value
ALIKE = 0.75  # how much a word must be like a known one to be suggested

Run = Callable[[Plan], Result]
LookUp = Callable[[str, str | None], tuple[ValueTerm, ...]]


def nothing_stored(_: str, __: str | None) -> tuple[ValueTerm, ...]:
    """A look-up that knows no keys."""
    return ()


@dataclass(frozen=True)
class Lexicon:
    """Phrases as stems, each with its meanings in order of preference and how each was spelt.

    `stored(text, cls)` finds entities by key, of one class or of any. `own` has the classes whose label a phrase is:
    such a class is meant before one that is only called so as well.
    """

    entries: dict[tuple[str, ...], dict[Meaning, set[tuple[str, ...]]]] = field(default_factory=dict)
    phrases: dict[str, str] = field(default_factory=dict)
    stored: LookUp = nothing_stored
    own: dict[tuple[str, ...], set[ClassTerm]] = field(default_factory=dict)

    def add(self, phrase: str, meaning: Meaning) -> None:
        """One more phrase; phrases that are too long to be said are left out. `&` may be said as "and" or "und"."""
        for spelling in (phrase, *(phrase.replace("&", word) for word in ("and", "und") if "&" in phrase)):
            key = stems(spelling)
            self.phrases.setdefault(phrase.casefold(), phrase)
            if 0 < len(key) <= LONGEST_PHRASE:
                self.entries.setdefault(key, {}).setdefault(meaning, set()).add(plain_words(spelling))

    def find(self, span: tuple[Token, ...]) -> tuple[Meaning, ...]:
        """The meanings of a phrase, those spelt just so before those that only share the stems."""
        found = self.entries.get(tuple(token.stem for token in span), {})
        said = tuple(token.plain for token in span)
        if len(said) > 1 and grammar.mark(said[-1:]) is not None:  # "suppliers by" is not "supplied by"
            found = {meaning: spelt for meaning, spelt in found.items() if said in spelt}
        ordered = sorted(found, key=lambda meaning: said not in found[meaning])
        return tuple(self._own_first(stems(" ".join(said)), ordered))

    def _own_first(self, key: tuple[str, ...], meanings: list[Meaning]) -> Iterator[Meaning]:
        """Of several classes those of that label first, each in a place where a class was."""
        own = self.own.get(key, set())
        waiting = iter(sorted((m for m in meanings if isinstance(m, ClassTerm)), key=lambda cls: cls not in own))
        yield from (next(waiting) if isinstance(meaning, ClassTerm) else meaning for meaning in meanings)

    def knows(self, word: str) -> bool:
        """Whether a phrase is spelt just so."""
        return word.casefold() in self.phrases

    def like(self, word: str, most: int = 2) -> tuple[str, ...]:
        """Phrases spelt much like a word, best first, as they are written."""
        matches = difflib.get_close_matches(word.casefold(), self.phrases, n=most, cutoff=ALIKE)
        return tuple(self.phrases[match] for match in matches)


def terms_of(ontology: Ontology) -> Iterator[tuple[str, Meaning]]:
    """What the ontology itself gives: metrics first, since they are governed, then filters, classes, properties."""
    for metric in ontology.metrics.values():
        counted = _class_phrases(ontology, metric.cls) if only_counts(metric) else set()
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


def only_counts(metric: Metric) -> bool:
    """Whether a metric is the number of its class's entities: "customers" then means the customers themselves."""
    return isinstance(metric.expression, dict) and set(metric.expression) == {"count"}


def _class_phrases(ontology: Ontology, cls: str) -> set[tuple[str, ...]]:
    owner = ontology.classes.get(cls)
    return {stems(phrase) for phrase, _ in spoken(owner.words, owner.name, ClassTerm(cls=cls))} if owner else set()


def spoken(words: Words, name: str, meaning: Meaning) -> Iterator[tuple[str, Meaning]]:
    """Labels, synonyms and the name itself, `unitPrice` said as "unit price"."""
    yield from ((text, meaning) for _, text in words.spellings())
    yield "".join(f" {char.lower()}" if char.isupper() else char for char in name).replace("_", " ").strip(), meaning


def naming_properties(ontology: Ontology, cls: str) -> tuple[str, ...]:
    """The properties people name an entity of the class by: its display property, then its keys."""
    display = ontology.display_of(cls)
    keys = [key[0] for _, key in ontology.keys_of(cls) if len(key) == 1]
    return tuple(dict.fromkeys([*((display,) if display else ()), *keys]))


def values_plan(cls: str, name: str, language: str, most: int) -> Plan:
    """The distinct values of a property."""
    value = PropertyExpression(node="x", name=name)
    return Plan(
        body=Table(
            nodes=(Node(name="x", cls=cls),),
            where=Not(condition=Null(of=value)),
            dimensions=(Named(name="value", of=value),),
            limit=most,
        ),
        language=language,
    )


def stored_values(ontology: Ontology, run: Run) -> Iterator[tuple[str, ValueTerm]]:
    """The values of small classes' names and of properties with few values; what may not be read is not known."""
    for cls in ontology.classes.values():
        if len(ontology.descendants(cls.name)) > 1:
            continue  # its subclasses name the same entities more exactly
        naming = naming_properties(ontology, cls.name)
        for prop in ontology.properties_of(cls.name).values():
            if prop.datatype is not Datatype.STRING or prop.enumeration or prop.implicit:
                continue
            most = MOST_VALUES if prop.name in naming else MOST_OTHERS
            for text in _texts(ontology, cls.name, prop, most, run):
                if prop.name in naming or len(text) >= SHORTEST_OTHER:
                    yield text, ValueTerm(cls=cls.name, name=prop.name, text=text, names=prop.name in naming)


def _texts(ontology: Ontology, cls: str, prop: Property, most: int, run: Run) -> Iterator[str]:
    for language in ontology.languages if prop.localized else ontology.languages[:1]:
        try:
            result = run(values_plan(cls, prop.name, language, most))
        except PlanError:
            return
        if not result.more and len(result.rows) < most:
            yield from (str(row[0]) for row in result.rows if any(char.isalpha() for char in str(row[0])))


def build(ontology: Ontology, run: Run, look_up: LookUp = nothing_stored) -> Lexicon:
    """The whole lexicon: terms before values, so that a governed word beats a value of the same spelling."""
    lexicon = Lexicon(stored=look_up)
    phrases: Iterable[tuple[str, Meaning]] = (*terms_of(ontology), *stored_values(ontology, run))
    for phrase, meaning in phrases:
        lexicon.add(phrase, meaning)
    for cls in ontology.classes.values():
        for label in cls.words.label.values():
            lexicon.own.setdefault(stems(label), set()).add(ClassTerm(cls=cls.name))
    return lexicon
