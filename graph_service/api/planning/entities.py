"""A selection on entities as a part of a plan, and the shape its rows are given in the response.

Every response key becomes a value, a link or an aggregate of the plan under that very key, so that the store's JSON is
the response wherever GraphQL's form and the plan's are the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import orjson
from graphql import GraphQLObjectType

from graph_service.api.planning.fields import Asked, Composite, Selected, below, collect
from graph_service.api.planning.shapes import AnyShape, ByClass, Reader, Row, Shape, coded, constant, one, shape_of
from graph_service.api.schema.parts import PART, Kind, Part, part_of
from graph_service.ontology.model import Ontology
from graph_service.plan.expressions import THING, Meta, Property, Step
from graph_service.plan.model import Entities, Link, LinkAggregate, Named

if TYPE_CHECKING:
    from graph_service.api.planning.roots import Reading

CURSOR = "_cursor"  # the store's key for the values of a row's sort keys
META_FIELDS = {
    "iri": Meta.IRI,
    "class": Meta.CLASS,
    "definition": Meta.CLASS,
    "products": Meta.SOURCE,
    "run": Meta.RUN,
    "loadedAt": Meta.LOADED_AT,
}


@dataclass(kw_only=True)
class Level:
    """What one page of a plan selects, as it is gathered; `prefix` keeps several views of a page apart."""

    cls: str
    select: list[Named] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    aggregates: list[LinkAggregate] = field(default_factory=list)
    made: dict[object, str | Reader] = field(default_factory=dict)
    cursor: bool = False
    taken: set[str] = field(default_factory=lambda: {CURSOR})

    def key(self, wanted: str) -> str:
        """The wanted key, or another one where it is taken."""
        key, number = wanted, 1
        while key in self.taken:
            number += 1
            key = f"{wanted}:{number}"
        self.taken.add(key)
        return key

    def meta(self, meta: Meta) -> str:
        """The key of a `Meta` of the entity, selected once."""
        made = self.made.get(meta)
        if made is None:
            made = self.made[meta] = self.key(f":{meta.value}")
            self.select.append(Named(name=made, of=Property(name=meta.value)))
        assert isinstance(made, str)
        return made

    def keys(self) -> list[str]:
        """The keys of the store's objects, in its order."""
        selected = [*(s.name for s in self.select), *(link.name for link in self.links)]
        return [*selected, *(a.name for a in self.aggregates), *([CURSOR] if self.cursor else [])]

    def entities(self, **rest: Any) -> Entities:
        """The page of the plan."""
        return Entities(
            cls=self.cls,
            select=tuple(self.select),
            links=tuple(self.links),
            aggregates=tuple(self.aggregates),
            cursor=self.cursor,
            **rest,
        )


def read_views(reading: Reading, level: Level, views: Iterable[Selected]) -> list[AnyShape]:
    """The shape of each view on the entities of one page; all of them are selected by one plan."""
    gathered = [_gather(reading, level, selected) for selected in views]
    return [make() for make in gathered]


def _gather(reading: Reading, level: Level, selected: Selected) -> Callable[[], AnyShape]:
    """Select what a view needs; gives what makes its shape once the whole page is known."""
    found = collect(reading.document, selected)
    conditions = {name for asked in found.values() for each in asked for name in each.when}
    told = reading.is_abstract(level.cls) and any(asked[0].name == "__typename" for asked in found.values())
    if not conditions and not told:
        entries = {key: _entry(reading, level, key, asked, level.cls) for key, asked in found.items()}
        return lambda: shape_of(entries, level.keys())
    told_by = level.meta(Meta.CLASS)
    shapes = _by_class(reading, level, found, conditions)
    # an entity of several classes may be told to be of one that is not below this page's class
    otherwise = shapes.get(level.cls, Shape(entries={}))
    return lambda: ByClass(told_by=told_by, shapes=shapes, otherwise=otherwise)


def _by_class(
    reading: Reading, level: Level, found: dict[str, tuple[Asked, ...]], conditions: set[str]
) -> dict[str, Shape]:
    """A shape per class an entity of this page may have; classes under the same conditions share their plan's keys."""
    shapes: dict[str, Shape] = {}
    for cls in reading.possible(level.cls):
        mine = reading.types_of(cls) & conditions
        applying = {key: tuple(each for each in asked if each.when <= mine) for key, asked in found.items()}
        entries = {key: _entry(reading, level, key, asked, cls) for key, asked in applying.items() if asked}
        shapes[cls] = Shape(entries=entries)
    return shapes


def _entry(reading: Reading, level: Level, key: str, asked: tuple[Asked, ...], cls: str) -> str | Reader:
    """What the response key reads; selected only once for classes that share it."""
    if asked[0].name == "__typename":
        return constant(reading.concrete_name(cls))
    identity = (key, *(id(each.node) for each in asked))
    if identity not in level.made:
        level.made[identity] = _made(reading, level, key, asked)
    return level.made[identity]


def _made(reading: Reading, level: Level, key: str, asked: tuple[Asked, ...]) -> str | Reader:
    first = asked[0]
    part = part_of(first.field)
    match part.kind:
        case Kind.ID:
            return _selected(level, key, Property(name=Meta.IRI.value))
        case Kind.META:
            return _meta(reading, level, asked)
        case Kind.VALUE:
            made = _selected(level, key, Property(path=_cast(reading, level, first, part), name=part.name))
            return made if part.codes is None else coded(made, part.codes)
        case Kind.ONE:
            return _one(reading, level, key, asked, part)
        case Kind.MANY:
            return reading.nested_page(level, key, asked, part, on=_on(reading, level, first, part))
        case _:
            return reading.nested_totals(level, key, asked, part, on=_on(reading, level, first, part))


def _selected(level: Level, key: str, of: Property) -> str:
    name = level.key(key)
    level.select.append(Named(name=name, of=of))
    return name


def _one(reading: Reading, level: Level, key: str, asked: tuple[Asked, ...], part: Part) -> str | Reader:
    inner = Level(cls=part.cls)
    (shape,) = read_views(reading, inner, [below(asked, _composite(asked[0].field.type))])
    name = level.key(key)
    on = _on(reading, level, asked[0], part)
    level.links.append(Link(name=name, link=part.name, entities=inner.entities(), on=on))
    return name if isinstance(shape, Shape) and shape.as_it_is else one(name, shape)


def _meta(reading: Reading, level: Level, asked: tuple[Asked, ...]) -> Reader:
    on = reading.document.schema.type_map["EntityMeta"]
    assert isinstance(on, GraphQLObjectType)
    readers: dict[str, Reader] = {}
    for key, inner in collect(reading.document, below(asked, on)).items():
        name = inner[0].name
        readers[key] = constant(on.name) if name == "__typename" else _meta_reader(reading, level, name)
    return lambda row: {key: read(row) for key, read in readers.items()}


def _meta_reader(reading: Reading, level: Level, name: str) -> Reader:
    key = level.meta(META_FIELDS[name])
    if name == "definition":
        return lambda row: reading.definition(row[key])
    if name == "products":
        return lambda row: _products(row, key)
    return lambda row: row[key]


def _products(row: Row, key: str) -> Any:
    """The products, which stores keep as JSON text."""
    found = row[key]
    return orjson.loads(found) if isinstance(found, str) else found


def _on(reading: Reading, level: Level, asked: Asked, part: Part) -> str | None:
    """The class to narrow to where the page's own class does not offer the property, None where it does."""
    assert part.prop is not None
    if level.cls != THING and reading.ontology.property_of(level.cls, part.name) is part.prop:
        return None
    on = asked.on.extensions.get(PART)
    return on if isinstance(on, str) and on != level.cls else None


def _cast(reading: Reading, level: Level, asked: Asked, part: Part) -> tuple[Step, ...]:
    on = _on(reading, level, asked, part)
    return (Step(cast=on),) if on else ()


def _composite(type_: Any) -> Composite:
    inner = getattr(type_, "of_type", type_)
    assert isinstance(inner, Composite)
    return inner


def definition_of(ontology: Ontology, cls: str) -> str | None:
    """The IRI that defines a class."""
    found = ontology.classes.get(cls)
    return found.iri if found else None
