"""Places a contract names: below the data folder, and nowhere else; a product reads no file of the machine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath, PureWindowsPath


def outside(path: str) -> Iterator[str]:
    """Why a path may not be joined to the data folder, if it may not; on every system the same."""
    steps = path.replace("\\", "/").split("/")
    if PurePosixPath(path).is_absolute() or PureWindowsPath(path).anchor or ".." in steps:
        yield f"The path '{path}' leaves the data folder. Name a place in it; graph-service.toml says where that is."
