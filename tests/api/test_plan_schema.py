"""The schema of saved queries is served to editors, and long lists of values are asked for as one condition."""

from __future__ import annotations

from typing import Any

from starlette.testclient import TestClient

from graph_service.saved import query_schema

WORKS = "query ($among: [String!]) { works(where: {isbn: {in: $among}}) { nodes { isbn } } }"


def works(client: TestClient, among: list[str]) -> dict[str, Any]:
    found: dict[str, Any] = client.post("/graphql", json={"query": WORKS, "variables": {"among": among}}).json()
    return found


def test_the_schema_of_saved_queries_is_served(client: TestClient) -> None:
    answer = client.get("/plan.schema.json")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/schema+json"
    assert answer.json() == query_schema()


def test_a_list_of_thousands_is_one_condition(client: TestClient) -> None:
    among = [f"978-{number:02}" for number in range(5_000)]
    found = works(client, among)
    assert "errors" not in found
    assert [work["isbn"] for work in found["data"]["works"]["nodes"]][:2] == ["978-01", "978-02"]


def test_a_list_that_is_too_long_says_so(client: TestClient) -> None:
    found = works(client, [f"978-{number:02}" for number in range(10_001)])
    (error,) = found["errors"]
    assert "The lists after 'in' have 10001 values; at most 10000 are allowed in one plan" in error["message"]
    assert error["extensions"]["code"] == "LIMIT_EXCEEDED"
