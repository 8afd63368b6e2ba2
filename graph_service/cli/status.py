"""`graph-service status`: what is loaded, when, how much, and what was put aside."""

from __future__ import annotations

from graph_service.cli.options import Format, FormatOption, StoreOption, WorkspaceOption
from graph_service.cli.output import out, print_findings, print_json, print_rows


def command(workspace: WorkspaceOption = None, store: StoreOption = None, format: FormatOption = Format.TEXT) -> None:
    """Show the data products with their versions, last load, counts and quarantine, and what the store serves.

    **Examples**

    `graph-service status`

    `graph-service status --store neo4j --format json`
    """
    from graph_service.loads import ledger_status
    from graph_service.service import open_store
    from graph_service.workspace import find_workspace

    place = find_workspace(workspace)
    ledger = ledger_status(place)
    name = store.value if store else place.settings.store
    opened = open_store(place, name)
    try:
        state = opened.state()
    finally:
        opened.close()
    if format is Format.JSON:
        print_json({"store": name, "state": state, "ledger": ledger})
        return
    print_rows(
        ("product", "version", "run", "loaded at", "checked at", "records", "quarantined"),
        [(p.name, p.version, p.run, p.loaded_at, p.checked_at, p.counts.read, p.quarantined) for p in ledger.products],
    )
    print_findings([*(link.finding() for link in ledger.pending), *(shape.finding() for shape in ledger.shapes)])
    out.print(f"{ledger.disagreements:,} values are told differently by several products.")
    out.print(f"{ledger.withheld:,} entities are withheld by their shapes.")
    loading = " [yellow](a load is under way)[/]" if state.loading else ""
    out.print(f"\nServing generation {state.generation} on {name}{loading}: {sum(state.entities.values()):,} entities")
    print_rows(("class", "entities"), sorted(state.entities.items()))
