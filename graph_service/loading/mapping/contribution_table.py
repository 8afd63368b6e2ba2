"""Contribution table: what one triples map makes of a product's accepted records, as a table in DuckDB.

Every contribution table has, in DuckDB:
    record  BIGINT   1-based line of its source file, the header not counted
    subject VARCHAR  alias IRI of the entity the record speaks of; a record without subject makes no contribution
    digest  VARCHAR  md5 over all mapped values, NULL distinct from empty
and one column per `Column`, in the served canonical form (`stores/layout.py`): decimals scaled BIGINT, booleans
BOOLEAN, integers BIGINT, doubles DOUBLE, dates and local date-times ISO 8601 VARCHAR, text VARCHAR; a link holds the
alias IRI of its target. A record that several values of a join apply to has several rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

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
