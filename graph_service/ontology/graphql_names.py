"""GraphQL names of classes, properties and codes, by one reversible rule, and the names generated beside them.

Product          → type Product, fields product and products, ProductConnection, ProductEdge, ProductWhere, …
listPrice        → field listPrice          salesLines → field salesLines, salesLinesAggregate
Größe, a-b, 1st  → Gr_uF6__uDF_e, a_u2D_b, _u31_st   (a GraphQL name is ASCII: GraphQL October 2021, 2.1.9)
id, Node         → id_, Node_               a name the schema itself needs gets an underscore more; id_ → id__
"""

from __future__ import annotations

import re

_OUTSIDE = re.compile(r"^[0-9]|^_(?![A-Za-z0-9])|_(?=u[0-9A-F])|[^A-Za-z0-9_]")
_ESCAPED = re.compile(r"_u([0-9A-F]+)_")
_CAMEL = re.compile(r"^([A-Z]+)(?=[A-Z][a-z]|[^A-Za-z]|$)|^[A-Z]")

TYPES = frozenset(
    {"Query", "Mutation", "Subscription", "Node", "PageInfo", "EntityMeta", "ServiceMeta", "Direction", "JSON"}
    | {"Int", "Float", "String", "Boolean", "ID", "Decimal", "Date", "DateTime"}
    | {"IDWhere", "BooleanWhere", "StringWhere", "IntWhere", "FloatWhere", "DecimalWhere", "DateWhere", "DateTimeWhere"}
    | {"IntFigures", "FloatFigures", "DecimalFigures", "DateFigures", "DateTimeFigures"}
    | {"Answer", "AnswerStatus", "AnswerColumn", "AnswerEvidence", "AnswerEntity", "AnswerLink", "AnswerSource"}
    | {"AnswerStatement", "AnswerFinding"}
)
FIELDS = frozenset({"id", "_meta", "AND", "OR", "NOT", "isNull", "count"})
ROOT = frozenset({"node", "ask", "_meta"})
CODES = frozenset({"true", "false", "null"})
SUFFIXES = ("Connection", "Edge", "Where", "LinkWhere", "OrderBy", "Aggregate", "Entity")


def type_name(name: str) -> str:
    """The GraphQL type of a class or enumeration."""
    return _reserve(escape(name), TYPES)


def class_name(type_: str) -> str:
    """The class or enumeration of a GraphQL type; inverse of `type_name`."""
    return unescape(_release(type_, TYPES))


def field_name(name: str) -> str:
    """The GraphQL field of a property."""
    return _reserve(escape(name), FIELDS)


def property_name(field: str) -> str:
    """The property of a GraphQL field; inverse of `field_name`."""
    return unescape(_release(field, FIELDS))


def code_name(notation: str) -> str:
    """The GraphQL enum value of a code; an empty notation cannot be one."""
    return _reserve(escape(notation), CODES)


def notation(code: str) -> str:
    """The code behind a GraphQL enum value; inverse of `code_name`."""
    return unescape(_release(code, CODES))


def escape(name: str) -> str:
    """The name with every character that GraphQL does not know written as `_uHEX_`."""
    return _OUTSIDE.sub(lambda found: f"_u{ord(found[0]):X}_", name)


def unescape(name: str) -> str:
    """The name before `escape`."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), name)


def singular(type_: str) -> str:
    """The root field of one entity: `SalesLine` → `salesLine`, `URLPart` → `urlPart`."""
    return _reserve(_CAMEL.sub(lambda found: found[0].lower(), type_), ROOT)


def plural(type_: str) -> str:
    """The root field of the connection: `Category` → `categories`."""
    one = singular(type_)
    if re.search(r"[^aeiou_]y$", one):
        return f"{one[:-1]}ies"
    return f"{one}es" if re.search(r"(s|x|z|ch|sh)$", one) else f"{one}s"


def _reserve(name: str, taken: frozenset[str]) -> str:
    return f"{name}_" if name.rstrip("_") in taken else name


def _release(name: str, taken: frozenset[str]) -> str:
    return name[:-1] if name.endswith("_") and name.rstrip("_") in taken else name
