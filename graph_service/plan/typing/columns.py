"""The columns a table's rows have: their types, digits and units, in order."""

from __future__ import annotations

from collections.abc import Mapping

from graph_service.ontology.model import Datatype, Ontology
from graph_service.plan.expressions import MetricRef
from graph_service.plan.model import Named, Plan, Table
from graph_service.plan.ready import ResultColumn
from graph_service.plan.typing.types import ValueType, result_column, type_of

StepColumns = Mapping[str, tuple[ResultColumn, ...]]


def column_types(table: Table, ontology: Ontology, steps: StepColumns) -> dict[str, ValueType]:
    """The type of each column of a table by name; a derived column sees those before it."""
    nodes = {node.name: node.cls for node in table.nodes}
    types: dict[str, ValueType] = {}
    for column in (*table.dimensions, *table.measures):
        types[column.name] = type_of(column.of, nodes, ontology, steps)
    for column in table.derived:
        types[column.name] = type_of(column.of, {}, ontology, steps, types)
    return types


def table_columns(
    table: Table, ontology: Ontology, steps: StepColumns, asked: Table | None = None
) -> tuple[ResultColumn, ...]:
    """The result's columns; where `asked` is given, a governed metric's own unit and digits win."""
    types = column_types(table, ontology, steps)
    names = asked.columns if asked is not None else table.columns
    return tuple([_column(column, types[column.name], ontology) for column in names])


def plan_columns(
    plan: Plan, asked: Plan, ontology: Ontology
) -> tuple[tuple[ResultColumn, ...], dict[str, tuple[ResultColumn, ...]]]:
    """The columns of the body (none for entities) and of every step of a plan that was asked as `asked`."""
    steps: dict[str, tuple[ResultColumn, ...]] = {}
    for step, before in zip(plan.steps, asked.steps, strict=True):
        steps[step.name] = table_columns(step.table, ontology, steps, before.table)
    if isinstance(plan.body, Table) and isinstance(asked.body, Table):
        return table_columns(plan.body, ontology, steps, asked.body), steps
    return (), steps


def _column(asked: Named, of: ValueType, ontology: Ontology) -> ResultColumn:
    metric = ontology.metrics.get(asked.of.name) if isinstance(asked.of, MetricRef) else None
    if metric is None:
        return result_column(asked.name, of)
    digits = metric.scale if metric.scale is not None and of.datatype is Datatype.DOUBLE else of.scale
    return ResultColumn(name=asked.name, datatype=of.datatype, scale=digits, unit=metric.unit or of.unit)
