"""`graph-service query`: run a saved plan or a plan file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from graph_service.cli.entities import print_entities
from graph_service.cli.options import AsOption, Format, FormatOption, RoleOption, StoreOption, WorkspaceOption
from graph_service.cli.output import as_text, count_of, out, print_json, print_rows
from graph_service.cli.running import opened

if TYPE_CHECKING:
    from graph_service.stores.protocol import Result


def command(
    name: Annotated[
        str | None, typer.Argument(help="A name in queries/, or a YAML or JSON file. Without it: the list.")
    ] = None,
    workspace: WorkspaceOption = None,
    store: StoreOption = None,
    role: RoleOption = None,
    as_actor: AsOption = None,
    format: FormatOption = Format.TEXT,
    schema: Annotated[
        bool, typer.Option("--schema", help="Print the JSON Schema of such files, and run nothing.")
    ] = False,
) -> None:
    """Run a saved query and print its rows.

    **Examples**

    ```
    graph-service query                                # which there are
    graph-service query stock-and-sales                # one of them
    graph-service query out-of-stock --format json     # for programs
    graph-service query top-products --as manager-nord
    graph-service query queries/hot-days.yaml          # any file
    graph-service query --schema > plan.schema.json    # for editors
    ```
    """
    from graph_service.saved import find_query, query_schema, read_query, saved_queries
    from graph_service.workspace import find_workspace

    if schema:
        print_json(query_schema())
        return
    place = find_workspace(workspace)
    if name is None:
        listed = [(one.name, one.title) for one in map(read_query, saved_queries(place))]
        print_json(dict(listed)) if format is Format.JSON else print_rows(("name", "title"), listed)
        return
    query = find_query(place, name)
    with opened(place, store) as service:
        result = service.answer(query.plan, service.actor(role=role, name=as_actor))
    print_result(result, format, title=query.title)


def print_result(result: Result, format: Format, *, title: str | None = None) -> None:
    """Rows as a table, entities as a table or an indented list; or either as JSON."""
    if format is Format.JSON:
        print_json(result_to_json(result))
        return
    if title is not None:
        out.print(f"[italic]{as_text(title)}[/]")
    if result.entities is None:
        print_rows(result.columns, result.rows)
        counted = count_of(len(result.rows), "row", "rows")
    else:
        print_entities(result.entities)
        counted = count_of(len(result.entities), "entity", "entities")
    total = f" of {result.total:,}" if result.total is not None else ""
    out.print(f"[dim]{counted}{total}{' and more' if result.more and not total else ''}[/]")


def result_to_json(result: Result) -> dict[str, Any]:
    """Rows, or entities, as programs read them."""
    return {
        "columns": [column.name for column in result.columns],
        "rows": result.entities if result.entities is not None else result.rows,
        "total": result.total,
        "more": result.more,
        "seconds": result.seconds,
    }
