"""Conditions from their YAML or JSON form (`{eq: [s.name, "X"]}`, `{exists: rangings}`); see `form` for the grammar."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from graph_service.findings import closest
from graph_service.plan.conditions import (
    And,
    Compare,
    Comparison,
    Condition,
    During,
    Exists,
    FilterRef,
    In,
    InStep,
    Not,
    Null,
    Or,
    Text,
    TextMatch,
    Window,
)
from graph_service.plan.expressions import THIS, Constant, Expression
from graph_service.plan.forms.expressions import MOST_STEPS, read_constant, read_expression, steps
from graph_service.plan.forms.reading import Spot, build, identifier, mapping, sequence, shown, text, whole

ALWAYS = And(conditions=())


def read_condition(value: Any, at: Spot) -> Condition:
    """The condition of a form: a mapping whose one main key says what it is."""
    if not isinstance(value, Mapping):
        at.refuse(f'Expected a condition like {{eq: [name, "X"]}}, got {shown(value)}')
        return ALWAYS
    value = {"null" if key is None else key: part for key, part in value.items()}  # YAML reads the key `null` as null
    kinds = [key for key in CONDITION_KEYS if value.get(key) is not None]
    if len(kinds) == 1:
        return _READERS[kinds[0]](value, kinds[0], at)
    if kinds:
        at.refuse(f"A condition is one thing, not {' and '.join(repr(k) for k in kinds)} at once; put them under 'and'")
    else:
        near = tuple(dict.fromkeys(name for key in value for name in closest(str(key), CONDITION_KEYS)))
        at.refuse(f"Expected a condition, got {shown(dict(value))}", near)
    return ALWAYS


def read_value(value: Any, at: Spot) -> Expression:
    """The right side of a comparison: text is a constant there, and a mapping an expression."""
    return read_constant(value, at) if isinstance(value, str) else read_expression(value, at)


def _pair(value: Mapping[str, Any], key: str, at: Spot, what: str) -> tuple[Any, Any] | None:
    entry = mapping(value, at, (key,), f"'{key}'") or {}
    pair = sequence(entry.get(key), at, f"'{key}' of {what}", 2)
    if pair is not None and pair[1] is None:
        at.refuse(f"Expected a value in '{key}', got null; use {{null: …}} for values that are missing")
        return None
    return None if pair is None else (pair[0], pair[1])


def _compare(value: Mapping[str, Any], key: str, at: Spot) -> Condition:
    pair = _pair(value, key, at, "an expression and a value")
    if pair is None:
        return ALWAYS
    left, right = read_expression(pair[0], at.child(f"{key}[0]")), read_value(pair[1], at.child(f"{key}[1]"))
    return Compare(operator=Comparison(key), left=left, right=right)


def _in(value: Mapping[str, Any], key: str, at: Spot) -> Condition:
    pair = _pair(value, key, at, "an expression and a list of values")
    if pair is None:
        return ALWAYS
    of = read_expression(pair[0], at.child("in[0]"))
    values = sequence(pair[1], at.child("in[1]"), "a list of values") or ()
    constants = tuple(_constant(item, at.child(f"in[1][{number}]")) for number, item in enumerate(values))
    return In(of=of, values=constants)


def _constant(value: Any, at: Spot) -> Constant:
    found = read_value(value, at)
    if isinstance(found, Constant):
        return found
    at.refuse(f"Expected a constant, got {shown(value)}")
    return Constant(value=None)


def _text(value: Mapping[str, Any], key: str, at: Spot) -> Condition:
    pair = _pair(value, key, at, "an expression and a text")
    if pair is None:
        return ALWAYS
    of = read_expression(pair[0], at.child(f"{key}[0]"))
    return Text(match=TextMatch(key), of=of, value=_constant(pair[1], at.child(f"{key}[1]")))


def _null(value: Mapping[str, Any], key: str, at: Spot) -> Condition:
    entry = mapping(value, at, (key,), "'null'") or {}
    return Null(of=read_expression(entry.get(key), at.child(key)))


def _window(value: Mapping[str, Any], key: str, at: Spot) -> Condition:
    entry = mapping(value, at, (key, "from", "to", "words"), "a window") or {}
    words = entry.get("words")
    return build(
        Window,
        at,
        ALWAYS,
        of=read_expression(entry.get(key), at.child(key)),
        start=_moment(entry.get("from"), at.child("from")),
        end=_moment(entry.get("to"), at.child("to")),
        words=None if words is None else text(words, at.child("words"), "words"),
    )


def _moment(value: Any, at: Spot) -> date | datetime | None:
    if value is None or isinstance(value, date):
        return value
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        moment = None
    if moment is None or not isinstance(value, str):
        at.refuse(f"Expected a date like 2026-06-30, got {shown(value)}")
        return date.min
    return moment.date() if len(value) == len("2026-06-30") else moment


def _during(value: Mapping[str, Any], key: str, at: Spot) -> Condition:
    pair = _pair(value, key, at, "a time and words like 'last month'")
    if pair is None:
        return ALWAYS
    words = str(pair[1]) if isinstance(pair[1], int | date) and not isinstance(pair[1], bool) else pair[1]
    of = read_expression(pair[0], at.child("during[0]"))
    return During(of=of, words=text(words, at.child("during[1]"), "words like 'last month'"))


def _many(value: Mapping[str, Any], key: str, at: Spot) -> Condition:
    entry = mapping(value, at, (key,), f"'{key}'") or {}
    items = sequence(entry.get(key), at, f"'{key}' of a list of conditions") or ()
    inner = tuple(read_condition(item, at.child(f"{key}[{number}]")) for number, item in enumerate(items))
    return And(conditions=inner) if key == "and" else Or(conditions=inner)


def _not(value: Mapping[str, Any], key: str, at: Spot) -> Condition:
    entry = mapping(value, at, (key,), "'not'") or {}
    return Not(condition=read_condition(entry.get(key), at.child("not")))


def _exists(value: Mapping[str, Any], key: str, at: Spot) -> Condition:
    entry = mapping(value, at, (key, "node", "path", "as", "where", "at_least"), "'exists'") or {}
    node, segments = _way(entry, at)
    if not segments:
        return ALWAYS
    name = identifier(entry["as"], at.child("as"), "a name") if "as" in entry else THIS
    where = entry.get("where")
    inside = at.seeing(at.names | {name}, at.step)
    return Exists(
        node=node,
        path=steps(segments[:-1], at),
        link=segments[-1],
        name=name,
        where=None if where is None else read_condition(where, inside.child("where")),
        at_least=max(1, whole(entry.get("at_least", 1), at.child("at_least"), "a count", 1)),
    )


def _way(entry: Mapping[str, Any], at: Spot) -> tuple[str, list[str]]:
    """The node an exists starts at and the links it follows; no links after refusing something else."""
    before = sequence(entry.get("path", ()), at.child("path"), "a list of links") or ()
    segments = [text(link, at.child("path"), "a link's name") for link in before]
    segments += text(entry.get("exists"), at, "a path that ends in a link").split(".")
    if not all(segments) or len(segments) > MOST_STEPS:
        at.refuse(f"Expected a path that ends in a link, got {shown(entry.get('exists'))}")
        return THIS, []
    if "node" in entry:
        return text(entry["node"], at.child("node"), "a node's name"), segments
    if len(segments) > 1 and (segments[0] in at.names or segments[0] == THIS):
        return segments[0], segments[1:]
    return THIS, segments


def _in_step(value: Mapping[str, Any], key: str, at: Spot) -> Condition:
    entry = mapping(value, at, (key,), "'in_step'") or {}
    parts = sequence(entry.get(key), at, "'in_step' of an expression, a step and a column", 3)
    if parts is None:
        return ALWAYS
    return InStep(
        of=read_expression(parts[0], at.child("in_step[0]")),
        step=text(parts[1], at.child("in_step[1]"), "a step's name"),
        column=text(parts[2], at.child("in_step[2]"), "a column's name"),
    )


def _filter(value: Mapping[str, Any], key: str, at: Spot) -> Condition:
    entry = mapping(value, at, (key, "node"), "a filter") or {}
    node = entry.get("node", THIS)
    return FilterRef(name=text(entry.get(key), at, "a filter's name"), node=text(node, at.child("node"), "a node"))


_READERS: dict[str, Callable[[Mapping[str, Any], str, Spot], Condition]] = {
    **dict.fromkeys((c.value for c in Comparison), _compare),
    "in": _in,
    **dict.fromkeys((m.value for m in TextMatch), _text),
    "null": _null,
    "window": _window,
    "during": _during,
    "and": _many,
    "or": _many,
    "not": _not,
    "exists": _exists,
    "in_step": _in_step,
    "filter": _filter,
}
CONDITION_KEYS = tuple(_READERS)
