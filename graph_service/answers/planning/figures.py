"""Figures without a metric: one property aggregated, and what is ranked by how many there are."""

from __future__ import annotations

from dataclasses import replace

from graph_service.answers.grounding.meanings import ClassTerm, MetricTerm, PropertyTerm
from graph_service.answers.grounding.reading import Said
from graph_service.answers.planning.anchor import Anchor
from graph_service.answers.planning.draft import Draft
from graph_service.answers.planning.facts import FUNCTIONS, adds_up, count_fact, metric_facts, node_name, property_fact
from graph_service.answers.planning.owners import class_of
from graph_service.answers.planning.roles import Roles, roles_of
from graph_service.answers.planning.tables import table
from graph_service.answers.proposal import Proposal
from graph_service.ontology.model import Metric
from graph_service.plan.expressions import AggregateFunction, BucketUnit
from graph_service.words.text import plain

EACH = ("per", "for each", "each", "pro", "je")


def figure(draft: Draft) -> Proposal | None:
    """One property aggregated: "average list price", "highest list price", or a property by groups."""
    reading = draft.reading
    ranked = reading.ranking.by if reading.ranking is not None else None
    for said in reading.selected:
        if not isinstance(said.meaning, PropertyTerm) or said.negated:
            continue
        extreme = said.meaning == ranked and said.aggregate is None
        if extreme and (_asks_entities(draft, said.meaning.name) or _names_entities(draft, said)):
            continue
        if said.aggregate or extreme or reading.groups or reading.total is not None:
            return figure_of(draft, said, said.meaning.name, extreme=extreme)
    return None


def _names_entities(draft: Draft, said: Said) -> bool:
    """Whether entities are meant though no class was said: "the cheapest ice cream", "the 3 highest prices"."""
    ranking = draft.reading.ranking
    assert ranking is not None
    return not draft.reading.groups and (said.text == ranking.word or ranking.first is not None or ranking.listed)


def _asks_entities(draft: Draft, name: str) -> bool:
    """Whether entities that have the property are ranked ("which product has the highest …"), no figure asked for."""
    classes = [
        one.meaning.cls for one in draft.reading.classes if not one.negated and isinstance(one.meaning, ClassTerm)
    ]
    return any(draft.property_at(Anchor(node=node_name(cls), cls=cls), name) is not None for cls in classes[:1])


def figure_of(draft: Draft, said: Said, name: str, *, extreme: bool) -> Proposal:
    function = FUNCTIONS.get(said.aggregate) if said.aggregate else None
    if draft.reading.total is not None and function is None:
        function = AggregateFunction.SUM
        draft.use(draft.reading.total)
    cls = owner_of_property(draft, said, name)
    roles = roles_of(draft, (cls,))
    if said.aggregate:
        roles = _without_own(draft, roles, cls)
    if extreme and draft.reading.ranking is not None and not _ranks_groups(roles):
        function = AggregateFunction.MIN if draft.reading.ranking.ascending else AggregateFunction.MAX
        draft.use(draft.reading.ranking)
        draft.reading.ranking = None
    elif extreme and draft.reading.ranking is not None and any(g.singular for g in roles.groups if _timed(g)):
        function = AggregateFunction.MIN if draft.reading.ranking.ascending else AggregateFunction.MAX
    return table(draft, (property_fact(draft, cls, said, name, function),), roles)


def _without_own(draft: Draft, roles: Roles, cls: str) -> Roles:
    """An average "per mention" of what mentions have is the average."""
    own = tuple(group for group in roles.groups if group.meaning == ClassTerm(cls=cls))
    draft.use(*own)
    return replace(roles, groups=tuple(group for group in roles.groups if group not in own))


def _timed(group: Said) -> bool:
    return isinstance(group.meaning, BucketUnit)


def _ranks_groups(roles: Roles) -> bool:
    """Whether groups are ranked by the figure ("which brand", "the hottest day"), not the figure taken per group."""
    return any(group.asked or group.singular or group not in roles.per for group in roles.groups if not group.grouped)


def owner_of_property(draft: Draft, said: Said, name: str) -> str:
    """The class a property is measured on: one said that offers it, else the only one that does."""
    classes = [
        one.meaning.cls for one in (*draft.reading.classes, *draft.reading.groups) if isinstance(one.meaning, ClassTerm)
    ]
    offering = [cls for cls in classes if draft.ontology.property_of(cls, name)]
    domains = [d for p in draft.ontology.properties.values() if p.name == name for d in p.domains]
    facts = [cls for cls in domains if draft.ontology.event_time_of(cls)] if draft.reading.periods else []
    measured = {m.cls for m in draft.ontology.metrics.values() if m.cls in domains}
    for candidates in (offering, domains, facts, sorted(measured)):
        if len(set(candidates)) == 1:
            return candidates[0]
    options = draft.listed((draft.label(cls) for cls in domains), last="or")
    raise draft.unclear("ambiguous", word=said.text, options=options)


def average_of_property(draft: Draft, said: Said, cls: str) -> Proposal | None:
    """The average of the property that a metric's word names as well: average rainfall, average quantity."""
    names = [m.name for m in said.alternatives if isinstance(m, PropertyTerm)]
    names = [name for name in names if draft.ontology.property_of(cls, name)]
    if len(draft.reading.metrics) != 1 or len(names) != 1:
        return None
    each = next((group for group in draft.reading.groups if _is_each(draft, group)), None)
    if each is not None and adds_up(draft, said):
        raise draft.unclear("per or by", what=said.text, group=each.text)
    fact = property_fact(draft, cls, said, names[0], FUNCTIONS[said.aggregate] if said.aggregate else None)
    return table(draft, (fact,), roles_of(draft, (cls,)))


def compared_by_default(draft: Draft) -> None:
    """ "Did we sell more in June than in May": what a verb says is measured by its default metric."""
    reading = draft.reading
    if reading.versus is None or reading.metrics or reading.count is not None:
        return
    for said in reading.classes:
        default = _default(draft, class_of(draft, said))
        if default is not None and not said.negated:
            draft.assume("read as", word=said.text, what=draft.label(default.name))
            reading.classes.remove(said)
            reading.metrics.append(replace(said, meaning=MetricTerm(name=default.name)))
            return


def _default(draft: Draft, cls: str) -> Metric | None:
    return next((m for m in draft.ontology.metrics.values() if m.cls == cls and m.default), None)


def _is_each(draft: Draft, group: Said) -> bool:
    """Whether a group was said with "per" rather than "by"."""
    return any(plain(draft.reading.texts.get(at, "")) in EACH for at in group.items)


def ranked_by_class(draft: Draft) -> Proposal | None:
    """ "Which brands were mentioned most": what the second class says, by its default metric or its count."""
    classes = [said for said in draft.reading.classes if not said.negated]
    ranking = draft.reading.ranking
    if len(classes) != 2 or ranking is None or isinstance(ranking.by, PropertyTerm):
        return None
    counted = classes[1]
    assert isinstance(counted.meaning, ClassTerm)
    cls = counted.meaning.cls
    default = _default(draft, cls)
    if default is None:
        if not ranking.counts and not ranking.listed:
            return None
        fact = count_fact(draft, counted, cls)
        return table(draft, (fact,), roles_of(draft, (cls,), counted))
    draft.assume("read as", word=counted.text, what=draft.label(default.name))
    said = Said(meaning=MetricTerm(name=default.name), text=counted.text, at=counted.at, items=counted.items)
    return table(draft, metric_facts(draft, [said]), roles_of(draft, (cls,), counted))
