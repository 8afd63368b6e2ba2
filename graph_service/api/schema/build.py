"""The schema of an ontology: types made with graphql-core, because it makes a thousand of them in a moment.

class     → object, or interface with subclasses + `…Entity`; root fields `product(gtin:)`, `products(where:)`,
            `productsAggregate(where:)`
property  → field; link to many → connection and `…Aggregate`
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLID,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLString,
)

from graph_service.api.schema.answer_types import ASK
from graph_service.api.schema.inputs import Inputs
from graph_service.api.schema.outputs import NODE, Objects
from graph_service.api.schema.parts import Kind, Part, extension
from graph_service.api.schema.root_value import META
from graph_service.api.schema.scalars import SCALARS
from graph_service.findings import WorkspaceError
from graph_service.ontology.graphql_clashes import graphql_clashes
from graph_service.ontology.graphql_names import field_name, plural, singular, type_name
from graph_service.ontology.model import Ontology
from graph_service.plan.expressions import THING
from graph_service.plan.ready import Bounds


def build_schema(ontology: Ontology, bounds: Bounds) -> GraphQLSchema:
    """The schema; WorkspaceError with every clash of names."""
    found = graphql_clashes(ontology)
    if found:
        raise WorkspaceError(*found)
    objects = Objects(ontology, Inputs(ontology), bounds)
    with _uncollected():
        fields = {"node": _node(), "ask": ASK, "_meta": META}
        for cls in ontology.classes:
            fields |= _root_fields(objects, cls)
        query = GraphQLObjectType("Query", fields, description="Everything that can be asked.")
        concrete: list[GraphQLNamedType] = [objects.concrete(cls) for cls in ontology.classes]
        return GraphQLSchema(query, types=concrete, assume_valid=True)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without garbage collection, which would walk the growing schema again and again: half of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _node() -> GraphQLField:
    arguments = {"id": GraphQLArgument(GraphQLNonNull(GraphQLID), description="The IRI, or an alias of it.")}
    return GraphQLField(
        NODE, arguments, description="Any entity by its IRI.", extensions=extension(Part(kind=Kind.NODE, cls=THING))
    )


def _root_fields(objects: Objects, cls: str) -> dict[str, GraphQLField]:
    name, bounds = type_name(cls), objects.bounds
    page = objects.page_arguments(cls, bounds.default_rows, bounds.rows)
    words = objects.ontology.classes[cls].words.in_language(objects.ontology.languages[0], cls)
    return {
        singular(name): _by_key(objects, cls, words),
        plural(name): GraphQLField(
            objects.connection(cls),
            page,
            description=f"Pages of: {words}.",
            extensions=extension(Part(kind=Kind.PAGE, cls=cls)),
        ),
        f"{plural(name)}Aggregate": GraphQLField(
            objects.aggregate(cls),
            {"where": page["where"]},
            description=f"Figures over: {words}.",
            extensions=extension(Part(kind=Kind.TOTALS, cls=cls)),
        ),
    }


def _by_key(objects: Objects, cls: str, words: str) -> GraphQLField:
    """One entity by the IRI or by one of its keys."""
    arguments = {"id": GraphQLArgument(GraphQLID, description="The IRI.")}
    keys: dict[str, tuple[str, ...]] = {"id": ("id",)}
    for _, key in objects.ontology.keys_of(cls):
        props = [objects.ontology.property_of(cls, name) for name in key]
        if not all(prop is not None and prop.datatype is not None and not prop.many for prop in props):
            continue
        names = tuple(field_name(name) for name in key)
        keys[" and ".join(names)] = names
        for name, prop in zip(names, props, strict=True):
            assert prop is not None
            arguments[name] = GraphQLArgument(
                _key_type(objects, prop.enumeration, SCALARS[prop.datatype] if prop.datatype else GraphQLString),
                description=prop.words.in_language(objects.ontology.languages[0], prop.name),
                extensions=extension(Part(kind=Kind.VALUE, prop=prop)),
            )
    part = Part(kind=Kind.BY_KEY, cls=cls, keys=keys)
    about = f"One of: {words}. Give one key: {', '.join(keys)}."
    return GraphQLField(objects.output(cls), arguments, description=about, extensions=extension(part))


def _key_type(
    objects: Objects, enumeration: str | None, scalar: GraphQLScalarType
) -> GraphQLScalarType | GraphQLEnumType:
    return objects.inputs.enum(enumeration) if enumeration else scalar
