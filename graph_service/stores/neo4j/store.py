"""Neo4jStore: the graph in a Neo4j server."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import Any

from graph_service.plan.model import Entities
from graph_service.plan.ready import ReadyPlan
from graph_service.stores.cypher import Compiled, compile_cypher, reader
from graph_service.stores.neo4j.driver import Neo4jReader
from graph_service.stores.neo4j.lineage import contributions
from graph_service.stores.neo4j.refusals import Reach
from graph_service.stores.neo4j.statements import META
from graph_service.stores.protocol import Contribution, Result, Statement, StoreState
from graph_service.stores.rows import to_rows
from graph_service.stores.sharing import BESIDE, read_beside

SOURCE = "MATCH (m:`_Meta`) RETURN m.source"
CANONICAL = (
    "OPTIONAL MATCH (n:Entity {iri: $iri})\nOPTIONAL MATCH (a:`_Alias` {iri: $iri})\n"
    "OPTIONAL MATCH (e:Entity {iri: a.of})\nRETURN coalesce(n.iri, e.iri)"
)
NODE = "MATCH (n:Entity {iri: $iri}) RETURN properties(n)"
LINKED = "MATCH (:Entity {iri: $iri})-[r]->(d) WHERE type(r) = $type RETURN d.iri ORDER BY d.iri"


class Neo4jStore:
    """The store in a database of a server; any number of threads may share it."""

    name = "neo4j"

    def __init__(self, reach: Reach) -> None:
        self.server = Neo4jReader(reach)

    def statement(self, ready: ReadyPlan) -> Statement:
        """The plan as Cypher."""
        return compile_cypher(ready).statement

    def run(self, ready: ReadyPlan) -> Result:
        """The plan's rows; StoreError where it takes longer than its bounds allow."""
        started = time.perf_counter()
        compiled = compile_cypher(ready)
        statement = compiled.statement
        found = self.server.records(statement.text, statement.parameters, ready.bounds.seconds)[0]
        seconds = time.perf_counter() - started
        if isinstance(ready.plan.body, Entities):
            return _page(ready.plan.body, found, compiled, seconds)
        rows, limit = found["rows"], ready.plan.body.limit
        more = limit is not None and len(rows) > limit
        cells = to_rows(ready.columns, rows[:limit])
        return Result(columns=ready.columns, rows=cells, more=more, statement=statement, seconds=seconds)

    def resolve(self, iri: str) -> str | None:
        """The canonical IRI of the entity with this IRI or alias."""
        found: str | None = self.server.records(CANONICAL, {"iri": iri})[0][0]
        return found

    def lineage(self, iri: str) -> tuple[Contribution, ...]:
        """The contributions to the entity with this IRI or alias, best source first."""
        canonical = self.resolve(iri)
        found = self.server.records(NODE, {"iri": canonical})
        if not found:
            return ()
        node: dict[str, Any] = found[0][0]

        def on_node(name: str) -> Any:
            if name in node:
                return node[name]
            return [one[0] for one in self.server.records(LINKED, {"iri": canonical, "type": name})]

        return contributions(node.get("_lineage", "[]"), on_node)

    def state(self) -> StoreState:
        """What is served now."""
        found = self._meta()
        return StoreState(
            generation=found.get("generation", 0),
            ontology=found.get("ontology", ""),
            loading=found.get("loading", False),
            entities=dict(json.loads(found.get("entities") or "[]")),
            beside=read_beside(found.get(BESIDE)),
        )

    def ontology_source(self) -> bytes | None:
        """The ontology's files as the last publication recorded them."""
        found = self.server.records(SOURCE)
        return bytes(found[0][0]) if found and found[0][0] is not None else None

    def close(self) -> None:
        """Close every connection."""
        self.server.close()

    def _meta(self) -> dict[str, Any]:
        found = self.server.records(META)
        return {name: value for name, value in found[0][0].items() if value is not None} if found else {}


def _page(entities: Entities, found: Mapping[str, Any], compiled: Compiled, seconds: float) -> Result:
    read = reader(compiled.shape)
    rows: list[dict[str, Any]] = read(found["rows"]) if read else found["rows"]
    more = entities.first is not None and len(rows) > entities.first
    return Result(
        entities=rows[: entities.first],
        total=found["total"] if entities.total else None,
        more=more,
        statement=compiled.statement,
        seconds=seconds,
    )
