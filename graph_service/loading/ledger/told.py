"""Told: the findings that the ledger keeps of each product: of its last load, and of an attempt that failed since."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from graph_service.findings import Finding, Severity
from graph_service.stores.connection import Connection, rows


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """A load of a product that failed, so that what it said before is still served."""

    product: str
    tried: str
    findings: tuple[Finding, ...]

    def told(self) -> tuple[Finding, ...]:
        """The failure with its first reason, then the other reasons."""
        first, *others = self.findings
        message = f"The load of {self.tried} failed: {first}"
        return (Finding(rule=first.rule, message=message, where=self.product), *others)


def note_loaded(connection: Connection, product: str, findings: Iterable[Finding]) -> None:
    """A product was loaded, with these findings; an earlier failure is over."""
    note_sound(connection, product)
    row = (product, _to_json(findings))
    connection.execute('INSERT OR REPLACE INTO "ledger:finding" VALUES (?, ?)', row)


def note_sound(connection: Connection, product: str) -> None:
    """A product was found unchanged: what its last load had to say stands, an earlier failure is over."""
    connection.execute('DELETE FROM "ledger:attempt" WHERE product = ?', (product,))


def note_failed(connection: Connection, product: str, tried: str, findings: Iterable[Finding]) -> None:
    """A load of a product failed at that time."""
    row = (product, tried, _to_json(findings))
    connection.execute('INSERT OR REPLACE INTO "ledger:attempt" VALUES (?, ?, ?)', row)


def forget_others(connection: Connection, products: Collection[str]) -> None:
    """Forget what was told of products that are no longer in the mesh."""
    others = "product NOT IN (SELECT value FROM json_each(?))"
    for table in ("finding", "attempt"):
        connection.execute(f'DELETE FROM "ledger:{table}" WHERE {others}', (json.dumps(sorted(products)),))


def attempts(connection: Connection) -> tuple[Attempt, ...]:
    """The products whose last load failed."""
    if not _has(connection, "ledger:attempt"):
        return ()
    query = 'SELECT product, tried, findings FROM "ledger:attempt" ORDER BY product'
    return tuple(
        Attempt(product=product, tried=tried, findings=_from_json(findings))
        for product, tried, findings in rows(connection, query)
    )


def findings_of_loads(connection: Connection) -> tuple[Finding, ...]:
    """What the last loads had to say, by product."""
    if not _has(connection, "ledger:finding"):
        return ()
    query = 'SELECT findings FROM "ledger:finding" ORDER BY product'
    return tuple(finding for (text,) in rows(connection, query) for finding in _from_json(text))


def _has(connection: Connection, table: str) -> bool:
    """A ledger that an earlier version wrote lacks the table until its next load."""
    return connection.execute("SELECT 1 FROM sqlite_schema WHERE name = ?", (table,)).get is not None


def _to_json(findings: Iterable[Finding]) -> str:
    return json.dumps([finding.to_json() for finding in findings], ensure_ascii=False)


def _from_json(text: str) -> tuple[Finding, ...]:
    return tuple(
        Finding(**{**one, "severity": Severity(one["severity"]), "suggestions": tuple(one["suggestions"])})
        for one in json.loads(text)
    )
