"""`graph-service explain`: a plan in words, what each pass decided and why, the statement, timing."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import Annotated

import typer
from rich.syntax import Syntax

from graph_service.cli.options import AsOption, Format, FormatOption, RoleOption, StoreOption, WorkspaceOption
from graph_service.cli.output import as_text, out, print_json, print_rows
from graph_service.cli.running import opened

PARAMETERS_SHOWN = 50


def command(
    name: Annotated[str, typer.Argument(help="A name in queries/, or a YAML or JSON file.")],
    workspace: WorkspaceOption = None,
    store: StoreOption = None,
    role: RoleOption = None,
    as_actor: AsOption = None,
    format: FormatOption = Format.TEXT,
) -> None:
    """Say how a plan is understood and what the store is told. Needs the permission `explain` of actors.yaml.

    **Examples**

    ```
    graph-service explain stock-and-sales              # drill-across
    graph-service explain out-of-stock --as steward    # as somebody
    graph-service explain queries/hot-days.yaml        # any file
    graph-service explain top-products --format json   # for programs
    graph-service explain top-products --store neo4j   # Cypher, not SQL
    ```
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
                "decisions": told.decisions,
                "statement": told.statement,
                "timing": told.timing,
            }
        )
        return
    out.print(f"[bold]{as_text(query.title)}[/]\n{as_text(told.restatement)}\n")
    print_rows(("pass", "decided", "why"), [(one.by, one.what, one.why) for one in told.decisions])
    out.print(f"\n[bold]{told.statement.language}[/]")
    out.print(Syntax(told.statement.text, told.statement.language.lower(), word_wrap=True, theme="ansi_light"))
    _print_parameters(told.statement.parameters)
    out.print(f"\n[bold]timing[/]\n{_timing(told.timing, told.ready.seconds)}")


def _print_parameters(parameters: Mapping[str, object]) -> None:
    """The first of them: a long list has thousands."""
    print_rows(("parameter", "value"), islice(parameters.items(), PARAMETERS_SHOWN))
    if (more := len(parameters) - PARAMETERS_SHOWN) > 0:
        out.print(f"[dim]and {more:,} more; --format json has all of them[/]")


def _timing(timing: Mapping[str, float], passes: Mapping[str, float]) -> str:
    """What each step took; the passes are what preparing is made of."""
    inside = ", ".join(f"{name} {_milliseconds(seconds)}" for name, seconds in passes.items())
    told = {step: _milliseconds(seconds) for step, seconds in timing.items() if step not in passes}
    told["read"] += " (ontology and policies, once after a load)"
    told["prepare"] += f" ({inside})"
    return "\n".join(f"{step} {text}" for step, text in told.items())


def _milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms"
