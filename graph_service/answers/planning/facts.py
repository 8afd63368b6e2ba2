"""Facts: what is measured: metrics, counts, or one property aggregated."""

from __future__ import annotations

from dataclasses import dataclass

from graph_service.answers.grounding.grammar import Mark
from graph_service.answers.grounding.meanings import ClassTerm, MetricTerm, PropertyTerm
from graph_service.answers.grounding.reading import Said
from graph_service.answers.planning.anchor import Anchor
from graph_service.answers.planning.draft import Draft
from graph_service.ontology.model import Aggregation, Datatype, Metric
from graph_service.plan.expressions import Aggregate, AggregateFunction, MetricRef, Property
from graph_service.plan.model import Named

FUNCTIONS = {Mark.AVERAGE: AggregateFunction.AVG, Mark.MEDIAN: AggregateFunction.MEDIAN}
DEFAULTS = {
    Aggregation.SUM: AggregateFunction.SUM,
    Aggregation.AVG: AggregateFunction.AVG,
    Aggregation.MIN: AggregateFunction.MIN,
    Aggregation.MAX: AggregateFunction.MAX,
    Aggregation.COUNT: AggregateFunction.COUNT,
}


@dataclass(frozen=True, kw_only=True)
class Fact:
    """What is measured: an anchor, its time, and the measures over it, named for people.

    `meanings` are the terms of the measures, in their order. `stock`: the latest known, not a flow. `flow`: a window is
    about its own time, whatever else happened.
    """

    anchor: Anchor
    time: Property | None
    measures: tuple[Named, ...]
    meanings: tuple[object, ...]
    stock: bool = False
    said: tuple[Said, ...] = ()
    averaged: bool = False
    flow: bool = True


def node_name(cls: str) -> str:
    return cls[0].lower() + cls[1:]


def metric_facts(draft: Draft, said: list[Said]) -> tuple[Fact, ...]:
    """One fact a class: metrics over the same class share it."""
    by_class: dict[str, list[Said]] = {}
    for one in said:
        by_class.setdefault(_metric(draft, one).cls, []).append(one)
    return tuple(_metric_fact(draft, cls, tuple(ones)) for cls, ones in by_class.items())


def _metric(draft: Draft, said: Said) -> Metric:
    assert isinstance(said.meaning, MetricTerm)
    return draft.ontology.metrics[said.meaning.name]


def _metric_fact(draft: Draft, cls: str, said: tuple[Said, ...]) -> Fact:
    anchor = Anchor(node=node_name(cls), cls=cls)
    metrics = [_metric(draft, one) for one in said]
    time = next((metric.time for metric in metrics if metric.time), draft.ontology.event_time_of(cls))
    return Fact(
        anchor=anchor,
        time=anchor.along(draft.ontology, time[:-1]).property(time[-1]) if time else None,
        measures=tuple(
            Named(name=draft.label(metric.name), of=MetricRef(name=metric.name, node=anchor.node)) for metric in metrics
        ),
        meanings=tuple(one.meaning for one in said),
        stock=any("latest" in str(metric.expression) for metric in metrics),
        said=said,
        averaged=any(one.aggregate is not None for one in said),
    )


def count_fact(draft: Draft, subject: Said, cls: str, *, different: bool = False) -> Fact:
    """How many entities of a class there are; `different` where each may fit more than once."""
    anchor = Anchor(node=node_name(cls), cls=cls)
    name = draft.say("number of different" if different else "number of", what=draft.several(cls))
    measure = Named(name=name, of=Aggregate(function=AggregateFunction.COUNT, node=anchor.node))
    return Fact(
        anchor=anchor,
        time=draft.time_of(anchor),
        measures=(measure,),
        meanings=(ClassTerm(cls=cls),),
        said=(subject,),
        flow=False,
    )


def property_fact(draft: Draft, cls: str, said: Said, prop_name: str, function: AggregateFunction | None) -> Fact:
    """A property aggregated: as said (average, highest), else by its default aggregation."""
    anchor = Anchor(node=node_name(cls), cls=cls)
    prop = draft.ontology.property_of(cls, prop_name)
    function = function or (DEFAULTS.get(prop.aggregation) if prop else None)
    stock = prop is not None and prop.aggregation is Aggregation.LAST
    if prop is None or function is None or stock or prop.datatype in (None, Datatype.BOOLEAN, Datatype.STRING):
        raise draft.unclear("which figure", what=said.text)
    name = draft.say(f"{function.value} of", what=draft.label(prop.name))
    aggregate = Aggregate(function=function, of=anchor.property(prop_name), node=anchor.node)
    return Fact(
        anchor=anchor,
        time=draft.time_of(anchor),
        measures=(Named(name=name, of=aggregate),),
        meanings=(PropertyTerm(name=prop_name),),
        said=(said,),
    )


def adds_up(draft: Draft, said: Said) -> bool:
    """Whether a metric is a plain sum or count, of which a total or an average over groups makes sense."""
    expression = _metric(draft, said).expression
    return isinstance(expression, dict) and bool(set(expression) & {"sum", "count"}) and "latest" not in str(expression)
