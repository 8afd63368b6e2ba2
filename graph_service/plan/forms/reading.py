"""Reading untrusted documents: a spot in the document that knows its path, its depth, and where findings go."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar

from graph_service.findings import Finding, closest, did_you_mean
from graph_service.ontology.naming import LONGEST_NAME

DEEPEST = 40  # nested forms; the passes and the compilers recurse as deep
MOST_MAPPINGS = 20_000  # YAML's aliases make a small file a huge document
NAME = re.compile(r"[^\W\d]\w*")

T = TypeVar("T")
U = TypeVar("U")


@dataclass(kw_only=True)
class Reading:
    """One document being read: what is wrong with it so far, and how many mappings it turned out to have."""

    findings: list[Finding] = field(default_factory=list)
    mappings: int = 0


class Spot(NamedTuple):
    """Where in the document reading is, which node names are in scope, and which step's rows are read."""

    reading: Reading
    segment: str = ""
    parent: Spot | None = None
    depth: int = 0
    names: frozenset[str] = frozenset()
    step: str | None = None

    def child(self, segment: str) -> Spot:
        """The spot of a part."""
        return self._replace(segment=segment, parent=self, depth=self.depth + 1)

    def seeing(self, names: Iterable[str], step: str | None = None) -> Spot:
        """The same spot with other names in scope."""
        return self._replace(names=frozenset(names), step=step)

    def refuse(self, message: str, suggestions: tuple[str, ...] = ()) -> None:
        """Note what is wrong here."""
        hint = did_you_mean(suggestions)
        text = f"{message}. {hint}" if hint else message
        self.reading.findings.append(Finding(rule="plan.form", message=text, where=str(self), suggestions=suggestions))

    def __str__(self) -> str:
        before = str(self.parent) if self.parent is not None else ""
        return ".".join(part for part in (before, self.segment) if part)


def shown(value: Any) -> str:
    """A value of the document for a message, cut to a line."""
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}…"


def mapping(value: Any, at: Spot, keys: Iterable[str], what: str) -> Mapping[str, Any] | None:
    """The mapping if it is one, without its nulls; unknown keys are refused."""
    if not isinstance(value, Mapping):
        at.refuse(f"Expected {what}, got {shown(value)}")
        return None
    if _exhausted(at):
        return None
    known = tuple(keys)
    for key in value:
        if key not in known:
            at.refuse(f"Unknown key in {what}: '{key}'", closest(str(key), known))
    return {key: part for key, part in value.items() if part is not None}


def _exhausted(at: Spot) -> bool:
    at.reading.mappings += 1
    if at.depth > DEEPEST:
        at.refuse(f"Nested more than {DEEPEST} deep")
    elif at.reading.mappings == MOST_MAPPINGS:
        at.refuse(f"More than {MOST_MAPPINGS} parts")
    return at.depth > DEEPEST or at.reading.mappings >= MOST_MAPPINGS


def sequence(value: Any, at: Spot, what: str, length: int | None = None) -> tuple[Any, ...] | None:
    """The list if it is one, of the length wanted."""
    if not isinstance(value, list | tuple) or (length is not None and len(value) != length):
        at.refuse(f"Expected {what}, got {shown(value)}")
        return None
    return tuple(value)


def text(value: Any, at: Spot, what: str) -> str:
    """The text, or "" after refusing anything else."""
    if isinstance(value, str) and value and len(value) <= LONGEST_NAME and value.isprintable():
        return value
    at.refuse(f"Expected {what}, got {shown(value)}")
    return ""


def identifier(value: Any, at: Spot, what: str) -> str:
    """A name of letters, digits and underscores."""
    if isinstance(value, str) and len(value) <= LONGEST_NAME and NAME.fullmatch(value):
        return value
    at.refuse(f"Expected {what} of letters, digits and underscores, got {shown(value)}")
    return "_"


def whole(value: Any, at: Spot, what: str, least: int = 0) -> int:
    """The whole number, or `least` after refusing anything else."""
    if isinstance(value, int) and not isinstance(value, bool) and value >= least:
        return value
    at.refuse(f"Expected {what}, a whole number of at least {least}, got {shown(value)}")
    return least


def flag(value: Any, at: Spot, what: str) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        at.refuse(f"Expected true or false for {what}, got {shown(value)}")
    return value is True


def named_items(value: Any, at: Spot, key: str, what: str) -> tuple[tuple[str, Any], ...]:
    """(name, rest) of a mapping by name, or of a list of mappings that hold their name under `key`."""
    if isinstance(value, Mapping):
        return tuple((text(name, at, "a name"), part) for name, part in value.items())
    items = sequence(value, at, f"{what} by name, or a list of them") or ()
    found: list[tuple[str, Any]] = []
    for number, item in enumerate(items):
        spot = at.child(f"[{number}]")
        if not isinstance(item, Mapping):
            spot.refuse(f"Expected a mapping with '{key}', got {shown(item)}")
            continue
        name = text(item.get(key), spot.child(key), f"a name under '{key}'")
        found.append((name, {k: v for k, v in item.items() if k != key}))
    return tuple(found)


def build(make: Callable[..., T], at: Spot, otherwise: U, **values: Any) -> T | U:
    """The value, or `otherwise` where its constructor refuses it."""
    try:
        return make(**values)
    except ValueError as refusal:
        at.refuse(str(refusal)[:1].upper() + str(refusal)[1:])
        return otherwise
