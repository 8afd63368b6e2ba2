"""Numbers: compared with, equal to, or how many are wanted."""

from __future__ import annotations

from dataclasses import replace

from graph_service.answers.grounding.grammar import Mark
from graph_service.answers.grounding.ground import Number
from graph_service.answers.grounding.meanings import ClassTerm, MetricTerm, PropertyTerm
from graph_service.answers.grounding.reader.walk import Comparing, Walk
from graph_service.answers.grounding.reading import Compared, Ranking, Said

COUNTING = ("different", "distinct", "verschiedene", "verschiedenen", "unterschiedliche")


def take_number(walk: Walk, number: Number, at: int) -> None:
    """One number; what nothing asks for keeps its place among what is said, and is asked back."""
    ranking = walk.reading.ranking
    if walk.comparing is not None:
        _compared(walk, walk.comparing, number, at)
    elif ranking and ranking.first is None and _whole(number) and _right_after(walk, ranking, at):
        walk.reading.ranking = replace(ranking, first=int(number.value), items=ranking.items | {at})
    elif walk.last is not None and isinstance(walk.last.meaning, PropertyTerm) and not walk.between(walk.last.at, at):
        equal = Compared(operator=Mark.EXACTLY, number=number, items=frozenset({at}), at=at, term=walk.last)
        walk.reading.compared.append(equal)
    elif _whole(number):
        walk.counted = (int(number.value), at)


def _right_after(walk: Walk, ranking: Ranking, at: int) -> bool:
    """Whether nothing but the superlative itself is said between: "cheapest" is a property as well as a direction."""
    between = walk.between(max(ranking.items, default=at), at)
    return all(item.text == ranking.word for item in between)


def _whole(number: Number) -> bool:
    return number.unit is None and number.value > 0 and number.value == int(number.value)


def _compared(walk: Walk, comparing: Comparing, number: Number, at: int) -> None:
    """The number of a comparison; what it is about stands right before, or follows."""
    if comparing.mark is Mark.BETWEEN and comparing.low is None:
        walk.comparing = replace(comparing, low=number, items=comparing.items | {at})
        return
    low, high = (comparing.low, number) if comparing.low else (number, None)
    start = min(comparing.items)
    walk.open = Compared(
        operator=comparing.mark,
        number=replace(low, unit=low.unit or number.unit),
        upper=high,
        items=comparing.items | {at},
        at=at,
        term=walk.last if walk.last and not walk.between(walk.last.at, start) else None,
        negated=comparing.negated,
    )
    if walk.open.term is not None and walk.open.term.negated:  # "do not cost more than 2 euros"
        walk.open = replace(walk.open, negated=not comparing.negated)
    walk.comparing = walk.joint = None
    if walk.open.term is not None:
        close(walk)


def close(walk: Walk, term: Said | None = None) -> bool:
    """Complete a comparison with what follows its number, else what was said last; whether the class is counted."""
    if walk.open is None:
        return False
    waiting, walk.open = walk.open, None
    counts = term is not None and isinstance(term.meaning, ClassTerm)
    if counts and not _counts(walk, waiting, term):
        term, counts = None, False
    found = waiting.term or term or walk.last
    walk.reading.compared.append(replace(waiting, term=found))
    return counts and found is term


def _counts(walk: Walk, waiting: Compared, term: Said | None) -> bool:
    """ "more than 10 products": the class stands right after a bare number."""
    if term is None or waiting.number.unit not in (None, "PIECE"):
        return False
    return all(item.text.casefold() in COUNTING for item in walk.grounding.items[waiting.at + 1 : term.at])


def ranks(walk: Walk, said: Said, *, grouped: bool) -> None:
    """ "by revenue" ranks what is listed by it, and so does "highest revenue"."""
    ranking, meaning = walk.reading.ranking, said.meaning
    if not isinstance(meaning, MetricTerm | PropertyTerm) or said.negated:
        return
    if ranking is None and grouped:
        walk.reading.ranking = Ranking(word=said.text, items=frozenset(), by=meaning)
    elif ranking is not None and (grouped or not walk.between(max(ranking.items, default=said.at), said.at)):
        walk.reading.ranking = replace(ranking, by=ranking.by if not grouped and ranking.by else meaning)
