"""Opening and closing the service around a command."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from graph_service.cli.options import Store

if TYPE_CHECKING:
    from graph_service.service import GraphService
    from graph_service.workspace import Workspace


@contextmanager
def opened(workspace: Workspace, store: Store | None = None) -> Iterator[GraphService]:
    """The service of a workspace, closed afterwards."""
    from graph_service.service import open_service

    service = open_service(workspace, store=store.value if store else None)
    try:
        yield service
    finally:
        service.close()
