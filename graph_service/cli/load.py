"""`graph-service load`: read, check, map and publish the data products."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from graph_service.cli.options import Format, FormatOption, StoreOption, WorkspaceOption
from graph_service.cli.output import count_of, err, out, print_findings, print_json, print_rows, progress_bars

if TYPE_CHECKING:
    from graph_service.loading.report import LoadReport
    from graph_service.loads import Loaded

MOST = 5  # findings shown; the rest is kept for `status`


def command(
    products: Annotated[list[str] | None, typer.Argument(help="Only these data products.", show_default="all")] = None,
    workspace: WorkspaceOption = None,
    store: StoreOption = None,
    allow_empty: Annotated[
        bool, typer.Option("--allow-empty", help="A source that held records may hold none now: they are deleted.")
    ] = False,
    format: FormatOption = Format.TEXT,
) -> None:
    """Load data products: what breaks its contract is put aside with its reason, the rest is served.

    Readers see the graph as it was, then as it is; never half. Loading the same data again changes nothing. Exit code 1
    says that a product could not be loaded at all; what it said last is still served.

    **Examples**

    ```
    graph-service load                       # everything
    graph-service load sales inventory       # two; the others stay
    graph-service load --store neo4j         # finishes what a kill began
    ```
    """
    from graph_service.loads import load_workspace
    from graph_service.workspace import find_workspace

    place = find_workspace(workspace)
    with progress_bars(quiet=format is Format.JSON) as progress:
        loaded = load_workspace(
            place,
            store=store.value if store else None,
            only=products or (),
            allow_empty=allow_empty,
            progress=progress,
        )
    if format is Format.JSON:
        print_json(loaded)
    else:
        print_loaded(loaded)
    if loaded.report.failed:
        raise typer.Exit(1)


def print_loaded(loaded: Loaded) -> None:
    """A line a product, what became of the graph, and the gravest findings."""
    report = loaded.report
    print_rows(
        ("product", "version", "outcome", "read", "loaded", "unchanged", "quarantined", "seconds"),
        [
            (p.name, p.version, p.outcome.value, p.counts.read, p.counts.loaded, p.counts.unchanged,
             p.counts.quarantined, round(p.seconds, 2))
            for p in report.products
        ],
    )  # fmt: skip
    if report.nothing_changed:
        out.print(f"Nothing has changed: still generation {report.generation}, {report.entities:,} entities.")
    else:
        out.print(
            f"Generation {report.generation}: {report.entities:,} entities, {_changed(report)}, "
            f"{report.removed:,} removed, {count_of(report.disagreements, 'disagreement', 'disagreements')} "
            f"({report.seconds:.1f} s)."
        )
    if followed := loaded.followed:
        out.print(f"Neo4j is at generation {followed.generation}.")
    print_findings(report.all_findings[:MOST])
    if (more := len(report.all_findings) - MOST) > 0:
        err.print(f"[dim]… and {more:,} more: graph-service status[/]")


def _changed(report: LoadReport) -> str:
    """Entities that are merged anew; where that was all of them, why, and how many records say something new."""
    if not report.anew:
        return f"{report.changed:,} new or changed"
    return f"all published anew because {report.anew}, {report.loaded:,} records new or changed"
