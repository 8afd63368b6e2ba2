"""A command talks to the server the environment names, else to the workspace's own, else says how to get one."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph_service.findings import ServiceError
from graph_service.neo4j_server import settings_for


def test_the_environment_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEO4J_URI", "neo4j://elsewhere:7687")
    monkeypatch.setenv("NEO4J_PASSWORD", "secret")
    monkeypatch.delenv("NEO4J_DATABASE", raising=False)
    known = settings_for(tmp_path)
    assert (known.uri, known.username, known.database) == ("neo4j://elsewhere:7687", "neo4j", "neo4j")
    assert "secret" not in repr(known)


def test_without_any_server_both_ways_to_one_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NEO4J_URI", raising=False)
    with pytest.raises(ServiceError, match=r"graph-service neo4j up.*NEO4J_URI"):
        settings_for(tmp_path / "none")
