"""Typed scalars and the inputs that filter them: Decimal, Date, DateTime, JSON; StringWhere, DecimalWhere, …"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from graphql import (
    GraphQLBoolean,
    GraphQLError,
    GraphQLFloat,
    GraphQLID,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLInt,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLScalarType,
    GraphQLString,
    ValueNode,
    value_from_ast_untyped,
)
from graphql.language import FloatValueNode, IntValueNode, StringValueNode

from graph_service.ontology.model import Datatype

DAY = timedelta(days=1)


def _decimal(value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise GraphQLError(f'Expected a decimal number such as "12.50", got {value!r}')
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation as error:
        raise GraphQLError(f'Expected a decimal number such as "12.50", got {value!r}') from error
    if not number.is_finite():
        raise GraphQLError(f'Expected a decimal number such as "12.50", got {value!r}')
    return number


def _decimal_literal(node: ValueNode, variables: Any = None) -> Decimal:
    if not isinstance(node, IntValueNode | FloatValueNode | StringValueNode):
        raise GraphQLError('Expected a decimal number such as "12.50"', node)
    return _decimal(node.value)


def _date(value: Any) -> date:
    try:
        return date.fromisoformat(value)
    except (ValueError, TypeError) as error:
        raise GraphQLError(f'Expected a date such as "2026-06-30", got {value!r}') from error


def _datetime(value: Any) -> datetime:
    try:
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is not None:  # its local time must have a year as well
            _ = moment - DAY, moment + DAY
    except (ValueError, TypeError, OverflowError) as error:
        raise GraphQLError(f'Expected a date and time such as "2026-06-30T22:00:00", got {value!r}') from error
    return moment


def _json_literal(node: ValueNode, variables: Any = None) -> Any:
    return value_from_ast_untyped(node, variables)


DECIMAL = GraphQLScalarType(
    "Decimal",
    description='An exact decimal number, given as text with its digits: `"12.50"`. Numbers are taken as well.',
    parse_value=_decimal,
    parse_literal=_decimal_literal,
)
DATE = GraphQLScalarType(
    "Date",
    description='A day in ISO 8601: `"2026-06-30"`.',
    parse_value=_date,
    specified_by_url="https://www.rfc-editor.org/rfc/rfc3339",
)
DATETIME = GraphQLScalarType(
    "DateTime",
    description="Date and time in ISO 8601. Without an offset it is local to the workspace's time zone, as all data "
    'given back: `"2026-06-30T22:00:00"`. Times of loads are in UTC: `"2026-06-30T20:00:00Z"`.',
    parse_value=_datetime,
)
JSON = GraphQLScalarType(
    "JSON",
    description="Any JSON value.",
    parse_value=lambda value: value,
    parse_literal=_json_literal,
)

SCALARS: dict[Datatype, GraphQLScalarType] = {
    Datatype.STRING: GraphQLString,
    Datatype.BOOLEAN: GraphQLBoolean,
    Datatype.INTEGER: GraphQLInt,
    Datatype.DECIMAL: DECIMAL,
    Datatype.DOUBLE: GraphQLFloat,
    Datatype.DATE: DATE,
    Datatype.DATETIME: DATETIME,
}

_EQUAL = ("eq", "ne", "in")
_ORDERED = ("lt", "le", "gt", "ge")
_TEXT = ("contains", "starts", "ends")
_WORDS = {
    "eq": "Equal to.",
    "ne": "Not equal to.",
    "in": "Equal to one of these.",
    "lt": "Less than, or before.",
    "le": "Less than or equal to.",
    "gt": "Greater than, or after.",
    "ge": "Greater than or equal to.",
    "contains": "Contains this text.",
    "starts": "Starts with this text.",
    "ends": "Ends with this text.",
    "isNull": "True: there is no value. False: there is one.",
}
_TEXTS = "Free text compares without regard to case and sorts as a dictionary does; codes and keys compare as written."


def operators(name: str, type_: GraphQLNamedType, names: tuple[str, ...], about: str = "") -> GraphQLInputObjectType:
    """The input that filters values of one type; given operators must all hold."""
    fields: dict[str, GraphQLInputField] = {}
    for operator in names:
        of: GraphQLInputType = type_  # type: ignore[assignment]
        if operator == "in":
            of = GraphQLList(GraphQLNonNull(type_))
        fields[operator] = GraphQLInputField(of, description=_WORDS[operator])
    fields["isNull"] = GraphQLInputField(GraphQLBoolean, description=_WORDS["isNull"])
    return GraphQLInputObjectType(name, fields, description=about or f"Conditions on a {type_.name}; all must hold.")


def enum_operators(name: str, type_: GraphQLNamedType) -> GraphQLInputObjectType:
    """The input that filters codes of an enumeration."""
    return operators(name, type_, _EQUAL)


FILTERS: dict[Datatype, GraphQLInputObjectType] = {
    Datatype.STRING: operators("StringWhere", GraphQLString, (*_EQUAL, *_ORDERED, *_TEXT), _TEXTS),
    Datatype.BOOLEAN: operators("BooleanWhere", GraphQLBoolean, ("eq", "ne")),
    Datatype.INTEGER: operators("IntWhere", GraphQLInt, (*_EQUAL, *_ORDERED)),
    Datatype.DECIMAL: operators("DecimalWhere", DECIMAL, (*_EQUAL, *_ORDERED)),
    Datatype.DOUBLE: operators("FloatWhere", GraphQLFloat, (*_EQUAL, *_ORDERED)),
    Datatype.DATE: operators("DateWhere", DATE, (*_EQUAL, *_ORDERED)),
    Datatype.DATETIME: operators("DateTimeWhere", DATETIME, (*_EQUAL, *_ORDERED)),
}
ID_FILTER = operators("IDWhere", GraphQLID, _EQUAL, "Conditions on an IRI; all must hold.")
