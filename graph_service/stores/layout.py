"""The served tables of the embedded store, derived from the ontology alone: what `loading` fills and `sql` reads.

    entity  (id, iri, class, label, lineage, changed)     one row an entity; `class` its most specific class
    lineage (id, source, run, loaded_at)                   source: JSON list of product names
    removed (iri, generation)                              what a follower store must delete
    meta    (key, value)                                   generation, ontology digest, layout version, loading
    "Product"          a table per class *and* superclass, inherited properties included (id + columns)
    "link:soldIn"      (src, dst)                          a to-many link, by stored direction
    "values:synonyms"  (id, value[, value_cf, value_sort]) a many-valued literal

Values: decimals are integers scaled by 10^scale, booleans 0/1, dates and local date-times ISO 8601 text, doubles REAL.
Free text has two shadows (`naming.shadow`, `naming.sort_key`); a localized text has three columns per language.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from graph_service.ontology.model import Datatype, Ontology, Property
from graph_service.ontology.naming import link_table, localized, quote_sql, shadow, sort_key, values_table

LAYOUT_VERSION = 1

SQL_TYPES = {
    Datatype.STRING: "TEXT",
    Datatype.BOOLEAN: "INTEGER",
    Datatype.INTEGER: "INTEGER",
    Datatype.DECIMAL: "INTEGER",
    Datatype.DOUBLE: "REAL",
    Datatype.DATE: "TEXT",
    Datatype.DATETIME: "TEXT",
}

FIXED = (
    "CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS lineage (id INTEGER PRIMARY KEY, source TEXT NOT NULL, run INTEGER NOT NULL, "
    "loaded_at TEXT NOT NULL, UNIQUE (source, run)) STRICT",
    "CREATE TABLE IF NOT EXISTS entity (id INTEGER PRIMARY KEY, iri TEXT NOT NULL, class TEXT NOT NULL, "
    "label TEXT NOT NULL, lineage INTEGER NOT NULL, changed INTEGER NOT NULL) STRICT",
    "CREATE UNIQUE INDEX IF NOT EXISTS entity_iri ON entity (iri)",
    "CREATE INDEX IF NOT EXISTS entity_changed ON entity (changed)",
    "CREATE TABLE IF NOT EXISTS removed (iri TEXT PRIMARY KEY, generation INTEGER NOT NULL) STRICT, WITHOUT ROWID",
)


@dataclass(frozen=True, kw_only=True)
class ServedColumn:
    """A column of a class table. `role` is value, shadow, sort or link; `language` is set for localized text."""

    name: str
    sql_type: str
    property: Property
    role: str = "value"
    language: str | None = None


@dataclass(frozen=True, kw_only=True)
class ClassTable:
    """The table of one class: `id` and these columns."""

    name: str
    columns: tuple[ServedColumn, ...]


@dataclass(frozen=True, kw_only=True)
class PropertyTable:
    """The table of one many-valued property: link pairs, or values with the columns named."""

    name: str
    property: Property
    columns: tuple[str, ...]


def value_columns(prop: Property, languages: tuple[str, ...]) -> Iterator[ServedColumn]:
    """The columns of a single-valued stored property."""
    if prop.is_link:
        yield ServedColumn(name=prop.name, sql_type="INTEGER", property=prop, role="link")
        return
    assert prop.datatype is not None
    for language in languages if prop.localized else (None,):
        name = localized(prop.name, language) if language else prop.name
        yield ServedColumn(name=name, sql_type=SQL_TYPES[prop.datatype], property=prop, language=language)
        if prop.is_text:
            yield ServedColumn(name=shadow(name), sql_type="TEXT", property=prop, role="shadow", language=language)
            yield ServedColumn(name=sort_key(name), sql_type="TEXT", property=prop, role="sort", language=language)


def class_table(ontology: Ontology, cls: str) -> ClassTable:
    """The table of a class, inherited single-valued properties included."""
    columns = [
        column
        for prop in ontology.properties_of(cls).values()
        if prop.stored and not prop.many
        for column in value_columns(prop, ontology.languages)
    ]
    return ClassTable(name=cls, columns=tuple(columns))


def property_tables(ontology: Ontology) -> tuple[PropertyTable, ...]:
    """The tables of the stored many-valued properties."""
    return tuple(property_table(prop) for prop in ontology.properties.values() if prop.stored and prop.many)


def property_table(prop: Property) -> PropertyTable:
    """The table of one stored many-valued property."""
    if prop.is_link:
        return PropertyTable(name=link_table(prop.name), property=prop, columns=("src", "dst"))
    shadows = ("value_cf", "value_sort") if prop.is_text else ()
    return PropertyTable(name=values_table(prop.name), property=prop, columns=("id", "value", *shadows))


def create_class_table(table: ClassTable, name: str | None = None) -> str:
    """The CREATE TABLE statement; `name` builds a new generation beside the old one."""
    columns = ", ".join(["id INTEGER PRIMARY KEY", *(f"{quote_sql(c.name)} {c.sql_type}" for c in table.columns)])
    return f"CREATE TABLE {quote_sql(name or table.name)} ({columns}) STRICT"


def create_property_table(table: PropertyTable, name: str | None = None) -> str:
    """The CREATE TABLE statement; link tables are keyed by (src, dst) without a rowid."""
    quoted = quote_sql(name or table.name)
    if table.property.is_link:
        return (
            f"CREATE TABLE {quoted} (src INTEGER NOT NULL, dst INTEGER NOT NULL, PRIMARY KEY (src, dst)) "
            "STRICT, WITHOUT ROWID"
        )
    assert table.property.datatype is not None
    kind = SQL_TYPES[table.property.datatype]
    shadows = "".join(f", {column} TEXT" for column in table.columns[2:])
    return f"CREATE TABLE {quoted} (id INTEGER NOT NULL, value {kind} NOT NULL{shadows}) STRICT"


def indexes(ontology: Ontology, table: ClassTable, suffix: str) -> Iterator[str]:
    """Indexes of a class table: every to-one link, every key property, the display property and the event time.

    `suffix` names the generation, because SQLite's index names are global.
    """
    wanted = {key for _, properties in ontology.keys_of(table.name) for key in properties}
    wanted |= {name for name in (ontology.display_of(table.name),) if name}
    wanted |= set(ontology.event_time_of(table.name)[:1])
    for column in table.columns:
        ordered = column.role == "sort" or (column.role == "value" and not column.property.is_text)
        if column.role == "link" or (column.property.name in wanted and (ordered or column.role == "shadow")):
            name = quote_sql(f"{table.name}.{column.name}#{suffix}")
            yield f"CREATE INDEX {name} ON {quote_sql(table.name)} ({quote_sql(column.name)})"


def property_indexes(table: PropertyTable, suffix: str) -> Iterator[str]:
    """Indexes of a property table: the way back of a link, the owner and the value of a literal."""
    columns = (
        (("dst", "src"),)
        if table.property.is_link
        else (("id",), (table.columns[-2] if len(table.columns) > 2 else "value",))
    )
    for parts in columns:
        name = quote_sql(f"{table.name}.{parts[0]}#{suffix}")
        yield f"CREATE INDEX {name} ON {quote_sql(table.name)} ({', '.join(parts)})"
