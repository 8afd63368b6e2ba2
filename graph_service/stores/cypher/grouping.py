"""Grouping in Cypher: from the rows of a frame to the aggregates over them.

plain                    … WITH dimensions, values                          then aggregates by dimensions
an entity comes again    … WITH DISTINCT dimensions, entity, values         then the same
latest                   … collected per group, and only the latest kept    then the same
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from graph_service.plan.expressions import Aggregate, AggregateFunction, Expression
from graph_service.stores.cypher.context import clause
from graph_service.stores.cypher.expressions import value
from graph_service.stores.cypher.frame import Frame
from graph_service.stores.cypher.measures import Projection, aggregated, input_of
from graph_service.stores.cypher.values import Value, written

REPEATABLE = (AggregateFunction.MIN, AggregateFunction.MAX)  # what does not change when a row comes twice


@dataclass(frozen=True, kw_only=True)
class Grouping:
    """What is to be grouped: `again` is the variable of the grain's entities if they may come more than once."""

    aggregates: tuple[Aggregate, ...]
    again: str | None = None
    latest: Expression | None = None
    per: tuple[Expression, ...] = ()


def grouped(frame: Frame, groups: Projection, grouping: Grouping) -> tuple[list[str], dict[Aggregate, Value]]:
    """The clauses up to the grouping, which is left to whoever has `groups`, and what each aggregate is in it."""
    rows = Projection(context=frame.context)
    inputs = {aggregate: input_of(aggregate, frame, rows) for aggregate in grouping.aggregates}
    entity = rows.carry(grouping.again, "entity") if grouping.again else None
    distinct = entity is not None and not all(_is_repeatable(aggregate) for aggregate in inputs)
    read: dict[str, str] = {}
    lines: list[str] = []
    if grouping.latest is not None:
        lines, read = _latest(grouping, frame, groups, rows, distinct=distinct)
    elif rows.texts:
        lines = [_with(groups, rows, distinct=distinct)]
        groups.bind()
    aggregates = {
        one: aggregated(one, _renamed(of, read), read.get(entity or "", entity)) for one, of in inputs.items()
    }
    return [*frame.body(), *lines], aggregates


def _latest(
    grouping: Grouping, frame: Frame, groups: Projection, rows: Projection, *, distinct: bool
) -> tuple[list[str], dict[str, str]]:
    """Keep, per group and `per` values, the rows with the latest time, and say how their values are read then.

    A row without time is never the latest.
    """
    assert grouping.latest is not None
    per = Projection(context=frame.context)
    for expression in grouping.per:
        per.carry(written(value(expression, frame), frame.context.parameter), "per")
    time = rows.carry(written(value(grouping.latest, frame), frame.context.parameter), "time")
    first = _with(groups, per, rows, distinct=distinct)
    groups.bind()
    per.bind()
    last, many, row = (frame.context.name(stem) for stem in ("last", "rows", "row"))
    read = {name: f"{row}[{number}]" for number, name in enumerate(rows.texts)}
    collected = [f"max({time}) AS {last}", f"collect([{', '.join(rows.texts)}]) AS {many}"]
    again = clause("WITH", [*groups.texts, *per.texts, *collected])
    return [first, again, f"UNWIND {many} AS {row}", f"WITH *\nWHERE {read[time]} = {last}"], read


def _with(*projections: Projection, distinct: bool) -> str:
    items = [item for projection in projections for item in projection.items()]
    return clause("WITH DISTINCT" if distinct else "WITH", items)


def _renamed(of: Value | None, read: dict[str, str]) -> Value | None:
    return of if of is None else replace(of, text=read.get(of.text, of.text))


def _is_repeatable(aggregate: Aggregate) -> bool:
    """Whether it gives the same if an entity comes more than once."""
    return aggregate.of is None or aggregate.distinct or aggregate.function in REPEATABLE
