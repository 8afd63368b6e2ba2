"""The plan form as a closed JSON Schema for structured outputs: one way to write each thing, names as enumerations.

Structured outputs allow a part of JSON Schema only: every object is closed and requires all its keys (null stands for
absent), the root is an object, alternatives are `anyOf`. At most 1,000 names may be enumerated; where an ontology has
more, its property names stay free text, because the passes check them anyway.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from graph_service.ontology.model import Ontology
from graph_service.plan.conditions import Comparison, TextMatch
from graph_service.plan.expressions import AggregateFunction, ArithmeticOperator, BucketUnit, Meta

Schema = dict[str, Any]

MOST_NAMES = 1_000
TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "number"}
INTEGER: Schema = {"type": "integer"}
FLAG: Schema = {"type": "boolean"}


def strict_plan_schema(view: Ontology) -> Schema:
    """The schema over the names of an ontology as one role sees it; what fits it, `plan_from_form` reads."""
    return {
        **_closed(
            language=_maybe(TEXT),
            steps=_list(_closed(name=TEXT, table=_ref("table"))),
            table=_maybe(_ref("table")),
            entities=_maybe(_ref("entities")),
        ),
        "$defs": {
            **_names(view),
            "path": {"type": "array", "items": _ref("property")},
            "value": {"anyOf": [TEXT, NUMBER, FLAG]},
            "expression": {"anyOf": list(_expressions())},
            "condition": {"anyOf": list(_conditions())},
            "column": _closed(name=TEXT, of=_ref("expression")),
            "sort": _closed(of=_ref("expression"), descending=FLAG),
            "table": _table(),
            "entities": _closed(**{"class": _ref("class")}, **_page()),
            "link": _closed(**{"as": TEXT, "link": _ref("property")}, **_page()),
            "linkAggregate": _closed(
                **{"as": TEXT},
                link=_ref("property"),
                where=_maybe(_ref("condition")),
                measures=_list(_ref("column")),
            ),
        },
    }


def _closed(**properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _maybe(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _names(view: Ontology) -> Schema:
    """One definition per kind of name; an empty enumeration is no schema, so such a kind takes no text at all."""
    properties = {prop.name for prop in view.properties.values() if not prop.implicit}
    kinds: dict[str, list[str]] = {
        "class": list(view.classes),
        "property": [*properties, *(meta.value for meta in Meta)],
        "metric": list(view.metrics),
        "filter": list(view.filters),
    }
    left = MOST_NAMES
    found: Schema = {}
    for kind in ("class", "metric", "filter", "property"):
        fits = len(kinds[kind]) <= left
        found[kind] = _enumeration(kinds[kind]) if fits else TEXT
        left -= len(kinds[kind]) if fits else 0
    return found


def _enumeration(names: Iterable[str]) -> Schema:
    listed = sorted(names)
    return {"type": "string", "enum": listed} if listed else {"type": "null"}


def _expressions() -> Iterable[Schema]:
    one, two = _ref("expression"), _list(_ref("expression"))
    yield _closed(value=_ref("value"))
    yield _closed(property=_ref("property"), node=TEXT, path=_ref("path"))
    yield _closed(today=INTEGER)
    yield from (_closed(**{operator.value: two}) for operator in ArithmeticOperator)
    yield _closed(days_between=two)
    yield _closed(coalesce=two)
    yield from (_closed(**{unit.value: one}) for unit in BucketUnit)
    for function in AggregateFunction:
        of = {"anyOf": [one, FLAG]} if function is AggregateFunction.COUNT else one
        yield _closed(
            **{function.value: of},
            node=TEXT,
            distinct=FLAG,
            where=_maybe(_ref("condition")),
            latest=_maybe(one),
            per=_list(one),
        )
    yield _closed(metric=_ref("metric"), node=TEXT)
    yield _closed(column=TEXT)


def _conditions() -> Iterable[Schema]:
    one, two, many = _ref("expression"), _list(_ref("expression")), _list(_ref("condition"))
    yield from (_closed(**{comparison.value: two}) for comparison in Comparison)
    yield _closed(**{"in": {"type": "array", "items": {"anyOf": [one, _list(_ref("value"))]}}})
    yield from (_closed(**{match.value: two}) for match in TextMatch)
    yield _closed(null=one)
    yield _closed(**{"window": one, "from": _maybe(TEXT), "to": _maybe(TEXT), "words": _maybe(TEXT)})
    yield _closed(during={"type": "array", "items": {"anyOf": [one, TEXT]}})
    yield _closed(**{"and": many})
    yield _closed(**{"or": many})
    yield _closed(**{"not": _ref("condition")})
    yield _closed(
        **{"exists": _ref("property"), "node": TEXT, "path": _ref("path"), "as": TEXT},
        where=_maybe(_ref("condition")),
        at_least=INTEGER,
    )
    yield _closed(in_step={"type": "array", "items": {"anyOf": [one, TEXT]}})
    yield _closed(filter=_ref("filter"), node=TEXT)


def _table() -> Schema:
    edge = _closed(**{"from": TEXT, "link": _ref("property"), "to": TEXT, "least": INTEGER, "most": INTEGER})
    return _closed(
        nodes=_list(_closed(**{"name": TEXT, "class": _ref("class")})),
        edges=_list(edge),
        step=_maybe(TEXT),
        where=_maybe(_ref("condition")),
        dimensions=_list(_ref("column")),
        measures=_list(_ref("column")),
        having=_maybe(_ref("condition")),
        derived=_list(_ref("column")),
        order=_list(_ref("sort")),
        limit=_maybe(INTEGER),
        limit_per=_maybe(_closed(by=_list(TEXT), first=INTEGER)),
        keep_empty=FLAG,
    )


def _page() -> Schema:
    return {
        "where": _maybe(_ref("condition")),
        "order": _list(_ref("sort")),
        "first": _maybe(INTEGER),
        "select": _list(_closed(**{"as": TEXT, "of": _ref("expression")})),
        "links": _list(_ref("link")),
        "aggregates": _list(_ref("linkAggregate")),
        "total": FLAG,
    }
