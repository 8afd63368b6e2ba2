"""How fast a graph is published to Neo4j, against `UNWIND … CREATE` of the same rows in the same run.

    graph-service neo4j up; python -m bench.publish [--scale 0.5]

The database is emptied first. The plain way writes maps into an empty database: it can be run once only, and finds no
entity again.
"""

from __future__ import annotations

import argparse
import tempfile
from contextlib import closing
from pathlib import Path

from bench.lending import lending
from bench.timing import busy, seconds
from graph_service.neo4j_server import settings_for
from graph_service.ontology.model import Ontology
from graph_service.stores.connection import open_reader
from graph_service.stores.neo4j import Neo4jWriter, Reach, rows
from graph_service.stores.neo4j.publish import BATCH, clear, publish
from tests.world.build import build
from tests.world.entities import read_world_ontology

HOME = Path(__file__).resolve().parents[1] / ".graph-service" / "neo4j"


def main() -> None:
    """Build the data once, then write it both ways."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scale", type=float, default=0.5)
    options = parser.parse_args()
    reach, ontology = settings_for(HOME), read_world_ontology()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "graph.sqlite"
        build(path, ontology, lending(scale=options.scale))
        with closing(Neo4jWriter(reach)) as writer:
            clear(writer)
            plain = seconds(lambda: create_plainly(writer, path, ontology))
        ours = seconds(lambda: published(reach, path, ontology))
    print(f"publish {ours:.1f} s, UNWIND CREATE {plain:.1f} s, ratio {ours / plain:.2f}, {busy()}")


def published(reach: Reach, path: Path, ontology: Ontology) -> None:
    """Empty the database and publish the graph of the file at `path`."""
    with closing(Neo4jWriter(reach)) as writer, closing(open_reader(path)) as reader:
        clear(writer)
        done = publish(reach, reader, ontology)
    print(f"published {done.created:,} nodes and {done.relationships:,} relationships")


def create_plainly(writer: Neo4jWriter, path: Path, ontology: Ontology) -> None:
    """Nodes from maps and relationships between them, as one would write it by hand for an empty database."""
    writer.read("CREATE CONSTRAINT IF NOT EXISTS FOR (n:Entity) REQUIRE n.iri IS UNIQUE")
    with closing(open_reader(path)) as reader:
        for cls in rows.changed(reader, 0):
            found = rows.nodes(reader, ontology, cls, 0, lambda ids: {}, BATCH)
            labels = ":".join(["Entity", *ontology.ancestors(cls)])
            for batch in found.batches:
                maps = [dict(zip(found.names, row, strict=True)) for row in batch]
                writer.run(f"UNWIND $rows AS row CREATE (n:{labels}) SET n = row", {"rows": maps})
        for prop in (one for one in ontology.properties.values() if one.is_link and one.stored):
            ends = "UNWIND $rows AS row MATCH (s:Entity {iri: row[0]}), (d:Entity {iri: row[1]})"
            for pairs in rows.in_batches(rows.links(reader, ontology, prop, 0), BATCH):
                writer.run(f"{ends} CREATE (s)-[:{prop.name.upper()}]->(d)", {"rows": pairs})


if __name__ == "__main__":
    main()
