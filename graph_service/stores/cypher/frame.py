"""Frame: one scope of a statement: its nodes, what it matches, and the to-one links its expressions follow.

A link that a condition needs is matched like the pattern itself, so that Neo4j may start at its far end; every other
one is an OPTIONAL MATCH, because a missing entity gives null. Frames nest as subqueries do and see what is outside.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from graph_service.ontology.model import Property
from graph_service.plan.conditions import Condition
from graph_service.plan.expressions import THIS, Aggregate, Step
from graph_service.stores.cypher.context import Context, labels, subquery
from graph_service.stores.cypher.pattern import Pattern, hop, target_labels
from graph_service.stores.cypher.values import Value


@dataclass(frozen=True, kw_only=True)
class Place:
    """An entity of the scope: its variable and class; `optional` if it may be missing."""

    variable: str
    cls: str
    optional: bool = False


@dataclass(kw_only=True)
class Frame:
    """`columns` and `aggregates` are what expressions over a table's columns read instead of nodes."""

    context: Context
    outer: Frame | None = None
    nodes: dict[str, Place] = field(default_factory=dict)
    pattern: Pattern = field(default_factory=Pattern)
    columns: Mapping[str, Value] = field(default_factory=dict)
    aggregates: Mapping[Aggregate, Value] = field(default_factory=dict)
    early: list[str] = field(default_factory=list)
    late: list[str] = field(default_factory=list)
    optional: list[str] = field(default_factory=list)
    reached: dict[tuple[str, Step], Place] = field(default_factory=dict)
    touched: bool = False

    def inner(self, nodes: Mapping[str, Place] | None = None) -> Frame:
        """A frame for a subquery inside this one."""
        return Frame(context=self.context, outer=self, nodes=dict(nodes or {}))

    def place(self, node: str) -> Place:
        """The entity of that name, here or in a scope around."""
        found = self.nodes.get(node) or (self.outer.place(node) if self.outer else None)
        if found is None:
            raise KeyError(f"no node {node!r} in this scope")
        return found

    @contextmanager
    def naming(self, name: str, place: Place) -> Iterator[None]:
        """Within it the name is that of the place, whatever it was before."""
        before = self.nodes.get(name)
        self.nodes[name] = place
        yield
        del self.nodes[name]
        if before is not None:
            self.nodes[name] = before

    def forget(self) -> None:
        """Start anew behind a WITH that keeps the nodes named and nothing else."""
        self.pattern, self.early, self.late, self.optional, self.reached = Pattern(), [], [], [], {}

    def add(self, name: str, cls: str) -> Place:
        """A new node of the pattern."""
        place = Place(variable=self.context.variable(cls), cls=cls)
        self.nodes[name] = place
        self.pattern.labels[place.variable] = labels(cls)
        return place

    def link(self, source: Place, link: str, name: str, cls: str | None = None) -> Place:
        """A new node reached over a link."""
        prop = self.property(source, link)
        place = self.add(name, cls or prop.range or THIS)
        self.pattern.labels[place.variable] = target_labels(prop, place.cls, self.context.ontology)
        self.pattern.hops.append(hop(prop, source.variable, place.variable))
        self.meet(prop, source, place)
        return place

    def meet(self, prop: Property, source: Place, target: Place) -> None:
        """What is matched over a link to one is what a path over the same link would follow, from either end."""
        back = self.context.ontology.properties.get(prop.inverse_of or "")
        if not prop.many:
            self.reached[source.variable, Step(link=prop.name)] = target
        if back is not None and not back.many:
            self.reached[target.variable, Step(link=back.name)] = source

    def property(self, place: Place, name: str) -> Property:
        """The property of that name as the class of a place offers it."""
        ontology = self.context.ontology
        return ontology.property_of(place.cls, name) or ontology.properties[name]

    def follow(self, place: Place, steps: tuple[Step, ...], *, required: bool = False) -> Place:
        """The entity at the end of to-one steps; what is followed twice is matched once."""
        for step in steps:
            found = self._reached(place, step)
            place = found or (self._require(place, step) if required else self._try(place, step))
        self.touched = self.touched or place.optional
        return place

    def _reached(self, place: Place, step: Step) -> Place | None:
        """Where the step led before, here or in a scope around, which is then touched if nothing may be there."""
        found = self.reached.get((place.variable, step))
        if found is None and self.outer is not None:
            found = self.outer._reached(place, step)
        self.touched = self.touched or (found is not None and found.optional)
        return found

    def _require(self, place: Place, step: Step) -> Place:
        if step.link is None:
            assert step.cast is not None
            found = Place(variable=place.variable, cls=step.cast, optional=place.optional)
            self.early.append(f"{place.variable}{labels(step.cast)}")
        else:
            found = self.link(place, step.link, f"{place.variable}.{step.link}")
        if step.guard is not None:
            self.early.append(self.guarded(step.guard, found))
        self.reached[place.variable, step] = found
        return found

    def _try(self, place: Place, step: Step) -> Place:
        found = self._narrow(place, step) if step.link is None else self._try_link(place, step.link, step.guard)
        self.reached[place.variable, step] = found
        return found

    def _narrow(self, place: Place, step: Step) -> Place:
        assert step.cast is not None
        found = Place(variable=self.context.variable(step.cast), cls=step.cast, optional=True)
        condition = f"{place.variable}{labels(step.cast)}"
        if step.guard is not None:
            condition += f" AND {self.guarded(step.guard, Place(variable=place.variable, cls=step.cast))}"
        self.optional.append(f"WITH *, CASE WHEN {condition} THEN {place.variable} END AS {found.variable}")
        return found

    def _try_link(self, place: Place, link: str, guard: Condition | None) -> Place:
        prop = self.property(place, link)
        assert prop.range is not None
        found = Place(variable=self.context.variable(prop.range), cls=prop.range, optional=True)
        one = hop(prop, place.variable, found.variable)
        target = target_labels(prop, prop.range, self.context.ontology)
        self.optional.append(f"OPTIONAL MATCH ({one.source}){one.arrow}({one.target}{target})")
        if guard is not None:
            self.optional[-1] += f"\nWHERE {self.guarded(guard, Place(variable=found.variable, cls=found.cls))}"
        return found

    def guarded(self, guard: Condition, place: Place) -> str:
        """A condition over `this` being a place, as an expression that needs no clause around it."""
        from graph_service.stores.cypher.conditions import filtered

        frame = self.inner({THIS: place})
        filtered(frame, (guard,))
        if not (frame.pattern.hops or frame.optional or frame.late):
            return " AND ".join(f"({text})" for text in frame.early) if len(frame.early) > 1 else frame.early[0]
        return subquery("EXISTS", [*frame.body(), *frame.ending()])

    def body(self) -> list[str]:
        """The clauses that bind this frame's nodes and filter them."""
        lines = self.pattern.lines()
        if not lines and self.early:
            self.late, self.early = [*self.early, *self.late], []
        lines += [f"WHERE {_all(self.early)}"] if self.early else []
        lines += self.optional
        self.optional = []
        return [*lines, *([f"WITH *\nWHERE {_all(self.late)}"] if self.late else [])]

    def ending(self) -> list[str]:
        """What a subquery that only counts or tests its rows must end with, where it does not end with a MATCH."""
        return ["RETURN 1 AS one"] if self.late else []


def _all(conditions: list[str]) -> str:
    return "\n  AND ".join(conditions)
