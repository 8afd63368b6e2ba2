"""Shapes: from the store's objects to the response, level by level; a level that already has its form is left alone.

Shape = plain keys (the object as it came) | keys × readers (a new object) | a shape per class
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Row = dict[str, Any]
Reader = Callable[[Row], Any]


@dataclass(frozen=True, kw_only=True)
class Shape:
    """Response key → the key of the store's object, or a reader of the whole object."""

    entries: Mapping[str, str | Reader]
    as_it_is: bool = False

    def row(self, row: Row) -> Row:
        """One object of the response."""
        if self.as_it_is:
            return row
        return {key: row[of] if isinstance(of, str) else of(row) for key, of in self.entries.items()}

    def rows(self, rows: list[Row]) -> list[Row]:
        """The objects of a page."""
        return rows if self.as_it_is else [self.row(row) for row in rows]


@dataclass(frozen=True, kw_only=True)
class ByClass:
    """A shape per class, told by the object's key `told_by`."""

    told_by: str
    shapes: Mapping[str, Shape]
    otherwise: Shape

    def row(self, row: Row) -> Row:
        """One object of the response."""
        return self.shapes.get(row[self.told_by], self.otherwise).row(row)

    def rows(self, rows: list[Row]) -> list[Row]:
        """The objects of a page."""
        return [self.row(row) for row in rows]


AnyShape = Shape | ByClass


def shape_of(entries: Mapping[str, str | Reader], keys: Sequence[str]) -> Shape:
    """The shape with these entries over objects with these keys; the very objects where nothing is to be done."""
    plain = list(entries) == list(keys) and all(of == key for key, of in entries.items())
    return Shape(entries=entries, as_it_is=plain)


def constant(value: Any) -> Reader:
    """A reader that always gives the same."""
    return lambda row: value


def one(key: str, shape: AnyShape) -> Reader:
    """A reader of what a to-one link leads to."""
    return lambda row: None if row[key] is None else shape.row(row[key])


def coded(key: str, codes: Mapping[str, str]) -> Reader:
    """A reader of a code whose enum value is written otherwise."""

    def read(row: Row) -> Any:
        value = row[key]
        if isinstance(value, list):
            return [codes.get(each, each) for each in value]
        return value if value is None else codes.get(value, value)

    return read
