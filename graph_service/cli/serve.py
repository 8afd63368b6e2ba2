"""`graph-service serve`: GraphQL, questions and pages over HTTP, until Ctrl-C."""

from __future__ import annotations

from graph_service.cli.options import HostOption, PortOption, StoreOption, WorkspaceOption
from graph_service.cli.output import out


def command(
    workspace: WorkspaceOption = None,
    store: StoreOption = None,
    host: HostOption = "127.0.0.1",
    port: PortOption = 8000,
) -> None:
    """Serve what is loaded: GraphQL with GraphiQL, questions, health, pages. Ctrl-C ends it.

    A load by another process is served from the next request on.

    **Examples**

    ```
    graph-service serve                      # on http://127.0.0.1:8000
    graph-service serve --store neo4j --port 8080

    # ask it, as the default role or as another one:
    curl http://127.0.0.1:8000/graphql -H 'content-type: application/json' \\
      -H 'X-Graph-Service-Role: customer-care' \\
      -d '{"query": "{ stores { totalCount } }"}'
    ```
    """
    from graph_service.api.serve import serve
    from graph_service.workspace import find_workspace

    serve(find_workspace(workspace), store=store.value if store else None, host=host, port=port, told=print_addresses)


def print_addresses(addresses: dict[str, str]) -> None:
    """One line an address."""
    for name, address in addresses.items():
        out.print(f"[bold]{name:<10}[/] {address}")
    out.print("[dim]Ctrl-C ends it.[/]")
