"""Ground: the words of a question become terms, values, numbers, time windows and grammar, the longest phrase first."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation

from graph_service.answers import grammar
from graph_service.answers.grammar import Mark
from graph_service.answers.lexicon import LONGEST_PHRASE, ClassTerm, CodeTerm, FilterTerm, Lexicon, Meaning, ValueTerm
from graph_service.plan.calendar import window_of
from graph_service.plan.expressions import BucketUnit
from graph_service.words.text import Token, tokens

LONGEST_WINDOW = 5
_LEADING = re.compile(r"^(in|im|am|on|during)\s+(?:the\s+)?", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class TimeWords:
    """A time window in the person's own words."""

    words: str


@dataclass(frozen=True, kw_only=True)
class Number:
    """A number and the unit said after it ("" for pieces and the like, None for none)."""

    value: Decimal
    unit: str | None = None


@dataclass(frozen=True, kw_only=True)
class Unknown:
    """A word nothing gives a meaning to."""

    word: str


Sense = Mark | BucketUnit | TimeWords | Number | Unknown | tuple[Meaning, ...]


@dataclass(frozen=True, kw_only=True)
class Item:
    """A phrase of the question and its sense; several meanings come in order of preference."""

    text: str
    sense: Sense


@dataclass(frozen=True, kw_only=True)
class Grounding:
    """The question's items in order, and its language."""

    question: str
    language: str
    items: tuple[Item, ...]

    @property
    def unknown(self) -> tuple[str, ...]:
        """The words that mean nothing here."""
        return tuple(item.sense.word for item in self.items if isinstance(item.sense, Unknown))


def ground(question: str, lexicon: Lexicon, *, now: datetime, language: str) -> Grounding:
    """Every word of the question gets exactly one item; the longest phrase that means something wins."""
    words = tokens(question)
    items: list[Item] = []
    at = 0
    while at < len(words):
        length, sense = _longest(words, at, lexicon, now)
        text = question[words[at].start : words[at + length - 1].end]
        items += [Item(text=text, sense=sense), *_named_class(words[at + length - 1], length, sense, lexicon)]
        at += length
    return Grounding(question=question, language=language, items=tuple(_with_units(items)))


def _named_class(last: Token, length: int, sense: Sense, lexicon: Lexicon) -> list[Item]:
    """A filter said with its class ("large stores") names the class as well."""
    if length < 2 or not isinstance(sense, tuple) or not isinstance(sense[0], FilterTerm):
        return []
    owner = ClassTerm(cls=sense[0].cls)
    classes = (owner,) if owner in lexicon.find((last.stem,)) else ()
    return [Item(text=last.text, sense=classes)] if classes else []


def _longest(words: tuple[Token, ...], at: int, lexicon: Lexicon, now: datetime) -> tuple[int, Sense]:
    longest = max(LONGEST_PHRASE, LONGEST_WINDOW, grammar.longest())
    for length in range(min(longest, len(words) - at), 0, -1):
        span = words[at : at + length]
        sense = _sense(span, lexicon, now, after_comparison=_compares(words, at))
        if sense is not None:
            return length, sense
    return 1, _alone(words[at])


def _sense(span: tuple[Token, ...], lexicon: Lexicon, now: datetime, *, after_comparison: bool) -> Sense | None:
    text = " ".join(token.text for token in span)
    key = tuple(token.stem for token in span)
    if len(span) <= LONGEST_WINDOW and not (after_comparison and text.isdigit()) and window_of(text, now) is not None:
        return TimeWords(words=_LEADING.sub("", text))
    if text.casefold() in grammar.fillers() and text.casefold() not in lexicon.spellings:
        return Mark.FILLER
    meanings = _preferred(lexicon.find(key))
    mark = grammar.mark(key)
    if mark is not None and all(isinstance(meaning, ValueTerm) for meaning in meanings):
        return mark
    if meanings:
        return meanings
    return grammar.buckets().get(key)


def _preferred(meanings: tuple[Meaning, ...]) -> tuple[Meaning, ...]:
    """An entity that is called so is meant before a code of the same label: Hamburg the city, not the state."""
    if any(isinstance(meaning, ValueTerm) for meaning in meanings):
        return tuple(sorted(meanings, key=lambda meaning: isinstance(meaning, CodeTerm)))
    return meanings


def _compares(words: tuple[Token, ...], at: int) -> bool:
    """Whether the number at this place is compared with ("more than 2025"), so that it is no year."""
    before = [tuple(token.stem for token in words[max(0, at - size) : at]) for size in (1, 2)]
    comparing = (Mark.LESS, Mark.MORE, Mark.AT_LEAST, Mark.AT_MOST, Mark.TOP, Mark.BETWEEN)
    return any(grammar.mark(key) in comparing for key in before)


def _alone(token: Token) -> Sense:
    if token.text[0].isdigit():
        return Number(value=number(token.text))
    return Unknown(word=token.text)


def number(text: str) -> Decimal:
    """`1,5`, `1.5`, `1,000`, `1.000,50` as a person means them: three last digits are no fraction."""
    last = max(text.rfind(","), text.rfind("."))
    digits = text.replace(",", "").replace(".", "")
    if last >= 0 and len(text) - last - 1 != 3:
        digits = text[:last].replace(",", "").replace(".", "") + "." + text[last + 1 :]
    try:
        return Decimal(digits)
    except InvalidOperation:
        return Decimal(0)


def _with_units(items: list[Item]) -> list[Item]:
    """A unit word right after a number belongs to the number."""
    joined: list[Item] = []
    for item in items:
        before = joined[-1] if joined else None
        unit = grammar.units().get(item.text.casefold())
        if before and isinstance(before.sense, Number) and before.sense.unit is None and unit is not None:
            joined[-1] = Item(text=f"{before.text} {item.text}", sense=Number(value=before.sense.value, unit=unit))
        else:
            joined.append(item)
    return joined
