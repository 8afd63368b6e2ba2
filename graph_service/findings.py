"""Finding: the one shape of anything wrong, and the one exception tree that carries findings to the edges.

    GraphServiceError
    ├── WorkspaceError   a steward's or a team's file is wrong          (exit code 1)
    ├── PlanError        a pass refused a plan                          (exit code 1)
    ├── LoadError        a product could not be loaded at all           (exit code 1)
    ├── StoreError       a store is absent, locked, newer, or refused   (exit code 1)
    ├── ServiceError     something outside the project is missing       (exit code 1)
    └── UsageError       the call's words are off                       (exit code 2)

Severities are SHACL's (https://www.w3.org/TR/shacl/#severity): Violation, Warning, Info.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, ClassVar


class Severity(StrEnum):
    """SHACL's three severities."""

    VIOLATION = "Violation"
    WARNING = "Warning"
    INFO = "Info"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that is wrong: what (`message`), by which rule, where, and what instead.

    `where` is `file:line`, a path into a plan (`where.and[1]`), or `product/file row N, column C`.
    """

    rule: str
    message: str
    severity: Severity = Severity.VIOLATION
    where: str = ""
    suggestions: tuple[str, ...] = ()

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        hint = did_you_mean(self.suggestions)
        return f"{place}{self.message}{' ' + hint if hint and hint not in self.message else ''}"

    def to_json(self) -> dict[str, Any]:
        """The finding as JSON: the same five keys."""
        return {**asdict(self), "severity": self.severity.value, "suggestions": list(self.suggestions)}


class GraphServiceError(Exception):
    """The root: one or more findings, most important first."""

    exit_code: ClassVar[int] = 1

    def __init__(self, *findings: Finding) -> None:
        if not findings:
            raise ValueError("an error carries at least one finding")
        self.findings = findings
        super().__init__("\n".join(str(finding) for finding in findings))


class WorkspaceError(GraphServiceError):
    """A file of the workspace is wrong."""


class PlanError(GraphServiceError):
    """A pass refused a plan."""


class LoadError(GraphServiceError):
    """A data product could not be loaded at all."""


class StoreError(GraphServiceError):
    """A store is absent, locked, read-only, newer than this version, or no store."""


class ServiceError(GraphServiceError):
    """Something outside the project is missing or did not answer."""


class UsageError(GraphServiceError):
    """The call's words are off."""

    exit_code = 2


def closest(word: str, candidates: Iterable[str], most: int = 3) -> tuple[str, ...]:
    """The candidates most like `word`, best first; pass only what the actor may see."""
    by_folded: dict[str, str] = {}
    for candidate in candidates:
        by_folded.setdefault(candidate.casefold(), candidate)
    matches = difflib.get_close_matches(word.casefold(), by_folded, n=most, cutoff=0.6)
    return tuple(by_folded[match] for match in matches)


def did_you_mean(suggestions: tuple[str, ...]) -> str:
    """`Did you mean 'a', 'b' or 'c'?`, or nothing without suggestions."""
    if not suggestions:
        return ""
    quoted = [f"'{suggestion}'" for suggestion in suggestions]
    return f"Did you mean {' or '.join([', '.join(quoted[:-1]), quoted[-1]] if len(quoted) > 1 else quoted)}?"


def gravest_first(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Violations, then warnings, then infos; among equals the order stays."""
    order = tuple(Severity)
    return tuple(sorted(findings, key=lambda finding: order.index(finding.severity)))
