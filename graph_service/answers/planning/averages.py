"""Averages over groups: "average revenue per store" is the mean of each store's revenue, in two steps.

A metric that is a sum per entity (revenue divided by the number of baskets) has its median over those entities.
"""

from __future__ import annotations

from dataclasses import replace

from graph_service.answers.grounding.grammar import Mark
from graph_service.answers.grounding.reading import Said
from graph_service.answers.planning.draft import Draft
from graph_service.answers.proposal import Proposal
from graph_service.plan.expressions import (
    Aggregate,
    AggregateFunction,
    Arithmetic,
    ArithmeticOperator,
    BucketUnit,
    Column,
    Expression,
    Meta,
    Property,
    Step,
)
from graph_service.plan.model import Named, NamedStep, Order, Plan, Table
from graph_service.plan.naming.governed import formula

EACH = "each"
FUNCTIONS = {Mark.AVERAGE: AggregateFunction.AVG, Mark.MEDIAN: AggregateFunction.MEDIAN}


def averaged(draft: Draft, body: Table, groups: tuple[Said, ...], language: str) -> Proposal:
    """The mean of a table's figures over one of its groups, or over what a ratio counts; the other groups stay."""
    said = next(one for one in draft.reading.metrics if one.aggregate is not None)
    ratio = ratio_of(draft, said, body.nodes[0].name)
    if len(body.measures) != 1 or body.having is not None or draft.reading.ranking is not None:
        raise draft.unclear("one average")
    if ratio is not None:
        return _over_counted(draft, body, said, *ratio)
    if not groups:
        raise draft.unclear("one average")
    inner = _inner(draft, groups)
    outer = tuple(d for d, group in zip(body.dimensions, groups, strict=True) if group is not inner)
    over = next(d for d, group in zip(body.dimensions, groups, strict=True) if group is inner)
    function = FUNCTIONS[said.aggregate or Mark.AVERAGE]
    name = draft.say(f"{function.value} per", what=body.measures[0].name, group=over.name)
    draft.assume(f"{function.value} over", group=over.name)
    return _in_two_steps(body, outer, body.measures[0], function, name, language)


def ratio_of(draft: Draft, said: Said, node: str) -> tuple[Expression, Property] | None:
    """The sum and the link of a metric that divides a sum by the number of different entities of a link."""
    metric = draft.ontology.metrics.get(getattr(said.meaning, "name", ""))
    match formula(metric, node) if metric is not None else None:
        case Arithmetic(
            operator=ArithmeticOperator.DIVIDE,
            left=Aggregate(function=AggregateFunction.SUM) as total,
            right=Aggregate(function=AggregateFunction.COUNT, of=Property() as link, distinct=True),
        ):
            return total, link
        case _:
            return None


def _over_counted(draft: Draft, body: Table, said: Said, total: Expression, link: Property) -> Proposal:
    """The mean of each counted entity's sum, by the groups that were said."""
    function = FUNCTIONS[said.aggregate or Mark.AVERAGE]
    each = Property(node=link.node, path=(*link.path, Step(link=link.name)), name=Meta.IRI.value)
    over = Named(name=draft.label(link.name), of=each)
    name = draft.say(f"{function.value} of", what=said.text)
    draft.assume(f"{function.value} over", group=over.name)
    figure = Named(name=said.text, of=total)
    wider = replace(body, dimensions=(*body.dimensions, over), measures=(figure,))
    return _in_two_steps(wider, body.dimensions, figure, function, name, draft.reading.language)


def _in_two_steps(
    body: Table, outer: tuple[Named, ...], figure: Named, function: AggregateFunction, name: str, language: str
) -> Proposal:
    mean = Named(name=name, of=Aggregate(function=function, of=Column(name=figure.name, step=EACH)))
    top = Table(
        step=EACH,
        dimensions=tuple(Named(name=d.name, of=Column(name=d.name, step=EACH)) for d in outer),
        measures=(mean,),
        order=(Order(of=Column(name=name), descending=True),) if outer else (),
    )
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
