"""Shapes: how the lists that Neo4j sends become objects under their response keys.

A row is a list in the order of the selection, because Neo4j keeps no order of a map's keys and sends them with every
row. Decimals become text with all their digits; everything else is JSON as it comes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from graph_service.ontology.model import Datatype
from graph_service.stores.cypher.values import Value

Reader: TypeAlias = Callable[[Any], Any]


@dataclass(frozen=True, kw_only=True)
class Shape:
    """A decimal of `scale`; an object with `names` or a list, made of `parts`; or, if `many`, a list of such."""

    scale: int | None = None
    names: tuple[str, ...] | None = None
    parts: tuple[Shape, ...] = ()
    many: bool = False


AS_IT_IS = Shape()


def shape_of(value: Value) -> Shape:
    """The shape of a selected value."""
    return Shape(scale=value.scale, many=value.many) if value.datatype is Datatype.DECIMAL else AS_IT_IS


def reader(shape: Shape) -> Reader | None:
    """What makes a value ready for JSON; None where it is so already."""
    one = _reader_of_one(shape)
    if one is None or not shape.many:
        return one
    read = one
    return lambda raw: None if raw is None else [read(each) for each in raw]


def _reader_of_one(shape: Shape) -> Reader | None:
    if shape.scale is not None:
        scale = shape.scale
        return lambda raw: None if raw is None else decimal_text(raw, scale)
    readers = [(at, read) for at, read in enumerate(map(reader, shape.parts)) if read is not None]
    if shape.names is None:
        return _list_reader(readers) if readers else None
    return _object_reader(shape.names, readers)


def _list_reader(readers: list[tuple[int, Reader]]) -> Reader:
    def read_list(raw: Any) -> Any:
        for at, read in readers:
            raw[at] = read(raw[at])
        return raw

    return read_list


def _object_reader(names: tuple[str, ...], readers: list[tuple[int, Reader]]) -> Reader:
    """Reads a row in place, then puts the names to it."""

    def read_object(raw: Any) -> Any:
        if raw is None:
            return None
        for at, read in readers:
            raw[at] = read(raw[at])
        return dict(zip(names, raw, strict=True))

    return read_object


def decimal_text(scaled: int, scale: int) -> str:
    """A scaled integer as decimal text with all of its digits."""
    if scale == 0:
        return str(scaled)
    digits = f"{abs(scaled):0{scale + 1}d}"
    return f"{'-' if scaled < 0 else ''}{digits[:-scale]}.{digits[-scale:]}"
