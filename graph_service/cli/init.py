"""`graph-service init`: make a workspace, with the sample or empty."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from graph_service.cli.output import out

EMPTY_NEXT = "describe a domain in it as docs/your-own-domain.md does, then graph-service check"


def command(
    folder: Annotated[Path, typer.Argument(help="Where to make it; made if absent, empty otherwise.")],
    empty: Annotated[bool, typer.Option("--empty", help="Without the sample: only the folders and settings.")] = False,
) -> None:
    """Make a workspace: three folders of text and one of settings.

    **Examples**

    `graph-service init my-mesh` starts from the sample, ready for `graph-service up --workspace my-mesh`.

    `graph-service init my-mesh --empty` starts with the settings and empty folders; docs/your-own-domain.md fills them.
    """
    from graph_service.templates import make_workspace

    made = make_workspace(folder, empty=empty)
    following = EMPTY_NEXT if empty else "graph-service up"
    out.print(f"Made a workspace in {made}. Next: {following} --workspace {folder}")
