"""Reading: what a grounded question asks for, before it is tied to the ontology's links.

subject × selected × metrics × groups × filters × comparisons × windows × ranking
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from graph_service.answers.grammar import Mark
from graph_service.answers.ground import Grounding, Item, Number, TimeWords, Unknown
from graph_service.answers.lexicon import (
    ClassTerm,
    CodeTerm,
    FilterTerm,
    Meaning,
    MetricTerm,
    PropertyTerm,
    ValueTerm,
)
from graph_service.plan.expressions import BucketUnit

DEFAULT_TOP = 10
COMPARISONS = (Mark.LESS, Mark.MORE, Mark.AT_LEAST, Mark.AT_MOST)
AGGREGATES = (Mark.AVERAGE, Mark.TOTAL, Mark.HIGHEST, Mark.LOWEST)


@dataclass(frozen=True, kw_only=True)
class Said:
    """A term as said. `negated`: after "not"; everything said later until the next clause is inside the negation."""

    meaning: Meaning
    text: str
    alternatives: tuple[Meaning, ...] = ()
    negated: bool = False


@dataclass(frozen=True, kw_only=True)
class Compared:
    """A comparison with a number; `term` is the property or metric it is about, if one was said."""

    operator: Mark
    number: Number
    upper: Number | None = None
    term: Said | None = None


@dataclass(kw_only=True)
class Reading:
    """Filled from left to right by `read`."""

    language: str
    classes: list[Said] = field(default_factory=list)
    selected: list[tuple[Mark | None, Said]] = field(default_factory=list)
    metrics: list[Said] = field(default_factory=list)
    groups: list[Said | BucketUnit] = field(default_factory=list)
    filters: list[Said] = field(default_factory=list)
    compared: list[Compared] = field(default_factory=list)
    windows: list[tuple[str, Said | None]] = field(default_factory=list)
    counted: bool = False
    top: int | None = None
    ascending: bool = False
    best: str | None = None
    dangling: str | None = None
    future: str | None = None
    write: str | None = None
    unknown: tuple[str, ...] = ()

    def said(self) -> Iterator[Said]:
        """Every term said, each of which a plan must use."""
        yield from (*self.classes, *self.metrics, *self.filters, *(said for _, said in self.selected))
        yield from (group for group in self.groups if isinstance(group, Said))


@dataclass(kw_only=True)
class _State:
    grouping: bool = False
    grouped: bool = False
    negated: bool = False
    comparing: Mark | None = None
    between: Number | None = None
    aggregate: Mark | None = None
    last: Said | None = None


def read(grounding: Grounding) -> Reading:
    """Walk the items once; each one either fills the reading or changes how the next is read."""
    reading = Reading(language=grounding.language, unknown=grounding.unknown)
    state = _State()
    for index, item in enumerate(grounding.items):
        _take(reading, state, item, first=index == 0)
    if state.comparing is not None:
        reading.dangling = state.comparing.value
    return reading


def _take(reading: Reading, state: _State, item: Item, *, first: bool) -> None:
    match item.sense:
        case Mark() as mark:
            _mark(reading, state, mark, item.text, first=first)
        case BucketUnit() as unit:
            if state.grouping or item.text.casefold().endswith(("ly", "lich")):
                reading.groups.append(unit)
                state.grouping = False
            else:
                reading.unknown = (*reading.unknown, item.text)
        case TimeWords(words=words):
            reading.windows.append((words, reading.metrics[-1] if reading.metrics else None))
            _no_number(reading, state)
        case Number() as number:
            _number(reading, state, number, item.text)
        case Unknown():
            pass
        case tuple() as meanings:
            _term(reading, state, meanings, item.text)


def _mark(reading: Reading, state: _State, mark: Mark, text: str, *, first: bool) -> None:
    if mark in COMPARISONS or mark is Mark.BETWEEN:
        state.comparing = mark
        return
    match mark:
        case Mark.COUNT:
            reading.counted = True
        case Mark.GROUP:
            state.grouping = True
        case Mark.AND:
            state.grouping = state.grouped
        case Mark.NOT:
            state.negated = True
        case Mark.TOP | Mark.MOST | Mark.LEAST:
            reading.top = reading.top or DEFAULT_TOP
            reading.ascending = mark is Mark.LEAST
        case Mark.BEST:
            reading.best = text
        case Mark.AVERAGE | Mark.TOTAL | Mark.HIGHEST | Mark.LOWEST:
            state.aggregate = mark
        case Mark.FUTURE:
            reading.future = text
        case Mark.WRITE if first:
            reading.write = text
        case Mark.COMPARE:
            reading.dangling = reading.dangling or text
        case _:
            pass


def _number(reading: Reading, state: _State, number: Number, text: str) -> None:
    if state.comparing is Mark.BETWEEN and state.between is None:
        state.between = number
    elif state.comparing is not None:
        low, high = (state.between, number) if state.between else (number, None)
        reading.compared.append(Compared(operator=state.comparing, number=low, upper=high, term=state.last))
        state.comparing, state.between = None, None
    elif reading.top is not None and number.value == int(number.value) and number.value > 0:
        reading.top = int(number.value)
    else:
        reading.unknown = (*reading.unknown, text)


def _term(reading: Reading, state: _State, meanings: tuple[Meaning, ...], text: str) -> None:
    if not isinstance(meanings[0], MetricTerm | PropertyTerm):
        _no_number(reading, state)
    said = Said(meaning=meanings[0], text=text, alternatives=meanings[1:], negated=state.negated)
    grouping, state.grouping, state.grouped = state.grouping, False, state.grouping
    if grouping:
        _group(reading, said)
        return
    match said.meaning:
        case ClassTerm():
            reading.classes.append(said)
        case MetricTerm():
            if said.meaning not in [other.meaning for other in reading.metrics]:
                reading.metrics.append(said)
            state.last = said
        case PropertyTerm():
            reading.selected.append((state.aggregate, said))
            state.aggregate = None
            state.last = said
        case FilterTerm() | CodeTerm() | ValueTerm():
            reading.filters.append(said)


def _no_number(reading: Reading, state: _State) -> None:
    """A comparison that is not followed by a number compares with something we cannot compare with."""
    if state.comparing is not None:
        reading.dangling, state.comparing = state.comparing.value, None


def _group(reading: Reading, said: Said) -> None:
    """After "by": a metric ranks, everything else groups."""
    if isinstance(said.meaning, MetricTerm):
        if said.meaning not in [other.meaning for other in reading.metrics]:
            reading.metrics.append(said)
        reading.top = reading.top or DEFAULT_TOP
    elif isinstance(said.meaning, ClassTerm | PropertyTerm):
        reading.groups.append(said)
    else:
        reading.filters.append(said)
