"""Order in Cypher: nulls last in both directions, free text by its sort key, and what comes after a cursor."""

from __future__ import annotations

from dataclasses import dataclass

from graph_service.plan.expressions import Constant
from graph_service.stores.cypher.context import Context
from graph_service.stores.cypher.values import Value, constant, folded, sorted_by, together


@dataclass(frozen=True, kw_only=True)
class Key:
    """One text that rows are ordered by; `present` if it is never null."""

    text: str
    descending: bool = False
    present: bool = False

    def __str__(self) -> str:
        if not self.descending:
            return self.text  # Cypher puts nulls last when ascending
        return f"{self.text} DESC" if self.present else f"{self.text} IS NULL, {self.text} DESC"


def keys(value: Value, *, descending: bool = False) -> tuple[Key, ...]:
    """The keys a value is ordered by: for free text its sort key, then its shadow."""
    texts = (value.sort, value.fold) if value.is_free_text else (value.text,)
    return tuple(Key(text=text, descending=descending) for text in texts if text is not None)


def order_by(keys: tuple[Key, ...]) -> str:
    """The ORDER BY of the keys, each once."""
    return "ORDER BY " + ", ".join(dict.fromkeys(str(key) for key in keys))


def cursor_values(of: Value, last: Constant, context: Context) -> tuple[str | None, ...]:
    """The parameters of a value's keys on the last row seen; None where it had no value."""
    if last.value is None:
        return (None,) * len(keys(of))
    cursor = constant(last.value, last.datatype)
    if of.is_free_text:
        return sorted_by(cursor, context.parameter), folded(cursor, context.parameter)
    return (together((of, cursor), context.parameter)[1].text,)


def after(keys: tuple[Key, ...], lasts: tuple[str | None, ...]) -> str:
    """The rows that come after the last one seen: a later first key, or the same and a later second one, …"""
    same: list[str] = []
    branches: list[str] = []
    for key, last in zip(keys, lasts, strict=True):
        if last is not None:
            later = f"{key.text} {'<' if key.descending else '>'} {last}"
            branches.append(" AND ".join([*same, later if key.present else f"({later} OR {key.text} IS NULL)"]))
        same.append(f"{key.text} IS NULL" if last is None else f"{key.text} = {last}")
    return " OR ".join(f"({branch})" for branch in branches) or "false"
