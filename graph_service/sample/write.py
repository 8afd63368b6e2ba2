"""Write: tells the story of a seed and writes every product's CSV files and the truth, each folder at once."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from graph_service.findings import Finding, UsageError
from graph_service.sample.calendar import DAYS
from graph_service.sample.faults import make, table_of
from graph_service.sample.files import catalogue, customers, inventory, sales, social, stores, supply, truth, weather
from graph_service.sample.files.table import Table
from graph_service.sample.recipe import Recipe
from graph_service.sample.story import cut, tell

Progress = Callable[[str, int, int], None]
PRODUCTS = (catalogue, sales, stores, inventory, supply, customers, weather, social)


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What was written: the recipe, numpy's version, and per file (product/file.csv) its records and SHA-256."""

    recipe: Recipe
    numpy: str
    records: dict[str, int]
    digests: dict[str, str]

    @property
    def total(self) -> int:
        """Records of all data products, the truth left out."""
        return sum(count for path, count in self.records.items() if not path.startswith("truth/"))


def write(out: Path, *, seed: int = 1, scale: int = 1, dirty: float = 0.0, stores: tuple[int, ...] | None = None,
          days: int = DAYS, progress: Progress | None = None) -> Manifest:
    """Write the sample below `out`, one folder per product and `truth`; return records and digests per file.

    `stores` and `days` cut the same world: rows of these store numbers and of the last so many days, with every
    reference still resolving. Folders are written beside `out` and then renamed, so a killed run leaves each folder
    as it was before or new. `progress` is told a step, what is done of it and how much there is.
    Raises UsageError for an impossible recipe and where `out` is a file.
    """
    recipe = Recipe(seed=seed, scale=scale, dirty=dirty, stores=stores, days=days)
    if out.exists() and not out.is_dir():
        raise UsageError(Finding(rule="sample-out", message=f"Expected a folder, got a file: '{out}'"))
    tell_progress = progress or (lambda step, done, total: None)
    tables = _tables(recipe, tell_progress)
    staging = out.absolute().parent / f".{out.absolute().name}.partial"
    _clear(staging)
    try:
        written = _stage(staging, tables, tell_progress)
        manifest = Manifest(recipe=recipe, numpy=np.__version__,
                            records={path: count for path, (count, _) in written.items()},
                            digests={path: digest for path, (_, digest) in written.items()})
        text = json.dumps(asdict(manifest), indent=1) + "\n"
        (staging / "truth" / "manifest.json").write_text(text, encoding="utf-8")
        _publish(staging, out)
    finally:
        _clear(staging)
    return manifest


def _tables(recipe: Recipe, progress: Progress) -> list[Table]:
    """Every product's tables, with faults if the recipe asks for them, and the truth's."""
    story = tell(recipe, progress)
    chosen = cut(story.world, recipe)
    clean = [table for product in PRODUCTS for table in product.tables(story, chosen)]
    tables, faults = make(clean, recipe.dirty, story.world.streams)
    return [*tables, *truth.tables(story, chosen), table_of(faults)]


def _stage(staging: Path, tables: list[Table], progress: Progress) -> dict[str, tuple[int, str]]:
    """Write the files; records and digest of each."""
    written: dict[str, tuple[int, str]] = {}
    for table in tables:
        content = table.text().encode()
        path = staging / table.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        written[table.path] = (len(table), hashlib.sha256(content).hexdigest())
        progress("files", len(written), len(tables))
    return written


def _publish(staging: Path, out: Path) -> None:
    """Rename each folder into its place, the old one out of the way first."""
    out.mkdir(parents=True, exist_ok=True)
    replaced = staging.with_name(f"{staging.name}-replaced")
    for folder in sorted(staging.iterdir()):
        target = out / folder.name
        if target.exists():
            replaced.mkdir(exist_ok=True)
            target.rename(replaced / folder.name)
        folder.rename(target)


def _clear(staging: Path) -> None:
    """Remove what this or a killed run has left beside the output."""
    shutil.rmtree(staging, ignore_errors=True)
    shutil.rmtree(staging.with_name(f"{staging.name}-replaced"), ignore_errors=True)
