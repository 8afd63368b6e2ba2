"""Tokens and stems of a question, the same for what the ontology says and for what a person asks."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]\w*(?:[-.'’/]\w+)*|[€$%°]", re.UNICODE)
_ENDINGS = ("ern", "en", "er", "em", "es", "ed", "e", "n", "s")
_SHORTEST = 3  # letters a stem keeps


@dataclass(frozen=True, kw_only=True)
class Token:
    """One word or number of a question: as written, its stem, and where it starts and ends."""

    text: str
    stem: str
    start: int
    end: int


def tokens(text: str) -> tuple[Token, ...]:
    """The words and numbers of a text in order; punctuation is left out."""
    return tuple(
        Token(text=found.group(), stem=stem(found.group()), start=found.start(), end=found.end())
        for found in _TOKEN.finditer(text)
    )


def plain(word: str) -> str:
    """Casefolded, compatibility-normalised, without accents: `Süd` and `Sud` are one word."""
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def stem(word: str) -> str:
    """A light stem for English and German: plural and case endings go, both sides are stemmed alike."""
    base = plain(word)
    if not base.isalpha():
        return base.replace("’", "'")
    if base.endswith("ies") and len(base) > 4:
        return base[:-3] + "y"
    if base.endswith("s") and not base.endswith("ss") and len(base) > _SHORTEST:
        base = base[:-1]
    while (shorter := _without_ending(base)) != base:
        base = shorter
    return base


def _without_ending(base: str) -> str:
    for ending in _ENDINGS:
        if base.endswith(ending) and len(base) - len(ending) >= _SHORTEST:
            return base[: -len(ending)]
    return base


def stems(text: str) -> tuple[str, ...]:
    """The stems of a phrase."""
    return tuple(token.stem for token in tokens(text))
