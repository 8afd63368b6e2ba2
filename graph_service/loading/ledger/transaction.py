"""Transaction: the ledger's file inside the one transaction of a load: readers see what was before it or what is after.

    a file with a graph    its own transaction, with a log beside the file
    none yet               a new file built aside, without a log, flushed once and renamed into its place

A load that is killed leaves the old graph, or none; what it built aside is thrown away by the next one. The empty file
stays locked meanwhile, so that two first loads do not replace each other.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from graph_service.stores.connection import (
    Connection,
    aside,
    is_blank,
    log_from_now,
    open_blank,
    open_unread,
    open_writer,
    refusals,
    writing,
)

LOGS = ("-wal", "-shm")
REPLACES = os.name == "posix"  # elsewhere a file that is open cannot be renamed over


@contextmanager
def transaction(path: Path) -> Iterator[Connection]:
    """The ledger's connection inside its transaction; StoreError if it cannot be written."""
    with _claimed(path) as blank:
        if blank:
            with _built_aside(path) as connection:
                yield connection
            return
    with closing(open_writer(path)) as connection, writing(connection):
        yield connection


@contextmanager
def _claimed(path: Path) -> Iterator[bool]:
    """Whether the file holds nothing and no other load can fill it meanwhile."""
    if not REPLACES or not is_blank(path):
        yield False
        return
    with closing(open_blank(path)) as claim, refusals(path):
        if claim.readonly("main"):
            yield False
            return
        claim.execute("BEGIN IMMEDIATE")
        yield is_blank(path)  # whoever held the lock before may have put a graph there


@contextmanager
def _built_aside(path: Path) -> Iterator[Connection]:
    new = aside(path)
    _throw_away(new, "", *LOGS)
    try:
        with closing(open_unread(new)) as connection:
            with writing(connection):
                yield connection
            log_from_now(connection)
        _flush(new)
        _throw_away(path, *LOGS)  # of a file that was deleted without them: they must not be read into this one
        new.replace(path)
        _flush(path.parent)
    finally:
        _throw_away(new, "", *LOGS)


def _throw_away(path: Path, *ends: str) -> None:
    for end in ends:
        path.with_name(path.name + end).unlink(missing_ok=True)


def _flush(path: Path) -> None:
    """Wait until a file, or a folder's names, are on the disk."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
