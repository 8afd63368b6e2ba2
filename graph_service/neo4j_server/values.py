"""What the package answers: a Connection to give to the driver, and a ServerStatus to show."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from graph_service.neo4j_server.licence import LICENCE


@dataclass(frozen=True, kw_only=True)
class Connection:
    """How to reach one server; `browser` is the address of Neo4j Browser."""

    uri: str
    username: str
    password: str = field(repr=False)
    database: str
    browser: str

    def environment(self) -> dict[str, str]:
        """The four variables that every Neo4j tool reads."""
        return {
            "NEO4J_URI": self.uri,
            "NEO4J_USERNAME": self.username,
            "NEO4J_PASSWORD": self.password,
            "NEO4J_DATABASE": self.database,
        }


@dataclass(frozen=True, kw_only=True)
class ServerStatus:
    """One home's server: `pid` is None when it is stopped, the addresses are None when it was never set up."""

    home: Path
    pid: int | None
    uri: str | None
    browser: str | None
    version: str
    licence: str = LICENCE

    @property
    def running(self) -> bool:
        """Whether the process of this home lives."""
        return self.pid is not None

    @property
    def state(self) -> str:
        """One word for people: running, stopped or absent."""
        if self.running:
            return "running"
        return "stopped" if self.uri else "absent"

    def to_json(self) -> dict[str, Any]:
        """The status as JSON, with its state."""
        return {"state": self.state, **asdict(self), "home": str(self.home)}
