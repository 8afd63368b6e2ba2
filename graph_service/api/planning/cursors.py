"""Cursors: where a page goes on, as opaque text that remembers the order it was made for."""

from __future__ import annotations

import base64
import binascii
import zlib
from collections.abc import Sequence
from typing import Any

import orjson
from graphql import FieldNode

from graph_service.api.errors import BAD_USER_INPUT, refused
from graph_service.plan.expressions import Constant
from graph_service.plan.model import Order


def mark(cls: str, order: Sequence[Order]) -> int:
    """A number that tells one order of a class from another."""
    return zlib.crc32("|".join([cls, *(f"{key.of}{'-' if key.descending else ''}" for key in order)]).encode())


def encode(values: Sequence[Any], marked: int) -> str:
    """The cursor of a row from the values of its sort keys and its IRI."""
    return base64.urlsafe_b64encode(orjson.dumps([marked, *values])).rstrip(b"=").decode()


def decode(cursor: str, cls: str, order: Sequence[Order], field: FieldNode) -> tuple[Constant, ...]:
    """The values behind a cursor; GraphQLError where it is none of ours or belongs to another order."""
    try:
        found = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError) as error:
        raise _refused("is no cursor of a page", cursor, field) from error
    if not isinstance(found, list) or len(found) != len(order) + 2 or not isinstance(found[-1], str):
        raise _refused("is no cursor of this page", cursor, field)
    if found[0] != mark(cls, order):
        raise _refused("belongs to a page in another order", cursor, field)
    if not all(value is None or isinstance(value, str | int | float) for value in found[1:]):
        raise _refused("is no cursor of a page", cursor, field)
    return tuple(Constant(value=value) for value in found[1:])


def _refused(what: str, cursor: str, field: FieldNode) -> Exception:
    shown = cursor if len(cursor) <= 40 else f"{cursor[:40]}…"
    return refused(f"'{shown}' {what}; give the endCursor that came with it.", BAD_USER_INPUT, field)
