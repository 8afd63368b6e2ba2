"""Tables: questions for figures. Facts by groups, narrowed by everything else that was said, ranked."""

from __future__ import annotations

from dataclasses import replace

from graph_service.answers.grounding.grammar import Mark, units
from graph_service.answers.grounding.meanings import MetricTerm
from graph_service.answers.grounding.reading import Compared
from graph_service.answers.planning.averages import averaged
from graph_service.answers.planning.comparing import COUNTED, compare
from graph_service.answers.planning.draft import Draft, present
from graph_service.answers.planning.facts import Fact
from graph_service.answers.planning.grouping import Grouping
from graph_service.answers.planning.narrowing import narrowed
from graph_service.answers.planning.periods import refuse_future
from graph_service.answers.planning.roles import Roles
from graph_service.answers.proposal import Proposal
from graph_service.ontology.symbols import unit_name
from graph_service.plan.conditions import Condition, During, both
from graph_service.plan.expressions import Bucket, BucketUnit, Column
from graph_service.plan.model import LimitPer, Named, Order, Plan, Table
from graph_service.words.text import plain

DEFAULT_TOP = 10


def table(draft: Draft, facts: tuple[Fact, ...], roles: Roles, kept: tuple[Condition, ...] = ()) -> Proposal:
    """The table of some facts by some groups, with everything else said, and what must be there, as conditions."""
    refuse_future(draft)
    _use(draft, facts, roles)
    grouping = Grouping(draft, facts)
    dimensions = _distinct(tuple(grouping.dimension(group) for group in roles.groups))
    about = tuple(one for one in draft.reading.compared if _is_about_measure(one, facts))
    where = [_where(draft, fact, roles, about, alone=len(facts) == 1) for fact in facts]
    measures = tuple(measure for fact in facts for measure in fact.measures)
    if len(facts) > 1 and not dimensions:
        raise draft.unclear("by what together", words=draft.listed(measure.name for measure in measures))
    if about and not dimensions:
        raise draft.unclear("compared per what", what=measures[0].name, number=about[0].number.written)
    ranked = _ranked(draft, facts, dimensions, grouping)
    body = Table(
        nodes=grouping.nodes(),
        edges=grouping.edges(),
        where=both(*where, *kept, *grouping.conditions, *ranked),
        dimensions=dimensions,
        measures=measures,
        having=both(*(_having(draft, one, facts, measures) for one in about)),
    )
    body = _ranking(draft, roles, body, facts)
    language = draft.reading.language
    if any(fact.averaged for fact in facts):
        return averaged(draft, body, roles.groups, language)
    return Proposal(plan=Plan(body=body, language=language), versus=roles.versus)


def _use(draft: Draft, facts: tuple[Fact, ...], roles: Roles) -> None:
    """Facts, and what only repeats or asks for them."""
    draft.use(*(said for fact in facts for said in fact.said), *roles.repeated)
    if any(fact.stock for fact in facts):
        draft.use(draft.reading.now)
    money = any(_unit(draft, meaning) for fact in facts for meaning in fact.meanings)
    draft.use(
        draft.reading.count if not money else None, draft.reading.much, draft.reading.versus if roles.versus else None
    )


def drop_units(draft: Draft) -> None:
    """ "pieces" beside a figure that counts pieces says no more than the figure."""
    metrics = [said.meaning for said in draft.reading.metrics if not _unit(draft, said.meaning)]
    for listed in (draft.reading.selected, draft.reading.filters):
        for said in list(listed) if metrics else ():
            unit = units().get(plain(said.text))
            if unit is not None and unit.name in COUNTED and not said.negated and not said.owned:
                draft.use(said)
                listed.remove(said)


def _distinct(dimensions: tuple[Named, ...]) -> tuple[Named, ...]:
    """The same group said twice ("which store … by store") is one."""
    return tuple({dimension.of: dimension for dimension in dimensions}.values())


def _where(draft: Draft, fact: Fact, roles: Roles, about: tuple[Compared, ...], *, alone: bool) -> Condition | None:
    """What narrows one fact; a stock beside a flow stays as it is now, unless the window was said after it."""
    periods = draft.reading.periods
    if alone or not periods:
        return narrowed(draft, fact.anchor, roles.owners, time=fact.time if fact.flow else None, measured=about)
    condition = narrowed(draft, fact.anchor, roles.owners, measured=about, periods=False)
    if len(periods) > 1 or periods[0].of is not None or periods[0].negated:
        raise draft.unclear("windows", words=draft.listed(period.words for period in periods))
    if fact.stock and periods[0].after not in fact.said:
        draft.assume("latest", figure=fact.measures[0].name, words=periods[0].words)
        return condition
    if fact.time is None:
        raise draft.unclear("no time", start=draft.label(fact.anchor.cls), words=periods[0].words)
    draft.use(periods[0])
    return both(condition, During(of=fact.time, words=periods[0].words))


def _is_about_measure(compared: Compared, facts: tuple[Fact, ...]) -> bool:
    """Whether a comparison is about a figure: no term at all, a metric, or the term that is measured."""
    term = compared.term
    if term is None or isinstance(term.meaning, MetricTerm):
        return True
    return any(term.meaning in fact.meanings for fact in facts)


def _having(draft: Draft, compared: Compared, facts: tuple[Fact, ...], measures: tuple[Named, ...]) -> Condition:
    draft.use(compared, compared.term)
    meanings = [meaning for fact in facts for meaning in fact.meanings]
    index = meanings.index(compared.term.meaning) if compared.term and compared.term.meaning in meanings else 0
    unit = _unit(draft, meanings[index])
    if compared.number.unit not in (None, unit) and not (not unit and compared.number.unit in COUNTED):
        raise draft.unclear("wrong unit", name=measures[index].name, unit=unit or "1", said=compared.number.unit)
    if (compared.operator in (Mark.LESS, Mark.AT_MOST)) != compared.negated:
        draft.assume("kept")
    numbers = [number.value for number in (compared.number, compared.upper) if number is not None]
    return compare(Column(name=measures[index].name), compared, *numbers)


def _unit(draft: Draft, meaning: object) -> str:
    metric = draft.ontology.metrics.get(meaning.name) if isinstance(meaning, MetricTerm) else None
    return unit_name(metric.unit) if metric else ""


def _ranked(
    draft: Draft, facts: tuple[Fact, ...], dimensions: tuple[Named, ...], grouping: Grouping
) -> list[Condition]:
    """Only what has a name is ranked."""
    if draft.reading.ranking is None or len(facts) > 1:
        return []
    found: list[Condition] = []
    for dimension in dimensions:
        named = present(dimension.of)
        if not isinstance(dimension.of, Bucket) and named not in grouping.conditions:
            found.append(named)
            draft.assume("left out", what=dimension.name)
    return found


def _ranking(draft: Draft, roles: Roles, body: Table, facts: tuple[Fact, ...]) -> Table:
    """Order and limit. Time runs forward; anything else is ranked by the figure that was named, else by the last."""
    ranking = draft.reading.ranking
    if not body.dimensions:
        return body
    if ranking is None:
        timed = any(isinstance(group.meaning, BucketUnit) for group in roles.groups)
        last = Order(of=Column(name=body.measures[-1].name), descending=True)
        return body if timed else replace(body, order=(last,))
    draft.use(ranking)
    meanings = [meaning for fact in facts for meaning in fact.meanings]
    index = meanings.index(ranking.by) if ranking.by in meanings else 0
    figure = Order(of=Column(name=body.measures[index].name), descending=not ranking.ascending)
    first = _first(draft, roles)
    if ranking.ascending:
        draft.assume("ranked")
    if first is None or not roles.per or len(body.dimensions) < 2:
        return replace(body, order=(figure,), limit=first)
    per = tuple(d.name for d, group in zip(body.dimensions, roles.groups, strict=False) if group in roles.per)
    order = (*(Order(of=Column(name=name)) for name in per), figure)
    return replace(body, order=order, limit_per=LimitPer(by=per, first=first))


def _first(draft: Draft, roles: Roles) -> int | None:
    """How many rows are wanted: the number said, one where one was asked for, ten of a "top", else all."""
    ranking = draft.reading.ranking
    assert ranking is not None
    if ranking.first is not None:
        return ranking.first
    subjects = [group for group in roles.groups if group not in roles.per]
    if not ranking.items or not subjects:
        return None
    if subjects[0].singular:
        draft.assume("one of equals")
        return 1
    draft.assume("ten", word=ranking.word, count=DEFAULT_TOP)
    return DEFAULT_TOP
