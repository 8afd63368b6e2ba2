"""Expressions in SQL: one function from an expression and the frame it stands in to a value."""

from __future__ import annotations

from collections.abc import Callable

from graph_service.ontology.model import Datatype
from graph_service.ontology.model import Property as OntologyProperty
from graph_service.ontology.naming import localized, shadow, sort_key
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
from graph_service.stores.sql.frames import Frame, Place, unsupported
from graph_service.stores.sql.operators import arithmetic, bucket, coalesced, days_between
from graph_service.stores.sql.values import Value, constant
from graph_service.stores.sql.writing import column

META = {
    Meta.IRI: ("iri", Datatype.STRING),
    Meta.LABEL: ("label", Datatype.STRING),
    Meta.CLASS: ("class", Datatype.STRING),
    Meta.SOURCE: ("source", Datatype.STRING),
    Meta.RUN: ("run", Datatype.INTEGER),
    Meta.LOADED_AT: ("loaded_at", Datatype.DATETIME),
}
OF_LINEAGE = (Meta.SOURCE, Meta.RUN, Meta.LOADED_AT)


def value(expression: Expression, frame: Frame, leaf: Callable[[Aggregate], Value] | None = None) -> Value:
    """The expression's value in the frame, with the joins it needs added to it; `leaf` gives its aggregates."""
    match expression:
        case Property(node=node, path=path, name=name):
            return read(frame, frame.follow(frame.place(node), path), name)
        case Constant(value=literal, datatype=datatype):
            return constant(literal, datatype)
        case Arithmetic(operator=operator, left=left, right=right):
            return arithmetic(operator, value(left, frame, leaf), value(right, frame, leaf), frame.parameters)
        case Coalesce(arguments=arguments):
            return coalesced(tuple(value(argument, frame, leaf) for argument in arguments), frame.parameters)
        case DateDiff(start=start, end=end):
            return days_between(value(start, frame, leaf), value(end, frame, leaf), frame.parameters)
        case Bucket(unit=unit, of=of):
            return bucket(unit, value(of, frame, leaf), frame.parameters)
        case Column(name=name):
            return _column(name, frame)
        case Aggregate() if leaf is not None:
            return leaf(expression)
        case Aggregate():
            raise unsupported("An aggregate stands only among the measures")
        case _:
            raise unsupported(f"{type(expression).__name__} has to be resolved by the passes first")


def read(frame: Frame, place: Place, name: str) -> Value:
    """A property or a `Meta` of the entity at a place; of a to-one link the IRI it leads to."""
    if name in META:
        return _meta(frame, place, Meta(name))
    prop = frame.ontology.property_of(place.cls, name)
    if prop is None:
        raise unsupported(f"{place.cls} has no property '{name}'")
    if prop.many:
        raise unsupported(f"'{name}' of {place.cls} has many values; ask whether one of them exists, or select them")
    if prop.is_link:
        return _meta(frame, frame.follow(place, (Step(link=name),)), Meta.IRI)
    if not prop.localized:
        return property_value(prop, place.alias, name)
    texts = (property_value(prop, place.alias, localized(name, one)) for one in frame.compilation.languages)
    return coalesced(tuple(texts), frame.parameters)


def identity(expression: Expression, frame: Frame) -> str | None:
    """The id of the entity an expression means, so that entities are told apart without reading their IRIs."""
    if not isinstance(expression, Property):
        return None
    place = frame.follow(frame.place(expression.node), expression.path)
    if expression.name == Meta.IRI:
        return place.id
    prop = frame.ontology.property_of(place.cls, expression.name)
    if prop is None or not prop.is_link or prop.many:
        return None
    return frame.follow(place, (Step(link=expression.name),)).id


def property_value(prop: OntologyProperty, alias: str, name: str) -> Value:
    """The value of a datatype property in column `name` of a table, with its shadows."""
    assert prop.datatype is not None
    return Value(
        text=column(alias, name),
        datatype=prop.datatype,
        scale=prop.scale if prop.datatype is Datatype.DECIMAL else 0,
        shadow=column(alias, shadow(name)) if prop.is_text else None,
        sort=column(alias, sort_key(name)) if prop.is_text else None,
    )


def outward(of: Value, name: str, text: str) -> dict[str, str]:
    """The columns, by name, that carry a value (written as `text`) and its shadows out of a SELECT."""
    columns = {name: text, f"{name}#cf": of.shadow, f"{name}#sort": of.sort}
    return {key: written for key, written in columns.items() if written is not None}


def carried(of: Value, alias: str, name: str) -> Value:
    """The value as it is read from the SELECT that carries it out."""
    return Value(
        text=column(alias, name),
        datatype=of.datatype,
        scale=of.scale,
        shadow=column(alias, f"{name}#cf") if of.shadow else None,
        sort=column(alias, f"{name}#sort") if of.sort else None,
        required=of.required,
    )


def sort_texts(of: Value, text: str, *, descending: bool = False) -> list[str]:
    """ORDER BY terms for a value, nulls last in both directions (SQLite puts them first when ascending)."""
    keys = [key for key in (of.sort, of.shadow) if key is not None] or [text]
    ascending = "" if of.required else " NULLS LAST"
    return [f"{key}{' DESC' if descending else ascending}" for key in keys]


def _meta(frame: Frame, place: Place, meta: Meta) -> Value:
    name, datatype = META[meta]
    alias = frame.lineage(place) if meta in OF_LINEAGE else frame.entity(place)
    return Value(text=column(alias, name), datatype=datatype, required=place.certain)


def _column(name: str, frame: Frame) -> Value:
    found = next((f.columns[name] for f in frame.chain() if name in f.columns), None)
    if found is None:
        raise unsupported(f"There is no column '{name}' here")
    return found
