"""Telling: the language, labels and scope in which a plan is put into words, and the small words themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from graph_service.ontology.model import Ontology, Words
from graph_service.plan.expressions import THING
from graph_service.plan.phrases import phrase

Span = tuple[date | datetime | None, date | datetime | None]


@dataclass(frozen=True, kw_only=True)
class Telling:
    """In which language, with which labels, which nodes are in scope, and what words of time have come to mean."""

    ontology: Ontology
    language: str
    nodes: Mapping[str, str] = field(default_factory=dict)
    spans: Mapping[str, Span] = field(default_factory=dict)

    def say(self, key: str, /, **parts: object) -> str:
        """A phrase of the language."""
        return phrase(key, self.language, **parts)

    def seeing(self, nodes: Mapping[str, str]) -> Telling:
        """The same telling with other nodes in scope."""
        return replace(self, nodes=nodes)

    def listed(self, items: Iterable[str], word: str = "and") -> str:
        """a, b and c."""
        parts = list(items)
        return ", ".join(parts[:-1]) + self.say(word) + parts[-1] if len(parts) > 1 else "".join(parts)

    def label(self, words: Words | None, name: str) -> str:
        """A term's label in the language."""
        return words.in_language(self.language, name) if words is not None else name

    def of_class(self, name: str) -> str:
        """A class's label."""
        if name == THING:
            return self.say("thing")
        cls = self.ontology.classes.get(name)
        return self.label(cls.words if cls else None, name)

    def of_property(self, name: str, cls: str | None = None) -> str:
        """A property's label, as offered on the class where that is known."""
        prop = self.ontology.property_of(cls, name) if cls else self.ontology.properties.get(name)
        return self.label(prop.words if prop else None, name)


def plural(label: str, telling: Telling) -> str:
    """The plural of an English label; other languages keep the singular."""
    if telling.language != "en" or not label:
        return label
    if label.endswith("y") and label[-2:-1] not in tuple("aeiou"):
        return f"{label[:-1]}ies"
    return f"{label}{'es' if label.endswith(('s', 'x', 'ch', 'sh')) else 's'}"


def span_words(span: Span, telling: Telling) -> str:
    """A half-open window as its first and last day, or its moments where it does not begin and end at midnight."""
    start, end = span
    if start is None:
        return telling.say("span_before", end=_moment(end))
    if end is None:
        return telling.say("span_from", start=_moment(start))
    if ":" in _moment(end):
        return telling.say("span", start=_moment(start), end=_moment(end))
    last = _moment(end - timedelta(days=1))
    return last if last == _moment(start) else telling.say("span", start=_moment(start), end=last)


def _moment(value: date | datetime | None) -> str:
    if isinstance(value, datetime):
        midnight = value.hour == value.minute == value.second == value.microsecond == 0
        return value.date().isoformat() if midnight else value.isoformat(" ", "minutes")
    return value.isoformat() if value is not None else ""
