"""Outputs of the schema, per class: object or interface, connection, edge, aggregates over a link."""

from __future__ import annotations

from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLBoolean,
    GraphQLField,
    GraphQLID,
    GraphQLInt,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLString,
)

from graph_service.api.schema.descriptions import deprecation, described
from graph_service.api.schema.figures import FIGURES
from graph_service.api.schema.inputs import Inputs
from graph_service.api.schema.parts import PART, Kind, Part, extension
from graph_service.api.schema.scalars import DATETIME, SCALARS
from graph_service.ontology.graphql_names import field_name, type_name
from graph_service.ontology.model import Ontology, Property
from graph_service.plan.ready import Bounds

PAGE_INFO = GraphQLObjectType(
    "PageInfo",
    {
        "hasNextPage": GraphQLField(GraphQLNonNull(GraphQLBoolean), description="Whether there is a page after this."),
        "hasPreviousPage": GraphQLField(
            GraphQLNonNull(GraphQLBoolean), description="Whether this page came after a cursor."
        ),
        "startCursor": GraphQLField(GraphQLString, description="The cursor of the first entity here."),
        "endCursor": GraphQLField(GraphQLString, description="The cursor of the last: `after` of the next page."),
    },
    description="Where a page stands (GraphQL Cursor Connections).",
)
META = GraphQLObjectType(
    "EntityMeta",
    {
        "iri": GraphQLField(GraphQLNonNull(GraphQLID), description="The canonical IRI."),
        "class": GraphQLField(GraphQLNonNull(GraphQLString), description="The class, as the ontology names it."),
        "definition": GraphQLField(GraphQLString, description="The IRI of the class's definition."),
        "products": GraphQLField(
            GraphQLList(GraphQLNonNull(GraphQLString)), description="The data products that contribute."
        ),
        "run": GraphQLField(GraphQLInt, description="The load run that last changed the entity."),
        "loadedAt": GraphQLField(DATETIME, description="When that run was, in UTC."),
    },
    description="Where an entity comes from.",
)
_ID = GraphQLField(
    GraphQLNonNull(GraphQLID), description="The canonical IRI.", extensions=extension(Part(kind=Kind.ID))
)
_META = GraphQLField(
    GraphQLNonNull(META), description="Where the entity comes from.", extensions=extension(Part(kind=Kind.META))
)
NODE = GraphQLInterfaceType("Node", {"id": _ID, "_meta": _META}, description="Anything that has an IRI.")
NESTED_DEFAULT = 20  # entities of a nested page unless `first` says otherwise
AFTER = "Give the `endCursor` of the page before."


class Objects:
    """The output types of one ontology, each made once and only when something refers to it."""

    def __init__(self, ontology: Ontology, inputs: Inputs, bounds: Bounds) -> None:
        self.ontology, self.inputs, self.bounds = ontology, inputs, bounds
        self._outputs: dict[str, GraphQLObjectType | GraphQLInterfaceType] = {}
        self._connections: dict[str, GraphQLObjectType] = {}
        self._aggregates: dict[str, GraphQLObjectType] = {}
        self._fields: dict[int, dict[str, GraphQLField]] = {}
        self._figures: dict[int, GraphQLField] = {}

    def output(self, cls: str) -> GraphQLObjectType | GraphQLInterfaceType:
        """What a link to the class leads to: an interface where the class has subclasses, else an object."""
        if cls not in self._outputs:
            self._outputs[cls] = self._interface(cls) if self.has_subclasses(cls) else self._object(cls, type_name(cls))
        return self._outputs[cls]

    def concrete(self, cls: str) -> GraphQLObjectType:
        """The object of entities that are of this class and of no subclass: `Place` is `PlaceEntity`."""
        found = self.output(cls)
        return found if isinstance(found, GraphQLObjectType) else self._object(cls, f"{type_name(cls)}Entity")

    def concrete_name(self, cls: str) -> str:
        """The name of `concrete(cls)`."""
        return f"{type_name(cls)}Entity" if self.has_subclasses(cls) else type_name(cls)

    def has_subclasses(self, cls: str) -> bool:
        return len(self.ontology.descendants(cls)) > 1

    def connection(self, cls: str) -> GraphQLObjectType:
        """A page of entities of the class, with its edges and total."""
        if cls not in self._connections:
            name, node = type_name(cls), self.output(cls)
            edge = GraphQLObjectType(
                f"{name}Edge",
                {
                    "cursor": GraphQLField(GraphQLNonNull(GraphQLString), description="Where the entity stands."),
                    "node": GraphQLField(GraphQLNonNull(node), description="The entity."),
                },
                description="An entity and its cursor.",
            )
            fields = {
                "nodes": GraphQLField(_list(node), description="The entities of this page."),
                "edges": GraphQLField(_list(edge), description="The entities of this page, each with its cursor."),
                "pageInfo": GraphQLField(GraphQLNonNull(PAGE_INFO), description="Where this page stands."),
                "totalCount": GraphQLField(GraphQLNonNull(GraphQLInt), description="How many satisfy `where` in all."),
            }
            self._connections[cls] = GraphQLObjectType(
                f"{name}Connection", fields, description=f"A page of {name}.", extensions={PART: cls}
            )
        return self._connections[cls]

    def page_arguments(self, cls: str, default: int, most: int) -> dict[str, GraphQLArgument]:
        """The arguments of a connection."""
        order = GraphQLList(GraphQLNonNull(self.inputs.order(cls)))
        return {
            "where": GraphQLArgument(self.inputs.where(cls), description="Which entities."),
            "orderBy": GraphQLArgument(order, description="Sort keys, the first weighs most; the IRI comes last."),
            "first": GraphQLArgument(GraphQLInt, description=f"How many: {default} unless told, {most} at most."),
            "after": GraphQLArgument(GraphQLString, description=AFTER),
        }

    def aggregate(self, cls: str) -> GraphQLObjectType:
        """Figures over entities of the class."""
        if cls not in self._aggregates:
            self._aggregates[cls] = GraphQLObjectType(
                f"{type_name(cls)}Aggregate",
                lambda: self._aggregate_fields(cls),
                description=f"Figures over {type_name(cls)}.",
                extensions={PART: cls},
            )
        return self._aggregates[cls]

    def _interface(self, cls: str) -> GraphQLInterfaceType:
        return GraphQLInterfaceType(
            type_name(cls),
            lambda: self._entity_fields(cls),
            lambda: self._interfaces(cls),
            description=described(self.ontology.classes[cls], self.ontology),
            extensions={PART: cls},
        )

    def _object(self, cls: str, name: str) -> GraphQLObjectType:
        return GraphQLObjectType(
            name,
            lambda: self._entity_fields(cls),
            lambda: self._interfaces(cls, itself=True),
            description=described(self.ontology.classes[cls], self.ontology),
            extensions={PART: cls},
        )

    def _interfaces(self, cls: str, *, itself: bool = False) -> list[GraphQLInterfaceType]:
        above = [self.output(name) for name in self.ontology.ancestors(cls) if itself or name != cls]
        return [NODE, *(one for one in above if isinstance(one, GraphQLInterfaceType))]

    def _entity_fields(self, cls: str) -> dict[str, GraphQLField]:
        fields = {"id": _ID, "_meta": _META}
        for prop in self._offered(cls).values():
            if id(prop) not in self._fields:
                self._fields[id(prop)] = self._property_fields(prop)
            fields.update(self._fields[id(prop)])
        return fields

    def _offered(self, cls: str) -> dict[str, Property]:
        """What the class offers, and what its interfaces do although it is hidden on this very class."""
        found = dict(self.ontology.properties_of(cls))
        for above in self.ontology.ancestors(cls)[1:]:
            for name, prop in self.ontology.properties_of(above).items():
                found.setdefault(name, prop)
        return found

    def _property_fields(self, prop: Property) -> dict[str, GraphQLField]:
        name, about, old = field_name(prop.name), self.inputs.words(prop), deprecation(prop)
        if prop.range is None:
            return {name: GraphQLField(self._literal(prop), None, None, None, about, old, extension(self._value(prop)))}
        part = Part(kind=Kind.MANY if prop.many else Kind.ONE, cls=prop.range, prop=prop)
        if not prop.many:
            return {name: GraphQLField(self.output(prop.range), None, None, None, about, old, extension(part))}
        page = GraphQLNonNull(self.connection(prop.range))
        arguments = self.page_arguments(prop.range, NESTED_DEFAULT, self.bounds.nested_rows)
        totals = Part(kind=Kind.TOTALS, cls=prop.range, prop=prop)
        where, figures = {"where": arguments["where"]}, GraphQLNonNull(self.aggregate(prop.range))
        return {
            name: GraphQLField(page, arguments, None, None, about, old, extension(part)),
            f"{name}Aggregate": GraphQLField(figures, where, None, None, f"Figures: {about}", old, extension(totals)),
        }

    def _value(self, prop: Property) -> Part:
        codes = self.inputs.codes(prop.enumeration) if prop.enumeration else None
        return Part(kind=Kind.VALUE, prop=prop, codes=codes)

    def _literal(self, prop: Property) -> GraphQLOutputType:
        assert prop.datatype is not None
        one = self.inputs.enum(prop.enumeration) if prop.enumeration else SCALARS[prop.datatype]
        return GraphQLList(GraphQLNonNull(one)) if prop.many else one

    def _aggregate_fields(self, cls: str) -> dict[str, GraphQLField]:
        count = extension(Part(kind=Kind.COUNT))
        fields = {"count": GraphQLField(GraphQLNonNull(GraphQLInt), description="How many.", extensions=count)}
        for prop in self.ontology.properties_of(cls).values():
            if not prop.many and prop.datatype in FIGURES:
                if id(prop) not in self._figures:
                    part = extension(Part(kind=Kind.MEASURE, prop=prop))
                    of = GraphQLNonNull(FIGURES[prop.datatype])
                    self._figures[id(prop)] = GraphQLField(of, description=self.inputs.words(prop), extensions=part)
                fields[field_name(prop.name)] = self._figures[id(prop)]
        return fields


def _list(of: GraphQLObjectType | GraphQLInterfaceType) -> GraphQLNonNull[Any]:
    return GraphQLNonNull(GraphQLList(GraphQLNonNull(of)))
