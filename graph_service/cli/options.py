"""The options that commands share, with one wording for each."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Format(StrEnum):
    TEXT = "text"
    JSON = "json"


class Store(StrEnum):
    SQLITE = "sqlite"
    NEO4J = "neo4j"


WorkspaceOption = Annotated[
    Path | None,
    typer.Option(
        "--workspace",
        envvar="GRAPH_SERVICE_WORKSPACE",
        help="The workspace folder.",
        show_default="this folder, or the nearest above with a graph-service.toml",
    ),
]
FormatOption = Annotated[Format, typer.Option("--format", help="How to answer: for people, or as JSON.")]
StoreOption = Annotated[
    Store | None, typer.Option("--store", help="The store to use.", show_default="as graph-service.toml says")
]
RoleOption = Annotated[str | None, typer.Option("--role", help="Ask as this role.", show_default="analyst")]
AsOption = Annotated[str | None, typer.Option("--as", help="Ask as this actor of actors.yaml.")]
HostOption = Annotated[str, typer.Option("--host", help="Address to serve on; only this machine's own.")]
PortOption = Annotated[int, typer.Option("--port", min=1, max=65535, help="Port to serve on.")]
