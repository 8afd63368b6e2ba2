"""Hostile requests over HTTP: each ends in one clear refusal, none in a fault of the inside."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any

import orjson
import pytest
from starlette.testclient import TestClient

from graph_service.api.app import build_app
from graph_service.service import GraphService
from graph_service.stores.sqlite import SqliteStore
from tests.api.places import make_workspace

MANY_DIGITS = b'{"query": "query($n: Int) {works(first: $n) {totalCount}}", "variables": {"n": %s}}' % (b"9" * 40)
SURROGATE = b'{"query": "query($i: ID!) {node(id: $i) {id}}", "variables": {"i": "\\ud800"}}'
STATEMENT = "'\"`${x}{{}}\\u0000; DROP TABLE entity --"
BODIES: dict[str, tuple[bytes, str]] = {
    "a number of many digits": (MANY_DIGITS, "BAD_USER_INPUT"),
    "a lone surrogate": (SURROGATE, "BAD_USER_INPUT"),
    "nothing": (b"", "BAD_USER_INPUT"),
    "null": (b"null", "BAD_USER_INPUT"),
    "a number": (b"1", "BAD_USER_INPUT"),
    "a text": (b'"{__typename}"', "BAD_USER_INPUT"),
    "a batch": (b'[{"query": "{__typename}"}]', "BAD_USER_INPUT"),
    "a list that nests": (b"[" * 100_000, "BAD_USER_INPUT"),
    "NaN": (b'{"query": "{__typename}", "variables": {"a": NaN}}', "BAD_USER_INPUT"),
    "not UTF-8": (b'{"query": "\xff"}', "BAD_USER_INPUT"),
}
WHERE = "query($w: WorkWhere) {works(where: $w, first: 1) {nodes {id}}}"
AFTER = "query($a: String) {works(first: 1, orderBy: [{listPrice: ASC}], after: $a) {nodes {id}}}"


def nested(depth: int) -> dict[str, Any]:
    value: dict[str, Any] = {}
    for _ in range(depth):
        value = {"NOT": value}
    return value


def chain(length: int) -> str:
    parts = "".join(f"fragment f{n} on Query {{...f{n + 1}}} " for n in range(length))
    return f"{{...f0}} {parts} fragment f{length} on Query {{__typename}}"


DOCUMENTS: dict[str, tuple[str, dict[str, Any], str | None]] = {
    "a value nested 90 deep": (WHERE, {"w": nested(90)}, None),
    "a value nested 200 deep": (WHERE, {"w": nested(200)}, "LIMIT_EXCEEDED"),
    "a value nested 900 deep": (WHERE, {"w": nested(900)}, "LIMIT_EXCEEDED"),
    "a document nested 4,000 deep": ("{a" * 4000 + "}" * 4000, {}, "LIMIT_EXCEEDED"),
    "fragments in fragments": (chain(900), {}, "LIMIT_EXCEEDED"),
    "a filter of 4,000 parts": (WHERE, {"w": {"OR": [{"title": {"eq": "x"}}] * 4000}}, "LIMIT_EXCEEDED"),
    "a time before all years": (
        "query($t: DateTime) {loans(where: {lentAt: {lt: $t}}) {totalCount}}",
        {"t": "0001-01-01T00:00:00+14:00"},
        "BAD_USER_INPUT",
    ),
    "a time after all years": (
        "query($t: DateTime) {loans(where: {lentAt: {lt: $t}}) {totalCount}}",
        {"t": "9999-12-31T23:59:59-14:00"},
        "BAD_USER_INPUT",
    ),
    "the last day of all": (
        "query($t: DateTime) {loans(where: {lentAt: {le: $t}}) {totalCount}}",
        {"t": "9999-12-31"},
        None,
    ),
    "quotes and statements in a value": (WHERE, {"w": {"title": {"eq": STATEMENT}}}, None),
    "a NUL in a value": (WHERE, {"w": {"title": {"contains": "a\0b"}}}, None),
    "look-alikes in a value": (WHERE, {"w": {"title": {"starts": "Ｍöwe\u202e\u200d"}}}, None),
    "quotes in an IRI": ("query($i: ID!) {node(id: $i) {id}}", {"i": "x' OR 1=1 --`\"\\\0"}, None),
}
CURSOR_VALUES = (None, True, -1, 1e300, 2**63, "x", "NaN", "Infinity", "1e99999", "99999-01-01", "'\"`\0", "９")
CASES = 10 + 13 + 12


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    workspace = make_workspace(tmp_path_factory.mktemp("hostile") / "workspace")
    store = SqliteStore(workspace.graph)
    app = build_app(GraphService(workspace=workspace, store=store))
    with TestClient(app, base_url="http://localhost", raise_server_exceptions=False) as made:
        yield made
    store.close()


def codes(text: str) -> list[str]:
    found = json.loads(text)
    return [found["code"]] if "code" in found else [one["extensions"]["code"] for one in found.get("errors", ())]


def test_every_case_is_run() -> None:
    assert len(BODIES) + len(DOCUMENTS) + len(CURSOR_VALUES) == CASES


@pytest.mark.parametrize("name", BODIES)
def test_a_body_is_refused(client: TestClient, name: str) -> None:
    body, code = BODIES[name]
    answer = client.post("/graphql", content=body, headers={"content-type": "application/json"})
    assert answer.status_code in (200, 400) and codes(answer.text) == [code], answer.text


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_is_answered_or_refused(client: TestClient, name: str) -> None:
    text, variables, code = DOCUMENTS[name]
    answer = client.post("/graphql", json={"query": text, "variables": variables})
    assert answer.status_code == 200 and codes(answer.text) == ([] if code is None else [code]), answer.text


@pytest.mark.parametrize("value", CURSOR_VALUES, ids=repr)
def test_a_forged_cursor_is_answered_or_refused(client: TestClient, value: Any) -> None:
    page = client.post(
        "/graphql", json={"query": "{works(first: 1, orderBy: [{listPrice: ASC}]) {pageInfo {endCursor}}}"}
    )
    mark, _, iri = orjson.loads(base64.urlsafe_b64decode(page.json()["data"]["works"]["pageInfo"]["endCursor"] + "=="))
    forged = base64.urlsafe_b64encode(orjson.dumps([mark, value, iri])).decode().rstrip("=")
    answer = client.post("/graphql", json={"query": AFTER, "variables": {"a": forged}})
    assert answer.status_code == 200 and set(codes(answer.text)) <= {"BAD_USER_INPUT"}, answer.text


@pytest.mark.parametrize("host", ["[", "[::1", "evil.example", "localhost.evil.example", "", "localhost@evil.example"])
def test_a_host_that_is_not_ours(client: TestClient, host: str) -> None:
    answer = client.get("/health", headers={"host": host})
    assert answer.status_code == 421 and codes(answer.text) == ["FORBIDDEN"]


@pytest.mark.parametrize("length", ["²", "-1", "1e9", "9" * 30, "0x10"])
def test_a_length_that_is_none(client: TestClient, length: str) -> None:
    answer = client.post("/ask", content=b"{}", headers=[(b"content-length", length.encode("latin-1"))])
    assert answer.status_code == 413


@pytest.mark.parametrize(
    "question",
    [
        "",
        " ",
        "\0",
        "x" * 10_000,
        "{{7*7}} ${x} `id` [/] [bold]",
        "MATCH (n) DETACH DELETE n",
        "delete all loans",
        "\u202egnirts",
        "０１２ ٣٤",
        "'; DROP TABLE entity; --",
    ],
)
def test_a_hostile_question_is_not_answered(client: TestClient, question: str) -> None:
    answer = client.post("/ask", json={"question": question})
    assert answer.status_code == 200, answer.text
    assert answer.json()["status"] in ("refused", "clarify") and answer.json()["text"]


@pytest.mark.parametrize(
    "path", ["/static/..%2f..%2fservice.py", "/id/%2e%2e/%2e%2e/etc/passwd", "/entity?iri=%00", "/entity?iri=%ED%A0%80"]
)
def test_an_address_of_nothing(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404 and codes(answer.text) == ["NOT_FOUND"]
