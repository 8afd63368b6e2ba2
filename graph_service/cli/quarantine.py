"""`graph-service quarantine`: the records that broke their contract, and why."""

from __future__ import annotations

from typing import Annotated

import typer

from graph_service.cli.options import Format, FormatOption, WorkspaceOption
from graph_service.cli.output import out, print_json, print_rows


def command(
    product: Annotated[str | None, typer.Argument(help="Of one data product.", show_default="all")] = None,
    workspace: WorkspaceOption = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=10_000, help="Reasons a page.")] = 50,
    offset: Annotated[int, typer.Option("--offset", min=0, help="Where the page starts.")] = 0,
    format: FormatOption = Format.TEXT,
) -> None:
    """List what was put aside: product, source, record number, column, rule, value (masked where sensitive), reason.

    **Examples**

    ```
    graph-service quarantine
    graph-service quarantine sales --limit 10 --offset 10
    ```
    """
    from graph_service.loads import quarantined
    from graph_service.workspace import find_workspace

    total, page = quarantined(find_workspace(workspace), product, limit=limit, offset=offset)
    if format is Format.JSON:
        print_json({"total": total, "rows": page})
        return
    if not page:
        out.print("Nothing is in quarantine." if not total else f"No more: there are {total:,} reasons.")
        return
    print_rows(
        ("product", "source", "record", "column", "rule", "value", "reason"),
        [(q.product, q.source, q.record, q.column, q.rule, q.value, q.reason) for q in page],
    )
    out.print(f"[dim]{offset + 1} to {offset + len(page)} of {total:,}[/]")
