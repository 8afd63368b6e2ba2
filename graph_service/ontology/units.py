"""Units as people write them: qudt:symbol, else a label, of every unit that the ontology says one of."""

from __future__ import annotations

from collections.abc import Mapping

from graph_service.ontology.names import local_name
from graph_service.ontology.terms import HAS_UNIT, LABEL, PREF_LABEL, SYMBOL
from graph_service.ontology.turtle import Literal, Statements, is_blank

Symbols = Mapping[str, Mapping[str, str]]  # local name of a unit → language, "" for every language → symbol


def read_units(statements: Statements) -> Symbols:
    """The symbols stated, a QUDT symbol before a label; a unit without one is written as its local name."""
    used = {unit for subject in statements.subjects for unit in statements.resources(subject, HAS_UNIT)}
    stated = {subject for subject, said in statements.subjects.items() if SYMBOL in said}
    found: dict[str, dict[str, str]] = {}
    for unit in sorted(used | stated):
        literals = () if is_blank(unit) else statements.literals(unit, SYMBOL) or _labels(statements, unit)
        if literals:
            found[local_name(unit)] = {(one.language or "").split("-")[0].lower(): one.text for one in literals}
    return found


def _labels(statements: Statements, unit: str) -> tuple[Literal, ...]:
    return statements.literals(unit, PREF_LABEL) or statements.literals(unit, LABEL)
