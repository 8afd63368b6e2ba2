"""Loading a workspace: its files into the ledger and the embedded store, and on to Neo4j where that is the store."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph_service.findings import Finding, Severity, UsageError, WorkspaceError, closest
from graph_service.governance.policies import FILE as POLICIES
from graph_service.governance.policies import check_policies
from graph_service.loading.ledger.quarantined import Quarantined, quarantine_count, quarantine_rows
from graph_service.loading.load import load
from graph_service.loading.product.product import product_folders, read_drafts
from graph_service.loading.report import LoadReport
from graph_service.loading.runs import Status, product_states, status
from graph_service.loading.session import Settings
from graph_service.ontology.bundle import pack
from graph_service.ontology.check import check_ontology
from graph_service.ontology.model import Ontology
from graph_service.ontology.read import read_ontology
from graph_service.stores.connection import Connection as Ledger
from graph_service.stores.connection import open_reader
from graph_service.workspace import Workspace

if TYPE_CHECKING:
    from graph_service.neo4j_server import Connection
    from graph_service.stores.neo4j.publish import Published

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """What a load did: to the ledger, and to Neo4j if it follows."""

    report: LoadReport
    followed: Published | None = None


def load_workspace(
    workspace: Workspace,
    *,
    store: str | None = None,
    only: Collection[str] = (),
    allow_empty: bool = False,
    progress: Progress | None = None,
) -> Loaded:
    """Load the workspace's products (all, or `only` some) and publish; WorkspaceError if the ontology is unsound.

    A product whose files cannot be read keeps what it said last and has failed; the others load. So has one with an
    empty source that held records, unless `allow_empty`.
    """
    chosen = store or workspace.settings.store
    if chosen == "neo4j":
        known_server(workspace)  # so that a missing server is told before the work, not after it
    reading = read_ontology(workspace.ontology, languages=workspace.settings.languages)
    policies = workspace.ontology / POLICIES
    _, unruly = check_policies(policies, reading.ontology, shown=workspace.shown(policies))
    _refuse_unsound([*reading.findings, *check_ontology(reading.ontology), *unruly])
    drafts = read_drafts(workspace.loaders)
    report = load(
        [draft.product for draft in drafts if draft.product],
        load_settings(workspace, reading.ontology, allow_empty=allow_empty),
        workspace.graph,
        only=only,
        unreadable=[draft for draft in drafts if not draft.product],
        retired=() if only else _retired(workspace, {draft.name for draft in drafts}),
        progress=progress,
    )
    followed = None
    if chosen == "neo4j":
        followed = follow(workspace, reading.ontology, progress)
    return Loaded(report=report, followed=followed)


def _refuse_unsound(found: Collection[Finding]) -> None:
    """What a load publishes is what everybody is served: with one violation the former load stays."""
    unsound = [finding for finding in found if finding.severity is Severity.VIOLATION]
    if unsound:
        raise WorkspaceError(*unsound)


def load_settings(workspace: Workspace, ontology: Ontology, *, allow_empty: bool = False) -> Settings:
    """What a load needs of the workspace."""
    return Settings(
        ontology=ontology,
        source=pack(workspace.ontology),
        root=workspace.data,
        base=workspace.settings.base,
        zone=workspace.settings.time_zone,
        now=workspace.now(),
        sql_seconds=workspace.settings.sql_seconds,
        allow_empty=allow_empty,
    )


def follow(workspace: Workspace, ontology: Ontology, progress: Progress | None = None) -> Published:
    """Bring Neo4j to the generation of the ledger; finishes what a killed run began."""
    from graph_service.stores.neo4j.publish import publish

    with closing(open_reader(workspace.graph)) as reader:
        return publish(known_server(workspace), reader, ontology, progress=progress or _quiet)


def known_server(workspace: Workspace) -> Connection:
    """The Neo4j of the environment or of the workspace; ServiceError where none is known."""
    from graph_service.neo4j_server import settings_for

    return settings_for(workspace.state / "neo4j")


def _retired(workspace: Workspace, names: Collection[str]) -> tuple[str, ...]:
    """Products the ledger knows that are no longer in the workspace."""
    if not workspace.graph.exists():
        return ()
    with reading_ledger(workspace) as connection:
        return tuple(state.name for state in product_states(connection) if state.name not in names)


@contextmanager
def reading_ledger(workspace: Workspace) -> Iterator[Ledger]:
    """The ledger, read-only."""
    with closing(open_reader(workspace.graph)) as connection:
        yield connection


def ledger_status(workspace: Workspace) -> Status:
    """What the ledger knows of every product."""
    with reading_ledger(workspace) as connection:
        return status(connection)


def product_names(workspace: Workspace) -> set[str]:
    """The data products that have a folder."""
    return {folder.name for folder in product_folders(workspace.loaders)}


def quarantined(
    workspace: Workspace, product: str | None, *, limit: int, offset: int
) -> tuple[int, tuple[Quarantined, ...]]:
    """A page of the quarantine and how many reasons there are in all; UsageError for a product nobody knows."""
    if product is not None and product not in (known := product_names(workspace)):
        message = f"Unknown product: '{product}'. {workspace.loaders.name}/ has {', '.join(sorted(known)) or 'none'}."
        raise UsageError(Finding(rule="product", message=message, suggestions=closest(product, known)))
    with reading_ledger(workspace) as connection:
        page = tuple(quarantine_rows(connection, product, limit=limit, offset=offset))
        return quarantine_count(connection, product), page


def _quiet(what: str, done: int, total: int) -> None:
    """Progress nobody asked for."""
