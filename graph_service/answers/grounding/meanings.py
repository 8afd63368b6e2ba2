"""Meanings: what a phrase of a question may stand for in the ontology or among the stored values."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class ClassTerm:
    cls: str


@dataclass(frozen=True, kw_only=True)
class PropertyTerm:
    """A datatype property or a link by name, on whichever classes offer it."""

    name: str


@dataclass(frozen=True, kw_only=True)
class MetricTerm:
    name: str


@dataclass(frozen=True, kw_only=True)
class FilterTerm:
    """A named filter and the class it narrows."""

    name: str
    cls: str


@dataclass(frozen=True, kw_only=True)
class CodeTerm:
    """A code of an enumeration, said by its label: `large` is StoreSize `L`."""

    enumeration: str
    notation: str


@dataclass(frozen=True, kw_only=True)
class ValueTerm:
    """A stored value: property `name` of class `cls` is `text`; `names`: by which people call its entity."""

    cls: str
    name: str
    text: str
    names: bool = True


Meaning = ClassTerm | PropertyTerm | MetricTerm | FilterTerm | CodeTerm | ValueTerm
Narrowing = FilterTerm | CodeTerm | ValueTerm
