"""A publication may die at any moment: the next one finishes it, and nobody was shown half of an atomic one."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest

from graph_service.ontology.model import Ontology
from graph_service.stores.neo4j import Reach
from tests.stores.conftest import ROOT, emptied, published
from tests.stores.graph_content import content
from tests.world.build import build_world

pytestmark = pytest.mark.neo4j

KILLS = 10
NOTHING = {"nodes": [], "links": [], "aliases": [], "meta": []}
PUBLISH = """
import sys
from pathlib import Path
from graph_service.neo4j_server import settings_for
from graph_service.stores.connection import open_reader
from graph_service.stores.neo4j.publish import publish
from tests.world.entities import read_world_ontology

path, home, atomic_changes = sys.argv[1:]
progress = lambda what, done, changes: print(what, done, flush=True)
publish(settings_for(Path(home)), open_reader(Path(path)), read_world_ontology(), progress=progress,
        atomic_changes=int(atomic_changes))
"""


def killed_after(lines: int, path: Path, atomic_changes: int) -> None:
    """Start publishing in a process of its own and kill it once it has reported so many batches."""
    arguments = [str(path), str(ROOT / ".graph-service" / "neo4j"), str(atomic_changes)]
    process = subprocess.Popen([sys.executable, "-c", PUBLISH, *arguments], stdout=subprocess.PIPE, cwd=ROOT)
    assert process.stdout is not None
    for _ in range(lines):
        process.stdout.readline()
    process.kill()
    process.communicate()


@pytest.mark.parametrize("atomic_changes", [0, 1_000])
def test_a_killed_publication_is_finished_by_the_next(
    empty: Reach, tmp_path: Path, world: Ontology, atomic_changes: int
) -> None:
    path = tmp_path / "graph.sqlite"
    build_world(path)
    batches = published(empty, path, world, atomic_changes=atomic_changes).batches
    whole = content(empty)
    emptied(empty)
    chance = random.Random(20260630)
    for _ in range(KILLS // 2):
        killed_after(chance.randint(1, batches - 1), path, atomic_changes)
        held = content(empty)
        says_so = not held["meta"] or held["meta"][0][3]
        assert held in (whole, NOTHING) if atomic_changes else held == whole or says_so, "a part passes for the whole"
    published(empty, path, world, atomic_changes=atomic_changes)
    assert content(empty) == whole
