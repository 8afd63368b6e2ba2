"""Expressions in Cypher: what each one is in a frame, to-one links followed on the way."""

from __future__ import annotations

from graph_service.ontology.model import Datatype
from graph_service.ontology.model import Property as OntologyProperty
from graph_service.ontology.naming import localized, node_property, quote_cypher, shadow, sort_key
from graph_service.plan.expressions import (
    Aggregate,
    Arithmetic,
    Bucket,
    Coalesce,
    Column,
    Constant,
    DateDiff,
    Expression,
    Meta,
    Property,
    Step,
)
from graph_service.plan.typing.types import META_TYPES
from graph_service.stores.cypher.frame import Frame, Place
from graph_service.stores.cypher.values import (
    Value,
    bucketed,
    calculated,
    coalesced,
    constant,
    days_between,
)

META_PROPERTIES = {meta: "iri" if meta is Meta.IRI else meta.value for meta in Meta}


def value(expression: Expression, frame: Frame) -> Value:
    """The expression in a frame that has its nodes, or the columns and aggregates it names."""
    parameter = frame.context.parameter
    match expression:
        case Property():
            return property_value(expression, frame)
        case Constant(value=literal, datatype=datatype):
            return constant(literal, datatype)
        case Arithmetic(operator=operator, left=left, right=right):
            return calculated(operator, value(left, frame), value(right, frame), parameter)
        case Coalesce(arguments=arguments):
            return coalesced(tuple(value(argument, frame) for argument in arguments), parameter)
        case DateDiff(start=start, end=end):
            return days_between(value(start, frame), value(end, frame), parameter)
        case Bucket(unit=unit, of=of):
            return bucketed(unit, value(of, frame), parameter)
        case Aggregate():
            return frame.aggregates[expression]
        case Column(name=name):
            return column(name, frame)
        case _:
            raise TypeError(f"a ready plan holds no {type(expression).__name__}")


def column(name: str, frame: Frame) -> Value:
    """A column of the table at hand, or of the step it reads."""
    scope: Frame | None = frame
    while scope is not None:
        if name in scope.columns:
            return scope.columns[name]
        scope = scope.outer
    raise KeyError(f"no column {name!r} in this scope")


def property_value(expression: Property, frame: Frame) -> Value:
    """A property of an entity, of what a link leads to, or what every entity has."""
    place = frame.follow(frame.place(expression.node), expression.path)
    if expression.name in META_TYPES:
        return meta(Meta(expression.name), place)
    prop = frame.property(place, expression.name)
    if prop.is_link:
        return meta(Meta.IRI, frame.follow(place, (Step(link=prop.name),)))
    frame.touched = frame.touched or place.optional
    return literal(prop, place, frame.context.languages)


def meta(which: Meta, place: Place) -> Value:
    """What every entity has whatever its class."""
    return Value(
        text=f"{place.variable}.{META_PROPERTIES[which]}",
        datatype=META_TYPES[which.value].datatype,
        entity=place.variable if which is Meta.IRI else None,
    )


def literal(prop: OntologyProperty, place: Place, languages: tuple[str, ...]) -> Value:
    """A datatype property; a localized text in the best language it has."""
    assert prop.datatype is not None
    names = [localized(prop.name, language) for language in languages] if prop.localized else [node_property(prop)]

    def best(of: list[str]) -> str:
        texts = [f"{place.variable}.{quote_cypher(name)}" for name in of]
        return texts[0] if len(texts) == 1 else f"coalesce({', '.join(texts)})"

    return Value(
        text=best(names),
        datatype=prop.datatype,
        scale=prop.scale if prop.datatype is Datatype.DECIMAL else 0,
        fold=best([shadow(name) for name in names]) if prop.is_text else None,
        sort=best([sort_key(name) for name in names]) if prop.is_text else None,
        many=prop.many and not prop.localized,
        owner=place.variable,
    )
