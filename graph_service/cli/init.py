"""`graph-service init`: make a workspace, with the sample or empty."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from graph_service.cli.options import Format, FormatOption
from graph_service.cli.output import as_text, out, print_json


def command(
    folder: Annotated[Path, typer.Argument(help="Where to make it; made if absent, empty otherwise.")],
    empty: Annotated[bool, typer.Option("--empty", help="Without the sample: only the folders and settings.")] = False,
    format: FormatOption = Format.TEXT,
) -> None:
    """Make a workspace: three folders of text and one of settings.

    **Examples**

    ```
    graph-service init my-mesh               # with the sample
    graph-service up --workspace my-mesh
    graph-service init my-mesh --empty       # settings and empty folders
    ```
    """
    from graph_service.templates import GUIDE, make_workspace

    made = make_workspace(folder, empty=empty)
    following = f"graph-service {'check' if empty else 'up'} --workspace {folder}"
    if format is Format.JSON:
        print_json({"workspace": str(made), "next": following})
        return
    first = f"describe a domain in it as {folder / GUIDE} does, then " if empty else ""
    out.print(f"Made a workspace in {as_text(made)}. Next: {as_text(first + following)}")
