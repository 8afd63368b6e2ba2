"""Staged: what one data product's records say, read, checked and mapped, lying in DuckDB for the ledger to take.

records ─► quarantine (a contract rule is broken) | contribution tables (one per triples map)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from graph_service.findings import Finding
from graph_service.loading.mapping.contribution_table import ContributionTable


@dataclass(frozen=True, kw_only=True)
class Staged:
    """One product staged. `read` and `quarantined` count records (not reasons) per source; a source that no
    triples map uses is read and checked all the same. `mapped` counts the accepted records per source."""

    product: str
    version: str
    contributions: tuple[ContributionTable, ...]
    read: Mapping[str, int]
    quarantined: Mapping[str, int]
    files: Mapping[str, str] = field(default_factory=dict)  # source → SHA-256 of the file
    findings: tuple[Finding, ...] = ()

    @property
    def accepted(self) -> dict[str, int]:
        """Records per source that passed the contract."""
        return {source: count - self.quarantined.get(source, 0) for source, count in self.read.items()}
