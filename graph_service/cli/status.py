"""`graph-service status`: what is loaded, when, how much, and what was put aside."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from typing import TYPE_CHECKING

from graph_service.cli.options import Format, FormatOption, StoreOption, WorkspaceOption
from graph_service.cli.output import count_of, out, print_findings, print_json, print_rows
from graph_service.findings import gravest_first

if TYPE_CHECKING:
    from graph_service.loading.runs import Status
    from graph_service.stores.protocol import StoreState


def command(workspace: WorkspaceOption = None, store: StoreOption = None, format: FormatOption = Format.TEXT) -> None:
    """Show the data products with their versions, last load, counts and quarantine, and what the store serves.

    This is the operator's view: it counts everything, whatever policies say, because whoever has the workspace's files
    has its data. What a role may see is counted by `graph-service query --as NAME`, the page `/` and `/health`.

    **Examples**

    ```
    graph-service status
    graph-service status --store neo4j --format json
    ```
    """
    from graph_service.loads import ledger_status, product_names
    from graph_service.service import open_store
    from graph_service.workspace import find_workspace

    place = find_workspace(workspace)
    name = store.value if store else place.settings.store
    if not place.graph.exists() and name == "sqlite":
        ledger, state = None, None
    else:
        ledger = ledger_status(place) if place.graph.exists() else None
        with closing(open_store(place, name)) as opened:
            state = opened.state()
    waiting = sorted(product_names(place) - {one.name for one in (ledger.products if ledger else ())})
    if format is Format.JSON:
        print_json({"store": name, "state": state, "ledger": ledger, "not_loaded": waiting})
        return
    print_products(ledger, waiting)
    if ledger:
        print_ledger(ledger)
    print_served(name, state)


def print_products(ledger: Status | None, waiting: Sequence[str]) -> None:
    """A line a product, those never loaded last."""
    known = ledger.products if ledger else ()
    print_rows(
        ("product", "version", "run", "loaded at", "checked at", "records", "quarantined"),
        [
            *((p.name, p.version, p.run, p.loaded_at, p.checked_at, p.counts.read, p.quarantined) for p in known),
            *((one, None, None, "not loaded", None, None, None) for one in waiting),
        ],
    )


def print_ledger(ledger: Status) -> None:
    """What the last loads left to mend, failures first."""
    failed = (finding for attempt in ledger.failed for finding in attempt.told())
    waiting = (link.finding() for link in ledger.pending)
    shapes = (shape.finding() for shape in ledger.shapes)
    print_findings(gravest_first((*failed, *ledger.findings, *waiting, *shapes)))
    told = count_of(ledger.disagreements, "value is", "values are")
    withheld = count_of(ledger.withheld, "entity is withheld by its", "entities are withheld by their")
    out.print(f"{told} told differently by several products.".capitalize())
    out.print(f"{withheld} shapes.".capitalize())


def print_served(name: str, state: StoreState | None) -> None:
    """What the store serves, by class."""
    if state is None or state.generation == 0:
        out.print("\nNothing is loaded yet. Run 'graph-service load' (or 'up').")
        return
    loading = " [yellow](a load is under way)[/]" if state.loading else ""
    out.print(f"\nServing generation {state.generation} on {name}{loading}: {sum(state.entities.values()):,} entities")
    print_rows(("class", "entities"), sorted(state.entities.items()))
