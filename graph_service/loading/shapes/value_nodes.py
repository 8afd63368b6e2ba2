"""Value nodes: where the served tables hold the values that a SHACL path leads to, and how these read as text.

Every query here gives (focus, value); `value` is the stored form: a scaled integer for a decimal, an entity for a link.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

from graph_service.ontology.model import Datatype, Ontology, Property
from graph_service.ontology.naming import link_table, quote_sql, values_table
from graph_service.stores.layout import value_columns

TARGET_IRI = "(SELECT e.iri FROM entity e WHERE e.id = v.value)"
NOTHING = "SELECT NULL AS focus, NULL AS value WHERE false"
_NUMBERS = (Datatype.INTEGER, Datatype.DECIMAL, Datatype.DOUBLE)


def value_nodes(ontology: Ontology, target: str, prop: Property) -> str:
    """The value nodes of the path for every focus node of the target class."""
    if not prop.stored:
        return _sources(ontology, target, prop)
    if ontology.property_of(target, prop.name) is None:
        return NOTHING
    table = quote_sql(target)
    if prop.many:
        values = link_table(prop.name) if prop.is_link else values_table(prop.name)
        owner, value = ("src", "dst") if prop.is_link else ("id", "value")
        return f"SELECT t.id AS focus, m.{value} AS value FROM {table} t JOIN {quote_sql(values)} m ON m.{owner} = t.id"
    columns = [quote_sql(c.name) for c in value_columns(prop, ontology.languages) if c.role in ("value", "link")]
    return " UNION ALL ".join(f"SELECT id AS focus, {c} AS value FROM {table} WHERE {c} IS NOT NULL" for c in columns)


def _sources(ontology: Ontology, target: str, inverse: Property) -> str:
    """The entities that the stored property leads from, of the class that the inverse names."""
    stored = ontology.properties[inverse.inverse_of or ""]
    source = inverse.range or ""
    focus = f"JOIN {quote_sql(target)} t ON t.id"
    if stored.many:
        of_class = f"JOIN {quote_sql(source)} r ON r.id = m.src" if source in ontology.classes else ""
        links = quote_sql(link_table(stored.name))
        return f"SELECT m.dst AS focus, m.src AS value FROM {links} m {of_class} {focus} = m.dst"
    tables = [source] if ontology.property_of(source, stored.name) else stored.domains
    column = quote_sql(stored.name)
    parts = (
        f"SELECT r.{column} AS focus, r.id AS value FROM {quote_sql(one)} r {focus} = r.{column}" for one in tables
    )
    return " UNION ".join(parts) or NOTHING


def is_one_column(ontology: Ontology, target: str, prop: Property) -> bool:
    """Whether a focus node has at most one value node, in a column of its own row."""
    return prop.stored and not prop.many and not prop.localized and ontology.property_of(target, prop.name) is not None


def text_of(prop: Property) -> str:
    """SQL for the value `v.value` as RDF would write it."""
    if prop.is_link:
        return TARGET_IRI
    if prop.datatype is Datatype.BOOLEAN:
        return "iif(v.value, 'true', 'false')"
    if prop.datatype is Datatype.DECIMAL and prop.scale:
        unit = 10**prop.scale
        digits = f"abs(v.value) / {unit}, abs(v.value) % {unit}"
        return f"printf('%s%d.%0{prop.scale}d', iif(v.value < 0, '-', ''), {digits})"
    return "CAST(v.value AS TEXT)"


def listed(prop: Property, texts: Iterable[str]) -> list[Any]:
    """The members of sh:in in stored form; one that is no such value matches nothing."""
    return [value for value in (_exact(prop, text) for text in texts) if value is not None]


def bound(prop: Property, text: str, *, lower: bool) -> Any:
    """A sh:minInclusive (`lower`) or sh:maxInclusive in stored form; None if such values cannot be compared with it."""
    if prop.is_link or prop.localized or prop.datatype is Datatype.BOOLEAN:
        return None
    if prop.datatype not in _NUMBERS:
        return None if _number(text) is not None and prop.datatype is not Datatype.STRING else text
    number = _number(text)
    if number is None or prop.datatype is Datatype.DOUBLE:
        return None if number is None else float(number)
    scaled = number.scaleb(prop.scale if prop.datatype is Datatype.DECIMAL else 0)
    return math.ceil(scaled) if lower else math.floor(scaled)


def _exact(prop: Property, text: str) -> Any:
    if prop.datatype is Datatype.BOOLEAN:
        return {"true": 1, "1": 1, "false": 0, "0": 0}.get(text)
    if prop.datatype not in _NUMBERS:
        return text
    number = _number(text)
    if number is None or prop.datatype is Datatype.DOUBLE:
        return None if number is None else float(number)
    scaled = number.scaleb(prop.scale if prop.datatype is Datatype.DECIMAL else 0)
    return int(scaled) if scaled == scaled.to_integral_value() else None


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None
