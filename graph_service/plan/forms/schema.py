"""The published JSON Schema (draft 2020-12) of the plan form: whatever `plan_from_form` reads is valid under it."""

from __future__ import annotations

from typing import Any

from graph_service.ontology.model import Datatype
from graph_service.plan.conditions import Comparison, TextMatch
from graph_service.plan.expressions import AggregateFunction, ArithmeticOperator, BucketUnit

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
EXPRESSION: Schema = {"$ref": "#/$defs/expression"}
CONDITION: Schema = {"$ref": "#/$defs/condition"}
TEXT: Schema = {"type": "string", "minLength": 1}
CONSTANT: Schema = {"type": ["string", "number", "boolean"]}
VALUE: Schema = {"anyOf": [{"type": "string"}, EXPRESSION]}  # text on the right of a comparison is a constant


def plan_schema() -> Schema:
    """The published schema of the plan form: what `plan_from_form` reads."""
    return {
        "$schema": DIALECT,
        "$id": "https://graph-service.example/schema/plan.json",
        "title": "Plan",
        "description": "One question: earlier steps in order, then a table or a page of entities.",
        "type": "object",
        "properties": {
            "language": _maybe(TEXT),
            "steps": _maybe(_named({"$ref": "#/$defs/table"}, "name", {"table": {"$ref": "#/$defs/table"}})),
            "table": _maybe({"$ref": "#/$defs/table"}),
            "entities": _maybe({"$ref": "#/$defs/entities"}),
        },
        "oneOf": [{"required": [body], "properties": {body: {"type": "object"}}} for body in ("table", "entities")],
        "additionalProperties": False,
        "$defs": {
            "expression": {"anyOf": expression_forms()},
            "condition": {"anyOf": condition_forms()},
            "columns": _named(EXPRESSION, "name", {"of": EXPRESSION}),
            "order": {
                "type": "array",
                "items": {
                    "anyOf": [TEXT, _object({"of": EXPRESSION, "descending": _maybe({"type": "boolean"})}, "of")]
                },
            },
            "table": table_form(),
            "entities": entities_form("class"),
            "link": entities_form(),
            "linkAggregate": _object(
                {
                    "link": _maybe(TEXT),
                    "narrow": _maybe(TEXT),
                    "where": _maybe(CONDITION),
                    "measures": {"$ref": "#/$defs/columns"},
                },
                "measures",
            ),
        },
    }


def _object(properties: Schema, *required: str) -> Schema:
    return {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False}


def _maybe(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _named(value: Schema, key: str, listed: Schema) -> Schema:
    """Things by name, or a list of them that hold their name under `key`."""
    item = _object({key: TEXT, **listed}, key, *listed)
    return {"anyOf": [{"type": "object", "additionalProperties": value}, {"type": "array", "items": item}]}


def _pair(first: Schema, second: Schema) -> Schema:
    return {"type": "array", "prefixItems": [first, second], "items": False, "minItems": 2}


def expression_forms() -> list[Schema]:
    """Every form of an expression."""
    pairs = (*(operator.value for operator in ArithmeticOperator), "days_between")
    return [
        CONSTANT,
        _object({"property": TEXT, "node": _maybe(TEXT), "path": _maybe(_texts())}, "property"),
        _object({"value": CONSTANT, "as": _maybe({"enum": [d.value for d in Datatype]})}, "value"),
        _object({"today": {"type": "integer"}}, "today"),
        _object({"actor": TEXT}, "actor"),
        *(_object({key: _pair(EXPRESSION, EXPRESSION)}, key) for key in pairs),
        _object({"coalesce": {"type": "array", "items": EXPRESSION, "minItems": 2}}, "coalesce"),
        *(_object({unit.value: EXPRESSION}, unit.value) for unit in BucketUnit),
        *(_aggregate_form(function) for function in AggregateFunction),
        _object({"metric": TEXT, "node": _maybe(TEXT)}, "metric"),
        _object({"column": TEXT, "step": _maybe(TEXT)}, "column"),
    ]


def _texts() -> Schema:
    return {"type": "array", "items": TEXT}


def _aggregate_form(function: AggregateFunction) -> Schema:
    properties = {
        function.value: EXPRESSION,
        "where": _maybe(CONDITION),
        "distinct": _maybe({"type": "boolean"}),
        "node": _maybe(TEXT),
        "latest": _maybe(EXPRESSION),
        "per": _maybe({"type": "array", "items": EXPRESSION}),
    }
    return _object(properties, function.value)


def condition_forms() -> list[Schema]:
    """Every form of a condition."""
    many = {"type": "array", "items": CONDITION}
    moment = _maybe({"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}"})
    return [
        *(_object({c.value: _pair(EXPRESSION, VALUE)}, c.value) for c in Comparison),
        _object({"in": _pair(EXPRESSION, {"type": "array", "items": VALUE})}, "in"),
        *(_object({m.value: _pair(EXPRESSION, VALUE)}, m.value) for m in TextMatch),
        _object({"null": EXPRESSION}, "null"),
        _object({"window": EXPRESSION, "from": moment, "to": moment, "words": _maybe(TEXT)}, "window"),
        _object({"during": _pair(EXPRESSION, {"type": ["string", "integer"]})}, "during"),
        _object({"and": many}, "and"),
        _object({"or": many}, "or"),
        _object({"not": CONDITION}, "not"),
        _object(
            {
                "exists": TEXT,
                "node": _maybe(TEXT),
                "path": _maybe(_texts()),
                "as": _maybe(TEXT),
                "where": _maybe(CONDITION),
                "at_least": _maybe({"type": "integer", "minimum": 1}),
            },
            "exists",
        ),
        _object({"in_step": {"type": "array", "prefixItems": [EXPRESSION, TEXT, TEXT], "minItems": 3}}, "in_step"),
        _object({"filter": TEXT, "node": _maybe(TEXT)}, "filter"),
    ]


def table_form() -> Schema:
    """The form of a table."""
    count = {"type": "integer", "minimum": 0}
    edge = _object(
        {
            "from": TEXT,
            "link": TEXT,
            "to": TEXT,
            "least": _maybe(count),
            "most": _maybe({"type": "integer", "minimum": 1}),
        },
        "from",
        "link",
        "to",
    )
    columns = {"$ref": "#/$defs/columns"}
    return _object(
        {
            "nodes": _maybe(_named(TEXT, "name", {"class": TEXT})),
            "edges": _maybe({"type": "array", "items": edge}),
            "step": _maybe(TEXT),
            "where": _maybe(CONDITION),
            "dimensions": _maybe(columns),
            "measures": _maybe(columns),
            "having": _maybe(CONDITION),
            "derived": _maybe(columns),
            "order": _maybe({"$ref": "#/$defs/order"}),
            "limit": _maybe(count),
            "limit_per": _maybe(_object({"by": _texts(), "first": {"type": "integer", "minimum": 1}}, "by", "first")),
            "keep_empty": _maybe({"type": "boolean"}),
        }
    )


def entities_form(*required: str) -> Schema:
    """The form of a page of entities; a nested one says its link instead of its class."""
    selected = {"anyOf": [TEXT, _object({"as": TEXT, "of": EXPRESSION}, "as", "of")]}
    properties: Schema = {
        "class": TEXT if required else _maybe(TEXT),
        "name": _maybe(TEXT),
        "where": _maybe(CONDITION),
        "order": _maybe({"$ref": "#/$defs/order"}),
        "first": _maybe({"type": "integer", "minimum": 0}),
        "after": _maybe({"type": "array"}),
        "select": _maybe(
            {"anyOf": [{"type": "array", "items": selected}, {"type": "object", "additionalProperties": EXPRESSION}]}
        ),
        "links": _maybe(_by_key("link")),
        "aggregates": _maybe(_by_key("linkAggregate")),
        "total": _maybe({"type": "boolean"}),
        "cursor": _maybe({"type": "boolean"}),
    }
    if not required:
        properties |= {"link": _maybe(TEXT), "narrow": _maybe(TEXT), "as": _maybe(TEXT)}
    return _object(properties, *required)


def _by_key(definition: str) -> Schema:
    one = {"$ref": f"#/$defs/{definition}"}
    return {"anyOf": [{"type": "object", "additionalProperties": _maybe(one)}, {"type": "array", "items": one}]}
