"""Averages over groups: "average revenue per store" is the mean of each store's revenue, in two steps."""

from __future__ import annotations

from dataclasses import replace

from graph_service.answers.draft import Draft
from graph_service.answers.grammar import Mark
from graph_service.answers.proposal import Proposal
from graph_service.answers.reading import Said
from graph_service.plan.expressions import Aggregate, AggregateFunction, BucketUnit, Column
from graph_service.plan.model import Named, NamedStep, Order, Plan, Table

EACH = "each"
FUNCTIONS = {Mark.AVERAGE: AggregateFunction.AVG, Mark.MEDIAN: AggregateFunction.MEDIAN}


def averaged(draft: Draft, body: Table, groups: tuple[Said, ...], language: str) -> Proposal:
    """The mean of a table's figures over one of its groups; the other groups stay."""
    if len(body.measures) != 1 or body.having is not None or draft.reading.ranking is not None or not groups:
        raise draft.unclear("one average")
    inner = _inner(draft, groups)
    outer = tuple(d for d, group in zip(body.dimensions, groups, strict=True) if group is not inner)
    over = next(d for d, group in zip(body.dimensions, groups, strict=True) if group is inner)
    figure = body.measures[0]
    said = next(one for one in draft.reading.metrics if one.aggregate is not None)
    function = FUNCTIONS[said.aggregate or Mark.AVERAGE]
    name = draft.say("average per", what=figure.name, group=over.name)
    mean = Named(name=name, of=Aggregate(function=function, of=Column(name=figure.name, step=EACH)))
    top = Table(
        step=EACH,
        dimensions=tuple(Named(name=d.name, of=Column(name=d.name, step=EACH)) for d in outer),
        measures=(mean,),
        order=(Order(of=Column(name=name), descending=True),) if outer else (),
    )
    draft.assume("averaged", group=over.name)
    each = NamedStep(name=EACH, table=replace(body, order=()))
    return Proposal(plan=Plan(body=top, steps=(each,), language=language))


def _inner(draft: Draft, groups: tuple[Said, ...]) -> Said:
    """The group that is averaged over: the only one, the adverb ("daily"), or the time beside something else."""
    adverbs = [group for group in groups if group.joined is Mark.AVERAGE]
    times = [group for group in groups if isinstance(group.meaning, BucketUnit)]
    for candidates in (adverbs, times, groups):
        if len(candidates) == 1:
            return candidates[0]
    raise draft.unclear("one average")
