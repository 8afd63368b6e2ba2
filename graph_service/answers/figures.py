"""Figures without a metric: counts, one property aggregated, and what is ranked by how many there are."""

from __future__ import annotations

from graph_service.answers.draft import Draft
from graph_service.answers.facts import FUNCTIONS, Fact, count_fact, metric_facts, property_fact
from graph_service.answers.listing import kept, subject_class
from graph_service.answers.meanings import ClassTerm, MetricTerm, PropertyTerm
from graph_service.answers.paths import way
from graph_service.answers.proposal import Proposal
from graph_service.answers.reading import Said
from graph_service.answers.roles import Roles, roles_of
from graph_service.answers.tables import table
from graph_service.ontology.model import Metric
from graph_service.plan.expressions import AggregateFunction


def counting(draft: Draft) -> Proposal | None:
    """How many there are: "how many", or a class by groups."""
    reading = draft.reading
    grouped = bool(reading.groups) and not reading.selected and bool(reading.classes)
    if reading.count is None and not grouped:
        return None
    subject = next((said for said in reading.classes if not said.negated and not said.asked), None)
    if subject is None or not isinstance(subject.meaning, ClassTerm):
        cls = subject_class(draft)
        return _counted(draft, Said(meaning=ClassTerm(cls=cls), text=draft.label(cls), at=-1, items=frozenset()), cls)
    return _counted(draft, subject, subject.meaning.cls)


def _counted(draft: Draft, subject: Said, cls: str) -> Proposal:
    """A count; of what is said by its verb alone ("how many were sold"), the class's plain sum instead."""
    roles = roles_of(draft, (cls,), subject)
    metric = _quantity(draft, subject, cls)
    if metric is not None:
        draft.assume("read as", word=subject.text, what=draft.label(metric.name))
        said = Said(meaning=MetricTerm(name=metric.name), text=subject.text, at=subject.at, items=subject.items)
        return table(draft, metric_facts(draft, [said]), roles)
    many = [one for one in roles.owners if not one.negated and _to_many(draft, cls, one)]
    fact = count_fact(draft, subject, cls, different=bool(many))
    if many:
        draft.assume("each once", what=draft.label(cls))
    return _with_kept(draft, fact, roles)


def _to_many(draft: Draft, cls: str, said: Said) -> bool:
    return isinstance(said.meaning, ClassTerm) and way(draft.ontology, cls, said.meaning.cls, to_one=True) is None


def _quantity(draft: Draft, subject: Said, cls: str) -> Metric | None:
    """The one plain sum without a unit of a class said by a verb: what "how many were sold" asks for."""
    if not _is_verb(draft, subject, cls):
        return None
    metrics = [m for m in draft.ontology.metrics.values() if m.cls == cls and m.where is None and m.unit is None]
    sums = [m for m in metrics if isinstance(m.expression, dict) and isinstance(m.expression.get("sum"), str)]
    return sums[0] if len(sums) == 1 and draft.reading.count is not None else None


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
        if extreme and _asks_entities(draft):
            continue
        if said.aggregate or extreme or reading.groups or reading.total is not None:
            return _figure(draft, said, said.meaning.name, extreme=extreme)
    return None


def _asks_entities(draft: Draft) -> bool:
    """Whether entities are ranked ("which product has the highest …"), not a figure asked for."""
    return any(not said.negated for said in draft.reading.classes)


def _figure(draft: Draft, said: Said, name: str, *, extreme: bool) -> Proposal:
    function = FUNCTIONS.get(said.aggregate) if said.aggregate else None
    if draft.reading.total is not None and function is None:
        function = AggregateFunction.SUM
        draft.use(draft.reading.total)
    if extreme and draft.reading.ranking is not None:
        function = AggregateFunction.MIN if draft.reading.ranking.ascending else AggregateFunction.MAX
        draft.use(draft.reading.ranking)
        draft.reading.ranking = None
    cls = owner_of_property(draft, said, name)
    fact = property_fact(draft, cls, said, name, function)
    return table(draft, (fact,), roles_of(draft, (cls,)))


def owner_of_property(draft: Draft, said: Said, name: str) -> str:
    """The class a property is measured on: one said that offers it, else the only one that does."""
    classes = [
        one.meaning.cls for one in (*draft.reading.classes, *draft.reading.groups) if isinstance(one.meaning, ClassTerm)
    ]
    offering = [cls for cls in classes if draft.ontology.property_of(cls, name)]
    domains = [d for p in draft.ontology.properties.values() if p.name == name for d in p.domains]
    facts = [cls for cls in domains if draft.ontology.event_time_of(cls)] if draft.reading.periods else []
    for candidates in (offering, domains, facts):
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
    fact = property_fact(draft, cls, said, names[0], FUNCTIONS[said.aggregate] if said.aggregate else None)
    return table(draft, (fact,), roles_of(draft, (cls,)))


def ranked_by_class(draft: Draft) -> Proposal | None:
    """ "Which brands were mentioned most": what the second class says, by its default metric or its count."""
    classes = [said for said in draft.reading.classes if not said.negated]
    ranking = draft.reading.ranking
    if len(classes) != 2 or ranking is None or isinstance(ranking.by, PropertyTerm):
        return None
    counted = classes[1]
    assert isinstance(counted.meaning, ClassTerm)
    cls = counted.meaning.cls
    default = next((m for m in draft.ontology.metrics.values() if m.cls == cls and m.default), None)
    if default is None:
        if not ranking.counts and not ranking.listed:
            return None
        fact = count_fact(draft, counted, cls)
        return table(draft, (fact,), roles_of(draft, (cls,), counted))
    draft.assume("read as", word=counted.text, what=draft.label(default.name))
    said = Said(meaning=MetricTerm(name=default.name), text=counted.text, at=counted.at, items=counted.items)
    return table(draft, metric_facts(draft, [said]), roles_of(draft, (cls,), counted))
