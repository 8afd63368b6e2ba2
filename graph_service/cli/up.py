"""`graph-service up`: the whole way through, from files to answers, in one command."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from graph_service.cli.ask import print_answer
from graph_service.cli.load import print_loaded
from graph_service.cli.options import Store, StoreOption, WorkspaceOption
from graph_service.cli.output import out, print_findings, progress_bars
from graph_service.cli.query import print_result
from graph_service.cli.running import opened
from graph_service.cli.serve import print_addresses
from graph_service.findings import Severity, WorkspaceError

if TYPE_CHECKING:
    from graph_service.workspace import Workspace


def command(
    workspace: WorkspaceOption = None,
    store: StoreOption = None,
    host: Annotated[str, typer.Option("--host", help="Address to serve on; only this machine's own.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="Port to serve on.")] = 8000,
    no_serve: Annotated[bool, typer.Option("--no-serve", help="End after the tour.")] = False,
) -> None:
    """Check the workspace, write the sample's data if absent, load, ask, and serve.

    **Examples**

    `graph-service up` on the embedded store; `--no-serve` ends after the tour.

    `graph-service neo4j up && graph-service up --store neo4j` gives the same tour on Neo4j.
    """
    from graph_service.workspace import find_workspace

    place = find_workspace(workspace)
    chosen = store or Store(place.settings.store)
    if not no_serve:
        from graph_service.api.serve import claim, refuse_strangers

        refuse_strangers(host)
        claim(host, port)  # before the work, not after it
    check(place)
    write_sample(place)
    load(place, chosen)
    tour(place, chosen)
    if not no_serve:
        from graph_service.api.serve import serve

        out.print()
        serve(place, store=chosen.value, host=host, port=port, told=print_addresses)


def check(place: Workspace) -> None:
    """Violations end the tour; warnings are shown."""
    from graph_service.checks import check_workspace

    heading("Check")
    findings = [finding for finding in check_workspace(place) if finding.severity is not Severity.INFO]
    violations = [finding for finding in findings if finding.severity is Severity.VIOLATION]
    if violations:
        raise WorkspaceError(*violations)
    print_findings(findings)
    out.print(f"The workspace in {place.root} is sound.")


def write_sample(place: Workspace) -> None:
    """The sample's data where the workspace asks for one and has none."""
    if not place.settings.sample or place.data.exists():
        return
    from graph_service.sample import write

    heading("Sample data")
    with progress_bars() as progress:
        manifest = write(place.data, progress=progress, **place.settings.sample)
    out.print(f"{manifest.total:,} records in {place.data}")


def load(place: Workspace, store: Store) -> None:
    from graph_service.loads import load_workspace

    heading("Load")
    with progress_bars() as progress:
        loaded = load_workspace(place, store=store.value, progress=progress)
    print_loaded(loaded)


def tour(place: Workspace, store: Store) -> None:
    """One saved query and one question, with their sources."""
    from graph_service.saved import find_query

    with opened(place, store) as service:
        actor = service.actor()
        if place.settings.first_query:
            query = find_query(place, place.settings.first_query)
            heading(f"Query: {query.title}")
            from graph_service.cli.options import Format

            print_result(service.answer(query.plan, actor), Format.TEXT)
        if place.settings.first_question:
            heading(f"Question: {place.settings.first_question}")
            print_answer(service.ask(place.settings.first_question, actor))
    if store is Store.NEO4J:
        from graph_service.neo4j_server import settings_for

        known = settings_for(place.state / "neo4j")
        out.print(
            f"\nNeo4j Browser: {known.browser or known.uri} (it connects to the database itself: no policies there)"
        )


def heading(text: str) -> None:
    out.print(f"\n[bold cyan]{text}[/]")
