"""Walk: where the reading of a question stands: what is filled, and what waits for the next item."""

from __future__ import annotations

from dataclasses import dataclass, field

from graph_service.answers.grounding.grammar import Mark
from graph_service.answers.grounding.ground import Grounding, Item, Number
from graph_service.answers.grounding.reading import NO_ITEMS, Compared, Items, Period, Reading, Said
from graph_service.ontology.model import Ontology

UNSAID = (Mark.FILLER, Mark.WHICH)  # say nothing by themselves
SILENT = (*UNSAID, Mark.ASKS)
JOINTS = (Mark.AND, Mark.OR, Mark.NOR, Mark.COMPARE, Mark.RATHER)


@dataclass(frozen=True, kw_only=True)
class Comparing:
    """A comparing word that waits for its number, or for the second one of "between"."""

    mark: Mark
    items: Items
    negated: bool = False
    low: Number | None = None


@dataclass(kw_only=True)
class Walk:
    """State of one reading. Marks wait as (mark, item) or as the item they stand at."""

    grounding: Grounding
    ontology: Ontology
    reading: Reading = field(init=False)
    group: int | None = None
    groups_go_on: bool = False  # "by region and month": and continues the groups
    asked: bool = False
    negation: int | None = None
    none: bool = False  # the negation is "no"
    joint: tuple[Mark, int] | None = None
    owning: int | None = None
    aggregate: tuple[Mark, int] | None = None
    comparing: Comparing | None = None
    counted: tuple[int, int] | None = None  # a number that "best" or "most" may take: its value and item
    open: Compared | None = None  # a comparison whose subject may still follow its number
    thing: Said | None = None  # the class or metric said last
    last: Said | None = None  # the property or metric a number or a date may be about
    period: Period | None = None  # the period said last, as long as nothing else is

    def __post_init__(self) -> None:
        grounding = self.grounding
        self.reading = Reading(language=grounding.language, unknown=grounding.unknown, missing=grounding.missing)

    @property
    def negated(self) -> Items:
        """The item of a negation that waits for what it negates."""
        return frozenset({self.negation}) if self.negation is not None else NO_ITEMS

    def between(self, start: int, end: int) -> list[Item]:
        """What is said between two items."""
        return [item for item in self.grounding.items[start + 1 : end] if item.sense not in SILENT]

    def content(self, start: int, end: int) -> list[Item]:
        """What is said between two items besides words that join."""
        return [item for item in self.between(start, end) if item.sense not in JOINTS]

    def hush(self, at: int) -> None:
        """An item turns out to say nothing here."""
        self.reading.texts.pop(at, None)
