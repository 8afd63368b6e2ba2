"""Listings: questions for entities. Which stores, which products, with what was said about them as columns."""

from __future__ import annotations

from dataclasses import replace

from graph_service.answers.grounding.lexicon import naming_properties
from graph_service.answers.grounding.meanings import (
    ClassTerm,
    CodeTerm,
    FilterTerm,
    MetricTerm,
    PropertyTerm,
    ValueTerm,
)
from graph_service.answers.grounding.reading import Said
from graph_service.answers.planning.anchor import Anchor
from graph_service.answers.planning.draft import Draft, present
from graph_service.answers.planning.facts import node_name
from graph_service.answers.planning.narrowing import narrowed
from graph_service.answers.planning.paths import always_there, way
from graph_service.answers.planning.periods import refuse_future
from graph_service.answers.planning.tables import DEFAULT_TOP
from graph_service.answers.planning.whose import places_of, title
from graph_service.answers.proposal import Proposal
from graph_service.ontology.model import Datatype
from graph_service.plan.conditions import Compare, Comparison, Condition, InStep, Null, both
from graph_service.plan.expressions import Aggregate, AggregateFunction, Coalesce, Column, Constant, Meta, Property
from graph_service.plan.model import Named, NamedStep, Node, Order, Plan, Table

GREATEST, LEAST = "greatest", "least"  # the earlier step that finds the extreme value


def listing(draft: Draft) -> Proposal:
    """The entities of the subject that satisfy everything said."""
    subject = subject_class(draft)
    anchor = Anchor(node=node_name(subject), cls=subject)
    owners = _owners(draft, anchor)
    columns = _called(draft, anchor, _columns(draft, anchor))
    where = both(narrowed(draft, anchor, owners), *kept(draft, anchor))
    draft.use(draft.reading.much if draft.reading.selected else None)
    if any(metric.cls == subject for metric in draft.ontology.metrics.values()):
        refuse_future(draft)
    body = Table(
        nodes=(Node(name=anchor.node, cls=subject),),
        where=where,
        dimensions=columns,
        order=(Order(of=Column(name=columns[0].name)),),
    )
    if draft.reading.ranking is not None:
        return _extremes(draft, body, anchor)
    return Proposal(plan=Plan(body=body, language=draft.reading.language))


def subject_class(draft: Draft) -> str:
    """The class asked for: after "which", else the first said, else the one that has what was said about it."""
    classes = [s for s in draft.reading.classes if not s.negated and isinstance(s.meaning, ClassTerm)]
    for said in sorted(classes, key=lambda said: (not said.asked, said.at)):
        assert isinstance(said.meaning, ClassTerm)
        if not draft.named(said, said.meaning) or len(classes) == 1:
            draft.use(said)
            return said.meaning.cls
    return _implied(draft)


def _implied(draft: Draft) -> str:
    """The class that has what was selected and what was named; a name alone asks for nothing."""
    reading = draft.reading
    values = [m.cls for _, m in reading.narrowing() if isinstance(m, ValueTerm)]
    terms = [m for said in reading.selected for m in (said.meaning, *said.alternatives)]
    wanted = dict.fromkeys(term.name for term in terms if isinstance(term, PropertyTerm))
    properties = [p for name in wanted for p in draft.ontology.properties.values() if p.name == name]
    candidates = dict.fromkeys(cls for prop in properties for cls in prop.domains)
    fitting = [c for c in candidates if all(way(draft.ontology, c, value, to_one=True) is not None for value in values)]
    named = [cls for cls in fitting if cls in values] or fitting
    if len(named) > 1:
        options = draft.listed((draft.label(cls) for cls in named), last="or")
        raise draft.unclear("ambiguous", word=reading.selected[0].text, options=options)
    if named:
        return named[0]
    for _, meaning in reading.narrowing():
        if isinstance(meaning, FilterTerm):
            return meaning.cls
        if isinstance(meaning, CodeTerm) and (owner := _coded_class(draft, meaning)) is not None:
            return owner
    if reading.filters:
        raise draft.unclear("about what", words=draft.listed(said.text for said in reading.filters))
    raise draft.unclear("no subject")


def _coded_class(draft: Draft, code: CodeTerm) -> str | None:
    """The one class whose entities a code tells apart: seniors are customers, departments are categories."""
    owners = {d for p in draft.ontology.properties.values() if p.enumeration == code.enumeration for d in p.domains}
    return next(iter(owners)) if len(owners) == 1 else None


def _owners(draft: Draft, anchor: Anchor) -> tuple[Said, ...]:
    """Other classes said, and negated metrics ("never returned"); a class that names a value only repeats."""
    found: list[Said] = []
    for said in draft.reading.classes:
        assert isinstance(said.meaning, ClassTerm)
        if said.meaning.cls == anchor.cls or (not said.negated and draft.named(said, said.meaning)):
            draft.use(said)
        else:
            found.append(said)
    metrics = [said for said in draft.reading.metrics if isinstance(said.meaning, MetricTerm) and said.negated]
    return (*found, *metrics)


def kept(draft: Draft, anchor: Anchor) -> list[Condition]:
    """Properties that must be there ("with a shelf life"), must not ("no shelf life"), or must be true ("consent")."""
    found: list[Condition] = []
    dated = {period.of for period in draft.reading.periods}
    compared = {one.term for one in draft.reading.compared}
    for said in draft.reading.selected:
        if not isinstance(said.meaning, PropertyTerm) or said in dated | compared:
            continue
        for place in places_of(draft, anchor, said) if said.owned or said.negated or _is_flag(draft, said) else ():
            condition = _kept(draft, said, place)
            if condition is not None:
                draft.use(said)
                found.append(condition)
    return found


def _kept(draft: Draft, said: Said, place: Property) -> Condition | None:
    prop = next((p for p in draft.ontology.properties.values() if p.name == place.name), None)
    if prop is not None and prop.datatype is Datatype.BOOLEAN:
        return Compare(operator=Comparison.EQ, left=place, right=Constant(value=not said.negated))
    if said.negated:
        return Null(of=place)
    return present(place) if said.owned else None


def _is_flag(draft: Draft, said: Said) -> bool:
    """Whether a word names a property that is true or false."""
    names = {m.name for m in (said.meaning, *said.alternatives) if isinstance(m, PropertyTerm)}
    return any(p.name in names and p.datatype is Datatype.BOOLEAN for p in draft.ontology.properties.values())


def _columns(draft: Draft, anchor: Anchor) -> tuple[Named, ...]:
    """The name, the key, what was selected and what was compared."""
    asked = [said for said in draft.reading.selected if isinstance(said.meaning, PropertyTerm)]
    naming = [anchor.property(name) for name in naming_properties(draft.ontology, anchor.cls)[:2]]
    columns: dict[Property, Named] = {}
    for found in (*naming, *(place for said in asked for place in _asked(draft, anchor, said))):
        name = title(draft, anchor, found) if columns else draft.label(anchor.cls)
        columns.setdefault(found, Named(name=name, of=found))
    if not columns:
        raise draft.unclear("no name", start=draft.label(anchor.cls))
    draft.use(*(said for said in asked if not said.negated))
    return (*columns.values(), *_owned(draft, anchor))


def _called(draft: Draft, anchor: Anchor, columns: tuple[Named, ...]) -> tuple[Named, ...]:
    """The columns with a name for every entity: what has none is called by its label, which ends in its key."""
    first, display = columns[0], draft.ontology.display_of(anchor.cls)
    prop = draft.ontology.property_of(anchor.cls, display) if display else None
    if prop is None or first.of != anchor.property(prop.name) or prop.datatype is not Datatype.STRING:
        return columns
    if always_there(draft.ontology, anchor.cls, (prop.name,), strict=True):
        return columns
    called = Coalesce(arguments=(first.of, anchor.property(Meta.LABEL.value)))
    return (replace(first, of=called), *columns[1:])


def _asked(draft: Draft, anchor: Anchor, said: Said) -> tuple[Property, ...]:
    places = places_of(draft, anchor, said)
    if not places:
        name = next((m.name for m in (said.meaning, *said.alternatives) if isinstance(m, PropertyTerm)), said.text)
        raise draft.unclear("no property", start=draft.label(anchor.cls), name=draft.label(name))
    return places


def _owned(draft: Draft, anchor: Anchor) -> list[Named]:
    """What every entity has one of and was said after "with": "stores with region and city"."""
    found: list[Named] = []
    for said in draft.reading.classes:
        if not said.owned or said.negated or not isinstance(said.meaning, ClassTerm):
            continue
        nearest = way(draft.ontology, anchor.cls, said.meaning.cls, to_one=True)
        display = draft.ontology.display_of(said.meaning.cls)
        if nearest is not None and nearest.links and display is not None:
            place = anchor.along(draft.ontology, nearest.links)
            found.append(Named(name=draft.label(said.meaning.cls), of=place.property(display)))
    return found


def _extremes(draft: Draft, body: Table, anchor: Anchor) -> Proposal:
    """The entities whose property is greatest or least: all of them where one was asked for, else the first few."""
    ranking, language = draft.reading.ranking, draft.reading.language
    assert ranking is not None
    said = next((s for s in draft.reading.selected if s.meaning == ranking.by and ranking.by is not None), None)
    places = places_of(draft, anchor, said) if said is not None else ()
    if len(places) != 1:
        raise draft.unclear("by what", word=ranking.word)
    by = places[0]
    draft.use(ranking)
    body = replace(body, where=both(body.where, present(by)))
    if ranking.first is None and ranking.items and _one(draft, anchor):
        return Proposal(plan=_greatest(draft, body, by, ascending=ranking.ascending))
    first = ranking.first or (DEFAULT_TOP if ranking.items else None)
    if ranking.first is None and first is not None:
        draft.assume("ten", word=ranking.word, count=first)
    column = next(column.name for column in body.dimensions if column.of == by)
    order = (Order(of=Column(name=column), descending=not ranking.ascending),)
    return Proposal(plan=Plan(body=replace(body, order=order, limit=first), language=language))


def _one(draft: Draft, anchor: Anchor) -> bool:
    mine = [s for s in draft.reading.classes if isinstance(s.meaning, ClassTerm) and s.meaning.cls == anchor.cls]
    return not mine or any(said.singular for said in mine)


def _greatest(draft: Draft, body: Table, by: Property, *, ascending: bool) -> Plan:
    """Every entity with the extreme value, which an earlier step finds."""
    function = AggregateFunction.MIN if ascending else AggregateFunction.MAX
    name, column = LEAST if ascending else GREATEST, draft.say(f"{function.value} of", what=draft.label(by.name))
    measure = Named(name=column, of=Aggregate(function=function, of=by, node=body.nodes[0].name))
    step = Table(nodes=body.nodes, edges=body.edges, where=body.where, measures=(measure,))
    same = InStep(of=by, step=name, column=column)
    return Plan(
        body=replace(body, where=both(body.where, same)),
        steps=(NamedStep(name=name, table=step),),
        language=draft.reading.language,
    )
