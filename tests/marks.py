"""What the marks mean: which tests need a server, the shared data or a browser, and what happens without them.

Without --store neo4j the tests of a real Neo4j are deselected, as the README says; with it those marked `embedded`,
long ones that open the embedded store or none whatever is chosen, and would only be run twice. Tests over shared data
and pages are skipped with a reason on a machine that lacks them; in CI (variable CI) a missing part is a failure, never
a skip.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("GRAPH_SERVICE_SHARED") or ROOT.parent / "shared") / "data"
CHROMIUM = shutil.which("chromium")

NEEDS = {
    "shared": (SHARED.is_dir(), f"the shared data is not at {SHARED.name} beside the project (GRAPH_SERVICE_SHARED)"),
    "page": (CHROMIUM is not None, "no chromium on this machine: apt-get install chromium"),
}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    on_neo4j = config.getoption("--store") == "neo4j"
    away = [item for item in items if item.get_closest_marker("embedded" if on_neo4j else "neo4j")]
    config.hook.pytest_deselected(items=away)
    items[:] = [item for item in items if item not in set(away)]
    if on_neo4j:  # one server, one database: what stands on the sample runs in a row, so that it is published once
        items.sort(key=lambda item: "sample_service" not in getattr(item, "fixturenames", ()))
    for item in items:
        for mark, (there, reason) in NEEDS.items():
            if item.get_closest_marker(mark) and not there:
                if os.environ.get("CI"):
                    pytest.exit(f"CI must not skip: {reason}", returncode=1)
                item.add_marker(pytest.mark.skip(reason=reason))
