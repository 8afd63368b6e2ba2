"""The verbs: up, down, status, connection, admin, reset. Each takes a home and holds its lock while it changes it."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from graph_service.findings import Finding, ServiceError, StoreError
from graph_service.neo4j_server import answering, process
from graph_service.neo4j_server import home as homes
from graph_service.neo4j_server.answering import Answer
from graph_service.neo4j_server.home import DATABASE, USERNAME, Settings
from graph_service.neo4j_server.jars import VERSION, Progress, jars
from graph_service.neo4j_server.locks import locked
from graph_service.neo4j_server.values import Connection, ServerStatus

SECONDS_TO_START: Final = 180
SECONDS_TO_STOP: Final = 60
STEPS: Final = 3


def up(
    home: Path, *, bolt: int = 7687, http: int = 7474, heap: str = "1g", progress: Progress | None = None
) -> Connection:
    """Start the server of `home`, unless it runs, and wait until it answers over Bolt and HTTP.

    The first start on a machine fetches Neo4j into the cache and sets a generated password. A server that already
    runs keeps its ports; the connection names them. Raises ServiceError (extra, network, port, start) and UsageError.
    """
    chosen = Settings(bolt=bolt, http=http, heap=heap)
    with changing(home) as place:
        if process.running(place):
            wait(place, silent)
        else:
            launch(place, chosen, progress or silent)
            wait(place, progress or silent)
        return known(place)


def down(home: Path) -> None:
    """Stop the server of `home` and wait until it ended; nothing to do when it is stopped."""
    if not home.exists():
        return
    with changing(home) as place:
        number = process.running(place)
        if number and not process.stop(number, place, SECONDS_TO_STOP):
            message = f"Neo4j (process {number}) did not stop within {SECONDS_TO_STOP} s."
            raise ServiceError(Finding(rule="neo4j-stop", message=message, where=str(process.console(place))))


def status(home: Path) -> ServerStatus:
    """Whether the server of `home` runs, where, and under which licence."""
    place = homes.resolved(home)
    reach, chosen = connection(place), homes.settings(place)
    return ServerStatus(
        home=place,
        pid=process.running(place),
        uri=reach.uri if reach else None,
        browser=reach.browser if reach else None,
        version=chosen.version if chosen else VERSION,
    )


def connection(home: Path) -> Connection | None:
    """How to reach the server of `home`, running or stopped; None if it was never set up."""
    place = homes.resolved(home)
    chosen, secret = homes.settings(place), homes.password(place)
    if chosen is None or secret is None:
        return None
    return Connection(
        uri=f"neo4j://localhost:{chosen.bolt}",
        username=USERNAME,
        password=secret,
        database=DATABASE,
        browser=f"http://localhost:{chosen.http}",
    )


def admin(home: Path, *args: str) -> str:
    """Run `neo4j-admin ARGS` on a home and return its output: `database import full neo4j ...` on a stopped server."""
    known(home)
    with changing(home) as place:
        done = process.administer(place, jars(silent), *args)
    if done.returncode:
        message = f"neo4j-admin {' '.join(args[:2])} failed with exit code {done.returncode}: {done.stdout.strip()}"
        raise StoreError(Finding(rule="neo4j-admin", message=message, where=str(place)))
    return done.stdout


def reset(home: Path) -> None:
    """Remove all data of a stopped server; ports and password stay. StoreError if it runs."""
    known(home)
    with changing(home) as place:
        if number := process.running(place):
            message = f"Neo4j (process {number}) runs on this home. Stop it first: graph-service neo4j down"
            raise StoreError(Finding(rule="neo4j-running", message=message, where=str(place)))
        homes.wipe(place)


@contextlib.contextmanager
def changing(home: Path) -> Iterator[Path]:
    """The resolved home, with its lock held."""
    place = homes.resolved(home)
    try:
        place.mkdir(parents=True, exist_ok=True)
        (place / "lock").touch()
    except OSError as error:
        message = f"This folder cannot be a Neo4j home: {error.strerror}. Choose another with --home."
        raise StoreError(Finding(rule="neo4j-home", message=message, where=str(place))) from error
    with locked(place / "lock"):
        yield place


def launch(place: Path, chosen: Settings, progress: Progress) -> None:
    """Configure and start a stopped server."""
    answering.free_ports(chosen)  # before 190 MB are fetched in vain
    lib = jars(progress)
    progress("Starting Neo4j", 0, STEPS)
    homes.configure(place, lib, chosen)
    set_password(place, lib)
    process.start(place, lib, chosen.heap)


def set_password(place: Path, lib: Path) -> None:
    """Give fresh data the home's password, through a file so that no process list shows it."""
    homes.new_password(place)
    if homes.has_users(place):
        return
    done = process.administer(place, lib, "dbms", "set-initial-password", f"@{place / 'password'}")
    if done.returncode:
        message = f"Neo4j's first password could not be set: {done.stdout.strip()}"
        raise ServiceError(Finding(rule="neo4j-password", message=message, where=str(place)))


def wait(place: Path, progress: Progress) -> None:
    """Until the server answers over both protocols; ServiceError when it ends, refuses its password or is late."""
    reach = homes.settings(place)
    if reach is None:
        raise absent(place)
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline:
        if not process.running(place):
            raise ended(place)
        spoken = answering.bolt(reach.bolt)
        progress("Starting Neo4j", 1 + spoken, STEPS)
        if spoken and ready(place, reach):
            progress("Starting Neo4j", STEPS, STEPS)
            return
        time.sleep(process.STEP)
    message = f"Neo4j did not answer within {SECONDS_TO_START} s."
    raise ServiceError(Finding(rule="neo4j-start", message=message, where=str(process.console(place))))


def ready(place: Path, reach: Settings) -> bool:
    """Whether a query is answered; a ServiceError when the password is refused, which no waiting heals."""
    answer = answering.http(reach.http, homes.password(place) or "")
    if answer is Answer.WRONG_PASSWORD:
        raise ServiceError(
            Finding(
                rule="neo4j-password",
                message=(
                    f"Neo4j refuses the password in '{place / 'password'}' for user '{USERNAME}'. Write the password "
                    "that was set in the database into that file."
                ),
                where=f"http://localhost:{reach.http}",
            )
        )
    return answer is Answer.YES


def ended(place: Path) -> ServiceError:
    """The error for a server that ended while starting, with its last words."""
    log = process.console(place)
    last = " | ".join(log.read_text(errors="replace").splitlines()[-3:]) if log.exists() else "(it said nothing)"
    message = f"Neo4j ended while starting. Its last words: {last}"
    return ServiceError(Finding(rule="neo4j-start", message=message, where=str(log)))


def known(place: Path) -> Connection:
    """The connection of a home that was set up, else a ServiceError."""
    if reach := connection(place):
        return reach
    raise absent(place)


def absent(place: Path) -> ServiceError:
    """The error for a home that was never set up."""
    message = "No Neo4j was set up here. Run: graph-service neo4j up"
    return ServiceError(Finding(rule="neo4j-absent", message=message, where=str(place)))


def silent(label: str, done: int, total: int) -> None:
    """Progress nobody asked for."""
