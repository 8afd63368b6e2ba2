"""Digest of an ontology: one hash of what it means, whatever the order of files and the names of blank nodes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import fields
from enum import Enum
from functools import cache
from typing import Any

PLACES = {"source", "digest"}  # where something is written is not what it means


def digest_of(*parts: Any) -> str:
    """16 hexadecimal digits over the values, mappings in the order of their keys."""
    return hashlib.sha256(_text(parts).encode()).hexdigest()[:16]


def _text(value: Any) -> str:
    if value is None or isinstance(value, str | int | float | Enum):
        return repr(value)
    if isinstance(value, tuple | list):
        return "[" + ",".join([_text(one) for one in value]) + "]"
    if isinstance(value, Mapping):
        return "{" + ",".join([f"{key!r}:{_text(value[key])}" for key in sorted(value, key=repr)]) + "}"
    kind: type = type(value)
    names = _names(kind)
    return f"{kind.__name__}({','.join([f'{name}={_text(getattr(value, name))}' for name in names])})"


@cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(sorted(one.name for one in fields(kind) if one.name not in PLACES))
