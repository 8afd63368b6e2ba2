"""Files that a page of the docs spells out: a fenced block with its name in a comment before it."""

from __future__ import annotations

import re
from pathlib import Path

from tests.conftest import ROOT

_FILE = re.compile(r"^<!-- file: (?P<name>\S+) -->\n```\w+\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE)


def page(name: str) -> str:
    """The text of a page of the docs."""
    return (ROOT / "docs" / name).read_text("utf-8")


def write_files(text: str, root: Path) -> list[str]:
    """Write every file of a page's text below `root`; returns their names."""
    names = []
    for found in _FILE.finditer(text):
        path = root / found["name"]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(found["text"], encoding="utf-8")
        names.append(found["name"])
    return names
