"""Listings: questions for entities. Which stores, which products, with what was said about them as columns."""

from __future__ import annotations

from graph_service.answers.anchor import Anchor
from graph_service.answers.draft import Draft, present
from graph_service.answers.lexicon import ClassTerm, FilterTerm, MetricTerm, PropertyTerm, ValueTerm, naming_properties
from graph_service.answers.paths import way
from graph_service.answers.proposal import Proposal, UnclearError
from graph_service.answers.reading import Said
from graph_service.answers.tables import node_name
from graph_service.plan.conditions import Condition, both
from graph_service.plan.expressions import Column
from graph_service.plan.model import Named, Node, Order, Plan, Table


def listing(draft: Draft) -> Proposal:
    """The entities of the subject that satisfy everything said."""
    subject = subject_class(draft)
    anchor = Anchor(node=node_name(subject), cls=subject)
    draft.use(*(s for s in draft.reading.classes if isinstance(s.meaning, ClassTerm) and s.meaning.cls == subject))
    pivots = _pivots(draft, anchor)
    time = _time(draft, anchor, pivots)
    compared = [draft.comparison(draft.compared_property(anchor, one), one) for one in draft.reading.compared]
    columns = _columns(draft, anchor)
    body = Table(
        nodes=(Node(name=anchor.node, cls=subject),),
        where=both(draft.filters(anchor, pivots), time, *compared, present(columns[0].of)),
        dimensions=columns,
        order=(Order(of=Column(name=columns[0].name)),),
    )
    return Proposal(
        plan=Plan(body=body, language=draft.reading.language), assumptions=tuple(dict.fromkeys(draft.assumptions))
    )


def subject_class(draft: Draft) -> str:
    """The class asked for: the first said, else the one that has what was said about it."""
    for said in draft.reading.classes:
        if not said.negated and isinstance(said.meaning, ClassTerm):
            return said.meaning.cls
    wanted = [said.meaning.name for _, said in draft.reading.selected if isinstance(said.meaning, PropertyTerm)]
    values = [said.meaning.cls for said in draft.reading.filters if isinstance(said.meaning, ValueTerm)]
    candidates = [cls for name in wanted for cls in draft.ontology.properties[name].domains]
    for cls in candidates:
        if all(way(draft.ontology, cls, value, to_one=True) is not None for value in values):
            return cls
    filters = [s.meaning.cls for s in draft.reading.filters if isinstance(s.meaning, FilterTerm)]
    if filters:
        return filters[0]
    raise UnclearError("What should I list or count? Name a kind of thing, such as stores or products.")


def _pivots(draft: Draft, anchor: Anchor) -> tuple[Said, ...]:
    """Other classes said, negated metrics ("never sold") and named filters, over to-many links from the subject."""
    filtered = {s.meaning.cls for s in draft.reading.filters if isinstance(s.meaning, FilterTerm)}
    classes = [
        said
        for said in draft.reading.classes
        if isinstance(said.meaning, ClassTerm)
        and said.meaning.cls != anchor.cls
        and said.meaning.cls not in draft.named | filtered
    ]
    metrics = [said for said in draft.reading.metrics if isinstance(said.meaning, MetricTerm) and said.negated]
    filters = [
        said
        for said in draft.reading.filters
        if isinstance(said.meaning, FilterTerm) and draft.needs_pivot(anchor, said)
    ]
    return (*classes, *metrics, *filters)


def _time(draft: Draft, anchor: Anchor, pivots: tuple[Said, ...]) -> Condition | None:
    """A time window narrows the subject by its own time; an interval is met where it overlaps the window."""
    if not draft.reading.windows:
        return None
    if pivots and not draft.ontology.event_time_of(anchor.cls):
        raise UnclearError(f"I cannot tie '{draft.reading.windows[0][0]}' to {draft.label(anchor.cls)} yet.")
    return draft.windows(draft.time_of(anchor), anchor.cls)


def _columns(draft: Draft, anchor: Anchor) -> tuple[Named, ...]:
    """What was selected; else the name, the key, and what was compared."""
    draft.use(*(said for _, said in draft.reading.selected))
    asked = [said.meaning.name for _, said in draft.reading.selected if isinstance(said.meaning, PropertyTerm)]
    names = [*naming_properties(draft.ontology, anchor.cls)[:2], *asked]
    columns: dict[str, Named] = {}
    for name in dict.fromkeys(names):
        found = draft.property_at(anchor, name)
        prop = draft.ontology.properties[name]
        if found is None:
            raise UnclearError(f"{draft.label(anchor.cls)} has no {draft.label(name)}.")
        if prop.many:
            continue
        title = draft.label(anchor.cls) if not columns else draft.label(name)
        columns[title] = Named(name=title, of=found)
    if not columns:
        raise UnclearError(f"{draft.label(anchor.cls)} has no name to list.")
    return tuple(columns.values())
