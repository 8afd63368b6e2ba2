"""Staged: what one data product's records say, read, checked and mapped, lying in DuckDB for the ledger to take.

    records ─► quarantine (a contract rule is broken) | contribution tables (one per triples map)

Every contribution table has, in DuckDB:
    record  BIGINT   1-based line of its source file, the header not counted
    subject VARCHAR  alias IRI of the entity the record speaks of; a record without subject makes no contribution
    digest  VARCHAR  md5 over all mapped values, NULL distinct from empty
and one column per `Column`, in the served canonical form (`stores/layout.py`): decimals scaled BIGINT, booleans
BOOLEAN, integers BIGINT, doubles DOUBLE, dates and local date-times ISO 8601 VARCHAR, text VARCHAR; a link holds the
alias IRI of its target. A record that several values of a join apply to has several rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from graph_service.findings import Finding

QUARANTINE = "quarantine"  # DuckDB table (source, record, "column", rule, value, reason)
SAME_AS = "owl:sameAs"  # the property name of a stated sameness: its values are further alias IRIs of the subject


class Kind(StrEnum):
    """Whether a column holds a literal, the alias IRI of a link's target, or a further alias of the subject."""

    VALUE = "value"
    LINK = "link"
    SAME_AS = "same_as"


@dataclass(frozen=True, kw_only=True)
class Column:
    """A mapped property. `name` is the DuckDB column: `listPrice`, `label@en`, and `name#2` for a second value."""

    name: str
    property: str
    kind: Kind = Kind.VALUE
    language: str | None = None


@dataclass(frozen=True, kw_only=True)
class ContributionTable:
    """The contributions of one triples map: DuckDB table `name`, from `source`, each about an entity of `classes`."""

    name: str
    map: str
    source: str
    classes: tuple[str, ...]
    columns: tuple[Column, ...]


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
