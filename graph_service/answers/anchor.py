"""Anchor: tie what was said to a node of the plan, over the nearest way the ontology's links offer.

A value, code or filter that is reached over to-one links becomes a condition on a path; over a to-many link an EXISTS.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import count

from graph_service.answers.lexicon import CodeTerm, FilterTerm, Meaning, ValueTerm
from graph_service.answers.paths import Way, way
from graph_service.ontology.model import Ontology
from graph_service.plan.conditions import Compare, Comparison, Condition, Exists, FilterRef, Null, Or, both
from graph_service.plan.expressions import Constant, Property, Step

DEEPEST_HIERARCHY = 3  # levels of a class that links to itself (category → parent) that a value includes


@dataclass(frozen=True, kw_only=True)
class Anchor:
    """A node of the plan under construction: its name and class."""

    node: str
    cls: str


class Names:
    """Fresh node names for the EXISTS of one plan."""

    def __init__(self) -> None:
        self._next = count(1)

    def fresh(self, cls: str) -> str:
        return f"{cls[0].lower()}{cls[1:]}{next(self._next)}"


def steps(links: tuple[str, ...]) -> tuple[Step, ...]:
    return tuple(Step(link=link) for link in links)


def target_class(ontology: Ontology, start: str, meaning: Meaning) -> str | None:
    """The class a meaning speaks of; for a code the nearest class that has a property with its enumeration."""
    match meaning:
        case ValueTerm(cls=cls) | FilterTerm(cls=cls):
            return cls
        case CodeTerm():
            return next((cls for cls, _ in coded(ontology, start, meaning)), None)
        case _:
            return None


def coded(ontology: Ontology, start: str, code: CodeTerm) -> list[tuple[str, str]]:
    """(class, property) pairs whose values are the code's enumeration, nearest to `start` first."""
    found: list[tuple[float, str, str]] = []
    for prop in ontology.properties.values():
        if prop.enumeration != code.enumeration:
            continue
        for cls in (start, *prop.domains) if ontology.property_of(start, prop.name) else prop.domains:
            if nearest := way(ontology, start, cls):
                found.append((nearest.cost, cls, prop.name))
    return [(cls, name) for _, cls, name in sorted(found)]


def own_condition(
    ontology: Ontology, node: str, path: tuple[str, ...], meaning: Meaning, start: str, anchor_cls: str | None = None
) -> Condition | None:
    """The condition on the entity itself, reached from `node` over to-one `path`."""
    match meaning:
        case ValueTerm(cls=cls, name=name, text=text):
            found = _value(ontology, node, path, cls, name, text)
            return _or_everywhere(ontology, anchor_cls, node, path, found) if anchor_cls else found
        case CodeTerm(notation=notation):
            pairs = coded(ontology, start, meaning)
            if not pairs:
                return None
            return _equals(Property(node=node, path=steps(path), name=pairs[0][1]), notation)
        case FilterTerm(name=name) if not path:
            return FilterRef(name=name, node=node)
        case _:
            return None


def _value(ontology: Ontology, node: str, path: tuple[str, ...], cls: str, name: str, text: str) -> Condition:
    """Equal, or equal in a higher level of a hierarchy: what is in Soft Drinks is in Drinks."""
    parent = next(
        (p.name for p in ontology.properties_of(cls).values() if p.range == cls and not p.many and not p.implicit), None
    )
    deep = DEEPEST_HIERARCHY if parent else 1
    levels = [
        _equals(Property(node=node, path=steps((*path, *([parent] * up if parent else []))), name=name), text)
        for up in range(deep)
    ]
    return levels[0] if len(levels) == 1 else Or(conditions=tuple(levels))


def _or_everywhere(ontology: Ontology, cls: str, node: str, path: tuple[str, ...], found: Condition) -> Condition:
    """An entity without the first link holds for every value where its shape says that absent means all."""
    everywhere = any(shape.absent_means_all for shape in ontology.shapes_of(cls) if shape.path in path[:1])
    return Or(conditions=(found, Null(of=Property(node=node, name=path[0])))) if everywhere else found


def _equals(left: Property, value: str) -> Condition:
    return Compare(operator=Comparison.EQ, left=left, right=Constant(value=value))


def reach(ontology: Ontology, anchor: Anchor, goal: str, *, to_one: bool = False) -> Way | None:
    """The way from an anchor to a class."""
    return way(ontology, anchor.cls, goal, to_one=to_one)


def over(ontology: Ontology, anchor: Anchor, links: tuple[str, ...], names: Names) -> tuple[Exists, Anchor] | None:
    """EXISTS along links: the outermost condition and the anchor inside it; None without a link.

    To-one links on the way go into the path of the EXISTS that follows; the last link is always an EXISTS.
    """
    if not links:
        return None
    cls, path = anchor.cls, list[str]()
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


def tie(ontology: Ontology, anchor: Anchor, meaning: Meaning, names: Names) -> tuple[Condition, float] | None:
    """The condition that ties a meaning to the anchor, and how far it is; None where no way leads there."""
    goal = target_class(ontology, anchor.cls, meaning)
    if goal is None:
        return None
    if (near := reach(ontology, anchor, goal, to_one=True)) is not None:
        start = anchor.cls if not near.links else goal
        condition = own_condition(ontology, anchor.node, near.links, meaning, start, anchor.cls)
        if condition is not None:
            return condition, near.cost
    if (far := reach(ontology, anchor, goal)) is None or not far.links:
        return None
    reached = over(ontology, anchor, far.links, names)
    assert reached is not None
    exists, inner = reached
    condition = own_condition(ontology, inner.node, (), meaning, inner.cls)
    return (inside(exists, inner, condition), far.cost) if condition is not None else None
