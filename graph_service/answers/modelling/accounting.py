"""Accounting for a plan that the rules did not make: what the question says exactly and the plan mentions nowhere.

Numbers, windows of time, quoted words, names of entities, codes and named filters are exact: a plan that leaves one
out may answer another question, so the answer says so. Other words a model may rightly put in its own way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from graph_service.answers.grounding.ground import Grounding, Item, Number, TimeWords
from graph_service.answers.grounding.meanings import CodeTerm, FilterTerm, ValueTerm
from graph_service.ontology.model import Ontology
from graph_service.plan.calendar.spans import DAY, Span
from graph_service.plan.calendar.windows import window_of
from graph_service.plan.forms.form import plan_to_form
from graph_service.plan.model import Plan
from graph_service.words.text import plain

QUOTED = re.compile(r"[\"“„‚«'‘]([^\"“”„‚«»'‘’]+)[\"”“‘»'’](?!\w)")


def left_out(grounding: Grounding, plan: Plan, ontology: Ontology, today: date) -> tuple[str, ...]:
    """The exact things of a question, as they were said, that stand nowhere in the plan."""
    leaves = tuple(_leaves(plan_to_form(plan)))
    texts = {plain(leaf) for leaf in leaves if isinstance(leaf, str)}
    used = _Used(texts=texts, leaves=leaves, ontology=ontology, today=today)
    said = [item.text for item in grounding.items if not used.holds(item)]
    quoted = [found[1] for found in QUOTED.finditer(grounding.question) if not used.says(found[1])]
    return tuple(dict.fromkeys((*said, *quoted)))


def _leaves(form: Any) -> Iterator[Any]:
    """Every value and name in a plan's form."""
    if isinstance(form, dict):
        for name, part in form.items():
            yield name
            yield from _leaves(part)
    elif isinstance(form, list | tuple):
        for part in form:
            yield from _leaves(part)
    else:
        yield form


def _values(form: Any) -> Iterator[Any]:
    """The values of a form without its keys."""
    if isinstance(form, dict | list | tuple):
        for part in form.values() if isinstance(form, dict) else form:
            yield from _values(part)
    else:
        yield form


class _Used:
    """What a plan mentions: its texts, plain, and every leaf of its form."""

    def __init__(self, *, texts: set[str], leaves: tuple[Any, ...], ontology: Ontology, today: date) -> None:
        self.texts, self.leaves, self.ontology, self.today = texts, leaves, ontology, today

    def holds(self, item: Item) -> bool:
        """Whether an exact item is in the plan; an item that is none always holds."""
        match item.sense:
            case Number(value=value, written=written):
                return any(_equals(leaf, value) or str(leaf) == written for leaf in self.leaves)
            case TimeWords(words=words):
                return self._during(words)
            case (FilterTerm() | CodeTerm() | ValueTerm(), *_) as meanings:
                return self.says(item.text) or any(self._means(meaning) for meaning in meanings)
            case _:
                return True

    def says(self, text: str) -> bool:
        """Whether a text is a value of the plan, or part of one."""
        return any(plain(text) in one for one in self.texts)

    def _means(self, meaning: object) -> bool:
        match meaning:
            case ValueTerm(text=text):
                return plain(text) in self.texts or any(str(leaf) == text for leaf in self.leaves)
            case CodeTerm(notation=notation):
                return plain(notation) in self.texts
            case FilterTerm(name=name):
                return plain(name) in self.texts or all(map(self._ends, _values(self.ontology.filters[name].where)))
            case _:
                return True  # the word may as well speak of a class or property, which a plan puts in its own way

    def _ends(self, value: Any) -> bool:
        """Whether a value of a formula stands in the plan, a property also at the end of a path."""
        return any(str(leaf) == str(value) or str(leaf).endswith(f".{value}") for leaf in self.leaves)

    def _during(self, words: str) -> bool:
        """Whether the plan has the window: in words that mean the same days, by its dates, or by its year."""
        span = window_of(words, self.today)
        windows = (window_of(leaf, self.today) for leaf in self.leaves if isinstance(leaf, str))
        return span is None or any(one == span for one in windows) or self._dated(span) or self.says(words)

    def _dated(self, span: Span) -> bool:
        bounds = {span.start, span.end, span.end - DAY if span.end else None} - {None}
        return any(_day(leaf) in bounds for leaf in self.leaves)


def _equals(leaf: Any, value: Decimal) -> bool:
    """Whether a leaf is the number, or the share that a percentage is."""
    if isinstance(leaf, bool) or not isinstance(leaf, int | float | Decimal | str):
        return False
    try:
        return abs(Decimal(str(leaf))) in (abs(value), abs(value) / 100)
    except InvalidOperation:
        return False


def _day(leaf: Any) -> date | None:
    if isinstance(leaf, datetime):
        return leaf.date()
    if isinstance(leaf, date):
        return leaf
    try:
        return date.fromisoformat(str(leaf)[:10])
    except ValueError:
        return None
