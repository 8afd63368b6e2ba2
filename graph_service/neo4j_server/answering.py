"""Whether a server answers: a free port before the start, a Bolt handshake and a query over HTTP after it."""

from __future__ import annotations

import base64
import json
import socket
import struct
import urllib.error
import urllib.request
from enum import Enum, auto
from typing import Final

from graph_service.findings import Finding, ServiceError
from graph_service.neo4j_server.home import DATABASE, LAST_PORT, USERNAME, Settings

LOOPBACK: Final = "127.0.0.1"
SECONDS: Final = 3.0
# https://neo4j.com/docs/bolt/current/bolt/handshake/: the magic number, then four versions that the client speaks.
HANDSHAKE: Final = struct.pack(">I4I", 0x6060B017, 0x00080805, 0x00000404, 0, 0)


class Answer(Enum):
    """What a server said to a query."""

    YES = auto()
    NOT_YET = auto()
    WRONG_PASSWORD = auto()


def free_ports(chosen: Settings) -> None:
    """A ServiceError for every port that something else listens on."""
    asked = (("--bolt", chosen.bolt), ("--http", chosen.http))
    if findings := tuple(taken(option, port) for option, port in asked if not free(port)):
        raise ServiceError(*findings)


def free(port: int) -> bool:
    """Whether a server could listen on this port of the loopback address."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as Java does: a port just left is free
        try:
            probe.bind((LOOPBACK, port))
            probe.listen()
        except OSError:
            return False
    return True


def taken(option: str, port: int) -> Finding:
    """The finding for a port in use."""
    another = port + 10 if port + 10 <= LAST_PORT else port - 10
    message = f"Port {port} is taken by another program. Choose another with {option}, for example {option} {another}."
    return Finding(rule="neo4j-port", message=message, where=f"{LOOPBACK}:{port}")


def bolt(port: int) -> bool:
    """Whether a Bolt server agrees on a version of the protocol."""
    try:
        with socket.create_connection((LOOPBACK, port), timeout=SECONDS) as wire:
            wire.sendall(HANDSHAKE)
            return any(wire.recv(4))
    except OSError:
        return False


def http(port: int, password: str) -> Answer:
    """What the server says to `RETURN 1` over its Query API (https://neo4j.com/docs/query-api/current/)."""
    login = base64.b64encode(f"{USERNAME}:{password}".encode()).decode()
    request = urllib.request.Request(
        f"http://{LOOPBACK}:{port}/db/{DATABASE}/query/v2",
        data=json.dumps({"statement": "RETURN 1"}).encode(),
        headers={"Authorization": f"Basic {login}", "Content-Type": "application/json", "Accept": "application/json"},
    )
    # No proxy of the environment stands between this machine and itself.
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(request, timeout=SECONDS) as response:
            return Answer.YES if response.status < 300 else Answer.NOT_YET
    except urllib.error.HTTPError as refusal:
        with refusal:
            return Answer.WRONG_PASSWORD if refusal.code == 401 else Answer.NOT_YET
    except OSError:
        return Answer.NOT_YET
