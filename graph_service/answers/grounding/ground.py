"""Ground: the words of a question become terms, values, numbers, time windows and grammar, the longest phrase first."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal, InvalidOperation

from graph_service.answers.grounding import grammar
from graph_service.answers.grounding.grammar import Mark, Unit
from graph_service.answers.grounding.lexicon import LONGEST_PHRASE, Lexicon
from graph_service.answers.grounding.meanings import ClassTerm, CodeTerm, FilterTerm, Meaning, ValueTerm
from graph_service.plan.calendar.windows import window_of
from graph_service.plan.expressions import BucketUnit
from graph_service.words.text import Token, plain, tokens

LONGEST_WINDOW = 12  # words: from the 1st of May 2026 to the 15th of May 2026
YEARS = range(1990, 2100)  # four digits that may be a year
_LEADING = re.compile(r"^(in|im|am(?! [\d.]+$)|on|during)\s+(?:the\s+)?", re.IGNORECASE)
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)", re.IGNORECASE)
_RANKING = (Mark.TOP, Mark.BOTTOM, Mark.HIGHEST, Mark.LOWEST)
_COMPARING = (Mark.LESS, Mark.MORE, Mark.AT_LEAST, Mark.AT_MOST, Mark.EXACTLY, Mark.OTHER, Mark.TOP, Mark.BOTTOM)


@dataclass(frozen=True, kw_only=True)
class TimeWords:
    """A time window in the person's own words."""

    words: str


@dataclass(frozen=True, kw_only=True)
class Number:
    """A number, as it was written, and the unit said after it (None for none)."""

    value: Decimal
    written: str = ""
    unit: str | None = None


@dataclass(frozen=True, kw_only=True)
class Unknown:
    """A word nothing gives a meaning to."""

    word: str


@dataclass(frozen=True, kw_only=True)
class Missing:
    """A key said after its class that no entity has."""

    cls: str
    key: str


Sense = Mark | BucketUnit | TimeWords | Number | Unknown | Missing | tuple[Meaning, ...]


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
    def missing(self) -> Missing | None:
        """The first key that no entity has."""
        return next((item.sense for item in self.items if isinstance(item.sense, Missing)), None)

    @property
    def unknown(self) -> tuple[str, ...]:
        """The words that mean nothing here."""
        return tuple(item.sense.word for item in self.items if isinstance(item.sense, Unknown))


def ground(question: str, lexicon: Lexicon, *, now: datetime, language: str) -> Grounding:
    """Every word of the question gets an item; the longest phrase that means something wins."""
    words = tokens(question)
    items: list[Item] = []
    at = 0
    while at < len(words):
        length, sense = _longest(words, at, items, lexicon, now)
        text = question[words[at].start : words[at + length - 1].end]
        items += _with_mark(text, words[at : at + length], sense)
        items += _named_class(words[at : at + length], sense, lexicon)
        at += length
    return Grounding(question=question, language=language, items=tuple(_with_units(items)))


def _with_mark(text: str, span: tuple[Token, ...], sense: Sense) -> list[Item]:
    """A superlative that is a term as well ("cheapest", "hottest") says the direction and what of."""
    item = Item(text=text, sense=sense)
    direction = grammar.mark(tuple(token.plain for token in span))
    if isinstance(sense, tuple) and direction in (Mark.HIGHEST, Mark.LOWEST):
        return [Item(text=text, sense=direction), item]
    return [item]


def _named_class(span: tuple[Token, ...], sense: Sense, lexicon: Lexicon) -> list[Item]:
    """A filter said with its class ("large stores", not "out of stock") names the class as well."""
    if len(span) < 2 or not isinstance(sense, tuple) or not isinstance(sense[0], FilterTerm):
        return []
    owner = ClassTerm(cls=sense[0].cls)
    if owner not in lexicon.find(span[-1:]) or grammar.mark((span[-2].plain,)) is not None:
        return []
    return [Item(text=span[-1].text, sense=(owner,))]


def _longest(
    words: tuple[Token, ...], at: int, items: list[Item], lexicon: Lexicon, now: datetime
) -> tuple[int, Sense]:
    if (key := _key_after_class(words[at], items, lexicon)) is not None:
        return 1, key
    longest = max(LONGEST_PHRASE, LONGEST_WINDOW, grammar.longest())
    for length in range(min(longest, len(words) - at), 0, -1):
        sense = _sense(words, at, length, lexicon, now)
        if sense is not None:
            return length, sense
    return 1, _alone(words[at], lexicon)


def _key_after_class(word: Token, items: list[Item], lexicon: Lexicon) -> Sense | None:
    """Digits right after a class are a key of it: "customer 12", "store 9"."""
    before = items[-1].sense if items else None
    if not word.text.isdecimal() or not isinstance(before, tuple):
        return None
    classes = [meaning.cls for meaning in before if isinstance(meaning, ClassTerm)]
    one = _singular(items[-1].text, lexicon, classes)
    if not one and int(word.text) in YEARS:
        return None
    found = next((stored for cls in classes if (stored := lexicon.stored(word.text, cls))), None)
    return found or (Missing(cls=classes[0], key=word.text) if one else None)


def _singular(text: str, lexicon: Lexicon, classes: list[str]) -> bool:
    """Whether the class was said as one thing: its label is the shortest spelling with that stem."""
    stem = tokens(text)[-1].stem
    found = [phrase for phrase in lexicon.phrases if tokens(phrase) and tokens(phrase)[-1].stem == stem]
    return bool(classes) and len(text) <= min((len(phrase) for phrase in found), default=0)


def _sense(words: tuple[Token, ...], at: int, length: int, lexicon: Lexicon, now: datetime) -> Sense | None:
    span = words[at : at + length]
    if (window := _window(words, at, length, now)) is not None:
        return window
    key = tuple(token.plain for token in span)
    if (bucket := grammar.buckets().get(key)) is not None:
        return bucket
    mark = grammar.mark(key)
    if mark is Mark.FILLER and not lexicon.knows(" ".join(token.text for token in span)):
        return mark
    meanings = _preferred(lexicon.find(span))
    figure = mark in (Mark.HIGHEST, Mark.LOWEST) and _is_figure(meanings)
    values = all(isinstance(meaning, ValueTerm) for meaning in meanings)
    if mark is not None and not figure and (values or not _spelt(span, meanings, lexicon)):
        return mark
    return meanings or None


def _is_figure(meanings: tuple[Meaning, ...]) -> bool:
    return bool(meanings) and not isinstance(meanings[0], ValueTerm | CodeTerm)


def _spelt(span: tuple[Token, ...], meanings: tuple[Meaning, ...], lexicon: Lexicon) -> bool:
    """Whether a grammar word is spelt just like a term, not only of the same stem."""
    said = tuple(token.plain for token in span)
    found = lexicon.entries.get(tuple(token.stem for token in span), {})
    return any(said in found[meaning] for meaning in meanings)


def _window(words: tuple[Token, ...], at: int, length: int, now: datetime) -> TimeWords | None:
    """Words that mean a window; four digits that are compared, counted or no likely year are a number."""
    span = words[at : at + length]
    text = " ".join(token.text for token in span)
    if length > LONGEST_WINDOW or window_of(text, now.date()) is None:
        return None
    years = [token.text for token in span if token.text.isdecimal() and len(token.text) == 4]
    if any(int(year) not in YEARS for year in years):
        return None
    if _is_number(words, at, span):
        return None
    return TimeWords(words=_LEADING.sub("", text))


def _is_number(words: tuple[Token, ...], at: int, span: tuple[Token, ...]) -> bool:
    """Whether digits at an end of the words belong to what is beside them: "top 5 May …", "in June 30 times"."""
    after = words[at + len(span)].plain if at + len(span) < len(words) else ""
    first, last = span[0].text.isdecimal(), span[-1].text.isdecimal()
    return (first and _compares(words, at)) or (last and len(span) < 3 and after in _counting())


def _counting() -> set[str]:
    """Words after which digits are a number: units, "times"."""
    return {*grammar.units(), "times", "mal"}


def _preferred(meanings: tuple[Meaning, ...]) -> tuple[Meaning, ...]:
    """An entity that is called so is meant before a code of the same label: Hamburg the city, not the state."""
    if any(isinstance(meaning, ValueTerm) for meaning in meanings):
        return tuple(sorted(meanings, key=lambda meaning: isinstance(meaning, CodeTerm)))
    return meanings


def _compares(words: tuple[Token, ...], at: int) -> bool:
    """Whether the number at this place is compared with ("more than 2025"), so that it is no year."""
    before = [tuple(token.plain for token in words[max(0, at - size) : at]) for size in (1, 2, 3)]
    return any(grammar.mark(key) in _COMPARING for key in before)


def _alone(token: Token, lexicon: Lexicon) -> Sense:
    """A number, a key that is stored somewhere, or a word that means nothing."""
    if any(char.isdigit() for char in token.text) and (stored := lexicon.stored(token.text, None)):
        return stored
    if (token.text[0].isdigit() or token.text[0] in "-−") and not _ORDINAL.fullmatch(token.text):
        value = number(token.text)
        return Unknown(word=token.text) if value is None else Number(value=value, written=token.text)
    return Unknown(word=token.text)


def number(text: str) -> Decimal | None:
    """`1,5`, `-1.5`, `1,000`, `1.000,50` as a person means them: three last digits after no zero are no fraction."""
    plain = text.replace("−", "-")
    last = max(plain.rfind(","), plain.rfind("."))
    digits = plain.replace(",", "").replace(".", "")
    thousands = len(plain) - last - 1 == 3 and not plain.lstrip("-").startswith(("0.", "0,"))
    if last >= 0 and not thousands:
        digits = plain[:last].replace(",", "").replace(".", "") + "." + plain[last + 1 :]
    try:
        return Decimal(digits)
    except InvalidOperation:
        return None


def _with_units(items: list[Item]) -> list[Item]:
    """A unit word right after a number belongs to it, or right before it a currency sign; "minus" makes it negative."""
    joined: list[Item] = []
    for item in items:
        before = joined[-1] if joined else None
        unit = grammar.units().get(plain(item.text).replace(" ", ""))
        ranked = len(joined) > 1 and joined[-2].sense in _RANKING and isinstance(item.sense, BucketUnit)
        if before and isinstance(before.sense, Number) and unit is not None and not ranked:
            joined[-1] = Item(text=f"{before.text} {item.text}", sense=_in_unit(before.sense, unit))
            if isinstance(item.sense, tuple) and unit.name in ("PIECE", "PACK"):
                joined.append(item)  # "100 units" may speak of the metric of that name
        elif before and before.sense is Mark.MINUS and isinstance(item.sense, Number):
            joined[-1] = Item(text=f"{before.text} {item.text}", sense=replace(item.sense, value=-item.sense.value))
        elif before and before.text == "€" and isinstance(item.sense, Number):
            joined[-1] = Item(text=f"€{item.text}", sense=replace(item.sense, unit="EUR"))
        else:
            joined.append(item)
    return joined


def _in_unit(number: Number, unit: Unit) -> Number:
    return replace(number, value=number.value * unit.factor, unit=unit.name or number.unit)
