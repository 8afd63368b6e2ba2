"""One statement for each root field, whatever is asked in it; and what a request costs before the store sees it."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette

from graph_service.api.operation.execution import Executor
from tests.api.conftest import Ask
from tests.api.places import CountingStore

DEEP = """{
  a: branches(first: 10) { totalCount pageInfo { hasNextPage endCursor } edges { cursor node { code
    copies(first: 5) { totalCount nodes { barcode _meta { products }
      work { title ... on Book { pages } genre { genreLabel } }
      loans(first: 3, where: {member: {active: {eq: true}}}) { totalCount nodes { loanId member { agentName } } } } }
    copiesAggregate { count } } } }
  b: book(isbn: "978-01") { title }
  c: loansAggregate { count fee { sum } }
}"""


@pytest.mark.parametrize(
    ("text", "statements"),
    [
        ("{ __typename }", 0),
        ("{ __schema { types { name } } }", 0),
        ("{ works { totalCount } }", 1),
        ('{ node(id: "https://library.example/work/1") { id } }', 1),
        ("{ works { nodes { title author { totalCount nodes { agentName written { totalCount } } } } } }", 1),
        (DEEP, 3),
        ("{ members { nodes { email } } works { totalCount } }", 1),
        ("{ works { nodes { unknown } } }", 0),
    ],
)
def test_statements_of(text: str, statements: int, ask: Ask, counting: CountingStore) -> None:
    counting.ran.clear()
    ask(text, who="reader")
    assert len(counting.ran) == statements


def test_fields_that_fail_leave_the_others(ask: Ask) -> None:
    got = ask("{ members { nodes { email } } works { totalCount } }", who="reader")
    assert got["data"] == {"members": None, "works": {"totalCount": 7}}
    assert [error["path"] for error in got["errors"]] == [["members"]]


def test_a_document_is_read_once(ask: Ask, app: Starlette) -> None:
    executor: Executor = app.state.executor
    schema = executor.schemas.of(executor.service.actor(name="desk"))
    text = "query ($n: Int) { works(first: $n) { totalCount } }"
    first = schema.read(text, {"n": 1}, None, None)
    assert schema.read(text, {"n": 1}, None, None) is first
    assert schema.read(text, {"n": 2}, None, None).checked is first.checked


def test_a_page_goes_on_where_the_one_before_ended(ask: Ask) -> None:
    seen: list[str] = []
    after = None
    text = """query ($after: String) { works(first: 2, after: $after, orderBy: [{listPrice: DESC}, {title: ASC}]) {
        nodes { isbn } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } edges { cursor } } }"""
    for number in range(9):
        page = ask(text, {"after": after})["data"]["works"]
        seen += [node["isbn"] for node in page["nodes"]]
        info = page["pageInfo"]
        assert info["hasPreviousPage"] is (number > 0)
        assert [info["startCursor"], info["endCursor"]] == [page["edges"][0]["cursor"], page["edges"][-1]["cursor"]]
        after = info["endCursor"]
        if not info["hasNextPage"]:
            break
    assert seen == ["978-05", "978-06", "978-01", "978-02", "978-07", "978-03", "978-04"]


def test_a_nested_page_goes_on_as_well(ask: Ask) -> None:
    text = """query ($after: String) { branch(code: "HAF") {
        copies(first: 2, after: $after, orderBy: [{barcode: ASC}]) {
        nodes { barcode } pageInfo { hasNextPage endCursor } } } }"""
    seen, after = list[str](), None
    for _ in range(4):
        page = ask(text, {"after": after})["data"]["branch"]["copies"]
        seen += [node["barcode"] for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert seen == ["c01", "c03", "c05", "c08", "c09"]


def test_a_cursor_belongs_to_its_order(ask: Ask) -> None:
    cursor = ask("{ works(first: 1, orderBy: [{title: ASC}]) { pageInfo { endCursor } } }")["data"]["works"]["pageInfo"]
    text = "query ($after: String) { works(after: $after, orderBy: [{title: DESC}]) { totalCount } }"
    error = ask(text, {"after": cursor["endCursor"]})["errors"][0]
    assert "belongs to a page in another order" in error["message"]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{ works { totalCount } } #" + "x" * 50_000, "at most 50000 are allowed"),
        ("{" + " ".join(f"a{n}: works {{ totalCount }}" for n in range(21)) + "}", "21 fields at the root"),
        ("{ works { nodes { " + " ".join(f"t{n}: title" for n in range(1000)) + " } } }", "at most 1000 are allowed"),
        (
            '{ genre(code: "fic") ' + "{ parent " * 20 + "{ code } " + "}" * 20 + "}",
            "selections inside each other; at most 16",
        ),
        ("{parent" * 3000 + "}" * 3000, "nested too deeply"),
        ("{" + "a " * 11_000 + "}", "token"),
        (
            '{ genre(code: "fic") { ...F0 } } '
            + " ".join(
                f"fragment F{n} on Genre {{ a{n}: parent {{ ...F{n + 1} }} b{n}: parent {{ ...F{n + 1} }} }}"
                for n in range(14)
            )
            + " fragment F14 on Genre { code }",
            "fields, fragments counted each time",
        ),
    ],
    ids=["length", "roots", "fields", "depth", "braces", "tokens", "fragments"],
)
def test_a_document_over_a_limit(text: str, says: str, ask: Ask, counting: CountingStore) -> None:
    counting.ran.clear()
    error = ask(text)["errors"][0]
    assert error["extensions"]["code"] == "LIMIT_EXCEEDED"
    assert says in error["message"]
    assert not counting.ran
