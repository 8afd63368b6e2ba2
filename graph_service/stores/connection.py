"""Connections to the embedded store's SQLite file: the one door to apsw, and its refusals in plain words.

Writers take the lock at once (`BEGIN IMMEDIATE`: a deferred transaction that has read may not write any more), readers
can do nothing but read. Every connection plans for unknown parameter values (QPSG) and takes "no such column" for an
error rather than for a string.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeAlias

import apsw

from graph_service.findings import Finding, StoreError
from graph_service.ontology.naming import casefolded, sorting
from graph_service.stores.layout import LAYOUT_VERSION

Connection: TypeAlias = apsw.Connection
Interrupted = apsw.InterruptError
TooLarge = (apsw.TooBigError, apsw.SQLError)  # a value beyond the limits of a reader, or a sum beyond 64 bits

BUSY_MILLISECONDS = 5_000
CACHE_KIBIBYTES = 65_536
PAGE_BYTES = 8_192  # of a new file: a first load writes half as many pages to the log as with SQLite's 4,096
MMAP_BYTES = 1 << 30
LONGEST_READ = 64 << 20  # bytes of one value a reader may build: a huge opcode cannot be interrupted
STATEMENT_CACHE = 256


def open_writer(path: Path, *, busy_milliseconds: int = BUSY_MILLISECONDS) -> Connection:
    """Open or create the store for writing; `casefolded` and `sorting` are SQL functions on it."""
    _make_folder(path)
    with refusals(path):
        connection = _open(path, apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE, busy_milliseconds)
        if connection.readonly("main"):
            raise _refusal("store-read-only", path, "is read-only", "Give this user the right to write the file.")
        connection.pragma("page_size", PAGE_BYTES)
        connection.pragma("journal_mode", "wal")
        connection.pragma("synchronous", "normal")
        _add_functions(connection)
    return connection


def open_unread(path: Path) -> Connection:
    """Make a store that nobody reads yet: nothing is logged or flushed, for it is thrown away unless it gets whole."""
    with refusals(path):
        connection = _open(path, apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE, BUSY_MILLISECONDS)
        connection.pragma("page_size", PAGE_BYTES)
        connection.pragma("journal_mode", "memory")  # a savepoint can still be rolled back
        connection.pragma("synchronous", "off")
        _add_functions(connection)
    return connection


def log_from_now(connection: Connection) -> None:
    """Let a store made by `open_unread` be written beside readers from its next opening on."""
    connection.pragma("journal_mode", "wal")


def open_blank(path: Path, *, busy_milliseconds: int = BUSY_MILLISECONDS) -> Connection:
    """Open an empty file, or make it, and leave it empty: holding its lock keeps every other writer out."""
    _make_folder(path)
    with refusals(path):
        return _open(path, apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE, busy_milliseconds)


def aside(path: Path) -> Path:
    """Where a first load builds the store at `path`, before it is renamed into its place."""
    return path.with_name(f"{path.name}.new")


def is_blank(path: Path) -> bool:
    """Whether nothing was ever published at `path`; a first load holds an empty file."""
    return not path.exists() or path.stat().st_size == 0


def open_reader(path: Path, *, busy_milliseconds: int = BUSY_MILLISECONDS) -> Connection:
    """Open an existing store for reading only; refuses where nothing was ever loaded."""
    if not path.exists():
        raise _refusal("store-absent", path, "does not exist", "Run `graph-service load` first.")
    with refusals(path):
        connection = _open(path, apsw.SQLITE_OPEN_READONLY, busy_milliseconds)
        if not has_layout(connection):
            connection.close()
            raise _refusal("store-empty", path, "holds no graph yet", "Run `graph-service load` first.")
        connection.pragma("query_only", 1)
        connection.limit(apsw.SQLITE_LIMIT_LENGTH, LONGEST_READ)
    return connection


@contextmanager
def writing(connection: Connection) -> Iterator[None]:
    """One transaction that holds the write lock from its start: everything inside is published, or nothing is."""
    with refusals(Path(connection.filename)):
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            if connection.in_transaction:  # a full disk has rolled back already
                connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")


@contextmanager
def reading(connection: Connection) -> Iterator[None]:
    """One snapshot: everything read inside is of one generation."""
    with refusals(Path(connection.filename)):
        connection.execute("BEGIN")
        try:
            yield
        finally:
            connection.execute("ROLLBACK")


@contextmanager
def refusals(path: Path) -> Iterator[None]:
    """Say in plain words what SQLite refused; errors of a statement itself pass through."""
    try:
        yield
    except (apsw.BusyError, apsw.LockedError) as error:
        raise _refusal("store-locked", path, "is locked by another process", "Try again when it is done.") from error
    except (apsw.ReadOnlyError, apsw.PermissionsError) as error:
        raise _refusal("store-read-only", path, "is read-only", "Give this user the right to write it.") from error
    except apsw.NotADBError as error:
        raise _refusal("store-not-a-database", path, "is no SQLite database", "Move it away and load again.") from error
    except apsw.CorruptError as error:
        raise _refusal("store-damaged", path, "is damaged", "Move it away and load again.") from error
    except (apsw.CantOpenError, apsw.IOError) as error:
        raise _refusal("store-unreachable", path, "cannot be opened", "Check the path and the disk.") from error
    except apsw.FullError as error:
        raise _refusal("store-full", path, "cannot grow: the disk is full", "Free some space.") from error


def rows(
    connection: Connection, query: str, values: Sequence[Any] | Mapping[str, Any] = ()
) -> Iterator[tuple[Any, ...]]:
    """The rows of a query, one after the other; each has the columns of the query."""
    yield from connection.execute(query, values)


def has_layout(connection: Connection) -> bool:
    """Whether the file has served tables at all (an empty file has none)."""
    found = connection.execute("SELECT count(*) FROM sqlite_schema WHERE name IN ('meta', 'lineage', 'entity')").get
    return bool(found == 3)


def _make_folder(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _refusal("store-unreachable", path, f"cannot be made: {error.strerror}", "Check the path.") from error


def _open(path: Path, flags: int, busy_milliseconds: int) -> Connection:
    connection = apsw.Connection(str(path), flags=flags, statementcachesize=STATEMENT_CACHE)
    connection.set_busy_timeout(busy_milliseconds)
    connection.config(apsw.SQLITE_DBCONFIG_ENABLE_QPSG, 1)
    connection.config(apsw.SQLITE_DBCONFIG_DQS_DML, 0)
    connection.config(apsw.SQLITE_DBCONFIG_DQS_DDL, 0)
    connection.pragma("cache_size", -CACHE_KIBIBYTES)
    connection.pragma("mmap_size", MMAP_BYTES)
    _refuse_strangers(connection, path)
    return connection


def _refuse_strangers(connection: Connection, path: Path) -> None:
    """A file of another program or of a newer version is never touched."""
    if not has_layout(connection):
        if connection.execute("SELECT 1 FROM sqlite_schema LIMIT 1").get is not None:
            raise _refusal("store-foreign", path, "is the database of another program", "Choose another path.")
        return
    layout = connection.execute("SELECT value FROM meta WHERE key = 'layout'").get
    if layout is not None and int(layout) > LAYOUT_VERSION:
        what = f"has layout {layout}, newer than layout {LAYOUT_VERSION} of this version"
        raise _refusal("store-newer", path, what, "Upgrade graph-service, or move the file away and load again.")


def _add_functions(connection: Connection) -> None:
    connection.create_scalar_function("casefolded", _nullable(casefolded), 1, deterministic=True)
    connection.create_scalar_function("sorting", _nullable(sorting), 1, deterministic=True)


def _nullable(function: Callable[[str], str]) -> Callable[..., str | None]:
    """The SQL form of a text function: NULL stays NULL."""

    def call(*texts: str | None) -> str | None:
        (text,) = texts
        return None if text is None else function(text)

    return call


def _refusal(rule: str, path: Path, what: str, remedy: str) -> StoreError:
    return StoreError(Finding(rule=rule, message=f"The store {path.name!r} {what}. {remedy}", where=str(path)))
