"""The graph in Neo4j, read and published.

driver      the one door to the driver          refusals    what it refuses, in plain words
store       plans, aliases, lineage, state      publish     the server follows the served SQLite tables
rows        what is published, from the tables  lineage     where values come from, on their node
statements  what is written                     schema      constraint and indexes
"""

from __future__ import annotations

from graph_service.stores.neo4j.driver import Neo4jWriter
from graph_service.stores.neo4j.refusals import Reach
from graph_service.stores.neo4j.store import Neo4jStore

__all__ = ["Neo4jStore", "Neo4jWriter", "Reach"]
