"""The published schema takes what the form reads; the strict one says it in one closed way."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given

from graph_service.documents import sound_document
from graph_service.plan.forms.form import plan_from_form, plan_to_form
from graph_service.plan.forms.schema import plan_schema
from graph_service.plan.forms.strict_schema import strict_plan_schema
from graph_service.plan.model import Table
from graph_service.saved import query_schema, read_query
from tests.plan.asking import STEADY, library, read, ready
from tests.plan.making import plans
from tests.plans.cases import read_cases, read_entries

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "tests" / "plans" / "sample"
QUERIES = sorted((ROOT / "queries").glob("*.yaml"))
PUBLISHED = jsonschema.Draft202012Validator(plan_schema())
OF_QUERIES = jsonschema.Draft202012Validator(query_schema())
CASES = read_cases()
NEVER_READ = [case for case in read("forms.yaml") if "Unknown key" in case["findings"][0]]

STRICT_TABLE = {
    "language": None,
    "steps": [],
    "entities": None,
    "table": {
        "nodes": [{"name": "l", "class": "Loan"}],
        "edges": [],
        "step": None,
        "where": {
            "and": [
                {"during": [{"property": "lentAt", "node": "l", "path": []}, "last month"]},
                {
                    "exists": "copies",
                    "node": "l",
                    "path": ["copy", "branch"],
                    "as": "this",
                    "where": {"eq": [{"property": "title", "node": "this", "path": ["work"]}, {"value": "Öl"}]},
                    "at_least": 1,
                },
            ]
        },
        "dimensions": [{"name": "branch", "of": {"property": "title", "node": "l", "path": ["copy", "branch"]}}],
        "measures": [
            {"name": "fees", "of": {"metric": "fees", "node": "l"}},
            {
                "name": "members",
                "of": {
                    "count": {"property": "member", "node": "l", "path": []},
                    "node": "l",
                    "distinct": True,
                    "where": None,
                    "latest": None,
                    "per": [],
                },
            },
        ],
        "having": {"gt": [{"column": "members"}, {"value": 0}]},
        "derived": [],
        "order": [{"of": {"column": "fees"}, "descending": True}],
        "limit": 5,
        "limit_per": None,
        "keep_empty": False,
    },
}


def test_the_schemas_are_schemas() -> None:
    jsonschema.Draft202012Validator.check_schema(plan_schema())
    jsonschema.Draft202012Validator.check_schema(query_schema())
    jsonschema.Draft202012Validator.check_schema(strict_plan_schema(library()))


def test_every_plan_case_is_valid() -> None:
    documents = {case.name: json.loads(json.dumps(case.plan)) for case in CASES}
    invalid = {name: error.message for name, document in documents.items() for error in PUBLISHED.iter_errors(document)}
    assert not invalid
    assert len(CASES) == 224


def test_every_plan_over_the_sample_is_valid() -> None:
    entries = [entry for path in sorted(SAMPLE.glob("*.yaml")) for entry in read_entries(path) if "plan" in entry]
    for entry in entries:
        for schema in (PUBLISHED, OF_QUERIES):
            schema.validate(json.loads(json.dumps(entry["plan"])))
    assert len(entries) == 49


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.stem)
def test_every_saved_query_is_valid(path: Path) -> None:
    document = sound_document(path, path.name).value
    OF_QUERIES.validate(json.loads(json.dumps(document, default=str)))
    PUBLISHED.validate(json.loads(json.dumps(read_query(path).form, default=str)))


def test_saved_queries_are_tried() -> None:
    assert len(QUERIES) == 6


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"titel": "x"}, "Additional properties are not allowed ('titel' was unexpected)"),
        ({"entities": None}, "is not valid under any of the given schemas"),
        ({"entities": {"class": "Store", "selct": ["name"]}}, "is not valid under any of the given schemas"),
        ({"plan": {"entities": {"class": "Store"}}}, "is valid under each of"),
    ],
)
def test_what_an_editor_underlines(change: dict[str, Any], message: str) -> None:
    query = {"title": "Stores", "entities": {"class": "Store", "select": ["name"]}}
    OF_QUERIES.validate(query)
    assert any(message in error.message for error in OF_QUERIES.iter_errors({**query, **change}))


@STEADY
@given(plans())
def test_every_plan_written_out_is_valid(plan: Any) -> None:
    PUBLISHED.validate(json.loads(json.dumps(plan_to_form(plan))))


@pytest.mark.parametrize("case", NEVER_READ, ids=lambda case: str(case["document"])[:60])
def test_a_document_with_unknown_keys_is_invalid(case: dict[str, Any]) -> None:
    assert not PUBLISHED.is_valid(case["document"])


def test_enough_invalid_documents_are_tried() -> None:
    assert len(NEVER_READ) == 4


def test_what_fits_the_strict_schema_is_read_and_prepared() -> None:
    jsonschema.Draft202012Validator(strict_plan_schema(library())).validate(STRICT_TABLE)
    PUBLISHED.validate(STRICT_TABLE)
    plan = ready(STRICT_TABLE).plan
    assert isinstance(plan.body, Table) and plan.body.limit == 5


def test_the_strict_schema_knows_the_names() -> None:
    strict = jsonschema.Draft202012Validator(strict_plan_schema(library()))
    wrong = json.loads(json.dumps(STRICT_TABLE).replace('"Loan"', '"Loans"'))
    assert not strict.is_valid(wrong)
    assert plan_from_form(wrong)


def test_the_strict_schema_keeps_to_what_structured_outputs_allow() -> None:
    """Closed objects that require every key, no oneOf or prefixItems, an object at the root, at most 1,000 names."""
    schema = strict_plan_schema(library())
    assert schema["type"] == "object"
    objects = [part for part in _parts(schema) if part.get("type") == "object"]
    assert len(objects) > 40
    for part in objects:
        assert part["additionalProperties"] is False
        assert part["required"] == list(part["properties"])
    used = {key for part in _parts(schema) for key in part}
    assert not used & {"oneOf", "allOf", "not", "prefixItems", "patternProperties", "default", "minItems"}
    assert sum(len(part["enum"]) for part in _parts(schema) if "enum" in part) <= 1000


def _parts(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The schema and every schema inside it; names of properties are no keywords."""
    yield schema
    for key in ("items",):
        if key in schema:
            yield from _parts(schema[key])
    for key in ("anyOf",):
        for inner in schema.get(key, ()):
            yield from _parts(inner)
    for key in ("properties", "$defs"):
        for inner in schema.get(key, {}).values():
            yield from _parts(inner)
