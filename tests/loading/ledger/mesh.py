"""A mesh for tests: data products that say things in plain Python, loaded into a real ledger and read back."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from graph_service.loading.ledger.counts import Counts
from graph_service.loading.mapping.contribution_table import Column, ContributionTable, Kind
from graph_service.loading.publishing.publish import Published
from graph_service.loading.runs import note_positions
from graph_service.loading.session import Settings, begin
from graph_service.loading.sql.duck import Connection as Staging
from graph_service.loading.sql.duck import connect
from graph_service.loading.staging.staged import Staged
from graph_service.ontology.model import Datatype, Ontology
from graph_service.ontology.naming import quote_sql
from graph_service.stores.connection import Connection, open_reader, open_writer, rows, writing
from graph_service.stores.layout import class_table, property_tables
from tests.loading.ledger.grocer import BASE, grocer, iri

NOW = datetime(2026, 6, 30, 22)
DUCK = {Datatype.INTEGER: "BIGINT", Datatype.DECIMAL: "BIGINT", Datatype.BOOLEAN: "BOOLEAN", Datatype.DOUBLE: "DOUBLE"}
Record = Mapping[str, Any]


@dataclass
class Said:
    """What one triples map of a product says: records of `subject` and values; a link is a path such as `Brand/…`."""

    classes: tuple[str, ...]
    records: list[dict[str, Any]]


@dataclass
class Mesh:
    """Products by name, in the order in which they are believed, and the ledger they are loaded into."""

    path: Path
    ontology: Ontology = field(default_factory=grocer)
    products: dict[str, dict[str, Said]] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    quarantined: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    counts: dict[str, Counts] = field(default_factory=dict)

    def says(self, product: str, cls: str, *records: Record, map: str | None = None, also: Sequence[str] = ()) -> None:
        """From now on the product says exactly these records of a class (in the triples map of that name)."""
        self.products.setdefault(product, {})[map or cls] = Said((cls, *also), [dict(record) for record in records])

    def load(self, *names: str) -> Published:
        """Load the named products, else all of them, and publish."""
        with closing(open_writer(self.path)) as connection, closing(connect()) as staging, writing(connection):
            session = begin(connection, staging, self.settings())
            for name in names or self.products:
                self.counts[name] = session.take(self.stage(staging, name))
            note_positions(connection, self.order or list(self.products))
            return session.publish()

    def retire(self, name: str) -> Published:
        """The product leaves the mesh."""
        del self.products[name]
        with closing(open_writer(self.path)) as connection, closing(connect()) as staging, writing(connection):
            session = begin(connection, staging, self.settings())
            session.retire(name)
            return session.publish()

    def settings(self) -> Settings:
        source = self.ontology.digest.encode()
        return Settings(ontology=self.ontology, source=source, root=Path(), base=BASE, zone="UTC", now=NOW)

    def stage(self, staging: Staging, name: str) -> Staged:
        """The product as staging would hand it over."""
        tables = tuple(self._table(staging, name, said_as, said) for said_as, said in self.products[name].items())
        quarantined = self.quarantined.get(name, [])
        staging.execute(
            'CREATE OR REPLACE TABLE quarantine (source VARCHAR, record BIGINT, "column" VARCHAR, rule VARCHAR, '
            "value VARCHAR, reason VARCHAR)"
        )
        for source, record in quarantined:
            staging.execute(
                "INSERT INTO quarantine VALUES (?, ?, 'gtin', 'required', NULL, 'is empty')", [source, record]
            )
        counted = {table.source: len(self.products[name][table.map].records) for table in tables}
        bad = {source: sum(1 for one, _ in quarantined if one == source) for source in counted}
        read = {source: counted[source] + bad[source] for source in counted}
        return Staged(product=name, version="1.0.0", contributions=tables, read=read, quarantined=bad)

    def _table(self, staging: Staging, product: str, name: str, said: Said) -> ContributionTable:
        keys = list(dict.fromkeys(key for record in said.records for key in record if key not in ("subject", "record")))
        columns = tuple(self._column(key) for key in keys)
        table = f"map:{product}/{name}"
        types = "".join(f", {quote_sql(column.name)} {self._type(column)}" for column in columns)
        staging.execute(
            f"CREATE OR REPLACE TABLE {quote_sql(table)} (record BIGINT, subject VARCHAR, digest VARCHAR{types})"
        )
        marks = ", ".join("?" * (3 + len(columns)))
        for place, record in enumerate(said.records, 1):
            values = [self._stored(column, record.get(column.name)) for column in columns]
            subject = iri(record["subject"]) if record["subject"] else None
            digest = hashlib.md5(repr(values).encode()).hexdigest()
            row = [record.get("record", place), subject, digest, *values]
            staging.execute(f"INSERT INTO {quote_sql(table)} VALUES ({marks})", row)
        return ContributionTable(name=table, map=name, source=name, classes=said.classes, columns=columns)

    def _column(self, key: str) -> Column:
        if key == "sameAs":
            return Column(name=key, property="owl:sameAs", kind=Kind.SAME_AS)
        name, _, language = key.partition("#")[0].partition("@")
        kind = Kind.LINK if self.ontology.properties[name].is_link else Kind.VALUE
        return Column(name=key, property=name, kind=kind, language=language or None)

    def _type(self, column: Column) -> str:
        prop = self.ontology.properties.get(column.property)
        return DUCK.get(prop.datatype, "VARCHAR") if prop and prop.datatype else "VARCHAR"

    def _stored(self, column: Column, value: Any) -> Any:
        if value is not None and column.kind is not Kind.VALUE:
            return iri(value)
        if value is not None and self.ontology.properties[column.property].datatype is Datatype.DECIMAL:
            return int(Decimal(str(value)).scaleb(self.ontology.properties[column.property].scale))
        return value

    # What readers see

    def served(self) -> dict[str, dict[str, Any]]:
        """Every entity by its path: class, label, values as stored, links as paths, many values sorted."""
        with closing(open_reader(self.path)) as reader:
            return served(reader, self.ontology)

    def ask(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """A query of the file."""
        with closing(open_reader(self.path)) as reader:
            return list(rows(reader, query, values))

    def entity(self, path: str) -> dict[str, Any]:
        """One entity."""
        return self.served()[path]

    def number(self, path: str) -> int:
        """The entity's number."""
        return int(self.ask("SELECT id FROM entity WHERE iri = ?", iri(path))[0][0])

    def fresh(self, path: Path) -> Mesh:
        """The same mesh with an empty ledger."""
        return replace(self, path=path, counts={})


def served(reader: Connection, ontology: Ontology) -> dict[str, dict[str, Any]]:
    """Everything that is served, by path and without numbers, so that two ledgers can be compared."""
    path_of = {number: named.removeprefix(BASE) for number, named in rows(reader, "SELECT id, iri FROM entity")}
    found: dict[str, dict[str, Any]] = {}
    for number, cls, label, source in rows(
        reader, "SELECT e.id, e.class, e.label, l.source FROM entity e JOIN lineage l ON l.id = e.lineage"
    ):
        found[path_of[number]] = {"class": cls, "label": label, "source": source, "classes": set()}
    for name in ontology.classes:
        columns = class_table(ontology, name).columns
        for number, *values in rows(reader, f"SELECT * FROM {quote_sql(name)}"):
            entity = found[path_of[number]]
            entity["classes"].add(name)
            for column, value in zip(columns, values, strict=True):
                if value is not None:
                    entity[column.name] = path_of[value] if column.role == "link" else value
    for many in property_tables(ontology):
        for number, value, *_ in rows(reader, f"SELECT * FROM {quote_sql(many.name)}"):
            shown = path_of[value] if many.property.is_link else value
            entity = found[path_of[number]]
            entity[many.property.name] = sorted([*entity.get(many.property.name, []), shown])
    return found
