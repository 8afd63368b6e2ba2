"""What goes wrong with a server is said in plain words: which server, what it said, what to do; never a statement."""

from __future__ import annotations

import socket
from dataclasses import dataclass, replace

import pytest

from graph_service.findings import StoreError
from graph_service.stores.neo4j import Neo4jStore, Reach
from graph_service.stores.neo4j.driver import Neo4jReader


@dataclass(frozen=True, kw_only=True)
class Elsewhere:
    """A server as somebody might have set it."""

    uri: str
    username: str = "neo4j"
    password: str = "guess"
    database: str = "neo4j"


def refusal(reach: Reach) -> tuple[str, str]:
    """The rule and the message with which the store refuses."""
    with pytest.raises(StoreError) as refused:
        store = Neo4jStore(reach)
        try:
            store.state()
        finally:
            store.close()
    return refused.value.findings[0].rule, str(refused.value)


@pytest.mark.parametrize("scheme", ["neo4j", "bolt"])
def test_no_server(scheme: str) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        uri = f"{scheme}://127.0.0.1:{unused.getsockname()[1]}"
    rule, message = refusal(Elsewhere(uri=uri))
    assert rule == "store-absent" and uri in message and "graph-service neo4j up" in message


def test_no_address() -> None:
    rule, message = refusal(Elsewhere(uri="http://127.0.0.1:7474"))
    assert rule == "store-absent" and "is no address of a server" in message


@pytest.mark.neo4j
def test_a_wrong_password(reach: Reach) -> None:
    rule, message = refusal(Elsewhere(uri=reach.uri, username=reach.username, password="wrong"))
    assert rule == "store-login" and "NEO4J_PASSWORD" in message and "wrong" not in message


@pytest.mark.neo4j
def test_a_wrong_database(reach: Reach) -> None:
    other = Elsewhere(uri=reach.uri, username=reach.username, password=reach.password)
    rule, message = refusal(replace(other, database="nowhere"))
    assert rule == "store-database" and "'nowhere'" in message and "NEO4J_DATABASE" in message


@pytest.mark.neo4j
@pytest.mark.parametrize(
    ("text", "seconds", "rule"),
    [
        ("UNWIND range(1, 1000000000) AS secret RETURN count(secret)", 0.3, "store-timeout"),
        ("MATCH (secret RETURN secret", 5.0, "store-refused"),
        ("CREATE (secret:Secret)", 5.0, "store-refused"),
    ],
)
def test_an_error_shows_no_statement(reach: Reach, text: str, seconds: float, rule: str) -> None:
    server = Neo4jReader(reach)
    try:
        with pytest.raises(StoreError) as refused:
            server.records(text, {}, seconds)
        assert refused.value.findings[0].rule == rule
        assert "secret" not in str(refused.value).lower()
    finally:
        server.close()
