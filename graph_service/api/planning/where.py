"""`where` and `orderBy` to conditions and sort keys of a plan, read along the input types they were given for.

An explicit null is refused: it comes from an unset variable far more often than from a wish for everything.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from graphql import FieldNode, GraphQLInputObjectType, GraphQLList, get_named_type

from graph_service.api.errors import BAD_USER_INPUT, refused
from graph_service.api.planning.complement import complement
from graph_service.api.schema.parts import Kind, Part, part_of
from graph_service.plan.conditions import (
    Compare,
    Comparison,
    Condition,
    Exists,
    In,
    Not,
    Null,
    Or,
    Text,
    TextMatch,
    both,
)
from graph_service.plan.expressions import THIS, Constant, Meta, Property, Step
from graph_service.plan.model import Order

NEVER = Or(conditions=())
_COMPARISONS = {operator.value: operator for operator in Comparison}
_TEXTS = {match.value: match for match in TextMatch}


@dataclass(frozen=True, kw_only=True)
class At:
    """Where a condition stands: the node and to-one links it starts from, and the field that asked."""

    node: str
    path: tuple[Step, ...] = ()
    field: FieldNode
    zone: ZoneInfo
    depth: int = 0


def condition_of(value: Mapping[str, Any] | None, type_: GraphQLInputObjectType, at: At) -> Condition | None:
    """The condition of a `where`, None where everything satisfies it."""
    return both(*_conditions(value, type_, at)) if value else None


def _conditions(value: Mapping[str, Any], type_: GraphQLInputObjectType, at: At) -> Iterator[Condition | None]:
    for name, given in value.items():
        if given is None:
            message = f"'{name}: null' says nothing; leave it out, or ask with isNull."
            raise refused(message, BAD_USER_INPUT, at.field)
        field = type_.fields[name]
        part, inner = part_of(field), get_named_type(field.type)
        yield _condition(part, given, inner, at)


def _condition(part: Part, given: Any, inner: Any, at: At) -> Condition | None:
    match part.kind:
        case Kind.AND:
            return both(*(condition_of(one, inner, at) for one in given))
        case Kind.OR:
            return _any([condition_of(one, inner, at) for one in given])
        case Kind.NOT:
            told = condition_of(given, inner, at)
            return NEVER if told is None else Not(condition=told)
        case Kind.IS_NULL:
            return _leads_nowhere(given, at)
        case Kind.ONE:
            return _linked(part, given, inner, at)
        case Kind.MANY:
            return both(*_many(part, given, inner, at))
        case _:
            name = Meta.IRI.value if part.kind is Kind.ID else part.name
            return both(*_compared(Property(node=at.node, path=at.path, name=name), given, at))


def _any(alternatives: list[Condition | None]) -> Condition | None:
    """One of the alternatives holds; None among them is one that always does."""
    told = tuple(one for one in alternatives if one is not None)
    if len(told) < len(alternatives):
        return None
    return told[0] if len(told) == 1 else Or(conditions=told)


def _leads_nowhere(wanted: bool, at: At) -> Condition:
    if not at.path or at.path[-1].link is None:
        message = "isNull asks about a link or a value; the entities themselves are there."
        raise refused(message, BAD_USER_INPUT, at.field)
    found = Null(of=Property(node=at.node, path=at.path[:-1], name=at.path[-1].link))
    return found if wanted else Not(condition=found)


def _linked(part: Part, given: Mapping[str, Any], inner: GraphQLInputObjectType, at: At) -> Condition | None:
    """Conditions on what a to-one link leads to; an empty one asks that it leads somewhere."""
    reached = replace(at, path=(*at.path, Step(link=part.name)))
    return condition_of(given, inner, reached) or _leads_nowhere(False, reached)


def _many(part: Part, given: Mapping[str, Any], inner: GraphQLInputObjectType, at: At) -> Iterator[Condition | None]:
    for quantifier, wanted in given.items():
        if wanted is None:
            message = f"'{quantifier}: null' says nothing; leave it out, or write {{}} for any."
            raise refused(message, BAD_USER_INPUT, at.field)
        name = f"{THIS}{at.depth + 1}"
        reached = replace(at, node=name, path=(), depth=at.depth + 1)
        of = get_named_type(inner.fields[quantifier].type)
        assert isinstance(of, GraphQLInputObjectType)
        told = condition_of(wanted, of, reached)
        found = Exists(node=at.node, path=at.path, link=part.name, name=name, where=told)
        if quantifier == "some":
            yield found
        elif quantifier == "none":
            yield Not(condition=found)
        elif told is not None:
            yield Not(condition=replace(found, where=complement(told)))


def _compared(of: Property, given: Mapping[str, Any], at: At) -> Iterator[Condition]:
    for operator, value in given.items():
        if value is None:
            message = f"'{operator}: null' is never true; ask with isNull."
            raise refused(message, BAD_USER_INPUT, at.field)
        if operator in _COMPARISONS:
            yield Compare(operator=_COMPARISONS[operator], left=of, right=_constant(value, at))
        elif operator in _TEXTS:
            yield Text(match=_TEXTS[operator], of=of, value=_constant(value, at))
        elif operator == "in":
            yield In(of=of, values=tuple(_constant(one, at) for one in value))
        else:
            yield Null(of=of) if value else Not(condition=Null(of=of))


def _constant(value: Any, at: At) -> Constant:
    return Constant(value=local(value, at.zone))


def local(value: Any, zone: ZoneInfo) -> Any:
    """A time with an offset as the workspace's local time without one; everything else as it is."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(zone).replace(tzinfo=None)
    return value


def order_of(value: Sequence[Mapping[str, Any]] | None, type_: Any, field: FieldNode) -> tuple[Order, ...]:
    """The sort keys of an `orderBy`."""
    if not value:
        return ()
    inner = get_named_type(type_.of_type if isinstance(type_, GraphQLList) else type_)
    return tuple(_key(one, inner, (), field) for one in value)


def _key(value: Mapping[str, Any], type_: Any, path: tuple[Step, ...], field: FieldNode) -> Order:
    ((name, given),) = value.items()
    part = part_of(type_.fields[name])
    if part.kind is Kind.ONE:
        return _key(given, get_named_type(type_.fields[name].type), (*path, Step(link=part.name)), field)
    of = Property(path=path, name=Meta.IRI.value if part.kind is Kind.ID else part.name)
    return Order(of=of, descending=given)
