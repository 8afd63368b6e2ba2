"""The server's process: its command line, its start, its id, its end."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from pathlib import Path
from typing import Final

from graph_service.neo4j_server.java import java

SERVER: Final = "org.neo4j.server.Neo4jCommunity"
ADMIN: Final = "org.neo4j.cli.AdminTool"
ADMIN_HEAP: Final = "512m"
# The options of Neo4j's own start script (https://neo4j.com/docs/operations-manual/current/performance/gc-tuning/).
OPENED: Final = ("java.nio", "java.io", "sun.nio.ch", "java.util.concurrent")
JVM: Final = (
    "-XX:+UseG1GC",
    "-XX:-OmitStackTraceInFastThrow",
    "-XX:+ExitOnOutOfMemoryError",
    "-Djdk.nio.maxCachedBufferSize=1024",
    "-Dio.netty.tryReflectionSetAccessible=true",
    "-Dlog4j2.disable.jmx=true",
    "-Djava.awt.headless=true",
    "-Dfile.encoding=UTF-8",
    "--enable-native-access=ALL-UNNAMED",
    *(f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in OPENED),
)
STEP: Final = 0.25


def command(home: Path, lib: Path, heap: str, main: str, *args: str) -> list[str]:
    """The words that run one of Neo4j's two programs."""
    classes = os.pathsep.join((f"{home}/plugins/*", f"{home}/conf/*", f"{lib}/*"))
    return [java(), f"-Xms{heap}", f"-Xmx{heap}", *JVM, "-cp", classes, main, *args]


def administer(home: Path, lib: Path, *args: str) -> subprocess.CompletedProcess[str]:
    """Run neo4j-admin on a home and give its exit code and its output, both streams in one."""
    return subprocess.run(  # noqa: S603 (no shell, and the words are ours and our caller's)
        command(home, lib, ADMIN_HEAP, ADMIN, *args),
        env={**os.environ, "NEO4J_HOME": str(home), "NEO4J_CONF": str(home / "conf")},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


def start(home: Path, lib: Path, heap: str) -> None:
    """Start the server in a session of its own, so that it outlives this process and its terminal."""
    words = command(home, lib, heap, SERVER, f"--home-dir={home}", f"--config-dir={home}/conf", "--console-mode")
    append = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    files = [
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, str(console(home)), append, 0o600),
        (os.POSIX_SPAWN_DUP2, 1, 2),
    ]
    number = os.posix_spawn(words[0], words, os.environ, file_actions=files, setsid=True)
    pid_file(home).write_text(f"{number} {birth(number)}")


def stop(number: int, home: Path, seconds: float) -> bool:
    """Ask the server to end and wait for it; whether it did."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(number, signal.SIGTERM)
    deadline = time.monotonic() + seconds
    while running(home) == number and time.monotonic() < deadline:
        time.sleep(STEP)
    return running(home) != number


def running(home: Path) -> int | None:
    """The id of this home's server process, None if it does not live."""
    try:
        kept, _, born = pid_file(home).read_text().partition(" ")
        number = int(kept)
    except (OSError, ValueError):
        return None
    # A child of ours that ended must be asked for, or it stays in the process table.
    with contextlib.suppress(ChildProcessError):
        os.waitpid(number, os.WNOHANG)
    return number if birth(number) == born else None


def birth(number: int) -> str | None:
    """When a process was born, which tells it from a later one with the same id; None once it ended."""
    if not Path("/proc/self/stat").exists():
        question = ["ps", "-o", "state=,lstart=", "-p", str(number)]
        state, _, born = subprocess.run(  # noqa: S603 (our own words, no shell)
            question, stdout=subprocess.PIPE, text=True, check=False
        ).stdout.partition(" ")
        return None if state.startswith("Z") else born.strip() or None
    try:
        stat = Path(f"/proc/{number}/stat").read_text()
    except OSError:
        return None
    # proc_pid_stat(5), counted from the state, which follows the name: threads are the 18th, the start time the 20th.
    # A killed process is first a zombie whose other threads still hold its ports and its files.
    fields = stat.rpartition(")")[2].split()
    return None if fields[0] in "ZX" and fields[17] == "1" else fields[19]


def pid_file(home: Path) -> Path:
    """Where the id and the birth of the server process are kept."""
    return home / "run" / "server.pid"


def console(home: Path) -> Path:
    """What the server printed."""
    return home / "logs" / "console.log"
