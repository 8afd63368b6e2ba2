"""Sound: what a reader read, or a WorkspaceError with what is wrong in it, as a load would have it."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from graph_service.findings import Finding, Severity, WorkspaceError
from graph_service.loading.product.product import DataProduct, read_draft

T = TypeVar("T")


def sound(read: tuple[T | None, tuple[Finding, ...]]) -> T:
    """The value that was read; its Violations are raised."""
    value, findings = read
    wrong = [finding for finding in findings if finding.severity is Severity.VIOLATION]
    if value is None or wrong:
        raise WorkspaceError(*wrong)
    return value


def sound_product(folder: Path) -> DataProduct:
    """The product of a folder."""
    draft = read_draft(folder)
    return sound((draft.product, draft.findings))
