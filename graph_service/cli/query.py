"""`graph-service query`: run a saved plan or a plan file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from graph_service.cli.options import AsOption, Format, FormatOption, RoleOption, StoreOption, WorkspaceOption
from graph_service.cli.output import out, print_json, print_rows
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
) -> None:
    """Run a saved query and print its rows.

    **Examples**

    `graph-service query` lists the saved queries.

    `graph-service query stock-and-sales` runs one; `--format json` for programs.

    `graph-service query my-plan.yaml --as manager-nord` runs a file as somebody.
    """
    from graph_service.saved import find_query, read_query, saved_queries
    from graph_service.workspace import find_workspace

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
    """Rows as a table or JSON; entities as JSON either way, since they nest."""
    if format is Format.JSON:
        columns = [column.name for column in result.columns]
        print_json(
            {
                "columns": columns,
                "rows": result.entities if result.entities is not None else result.rows,
                "total": result.total,
                "more": result.more,
                "seconds": result.seconds,
            }
        )
    elif result.entities is not None:
        print_json(result.entities)
    else:
        print_rows([column.name for column in result.columns], result.rows, title=title)
        out.print(f"[dim]{len(result.rows)} rows{' and more' if result.more else ''}[/]")
