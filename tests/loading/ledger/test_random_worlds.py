"""Whatever happens load by load, what is served is what a load of everything from nothing would serve, and a store that
only follows `entity.changed` and `removed` has the same."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from random import Random
from typing import Any

import pytest

from graph_service.loading.publishing import publish
from graph_service.ontology.model import PropertyShape
from graph_service.stores.connection import open_reader, rows
from tests.loading.ledger.grocer import BASE, grocer
from tests.loading.ledger.mesh import Mesh, served
from tests.loading.ledger.worlds import change_world

SEEDS = range(8)
LOADS = 5
SHAPES = (
    PropertyShape(target="Product", path="name", min_count=1),
    PropertyShape(target="Product", path="brand", cls="Brand"),
    PropertyShape(target="Product", path="lines", min_count=1, severity="Warning"),
    PropertyShape(target="Person", path="email", pattern="@"),
    PropertyShape(target="Product", path="price", min_inclusive="0", withhold=True),
    PropertyShape(target="Brand", path="brandName", pattern="^[13]$", withhold=True),
)


class Follower:
    """A store elsewhere: it takes what changed since it last looked, and forgets what was removed."""

    def __init__(self) -> None:
        self.generation = 0
        self.entities: dict[str, dict[str, Any]] = {}

    def follow(self, mesh: Mesh) -> None:
        with closing(open_reader(mesh.path)) as reader:
            everything = served(reader, mesh.ontology)
            since = (self.generation,)
            for (iri,) in rows(reader, "SELECT iri FROM removed WHERE generation > ?", since):
                self.entities.pop(iri.removeprefix(BASE), None)
            for (iri,) in rows(reader, "SELECT iri FROM entity WHERE changed > ?", since):
                self.entities[iri.removeprefix(BASE)] = everything[iri.removeprefix(BASE)]
            self.generation = int(next(rows(reader, "SELECT value FROM meta WHERE key = 'generation'"))[0])


def results(mesh: Mesh) -> set[tuple[Any, ...]]:
    """Shape results by IRI, those of withheld entities by their alias."""
    query = (
        'SELECT a.iri, r.class, r.path, r.component, r.value FROM "ledger:shape_result" r JOIN "ledger:alias" a '
        'ON a.id = coalesce((SELECT canonical FROM "ledger:component" k WHERE k.entity = r.entity), r.entity)'
    )
    found = mesh.ask(query)
    assert len(found) == len(set(found))
    return set(found)


@pytest.mark.parametrize("seed", SEEDS)
def test_following_load_by_load_is_the_same_as_loading_at_once(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if seed % 2:  # however much changes, never rebuild
        monkeypatch.setattr(publish, "REBUILD_ABOVE", float("inf"))
    random = Random(seed)
    mesh = Mesh(tmp_path / "graph.sqlite", ontology=grocer(*SHAPES))
    mesh.order = ["catalogue", "dairy", "sales", "tills", "stores", "customers"]
    follower = Follower()
    for load in range(LOADS):
        change_world(mesh, random)
        # the first product alone now and then, so that loads are small enough to be followed and not rebuilt
        mesh.load(*(random.sample(mesh.order, 1 + load % 2) if load % 3 else ()))
        if load == LOADS - 1:
            mesh.load()
        follower.follow(mesh)
        assert follower.entities == mesh.served()
    afresh = mesh.fresh(tmp_path / "afresh.sqlite")
    afresh.load()
    assert mesh.served() == afresh.served()
    assert results(mesh) == results(afresh)
    for table in ("disagreement", "withheld", "component"):
        query = f'SELECT count(*) FROM "ledger:{table}"'
        assert mesh.ask(query) == afresh.ask(query)


def test_the_worlds_were_worth_it(tmp_path: Path) -> None:
    """They merge, part, disagree, withhold and leave links waiting, and some loads are followed, some rebuilt."""
    seen: dict[str, int] = {"component": 0, "disagreement": 0, "withheld": 0, "pending": 0}
    rebuilt = followed = 0
    for seed in SEEDS:
        random = Random(seed)
        mesh = Mesh(tmp_path / f"{seed}.sqlite", ontology=grocer(*SHAPES))
        for load in range(2):
            change_world(mesh, random)
            done = mesh.load(*(["stores", "customers"] if load else []))
            rebuilt, followed = rebuilt + done.rebuilt, followed + (not done.rebuilt)
        for table in seen:
            seen[table] += mesh.ask(f'SELECT count(*) FROM "ledger:{table}"')[0][0]
    assert rebuilt >= len(SEEDS) and followed > 0
    assert all(count > 3 for count in seen.values()), seen
