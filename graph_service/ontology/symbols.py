"""Symbols: a unit as it is written, from what the ontology says of it."""

from __future__ import annotations

from graph_service.ontology.model import Ontology


def unit_in(ontology: Ontology, unit: str | None, language: str) -> str:
    """A unit, by IRI or name, by its symbol in the language or in any, else by its local name."""
    name = unit_name(unit)
    said = ontology.units.get(name, {})
    return said.get(language, said.get("", next(iter(said.values()), name)))


def unit_name(unit: str | None) -> str:
    """The local name of a unit, empty without one."""
    return (unit or "").rpartition("/")[2].rpartition("#")[2].rpartition(":")[2]
