"""Grammar words: what each does to the reading."""

from __future__ import annotations

from graph_service.answers.grounding.grammar import Mark, loose
from graph_service.answers.grounding.ground import Number
from graph_service.answers.grounding.meanings import ClassTerm, MetricTerm, PropertyTerm
from graph_service.answers.grounding.reader.numbers import close
from graph_service.answers.grounding.reader.walk import Comparing, Walk
from graph_service.answers.grounding.reading import NO_ITEMS, Ranking, Word
from graph_service.words.text import plain

COMPARISONS = (Mark.LESS, Mark.MORE, Mark.AT_LEAST, Mark.AT_MOST, Mark.EXACTLY, Mark.OTHER, Mark.BETWEEN)
WHAT = ("what", "was")
DID = ("did", "do", "does", "hat", "haben", "hatte", "hatten")


def take_mark(walk: Walk, mark: Mark, at: int, text: str) -> None:
    """One grammar word. What is not understood here keeps its place among what is said, and is asked back."""
    word = Word(text=text, items=frozenset({at}))
    match mark:
        case Mark.WHICH:
            walk.asked = True
            _what(walk, at, text)
        case Mark.ASKS:
            _asks(walk, at)
        case Mark.COUNT:
            walk.reading.count = walk.reading.count or word
        case Mark.MUCH:
            walk.reading.much = word
        case Mark.TOTAL:
            before = walk.reading.total
            walk.reading.total = Word(text=text, items=word.items | (before.items if before else NO_ITEMS))
        case Mark.NOW:
            walk.reading.now = word
        case Mark.ALL:
            _all(walk, at)
        case Mark.FILLER if at == 0:
            _what(walk, at, text)  # German "was" is English filler
        case Mark.FUTURE:
            walk.reading.future = word
        case Mark.WRITE:
            _write(walk, at, word)
        case _:
            _waits(walk, mark, at, text)


def _waits(walk: Walk, mark: Mark, at: int, text: str) -> None:
    """Words that say how the next ones are meant."""
    match mark:
        case Mark.GROUP:
            walk.group = at
        case Mark.AND | Mark.OR | Mark.NOR | Mark.BUT:
            _join(walk, mark, at)
        case Mark.NOT | Mark.NONE:
            walk.negation, walk.none = at, mark is Mark.NONE
        case Mark.WITH:
            walk.owning = at
            walk.hush(at)
        case Mark.RATHER | Mark.COMPARE:
            _versus(walk, mark, at, text)
        case Mark.AVERAGE | Mark.MEDIAN:
            walk.aggregate = (mark, at)
        case Mark.ROUGHLY:
            _about(walk, at)
        case _ if mark in COMPARISONS:
            _comparison(walk, mark, at, text)
        case Mark.MINUS | Mark.FILLER:
            pass
        case _:
            _ranking(walk, mark, at, text)


def _asks(walk: Walk, at: int) -> None:
    """ "who" and "where" join a clause once something is said; at the start they ask for what is not given."""
    reading = walk.reading
    if reading.classes or reading.metrics or reading.selected or reading.filters:
        walk.hush(at)


def _what(walk: Walk, at: int, text: str) -> None:
    """ "What did customer 29 buy" asks for what is not named; a figure or property said later may be what is asked."""
    after = walk.grounding.items[at + 1 : at + 2]
    if plain(text) in WHAT and after and plain(after[0].text) in DID:
        walk.reading.what = Word(text=text, items=frozenset({at}))
        walk.reading.texts[at] = text
        walk.asked = False


def _all(walk: Walk, at: int) -> None:
    """ "All stores" are the stores; "carried by all stores" is more than carried by some, and is asked back."""
    after = _following(walk, at)
    related = isinstance(after, tuple) and isinstance(after[0], ClassTerm)
    if not (related and walk.reading.classes):
        walk.hush(at)


def _join(walk: Walk, mark: Mark, at: int) -> None:
    walk.joint = (Mark.OR if mark is Mark.NOR else mark, at)
    if mark is Mark.AND and walk.groups_go_on:
        walk.group = at
    if mark is not Mark.OR:
        walk.hush(at)


def _write(walk: Walk, at: int, word: Word) -> None:
    """Words of change count where a request may stand: first, or after "and"."""
    before = [item.sense for item in walk.grounding.items[:at] if item.sense is not Mark.FILLER]
    if not before or before[-1] in (Mark.AND, Mark.WRITE):
        walk.reading.write = walk.reading.write or word


def _versus(walk: Walk, mark: Mark, at: int, text: str) -> None:
    before = walk.reading.versus
    walk.reading.versus = Word(text=text, items=(before.items if before else NO_ITEMS) | {at})
    if mark is Mark.COMPARE:
        walk.joint = (mark, at)


def _comparison(walk: Walk, mark: Mark, at: int, text: str) -> None:
    """A comparing word waits for its number; "over" and "about" say nothing where none follows."""
    if plain(text) in loose() and not _compares(walk, at):
        walk.hush(at)
        return
    close(walk)
    walk.comparing = Comparing(mark=mark, items=walk.negated | {at}, negated=walk.negation is not None)
    walk.negation = None


def _compares(walk: Walk, at: int) -> bool:
    """Whether a number follows, or a figure that another figure is compared with: "list price over unit cost"."""
    after = _following(walk, at)
    figure = isinstance(after, tuple) and isinstance(after[0], MetricTerm | PropertyTerm)
    return isinstance(after, Number) or (figure and walk.last is not None and not walk.between(walk.last.at, at))


def _about(walk: Walk, at: int) -> None:
    """ "mentions about" something joins; "about 5" is no number one can compare with."""
    if not isinstance(_following(walk, at), Number):
        walk.hush(at)


def _following(walk: Walk, at: int) -> object:
    return next((item.sense for item in walk.grounding.items[at + 1 :] if item.sense is not Mark.FILLER), None)


def _ranking(walk: Walk, mark: Mark, at: int, text: str) -> None:
    """Top, most, highest. A second one in the other direction, or a negated one, is left to be asked back."""
    before = walk.reading.ranking
    ascending = mark in (Mark.BOTTOM, Mark.LEAST, Mark.LOWEST)
    if walk.negation is not None or (before is not None and before.ascending != ascending):
        return
    first, number = (walk.counted[0], {walk.counted[1]}) if walk.counted else (None, set())
    walk.counted = None
    walk.reading.ranking = Ranking(
        word=text,
        items=(before.items if before else NO_ITEMS) | {at} | number,
        ascending=ascending,
        first=first or (before.first if before else None),
        counts=mark in (Mark.MOST, Mark.LEAST),
        listed=mark in (Mark.TOP, Mark.BOTTOM) or (before is not None and before.listed),
        by=before.by if before else None,
    )
