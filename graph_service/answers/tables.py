"""Tables: questions for figures. Metrics or counts, grouped, narrowed, ranked."""

from __future__ import annotations

from dataclasses import dataclass

from graph_service.answers.anchor import Anchor, reach, steps
from graph_service.answers.draft import Draft, present
from graph_service.answers.grammar import Mark
from graph_service.answers.lexicon import ClassTerm, FilterTerm, MetricTerm, PropertyTerm
from graph_service.answers.paths import always_there
from graph_service.answers.proposal import Proposal, UnclearError
from graph_service.answers.reading import Compared, Said
from graph_service.ontology.model import Aggregation, Datatype
from graph_service.plan.conditions import Condition, During, both
from graph_service.plan.expressions import (
    Aggregate,
    AggregateFunction,
    Bucket,
    BucketUnit,
    Column,
    MetricRef,
    Property,
)
from graph_service.plan.model import Edge, Named, Node, Order, Plan, Table

FUNCTIONS = {
    Mark.AVERAGE: AggregateFunction.AVG,
    Mark.TOTAL: AggregateFunction.SUM,
    Mark.HIGHEST: AggregateFunction.MAX,
    Mark.LOWEST: AggregateFunction.MIN,
}
DEFAULTS = {
    Aggregation.SUM: AggregateFunction.SUM,
    Aggregation.AVG: AggregateFunction.AVG,
    Aggregation.MIN: AggregateFunction.MIN,
    Aggregation.MAX: AggregateFunction.MAX,
    Aggregation.COUNT: AggregateFunction.COUNT,
}


@dataclass(frozen=True, kw_only=True)
class Fact:
    """What is measured: an anchor, its time, and the measures over it, named for people."""

    anchor: Anchor
    time: Property | None
    measures: tuple[Named, ...]
    stock: bool = False
    said: tuple[Said, ...] = ()


def node_name(cls: str) -> str:
    return cls[0].lower() + cls[1:]


def metric_facts(draft: Draft) -> tuple[Fact, ...]:
    """One fact a class: metrics over the same class share it."""
    by_class: dict[str, list[Said]] = {}
    for said in draft.reading.metrics:
        assert isinstance(said.meaning, MetricTerm)
        by_class.setdefault(draft.ontology.metrics[said.meaning.name].cls, []).append(said)
    return tuple(_metric_fact(draft, cls, tuple(said)) for cls, said in by_class.items())


def _metric_fact(draft: Draft, cls: str, said: tuple[Said, ...]) -> Fact:
    anchor = Anchor(node=node_name(cls), cls=cls)
    metrics = [draft.ontology.metrics[one.meaning.name] for one in said if isinstance(one.meaning, MetricTerm)]
    time = next((metric.time for metric in metrics if metric.time), draft.ontology.event_time_of(cls))
    return Fact(
        anchor=anchor,
        time=Property(node=anchor.node, path=steps(time[:-1]), name=time[-1]) if time else None,
        measures=tuple(
            Named(name=draft.label(metric.name), of=MetricRef(name=metric.name, node=anchor.node)) for metric in metrics
        ),
        stock=any("latest" in str(metric.expression) for metric in metrics),
        said=said,
    )


def count_fact(draft: Draft, subject: Said) -> Fact:
    """How many entities of a class there are."""
    assert isinstance(subject.meaning, ClassTerm)
    cls = subject.meaning.cls
    anchor = Anchor(node=node_name(cls), cls=cls)
    word = "Anzahl" if draft.reading.language == "de" else "number of"
    measure = Named(name=f"{word} {draft.label(cls)}", of=Aggregate(function=AggregateFunction.COUNT, node=anchor.node))
    return Fact(anchor=anchor, time=draft.time_of(anchor), measures=(measure,), said=(subject,))


def property_fact(draft: Draft, cls: str, mark: Mark | None, said: Said) -> Fact:
    """A property aggregated: as said (average, highest), else by its default aggregation."""
    assert isinstance(said.meaning, PropertyTerm)
    anchor = Anchor(node=node_name(cls), cls=cls)
    of = draft.property_at(anchor, said.meaning.name)
    prop = draft.ontology.properties[said.meaning.name]
    function = FUNCTIONS[mark] if mark else DEFAULTS.get(prop.aggregation)
    if of is None or function is None or prop.datatype in (None, Datatype.BOOLEAN):
        raise UnclearError(f"Which figure of '{said.text}': the average, the highest, the lowest or the sum?")
    name = f"{function.value} {draft.label(prop.name)}"
    aggregate = Aggregate(function=function, of=of, node=anchor.node)
    return Fact(anchor=anchor, time=draft.time_of(anchor), measures=(Named(name=name, of=aggregate),), said=(said,))


def table(draft: Draft, facts: tuple[Fact, ...], groups: tuple[Said | BucketUnit, ...]) -> Proposal:
    """The table of some facts by some groups, with everything else said as conditions."""
    builder = _Pattern(draft, facts)
    _use(draft, facts, groups)
    dimensions = tuple(builder.dimension(group) for group in groups)
    where: list[Condition | None] = []
    for fact in facts:
        pivots = _pivots(draft, fact, groups)
        where += [draft.filters(fact.anchor, pivots), _window(draft, fact, alone=len(facts) == 1)]
    measures = tuple(measure for fact in facts for measure in fact.measures)
    having, compared = _compared(draft, facts, measures)
    ranking = draft.reading.top is not None and bool(dimensions)
    where += builder.present
    if ranking:
        where += [present(dimension.of) for dimension in dimensions if present(dimension.of) not in builder.present]
        draft.assumptions += [f"What has no {d.name} is left out." for d in dimensions if not isinstance(d.of, Bucket)]
    body = Table(
        nodes=builder.nodes(),
        edges=builder.edges(),
        where=both(*where, *compared),
        dimensions=dimensions,
        measures=measures,
        having=having,
        order=_order(draft, groups, measures),
        limit=draft.reading.top if ranking else None,
    )
    return Proposal(
        plan=Plan(body=body, language=draft.reading.language), assumptions=tuple(dict.fromkeys(draft.assumptions))
    )


def _use(draft: Draft, facts: tuple[Fact, ...], groups: tuple[Said | BucketUnit, ...]) -> None:
    """Facts and groups, and a class that only repeats what is measured."""
    measured = {fact.anchor.cls for fact in facts}
    draft.use(*(said for fact in facts for said in fact.said))
    draft.use(*(group for group in groups if isinstance(group, Said)))
    draft.use(*(s for s in draft.reading.classes if isinstance(s.meaning, ClassTerm) and s.meaning.cls in measured))


def _pivots(draft: Draft, fact: Fact, groups: tuple[Said | BucketUnit, ...]) -> tuple[Said, ...]:
    """Classes said that are neither measured nor grouped by nor named by a value, and filters over to-many links."""
    mine = {said.meaning for said in fact.said}
    grouped = {group.meaning for group in groups if isinstance(group, Said)}
    metrics = bool(draft.reading.metrics)
    classes = [
        said
        for said in draft.reading.classes
        if isinstance(said.meaning, ClassTerm)
        and said.meaning not in mine | grouped
        and said.meaning.cls not in draft.named | {fact.anchor.cls}
        and (said.negated or not metrics)
    ]
    filters = [
        said
        for said in draft.reading.filters
        if isinstance(said.meaning, FilterTerm) and draft.needs_pivot(fact.anchor, said)
    ]
    return (*classes, *filters)


def _window(draft: Draft, fact: Fact, *, alone: bool) -> Condition | None:
    """The time window; a stock beside a flow stays as it is now, unless the window was said right after it."""
    reading = draft.reading
    if fact.stock and not alone and reading.windows and reading.windows[0][1] not in fact.said:
        draft.assumptions.append(
            f"{fact.measures[0].name} is the latest known; '{reading.windows[0][0]}' applies to the other figures."
        )
        return None
    if not alone and reading.windows and fact.time is not None:
        return During(of=fact.time, words=reading.windows[0][0])
    return draft.windows(fact.time, fact.anchor.cls)


def _compared(
    draft: Draft, facts: tuple[Fact, ...], measures: tuple[Named, ...]
) -> tuple[Condition | None, list[Condition]]:
    having: list[Condition] = []
    where: list[Condition] = []
    for compared in draft.reading.compared:
        if _is_about_measure(draft, compared, facts):
            having.append(draft.comparison(Column(name=measures[0].name), compared))
        else:
            where.append(draft.comparison(draft.compared_property(facts[0].anchor, compared), compared))
    return both(*having), where


def _is_about_measure(draft: Draft, compared: Compared, facts: tuple[Fact, ...]) -> bool:
    term = compared.term
    return term is None or isinstance(term.meaning, MetricTerm) or term in facts[0].said


def _order(draft: Draft, groups: tuple[Said | BucketUnit, ...], measures: tuple[Named, ...]) -> tuple[Order, ...]:
    """Time runs forward; anything else is ranked by the figure that "by" named, else by the first."""
    if not groups or (draft.reading.top is None and any(isinstance(group, BucketUnit) for group in groups)):
        return ()
    return (Order(of=Column(name=measures[-1].name), descending=not draft.reading.ascending),)


class _Pattern:
    """Nodes, edges and dimensions: paths from the one fact, or shared nodes that several facts are joined on."""

    def __init__(self, draft: Draft, facts: tuple[Fact, ...]) -> None:
        self._draft, self._facts = draft, facts
        self._nodes: dict[str, Node] = {f.anchor.node: Node(name=f.anchor.node, cls=f.anchor.cls) for f in facts}
        self._edges: dict[tuple[str, str], Edge] = {}
        self.present: list[Condition] = []

    def nodes(self) -> tuple[Node, ...]:
        return tuple(self._nodes.values())

    def edges(self) -> tuple[Edge, ...]:
        return tuple(self._edges.values())

    def dimension(self, group: Said | BucketUnit) -> Named:
        if isinstance(group, BucketUnit):
            return self._bucket(group)
        name, owner = self._value(group)
        if len(self._facts) > 1:
            return Named(name=self._title(group, name), of=Property(node=self._join(owner, group.text), name=name))
        anchor = self._facts[0].anchor
        found = reach(self._draft.ontology, anchor, owner, to_one=True)
        if found is None:
            raise UnclearError(f"I cannot group {self._draft.label(anchor.cls)} by '{group.text}'.")
        value = Property(node=anchor.node, path=steps(found.links), name=name)
        if not always_there(self._draft.ontology, anchor.cls, (*found.links, name)):
            self.present.append(present(value))
            self._draft.assumptions.append(f"What has no {self._title(group, name)} is left out.")
        return Named(name=self._title(group, name), of=value)

    def _bucket(self, unit: BucketUnit) -> Named:
        if len(self._facts) > 1:
            raise UnclearError("I can group figures of different kinds by what they share, not by time.")
        time = self._facts[0].time
        if time is None:
            raise UnclearError(f"{self._draft.label(self._facts[0].anchor.cls)} has no time to group by.")
        return Named(name=unit.value, of=Bucket(unit=unit, of=time))

    def _value(self, group: Said) -> tuple[str, str]:
        """(property, class that offers it) of a group said as a class, a link or a property."""
        ontology, start = self._draft.ontology, self._facts[0].anchor
        options = [group.meaning, *group.alternatives]
        for meaning in options:
            if isinstance(meaning, PropertyTerm):
                prop = ontology.properties[meaning.name]
                if prop.range is not None:
                    return self._display(prop.range, group.text), prop.range
                found = self._draft.property_at(start, prop.name)
                if found is not None:
                    return prop.name, self._class_after(found)
            if isinstance(meaning, ClassTerm):
                return self._display(meaning.cls, group.text), meaning.cls
        raise UnclearError(f"I cannot group {self._draft.label(start.cls)} by '{group.text}'.")

    def _class_after(self, found: Property) -> str:
        cls = self._facts[0].anchor.cls
        for step in found.path:
            prop = self._draft.ontology.property_of(cls, step.link or "")
            assert prop is not None and prop.range is not None
            cls = prop.range
        return cls

    def _display(self, cls: str, text: str) -> str:
        display = self._draft.ontology.display_of(cls)
        if display is None:
            raise UnclearError(f"'{text}' has no name to group by.")
        return display

    def _title(self, group: Said, name: str) -> str:
        meaning = group.meaning
        return self._draft.label(meaning.cls if isinstance(meaning, ClassTerm) else name)

    def _join(self, owner: str, text: str) -> str:
        """A node for the class that every fact is joined to over its own way."""
        shared = node_name(owner)
        self._nodes.setdefault(shared, Node(name=shared, cls=owner))
        for fact in self._facts:
            found = reach(self._draft.ontology, fact.anchor, owner, to_one=True)
            if found is None or not found.links:
                raise UnclearError(f"{self._draft.label(fact.anchor.cls)} and the other figures do not share '{text}'.")
            source, cls = fact.anchor.node, fact.anchor.cls
            for index, link in enumerate(found.links):
                prop = self._draft.ontology.property_of(cls, link)
                assert prop is not None and prop.range is not None
                last = index == len(found.links) - 1
                target = shared if last else f"{source}.{link}"
                self._nodes.setdefault(target, Node(name=target, cls=prop.range))
                self._edges[(source, target)] = Edge(source=source, link=link, target=target)
                source, cls = target, prop.range
        return shared
