"""The world's entities as read from `entities.yaml`, values in the served form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from graph_service.ontology.model import Datatype, Ontology, Property
from graph_service.ontology.read import read_ontology

HERE = Path(__file__).parent
BASE = "https://library.example/"
LANGUAGES = ("en", "de")
NOW = datetime(2026, 6, 30, 22, 0)


@dataclass(frozen=True, kw_only=True)
class Entity:
    """One entity: its classes as written, values by property (served form, lists for many), links as IRIs."""

    iri: str
    classes: tuple[str, ...]
    values: Mapping[str, Any]


class _Text(yaml.SafeLoader):
    """YAML whose scalars stay as they were written, so that 0.10 keeps its digits and dates are no dates yet."""


_Text.yaml_implicit_resolvers = {}


def read_world_ontology() -> Ontology:
    """The library's ontology; it has no findings."""
    reading = read_ontology(HERE / "ontology", languages=LANGUAGES)
    assert not reading.findings, reading.findings
    return reading.ontology


def read_entities(ontology: Ontology) -> list[Entity]:
    """Every entity, in the order of the file."""
    stated = yaml.load((HERE / "entities.yaml").read_text(encoding="utf-8"), _Text)  # a SafeLoader
    return [_entity(ontology, iri, dict(said)) for iri, said in stated.items()]


def _entity(ontology: Ontology, name: str, said: dict[str, Any]) -> Entity:
    classes = said.pop("is")
    classes = tuple(classes) if isinstance(classes, list) else (classes,)
    values = {}
    for key, text in said.items():
        prop = next(found for cls in classes if (found := ontology.property_of(cls, key)))
        values[key] = _value(prop, text)
    return Entity(iri=BASE + name, classes=classes, values=values)


def _value(prop: Property, text: Any) -> Any:
    if isinstance(text, list):
        return [_value(prop, one) for one in text]
    if prop.localized:
        return text
    if prop.is_link:
        return BASE + text
    return served(prop, text)


def served(prop: Property, text: str) -> Any:
    """One literal as the stores hold it: decimals scaled, booleans, numbers, dates and texts as ISO 8601 or as is."""
    match prop.datatype:
        case Datatype.DECIMAL:
            return int(Decimal(text).scaleb(prop.scale))
        case Datatype.INTEGER:
            return int(text)
        case Datatype.DOUBLE:
            return float(text)
        case Datatype.BOOLEAN:
            return text == "true"
        case Datatype.DATE:
            return date.fromisoformat(text).isoformat()
        case Datatype.DATETIME:
            return datetime.fromisoformat(text).isoformat()
        case _:
            return text
