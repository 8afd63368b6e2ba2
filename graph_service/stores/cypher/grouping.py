"""Grouping in Cypher: from the rows of a frame to the aggregates over them.

plain                    … WITH dimensions, values                          then aggregates by dimensions
an entity comes again    … WITH DISTINCT dimensions, entity, values         then the same
latest                   … collected per group, and only the latest kept    then the same
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from graph_service.plan.expressions import Aggregate, AggregateFunction, Expression
from graph_service.plan.operators import REPEATABLE
from graph_service.stores.cypher.context import clause
from graph_service.stores.cypher.expressions import value
from graph_service.stores.cypher.frame import Frame
from graph_service.stores.cypher.measures import Projection, aggregated, input_of, together_of
from graph_service.stores.cypher.values import Value, written

PARTS = (AggregateFunction.COUNT, AggregateFunction.SUM, AggregateFunction.MIN, AggregateFunction.MAX)


@dataclass(frozen=True, kw_only=True)
class Grouping:
    """What is to be grouped: the variable of the grain, and whether its entities may come more than once (`again`)."""

    aggregates: tuple[Aggregate, ...]
    grain: str | None = None
    again: bool = False
    latest: Expression | None = None
    per: tuple[Expression, ...] = ()


def grouped(frame: Frame, groups: Projection, grouping: Grouping) -> tuple[list[str], dict[Aggregate, Value]]:
    """The clauses up to the grouping, which is left to whoever has `groups`, and what each aggregate is in it."""
    rows = Projection(context=frame.context)
    inputs = {aggregate: input_of(aggregate, frame, rows) for aggregate in grouping.aggregates}
    if _in_parts(grouping, groups):
        parts, whole = _by_owner(groups, rows, inputs)
        return [*frame.body(), *parts], whole
    entity = rows.carry(grouping.grain, "entity") if grouping.again and grouping.grain else None
    distinct = entity is not None and not all(_is_repeatable(aggregate) for aggregate in inputs)
    lines: list[str] = []
    read: dict[str, str] = {}
    if grouping.latest is not None:
        lines, read = _latest(grouping, frame, groups, rows, distinct=distinct)
    elif rows.texts:
        lines = [_with(groups, rows, distinct=distinct)]
        groups.bind()
    counted = read.get(entity, entity) if entity else None
    aggregates = {one: aggregated(one, _renamed(of, read), counted) for one, of in inputs.items()}
    return [*frame.body(), *lines], aggregates


def _in_parts(grouping: Grouping, groups: Projection) -> bool:
    """Whether grouping first by the entities whose text is a dimension gives the same: text is read once for each."""
    owners = set(groups.owners.values()) - {grouping.grain}
    parts = all(one.function in PARTS and not one.distinct for one in grouping.aggregates)
    return bool(owners and grouping.aggregates) and parts and not grouping.again and grouping.latest is None


def _by_owner(
    groups: Projection, rows: Projection, inputs: dict[Aggregate, Value | None]
) -> tuple[list[str], dict[Aggregate, Value]]:
    """Group by the owners of texts and by the other dimensions; then the parts are put together by the texts."""
    owners = Projection(context=groups.context, texts={owner: owner for owner in groups.owners.values()})
    others = Projection(context=groups.context)
    others.texts = {name: text for name, text in groups.texts.items() if name not in groups.owners}
    lines = [_with(owners, others, rows, distinct=False)] if rows.texts else []
    if rows.texts:
        others.bind()
    parts = {one: (groups.context.name("part"), aggregated(one, of)) for one, of in inputs.items()}
    items = [*owners.items(), *others.items(), *(f"{of.text} AS {name}" for name, of in parts.values())]
    groups.bind(but=groups.owners)
    return [*lines, clause("WITH", items)], {
        one: together_of(one, replace(of, text=n)) for one, (n, of) in parts.items()
    }


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
