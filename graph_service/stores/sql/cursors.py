"""Cursors in SQL: the rows after a given one, in an order whose nulls come last whatever its direction.

    after(k₁ … kₙ)  =  k₁ comes later  OR  k₁ is the same AND after(k₂ … kₙ)         later than null there is nothing

Where the first key has a value, the rows after it are two ranges of its index: those from that value on, and those
without one. Said as one condition SQLite would walk the index from its start, so each range is a page of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from graph_service.plan.conditions import Comparison
from graph_service.plan.expressions import Constant
from graph_service.stores.sql.conditions import compare
from graph_service.stores.sql.frames import Frame
from graph_service.stores.sql.values import Value, constant, shadowed, together, written
from graph_service.stores.sql.writing import all_of, nested


class Range(Enum):
    """Which of the rows after a cursor: all in one, or by its first key those with a value and those without."""

    ALL = "all"
    VALUED = "valued"
    EMPTY = "empty"


@dataclass(frozen=True, kw_only=True)
class Key:
    """A sort key of a page and its direction."""

    of: Value
    descending: bool = False


def ranges(after: Sequence[Constant] | None) -> tuple[Range, ...]:
    """The ranges that a page after a cursor is made of."""
    if after is None or len(after) == 1 or after[0].value is None:
        return (Range.ALL,)
    return (Range.VALUED, Range.EMPTY)


def after_text(keys: Sequence[Key], values: Sequence[Constant], within: Range, frame: Frame) -> str:
    """The condition that a row of the range comes after the one with these values; the last key is never null."""
    first, cursor = keys[0], constant(values[0].value, values[0].datatype)
    if within is Range.EMPTY:
        return f"{written(first.of, frame.parameters)} IS NULL"
    texts = [_after(key, constant(v.value, v.datatype), frame) for key, v in zip(keys, values, strict=True)]
    if within is Range.VALUED:
        texts[0] = (_later(first, cursor, frame), texts[0][1])
    condition = texts[-1][0]
    for later, same in reversed(texts[:-1]):
        rest = f"{same} AND {condition}"
        condition = nested(f"{later}\nOR {rest}" if later else rest)
    if within is Range.ALL:
        return condition
    start = compare(Comparison.LE if first.descending else Comparison.GE, first.of, cursor, frame)
    return all_of([start, condition])


def _after(key: Key, cursor: Value, frame: Frame) -> tuple[str, str]:
    """That the key comes later than the cursor's value ("" if nothing can), and that it is the same."""
    text = written(key.of, frame.parameters)
    if cursor.literal is None:
        return "", f"{text} IS NULL"
    later = _later(key, cursor, frame) + ("" if key.of.required else f"\nOR {text} IS NULL")
    if key.of.is_free_text:
        return later, f"{key.of.shadow} = {shadowed(cursor, frame.parameters)}"
    texts = together((key.of, cursor), frame.parameters)
    return later, f"{texts[0]} = {texts[1]}"


def _later(key: Key, cursor: Value, frame: Frame) -> str:
    return compare(Comparison.LT if key.descending else Comparison.GT, key.of, cursor, frame)
