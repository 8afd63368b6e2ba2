"""Measures in Cypher: aggregates over the rows of a block, computed from values that were projected first."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, field, replace

from graph_service.ontology.model import Datatype
from graph_service.plan.expressions import Aggregate, AggregateFunction
from graph_service.plan.operators import AVERAGES, OPERATORS
from graph_service.stores.cypher.context import Context
from graph_service.stores.cypher.expressions import value
from graph_service.stores.cypher.frame import Frame
from graph_service.stores.cypher.values import Value, written


@dataclass(kw_only=True)
class Projection:
    """What rows carry out of a frame by name; a value needed twice is carried once.

    `owners` are the variables whose free text some columns are, shadows included.
    """

    context: Context
    texts: dict[str, str] = field(default_factory=dict)
    owners: dict[str, str] = field(default_factory=dict)

    def carry(self, text: str, stem: str) -> str:
        """The name under which the text is carried, a new one if need be."""
        known = next((name for name, other in self.texts.items() if other == text), None)
        if known is None:
            known = self.context.name(stem)
            self.texts[known] = text
        return known

    def column(self, of: Value, name: str) -> Value:
        """The value, shadows included, carried under a given name, and how it is read after that."""
        texts = {name: written(of, self.context.parameter), f"{name}_cf": of.fold, f"{name}_sort": of.sort}
        self.texts |= {key: text for key, text in texts.items() if text is not None}
        if of.is_free_text and of.owner is not None:
            self.owners |= {key: of.owner for key, text in texts.items() if text is not None}
        return carried(of, name)

    def bind(self, but: Container[str] = ()) -> None:
        """From now on everything is read by its name, but for some names."""
        self.texts = {name: text if name in but else name for name, text in self.texts.items()}

    def items(self) -> list[str]:
        """The items of a WITH."""
        return [name if name == text else f"{text} AS {name}" for name, text in self.texts.items()]


def carried(of: Value, name: str) -> Value:
    """A value as it is read where it was carried under a name."""
    return Value(
        text=name,
        datatype=of.datatype,
        scale=of.scale,
        fold=f"{name}_cf" if of.fold else None,
        sort=f"{name}_sort" if of.sort else None,
    )


def names_of(column: Value) -> list[str]:
    """The names a carried value and its shadows have."""
    return [name for name in (column.text, column.fold, column.sort) if name is not None]


def input_of(aggregate: Aggregate, frame: Frame, projection: Projection) -> Value | None:
    """What an aggregate adds up, carried; None for a count of rows. Entities are counted as such, not by IRI."""
    if aggregate.of is None:
        return None
    of = value(aggregate.of, frame)
    if aggregate.function is AggregateFunction.COUNT and of.entity:
        return Value(text=projection.carry(of.entity, "of"), datatype=of.datatype)
    text = projection.carry(written(of, frame.context.parameter), "of")
    return Value(text=text, datatype=of.datatype, scale=of.scale)


def aggregated(aggregate: Aggregate, of: Value | None, entity: str | None = None) -> Value:
    """The aggregate of carried values; without values the rows are counted, or the entities where rows repeat them."""
    if of is None:
        return Value(text=f"count(DISTINCT {entity})" if entity else "count(*)", datatype=Datatype.INTEGER)
    distinct = f"DISTINCT {of.text}" if aggregate.distinct else of.text
    text = OPERATORS[aggregate.function].cypher.format(of.text, distinct)
    if aggregate.function is AggregateFunction.COUNT:
        return Value(text=text, datatype=Datatype.INTEGER)
    if aggregate.function in AVERAGES:
        return Value(text=f"{text} / {10**of.scale}.0" if of.scale else text, datatype=Datatype.DOUBLE)
    return Value(text=text, datatype=of.datatype, scale=of.scale)


def together_of(aggregate: Aggregate, part: Value) -> Value:
    """The aggregate of several groups from the same of each."""
    if aggregate.function is AggregateFunction.COUNT:
        return replace(part, text=f"sum({part.text})")
    return aggregated(aggregate, part)
