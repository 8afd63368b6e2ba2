"""Draft: what every plan of the rules is made of: names, filters and windows tied to one anchor."""

from __future__ import annotations

from datetime import date

from graph_service.answers import grammar
from graph_service.answers.anchor import Anchor, Names, inside, over, own_condition, reach, steps, target_class, tie
from graph_service.answers.grammar import Mark
from graph_service.answers.lexicon import ClassTerm, CodeTerm, FilterTerm, MetricTerm, PropertyTerm, ValueTerm
from graph_service.answers.proposal import UnclearError
from graph_service.answers.reading import Compared, Reading, Said
from graph_service.ontology.model import Ontology
from graph_service.plan.calendar import window_of
from graph_service.plan.conditions import (
    And,
    Compare,
    Comparison,
    Condition,
    During,
    Exists,
    Not,
    Null,
    Or,
    Window,
    both,
)
from graph_service.plan.expressions import Constant, Expression, Property

OPERATORS = {
    Mark.LESS: Comparison.LT,
    Mark.MORE: Comparison.GT,
    Mark.AT_LEAST: Comparison.GE,
    Mark.AT_MOST: Comparison.LE,
}


class Draft:
    """Collects conditions and assumptions for one question over one ontology."""

    def __init__(self, reading: Reading, ontology: Ontology, today: date) -> None:
        self.reading, self.ontology, self.today = reading, ontology, today
        self.names, self.assumptions, self._used = Names(), list[str](), list[Said]()
        values = {said.meaning.cls for said in reading.filters if isinstance(said.meaning, ValueTerm)}
        self.named = values  # classes whose entities are named by a value: "supplier L03", "the city Hamburg"

    def use(self, *said: Said) -> None:
        """Note what a plan makes use of."""
        self._used.extend(said)

    def refuse_unused(self) -> None:
        """Nothing said may be ignored: what no part of the plan used is asked back."""
        unused = [said for said in self.reading.said() if said not in self._used and not self._repeats(said)]
        if unused:
            words = ", ".join(f"'{said.text}'" for said in dict.fromkeys(unused))
            raise UnclearError(f"I could not make use of {words} in this question; ask it in another way.")

    def _repeats(self, said: Said) -> bool:
        """A class that a value or filter names already, or "pieces" beside a figure that counts pieces."""
        if isinstance(said.meaning, ClassTerm):
            filtered = {s.meaning.cls for s in self.reading.filters if isinstance(s.meaning, FilterTerm)}
            return said.meaning.cls in self.named | filtered
        return bool(self.reading.metrics) and grammar.units().get(said.text.casefold()) == ""

    def label(self, name: str) -> str:
        """The label of a class, property or metric in the question's language."""
        term = self.ontology.classes.get(name) or self.ontology.properties.get(name) or self.ontology.metrics.get(name)
        return term.words.in_language(self.reading.language, name) if term else name

    def filters(self, anchor: Anchor, pivots: tuple[Said, ...]) -> Condition | None:
        """Everything said that narrows the anchor's entities.

        A pivot is a class over a to-many link ("stores that carry …", "products never sold"). Values, codes and
        filters are tied to the anchor where a to-one way leads there, else inside the nearest pivot, else over an
        EXISTS of their own. Values of one kind are alternatives ("Hamburg and Berlin").
        """
        self.use(*pivots, *self.reading.filters)
        exists = [self._pivot(anchor, said) for said in pivots]
        plain: list[Condition | None] = []
        for alternatives in self._alternatives():
            plain.append(self._tied(anchor, exists, alternatives))
        closed = [Not(condition=one) if said.negated else one for (one, _), said in zip(exists, pivots, strict=True)]
        return both(*plain, *closed)

    def _alternatives(self) -> list[tuple[Said, ...]]:
        grouped: dict[object, list[Said]] = {}
        for said in self.reading.filters:
            kind = (said.meaning.cls, said.meaning.name) if isinstance(said.meaning, ValueTerm) else said.meaning
            grouped.setdefault((kind, said.negated), []).append(said)
        return [tuple(group) for group in grouped.values()]

    def _pivot(self, anchor: Anchor, said: Said) -> tuple[Exists, Anchor]:
        cls = self._pivot_class(said)
        found = reach(self.ontology, anchor, cls)
        reached = over(self.ontology, anchor, found.links, self.names) if found else None
        if reached is None:
            raise UnclearError(f"I see no way from {self.label(anchor.cls)} to '{said.text}'.")
        exists, inner = reached
        if isinstance(said.meaning, FilterTerm):
            condition = own_condition(self.ontology, inner.node, (), said.meaning, inner.cls)
            exists = inside(exists, inner, condition)
        return exists, inner

    def _pivot_class(self, said: Said) -> str:
        match said.meaning:
            case ClassTerm(cls=cls) | FilterTerm(cls=cls):
                return cls
            case MetricTerm(name=name):
                return self.ontology.metrics[name].cls
            case _:
                raise UnclearError(f"I cannot use '{said.text}' here.")

    def _tied(
        self, anchor: Anchor, pivots: list[tuple[Exists, Anchor]], alternatives: tuple[Said, ...]
    ) -> Condition | None:
        said = alternatives[0]
        if self._is_pivot(anchor, said):
            return None
        inside_negation = said.negated and bool(pivots)
        for index, (exists, inner) in enumerate(pivots):
            near = self._near(inner, said)
            outer = None if inside_negation else self._near(anchor, said)
            if near is not None and outer is None:
                conditions = [tie(self.ontology, inner, one.meaning, self.names) for one in alternatives]
                pivots[index] = (inside(exists, inner, _any([found[0] for found in conditions if found])), inner)
                return None
        ties = [self._tie(anchor, one) for one in alternatives]
        condition = _any(ties)
        return Not(condition=condition) if said.negated and condition is not None else condition

    def _is_pivot(self, anchor: Anchor, said: Said) -> bool:
        """A named filter over a to-many link has become a pivot already."""
        return isinstance(said.meaning, FilterTerm) and self.needs_pivot(anchor, said)

    def needs_pivot(self, anchor: Anchor, said: Said) -> bool:
        goal = target_class(self.ontology, anchor.cls, said.meaning)
        return goal is not None and reach(self.ontology, anchor, goal, to_one=True) is None

    def _near(self, anchor: Anchor, said: Said) -> float | None:
        goal = target_class(self.ontology, anchor.cls, said.meaning)
        found = reach(self.ontology, anchor, goal, to_one=True) if goal else None
        return found.cost if found else None

    def _tie(self, anchor: Anchor, said: Said) -> Condition:
        options = [
            (found[1], index, found[0], meaning)
            for index, meaning in enumerate((said.meaning, *said.alternatives))
            if (found := tie(self.ontology, anchor, meaning, self.names)) is not None
        ]
        if not options:
            raise UnclearError(f"I see no way from {self.label(anchor.cls)} to '{said.text}'.")
        _, _, condition, meaning = min(options, key=lambda option: (isinstance(option[3], CodeTerm), option[:2]))
        if said.alternatives and isinstance(meaning, ValueTerm):
            self.assumptions.append(f"'{said.text}' is read as {self.label(meaning.cls)}.")
        return condition

    def windows(self, time: Property | None, cls: str) -> Condition | None:
        """Every time window said, on the time given; without a time of its own the class cannot be narrowed."""
        if not self.reading.windows:
            return None
        if time is None:
            raise UnclearError(
                f"{self.label(cls)} has no time of its own, so '{self.reading.windows[0][0]}' says nothing."
            )
        if len(self.reading.windows) > 1:
            words = " and ".join(f"'{words}'" for words, _ in self.reading.windows)
            raise UnclearError(f"I can use one time window at a time, not {words}.")
        return self.happened(time, cls, self.reading.windows[0][0])

    def happened(self, time: Property, cls: str, words: str) -> Condition:
        """In the window; what lasts counts where it overlaps: begun before the window ends, not ended before it."""
        end = self.ontology.event_end_of(cls)
        span = window_of(words, self.today)
        if not end or span is None:
            return During(of=time, words=words)
        until = Property(node=time.node, path=steps(end[:-1]), name=end[-1])
        begun = Window(of=time, end=span.end, words=words) if span.end else None
        still = Window(of=until, start=span.start, words=words) if span.start else None
        self.assumptions.append(f"'{words}' takes in what overlaps it: {span.start} to {span.end} (not included).")
        overlap = both(begun, still)
        assert overlap is not None
        return overlap

    def time_of(self, anchor: Anchor) -> Property | None:
        """The event time of the anchor's class as a path from its node."""
        path = self.ontology.event_time_of(anchor.cls)
        return Property(node=anchor.node, path=steps(path[:-1]), name=path[-1]) if path else None

    def property_at(self, anchor: Anchor, name: str) -> Property | None:
        """A property by name on the anchor's class, or on the nearest class over to-one links that offers it."""
        if self.ontology.property_of(anchor.cls, name):
            return Property(node=anchor.node, name=name)
        prop = self.ontology.properties[name]
        found = [w for domain in prop.domains if (w := reach(self.ontology, anchor, domain, to_one=True)) is not None]
        if not found:
            return None
        nearest = min(found, key=lambda one: one.cost)
        return Property(node=anchor.node, path=steps(nearest.links), name=name)

    def comparison(self, left: Expression, compared: Compared) -> Condition:
        """The comparison with its number, or the range between two."""
        if compared.upper is not None:
            low = Compare(operator=Comparison.GE, left=left, right=Constant(value=compared.number.value))
            high = Compare(operator=Comparison.LE, left=left, right=Constant(value=compared.upper.value))
            return And(conditions=(low, high))
        return Compare(operator=OPERATORS[compared.operator], left=left, right=Constant(value=compared.number.value))

    def compared_property(self, anchor: Anchor, compared: Compared) -> Property:
        """What a number is compared with: the property said, else the one property of that unit."""
        if compared.term is not None and isinstance(compared.term.meaning, PropertyTerm):
            self.use(compared.term)
            if found := self.property_at(anchor, compared.term.meaning.name):
                return found
            raise UnclearError(f"{self.label(anchor.cls)} has no '{compared.term.text}'.")
        unit = compared.number.unit
        names = [
            p.name
            for p in self.ontology.properties_of(anchor.cls).values()
            if unit and p.unit and p.unit.rpartition("/")[2].rpartition(":")[2] == unit
        ]
        if len(names) != 1:
            raise UnclearError(f"What of {self.label(anchor.cls)} is compared with {compared.number.value}?")
        self.assumptions.append(f"The number is compared with the {self.label(names[0])}.")
        return Property(node=anchor.node, name=names[0])


def _any(conditions: list[Condition]) -> Condition | None:
    if not conditions:
        return None
    return conditions[0] if len(conditions) == 1 else Or(conditions=tuple(conditions))


def present(expression: Expression) -> Condition:
    """The expression has a value."""
    return Not(condition=Null(of=expression))
