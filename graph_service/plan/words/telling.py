"""Telling: the language, labels and scope in which a plan is put into words, and the small words themselves."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from graph_service.ontology.model import Ontology, Words
from graph_service.plan.expressions import THING
from graph_service.plan.words.phrases import phrase, set_apart

PLURAL_ENDINGS = ("s", "es", "n", "en", "e", "er", "nen")

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

    def several(self, name: str) -> str:
        """A class as one speaks of several of its entities."""
        cls = self.ontology.classes.get(name)
        return self.say("things") if name == THING else plural(cls.words if cls else None, name, self.language)

    def of_property(self, name: str, cls: str | None = None) -> str:
        """A property's label, as offered on the class where that is known."""
        prop = self.ontology.property_of(cls, name) if cls else self.ontology.properties.get(name)
        return set_apart(self.label(prop.words if prop else None, name), self.language)


def plural(words: Words | None, name: str, language: str) -> str:
    """A label as one speaks of several: a form the ontology states, else English adds its ending.

    German has no ending to add: *Artikel* are *Artikel*, and what else they are the ontology has to say.
    """
    label = words.in_language(language, name) if words is not None else name
    stated = words.synonyms.get(language, ()) if words is not None else ()
    if (form := next((form for form in stated if _is_plural(form, label)), None)) is not None:
        return form
    return _english(label) if language == "en" and label else label


def _is_plural(form: str, label: str) -> bool:
    """Whether one word is another's plural by its ending: stores, categories, Filialen, Städte, Kundinnen."""
    one, several = _plain(label), _plain(form)
    return several in {*(one + ending for ending in PLURAL_ENDINGS), f"{one[:-1]}ies"}


def _plain(text: str) -> str:
    """Casefolded, umlauts as their vowels, for these change in a plural."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def _english(label: str) -> str:
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
