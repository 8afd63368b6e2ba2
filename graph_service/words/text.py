"""Tokens and stems of a question, the same for what the ontology says and for what a person asks.

token = e-mail | ISO date | ordinal | number with sign | word | degrees | comparison sign | any other sign

Punctuation is left out. A sign that is none (an emoji, a star) is a token, so that it is not passed over in silence.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_TOKEN = re.compile(
    r"""
    [\w.+-]+@[\w-]+(?:\.[\w-]+)+                          # an e-mail address
    | \d{4}-(?:\d\d-\d\d|\d\d|[QqWwHh]\d\d?)(?!\w)        # 2026-05-01, 2026-05, 2026-Q2
    | \d+(?:st|nd|rd|th)\b                                # 4th
    | (?:(?<![\w.,)])[-−])?\d+(?:[.,]\d+)*                # -5, 1,000.50, 30.06.2026
    | (?:non|nicht)(?=-\w)                                # non-perishable is two words
    | [^\W\d_]\w*(?:[-.'’/]\w+)*                          # words, codes, A100107, HAM-1
    | °\s?[CcFf]\b
    | [<>]=|!=|<>
    | [^\s\w.,;:!?'"’‘“”„‚«»()\[\]\-–—−…/\\&@]            # € % > = and signs nobody planned for
    """,
    re.VERBOSE | re.IGNORECASE,
)
_ENDINGS = ("ern", "en", "er", "em", "es", "ed", "e", "n", "s")
_STROKE = "\u0338"  # what makes ≠ of =; no accent
_SHORTEST = 3  # letters a stem keeps


@dataclass(frozen=True, kw_only=True)
class Token:
    """One word, number or sign of a question: as written, plain, its stem, and where it starts and ends."""

    text: str
    plain: str
    stem: str
    start: int
    end: int


def tokens(text: str) -> tuple[Token, ...]:
    """The words, numbers and signs of a text in order."""
    return tuple(
        Token(
            text=found.group(),
            plain=plain(found.group()),
            stem=stem(found.group()),
            start=found.start(),
            end=found.end(),
        )
        for found in _TOKEN.finditer(text)
    )


def plain(word: str) -> str:
    """Casefolded, compatibility-normalised, without accents: `Süd` and `Sud` are one word."""
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return "".join(char for char in decomposed if char == _STROKE or not unicodedata.combining(char))


def plain_words(text: str) -> tuple[str, ...]:
    """The words of a phrase, plain: how the grammar's own words are known, which no stem may blur."""
    return tuple(token.plain for token in tokens(text))


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
