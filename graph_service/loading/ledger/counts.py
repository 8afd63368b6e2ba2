"""Counts: what became of every record that a product handed over, and that nothing was lost on the way.

    read = loaded + unchanged + quarantined        per source, and so per product

A record is loaded if it makes a contribution that the ledger did not hold, unchanged if the ledger holds all it says.
A record that passed its contract and says nothing (no subject, no triples map) is `silent`: loaded with its product's
first load, unchanged after that.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field

from graph_service.findings import Finding, LoadError
from graph_service.loading.ledger.difference import Difference, count
from graph_service.loading.ledger.interning import speaking
from graph_service.loading.sql.duck import Connection as Staging
from graph_service.loading.staging.staged import Staged
from graph_service.ontology.naming import quote_sql


@dataclass(frozen=True, kw_only=True)
class SourceCounts:
    """The records of one source."""

    read: int
    loaded: int
    unchanged: int
    quarantined: int
    silent: int = 0

    @property
    def balanced(self) -> bool:
        """Whether every record is accounted for."""
        return self.silent >= 0 and self.read == self.loaded + self.unchanged + self.quarantined


@dataclass(frozen=True, kw_only=True)
class Counts:
    """The records of a product per source, and its contributions: added, changed (the same entity's), removed."""

    sources: Mapping[str, SourceCounts] = field(default_factory=dict)
    added: int = 0
    changed: int = 0
    removed: int = 0

    @property
    def read(self) -> int:
        return sum(source.read for source in self.sources.values())

    @property
    def loaded(self) -> int:
        return sum(source.loaded for source in self.sources.values())

    @property
    def unchanged(self) -> int:
        return sum(source.unchanged for source in self.sources.values())

    @property
    def quarantined(self) -> int:
        return sum(source.quarantined for source in self.sources.values())

    def nothing_new(self) -> Counts:
        """The same records read again, with nothing to do."""
        sources = {name: _nothing_new(source) for name, source in self.sources.items()}
        return Counts(sources=sources)


def counts_to_json(counts: Counts) -> dict[str, object]:
    """The counts as the ledger keeps them."""
    return asdict(counts)


def counts_from_json(stored: Mapping[str, object]) -> Counts:
    """The counts as the ledger kept them."""
    sources = stored["sources"]
    assert isinstance(sources, dict)
    numbers = {name: value for name, value in stored.items() if isinstance(value, int)}
    return Counts(sources={name: SourceCounts(**one) for name, one in sources.items()}, **numbers)


def count_records(staging: Staging, staged: Staged, differences: Iterable[Difference], *, first: bool) -> Counts:
    """Count, and refuse to go on if a record is lost or counted twice."""
    tables = {table.map: table.name for table in staged.contributions}
    by_source: dict[str, list[Difference]] = {}
    for difference in differences:
        by_source.setdefault(difference.map.source, []).append(difference)
    sources = {}
    for source, read in staged.read.items():
        mine = by_source.get(source, [])
        told = _distinct_records(staging, [quote_sql(tables[one.map.map]) for one in mine])
        fresh = told if first else _distinct_records(staging, [one.fresh for one in mine])
        quarantined = staged.quarantined.get(source, 0)
        silent = read - quarantined - told
        loaded = fresh + (silent if first else 0)
        unchanged = told - fresh + (0 if first else silent)
        sources[source] = SourceCounts(
            read=read, loaded=loaded, unchanged=unchanged, quarantined=quarantined, silent=silent
        )
    _refuse_imbalance(staged, sources)
    return Counts(sources=sources, **count_contributions(staging, differences))


def count_contributions(staging: Staging, differences: Iterable[Difference]) -> dict[str, int]:
    """Contributions added, changed and removed; a change is one that goes while another to the same entity comes."""
    found = {"added": 0, "changed": 0, "removed": 0}
    for one in differences:
        gone = count(staging, f"SELECT count(*) FROM {one.gone}") if one.held else 0
        fresh = count(staging, f"SELECT count(*) FROM {one.fresh}")
        subjects = f"SELECT i.id FROM {one.fresh} f {speaking('i', 'f.subject')}"
        changed = kept = 0
        if gone and fresh:
            changed = count(staging, f"SELECT count(*) FROM ({subjects}) s SEMI JOIN {one.gone} g ON g.subject = s.id")
            kept = count(staging, f"SELECT count(*) FROM {one.gone} g SEMI JOIN ({subjects}) s ON s.id = g.subject")
        found["changed"] += changed
        found["added"] += fresh - changed
        found["removed"] += gone - kept
    return found


def _nothing_new(source: SourceCounts) -> SourceCounts:
    unchanged = source.read - source.quarantined
    return SourceCounts(
        read=source.read, loaded=0, unchanged=unchanged, quarantined=source.quarantined, silent=source.silent
    )


def _distinct_records(staging: Staging, tables: list[str]) -> int:
    if not tables:
        return 0
    records = " UNION ALL ".join(f"SELECT record FROM {table} WHERE subject IS NOT NULL" for table in tables)
    return count(staging, f"SELECT count(DISTINCT record) FROM ({records})")


def _refuse_imbalance(staged: Staged, sources: Mapping[str, SourceCounts]) -> None:
    wrong = {name: source for name, source in sources.items() if not source.balanced}
    if wrong:
        raise LoadError(
            *(
                Finding(
                    rule="balance",
                    message=f"Records do not add up: {source.read} read, {source.loaded} loaded, "
                    f"{source.unchanged} unchanged, {source.quarantined} quarantined",
                    where=f"{staged.product}/{name}",
                )
                for name, source in wrong.items()
            )
        )
