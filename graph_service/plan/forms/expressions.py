"""Expressions from their YAML or JSON form (`"l.basket.store"`, `{sum: l.quantity}`); `form` has the grammar."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from graph_service.findings import closest
from graph_service.ontology.model import Datatype
from graph_service.plan.expressions import (
    THIS,
    ActorAttribute,
    Aggregate,
    AggregateFunction,
    Arithmetic,
    ArithmeticOperator,
    Bucket,
    BucketUnit,
    Coalesce,
    Column,
    Constant,
    DateDiff,
    Expression,
    Meta,
    MetricRef,
    Property,
    Step,
    Today,
    walk,
)
from graph_service.plan.forms.reading import Spot, build, flag, mapping, sequence, shown, text, whole

NOTHING = Constant(value=None)
MOST_STEPS = 32  # segments of one path
_CAST = re.compile(r"<([^<>]+)>")


def read_expression(value: Any, at: Spot) -> Expression:
    """The expression of a form: text is a path, a number or truth value a constant, a mapping says what it is."""
    if isinstance(value, str):
        return read_property(value, at)
    if isinstance(value, int | float | Decimal | date):
        return read_constant(value, at)
    if not isinstance(value, Mapping):
        at.refuse(f"Expected an expression, got {shown(value)}")
        return NOTHING
    kinds = [key for key in EXPRESSION_KEYS if value.get(key) is not None]
    if len(kinds) != 1:
        _refuse_kind(value, kinds, at)
        return NOTHING
    return _READERS[kinds[0]](value, kinds[0], at)


def _refuse_kind(value: Mapping[str, Any], kinds: list[str], at: Spot) -> None:
    if kinds:
        at.refuse(f"An expression is one thing, not {' and '.join(repr(k) for k in kinds)} at once")
        return
    near = tuple(dict.fromkeys(name for key in value for name in closest(str(key), EXPRESSION_KEYS)))
    at.refuse(f"Expected an expression, got {shown(dict(value))}", near)


def read_constant(value: Any, at: Spot, datatype: Datatype | None = None) -> Constant:
    """A constant; a number with a fraction becomes a decimal, so that 0.1 stays 0.1."""
    if isinstance(value, float):
        value = Decimal(repr(value))
    if isinstance(value, Decimal):
        return Constant(value=value, datatype=datatype or Datatype.DECIMAL)
    if isinstance(value, date):
        found = Datatype.DATETIME if isinstance(value, datetime) else Datatype.DATE
        return Constant(value=value, datatype=datatype or found)
    if not isinstance(value, str | int):
        at.refuse(f"Expected a constant, got {shown(value)}")
        return NOTHING
    return Constant(value=value, datatype=datatype)


def read_property(path: str, at: Spot, node: str | None = None) -> Property:
    """The property a dotted path names: a node of the scope first, if one is so named, else node `this`."""
    segments = path.split(".")
    if not all(segments) or len(segments) > MOST_STEPS:
        at.refuse(f"Expected a path like 'basket.store.name', got {shown(path)}")
        return Property(name=Meta.IRI.value)
    if node is None and (segments[0] in at.names or segments[0] == THIS):
        node, segments = segments[0], segments[1:] or [Meta.IRI.value]
    return Property(node=node or THIS, path=steps(segments[:-1], at), name=segments[-1])


def steps(segments: list[str], at: Spot) -> tuple[Step, ...]:
    """Links to follow; `<Class>` narrows to a class."""
    found: list[Step] = []
    for segment in segments:
        cast = _CAST.fullmatch(segment)
        found.append(Step(cast=cast[1]) if cast else Step(link=segment))
    return tuple(found)


def _property(value: Mapping[str, Any], key: str, at: Spot) -> Expression:
    entry = mapping(value, at, (key, "node", "path"), "a property") or {}
    name = text(entry.get(key), at.child(key), "a property's name")
    links = sequence(entry.get("path", ()), at.child("path"), "a list of links") or ()
    segments = [text(link, at.child("path"), "a link's name") or "_" for link in links]
    node = text(entry["node"], at.child("node"), "a node's name") if "node" in entry else None
    return read_property(".".join([*segments, name]), at, node or (THIS if "path" in entry else None))


def _value(value: Mapping[str, Any], key: str, at: Spot) -> Constant:
    entry = mapping(value, at, (key, "as"), "a constant") or {}
    datatype = entry.get("as")
    if datatype is None:
        return read_constant(entry.get(key), at)
    if datatype not in tuple(Datatype):
        at.refuse(f"Unknown datatype: {shown(datatype)}", closest(str(datatype), tuple(Datatype)))
        return NOTHING
    return _typed(entry.get(key), Datatype(datatype), at)


def _typed(value: Any, datatype: Datatype, at: Spot) -> Constant:
    """A constant that says its datatype: dates, date-times and decimals are written as text."""
    try:
        match datatype:
            case Datatype.DATE if isinstance(value, str):
                value = date.fromisoformat(value)
            case Datatype.DATETIME if isinstance(value, str):
                value = datetime.fromisoformat(value)
            case Datatype.DECIMAL if isinstance(value, str | int):
                value = Decimal(value)
            case Datatype.DOUBLE if isinstance(value, int | float):
                return Constant(value=float(value), datatype=datatype)
    except (ValueError, ArithmeticError):
        at.refuse(f"Expected a constant of type {datatype.value}, got {shown(value)}")
        return NOTHING
    return read_constant(value, at, datatype)


def _today(value: Mapping[str, Any], key: str, at: Spot) -> Expression:
    days = (mapping(value, at, (key,), "a day counted from today") or {}).get(key)
    if not isinstance(days, int) or isinstance(days, bool) or abs(days) > 100_000:
        at.refuse(f"Expected days from today as in {{today: -7}}, got {shown(days)}")
        return NOTHING
    return Today(days=days)


def _actor(value: Mapping[str, Any], key: str, at: Spot) -> Expression:
    entry = mapping(value, at, (key,), "an attribute of the actor") or {}
    return ActorAttribute(name=text(entry.get(key), at, "an attribute's name") or "_")


def _arithmetic(value: Mapping[str, Any], key: str, at: Spot) -> Expression:
    entry = mapping(value, at, (key,), f"'{key}'") or {}
    pair = _list(entry.get(key), key, at, 2)
    return Arithmetic(operator=ArithmeticOperator(key), left=pair[0], right=pair[1]) if pair else NOTHING


def _list(value: Any, key: str, at: Spot, length: int | None = None) -> list[Expression]:
    what = f"'{key}' of {length} expressions" if length else f"'{key}' of a list of expressions"
    items = sequence(value, at, what, length) or ()
    return [read_expression(item, at.child(f"{key}[{number}]")) for number, item in enumerate(items)]


def _coalesce(value: Mapping[str, Any], key: str, at: Spot) -> Expression:
    entry = mapping(value, at, (key,), "'coalesce'") or {}
    return build(Coalesce, at, NOTHING, arguments=tuple(_list(entry.get(key), key, at)))


def _days_between(value: Mapping[str, Any], key: str, at: Spot) -> Expression:
    entry = mapping(value, at, (key,), "'days_between'") or {}
    pair = _list(entry.get(key), key, at, 2)
    return DateDiff(start=pair[0], end=pair[1]) if pair else NOTHING


def _bucket(value: Mapping[str, Any], key: str, at: Spot) -> Expression:
    entry = mapping(value, at, (key,), f"'{key}'") or {}
    return Bucket(unit=BucketUnit(key), of=read_expression(entry.get(key), at.child(key)))


def _metric(value: Mapping[str, Any], key: str, at: Spot) -> Expression:
    entry = mapping(value, at, (key, "node"), "a metric") or {}
    name = text(entry.get(key), at, "a metric's name") or "_"
    return MetricRef(name=name, node=_node(entry.get("node"), at) or THIS)


def _column(value: Mapping[str, Any], key: str, at: Spot) -> Expression:
    entry = mapping(value, at, (key, "step"), "a column") or {}
    step = entry.get("step", at.step)
    name = text(entry.get(key), at, "a column's name") or "_"
    return Column(name=name, step=None if step is None else text(step, at.child("step"), "a step's name"))


def _node(value: Any, at: Spot) -> str | None:
    return None if value is None else text(value, at.child("node"), "a node's name") or None


AGGREGATE_KEYS = ("where", "distinct", "node", "latest", "per")


def _aggregate(value: Mapping[str, Any], key: str, at: Spot) -> Expression:
    from graph_service.plan.forms.conditions import read_condition

    entry = mapping(value, at, (key, *AGGREGATE_KEYS), f"'{key}'") or {}
    of, grain = _aggregated(entry.get(key), key, at.child(key))
    latest, where = entry.get("latest"), entry.get("where")
    per = sequence(entry.get("per", ()), at.child("per"), "a list of paths") or ()
    return build(
        Aggregate,
        at,
        NOTHING,
        function=AggregateFunction(key),
        of=of,
        node=_node(entry.get("node"), at) or grain or _grain(of, at),
        distinct=flag(entry.get("distinct", False), at.child("distinct"), "distinct"),
        where=None if where is None else read_condition(where, at.child("where")),
        latest=None if latest is None else read_expression(latest, at.child("latest")),
        per=tuple(read_expression(item, at.child(f"per[{number}]")) for number, item in enumerate(per)),
    )


def _aggregated(value: Any, key: str, at: Spot) -> tuple[Expression | None, str | None]:
    """What is aggregated, and the node it says to count: `count: l` and `count: true` count entities."""
    if key == "count" and value is True:
        return None, THIS
    if key == "count" and isinstance(value, str) and value in at.names:
        return None, value
    return read_expression(value, at), None


def _grain(of: Expression | None, at: Spot) -> str:
    """The one node an expression names; several must be told apart by `node`."""
    found = {part.node for part in walk(of) if isinstance(part, Property | MetricRef)} if of is not None else set()
    if len(found) > 1:
        names = ", ".join(f"'{name}'" for name in sorted(found))
        at.refuse(f"The expression names the nodes {names}; say which of them counts once with 'node'")
    return found.pop() if found else THIS


_Reader = Callable[[Mapping[str, Any], str, Spot], Expression]
_READERS: dict[str, _Reader] = {
    "property": _property,
    "value": _value,
    "today": _today,
    "actor": _actor,
    **dict.fromkeys((o.value for o in ArithmeticOperator), _arithmetic),
    "coalesce": _coalesce,
    "days_between": _days_between,
    **dict.fromkeys((u.value for u in BucketUnit), _bucket),
    **dict.fromkeys((f.value for f in AggregateFunction), _aggregate),
    "metric": _metric,
    "column": _column,
}
EXPRESSION_KEYS = tuple(_READERS)


def whole_number(value: Any, at: Spot, what: str, least: int = 0) -> int | None:
    """A whole number if there is one."""
    return None if value is None else whole(value, at, what, least)
