"""Everything that is in the Neo4j database, in an order of its own, so that two graphs can be compared."""

from __future__ import annotations

from typing import Any

from graph_service.stores.neo4j import Neo4jWriter, Reach

NODES = "MATCH (n:Entity) RETURN n.iri, labels(n), properties(n) ORDER BY n.iri"
LINKS = "MATCH (s)-[r]->(d) RETURN s.iri, type(r), d.iri ORDER BY s.iri, type(r), d.iri"
ALIASES = "MATCH (a:`_Alias`) RETURN a.iri, a.of ORDER BY a.iri"
META = "MATCH (m:`_Meta`) RETURN m.generation, m.ledger, m.ontology, m.loading, m.entities"


def content(reach: Reach) -> dict[str, list[Any]]:
    """Nodes with their labels and properties, relationships, aliases, and what `_Meta` says."""
    writer = Neo4jWriter(reach)
    try:
        nodes = [(iri, sorted(labels), properties) for iri, labels, properties in writer.read(NODES)]
        found = {"links": writer.read(LINKS), "aliases": writer.read(ALIASES), "meta": writer.read(META)}
        return {"nodes": nodes, **found}
    finally:
        writer.close()
