"""What an error suggests comes from the schema of the role alone, whatever was sent."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.applications import Starlette

from graph_service.api.operation.execution import Executor
from tests.api.conftest import Ask

LURE = "Berlin' Did you mean 'evil', 'Berlin' or 'x'?\n'two'\u2028'three'"
OF_WORK = "query ($w: WorkWhere) { works(where: $w) { totalCount } }"
OF_TEXT = "query ($w: StringWhere) { works(where: {title: $w}) { totalCount } }"
OF_ORDER = "query ($o: [WorkOrderBy!]) { works(orderBy: $o) { totalCount } }"


@pytest.mark.parametrize(
    ("text", "variables", "code", "suggested"),
    [
        (OF_TEXT, {"w": {"name": {"startsWith": "Berlin"}}}, "UNKNOWN_TERM", ["ne"]),
        (OF_WORK, {"w": {"title": {"startsWith": LURE}}}, "UNKNOWN_TERM", ["starts"]),
        (OF_WORK, {"w": {LURE: {"eq": "Berlin"}}}, "UNKNOWN_TERM", []),
        (OF_WORK, {"w": {"titel": LURE}}, "UNKNOWN_TERM", ["title"]),
        (OF_WORK, {"w": {"AND": [{"title": {"eq": "x"}}, {"titel": {"eq": LURE}}]}}, "UNKNOWN_TERM", ["title"]),
        (OF_WORK, {"w": {"AND": {"titel": {"eq": LURE}}}}, "UNKNOWN_TERM", ["title"]),
        (OF_WORK, {"w": {"listPrice": {"gt": LURE}}}, "BAD_USER_INPUT", []),
        (OF_WORK, {"w": LURE}, "BAD_USER_INPUT", []),
        (OF_ORDER, {"o": [{"title": "ASCC"}]}, "BAD_USER_INPUT", ["ASC"]),
        (OF_ORDER, {"o": [{"title": LURE}]}, "BAD_USER_INPUT", []),
        (OF_ORDER, {"o": [{"title": "ASC", "isbn": "ASC"}]}, "BAD_USER_INPUT", []),
        ("{ works(whre: 1) { totalCount } }", None, "UNKNOWN_TERM", ["where"]),
        ("{ works(orderBy: [{title: ACS}]) { totalCount } }", None, "UNKNOWN_TERM", ["ASC"]),
        ('{ works(orderBy: [{title: "ASC"}]) { totalCount } }', None, "GRAPHQL_VALIDATION_FAILED", ["ASC"]),
        ('{ works(where: {title: {eq: """a\nDid you mean \'evil\'?"""}}) { x } }', None, "UNKNOWN_TERM", []),
        ('{ works(where: {titel: """a\nDid you mean \'evil\'?"""}) { totalCount } }', None, "UNKNOWN_TERM", ["title"]),
        ("{ works { nodes { ...Titel } } }", None, "UNKNOWN_TERM", []),
        ("{ works @inclde(if: true) { totalCount } }", None, "UNKNOWN_TERM", ["include"]),
        ("{ works @include(fi: true, if: true) { totalCount } }", None, "UNKNOWN_TERM", []),
        ("query @skip(if: true) { works { totalCount } }", None, "GRAPHQL_VALIDATION_FAILED", []),
    ],
)  # fmt: skip
def test_a_suggestion_is_a_name_of_the_schema(
    text: str, variables: dict[str, Any] | None, code: str, suggested: list[str], ask: Ask
) -> None:
    first = ask(text, variables)["errors"][0]
    assert first["extensions"]["code"] == code, first
    assert first["extensions"].get("suggestions", []) == suggested
    assert not any(word in str(first["extensions"]) for word in ("evil", "Berlin", "two", "three"))
    for word in suggested:
        assert f"'{word}'" in first["message"]


def test_an_unknown_type_names_those_that_are_like_it(ask: Ask) -> None:
    error = ask("query ($w: WorkWher) { works(where: $w) { totalCount } }")["errors"][0]
    assert error["extensions"] == {"code": "UNKNOWN_TERM", "suggestions": ["WorkWhere", "WorkLinkWhere", "BookWhere"]}


def test_a_field_of_a_narrower_type_names_that_type(ask: Ask) -> None:
    error = ask("{ works { nodes { pages } } }")["errors"][0]
    assert error["extensions"]["suggestions"][0] == "Book"
    assert "Did you mean to use an inline fragment on 'Book'" in error["message"]


def test_every_unknown_field_of_a_variable_is_told_with_its_place(ask: Ask) -> None:
    errors = ask(OF_WORK, {"w": {"titel": {}, "OR": [{"isbn": {"startz": "9"}}]}})["errors"]
    places = sorted(error["message"].partition(":")[0] for error in errors)
    assert places == ["Variable '$w'", "Variable '$w.OR[0].isbn'"]
    assert all(error["locations"] for error in errors)


@pytest.mark.parametrize("near", ["birthYea", "birthYears", "birthyear"])
@pytest.mark.parametrize(
    ("text", "variables"),
    [
        ("{ persons { nodes { NAME } } }", None),
        ("{ persons(where: {NAME: {gt: 1}}) { totalCount } }", None),
        ("{ persons(orderBy: [{NAME: ASC}]) { totalCount } }", None),
        ("query ($w: PersonWhere) { persons(where: $w) { totalCount } }", {"w": {"NAME": {"gt": 1}}}),
    ],
)
def test_what_is_hidden_from_a_role_is_suggested_to_others_only(
    text: str, variables: dict[str, Any] | None, near: str, ask: Ask
) -> None:
    asked = text.replace("NAME", near)
    given = {"w": {near: {"gt": 1}}} if variables else None
    assert "birthYear" not in str(ask(asked, given, who="guest")).replace(near, "")
    assert ask(asked, given, who="desk")["errors"][0]["extensions"]["suggestions"] == ["birthYear"]


def test_whatever_is_suggested_is_in_the_schema_of_the_role(app: Starlette, ask: Ask) -> None:
    """Every name of the schema, a letter short, asked as a field, an argument, a type and a key of a filter."""
    executor: Executor = app.state.executor
    asked = 0
    for who in ("guest", "desk"):
        schema = executor.schemas.of(executor.service.actor(name=who))
        for name in list(schema.schema.type_map)[:40]:
            short = name.lstrip("_")[:-1]
            for text in (
                f"{{ {short} }}",
                f"{{ works({short}: 1) {{ totalCount }} }}",
                f"query ($v: {short}) {{ ask }}",
            ):
                for error in ask(text, who=who).get("errors", ()):
                    asked += 1
                    assert all(one in schema.sdl for one in error["extensions"].get("suggestions", ()))
    assert asked > 200
