"""Questions to start with: those the workspace keeps under `queries/golden/` as answered, and one per class."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from graph_service.documents import sound_document
from graph_service.findings import WorkspaceError
from graph_service.ontology.model import Class
from graph_service.workspace import Workspace

SHOWN = 6


def examples(workspace: Workspace) -> tuple[str, ...]:
    """The first questions of the workspace that are known to be answered; none where it keeps none."""
    files = sorted((workspace.queries / "golden").glob("*.yaml"))
    found = [question for path in files for question in _answered(path, path.stat().st_mtime_ns)]
    return tuple(dict.fromkeys(found))[:SHOWN]


@lru_cache(maxsize=16)
def _answered(path: Path, changed: int) -> tuple[str, ...]:
    try:
        document = sound_document(path, path.name).value
    except WorkspaceError:  # `check` tells of it; a page is there without it as well
        return ()
    cases = document.get("questions") if isinstance(document, dict) else None
    told = [case for case in cases or () if isinstance(case, dict) and case.get("status") == "answered"]
    return tuple(str(case["question"]) for case in told if "question" in case)


def about(cls: Class, language: str) -> str:
    """The question that lists a class."""
    label = cls.words.in_language(language, cls.name)
    return f"{'Zeige alle' if language == 'de' else 'List all'} {label}"
