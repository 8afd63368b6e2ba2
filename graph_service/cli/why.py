"""`graph-service why`: where a value comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from graph_service.cli.options import AsOption, Format, FormatOption, RoleOption, StoreOption, WorkspaceOption
from graph_service.cli.output import as_text, out, print_json, print_rows
from graph_service.cli.running import opened

if TYPE_CHECKING:
    from graph_service.provenance import ValueSource


def command(
    entity: Annotated[str, typer.Argument(help="The entity's IRI or any alias of it.")],
    property: Annotated[str | None, typer.Argument(help="Only this property.")] = None,
    workspace: WorkspaceOption = None,
    store: StoreOption = None,
    role: RoleOption = None,
    as_actor: AsOption = None,
    format: FormatOption = Format.TEXT,
) -> None:
    """Say which data product, contract version, load run and record each value of an entity comes from.

    **Examples**

    ```
    graph-service why https://mesh.example/id/Store/storeNumber/2

    # by another key of the same product, one property:
    graph-service why https://mesh.example/id/Product/sku/A100100 listPrice

    # from Neo4j alone:
    graph-service why https://mesh.example/id/Store/storeNumber/2 --store neo4j
    ```
    """
    from graph_service.workspace import find_workspace

    with opened(find_workspace(workspace), store) as service:
        told = service.why(entity, service.actor(role=role, name=as_actor), property)
    if format is Format.JSON:
        print_json(told)
        return
    out.print(f"[bold]{as_text(told.iri)}[/]")
    print_rows(
        ("property", "value", "product", "contract", "run", "loaded at", "source", "record"),
        [
            (v.property, _said(v.value), v.product, v.version, v.run, v.loaded_at, v.source, _record(v))
            for v in told.values
        ],
    )
    if told.withheld:
        out.print(f"[dim]Not readable here: {as_text(', '.join(told.withheld))}[/]")


def _said(value: object) -> object:
    """A value as a record says it: a number that is a key or a year has no separators."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _record(value: ValueSource) -> int | str:
    return f"{value.record} and {value.further:,} more" if value.further else value.record
