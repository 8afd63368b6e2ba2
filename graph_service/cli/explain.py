"""`graph-service explain`: a plan in words, what each pass decided and why, the statement, timing."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.syntax import Syntax

from graph_service.cli.options import AsOption, Format, FormatOption, RoleOption, StoreOption, WorkspaceOption
from graph_service.cli.output import as_text, out, print_json, print_rows
from graph_service.cli.running import opened


def command(
    name: Annotated[str, typer.Argument(help="A name in queries/, or a YAML or JSON file.")],
    workspace: WorkspaceOption = None,
    store: StoreOption = None,
    role: RoleOption = None,
    as_actor: AsOption = None,
    format: FormatOption = Format.TEXT,
) -> None:
    """Say how a plan is understood and what the store is told.

    **Examples**

    `graph-service explain stock-and-sales` shows the SQL; `--store neo4j` the Cypher.

    `graph-service explain stock-and-sales --as manager-nord` shows the row conditions of a policy.
    """
    from graph_service.saved import find_query
    from graph_service.workspace import find_workspace

    place = find_workspace(workspace)
    query = find_query(place, name)
    with opened(place, store) as service:
        told = service.explain(query.plan, service.actor(role=role, name=as_actor))
    if format is Format.JSON:
        print_json(
            {
                "restatement": told.restatement,
                "decisions": told.ready.decisions,
                "statement": told.statement,
                "timing": told.timing,
            }
        )
        return
    out.print(f"[bold]{as_text(query.title)}[/]\n{as_text(told.restatement)}\n")
    print_rows(("pass", "decided", "why"), [(one.by, one.what, one.why) for one in told.ready.decisions])
    out.print(f"\n[bold]{told.statement.language}[/]")
    out.print(Syntax(told.statement.text, told.statement.language.lower(), word_wrap=True, theme="ansi_light"))
    print_rows(("parameter", "value"), list(told.statement.parameters.items()))
    out.print("  ".join(f"{step} {seconds * 1000:.1f} ms" for step, seconds in told.timing.items()))
