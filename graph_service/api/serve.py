"""Serving: one process of granian, stopped gracefully by Ctrl-C."""

from __future__ import annotations

import asyncio
import errno
import ipaddress
import os
import signal
import socket
import sys
from collections.abc import Callable
from typing import NoReturn

from granian.constants import Interfaces
from granian.server.embed import Server

from graph_service.api.app import build_app
from graph_service.api.http.security import LOOPBACK
from graph_service.findings import Finding, ServiceError, UsageError
from graph_service.service import open_service
from graph_service.workspace import Workspace

Told = Callable[[dict[str, str]], None]


def serve(
    workspace: Workspace,
    *,
    store: str | None = None,
    host: str = "127.0.0.1",
    port: int = 8000,
    told: Told,
) -> NoReturn:
    """Serve until interrupted, then end the process.

    `told` is given every address by its name once they answer.

    UsageError for an address that others reach, ServiceError for a port that is taken.
    """
    claim(host, port)
    service = open_service(workspace, store=store)
    try:
        app = build_app(service, hosts=(*LOOPBACK, host))
        server = Server(app, address=host, port=port, interface=Interfaces.ASGI, log_enabled=False, websockets=False)
        asyncio.run(_run(server, host, port, told))
    finally:
        service.close()
    leave()


def leave() -> NoReturn:
    """End the process at once: threads of granian outlive its loop and may abort an interpreter that is finalizing."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def addresses(host: str, port: int) -> dict[str, str]:
    """Every address by its name."""
    start = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    return {
        "overview": f"{start}/",
        "GraphiQL": f"{start}/graphql",
        "schema": f"{start}/graphql/schema",
        "questions": f"{start}/ask",
        "health": f"{start}/health",
    }


def refuse_strangers(host: str) -> None:
    """Whoever reaches the port may ask as any role, so only this machine may reach it."""
    if not _is_loopback(host):
        message = (
            f"'{host}' is reached from other machines, and no authentication is configured. "
            "Serve on 127.0.0.1, and put a proxy that authenticates in front of it."
        )
        raise UsageError(Finding(rule="host", message=message))


def claim(host: str, port: int) -> None:
    """UsageError for an address that others reach, ServiceError where the port cannot be had."""
    refuse_strangers(host)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except (OSError, OverflowError) as error:
            raise ServiceError(Finding(rule="port", message=_why(host, port, error))) from error


def _why(host: str, port: int, error: Exception) -> str:
    number = getattr(error, "errno", None)
    if number == errno.EADDRINUSE:
        return f"Port {port} is taken. Choose another one with --port {port + 1}."
    if number == errno.EACCES:
        return f"Port {port} needs rights this process lacks. Choose one above 1023 with --port."
    return f"Cannot serve on {host}:{port}: {error}"


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


async def _run(server: Server, host: str, port: int, told: Told) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, server.stop)
    announcing = loop.create_task(_announce(host, port, told))
    await server.serve()
    announcing.cancel()


async def _announce(host: str, port: int, told: Told) -> None:
    """Tell the addresses as soon as they answer."""
    while True:
        try:
            _, writer = await asyncio.open_connection(host, port)
        except OSError:
            await asyncio.sleep(0.02)
            continue
        writer.close()
        told(addresses(host, port))
        return
