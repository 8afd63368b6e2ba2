"""Reading: what a grounded question asks for, before it is tied to the ontology's links.

    subject × selected × metrics × groups × filters × comparisons × periods × ranking

Each piece knows the items of the question it was read from. A plan notes every piece it makes use of; items that no
piece of the plan was read from are asked back, so that nothing said is ignored, a small word no more than a name.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from graph_service.answers.grounding.grammar import Mark
from graph_service.answers.grounding.ground import Missing, Number
from graph_service.answers.grounding.meanings import Meaning, Narrowing
from graph_service.plan.expressions import BucketUnit

Items = frozenset[int]
NO_ITEMS: Items = frozenset()


@dataclass(frozen=True, kw_only=True)
class Said:
    """A term as said, at item `at`.

    After a grammar word: `negated` (not), `none` (no), `asked` (which), `owned` (with: it must be there), `grouped`
    (by), `contained` (in), `aggregate` (average). `joined`: by which word to the one said before it; `paired`: a class
    or metric that "and" joins to another one. `singular`: one of
    it is spoken of. `via`: the group said right before it, of which it is a property ("home store region").
    """

    meaning: Meaning | BucketUnit
    text: str
    at: int
    items: Items
    alternatives: tuple[Meaning, ...] = ()
    negated: bool = False
    none: bool = False
    asked: bool = False
    owned: bool = False
    joined: Mark | None = None
    paired: bool = False
    aggregate: Mark | None = None
    singular: bool = False
    grouped: bool = False
    contained: bool = False
    via: Said | None = None


@dataclass(frozen=True, kw_only=True)
class Compared:
    """A comparison with a number; `term` is the property, metric or counted class it is about, if one was said."""

    operator: Mark
    number: Number
    items: Items
    at: int
    upper: Number | None = None
    term: Said | None = None
    negated: bool = False


@dataclass(frozen=True, kw_only=True)
class Period:
    """A time window in words; `of` is the date property said right before it ("launched in 2025")."""

    words: str
    at: int
    items: Items
    of: Said | None = None
    after: Said | None = None
    joined: Mark | None = None
    negated: bool = False


@dataclass(frozen=True, kw_only=True)
class Ranking:
    """Greatest or least first; `first` rows if a number was said. `counts`: said as "most", of how many there are."""

    word: str
    items: Items
    ascending: bool = False
    first: int | None = None
    counts: bool = False
    listed: bool = False  # said as "top": a list even without a number
    by: Meaning | None = None  # what it ranks by, where that was said next to it


@dataclass(frozen=True, kw_only=True)
class Word:
    """A grammar word that changes the whole reading: how many, how much, will, delete."""

    text: str
    items: Items


@dataclass(kw_only=True)
class Reading:
    """Filled from left to right by `reader.read`."""

    language: str
    classes: list[Said] = field(default_factory=list)
    selected: list[Said] = field(default_factory=list)
    metrics: list[Said] = field(default_factory=list)
    groups: list[Said] = field(default_factory=list)
    filters: list[Said] = field(default_factory=list)
    compared: list[Compared] = field(default_factory=list)
    periods: list[Period] = field(default_factory=list)
    ranking: Ranking | None = None
    count: Word | None = None
    much: Word | None = None
    what: Word | None = None  # what … did: must be a figure or property that is said
    versus: Word | None = None
    future: Word | None = None
    write: Word | None = None
    total: Word | None = None
    dangling: str | None = None
    unknown: tuple[str, ...] = ()
    missing: Missing | None = None
    now: Word | None = None
    texts: dict[int, str] = field(default_factory=dict)  # every item that says something

    def near(self, one: int, other: int) -> bool:
        """Whether nothing is said between two items."""
        low, high = sorted((one, other))
        return not any(low < at < high for at in self.texts)

    def asked(self) -> Iterator[Said]:
        """The terms after "which"."""
        yield from (said for said in (*self.classes, *self.groups) if said.asked)

    def narrowing(self) -> Iterator[tuple[Said, Narrowing]]:
        """The filters with their meanings."""
        for said in self.filters:
            if isinstance(said.meaning, Narrowing):
                yield said, said.meaning
