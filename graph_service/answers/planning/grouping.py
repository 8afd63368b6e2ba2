"""Grouping: nodes, edges and dimensions of a table: paths from the one fact, or nodes that several facts share."""

from __future__ import annotations

from dataclasses import dataclass

from graph_service.answers.grounding.meanings import ClassTerm, CodeTerm, Meaning, PropertyTerm, ValueTerm
from graph_service.answers.grounding.reading import Said
from graph_service.answers.planning.anchor import Anchor, parent_of
from graph_service.answers.planning.draft import Draft, present
from graph_service.answers.planning.facts import Fact, node_name
from graph_service.answers.planning.paths import always_there, way
from graph_service.answers.planning.whose import places_of
from graph_service.ontology.model import Ontology
from graph_service.plan.conditions import Compare, Comparison, Condition
from graph_service.plan.expressions import Bucket, BucketUnit, Constant, Property
from graph_service.plan.model import Edge, Named, Node


@dataclass(frozen=True, kw_only=True)
class Level:
    """A level of a hierarchy said by its code: `ups` links of `parent` above the class `cls`."""

    cls: str
    parent: str
    ups: int
    name: str
    notation: str


class Grouping:
    """Built up dimension by dimension."""

    def __init__(self, draft: Draft, facts: tuple[Fact, ...]) -> None:
        self._draft, self._facts = draft, facts
        self._nodes: dict[str, Node] = {f.anchor.node: Node(name=f.anchor.node, cls=f.anchor.cls) for f in facts}
        self._edges: dict[tuple[str, str], Edge] = {}
        self.conditions: list[Condition] = []

    def nodes(self) -> tuple[Node, ...]:
        return tuple(self._nodes.values())

    def edges(self) -> tuple[Edge, ...]:
        return tuple(self._edges.values())

    def dimension(self, group: Said) -> Named:
        """The column of a group; what has no value in it is left out, and that is said."""
        self._draft.use(group)
        if isinstance(group.meaning, BucketUnit):
            return self._bucket(group.meaning)
        owner, name, meaning = self._value(group)
        level = level_of(self._draft, meaning) if isinstance(meaning, CodeTerm) else None
        title = self._title(meaning, name)
        if len(self._facts) > 1 and group.via is None:
            return Named(name=title, of=Property(node=self._join(owner, group.text), name=name))
        place = self._place(owner, group, meaning)
        value = self._raised(place, level, title).property(name) if level else place.property(name)
        if not always_there(self._draft.ontology, self._facts[0].anchor.cls, (*place.path, name)):
            self.conditions.append(present(value))
            self._draft.assume("left out", what=title)
        return Named(name=title, of=value)

    def _start(self, group: Said) -> Anchor:
        """Where a group is looked for: the fact, or the group it was said as a property of."""
        anchor = self._facts[0].anchor
        if group.via is None:
            return anchor
        owner, _, meaning = self._value(group.via)
        return self._place(owner, group.via, meaning)

    def _place(self, owner: str, group: Said, meaning: Meaning) -> Anchor:
        anchor = self._start(group)
        if isinstance(meaning, PropertyTerm) and (link := self._draft.property_at(anchor, meaning.name)) is not None:
            place = anchor.at(self._draft.ontology, link)
            prop = self._draft.ontology.property_of(place.cls, meaning.name)
            return place.along(self._draft.ontology, (meaning.name,)) if prop is not None and prop.range else place
        found = way(self._draft.ontology, anchor.cls, owner, to_one=True)
        if found is None:
            raise self._draft.unclear("no group", start=self._draft.label(anchor.cls), group=group.text)
        return anchor.along(self._draft.ontology, found.links)

    def _raised(self, place: Anchor, level: Level, text: str) -> Anchor:
        """The entity some levels above, which must be of the level said."""
        raised = place.along(self._draft.ontology, (level.parent,) * level.ups)
        same = Compare(operator=Comparison.EQ, left=raised.property(level.name), right=Constant(value=level.notation))
        self.conditions.append(same)
        count = "one level" if level.ups == 1 else "some levels"
        self._draft.assume(
            "levels",
            level=text,
            count=self._draft.say(count, count=level.ups),
            cls=self._draft.label(level.cls),
            start=self._draft.label(self._facts[0].anchor.cls),
        )
        return raised

    def _bucket(self, unit: BucketUnit) -> Named:
        if len(self._facts) > 1:
            raise self._draft.unclear("no time shared")
        time = self._facts[0].time
        if time is None:
            raise self._draft.unclear("no time group", start=self._draft.label(self._facts[0].anchor.cls))
        return Named(name=self._draft.say(f"bucket {unit.value}"), of=Bucket(unit=unit, of=time))

    def _value(self, group: Said) -> tuple[str, str, Meaning]:
        """(class, property, meaning) of a group said as a class, a link, a property, a level or by its values."""
        start = self._start(group)
        for meaning in self._meanings(start, group):
            assert not isinstance(meaning, BucketUnit)
            found = self._option(start, meaning, group)
            if found is not None:
                return (*found, meaning)
        raise self._draft.unclear("no group", start=self._draft.label(start.cls), group=group.text)

    def _meanings(self, start: Anchor, group: Said) -> tuple[Meaning, ...]:
        """The meanings of a group; a value that entities have is the class's own, or that of the one that has it."""
        meanings = tuple(m for m in (group.meaning, *group.alternatives) if not isinstance(m, BucketUnit))
        ontology = self._draft.ontology
        if not isinstance(meanings[0], PropertyTerm) or _is_link(ontology, meanings[0].name):
            return meanings
        places = places_of(self._draft, start, group, told=False)
        if len(places) > 1:
            options = self._draft.listed((self._draft.label(place.name) for place in places), last="or")
            raise self._draft.unclear("ambiguous", word=group.text, options=options)
        return (*(PropertyTerm(name=place.name) for place in places), *meanings)

    def _option(self, start: Anchor, meaning: Meaning, group: Said) -> tuple[str, str] | None:
        ontology = self._draft.ontology
        match meaning:
            case ClassTerm(cls=cls) | ValueTerm(cls=cls, names=True):
                return cls, self._display(cls, group.text)
            case ValueTerm(cls=cls, name=name):
                return cls, name
            case CodeTerm():
                level = level_of(self._draft, meaning)
                return (level.cls, self._display(level.cls, group.text)) if level else self._coded(start, meaning)
            case PropertyTerm(name=name):
                if (reached := _is_link(ontology, name)) is not None:
                    return reached, self._display(reached, group.text)
                found = self._draft.property_at(start, name)
                place = start.at(ontology, found) if found else None
                return (place.cls, name) if place else None
            case _:
                return None

    def _coded(self, start: Anchor, meaning: CodeTerm) -> tuple[str, str] | None:
        """The property a code belongs to: "Hamburg compared with Bremen" may speak of states."""
        names = [p for p in self._draft.ontology.properties.values() if p.enumeration == meaning.enumeration]
        found = self._draft.property_at(start, names[0].name) if names else None
        place = start.at(self._draft.ontology, found) if found else None
        return (place.cls, names[0].name) if place else None

    def _display(self, cls: str, text: str) -> str:
        display = self._draft.ontology.display_of(cls)
        if display is None:
            raise self._draft.unclear("no name", start=text)
        return display

    def _title(self, meaning: Meaning, name: str) -> str:
        match meaning:
            case ClassTerm(cls=cls) | ValueTerm(cls=cls, names=True):
                return self._draft.label(cls)
            case PropertyTerm(name=said):
                return self._draft.label(said)
            case CodeTerm(enumeration=enumeration, notation=notation) if level_of(self._draft, meaning):
                codes = self._draft.ontology.enumerations[enumeration].codes
                words = next(code.words for code in codes if code.notation == notation)
                return words.in_language(self._draft.reading.language, notation)
            case _:
                return self._draft.label(name)

    def _join(self, owner: str, text: str) -> str:
        """A node for the class that every fact is joined to over its own way."""
        shared = node_name(owner)
        self._nodes.setdefault(shared, Node(name=shared, cls=owner))
        for fact in self._facts:
            found = way(self._draft.ontology, fact.anchor.cls, owner, to_one=True)
            if found is None or not found.links:
                raise self._draft.unclear("no shared", start=self._draft.label(fact.anchor.cls), group=text)
            self._edges_to(fact.anchor, found.links, shared)
        return shared

    def _edges_to(self, anchor: Anchor, links: tuple[str, ...], shared: str) -> None:
        source, cls = anchor.node, anchor.cls
        for index, link in enumerate(links):
            prop = self._draft.ontology.property_of(cls, link)
            assert prop is not None and prop.range is not None
            target = shared if index == len(links) - 1 else f"{source}.{link}"
            self._nodes.setdefault(target, Node(name=target, cls=prop.range))
            self._edges[(source, target)] = Edge(source=source, link=link, target=target)
            source, cls = target, prop.range


def _is_link(ontology: Ontology, name: str) -> str | None:
    """The class that a link of that name leads to, None where the name is no link's."""
    return next((p.range for p in ontology.properties.values() if p.name == name and p.range is not None), None)


def level_of(draft: Draft, code: CodeTerm) -> Level | None:
    """The level of a hierarchy that a code stands for: its enumeration lists the levels from the top down."""
    codes = [one.notation for one in draft.ontology.enumerations[code.enumeration].codes]
    for prop in draft.ontology.properties.values():
        for cls in prop.domains if prop.enumeration == code.enumeration else ():
            if (parent := parent_of(draft.ontology, cls)) is not None:
                ups = len(codes) - 1 - codes.index(code.notation)
                return Level(cls=cls, parent=parent, ups=ups, name=prop.name, notation=code.notation)
    return None
