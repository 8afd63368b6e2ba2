"""Aggregates in SQL: functions over the rows of a block or of a link's entities."""

from __future__ import annotations

from graph_service.ontology.model import Datatype
from graph_service.plan.expressions import Aggregate, AggregateFunction, Expression
from graph_service.plan.operators import AVERAGES, OPERATORS
from graph_service.stores.sql.expressions import identity, value
from graph_service.stores.sql.frames import Frame
from graph_service.stores.sql.values import Parameters, Value, written


def aggregated(
    aggregate: Aggregate, of: Value | None, parameters: Parameters, *, where: str = "", entity: str = ""
) -> Value:
    """The aggregate over values already compiled; `entity` is the id to count where entities come more than once."""
    kept = f" FILTER (WHERE {where})" if where else ""
    if of is None:
        return Value(text=f"count({f'DISTINCT {entity}' if entity else '*'}){kept}", datatype=Datatype.INTEGER)
    inner = written(of, parameters)
    distinct = f"DISTINCT {inner}" if aggregate.distinct else inner
    text = f"{OPERATORS[aggregate.function].sql.format(inner, distinct)}{kept}"
    if aggregate.function is AggregateFunction.COUNT:
        return Value(text=text, datatype=Datatype.INTEGER)
    if aggregate.function in AVERAGES:
        return Value(text=f"({text} / {10**of.scale}.0)" if of.scale else text, datatype=Datatype.DOUBLE)
    return Value(text=text, datatype=of.datatype, scale=of.scale)


def aggregate_value(aggregate: Aggregate, frame: Frame) -> Value | None:
    """What is aggregated; entities are counted by their ids."""
    if aggregate.of is None:
        return None
    entity = identity(aggregate.of, frame) if aggregate.function is AggregateFunction.COUNT else None
    return Value(text=entity, datatype=Datatype.INTEGER) if entity is not None else value(aggregate.of, frame)


def distinguished(expression: Expression, frame: Frame) -> str:
    """What tells the expression's values apart: an entity's id, else the value."""
    return identity(expression, frame) or written(value(expression, frame), frame.parameters)
