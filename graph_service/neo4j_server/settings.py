"""Which Neo4j a command talks to: the one the environment names, else the workspace's own."""

from __future__ import annotations

import os
from pathlib import Path

from graph_service.findings import Finding, ServiceError
from graph_service.neo4j_server.home import DATABASE, USERNAME
from graph_service.neo4j_server.server import connection
from graph_service.neo4j_server.values import Connection


def settings_for(home: Path) -> Connection:
    """The server of NEO4J_URI, NEO4J_USERNAME, NEO4J_PASSWORD and NEO4J_DATABASE if set, else the one of `home`."""
    if uri := os.environ.get("NEO4J_URI"):
        return Connection(
            uri=uri,
            username=os.environ.get("NEO4J_USERNAME", USERNAME),
            password=os.environ.get("NEO4J_PASSWORD", ""),
            database=os.environ.get("NEO4J_DATABASE", DATABASE),
            browser=os.environ.get("NEO4J_HTTP", ""),
        )
    if (own := connection(home)) is not None:
        return own
    raise ServiceError(
        Finding(
            rule="neo4j-absent",
            message="No Neo4j is known here. Start one with 'graph-service neo4j up', or set NEO4J_URI, "
            "NEO4J_USERNAME, NEO4J_PASSWORD and NEO4J_DATABASE to any other server.",
        )
    )
