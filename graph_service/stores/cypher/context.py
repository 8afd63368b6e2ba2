"""What one statement shares while it is compiled: the ontology, fresh names, parameters and the earlier steps' rows.

Names and parameters are numbered in order of first use and never taken from a plan, so the same question always gives
the same text: Neo4j's plan cache is keyed by it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from graph_service.ontology.model import Ontology
from graph_service.ontology.naming import quote_cypher
from graph_service.plan.expressions import THING
from graph_service.stores.cypher.values import Value

ENTITY = "Entity"  # the label every entity bears, whatever its class
LONG = 110
_LETTERS = re.compile(r"[^A-Za-z]")


@dataclass(frozen=True, kw_only=True)
class StepRows:
    """An earlier step: `variable` is a list of its rows, each a list; `columns` are the values of a row named `row`.

    `members` maps a column's text to the variable that lists its values, for tests of membership.
    """

    variable: str
    columns: Mapping[str, Value]
    members: dict[str, str] = field(default_factory=dict)


@dataclass(kw_only=True)
class Context:
    """The state of one compilation; `languages` are those of localized text, best first."""

    ontology: Ontology
    languages: tuple[str, ...]
    steps: dict[str, StepRows] = field(default_factory=dict)
    parameters: dict[str, Any] = field(default_factory=dict)
    _used: Counter[str] = field(default_factory=Counter)

    def parameter(self, value: Any) -> str:
        """A new parameter with this value, as it is written in the text."""
        name = self.name("p", "")
        self.parameters[name] = value
        return f"${name}"

    def name(self, stem: str, joint: str = "_") -> str:
        """A name not yet used; one with a `_` never meets the variable of a node."""
        self._used[stem + joint] += 1
        return f"{stem}{joint}{self._used[stem + joint]}"

    def variable(self, cls: str) -> str:
        """A new variable for an entity of the class: `salesLine1`."""
        letters = _LETTERS.sub("", cls)
        return self.name(letters[0].lower() + letters[1:] if len(letters) > 1 else "node", "")


def labels(*classes: str) -> str:
    """The labels of a node pattern, each quoted."""
    return "".join(f":{quote_cypher(ENTITY if cls == THING else cls)}" for cls in classes)


def indented(lines: list[str]) -> list[str]:
    """The lines of a subquery, two spaces in."""
    return [f"  {line}" for line in "\n".join(lines).splitlines()]


def subquery(word: str, lines: list[str]) -> str:
    """`EXISTS { … }`, `COUNT { … }` or `COLLECT { … }` over several lines."""
    return "\n".join([f"{word} {{", *indented(lines), "}"])


def clause(word: str, items: Iterable[str]) -> str:
    """`WITH a, b` on one line while it is short, else an item a line."""
    listed = [item for item in items if item]
    line = f"{word} {', '.join(listed)}"
    return line if len(line) <= LONG else f"{word}\n" + ",\n".join(f"  {item}" for item in listed)


def sorted_lines(lines: list[str], order: str, limit: str | None = None) -> list[str]:
    """The lines with an order, which stands at the WITH before it if that has nothing else."""
    last = lines[-1].splitlines() if lines else [""]
    bare = last[0].startswith("WITH") and not any(line.startswith(("WHERE", "ORDER", "LIMIT")) for line in last)
    return [*lines, *([] if bare else ["WITH *"]), *([order] if order else []), *([limit] if limit else [])]
