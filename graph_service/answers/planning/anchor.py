"""Anchor: tie what was said to a node of the plan, over the nearest way the ontology's links offer.

A value, code or filter that is reached over to-one links becomes a condition on a path; over a to-many link an EXISTS.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import count

from graph_service.answers.grounding.meanings import CodeTerm, FilterTerm, Narrowing, ValueTerm
from graph_service.answers.planning.paths import class_after, way
from graph_service.ontology.model import Datatype, Ontology
from graph_service.plan.conditions import Compare, Comparison, Condition, Exists, FilterRef, Null, Or, both
from graph_service.plan.expressions import Constant, Property, Step

DEEPEST_HIERARCHY = 3  # levels of a class that links to itself (category → parent) that a value includes


@dataclass(frozen=True, kw_only=True)
class Anchor:
    """A place in the plan under construction: to-one links from a node, the node's class and the class reached."""

    node: str
    cls: str
    path: tuple[str, ...] = ()
    node_cls: str = ""

    @property
    def start(self) -> str:
        """The class of the node itself."""
        return self.node_cls or self.cls

    def along(self, ontology: Ontology, links: tuple[str, ...]) -> Anchor:
        """The place after some more to-one links."""
        cls = class_after(ontology, self.cls, links)
        return Anchor(node=self.node, cls=cls, path=(*self.path, *links), node_cls=self.start)

    def at(self, ontology: Ontology, found: Property) -> Anchor:
        """The place of a property that was found from here."""
        links = tuple(step.link or "" for step in found.path)
        return self.along(ontology, links[len(self.path) :])

    def property(self, name: str) -> Property:
        """A property of the entity there."""
        return Property(node=self.node, path=steps(self.path), name=name)


class Names:
    """Fresh node names for the EXISTS of one plan."""

    def __init__(self) -> None:
        self._next = count(1)

    def fresh(self, cls: str) -> str:
        return f"{cls[0].lower()}{cls[1:]}{next(self._next)}"


def steps(links: tuple[str, ...]) -> tuple[Step, ...]:
    return tuple(Step(link=link) for link in links)


def coded(ontology: Ontology, start: str, code: CodeTerm, *, to_one: bool) -> list[tuple[str, str]]:
    """(class, property) pairs whose values are the code's enumeration, nearest to `start` first."""
    found: list[tuple[float, str, str]] = []
    for prop in ontology.properties.values():
        if prop.enumeration != code.enumeration:
            continue
        for cls in prop.domains or tuple(ontology.classes):
            if nearest := way(ontology, start, cls, to_one=to_one):
                found.append((nearest.cost, cls, prop.name))
    return [(cls, name) for _, cls, name in sorted(found)]


def target(ontology: Ontology, start: str, meaning: Narrowing, *, to_one: bool) -> str | None:
    """The class a meaning speaks of; for a code the nearest class that has a property with its enumeration."""
    if isinstance(meaning, CodeTerm):
        return next((cls for cls, _ in coded(ontology, start, meaning, to_one=to_one)), None)
    return meaning.cls


def near(ontology: Ontology, anchor: Anchor, meaning: Narrowing, names: Names) -> tuple[Condition, float] | None:
    """The condition that ties a meaning to an anchor over to-one links, and how far it is."""
    goal = target(ontology, anchor.cls, meaning, to_one=True)
    found = way(ontology, anchor.cls, goal, to_one=True) if goal else None
    if found is None:
        return None
    place = anchor.along(ontology, found.links)
    if isinstance(meaning, FilterTerm) and place.path:
        reached = over(ontology, anchor, found.links, names)
        assert reached is not None
        return inside(reached[0], reached[1], FilterRef(name=meaning.name, node=reached[1].node)), found.cost
    return own(ontology, place, meaning), found.cost


def far(ontology: Ontology, anchor: Anchor, meaning: Narrowing, names: Names) -> tuple[Condition, float] | None:
    """The condition that ties a meaning to an anchor by an EXISTS over the nearest way, and how far it is."""
    goal = target(ontology, anchor.cls, meaning, to_one=False)
    found = way(ontology, anchor.cls, goal) if goal else None
    if found is None or not found.links:
        return None
    reached = over(ontology, anchor, found.links, names)
    assert reached is not None
    exists, inner = reached
    return inside(exists, inner, own(ontology, inner, meaning)), found.cost


def own(ontology: Ontology, place: Anchor, meaning: Narrowing) -> Condition:
    """The condition on the very entity at a place."""
    match meaning:
        case ValueTerm(name=name, text=text):
            return _or_everywhere(ontology, place, _value(ontology, place, name, text))
        case CodeTerm(notation=notation):
            _, name = coded(ontology, place.cls, meaning, to_one=True)[0]
            return _equals(ontology, place, (), name, notation)
        case FilterTerm(name=name):
            return FilterRef(name=name, node=place.node)


def _value(ontology: Ontology, place: Anchor, name: str, text: str) -> Condition:
    """Equal, or equal in a higher level of a hierarchy: what is in Soft Drinks is in Drinks."""
    parent = parent_of(ontology, place.cls)
    levels = [()] if parent is None else [(parent,) * up for up in range(DEEPEST_HIERARCHY)]
    conditions = tuple(_equals(ontology, place, level, name, text) for level in levels)
    return conditions[0] if len(conditions) == 1 else Or(conditions=conditions)


def parent_of(ontology: Ontology, cls: str) -> str | None:
    """The to-one link of a class to itself, if it is a hierarchy."""
    links = ontology.properties_of(cls).values()
    return next((p.name for p in links if p.range == cls and not p.many and not p.implicit), None)


def child_of(ontology: Ontology, cls: str) -> str | None:
    """The to-many link of a class to itself, the hierarchy read downwards."""
    links = ontology.properties_of(cls).values()
    return next((p.name for p in links if p.range == cls and p.many), None)


def below(ontology: Ontology, cls: str, exists: Exists, names: Names) -> Condition:
    """An EXISTS of an entity of a hierarchy, or of what is below it: what Soft Drinks have, Drinks have."""
    child = child_of(ontology, cls)
    if child is None or exists.path or exists.link in (child, parent_of(ontology, cls)):
        return exists
    levels = [exists]
    for _ in range(DEEPEST_HIERARCHY - 1):
        name = names.fresh(cls)
        levels.append(Exists(node=exists.node, link=child, name=name, where=replace(levels[-1], node=name)))
    return Or(conditions=tuple(levels))


def _or_everywhere(ontology: Ontology, place: Anchor, found: Condition) -> Condition:
    """An entity without the first link holds for every value where its shape says that absent means all."""
    first = place.path[:1]
    everywhere = any(shape.absent_means_all for shape in ontology.shapes_of(place.start) if shape.path in first)
    return Or(conditions=(found, Null(of=Property(node=place.node, name=first[0])))) if everywhere else found


def _equals(ontology: Ontology, place: Anchor, links: tuple[str, ...], name: str, value: str) -> Condition:
    prop = ontology.property_of(place.cls, name)
    whole = prop is not None and prop.datatype is Datatype.INTEGER
    left = Property(node=place.node, path=steps((*place.path, *links)), name=name)
    return Compare(operator=Comparison.EQ, left=left, right=Constant(value=int(value) if whole else value))


def over(ontology: Ontology, anchor: Anchor, links: tuple[str, ...], names: Names) -> tuple[Exists, Anchor] | None:
    """EXISTS along links: the outermost condition and the anchor inside it; None without a link.

    To-one links on the way go into the path of the EXISTS that follows; the last link is always an EXISTS.
    """
    path, cls = list(anchor.path), anchor.cls
    for index, link in enumerate(links):
        prop = ontology.property_of(cls, link)
        assert prop is not None and prop.range is not None
        cls = prop.range
        last = index == len(links) - 1
        if not prop.many and not last:
            path.append(link)
            continue
        inner = Anchor(node=names.fresh(cls), cls=cls)
        outer = Exists(node=anchor.node, path=steps(tuple(path)), link=link, name=inner.node)
        if last:
            return outer, inner
        rest = over(ontology, inner, links[index + 1 :], names)
        assert rest is not None
        return replace(outer, where=rest[0]), rest[1]
    return None


def inside(exists: Exists, anchor: Anchor, condition: Condition | None) -> Exists:
    """The EXISTS with one more condition at the innermost level, whose node is the anchor's."""
    if exists.name == anchor.node:
        return replace(exists, where=both(exists.where, condition))
    assert isinstance(exists.where, Exists)
    return replace(exists, where=inside(exists.where, anchor, condition))
