"""Look-up: entities of any class by key, through prepared plans, so that policies hold for what a question names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from graph_service.answers.grounding.lexicon import LookUp, naming_properties
from graph_service.answers.grounding.meanings import ValueTerm
from graph_service.findings import PlanError
from graph_service.ontology.model import Datatype, Ontology, Property
from graph_service.plan.conditions import Compare, Comparison
from graph_service.plan.expressions import Constant
from graph_service.plan.expressions import Property as PropertyExpression
from graph_service.plan.model import Named, Node, Plan, Table
from graph_service.stores.protocol import Result

SHORTEST_NUMBER = 6  # digits that are a key on their own, without the class said before them
_ONLY_DIGITS = re.compile(r"\^\[0-9\]\{(\d+)\}\$")  # a pattern that fixes how many digits a key has


def look_up_in(ontology: Ontology, run: Callable[[Plan], Result]) -> LookUp:
    """A look-up over what the actor may see: the key's text, and the class it was said with or None for any."""

    def look_up(text: str, cls: str | None) -> tuple[ValueTerm, ...]:
        if cls is None and text.isdigit() and len(text) < SHORTEST_NUMBER:
            return ()
        classes = [cls] if cls else [c for c in ontology.classes if len(ontology.descendants(c)) == 1]
        return tuple(found for one in classes for found in _in_class(ontology, one, text, run))

    return look_up


def _in_class(ontology: Ontology, cls: str, text: str, run: Callable[[Plan], Result]) -> Iterator[ValueTerm]:
    for name in naming_properties(ontology, cls):
        prop = ontology.property_of(cls, name)
        value = _fitting(ontology, cls, prop, text) if prop else None
        if value is not None and (stored := _stored(cls, name, value, run)) is not None:
            yield ValueTerm(cls=cls, name=name, text=stored)


def _fitting(ontology: Ontology, cls: str, prop: Property, text: str) -> str | int | None:
    """The text as a value of the property: a number for numbers, leading zeros where a pattern counts the digits."""
    if prop.datatype is Datatype.INTEGER:
        return int(text) if text.isdecimal() else None
    if prop.datatype is not Datatype.STRING:
        return None
    patterns = (shape.pattern or "" for shape in ontology.shapes_of(cls) if shape.path == prop.name)
    digits = next((int(found[1]) for pattern in patterns if (found := _ONLY_DIGITS.fullmatch(pattern))), 0)
    return text.zfill(digits) if text.isdecimal() and digits else text


def _stored(cls: str, name: str, value: str | int, run: Callable[[Plan], Result]) -> str | None:
    """The value as it is stored, None if no entity that may be seen has it."""
    of = PropertyExpression(node="x", name=name)
    for candidate in dict.fromkeys((value, value.upper() if isinstance(value, str) else value)):
        body = Table(
            nodes=(Node(name="x", cls=cls),),
            where=Compare(operator=Comparison.EQ, left=of, right=Constant(value=candidate)),
            dimensions=(Named(name="value", of=of),),
            limit=1,
        )
        try:
            rows = run(Plan(body=body)).rows
        except PlanError:
            return None
        if rows:
            return str(rows[0][0])
    return None
