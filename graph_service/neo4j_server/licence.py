"""Under which terms the database comes, said wherever it is fetched or shown."""

from __future__ import annotations

from typing import Final

LICENCE: Final = (
    "Neo4j Community is GPLv3; it runs as a separate process, nothing of it is redistributed, "
    "and its jars are fetched from Maven only by an explicit command."
)
