"""`graph-service sample`: write the sample world's data."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graph_service.cli.options import Format, FormatOption, WorkspaceOption
from graph_service.cli.output import out, print_json, print_rows, progress_bars
from graph_service.findings import Finding, UsageError

if TYPE_CHECKING:
    from graph_service.workspace import Workspace


def command(
    seed: Annotated[int, typer.Option("--seed", help="Another number, another world.")] = 1,
    scale: Annotated[int, typer.Option("--scale", min=1, help="12 stores and 585,000 records each.")] = 1,
    dirty: Annotated[float, typer.Option("--dirty", min=0, max=0.5, help="Share of faulty rows, such as 0.01.")] = 0.0,
    stores: Annotated[
        str | None, typer.Option("--stores", help="Only these store numbers: 2,4,6. 'small': the six small ones.")
    ] = None,
    days: Annotated[int, typer.Option("--days", min=30, max=730, help="Only the last days.")] = 730,
    out_folder: Annotated[
        Path | None, typer.Option("--out", help="Where to.", show_default="the workspace's data folder")
    ] = None,
    workspace: WorkspaceOption = None,
    format: FormatOption = Format.TEXT,
) -> None:
    """Write the data of the sample: a small grocer, 12 stores, 150 products, two years (generated, CC0).

    **Examples**

    ```
    graph-service sample                     # about 585,000 records
    graph-service sample --stores small --days 400 --out small
    graph-service sample --dirty 0.01        # something to quarantine
    ```
    """
    from graph_service.sample import SMALL_STORES, write
    from graph_service.workspace import find_workspace

    place = out_folder or sample_data(find_workspace(workspace))
    chosen = SMALL_STORES if stores == "small" else store_numbers(stores)
    with progress_bars(quiet=format is Format.JSON) as progress:
        manifest = write(place, seed=seed, scale=scale, dirty=dirty, stores=chosen, days=days, progress=progress)
    if format is Format.JSON:
        print_json({"folder": str(place), "records": manifest.records})
        return
    print_rows(("file", "records"), list(manifest.records.items()))
    out.print(f"{manifest.total:,} records in {place}")


def sample_data(place: Workspace) -> Path:
    """The data folder of a workspace of the sample; any other workspace has files of its own there."""
    if not place.settings.sample:
        message = "Not a workspace of the sample: graph-service.toml has no [sample]. Name a folder with --out."
        raise UsageError(Finding(rule="sample", where=str(place.root), message=message))
    return place.data


def store_numbers(text: str | None) -> tuple[int, ...] | None:
    """`2,4,6` as numbers."""
    if text is None:
        return None
    try:
        return tuple(int(part) for part in text.split(","))
    except ValueError as error:
        raise typer.BadParameter(
            f"'{text}' is no list of store numbers such as 2,4,6", param_hint="--stores"
        ) from error
