"""Neo4j's published jars: resolved and fetched once by jgo, into a cache outside the clone, complete or absent."""

from __future__ import annotations

import os
import shutil
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Final

from graph_service.findings import Finding, ServiceError
from graph_service.neo4j_server.java import missing
from graph_service.neo4j_server.locks import complete

if TYPE_CHECKING:
    from jgo.maven import Dependency

Progress = Callable[[str, int, int], None]

VERSION: Final = "2026.08.1"
WANTED: Final = (
    ("org.neo4j", "neo4j", VERSION),
    ("org.neo4j.app", "neo4j-server", VERSION),
    ("org.neo4j.client", "neo4j-browser", "5.24.0"),
)
DOWNLOADS_AT_ONCE = 8
SECONDS_PER_REQUEST = 120


def cache() -> Path:
    """GRAPH_SERVICE_CACHE, or `graph-service` in the user's cache folder (XDG Base Directory Specification)."""
    if chosen := os.environ.get("GRAPH_SERVICE_CACHE"):
        return Path(chosen).expanduser().resolve()
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache").resolve() / "graph-service"


def jars(progress: Progress) -> Path:
    """Folder of the server's jars, about 190 MB, fetched if absent."""
    label = f"Fetching Neo4j {VERSION}"
    try:
        return complete(
            cache() / "neo4j" / VERSION,
            lambda part: fetch(part, lambda done, total: progress(label, done, total)),
            lambda: progress("Waiting for another process that fetches Neo4j", 0, 1),
        )
    except (OSError, RuntimeError, zipfile.BadZipFile) as error:  # requests' errors are OSErrors, jgo's RuntimeErrors
        raise unfetched(error) from error


def fetch(part: Path, progress: Callable[[int, int], None]) -> None:
    """Fill `part` with every jar the server runs on."""
    # jgo writes a jar in place, so a killed fetch leaves half a jar in its repository: ours lives and dies with `part`.
    repository = part / "repository"
    dependencies = resolve(repository)
    with ThreadPoolExecutor(DOWNLOADS_AT_ONCE) as pool:
        for done, jar in enumerate(pool.map(download, dependencies), 1):
            shutil.move(jar, part / jar.name)
            progress(done, len(dependencies))
    shutil.rmtree(repository)


def resolve(repository: Path) -> list[Dependency]:
    """The server and all it depends on at run time."""
    try:
        from jgo.maven import Dependency, MavenContext
    except ImportError as error:
        raise missing("jgo") from error
    context = MavenContext(repo_cache=repository, local_repos=[], timeout=SECONDS_PER_REQUEST)
    roots = [Dependency(context.project(g, a).at_version(v).artifact()) for g, a, v in WANTED]
    direct, transitive = context.resolver.resolve(roots)
    return [found for found in (*direct, *transitive) if found.scope in (None, "compile", "runtime")]


def download(dependency: Dependency) -> Path:
    """One jar, with the checksums inside it read."""
    jar = Path(dependency.artifact.resolve())
    with zipfile.ZipFile(jar) as archive:
        if broken := archive.testzip():
            raise zipfile.BadZipFile(f"{jar.name} is damaged at {broken}")
    return jar


def unfetched(error: Exception) -> ServiceError:
    """The error for jars that could not be fetched, or not be kept."""
    return ServiceError(
        Finding(
            rule="neo4j-fetch",
            message=(
                f"Could not fetch Neo4j {VERSION} from the Maven repository into the cache: {error}. Nothing half is "
                "kept. Run the command again when the network is there, choose another folder with "
                "GRAPH_SERVICE_CACHE, or name a running server by NEO4J_URI, NEO4J_USERNAME and NEO4J_PASSWORD."
            ),
            where=str(cache()),
        )
    )
