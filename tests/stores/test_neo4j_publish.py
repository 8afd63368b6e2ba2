"""Neo4j follows the served tables: what it holds is what a publication into an empty database would hold."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from graph_service.findings import StoreError
from graph_service.ontology.model import Ontology
from graph_service.stores.neo4j import Neo4jStore, Neo4jWriter, Reach
from tests.stores.conftest import emptied, published
from tests.stores.graph_content import content
from tests.stores.later_world import altered, without, write_generation
from tests.world.build import build_world
from tests.world.entities import BASE, Entity, read_entities

pytestmark = pytest.mark.neo4j


@pytest.fixture
def entities(world: Ontology) -> list[Entity]:
    return read_entities(world)


@pytest.fixture
def first(tmp_path: Path) -> Path:
    """The file of the first generation."""
    path = tmp_path / "first.sqlite"
    build_world(path)
    return path


def test_a_first_publication_creates_everything(empty: Reach, first: Path, world: Ontology) -> None:
    done = published(empty, first, world)
    assert (done.created, done.updated, done.removed, done.relationships, done.atomic) == (60, 0, 0, 99, True)
    held = content(empty)
    nodes = {iri.removeprefix(BASE): (labels, properties) for iri, labels, properties in held["nodes"]}
    labels, properties = nodes["work/7"]
    assert labels == ["AudioBook", "Book", "Entity", "Work"]
    assert properties["listPrice"] == 7.0 and properties["listPrice_e2"] == 700
    assert properties["_class"] == "AudioBook" and properties["_source"] == '["catalogue","registry"]'
    assert nodes["person/3"][0] == ["Agent", "Author", "Entity", "Member", "Person"]
    assert nodes["person/3"][1]["active"] is True
    assert nodes["work/1"][1]["keyword"] == ["Küste", "Mord"] and nodes["work/1"][1]["keyword_cf"] == ["küste", "mord"]
    assert nodes["genre/fic"][1]["genreLabel@de_sort"] == "belletristik"
    assert [BASE + "copy/c01", "WORK", BASE + "work/1"] in held["links"]


def test_the_same_generation_again_does_nothing(empty: Reach, first: Path, world: Ontology) -> None:
    published(empty, first, world)
    again = published(empty, first, world)
    assert (again.before, again.generation, again.batches) == (1, 1, 0)


def test_in_batches_the_content_is_the_same(empty: Reach, first: Path, world: Ontology) -> None:
    published(empty, first, world)
    whole = content(empty)
    emptied(empty)
    done = published(empty, first, world, atomic_changes=0)
    assert not done.atomic and content(empty) == whole


def later(path: Path, world: Ontology, entities: list[Entity]) -> None:
    """A second generation: a book became a film without a publisher, a copy went, a branch lost its district."""
    changed = altered(entities, "work/4", ("Film",), publisher=None, title="Zebras")
    changed = altered(without(changed, "copy/c08"), "branch/HAF", district=None)
    write_generation(path, world, changed, 2, changed={"work/4", "branch/HAF"}, removed=["copy/c08"])


@pytest.mark.parametrize("atomic_changes", [1_000, 0])
def test_a_later_generation_brings_its_changes_alone(
    empty: Reach, first: Path, tmp_path: Path, world: Ontology, entities: list[Entity], atomic_changes: int
) -> None:
    second = tmp_path / "second.sqlite"
    later(second, world, entities)
    published(empty, first, world)
    done = published(empty, second, world, atomic_changes=atomic_changes)
    assert (done.before, done.created, done.updated, done.removed) == (1, 0, 2, 1)
    followed = content(empty)
    emptied(empty)
    published(empty, second, world)
    assert followed == content(empty)
    labels = next(labels for iri, labels, _ in followed["nodes"] if iri == BASE + "work/4")
    assert labels == ["Entity", "Film", "Work"]


def test_what_comes_back_gets_the_links_of_unchanged_entities_again(
    empty: Reach, first: Path, tmp_path: Path, world: Ontology, entities: list[Entity]
) -> None:
    second, third = tmp_path / "second.sqlite", tmp_path / "third.sqlite"
    gone = altered(altered(without(entities, "work/6"), "copy/c08", work=None), "work/7", basedOn=None)
    write_generation(second, world, gone, 2, changed=set(), removed=["work/6"])
    write_generation(third, world, entities, 3, changed={"work/6"}, removed=[])
    for path in (first, second):
        published(empty, path, world)
    assert [BASE + "copy/c08", "WORK", BASE + "work/6"] not in content(empty)["links"]
    published(empty, third, world)
    assert [BASE + "copy/c08", "WORK", BASE + "work/6"] in content(empty)["links"]


def test_another_ontology_leaves_no_label_and_no_property_behind(
    empty: Reach, first: Path, tmp_path: Path, world: Ontology, entities: list[Entity]
) -> None:
    published(empty, first, world)
    properties = {name: prop for name, prop in world.properties.items() if name != "minutes"}
    book = replace(world.classes["AudioBook"], parents=("Work",))
    other = replace(world, properties=properties, classes={**world.classes, "AudioBook": book}, digest="other")
    kept = [replace(one, values={k: v for k, v in one.values.items() if k != "minutes"}) for one in entities]
    second = tmp_path / "second.sqlite"
    write_generation(second, other, kept, 2, changed={e.iri.removeprefix(BASE) for e in kept}, removed=[])
    published(empty, second, other)
    labels, held = next((labels, held) for iri, labels, held in content(empty)["nodes"] if iri == BASE + "work/7")
    assert labels == ["AudioBook", "Entity", "Work"] and "minutes" not in held


def test_another_ledger_starts_afresh(empty: Reach, first: Path, tmp_path: Path, world: Ontology) -> None:
    from graph_service.stores.connection import open_writer, writing

    published(empty, first, world)
    other = tmp_path / "other.sqlite"
    build_world(other)
    connection = open_writer(other)
    with writing(connection):
        connection.execute("INSERT INTO meta VALUES ('ledger', 'another')")
    connection.close()
    done = published(empty, other, world)
    assert (done.before, done.created) == (0, 60)


def test_a_graph_of_another_layout_is_written_anew(empty: Reach, first: Path, world: Ontology) -> None:
    published(empty, first, world)
    writer = Neo4jWriter(empty)
    writer.run("MATCH (m:`_Meta`) REMOVE m.layout")
    writer.close()
    done = published(empty, first, world)
    assert (done.before, done.created) == (0, 60)


def test_an_ontology_unknown_to_the_ledger_is_refused(reach: Reach, first: Path, world: Ontology) -> None:
    with pytest.raises(StoreError, match="another ontology"):
        published(reach, first, replace(world, digest="edited since"))


def test_the_state_says_what_is_served(empty: Reach, first: Path, world: Ontology) -> None:
    store = Neo4jStore(empty)
    try:
        assert store.state().generation == 0
        published(empty, first, world)
        state = store.state()
        assert (state.generation, state.ontology, state.loading) == (1, world.digest, False)
        assert sum(state.entities.values()) == 60 and state.entities["Loan"] == 12
        assert store.resolve(BASE + "work/1") == BASE + "work/1"
        assert store.resolve(BASE + "work/none") is None
        assert store.lineage(BASE + "nothing") == ()
    finally:
        store.close()
