"""A small product made of text: a contract, a mapping and files, written to a folder and staged."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from textwrap import dedent
from typing import Any

from graph_service.loading.product.product import DataProduct
from graph_service.loading.sql.duck import Connection, connect
from graph_service.loading.staging.stage import stage
from graph_service.loading.staging.staged import Staged
from graph_service.ontology import Class, Datatype, Ontology, Property, Sensitivity, Words
from tests.loading.staging.sound import sound_product

NS = "https://shop.example/ontology/"
NOW = datetime(2026, 6, 30, 22)
ZONE = "Europe/Berlin"


def _value(name: str, datatype: Datatype, *domains: str, **more: Any) -> tuple[str, Property]:
    return name, Property(iri=NS + name, name=name, datatype=datatype, domains=domains, many=False, **more)


def _link(name: str, target: str, *domains: str, **more: Any) -> tuple[str, Property]:
    return name, Property(iri=NS + name, name=name, range=target, domains=domains, many=False, **more)


def _class(name: str, *keys: str) -> tuple[str, Class]:
    return name, Class(iri=NS + name, name=name, words=Words(), keys=tuple((key,) for key in keys))


ONTOLOGY = Ontology(
    iri=NS,
    classes=dict([_class("Order", "number"), _class("Buyer", "code"), _class("Note")]),
    properties=dict(
        [
            _value("number", Datatype.INTEGER, "Order", is_key=True),
            _value("code", Datatype.STRING, "Buyer", is_key=True),
            _value("name", Datatype.STRING, "Buyer"),
            _value("email", Datatype.STRING, "Buyer", sensitivity=Sensitivity.PERSONAL),
            _value("title", Datatype.STRING, "Order", "Note", localized=True),
            _value("amount", Datatype.DECIMAL, "Order", scale=2),
            _value("weight", Datatype.DOUBLE, "Order", unit="KiloGM"),
            _value("height", Datatype.DOUBLE, "Order", unit="CentiM"),
            _value("paid", Datatype.BOOLEAN, "Order"),
            _value("placedOn", Datatype.DATE, "Order"),
            _value("placedAt", Datatype.DATETIME, "Order"),
            _value("phone", Datatype.STRING, "Buyer"),
            _link("buyer", "Buyer", "Order"),
            _link("orders", "Order", "Buyer", inverse_of="buyer"),
            _link("about", "Buyer", "Note"),
        ]
    ),
    languages=("en", "de"),
)

CONTRACT = """
apiVersion: v3.1.0
kind: DataContract
id: shop
name: shop
version: 1.2.0
status: active
servers:
  - {server: local, type: local, path: shop, format: csv}
schema:
  - name: buyers
    physicalName: buyers.csv
    properties:
      - {name: code, logicalType: string, primaryKey: true, logicalTypeOptions: {pattern: '^B[0-9]+$'}}
      - {name: name, logicalType: string, required: true}
      - {name: email, logicalType: string, logicalTypeOptions: {pattern: '@'}}
  - name: orders
    physicalName: orders.csv
    properties:
      - {name: number, logicalType: integer, primaryKey: true}
      - name: buyer
        logicalType: string
        required: true
        relationships: [{to: buyers.code}]
      - {name: amount, logicalType: number, logicalTypeOptions: {minimum: 0, maximum: 1000}}
      - {name: placed_on, logicalType: date, logicalTypeOptions: {format: dd.MM.yyyy, minimum: '2024-01-01'}}
      - {name: paid, logicalType: boolean}
"""
MAPPING = """
prefixes: {o: 'https://shop.example/ontology/', id: 'https://shop.example/id/'}
mappings:
  buyer:
    sources: [[buyers.csv~csv]]
    s: id:Buyer/code/$(code)
    po:
      - [a, o:Buyer]
      - [o:code, $(code)]
      - [o:name, $(name)]
      - [o:email, $(email)]
  order:
    sources: [[orders.csv~csv]]
    s: id:Order/number/$(number)
    po:
      - [a, o:Order]
      - [o:number, $(number)]
      - [o:amount, $(amount)]
      - [o:placedOn, $(placed_on)]
      - [o:paid, $(paid)]
      - p: o:buyer
        o:
          mapping: buyer
          condition: {function: equal, parameters: [[str1, $(buyer)], [str2, $(code)]]}
"""
BUYERS = 'code,name,email\nB1,Ada,ada@example.org\nB2,"Bo, the ""second""",\n'
ORDERS = """number,buyer,amount,placed_on,paid
1,B1,10.50,01.02.2026,true
2,B2,0.005,28.02.2026,false
3,B1,,,
"""


def write_product(folder: Path, contract: str = CONTRACT, mapping: str = MAPPING) -> Path:
    """The two files of a product in `folder/shop`."""
    place = folder / "loaders" / "shop"
    place.mkdir(parents=True, exist_ok=True)
    (place / "contract.odcs.yaml").write_text(contract, encoding="utf-8")
    (place / "mapping.yarrrml.yaml").write_text(dedent(mapping), encoding="utf-8")
    return place


def write_files(folder: Path, **files: str | bytes) -> Path:
    """Data files in `folder/data/shop`; gives the data root."""
    place = folder / "data" / "shop"
    place.mkdir(parents=True, exist_ok=True)
    for name, content in ({"buyers": BUYERS, "orders": ORDERS} | files).items():
        data = content.encode() if isinstance(content, str) else content
        (place / f"{name}.csv").write_bytes(data)
    return place.parent


def read_shop(folder: Path, contract: str = CONTRACT, mapping: str = MAPPING) -> DataProduct:
    """The product of these texts."""
    return sound_product(write_product(folder, contract, mapping))


def stage_shop(
    folder: Path, contract: str = CONTRACT, mapping: str = MAPPING, **files: str | bytes
) -> tuple[Connection, Staged]:
    """The product of these texts, staged from these files."""
    connection = connect(threads=1)
    root = write_files(folder, **files)
    product = read_shop(folder, contract, mapping)
    return connection, stage(connection, product, root=root, ontology=ONTOLOGY, zone=ZONE, now=NOW)


def quarantine(connection: Connection) -> list[tuple[Any, ...]]:
    """(source, record, column, rule, value) of the quarantine."""
    query = 'SELECT source, record, "column", rule, value FROM quarantine ORDER BY ALL'
    return connection.execute(query).fetchall()


def table(connection: Connection, staged: Staged, map_name: str, columns: str = "*") -> list[tuple[Any, ...]]:
    """The rows of a contribution table by record."""
    name = next(found.name for found in staged.contributions if found.map == map_name)
    return connection.execute(f'SELECT {columns} FROM "{name}" ORDER BY record').fetchall()
