"""Publishing to Neo4j: the server follows the served SQLite tables, change by change.

    schema → tombstones → nodes → relationships → aliases → `_Meta` with the generation

What changed since the generation that `_Meta` names is written again. Up to `ATOMIC_CHANGES` this is one transaction,
and readers see the old graph or the new one. Above it are batches, each of which may be written twice without harm;
`_Meta.loading` is true meanwhile and the generation comes last, so a publication that died is finished by the next one.
A graph of another ledger or layout is cleared first.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Any

from graph_service.findings import Finding, StoreError
from graph_service.ontology.model import Ontology, Property
from graph_service.ontology.naming import quote_cypher, relationship_type
from graph_service.plan.policies.overlap import Beside
from graph_service.stores.connection import Connection, reading, rows
from graph_service.stores.neo4j import rows as of
from graph_service.stores.neo4j import statements as cypher
from graph_service.stores.neo4j.driver import Neo4jWriter
from graph_service.stores.neo4j.lineage import ledger_lineage
from graph_service.stores.neo4j.refusals import Reach
from graph_service.stores.neo4j.schema import AWAIT, schema
from graph_service.stores.neo4j.statements import META
from graph_service.stores.sharing import BESIDE, both, read_beside

ATOMIC_CHANGES = 20_000  # entities; measured 5.8 KiB each with their relationships, so 116 MiB of a 1 GiB heap's 717
BATCH = 5_000
LAYOUT = 2  # of what is written; a graph of another layout is cleared first, as one of another ledger is

Progress = Callable[[str, int, int], None]  # what is written (nodes, links …), how many so far, of how many entities


@dataclass(frozen=True, kw_only=True)
class Published:
    """What a publication did; `atomic` if readers never saw a part of it."""

    generation: int
    before: int
    created: int = 0
    updated: int = 0
    removed: int = 0
    relationships: int = 0
    batches: int = 0
    atomic: bool = True


@dataclass(kw_only=True)
class Following:
    """One publication under way: the generation it starts from, and what is on the server by then."""

    writer: Neo4jWriter
    reader: Connection
    ontology: Ontology
    since: int
    empty: bool
    other_ontology: bool
    beside: str | None
    sharing: Beside | None
    progress: Progress
    changes: int = 0
    written: dict[str, int] = field(default_factory=dict)
    did: dict[str, int] = field(default_factory=dict)

    def write(self, what: str, text: str, rows: Iterable[Any], **parameters: Any) -> None:
        """The rows in batches, each a statement's parameter; what is still to be read is read ahead."""
        batches = of.in_batches(rows, BATCH)
        with nullcontext(batches) if isinstance(rows, list) else of.ahead(batches) as coming:
            for batch in coming:
                self._write(what, text, batch, parameters)

    def _write(self, what: str, text: str, batch: list[Any], parameters: Mapping[str, Any]) -> None:
        counters = self.writer.run(text, {"rows": batch, **parameters})
        for name in () if what == "aliases" else ("nodes_created", "nodes_deleted", "relationships_created"):
            self.did[name] = self.did.get(name, 0) + getattr(counters, name)
        self.did["batches"] = self.did.get("batches", 0) + 1
        self.written[what] = self.written.get(what, 0) + len(batch)
        self.progress(what, self.written[what], self.changes)


def publish(
    reach: Reach,
    reader: Connection,
    ontology: Ontology,
    *,
    lineage: of.Lineage | None = None,
    progress: Progress = lambda what, done, changes: None,
    atomic_changes: int = ATOMIC_CHANGES,
) -> Published:
    """Bring the server to the generation that the file serves.

    `lineage` gives what `_lineage` holds of entities; by default it is read from the ledger in the same file.
    """
    writer = Neo4jWriter(reach)
    try:
        with reading(reader):
            served = dict(rows(reader, "SELECT key, value FROM meta"))
            _refuse_other_ontology(served, ontology)
            following = _following(writer, reader, ontology, served, progress)
            if following is None:
                generation = int(served["generation"])
                return Published(generation=generation, before=generation)
            return _follow(following, served, lineage or _lineage(reader, ontology), atomic_changes)
    finally:
        writer.close()


def clear(writer: Neo4jWriter) -> None:
    """Take every entity away, relationships first: deleting both at once needs too much memory."""
    for text in (cypher.CLEAR_LINKS, cypher.CLEAR_NODES, cypher.CLEAR_ALIASES, cypher.CLEAR_META):
        writer.read(text)


def _refuse_other_ontology(served: Mapping[str, str], ontology: Ontology) -> None:
    """The tables are named and filled by the ontology they were loaded with; no other can read them."""
    if served.get("ontology") != ontology.digest:
        message = "The ledger was loaded with another ontology than this one. Run `graph-service load` first."
        raise StoreError(Finding(rule="store-ontology", message=message))


def _following(
    writer: Neo4jWriter, reader: Connection, ontology: Ontology, served: Mapping[str, str], progress: Progress
) -> Following | None:
    """Where to start from; None if the server is there already."""
    found = writer.read(META)
    state: dict[str, Any] = found[0][0] if found else {}
    generation = int(served["generation"])
    if state and not _continues(state, served):
        clear(writer)
        state = {}
    same = state.get("ontology") == ontology.digest
    if same and state["generation"] == generation and not state["loading"]:
        return None
    return Following(
        writer=writer,
        reader=reader,
        ontology=ontology,
        since=state.get("generation", 0),
        empty=not state,
        other_ontology=bool(state) and not same,
        beside=state.get(BESIDE) if state else served.get(BESIDE),
        sharing=read_beside(served.get(BESIDE)),
        progress=progress,
    )


def _continues(state: Mapping[str, Any], served: Mapping[str, str]) -> bool:
    """Whether what is on the server came from this ledger, as this version writes it."""
    same = state["ledger"] == served.get("ledger", "") and state["layout"] == LAYOUT
    return same and bool(state["generation"] <= int(served["generation"]))


def _follow(following: Following, served: Mapping[str, str], lineage: of.Lineage, atomic_changes: int) -> Published:
    writer, reader, since = following.writer, following.reader, following.since
    classes, gone = of.changed(reader, since), list(of.removed(reader, since)) if since else []
    following.changes = sum(classes.values()) + len(gone)
    atomic = following.changes <= atomic_changes
    for statement in (*schema(following.ontology, classes), AWAIT):
        writer.read(statement)
    if not atomic:
        began = {"ledger": served.get("ledger", ""), "layout": LAYOUT, "loading": True, "generation": since}
        began[BESIDE] = both(following.beside, served.get(BESIDE))
        writer.run(cypher.SET_META, {"meta": began})
    with writer.together() if atomic else nullcontext():
        following.write("removed", cypher.REMOVE, gone)
        _write_nodes(following, classes, lineage)
        for prop in following.ontology.properties.values():
            if prop.is_link and prop.stored:
                _write_links(following, prop)
        _write_aliases(following, gone)
        writer.run(cypher.SET_META, {"meta": _meta(following, served)})
    return _published(following, int(served["generation"]), sum(classes.values()), atomic=atomic)


def _write_nodes(following: Following, classes: Mapping[str, int], lineage: of.Lineage) -> None:
    """Every changed node with its labels and the properties of its class, then what further classes add to some.

    A node never stands without one of its labels, because policies on a class are kept by its label.
    """
    reader, ontology, since = following.reader, following.ontology, following.since
    for cls in classes:
        found = of.nodes(reader, ontology, cls, since, lineage, BATCH)
        with of.ahead(of.alike(reader, found.batches, (following.sharing or {}).get(cls, ()))) as groups:
            for also, batch in groups:
                _write_batch(following, cls, also, found.names, batch)
    for cls in ontology.classes:
        found = of.further(reader, ontology, cls, since, BATCH)
        with of.ahead(found.batches) as batches:
            for further in batches:
                following.write("", cypher.set_nodes(cypher.FIND_NODE, ontology.ancestors(cls), found.names), further)


def _write_batch(
    following: Following, cls: str, also: tuple[str, ...], names: tuple[str, ...], batch: list[list[Any]]
) -> None:
    """Nodes that are shown as one class and are of the same others too."""
    labels = list(dict.fromkeys(label for one in (cls, *also) for label in following.ontology.ancestors(one)))
    if not following.empty:
        forget = cypher.FORGET_ALL if following.other_ontology else cypher.FORGET_OTHER_CLASS
        following.write("", forget, batch, cls=cls, labels=labels)
    following.write("nodes", cypher.set_nodes(cypher.MERGE_NODE, labels, names), batch)


def _write_links(following: Following, prop: Property) -> None:
    """The link's relationships of changed sources anew, and those of unchanged ones whose target may be new."""
    here = (following.reader, following.ontology, prop, following.since)
    kind = quote_cypher(relationship_type(prop.name))
    if not following.empty:
        following.write("", cypher.DELETE_LINKS.format(kind=kind), of.sources(*here))
    following.write("relationships", cypher.CREATE_LINKS.format(kind=kind), of.links(*here))
    if following.since:
        following.write("relationships", cypher.MERGE_LINKS.format(kind=kind), of.links_back(*here))


def _write_aliases(following: Following, gone: Iterable[Any]) -> None:
    """The other names of changed entities anew; few entities have any."""
    if not following.empty:
        for iris in (gone, of.changed_iris(following.reader, following.since)):
            following.write("aliases", cypher.FORGET_ALIASES, iris)
    following.write("aliases", cypher.MERGE_ALIASES, of.aliases(following.reader, following.since))


def _meta(following: Following, served: Mapping[str, str]) -> dict[str, Any]:
    """What `_Meta` says when everything is written."""
    return {
        "generation": int(served["generation"]),
        "ledger": served.get("ledger", ""),
        "layout": LAYOUT,
        "ontology": following.ontology.digest,
        "loading": False,
        BESIDE: served.get(BESIDE),
        "entities": json.dumps(following.writer.read(cypher.COUNT)),
        "source": _ontology_source(following.reader, following.ontology.digest),
    }


def _published(following: Following, generation: int, changed: int, *, atomic: bool) -> Published:
    created = following.did.get("nodes_created", 0)
    return Published(
        generation=generation,
        before=following.since,
        created=created,
        updated=changed - created,
        removed=following.did.get("nodes_deleted", 0),
        relationships=following.did.get("relationships_created", 0),
        batches=following.did.get("batches", 0),
        atomic=atomic,
    )


def _lineage(reader: Connection, ontology: Ontology) -> of.Lineage:
    return ledger_lineage(reader, ontology) if of.has_table(reader, "ledger:map") else (lambda ids: {})


def _ontology_source(reader: Connection, digest: str) -> bytes | None:
    """The ontology's files as the load recorded them."""
    if not of.has_table(reader, "ledger:ontology"):
        return None
    found: bytes | None = reader.execute('SELECT source FROM "ledger:ontology" WHERE digest = ?', (digest,)).get
    return found
