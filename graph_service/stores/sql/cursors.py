"""Cursors in SQL: the rows after a given one, in an order whose nulls come last whatever its direction.

after(k₁ … kₙ)  =  k₁ comes later  OR  k₁ is the same AND after(k₂ … kₙ)         later than null there is nothing
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from graph_service.plan.conditions import Comparison
from graph_service.plan.expressions import Constant
from graph_service.stores.sql.conditions import compare
from graph_service.stores.sql.frames import Frame
from graph_service.stores.sql.values import Value, constant, shadowed, together, written
from graph_service.stores.sql.writing import nested


@dataclass(frozen=True, kw_only=True)
class Key:
    """A sort key of a page and its direction."""

    of: Value
    descending: bool = False


def after_text(keys: Sequence[Key], values: Sequence[Constant], frame: Frame) -> str:
    """The condition that a row comes after the one with these values of the keys; the last key is never null."""
    texts = [_after(key, constant(v.value, v.datatype), frame) for key, v in zip(keys, values, strict=True)]
    condition = texts[-1][0]
    for later, same in reversed(texts[:-1]):
        rest = f"{same} AND {condition}"
        condition = nested(f"{later}\nOR {rest}" if later else rest)
    return condition


def _after(key: Key, cursor: Value, frame: Frame) -> tuple[str, str]:
    """That the key comes later than the cursor's value ("" if nothing can), and that it is the same."""
    text = written(key.of, frame.parameters)
    if cursor.literal is None:
        return "", f"{text} IS NULL"
    operator = Comparison.LT if key.descending else Comparison.GT
    later = compare(operator, key.of, cursor, frame) + ("" if key.of.required else f"\nOR {text} IS NULL")
    if key.of.is_free_text:
        return later, f"{key.of.shadow} = {shadowed(cursor, frame.parameters)}"
    texts = together((key.of, cursor), frame.parameters)
    return later, f"{texts[0]} = {texts[1]}"
