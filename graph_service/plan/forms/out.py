"""Plans to their JSON form: what `plan_from_form` reads back as the same plan. Guards of policies are never written."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, assert_never

from graph_service.ontology.model import Datatype
from graph_service.plan.conditions import (
    And,
    Compare,
    Condition,
    During,
    Exists,
    FilterRef,
    In,
    InStep,
    Not,
    Null,
    Or,
    Text,
    Window,
)
from graph_service.plan.expressions import (
    THIS,
    ActorAttribute,
    Aggregate,
    Arithmetic,
    Bucket,
    Coalesce,
    Column,
    Constant,
    DateDiff,
    Expression,
    MetricRef,
    Property,
    Step,
    Today,
)
from graph_service.plan.model import Edge, Entities, LinkAggregate, Named, Order, Plan, Table


def plan_to_form(plan: Plan) -> dict[str, Any]:
    """The plan as JSON-ready values."""
    body = {"table": table_to_form(plan.body)} if isinstance(plan.body, Table) else {"entities": _entities(plan.body)}
    steps = {step.name: table_to_form(step.table) for step in plan.steps}
    return _present(language=plan.language, steps=steps or None) | body


def _present(**entries: Any) -> dict[str, Any]:
    return {key: value for key, value in entries.items() if value is not None and value != [] and value is not False}


def expression_to_form(expression: Expression) -> Any:
    """The expression as JSON-ready values."""
    form = expression_to_form
    match expression:
        case Property():
            return _property(expression)
        case Constant():
            return _constant(expression)
        case Today(days=days):
            return {"today": days}
        case ActorAttribute(name=name):
            return {"actor": name}
        case Arithmetic(operator=operator, left=left, right=right):
            return {operator.value: [form(left), form(right)]}
        case Coalesce(arguments=arguments):
            return {"coalesce": [form(argument) for argument in arguments]}
        case DateDiff(start=start, end=end):
            return {"days_between": [form(start), form(end)]}
        case Bucket(unit=unit, of=of):
            return {unit.value: form(of)}
        case Aggregate():
            return _aggregate(expression)
        case MetricRef(name=name, node=node):
            return {"metric": name, "node": node}
        case Column(name=name, step=step):
            return {"column": name} if step is None else {"column": name, "step": step}
    assert_never(expression)


def _property(expression: Property) -> Any:
    path = [_segment(step) for step in expression.path]
    if expression.node == THIS or "." in expression.node:
        return {"property": expression.name, "node": expression.node, "path": path}
    return ".".join((expression.node, *path, expression.name))


def _segment(step: Step) -> str:
    return f"<{step.cast}>" if step.link is None else step.link


def _constant(constant: Constant) -> Any:
    value, datatype = constant.value, constant.datatype
    if isinstance(value, Decimal):
        return {"value": str(value), "as": str(datatype or Datatype.DECIMAL)}
    shown = value.isoformat() if isinstance(value, date) else value
    if datatype is None:
        return {"value": shown} if isinstance(shown, str) else shown
    return {"value": shown, "as": str(datatype)}


def _aggregate(aggregate: Aggregate) -> dict[str, Any]:
    of: Any = True if aggregate.of is None else expression_to_form(aggregate.of)
    return {
        aggregate.function.value: of,
        "node": aggregate.node,
        **_present(
            distinct=aggregate.distinct,
            where=aggregate.where and condition_to_form(aggregate.where),
            latest=aggregate.latest and expression_to_form(aggregate.latest),
            per=[expression_to_form(part) for part in aggregate.per],
        ),
    }


def condition_to_form(condition: Condition) -> dict[str, Any]:
    """The condition as JSON-ready values."""
    form = expression_to_form
    match condition:
        case Compare(operator=operator, left=left, right=right):
            right_form = {"property": right_text} if isinstance(right_text := form(right), str) else right_text
            return {operator.value: [form(left), right_form]}
        case In(of=of, values=values):
            return {"in": [form(of), [_constant(value) for value in values]]}
        case Text(match=match, of=of, value=value):
            return {match.value: [form(of), _constant(value)]}
        case Null(of=of):
            return {"null": form(of)}
        case Window(of=of, start=start, end=end, words=words):
            dates = {"from": start and start.isoformat(), "to": end and end.isoformat(), "words": words}
            return {"window": form(of), **_present(**dates)}
        case During(of=of, words=words):
            return {"during": [form(of), words]}
        case And(conditions=inner):
            return {"and": [condition_to_form(part) for part in inner]}
        case Or(conditions=inner):
            return {"or": [condition_to_form(part) for part in inner]}
        case Not(condition=one):
            return {"not": condition_to_form(one)}
        case Exists():
            return _exists(condition)
        case InStep(of=of, step=step, column=column):
            return {"in_step": [form(of), step, column]}
        case FilterRef(name=name, node=node):
            return {"filter": name, "node": node}
    assert_never(condition)


def _exists(exists: Exists) -> dict[str, Any]:
    segments = [_segment(step) for step in exists.path]
    return {
        "exists": ".".join((exists.node, *segments, exists.link)),
        "as": exists.name,
        **_present(
            where=exists.where and condition_to_form(exists.where),
            at_least=exists.at_least if exists.at_least > 1 else None,
        ),
    }


def table_to_form(table: Table) -> dict[str, Any]:
    """The table as JSON-ready values; nodes between the links of a path become the path again."""
    spelled = {node.name for node in table.nodes if "." not in node.name}
    return _present(
        step=table.step,
        nodes={node.name: node.cls for node in table.nodes if node.name in spelled} or None,
        edges=[_edge(edge, table.edges, spelled) for edge in table.edges if edge.target in spelled],
        where=table.where and condition_to_form(table.where),
        dimensions=_columns(table.dimensions),
        measures=_columns(table.measures),
        having=table.having and condition_to_form(table.having),
        derived=_columns(table.derived),
        order=[_order(key) for key in table.order],
        limit=table.limit,
        limit_per=table.limit_per and {"by": list(table.limit_per.by), "first": table.limit_per.first},
        keep_empty=table.keep_empty,
    )


def _edge(edge: Edge, edges: tuple[Edge, ...], spelled: set[str]) -> dict[str, Any]:
    source, link = edge.source, edge.link
    while source not in spelled:
        before = next(one for one in edges if one.target == source)
        source, link = before.source, f"{before.link}.{link}"
    many = {} if (edge.least, edge.most) == (1, 1) else {"least": edge.least, "most": edge.most}
    return {"from": source, "link": link, "to": edge.target, **many}


def _columns(columns: tuple[Named, ...]) -> dict[str, Any] | None:
    return {column.name: expression_to_form(column.of) for column in columns} or None


def _order(key: Order) -> Any:
    if isinstance(key.of, Column) and key.of.step is None and not key.of.name.startswith("-"):
        return f"-{key.of.name}" if key.descending else key.of.name
    return {"of": expression_to_form(key.of), "descending": key.descending}


def _entities(page: Entities) -> dict[str, Any]:
    return _present(
        **{"class": page.cls or None},
        name=None if page.name == THIS else page.name,
        where=page.where and condition_to_form(page.where),
        order=[{"of": expression_to_form(key.of), "descending": key.descending} for key in page.order],
        first=page.first,
        after=None if page.after is None else [_constant(value) for value in page.after],
        select=[{"as": column.name, "of": expression_to_form(column.of)} for column in page.select],
        links={link.name: _present(link=link.link, narrow=link.on) | _entities(link.entities) for link in page.links}
        or None,
        aggregates={one.name: _link_aggregate(one) for one in page.aggregates} or None,
        total=page.total,
        cursor=page.cursor,
    )


def _link_aggregate(one: LinkAggregate) -> dict[str, Any]:
    return _present(
        link=one.link,
        narrow=one.on,
        where=one.where and condition_to_form(one.where),
        measures=_columns(one.measures),
    )
