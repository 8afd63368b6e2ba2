"""The files of an ontology: Turtle and RDF/XML by extension, and the stewards' metrics.yaml."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from graph_service.documents import Document, read_document
from graph_service.findings import Finding
from graph_service.ontology.turtle import FORMATS

METRICS = ("metrics.yaml", "metrics.yml")


def ontology_files(folder: Path | Sequence[Path]) -> list[tuple[Path, str]]:
    """(file, its name in findings) of everything that is read: each folder's files in the order of their names."""
    found: list[tuple[Path, str]] = []
    for one in [folder] if isinstance(folder, Path) else folder:
        inside = sorted(one.iterdir()) if one.is_dir() else [one] if one.is_file() else []
        root = (one if one.is_dir() else one.parent).absolute().parent
        found += [
            (path, path.absolute().relative_to(root).as_posix())
            for path in inside
            if path.suffix in FORMATS or path.name in METRICS
        ]
    return found


def metric_documents(files: list[tuple[Path, str]]) -> tuple[list[Document], list[Finding]]:
    """The YAML documents among the files, and their syntax errors."""
    read = [read_document(path, shown) for path, shown in files if path.name in METRICS]
    return [document for document, _ in read if document], [finding for _, findings in read for finding in findings]


def nothing_there(folder: Path | Sequence[Path]) -> Finding:
    """The finding for a folder without an ontology."""
    shown = folder.name if isinstance(folder, Path) else ", ".join(one.name for one in folder)
    message = f"No ontology in '{shown}': put a Turtle file (.ttl) there, or run 'graph-service init'"
    return Finding(rule="no-ontology", message=message, where=shown)
