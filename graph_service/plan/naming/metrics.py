"""Checking governed metrics and named filters: each must go through every pass as a plan of its own.

A metric is asked for alone, then by its time and by each of its dimensions; a filter narrows a count.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from graph_service.findings import Finding, PlanError
from graph_service.ontology.model import Metric, NamedFilter, Ontology
from graph_service.plan.conditions import Condition, FilterRef
from graph_service.plan.expressions import (
    THIS,
    Aggregate,
    AggregateFunction,
    Bucket,
    BucketUnit,
    Expression,
    MetricRef,
    Property,
    Step,
)
from graph_service.plan.model import Named, Node, Plan, Table
from graph_service.plan.naming.governed import formula
from graph_service.plan.policies.policy import Actor
from graph_service.plan.prepare import prepare
from graph_service.plan.ready import Scope
from graph_service.plan.typing.types import type_of

NODE = "x"
EVERYBODY = Actor(role="check")  # no policy is applied: the formula is checked, not who may read it
ANY_DAY = datetime(2000, 1, 1)


def check_metrics(ontology: Ontology) -> tuple[Finding, ...]:
    """What keeps metrics and filters from being asked for, each finding at its line of metrics.yaml."""
    metrics = (finding for metric in ontology.metrics.values() for finding in _metric(metric, ontology))
    filters = (finding for named in ontology.filters.values() for finding in _filter(named, ontology))
    return (*metrics, *filters)


def _metric(metric: Metric, ontology: Ontology) -> Iterator[Finding]:
    measure = Named(name="value", of=MetricRef(name=metric.name, node=NODE))
    what = f"Metric '{metric.name}'"
    findings = _refusals(_table(metric.cls, measure), ontology)
    yield from _placed(findings, what, metric.source)
    if findings:
        return
    yield from _unit(metric, ontology)
    for path, dimension in _dimensions(metric):
        findings = _refusals(_table(metric.cls, measure, dimension), ontology)
        yield from _placed(findings, f"{what} by '{path}'", metric.source)


def _dimensions(metric: Metric) -> Iterator[tuple[str, Named]]:
    if metric.time:
        yield ".".join(metric.time), Named(name="time", of=Bucket(unit=BucketUnit.DAY, of=_at(metric.time)))
    for path in metric.dimensions:
        yield ".".join(path), Named(name="dimension", of=_at(path))


def _at(path: tuple[str, ...]) -> Property:
    return Property(node=NODE, path=tuple(Step(link=link) for link in path[:-1]), name=path[-1])


def _filter(named: NamedFilter, ontology: Ontology) -> Iterator[Finding]:
    count: Expression = Aggregate(function=AggregateFunction.COUNT, node=NODE)
    plan = _table(named.cls, Named(name="value", of=count), where=FilterRef(name=named.name, node=NODE))
    yield from _placed(_refusals(plan, ontology), f"Filter '{named.name}'", named.source)


def _table(cls: str, measure: Named, *dimensions: Named, where: Condition | None = None) -> Plan:
    nodes = (Node(name=NODE, cls=cls),)
    return Plan(body=Table(nodes=nodes, where=where, dimensions=dimensions, measures=(measure,)))


def _refusals(plan: Plan, ontology: Ontology) -> tuple[Finding, ...]:
    try:
        prepare(plan, Scope(ontology=ontology, actor=EVERYBODY, now=ANY_DAY))
    except PlanError as error:
        return error.findings
    return ()


def _placed(findings: tuple[Finding, ...], what: str, source: str) -> Iterator[Finding]:
    for finding in findings:
        yield replace(finding, rule="metric", message=f"{what}: {finding.message}", where=source)


def _unit(metric: Metric, ontology: Ontology) -> Iterator[Finding]:
    """A stated unit that is not what the formula gives."""
    given = type_of(formula(metric), {THIS: metric.cls}, ontology).unit
    if metric.unit and given and metric.unit != given:
        message = f"Metric '{metric.name}' states the unit '{metric.unit}', its formula gives '{given}'"
        yield Finding(rule="metric", message=message, where=metric.source)
