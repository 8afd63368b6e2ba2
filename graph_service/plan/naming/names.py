"""Names resolved: each exists, governed formulas and filters are put in place, a link as a value is its IRI."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from graph_service.plan.conditions import Condition, Exists, FilterRef, InStep
from graph_service.plan.expressions import (
    THING,
    THIS,
    Aggregate,
    Column,
    Expression,
    Meta,
    MetricRef,
    Property,
    Step,
)
from graph_service.plan.model import Entities, Link, LinkAggregate, NamedStep, Table
from graph_service.plan.naming.governed import formula, named_condition
from graph_service.plan.naming.lookups import (
    Names,
    unknown,
    unknown_class,
    unknown_link,
    unknown_node,
    unknown_property,
)
from graph_service.plan.naming.pattern import fits, resolve_pattern
from graph_service.plan.ready import Decision
from graph_service.plan.typing.column_names import judge_column, judge_step_column, leave_table
from graph_service.plan.typing.types import META_TYPES
from graph_service.plan.walking.places import Place, Use, finding
from graph_service.plan.walking.within import Rules, exists_sight, rewrite_condition, rewrite_expression


def rules_of(names: Names) -> Rules:
    """The rules of this pass, for a whole plan or for one condition of a policy or formula of a metric."""
    return Rules(
        ontology=names.ontology,
        expression=partial(_expression, names),
        condition=partial(_condition, names),
        table=partial(_table, names),
        entities=partial(_entities, names),
        leave_table=partial(leave_table, names),
        leave_step=partial(_leave_step, names),
    )


def _expression(names: Names, expression: Expression, place: Place) -> Expression:
    match expression:
        case Property():
            return _property(names, expression, place)
        case Aggregate():
            return _aggregate(names, expression, place)
        case Column():
            judge_column(names, expression, place)
        case MetricRef():
            return _metric(names, expression, place)
        case _:
            pass
    return expression


def _property(names: Names, expression: Property, place: Place) -> Property:
    cls = _class_of(names, expression.node, place, str(expression).removeprefix("this."))
    cls = _follow(names, cls, expression.path, place) if cls else ""
    if not cls or expression.name in META_TYPES:
        return expression
    prop = names.ontology.property_of(cls, expression.name)
    if prop is None:
        names.findings.append(unknown_property(names.ontology, cls, expression.name, place))
    elif prop.is_link and prop.many:
        message = f"{cls}.{prop.name} leads to many entities, so it is no single value; use exists, an edge or a count"
        names.findings.append(finding("link", message, place))
    elif prop.is_link:
        return replace(expression, path=(*expression.path, Step(link=prop.name)), name=Meta.IRI.value)
    return expression


def _class_of(names: Names, node: str, place: Place, said: str) -> str:
    cls = place.sight.nodes.get(node)
    if cls is not None:
        return cls
    if place.sight.use is Use.RESULT:
        message = f"'{said}' is no column; having, derived and order speak of columns, as in {{column: name}}"
        names.findings.append(finding("column", message, place))
    elif place.sight.table is not None and place.sight.table.step is not None:
        message = f"'{said}' is no column; the table reads step '{place.sight.table.step}', as in {{column: name}}"
        names.findings.append(finding("column", message, place))
    else:
        names.findings.append(unknown_node(node, place.sight.nodes, place, said))
    return ""


def _follow(names: Names, cls: str, path: tuple[Step, ...], place: Place, many: bool = False) -> str:
    """The class after the steps, "" after the first that does not exist or leads to many."""
    for step in path:
        if step.guard is not None:
            names.findings.append(finding("guard", "Guards are set by policies only", place))
        if step.link is None:
            cls = _cast(names, cls, step.cast or "", place)
        else:
            cls = _link(names, cls, step.link, place, many)
        if not cls:
            return ""
    return cls


def _cast(names: Names, cls: str, to: str, place: Place) -> str:
    if to != THING and to not in names.ontology.classes:
        names.findings.append(unknown_class(names.ontology, to, place))
        return ""
    if cls != THING and not fits(names.ontology, cls, to):
        names.findings.append(finding("name", f"No {cls} is a {to}, so it cannot be narrowed to it", place))
        return ""
    return to


def _link(names: Names, cls: str, name: str, place: Place, many: bool) -> str:
    prop = names.ontology.property_of(cls, name)
    if prop is None or prop.range is None:
        names.findings.append(unknown_link(names.ontology, cls, name, place))
        return ""
    if prop.many and not many:
        message = f"{cls}.{name} leads to many entities; a path follows single links. Use exists, an edge or a step"
        names.findings.append(finding("link", message, place))
        return ""
    return prop.range


def _aggregate(names: Names, aggregate: Aggregate, place: Place) -> Aggregate:
    nodes = place.sight.nodes
    if aggregate.node in nodes or not nodes:
        return aggregate
    only = [node for node in nodes if "." not in node]
    if aggregate.node == THIS and len(only) == 1 and aggregate.of is None:
        return replace(aggregate, node=only[0])
    if aggregate.of is None or aggregate.node != THIS:
        names.findings.append(unknown_node(aggregate.node, nodes, place))
    return aggregate


def _governed_node(names: Names, node: str, cls: str, what: str, place: Place) -> str | None:
    """The node a metric or filter is over: the one named, or the only one of its class."""
    nodes = place.sight.nodes
    if node in nodes:
        found = nodes[node]
        if found and not names.ontology.is_a(found, cls):
            fitting = tuple(n for n, c in nodes.items() if c and names.ontology.is_a(c, cls))
            message = f"{what} is over {cls}, but node '{node}' is {found}"
            names.findings.append(finding("grain", message, place, fitting))
            return None
        return node if found else None
    fitting = tuple(n for n, c in nodes.items() if c and names.ontology.is_a(c, cls))
    if node == THIS and len(fitting) == 1:
        return fitting[0]
    if node == THIS:
        message = f"{what} is over {cls}; {'no node is one' if not fitting else 'say which node with node'}"
        names.findings.append(finding("grain", message, place, fitting))
    else:
        names.findings.append(unknown_node(node, nodes, place))
    return None


def _metric(names: Names, ref: MetricRef, place: Place) -> Expression:
    metric = names.ontology.metrics.get(ref.name)
    if metric is None:
        names.findings.append(unknown("metric", ref.name, names.ontology.metrics, place))
        return ref
    if place.sight.use is not Use.MEASURE:
        message = f"Metric '{ref.name}' is a measure; name it under measures, and its column elsewhere"
        names.findings.append(finding("metric", message, place))
        return ref
    node = _governed_node(names, ref.node, metric.cls, f"Metric '{ref.name}'", place)
    if node is None:
        return ref
    names.decisions[Decision(by="resolve", what=f"{ref.name} is the governed metric", why=metric.source)] = None
    inside = place.child(f"metric {ref.name}")
    return rewrite_expression(formula(metric, node), inside, rules_of(names))


def _condition(names: Names, condition: Condition, place: Place) -> Condition:
    match condition:
        case Exists():
            return _exists(names, condition, place)
        case FilterRef():
            return _filter(names, condition, place)
        case InStep(step=step, column=column):
            judge_step_column(names, step, column, place)
        case _:
            pass
    return condition


def _filter(names: Names, ref: FilterRef, place: Place) -> Condition:
    named = names.ontology.filters.get(ref.name)
    if named is None:
        names.findings.append(unknown("filter", ref.name, names.ontology.filters, place))
        return ref
    node = _governed_node(names, ref.node, named.cls, f"Filter '{ref.name}'", place)
    if node is None:
        return ref
    names.decisions[Decision(by="resolve", what=f"{ref.name} is the governed filter", why=named.source)] = None
    inside = place.child(f"filter {ref.name}")
    return rewrite_condition(named_condition(named, node), inside, rules_of(names))


def _exists(names: Names, exists: Exists, place: Place) -> Exists:
    said = ".".join((*(step.link or "" for step in exists.path), exists.link))
    cls = _class_of(names, exists.node, place, said)
    cls = _follow(names, cls, exists.path, place, many=True) if cls else ""
    if not cls or not _link(names, cls, exists.link, place, many=True):
        return exists
    return _nested(names, exists, place)


def _nested(names: Names, exists: Exists, place: Place) -> Exists:
    """Every link to many on the way becomes an exists of its own."""
    cls = place.sight.nodes[exists.node]
    for number, step in enumerate(exists.path):
        prop = names.ontology.property_of(cls, step.link) if step.link else None
        if prop is None or not prop.many:
            cls = (prop.range if prop else step.cast) or ""
            continue
        if exists.at_least > 1:
            message = (
                f"'{prop.name}' leads to many, so {exists.at_least} at least is ambiguous; nest one exists in another"
            )
            names.findings.append(finding("link", message, place))
        between = f"{exists.name}.{prop.name}"
        rest = replace(exists, node=between, path=exists.path[number + 1 :])
        outer = Exists(node=exists.node, path=exists.path[:number], link=prop.name, name=between)
        sight = exists_sight(outer, place.sight, names.ontology)
        return replace(outer, where=_nested(names, rest, place.seeing("exists", sight)))
    return exists


def _table(names: Names, table: Table, place: Place) -> Table:
    if table.step is not None and table.step not in names.steps:
        names.findings.append(unknown("step", table.step, names.steps, place.child("step")))
    return resolve_pattern(table, place, names.ontology, names.findings)


def _leave_step(names: Names, step: NamedStep) -> None:
    names.steps[step.name] = tuple(column.name for column in step.table.columns)


def _entities(names: Names, page: Entities, place: Place) -> Entities:
    ontology = names.ontology
    if page.cls not in ontology.classes and page.cls != THING:
        if page.cls or place.depth == 1:
            names.findings.append(unknown_class(ontology, page.cls, place))
        return replace(page, cls="") if page.cls else page
    links = tuple(_child(names, page, link, place.child(f"links.{link.name}")) for link in page.links)
    for one in page.aggregates:
        _start(names, page.cls, one, place.child(f"aggregates.{one.name}"))
    return page if all(a is b for a, b in zip(links, page.links, strict=True)) else replace(page, links=links)


def _start(names: Names, cls: str, link: Link | LinkAggregate, place: Place) -> str:
    """The class a selected link leads to, "" if there is none."""
    start = _cast(names, cls, link.on, place) if link.on else cls
    return _link(names, start, link.link, place, many=True) if start else ""


def _child(names: Names, page: Entities, link: Link, place: Place) -> Link:
    target = _start(names, page.cls, link, place)
    wanted = link.entities.cls
    if not target or wanted == target:
        return link
    if not wanted:
        return replace(link, entities=replace(link.entities, cls=target))
    if wanted in names.ontology.classes and not fits(names.ontology, target, wanted):
        message = f"{page.cls}.{link.link} leads to {target}, which is no {wanted}"
        names.findings.append(finding("pattern", message, place))
    return link
