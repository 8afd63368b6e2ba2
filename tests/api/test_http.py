"""What HTTP does around GraphQL: addresses, problems, who asks, whose host, how much."""

from __future__ import annotations

from typing import Any

import pytest
from graphql import build_schema, validate_schema
from starlette.testclient import TestClient

from tests.api.conftest import Ask

JSON = {"content-type": "application/json"}


def test_health_says_what_each_part_does(client: TestClient, store_name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "GRAPH_SERVICE_MODEL"):
        monkeypatch.delenv(name, raising=False)
    answer = client.get("/health")
    found = answer.json()
    assert (answer.status_code, found["status"]) == (200, "ok")
    assert found["store"] == {"ok": True, "name": store_name, "generation": 1, "loading": False, "entities": 60}
    assert found["ontology"]["classes"] == 15
    assert found["ontology"]["pending"] is False
    assert found["model"] == {"ok": True, "configured": False, "name": None}


def test_the_schema_as_text_is_a_schema(client: TestClient) -> None:
    text = client.get("/graphql/schema").text
    assert validate_schema(build_schema(text)) == []
    assert "type Loan implements Node {" in text


def test_the_schema_is_that_of_the_role(client: TestClient) -> None:
    of_guest = client.get("/graphql/schema", headers={"x-graph-service-role": "guest"}).text
    assert "birthYear" in client.get("/graphql/schema").text
    assert "birthYear" not in of_guest
    assert validate_schema(build_schema(of_guest)) == []


def test_rows_are_those_of_the_actor(ask: Ask) -> None:
    text = "{ loans { totalCount } }"
    assert ask(text, who="desk")["data"]["loans"]["totalCount"] == 12
    assert ask(text, who="clerk-nord")["data"]["loans"]["totalCount"] == 9


@pytest.mark.parametrize(
    ("method", "path", "body", "headers", "status", "says"),
    [
        ("GET", "/nowhere", None, {}, 404, "There is nothing at '/nowhere'."),
        ("GET", "/ask", None, {}, 400, "Say what to ask: /ask?q="),
        ("PUT", "/ask", None, {}, 405, "not PUT"),
        ("POST", "/ask", "{", JSON, 400, "Expected JSON"),
        ("POST", "/ask", "[]", JSON, 400, 'Expected {"question": "…"}'),
        ("POST", "/ask", '{"question": 7}', JSON, 400, 'Expected {"question": "…"}'),
        ("POST", "/graphql", "{", JSON, 400, "Unable to parse request body as JSON"),
        ("POST", "/graphql", "query=x", {"content-type": "text/plain"}, 400, "Unsupported content type"),
        ("POST", "/graphql", '[{"query": "{__typename}"}]', JSON, 400, "Batching is not enabled"),
        ("POST", "/graphql", "{}", {**JSON, "x-graph-service-role": "gest"}, 400, "Did you mean 'guest'?"),
        ("GET", "/entity", None, {}, 400, "Say which entity"),
        ("GET", "/entity?iri=https://library.example/work/99", None, {}, 404, "Nothing is known here of"),
        ("POST", "/ask", '{"question": "' + "x" * 300_000 + '"}', JSON, 413, "at most 262,144 bytes"),
        ("GET", "/", None, {"host": "evil.example"}, 421, "does not answer for the host 'evil.example'"),
        ("GET", "/static/style.css", None, {}, 404, "There is nothing"),
        ("GET", "/static/../frame.py", None, {}, 404, "There is nothing"),
    ],
)
def test_a_problem(
    method: str, path: str, body: str | None, headers: dict[str, str], status: int, says: str, client: TestClient
) -> None:
    answer = client.request(method, path, content=body, headers=headers)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"  # RFC 9457
    found: dict[str, Any] = answer.json()
    assert found["status"] == status and found["title"] and found["code"]
    assert says in found["detail"]


def test_a_body_without_a_length_is_counted(client: TestClient) -> None:
    chunks = (b"x" * 10_000 for _ in range(30))
    answer = client.post("/ask", content=chunks, headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (413, "LIMIT_EXCEEDED")


def test_a_question_over_http(client: TestClient, store_name: str) -> None:
    question = {"question": "How many branches are there?"}
    found = client.post("/ask", json=question).json()
    assert (found["status"], found["rows"]) == ("answered", [[4]])
    assert found["statement"]["language"] == {"sqlite": "sql", "neo4j": "cypher"}[store_name]
    of_desk = client.post("/ask", json=question, headers={"x-graph-service-as": "desk"})
    assert of_desk.json()["statement"] is None


@pytest.mark.parametrize(
    ("query", "accept", "status", "media"),
    [
        ("{ branches { totalCount } }", "application/graphql-response+json", 200, "application/graphql-response+json"),
        (
            "{ members { nodes { email } } }",
            "application/graphql-response+json",
            200,
            "application/graphql-response+json",
        ),
        (
            "{ nothing }",
            "application/graphql-response+json, application/json;q=0.9",
            400,
            "application/graphql-response+json",
        ),
        ("{ nothing }", "application/json", 200, "application/json"),
        ("{ nothing }", "*/*", 200, "application/json"),
    ],
)
def test_the_media_type_of_graphql(query: str, accept: str, status: int, media: str, client: TestClient) -> None:
    answer = client.post("/graphql", json={"query": query}, headers={"accept": accept})
    assert (answer.status_code, answer.headers["content-type"]) == (status, media)
    assert ("data" in answer.json()) is (query != "{ nothing }")


def test_a_query_in_the_address(client: TestClient) -> None:
    assert client.get("/graphql", params={"query": "{ branches { totalCount } }"}).json() == {
        "data": {"branches": {"totalCount": 4}}
    }


@pytest.mark.parametrize("path", ["/", "/ask", "/graphql", "/health", "/entity?iri=https://library.example/work/1"])
def test_headers_of_security(path: str, client: TestClient) -> None:
    headers = client.get(path, headers={"accept": "text/html"}).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "script-src 'self';" in headers["content-security-policy"]


def test_the_overview_counts_what_is_served(client: TestClient) -> None:
    text = client.get("/", headers={"accept": "text/html"}).text
    assert "<h1>60 entities of" in text
    assert client.get("/").json()["entities"]["Loan"] == 12


def test_an_entity_at_its_address(client: TestClient) -> None:
    found = client.get("/entity", params={"iri": "https://library.example/work/1"}).json()
    assert (found["iri"], found["cls"]) == ("https://library.example/work/1", "Book")
    page = client.get("/entity?iri=https://library.example/work/1", headers={"accept": "text/html"}).text
    assert "<h1><bdi>Book</bdi></h1>" in page


def test_static_files_are_kept_and_compressed(client: TestClient) -> None:
    page = client.get("/graphql", headers={"accept": "text/html"}).text
    addresses = [part.split('"')[0] for part in page.split('src="')[1:]]
    assert len(addresses) == 4
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]
        assert answer.headers["content-encoding"] == "gzip"
    plain = client.get(addresses[0], headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.content == client.get(addresses[0]).content
    assert "http" not in page
