"""Publish: the served tables follow the ledger, and readers see the old graph or the new one.

    identity → who is dirty → rebuild all | merge the dirty again → shapes → withhold → tombstones → generation

Everything is rebuilt on the first load, when the ontology or the order of sources is another, and above a share of
changed entities where that is cheaper; else only dirty entities are touched. Either way `entity.changed` is the new
generation for exactly the entities that were merged anew, and `removed` names the IRIs that are gone.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from graph_service.loading.ledger.keys import ranking
from graph_service.loading.ledger.schema import read_meta, write_meta
from graph_service.loading.merging.filling import filling, last_segment
from graph_service.loading.merging.identity import resolve_identity
from graph_service.loading.merging.lineage_rows import drop_unused_lineage, lineage_of_runs
from graph_service.loading.merging.scope import scope_of
from graph_service.loading.merging.several import serve_several
from graph_service.loading.merging.singles import serve_singles
from graph_service.loading.publishing.pending import note_pending, spread
from graph_service.loading.publishing.tables import analyze, delete_dirty, index_tables, rebuild_tables
from graph_service.loading.publishing.withholding import decide_withholding, hide_withheld, stir_withheld
from graph_service.loading.shapes.violations import check_shapes
from graph_service.ontology.model import Ontology
from graph_service.stores.connection import Connection, rows
from graph_service.stores.sharing import BESIDE, as_text, sharing

REBUILD_ABOVE = 0.4  # share of dirty entities above which a rebuild is cheaper


@dataclass(frozen=True, kw_only=True)
class Published:
    """What a publication did: the generation before and now, entities merged anew and gone; `anew` is why all of them
    were, empty on the first load and where only what changed was."""

    before: int
    generation: int
    rebuilt: bool = False
    changed: int = 0
    removed: int = 0
    anew: str = ""


def publish(connection: Connection, ontology: Ontology, source: bytes, *, base: str, known: int) -> Published:
    """Serve what the ledger says now, and record the ontology it is served by. `known`: the highest alias before this
    load."""
    before = int(read_meta(connection, "generation"))
    resolve_identity(connection, ranking(ontology, base), known=known)
    _list_dirty(connection)
    first = not before or (not known and _any_alias(connection))  # nothing notes what a first load touches
    anew = "" if first else _why_anew(connection, ontology)
    afresh = first or bool(anew)
    recorded = connection.execute('SELECT source FROM "ledger:ontology"').get == source
    if not afresh and recorded and not _any_dirty(connection):
        return Published(before=before, generation=before)
    generation = before + 1
    rebuilt = afresh or _share_dirty(connection) > REBUILD_ABOVE
    if rebuilt:
        _rebuild(connection, ontology, generation, afresh=afresh)
    else:
        _follow(connection, ontology, generation)
    _record(connection, ontology, source, generation)
    removed = _bury(connection, generation)
    note_pending(connection)
    analyze(connection)
    changed = int(connection.execute("SELECT count(*) FROM entity WHERE changed = ?", (generation,)).get)
    return Published(before=before, generation=generation, rebuilt=rebuilt, changed=changed, removed=removed, anew=anew)


def _why_anew(connection: Connection, ontology: Ontology) -> str:
    if read_meta(connection, "ontology") != ontology.digest:
        return "the ontology changed"
    return "the products' priority changed" if _reordered(connection) else ""


def _list_dirty(connection: Connection) -> None:
    """Entities whose contributions changed, whose aliases moved, and who link to one of those."""
    touched = (
        'SELECT a.entity FROM temp._load_touched t JOIN "ledger:alias" a ON a.id = t.alias WHERE a.entity IS NOT NULL'
    )
    connection.execute(f"INSERT OR IGNORE INTO temp._load_dirty {touched}")
    spread(connection)


def _any_alias(connection: Connection) -> bool:
    return connection.execute('SELECT 1 FROM "ledger:alias" LIMIT 1').get is not None


def _any_dirty(connection: Connection) -> bool:
    return connection.execute("SELECT 1 FROM temp._load_dirty LIMIT 1").get is not None


def _share_dirty(connection: Connection) -> float:
    dirty, served = (int(connection.execute(f"SELECT count(*) FROM {t}").get) for t in ("temp._load_dirty", "entity"))
    return dirty / max(served, 1)


def _rebuild(connection: Connection, ontology: Ontology, generation: int, *, afresh: bool) -> None:
    """Everything anew. Unless all of it may have changed, who was not dirty keeps the generation of its last change."""
    connection.execute("INSERT INTO temp._load_earlier SELECT id, iri, changed FROM entity")
    rebuild_tables(connection, ontology)
    _serve(connection, ontology, generation, everything=True)
    index_tables(connection, ontology, generation)
    check_shapes(connection, ontology, everything=True)
    decide_withholding(connection, ontology)
    spread(connection)
    hide_withheld(connection, ontology)
    drop_unused_lineage(connection)
    if not afresh:
        connection.execute(
            "UPDATE entity SET changed = o.changed FROM temp._load_earlier o "
            "WHERE o.id = entity.id AND o.iri = entity.iri AND entity.id NOT IN (SELECT id FROM temp._load_dirty)"
        )


def _follow(connection: Connection, ontology: Ontology, generation: int) -> None:
    """The dirty entities anew, then those that link to one which is withheld or released by that."""
    stir_withheld(connection)
    _serve_dirty(connection, ontology, generation)
    check_shapes(connection, ontology, everything=False)
    connection.execute("DELETE FROM temp._load_dirty")
    decide_withholding(connection, ontology)
    spread(connection)
    if _any_dirty(connection):
        _serve_dirty(connection, ontology, generation)
    hide_withheld(connection, ontology)


def _serve_dirty(connection: Connection, ontology: Ontology, generation: int) -> None:
    earlier = "SELECT id, iri, changed FROM entity WHERE id IN (SELECT id FROM temp._load_dirty)"
    connection.execute(f"INSERT OR IGNORE INTO temp._load_earlier {earlier}")
    delete_dirty(connection, ontology)
    _serve(connection, ontology, generation, everything=False)


def _serve(connection: Connection, ontology: Ontology, generation: int, *, everything: bool) -> None:
    connection.create_scalar_function("last_segment", lambda *iri: last_segment(*iri), 1, deterministic=True)
    lineage_of_runs(connection)
    scope = scope_of(connection, everything=everything)
    fillings = [filling(ledger_map, ontology) for ledger_map in scope.maps]
    for one in fillings:
        if one.classes:
            serve_singles(connection, ontology, scope, one, generation)
    serve_several(connection, ontology, scope, fillings, generation)


def _bury(connection: Connection, generation: int) -> int:
    """Tombstones of the IRIs that were served and are no more; one that is served again has none."""
    gone = "SELECT iri FROM temp._load_earlier o WHERE NOT EXISTS (SELECT 1 FROM entity e WHERE e.iri = o.iri)"
    connection.execute(f"INSERT OR REPLACE INTO removed SELECT iri, ? FROM ({gone})", (generation,))
    connection.execute("DELETE FROM removed WHERE EXISTS (SELECT 1 FROM entity e WHERE e.iri = removed.iri)")
    return int(connection.execute("SELECT count(*) FROM removed WHERE generation = ?", (generation,)).get)


def _record(connection: Connection, ontology: Ontology, source: bytes, generation: int) -> None:
    """What is served from now on, and by which ontology."""
    connection.execute('DELETE FROM "ledger:ontology"')
    connection.execute('INSERT INTO "ledger:ontology" VALUES (?, ?)', (ontology.digest, source))
    order = json.dumps(_sources(connection))
    beside = as_text(sharing(connection, ontology))
    now = {"ontology": ontology.digest, "order": order, BESIDE: beside, "generation": str(generation)}
    for key, value in now.items():
        write_meta(connection, key, value)


def _sources(connection: Connection) -> list[str]:
    return [name for (name,) in rows(connection, 'SELECT name FROM "ledger:product" ORDER BY position')]


def _reordered(connection: Connection) -> bool:
    """Whether products that were served before have another priority among themselves now."""
    before, now = json.loads(read_meta(connection, "order") or "[]"), _sources(connection)
    return [name for name in before if name in now] != [name for name in now if name in before]
