"""The home of one server: its folders, its settings, its password.

HOME/
    conf/neo4j.conf  data/  logs/  import/  plugins/  licenses/  run/
    settings.json    ports, heap and version it was last started with
    password         of the user neo4j, readable by its owner only
    lock             held while the server is started, stopped or wiped
"""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from graph_service.findings import Finding, UsageError
from graph_service.neo4j_server.jars import VERSION

FOLDERS: Final = ("conf", "data", "import", "licenses", "logs", "plugins", "run")
USERNAME: Final = "neo4j"
DATABASE: Final = "neo4j"
PAGE_CACHE: Final = "256m"
LAST_PORT: Final = 65535


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The ports, the heap and the version of a server; refuses what no server could run with."""

    bolt: int
    http: int
    heap: str
    version: str = VERSION

    def __post_init__(self) -> None:
        for option, port in (("--bolt", self.bolt), ("--http", self.http)):
            if not 1 <= port <= LAST_PORT:
                raise refused(option, f"Expected a port from 1 to {LAST_PORT}, got {port}.")
        if self.bolt == self.http:
            raise refused("--http", f"Bolt and HTTP need two ports, got {self.bolt} for both.")
        if not re.fullmatch(r"[1-9]\d*[mg]", self.heap):
            raise refused("--heap", f"Expected a size such as '512m' or '1g', got '{self.heap}'.")


def refused(option: str, message: str) -> UsageError:
    """The error for an option whose value cannot be."""
    return UsageError(Finding(rule="neo4j-option", message=message, where=option))


def resolved(home: Path) -> Path:
    """The absolute path of a home; a colon would split Java's class path."""
    home = home.expanduser().resolve()
    if os.pathsep in str(home):
        raise refused("--home", f"The path of a Neo4j home cannot hold '{os.pathsep}', got '{home}'.")
    return home


def settings(home: Path) -> Settings | None:
    """The settings a home was last started with, None if it never was."""
    file = home / "settings.json"
    return Settings(**json.loads(file.read_text())) if file.exists() else None


def configure(home: Path, lib: Path, chosen: Settings) -> None:
    """Write the folders, the configuration file and the settings of a stopped server."""
    for name in FOLDERS:
        (home / name).mkdir(parents=True, exist_ok=True)
    lines = (f"{key}={value}\n" for key, value in configuration(home, lib, chosen).items())
    (home / "conf" / "neo4j.conf").write_text("".join(lines))
    (home / "settings.json").write_text(json.dumps(asdict(chosen)))


def configuration(home: Path, lib: Path, chosen: Settings) -> dict[str, str]:
    """Neo4j's settings: loopback only, nothing reported home, guides of our own service allowed in the Browser."""
    # https://neo4j.com/docs/operations-manual/current/configuration/configuration-settings/
    return {
        "server.default_listen_address": "127.0.0.1",
        "server.bolt.listen_address": f"127.0.0.1:{chosen.bolt}",
        "server.bolt.advertised_address": f"localhost:{chosen.bolt}",
        "server.http.listen_address": f"127.0.0.1:{chosen.http}",
        "server.http.advertised_address": f"localhost:{chosen.http}",
        "server.https.enabled": "false",
        "server.directories.lib": str(lib),
        **{f"server.directories.{name}": str(home / name) for name in ("data", "import", "logs", "plugins", "run")},
        "server.memory.heap.initial_size": chosen.heap,
        "server.memory.heap.max_size": chosen.heap,
        "server.memory.pagecache.size": PAGE_CACHE,
        "db.tx_log.preallocate": "false",  # 256 MiB a database otherwise
        "dbms.usage_report.enabled": "false",
        "client.allow_telemetry": "false",
        "server.fleet_discovery.enabled": "false",
        "dbms.fleet_manager.enabled": "false",
        # Three pauses of 5 s in every stop otherwise; transactions are still waited for.
        "internal.dbms.bolt.netty_server_shutdown_quiet_period_duration": "0s",
        "browser.remote_content_hostname_whitelist": "localhost,127.0.0.1",
    }


def password(home: Path) -> str | None:
    """The password of the user neo4j, None if the home has none yet."""
    file = home / "password"
    return file.read_text().strip() if file.exists() else None


def new_password(home: Path) -> str:
    """The home's password, made up on first use in a file that only its owner can read."""
    if kept := password(home):
        return kept
    made = "n4j-" + secrets.token_urlsafe(18)
    handle = os.open(home / "password", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(made)
    return made


def has_users(home: Path) -> bool:
    """Whether a password was already set in the data: a fresh or a wiped home has none."""
    return (home / "data" / "dbms").exists() or (home / "data" / "databases" / "system").exists()


def wipe(home: Path) -> None:
    """Remove all data of a stopped server; its settings and its password stay."""
    shutil.rmtree(home / "data", ignore_errors=True)
