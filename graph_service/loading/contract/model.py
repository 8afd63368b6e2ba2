"""Contract: what the records of a data product must be like, as values; `odcs.py` reads it from ODCS 3.1.

Contract = sources × server
Source   = a file: columns × checks × freshness
Check    = kind × columns × argument × severity: an error quarantines the record, a warning reports it
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from graph_service.findings import Severity


class Logical(StrEnum):
    """ODCS logicalType of a column; objects and arrays are kept as their JSON text and not looked into."""

    STRING = "string"
    DATE = "date"
    TIMESTAMP = "timestamp"
    TIME = "time"
    NUMBER = "number"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    OBJECT = "object"
    ARRAY = "array"


class Kind(StrEnum):
    """The kinds of checks, in the order in which a record's faults are named."""

    REQUIRED = "required"
    TYPE = "type"
    ENUM = "enum"
    PATTERN = "pattern"
    MIN_LENGTH = "minLength"
    MAX_LENGTH = "maxLength"
    MINIMUM = "minimum"
    MAXIMUM = "maximum"
    EXCLUSIVE_MINIMUM = "exclusiveMinimum"
    EXCLUSIVE_MAXIMUM = "exclusiveMaximum"
    MULTIPLE_OF = "multipleOf"
    UNIQUE = "unique"
    PRIMARY_KEY = "primaryKey"
    REFERENCE = "reference"
    QUERY = "quality"
    COUNT = "rowCount"


@dataclass(frozen=True, kw_only=True)
class Bound:
    """How many records a quality rule may find: `low <= count <= high`, in rows or in percent of the source."""

    low: float | None = None
    high: float | None = None
    percent: bool = False

    def holds(self, count: float) -> bool:
        """Whether the count is within the bound."""
        return (self.low is None or count >= self.low) and (self.high is None or count <= self.high)

    @property
    def none_allowed(self) -> bool:
        """Whether no record may be found, so that each one found can be named and quarantined."""
        return self.low in (None, 0) and self.high == 0


@dataclass(frozen=True, kw_only=True)
class Target:
    """What a reference points at: columns of another (or the same) source of the product."""

    source: str
    columns: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Check:
    """One rule. `argument` is the bound, pattern, values, `Target`, or the query's text, as its kind needs it;
    `why` is the rule's description in the contract's own words."""

    kind: Kind
    columns: tuple[str, ...]
    argument: Any = None
    severity: Severity = Severity.VIOLATION
    name: str = ""
    why: str = ""
    bound: Bound = Bound(high=0)
    line: int = 0

    @property
    def rule(self) -> str:
        """The name people see in the quarantine: the rule's own, else its kind."""
        return self.name or self.kind.value


@dataclass(frozen=True, kw_only=True)
class ContractColumn:
    """A column: its name here, its heading in the file, its logical type and how dates are written in it.

    `time_zone` is the zone its timestamps are in (None: the workspace's own), `terms` the IRIs of what it means.
    """

    name: str
    heading: str
    logical: Logical = Logical.STRING
    format: str | None = None
    time_zone: str | None = None
    required: bool = False
    unit: str | None = None
    terms: tuple[str, ...] = ()
    classification: str | None = None
    line: int = 0


@dataclass(frozen=True, kw_only=True)
class Freshness:
    """The newest value of `column` may be at most `within` old (an SLA; a stale file is reported, never refused)."""

    column: str
    within: timedelta
    line: int = 0


@dataclass(frozen=True, kw_only=True)
class Source:
    """One file of the product. `key` is its primary key."""

    name: str
    file: str
    columns: tuple[ContractColumn, ...]
    checks: tuple[Check, ...] = ()
    key: tuple[str, ...] = ()
    freshness: tuple[Freshness, ...] = ()
    line: int = 0

    def column(self, name: str) -> ContractColumn | None:
        """The column by its name, else by it regardless of case, as SQL identifiers are."""
        exact = next((column for column in self.columns if column.name == name), None)
        folded = name.casefold()
        return exact or next((column for column in self.columns if column.name.casefold() == folded), None)


@dataclass(frozen=True, kw_only=True)
class Contract:
    """An ODCS contract: its own `version`, and where its files lie below the data root."""

    id: str
    name: str
    version: str
    sources: tuple[Source, ...]
    folder: str = ""
    format: str = "csv"
    delimiter: str = ","
    file: str = ""

    def source(self, name: str) -> Source | None:
        """The source of that schema name or file name; a database path `a.b.claim` names by its last step."""
        for wanted in (name, name.rsplit(".", 1)[-1]):
            folded = wanted.strip('"').casefold()
            for source in self.sources:
                if folded in (source.name.casefold(), source.file.casefold()):
                    return source
        return None

    def where(self, line: int) -> str:
        """`folder/file:line`."""
        return f"{self.file}:{line}" if line else self.file
