"""The grammar's own words: what a question says besides the ontology's terms, read from `languages/*.yaml`.

A word that is neither here nor in the lexicon is a word the answer does not understand.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from graph_service.plan.expressions import BucketUnit
from graph_service.words.text import stems

LANGUAGES = ("en", "de")


class Mark(StrEnum):
    """What a grammar word does."""

    COUNT = "count"  # how many
    GROUP = "group"  # by, per
    NOT = "not"
    LESS = "lt"
    MORE = "gt"
    AT_LEAST = "ge"
    AT_MOST = "le"
    BETWEEN = "between"
    TOP = "top"
    MOST = "most"
    LEAST = "least"
    BEST = "best"  # a superlative that does not say of what
    AND = "and"
    AVERAGE = "avg"
    TOTAL = "sum"
    HIGHEST = "max"
    LOWEST = "min"
    FUTURE = "future"
    WRITE = "write"
    COMPARE = "compare"  # than, compared with: another period or group
    FILLER = "filler"


@cache
def _documents() -> dict[str, dict[str, Any]]:
    folder = files("graph_service.answers") / "languages"
    return {name: yaml.safe_load((folder / f"{name}.yaml").read_text(encoding="utf-8")) for name in LANGUAGES}


@cache
def marks() -> dict[tuple[str, ...], Mark]:
    """Every grammar phrase as stems."""
    found: dict[tuple[str, ...], Mark] = {}
    for document in _documents().values():
        for name, phrases in document["marks"].items():
            for phrase in phrases:
                found.setdefault(stems(phrase), Mark(name))
        for word in document["filler"].split():
            found.setdefault(stems(word), Mark.FILLER)
    return found


@cache
def fillers() -> frozenset[str]:
    """The filler words as they are written, casefolded."""
    return frozenset(word for document in _documents().values() for word in document["filler"].split())


@cache
def units() -> dict[str, str]:
    """Unit words, casefolded, and the local name of their QUDT unit ("" where a number needs none)."""
    return {
        word: unit for document in _documents().values() for unit, words in document["units"].items() for word in words
    }


@cache
def buckets() -> dict[tuple[str, ...], BucketUnit]:
    """Words of time buckets as stems."""
    return {
        stems(word): BucketUnit(unit)
        for document in _documents().values()
        for unit, words in document["buckets"].items()
        for word in words
    }


@cache
def longest() -> int:
    """Words in the longest grammar phrase."""
    return max(len(key) for key in marks())


def mark(key: tuple[str, ...]) -> Mark | None:
    """The grammar's meaning of a phrase given as stems."""
    return marks().get(key)


def language_of(question: str, known: tuple[str, ...]) -> str:
    """The language of a question among those the workspace knows: the one whose small words it has most of."""
    words = question.casefold().replace("?", " ").replace(",", " ").split()
    small = {name: set(document["small"].split()) for name, document in _documents().items() if name in known}
    scores = {name: sum(word in vocabulary for word in words) for name, vocabulary in small.items()}
    best = max(scores, key=lambda name: (scores[name], name == known[0]), default=known[0])
    return best if scores.get(best, 0) > 0 else known[0]
