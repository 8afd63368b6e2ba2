"""Figures without a metric: counts, one property aggregated, and what is ranked by how many there are."""

from __future__ import annotations

from dataclasses import replace

from graph_service.answers.anchor import Anchor
from graph_service.answers.draft import Draft
from graph_service.answers.facts import FUNCTIONS, Fact, adds_up, count_fact, metric_facts, node_name, property_fact
from graph_service.answers.listing import kept, subject_class
from graph_service.answers.meanings import ClassTerm, FilterTerm, MetricTerm, PropertyTerm
from graph_service.answers.owners import class_of
from graph_service.answers.paths import way
from graph_service.answers.proposal import Proposal
from graph_service.answers.reading import Said
from graph_service.answers.roles import Roles, roles_of
from graph_service.answers.tables import table
from graph_service.ontology.model import Aggregation, Metric
from graph_service.plan.expressions import Aggregate, AggregateFunction, BucketUnit
from graph_service.plan.model import Named
from graph_service.words.text import plain

EACH = ("per", "for each", "each", "pro", "je")


def counting(draft: Draft) -> Proposal | None:
    """How many there are: "how many", or a class by groups."""
    reading = draft.reading
    grouped = bool(reading.groups) and not reading.selected and bool(reading.classes)
    if reading.count is None and not grouped and not _much_sold(draft):
        return None
    if (quantity := _quantity_said(draft)) is not None:
        return _figure(draft, *quantity, extreme=False)
    subject = next((said for said in reading.classes if not said.negated and not said.asked), None)
    if subject is None or not isinstance(subject.meaning, ClassTerm):
        cls = subject_class(draft)
        return _counted(draft, Said(meaning=ClassTerm(cls=cls), text=draft.label(cls), at=-1, items=frozenset()), cls)
    return _counted(draft, subject, subject.meaning.cls)


def _much_sold(draft: Draft) -> bool:
    """ "How much beer was sold" asks for the quantity of what its verb says."""
    verbs = (said for said in draft.reading.classes if isinstance(said.meaning, ClassTerm))
    return draft.reading.much is not None and any(_is_verb(draft, said, class_of(draft, said)) for said in verbs)


def _quantity_said(draft: Draft) -> tuple[Said, str] | None:
    """A property that adds up, said after "how many", on a class said: "how many pieces did we write off"."""
    classes = [one.meaning.cls for one in draft.reading.classes if isinstance(one.meaning, ClassTerm)]
    compared = [one.term for one in draft.reading.compared]
    for said in draft.reading.selected if draft.reading.count or draft.reading.much else ():
        if said.negated or said.owned or said in compared:
            continue
        names = [m.name for m in (said.meaning, *said.alternatives) if isinstance(m, PropertyTerm)]
        for name, cls in ((name, cls) for name in names for cls in classes):
            prop = draft.ontology.property_of(cls, name)
            if prop is not None and prop.aggregation is Aggregation.SUM:
                return said, name
    return None


def _counted(draft: Draft, subject: Said, cls: str) -> Proposal:
    """A count; of what is said by its verb alone ("how many were sold"), the class's plain sum instead."""
    metric = _quantity(draft, subject, cls)
    if metric is not None and draft.reading.count is None:
        raise draft.unclear("which metric", word=subject.text, options=draft.listed(_sums(draft, cls), last="or"))
    if metric is not None:
        roles = roles_of(draft, (cls,), subject)
        draft.assume("read as", word=subject.text, what=draft.label(metric.name))
        said = Said(meaning=MetricTerm(name=metric.name), text=subject.text, at=subject.at, items=subject.items)
        return table(draft, metric_facts(draft, [said]), roles)
    if (event := _event(draft, cls)) is not None:
        return _counted_over(draft, subject, cls, *event)
    roles = roles_of(draft, (cls,), subject)
    many = [one for one in (*roles.owners, *_filter_said(draft)) if not one.negated and _to_many(draft, cls, one)]
    if many:
        draft.assume("each once", what=draft.label(cls))
    return _with_kept(draft, count_fact(draft, subject, cls, different=bool(many)), roles)


def _event(draft: Draft, cls: str) -> tuple[Said, str] | None:
    """What joins the counted class to its groups: the sales of products by store, the purchases in each store."""
    groups = draft.reading.groups
    goals = [one.meaning.cls for one in groups if isinstance(one.meaning, ClassTerm)]
    timed = any(isinstance(one.meaning, BucketUnit) for one in groups)
    for said in (*draft.reading.classes, *_filter_said(draft)):
        event = class_of(draft, said)
        if event == cls or said.negated or not all(_reaches(draft, event, goal) for goal in (cls, *goals)):
            continue
        if way(draft.ontology, cls, event, to_one=True) is not None:
            continue
        own = timed and not draft.ontology.event_time_of(cls)
        if own or any(not _reaches(draft, cls, g) or _by_event(draft, event, cls, g, said, groups) for g in goals):
            return said, event
    return None


def _reaches(draft: Draft, start: str, goal: str) -> bool:
    return way(draft.ontology, start, goal, to_one=True) is not None


def _by_event(draft: Draft, event: str, cls: str, goal: str, said: Said, groups: list[Said]) -> bool:
    """Whether a group was said after the event and is the event's own, not that of what is counted."""
    found, own = (way(draft.ontology, event, one, to_one=True) for one in (goal, cls))
    assert found is not None and own is not None
    return said.at < groups[0].at and found.links[: len(own.links)] != own.links


def _filter_said(draft: Draft) -> list[Said]:
    return [said for said in draft.reading.filters if isinstance(said.meaning, FilterTerm)]


def _counted_over(draft: Draft, subject: Said, cls: str, said: Said, event: str) -> Proposal:
    """How many different entities of a class the events of each group have."""
    draft.use(subject)
    found = way(draft.ontology, event, cls, to_one=True)
    assert found is not None
    anchor = Anchor(node=node_name(event), cls=event)
    of = anchor.along(draft.ontology, found.links[:-1]).property(found.links[-1])
    name = draft.say("number of different", what=draft.several(cls))
    measure = Named(name=name, of=Aggregate(function=AggregateFunction.COUNT, of=of, node=anchor.node, distinct=True))
    draft.assume("each once", what=draft.label(cls))
    fact = Fact(
        anchor=anchor,
        time=draft.time_of(anchor),
        measures=(measure,),
        meanings=(ClassTerm(cls=cls),),
        said=(subject,) if isinstance(said.meaning, FilterTerm) else (subject, said),
    )
    return _with_kept(draft, fact, roles_of(draft, (event, cls), subject))


def _to_many(draft: Draft, cls: str, said: Said) -> bool:
    return way(draft.ontology, cls, class_of(draft, said), to_one=True) is None


def _quantity(draft: Draft, subject: Said, cls: str) -> Metric | None:
    """The one plain sum without a unit of a class said by a verb: what "how many were sold" asks for."""
    if not _is_verb(draft, subject, cls):
        return None
    metrics = [m for m in draft.ontology.metrics.values() if m.cls == cls and m.where is None and m.unit is None]
    sums = [m for m in metrics if isinstance(m.expression, dict) and isinstance(m.expression.get("sum"), str)]
    return sums[0] if len(sums) == 1 and (draft.reading.count or draft.reading.much) else None


def _sums(draft: Draft, cls: str) -> list[str]:
    """The labels of a class's plain sums over everything."""
    metrics = [m for m in draft.ontology.metrics.values() if m.cls == cls and m.where is None]
    sums = [m for m in metrics if isinstance(m.expression, dict) and "sum" in m.expression]
    return [draft.label(metric.name) for metric in sums]


def _is_verb(draft: Draft, subject: Said, cls: str) -> bool:
    """Said by a word that links use as well, but that is not the class's own label."""
    labels = {label.casefold() for label in draft.ontology.classes[cls].words.label.values()}
    links = any(isinstance(meaning, PropertyTerm) for meaning in subject.alternatives)
    return links and not any(subject.text.casefold().startswith(label) for label in labels)


def _with_kept(draft: Draft, fact: Fact, roles: Roles) -> Proposal:
    """The table of a count with the properties that must be there as conditions."""
    if draft.reading.total is not None:
        draft.use(draft.reading.total)
    return table(draft, (fact,), roles, kept=tuple(kept(draft, fact.anchor)))


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
            return _figure(draft, said, said.meaning.name, extreme=extreme)
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


def _figure(draft: Draft, said: Said, name: str, *, extreme: bool) -> Proposal:
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
