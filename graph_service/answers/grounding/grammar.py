"""The grammar's own words: what a question says besides the ontology's terms, read from `languages/*.yaml`.

A word that is neither here nor in the lexicon is a word the answer does not understand. A mark does something to the
reading; one that changed nothing is asked back, as any other word that is said.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from graph_service.plan.expressions import BucketUnit
from graph_service.words.text import plain, plain_words

LANGUAGES = ("en", "de")

Key = tuple[str, ...]


class Mark(StrEnum):
    """What a grammar word does."""

    WHICH = "which"  # the class that follows is asked for
    COUNT = "count"  # how many
    GROUP = "group"  # by, per
    NOT = "not"
    NONE = "none"  # no: none at all of what follows
    LESS = "lt"
    MORE = "gt"
    AT_LEAST = "ge"
    AT_MOST = "le"
    EXACTLY = "eq"
    OTHER = "ne"
    BETWEEN = "between"
    MINUS = "minus"
    TOP = "top"
    BOTTOM = "bottom"
    MOST = "most"
    LEAST = "least"
    HIGHEST = "max"
    LOWEST = "min"
    AND = "and"
    OR = "or"
    NOR = "nor"  # or, where something is negated
    MUCH = "much"  # how much, how high: of a figure
    BUT = "but"  # what was negated is not any more
    AVERAGE = "avg"
    TOTAL = "sum"
    MEDIAN = "median"
    FUTURE = "future"
    WRITE = "write"
    RATHER = "more"  # more, less: half of a comparison with another period or group
    COMPARE = "compare"  # than, compared with: the other half
    NOW = "now"  # today, for what lasts or changes
    ROUGHLY = "roughly"
    WITH = "with"  # what follows must be there
    ASKS = "asks"  # who, where: joins a clause, unless the question starts with it
    ALL = "all"  # says nothing of what is listed, but much of what each of that is related to
    FILLER = "filler"


@dataclass(frozen=True, kw_only=True)
class Unit:
    """The local name of a QUDT unit ("" where the word only multiplies) and how many of it one is."""

    name: str
    factor: Decimal


@cache
def _documents() -> dict[str, dict[str, Any]]:
    folder = files("graph_service.answers.grounding") / "languages"
    return {name: yaml.safe_load((folder / f"{name}.yaml").read_text(encoding="utf-8")) for name in LANGUAGES}


@cache
def marks() -> dict[Key, Mark]:
    """Every grammar phrase as plain words."""
    found: dict[Key, Mark] = {}
    for document in _documents().values():
        for name, phrases in document["marks"].items():
            for phrase in phrases:
                found.setdefault(plain_words(phrase), Mark(name))
        for word in document["filler"].split():
            found.setdefault(plain_words(word), Mark.FILLER)
    return found


@cache
def units() -> dict[str, Unit]:
    """Unit words, plain."""
    return {
        plain(str(word)): Unit(name=name, factor=Decimal(str(factor)))
        for document in _documents().values()
        for name, words in document["units"].items()
        for word, factor in words.items()
    }


@cache
def buckets() -> dict[Key, BucketUnit]:
    """Words of time buckets, plain."""
    return {
        plain_words(word): BucketUnit(unit)
        for document in _documents().values()
        for unit, words in document["buckets"].items()
        for word in words
    }


@cache
def loose() -> frozenset[str]:
    """Comparing words that say nothing where no number follows: "mentions about", "über die Marke"."""
    return frozenset(plain(word) for document in _documents().values() for word in document["loose"])


@cache
def longest() -> int:
    """Words in the longest grammar phrase."""
    return max(len(key) for key in (*marks(), *buckets()))


def mark(key: Key) -> Mark | None:
    """The grammar's meaning of a phrase given as plain words."""
    return marks().get(key)


def language_of(question: str, known: tuple[str, ...]) -> str:
    """The language of a question among those the workspace knows: the one whose small words it has most of."""
    words = plain_words(question)
    scores = {name: sum(word in _small(name) for word in words) for name in LANGUAGES if name in known}
    best = max(scores, key=lambda name: (scores[name], name == known[0]), default=known[0])
    return best if scores.get(best, 0) > 0 else known[0]


@cache
def _small(language: str) -> frozenset[str]:
    """The small words of a language, plain: its grammar words and those that only tell the language."""
    document = _documents()[language]
    phrases = [phrase for listed in document["marks"].values() for phrase in listed]
    return frozenset(
        word for text in (document["small"], document["filler"], *phrases) for word in plain_words(str(text))
    )


def text(language: str, key: str, /, **values: object) -> str:
    """A sentence of an answer in the question's language, English where that has none."""
    documents = _documents()
    template: str = (documents.get(language) or documents["en"])["texts"].get(key) or documents["en"]["texts"][key]
    return template.format(**values)


def listed(language: str, words: Iterable[str], *, last: str = "and", quoted: bool = True) -> str:
    """Words as a person lists them: `'a', 'b' and 'c'`."""
    shown = [f"'{word}'" if quoted else word for word in dict.fromkeys(words)]
    if len(shown) < 2:
        return "".join(shown)
    return f"{', '.join(shown[:-1])} {text(language, last)} {shown[-1]}"
