"""A product's YAML file with the line of everything in it; what makes it unreadable is raised."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graph_service.findings import Finding, WorkspaceError
from graph_service.ontology.documents import Document, read_document

Step = str | int


@dataclass(frozen=True, kw_only=True)
class YamlFile:
    """The value of a YAML file; places are paths of keys and positions."""

    path: Path
    document: Document

    @property
    def value(self) -> Any:
        """What the file says."""
        return self.document.value

    def line(self, *steps: Step) -> int:
        """The line of the nearest thing on the path that is really in the file (1-based)."""
        return int(self.document.place(*steps).rpartition(":")[2])

    def where(self, *steps: Step) -> str:
        """`folder/file:line`, short enough to read and enough to find."""
        return self.document.place(*steps)


def place(path: Path, line: int | None = None) -> str:
    """A file of a product as people name it: its folder and name, and the line."""
    short = f"{path.parent.name}/{path.name}"
    return f"{short}:{line}" if line else short


def read_yaml(path: Path) -> YamlFile:
    """Read a YAML file (no tags that build objects); WorkspaceError with the line where it is broken."""
    if not path.is_file():
        message = f"No such file: {place(path)}. Every product has one."
        raise WorkspaceError(Finding(rule="product", message=message, where=place(path)))
    document, findings = read_document(path, place(path))
    if document is None or findings:
        raise WorkspaceError(*findings)
    return YamlFile(path=path, document=document)
