"""Counting: how many there are, and the quantity that a verb or a property asks for instead of a number of entities."""

from __future__ import annotations

from graph_service.answers.grounding.meanings import ClassTerm, FilterTerm, MetricTerm, PropertyTerm
from graph_service.answers.grounding.reading import Said
from graph_service.answers.planning.anchor import Anchor
from graph_service.answers.planning.draft import Draft
from graph_service.answers.planning.facts import Fact, count_fact, metric_facts, node_name
from graph_service.answers.planning.figures import figure_of
from graph_service.answers.planning.listing import kept, subject_class
from graph_service.answers.planning.owners import class_of
from graph_service.answers.planning.paths import way
from graph_service.answers.planning.roles import Roles, roles_of
from graph_service.answers.planning.tables import table
from graph_service.answers.proposal import Proposal
from graph_service.ontology.model import Aggregation, Metric
from graph_service.plan.expressions import Aggregate, AggregateFunction, BucketUnit
from graph_service.plan.model import Named
from graph_service.words.text import plain_words

EVERY = {"every", "each", "jede", "jeder", "jedes", "jeden", "jedem"}


def counting(draft: Draft) -> Proposal | None:
    """How many there are: "how many", or a class by groups."""
    reading = draft.reading
    grouped = bool(reading.groups) and not reading.selected and bool(reading.classes)
    if reading.count is None and not grouped and not _much_sold(draft):
        return None
    if reading.count is None and (every := _every(draft)):
        raise draft.unclear("unused", words=draft.listed(every))
    if (quantity := _quantity_said(draft)) is not None:
        return figure_of(draft, *quantity, extreme=False)
    subject = next((said for said in reading.classes if not said.negated and not said.asked), None)
    if subject is None or not isinstance(subject.meaning, ClassTerm):
        cls = subject_class(draft)
        return _counted(draft, Said(meaning=ClassTerm(cls=cls), text=draft.label(cls), at=-1, items=frozenset()), cls)
    return _counted(draft, subject, subject.meaning.cls)


def _every(draft: Draft) -> list[str]:
    """ "Customers who bought in every store" asks for those of all stores, no number for each."""
    said = [draft.reading.texts.get(at, "") for group in draft.reading.groups for at in group.items]
    return [words for words in said if set(plain_words(words)) & EVERY]


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
