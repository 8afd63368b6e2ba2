"""Filling: which served columns and property tables the columns of a contribution table fill.

Columns that no longer fit the ontology (another datatype or scale, a property that is gone) fill nothing: their product
has not been loaded with the new ontology yet.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from graph_service.ontology.model import Datatype, Ontology, Property
from graph_service.ontology.naming import localized
from graph_service.stores.contributions import LINK, SAME_AS, VALUE, LedgerColumn, LedgerMap

LedgerColumns = tuple[LedgerColumn, ...]


@dataclass(frozen=True, kw_only=True)
class Filling:
    """`classes`: the class tables that get a row, most specific first. `single`: served column → the ledger columns it
    is taken from, the first that has a value. `many`: many-valued property → the ledger columns it unites."""

    map: LedgerMap
    classes: tuple[str, ...]
    single: Mapping[str, LedgerColumns]
    many: Mapping[str, LedgerColumns]


def filling(ledger_map: LedgerMap, ontology: Ontology) -> Filling:
    """What the rows of a contribution table fill."""
    single: dict[str, LedgerColumns] = {}
    many: dict[str, LedgerColumns] = {}
    for column in ledger_map.columns:
        prop = ontology.properties.get(column.property)
        name = served_name(column, prop, ontology.languages) if prop and fits(column, prop) else None
        if prop and name:
            target = many if prop.many else single
            key = prop.name if prop.many else name
            target[key] = (*target.get(key, ()), column)
    classes = tables_of(ontology, ledger_map.classes)
    return Filling(map=ledger_map, classes=classes, single=single, many=many)


def fits(column: LedgerColumn, prop: Property) -> bool:
    """Whether the stored values mean what the ontology now says of the property."""
    if column.kind == SAME_AS or not prop.stored or prop.is_link != (column.kind == LINK):
        return False
    scale = prop.scale if prop.datatype is Datatype.DECIMAL else 0
    return prop.is_link or (column.datatype, column.scale) == (prop.datatype, scale)


def served_name(column: LedgerColumn, prop: Property, languages: tuple[str, ...]) -> str | None:
    """The served column of a value; None for a language the workspace does not serve."""
    if not prop.localized or column.kind != VALUE or prop.many:
        return prop.name
    language = column.language or languages[0]
    return localized(prop.name, language) if language in languages else None


def tables_of(ontology: Ontology, classes: Iterable[str]) -> tuple[str, ...]:
    """The class tables an entity of these classes has a row in: its classes and their superclasses, deepest first."""
    found = {ancestor for cls in classes for ancestor in ontology.ancestors(cls)}
    return tuple(sorted(found, key=lambda cls: (-len(ontology.ancestors(cls)), cls)))


def most_specific(ontology: Ontology, classes: Iterable[str]) -> str | None:
    """The class an entity is named by: the deepest, then the first by name."""
    known = [cls for cls in classes if cls in ontology.classes]
    return min(known, key=lambda cls: (-len(ontology.ancestors(cls)), cls), default=None)


def display_columns(ontology: Ontology, cls: str) -> tuple[Property | None, tuple[str, ...]]:
    """The display property of the class and its served columns, the workspace's first language first."""
    name = ontology.display_of(cls)
    prop = ontology.property_of(cls, name) if name else None
    if prop is None or not prop.stored or prop.many or prop.is_link:
        return None, ()
    return prop, tuple(localized(prop.name, one) for one in ontology.languages) if prop.localized else (prop.name,)


def label_text(prop: Property, value: object) -> str:
    """A display value as a label: decimals with their digits, codes and keys as they are."""
    if prop.datatype is Datatype.DECIMAL and isinstance(value, int):
        sign, digits = "-" if value < 0 else "", f"{abs(value):0{prop.scale + 1}d}"
        return f"{sign}{digits[: -prop.scale]}.{digits[-prop.scale :]}" if prop.scale else f"{sign}{digits}"
    return str(value)


def last_segment(iri: str) -> str:
    """What a person reads of an IRI: its last segment, decoded."""
    return unquote(iri.rstrip("/#").replace("#", "/").replace(":", "/").rpartition("/")[2]) or iri
