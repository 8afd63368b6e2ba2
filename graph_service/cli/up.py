"""`graph-service up`: the whole way through, from files to answers, in one command."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from graph_service.cli.ask import print_answer, print_sources
from graph_service.cli.load import print_loaded
from graph_service.cli.options import (
    Format,
    FormatOption,
    HostOption,
    PortOption,
    RoleOption,
    Store,
    StoreOption,
    WorkspaceOption,
)
from graph_service.cli.output import as_text, muted, out, print_findings, print_json, progress_bars
from graph_service.cli.query import print_result, result_to_json
from graph_service.cli.running import opened
from graph_service.cli.serve import print_addresses
from graph_service.findings import Severity, WorkspaceError

if TYPE_CHECKING:
    from graph_service.workspace import Workspace


def command(
    workspace: WorkspaceOption = None,
    store: StoreOption = None,
    host: HostOption = "127.0.0.1",
    port: PortOption = 8000,
    no_serve: Annotated[bool, typer.Option("--no-serve", help="End after the tour.")] = False,
    role: RoleOption = None,
    format: FormatOption = Format.TEXT,
) -> None:
    """Check the workspace, write the sample's data if absent, load, ask, and serve.

    **Examples**

    ```
    graph-service up                         # on the embedded store
    graph-service up --no-serve              # end after the tour
    graph-service neo4j up && graph-service up --store neo4j
    ```
    """
    from graph_service.workspace import find_workspace

    place = find_workspace(workspace)
    chosen = store or Store(place.settings.store)
    if not no_serve:
        from graph_service.api.serve import claim

        claim(host, port)  # before the work, not after it
    with muted(format is Format.JSON):  # the tour as one document, and nothing else on stdout
        check(place)
        write_sample(place)
        load(place, chosen)
        told = tour(place, chosen, role)
    if format is Format.JSON:
        print_json(told)
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


def tour(place: Workspace, store: Store, role: str | None) -> dict[str, Any]:
    """One saved query and one question, printed with their sources; told as JSON too."""
    from graph_service.answers import answer_to_json
    from graph_service.saved import find_query
    from graph_service.service import EXPLAIN

    told: dict[str, Any] = {}
    with opened(place, store) as service:
        actor = service.actor(role=role)
        if place.settings.first_query:
            query = find_query(place, place.settings.first_query)
            heading(f"Query: {query.title}")
            result = service.answer(query.plan, actor)
            print_result(result, Format.TEXT)
            proof = service.evidence(query.plan, actor, result)
            print_sources(proof)
            told["query"] = {**result_to_json(result), "sources": proof.sources}
        if place.settings.first_question:
            heading(f"Question: {place.settings.first_question}")
            answer = service.ask(place.settings.first_question, actor)
            print_answer(answer)
            told["answer"] = answer_to_json(answer, statement=EXPLAIN in actor.permissions)
    if store is Store.NEO4J:
        print_browser(place)
    return told


def print_browser(place: Workspace) -> None:
    """Where the graph can be looked at."""
    from graph_service.neo4j_server import settings_for

    known = settings_for(place.state / "neo4j")
    told = known.browser or f"of your server; connect it to {known.uri}"
    out.print(f"\nNeo4j Browser: {as_text(told)} (it asks the database itself: no policies there)")


def heading(text: str) -> None:
    out.print(f"\n[bold cyan]{text}[/]")
