"""Draft: one plan under construction: what of the question is used so far, what was assumed, names and labels."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from graph_service.answers.grounding import grammar
from graph_service.answers.grounding.meanings import ClassTerm, Meaning, Narrowing, ValueTerm
from graph_service.answers.grounding.reading import Compared, Period, Ranking, Reading, Said, Word
from graph_service.answers.planning.anchor import Anchor, Names
from graph_service.answers.planning.paths import way
from graph_service.answers.proposal import UnclearError
from graph_service.ontology.model import Ontology
from graph_service.plan.conditions import Condition, Not, Null
from graph_service.plan.expressions import BucketUnit, Expression, Property
from graph_service.plan.words.telling import plural

Piece = Said | Compared | Period | Ranking | Word


class Draft:
    """Collects what is used and assumed for one question over the ontology as the actor sees it."""

    def __init__(self, reading: Reading, ontology: Ontology, today: date) -> None:
        self.reading, self.ontology, self.today = reading, ontology, today
        self.names, self._assumptions, self._used = Names(), dict[str, None](), set[int]()

    @property
    def assumptions(self) -> tuple[str, ...]:
        return tuple(self._assumptions)

    def use(self, *pieces: Piece | None) -> None:
        """Note the pieces of the reading that a plan makes use of."""
        for piece in pieces:
            self._used |= piece.items if piece is not None else frozenset()

    def refuse_unused(self) -> None:
        """Nothing said may be ignored: what no part of the plan was made from is asked back."""
        left = [text for at, text in self.reading.texts.items() if at not in self._used]
        if left:
            raise self.unclear("unused", words=self.listed(left))

    def say(self, key: str, /, **values: object) -> str:
        """A text in the question's language."""
        return grammar.text(self.reading.language, key, **values)

    def listed(self, words: Iterable[str], *, last: str = "and", quoted: bool = True) -> str:
        return grammar.listed(self.reading.language, words, last=last, quoted=quoted)

    def unclear(self, key: str, /, *, suggestions: tuple[str, ...] = (), **values: object) -> UnclearError:
        """The question back, or what is missing."""
        return UnclearError(self.say(key, **values), suggestions=suggestions)

    def assume(self, key: str, /, **values: object) -> None:
        """Something the reader must know of how the question was understood."""
        self._assumptions[self.say(key, **values)] = None

    def label(self, name: str) -> str:
        """The label of a class, property or metric in the question's language."""
        term = self.ontology.classes.get(name) or self.ontology.properties.get(name) or self.ontology.metrics.get(name)
        if term is None:
            term = next((prop for prop in self.ontology.properties.values() if prop.name == name), None)
        return term.words.in_language(self.reading.language, name) if term else name

    def apart(self, cls: str) -> str:
        """A class with its local name, where its label is another's as well."""
        return f"{self.label(cls)} ({self.ontology.classes[cls].name})"

    def several(self, cls: str) -> str:
        """A class as one speaks of many."""
        return plural(self.ontology.classes[cls].words, cls, self.reading.language)

    def named(self, said: Said, meaning: Meaning | BucketUnit) -> bool:
        """Whether a class was said only to name a value next to it: "supplier L03", "the city Hamburg"."""
        if not isinstance(meaning, ClassTerm) or said.asked:
            return False
        return any(
            isinstance(value, ValueTerm)
            and value.names
            and self.ontology.is_a(value.cls, meaning.cls)
            and self.reading.near(said.at, other.at)
            for other in self.reading.filters
            for value in self.meanings(other)
        )

    def meanings(self, said: Said) -> tuple[Narrowing, ...]:
        """The narrowing meanings of a term, the preferred one first."""
        return tuple(m for m in (said.meaning, *said.alternatives) if isinstance(m, Narrowing))

    def time_of(self, anchor: Anchor) -> Property | None:
        """The event time of the class at a place."""
        path = self.ontology.event_time_of(anchor.cls)
        return anchor.along(self.ontology, path[:-1]).property(path[-1]) if path else None

    def property_at(self, anchor: Anchor, name: str) -> Property | None:
        """A property by name at a place, or on the nearest class over to-one links that offers it."""
        if self.ontology.property_of(anchor.cls, name):
            return anchor.property(name)
        domains = {d for p in self.ontology.properties.values() if p.name == name for d in p.domains}
        found = [w for domain in domains if (w := way(self.ontology, anchor.cls, domain, to_one=True)) is not None]
        if not found:
            return None
        return anchor.along(self.ontology, min(found, key=lambda one: one.cost).links).property(name)


def present(expression: Expression) -> Condition:
    """The expression has a value."""
    return Not(condition=Null(of=expression))
