"""A prepared plan without the guards its policies set, so that a plan derived from it can be prepared again."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

T = TypeVar("T")


def unguarded(value: T) -> T:
    """The same value with every `guard` inside it taken away; the next `prepare` sets them anew."""
    if isinstance(value, tuple):
        return tuple(unguarded(one) for one in value)  # type: ignore[return-value]
    if not is_dataclass(value) or isinstance(value, type):
        return value
    changed: dict[str, Any] = {}
    for field in fields(value):
        before = getattr(value, field.name)
        after = None if field.name == "guard" else unguarded(before)
        if after is not before and after != before:
            changed[field.name] = after
    return replace(value, **changed) if changed else value
