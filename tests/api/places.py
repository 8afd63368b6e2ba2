"""A workspace around the hand-made world, and a store that remembers what it ran."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from graph_service.loading.ledger.schema import prepare_ledger
from graph_service.ontology.bundle import pack
from graph_service.plan.ready import ReadyPlan
from graph_service.stores.connection import open_writer, writing
from graph_service.stores.protocol import GraphStore, Result
from graph_service.workspace import Workspace, open_workspace
from tests.world.build import build_world
from tests.world.entities import HERE, LANGUAGES

SETTINGS = f"""\
base = "https://library.example/"
languages = {list(LANGUAGES)}
time_zone = "Europe/Berlin"
clock = 2026-06-30T22:00:00
"""
ACTORS = """\
actors:
  reader: {role: analyst, permissions: [explain]}
  desk: {role: desk}
  guest: {role: guest}
  clerk-nord: {role: clerk, attributes: {district: Nord}}
"""


class CountingStore:
    """A store that remembers every plan it really ran; everything is done by the store inside."""

    def __init__(self, inside: GraphStore) -> None:
        self._inside = inside
        self.ran: list[ReadyPlan] = []

    def run(self, ready: ReadyPlan) -> Result:
        self.ran.append(ready)
        return self._inside.run(ready)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inside, name)


def make_workspace(root: Path) -> Workspace:
    """A workspace that serves the world, as after a load."""
    root.mkdir(parents=True, exist_ok=True)
    (root / "graph-service.toml").write_text(SETTINGS, encoding="utf-8")
    (root / "actors.yaml").write_text(ACTORS, encoding="utf-8")
    shutil.copytree(HERE / "ontology", root / "ontology")
    workspace = open_workspace(root)
    workspace.state.mkdir()
    build_world(workspace.graph)
    record_ontology(workspace)
    return workspace


def record_ontology(workspace: Workspace) -> None:
    """What a load records of the ontology it published."""
    connection = open_writer(workspace.graph)
    with writing(connection):
        prepare_ledger(connection)
        connection.execute('DELETE FROM "ledger:ontology"')
        digest = connection.execute("SELECT value FROM meta WHERE key = 'ontology'").get
        connection.execute('INSERT INTO "ledger:ontology" VALUES (?, ?)', (digest, pack(workspace.ontology)))
        entity = connection.execute("SELECT id FROM entity WHERE iri = 'https://library.example/work/6'").get
        alias = "https://library.example/Work/isbn/978-06"
        connection.execute(
            'INSERT OR IGNORE INTO "ledger:alias" (id, iri, entity) VALUES (9999, ?, ?)', (alias, entity)
        )
    connection.close()
