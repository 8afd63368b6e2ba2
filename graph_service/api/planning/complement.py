"""The complement of a condition: true exactly where the condition is not true, missing values included.

`all` is "none of which it is not true", and with SQL's three-valued logic `not` alone leaves out what is unknown.

complement(c)   c is not true          possible(c)   c is not false
"""

from __future__ import annotations

from graph_service.plan.conditions import (
    And,
    Compare,
    Condition,
    Exists,
    In,
    Not,
    Null,
    Or,
    Text,
    Window,
)
from graph_service.plan.expressions import Constant, Expression


def complement(condition: Condition) -> Condition:
    """True where the condition is false or unknown."""
    match condition:
        case And(conditions=inner):
            return Or(conditions=tuple(complement(one) for one in inner))
        case Or(conditions=inner):
            return And(conditions=tuple(complement(one) for one in inner))
        case Not(condition=inner):
            return possible(inner)
        case _:
            return _with_missing(Not(condition=condition), condition)


def possible(condition: Condition) -> Condition:
    """True where the condition is true or unknown."""
    match condition:
        case And(conditions=inner):
            return And(conditions=tuple(possible(one) for one in inner))
        case Or(conditions=inner):
            return Or(conditions=tuple(possible(one) for one in inner))
        case Not(condition=inner):
            return complement(inner)
        case _:
            return _with_missing(condition, condition)


def _with_missing(told: Condition, condition: Condition) -> Condition:
    missing = [Null(of=one) for one in _compared(condition) if not isinstance(one, Constant)]
    return Or(conditions=(told, *missing)) if missing else told


def _compared(condition: Condition) -> tuple[Expression, ...]:
    """The values whose absence makes the condition unknown; null and exists are never unknown."""
    match condition:
        case Compare(left=left, right=right):
            return (left, right)
        case In(of=of) | Text(of=of) | Window(of=of):
            return (of,)
        case Null() | Exists():
            return ()
        case _:
            raise TypeError(f"no filter of GraphQL makes a {type(condition).__name__}")
