"""What the values of both compilers have in common: types that meet, and constants as the graph holds them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol

from graph_service.ontology.model import Datatype
from graph_service.plan.expressions import Scalar
from graph_service.plan.typing.types import NUMBERS, TIMES

MIDNIGHT = "T00:00:00"


class Typed(Protocol):
    """A value in a language of some store."""

    @property
    def datatype(self) -> Datatype: ...

    @property
    def scale(self) -> int: ...

    @property
    def constant(self) -> bool: ...

    @property
    def is_free_text(self) -> bool: ...


def meeting(values: Iterable[Typed]) -> tuple[Datatype, int]:
    """The type and scale at which the values can be compared, added or taken for each other."""
    first, *others = values
    datatype, scale = first.datatype, max(value.scale for value in (first, *others))
    for value in others:
        for kind in (NUMBERS, TIMES):
            if datatype in kind and value.datatype in kind:
                datatype = max(datatype, value.datatype, key=kind.index)
    return datatype, scale if datatype is Datatype.DECIMAL else 0


def are_texts(left: Typed, right: Typed) -> bool:
    """Whether free text is compared with free text or with a constant."""
    return (left.is_free_text and (right.is_free_text or right.constant)) or (left.constant and right.is_free_text)


def stored(literal: Scalar, datatype: Datatype, scale: int) -> Any:
    """A Python value as the graph holds it: decimals scaled, dates and date-times as ISO 8601 text."""
    match literal:
        case None | str() | bool():
            return literal
        case datetime():
            return literal.isoformat(timespec="seconds")
        case date():
            return literal.isoformat() + (MIDNIGHT if datatype is Datatype.DATETIME else "")
    if datatype is Datatype.DOUBLE:
        return float(literal)
    exact = literal if isinstance(literal, Decimal) else Decimal(str(literal))
    return int(exact.scaleb(scale)) if datatype is Datatype.DECIMAL else int(exact)
