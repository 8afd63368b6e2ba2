"""Contracts and descriptors: what is wrong in them is said with its line, and nothing mistyped is passed over."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph_service.findings import Severity, WorkspaceError
from graph_service.loading.contract import Kind, Logical
from graph_service.loading.contract.odcs import read_contract
from graph_service.loading.product.descriptor import read_descriptor
from graph_service.loading.product.product import read_drafts
from tests.loading.staging.shop import CONTRACT, write_product
from tests.loading.staging.sound import sound, sound_product

CODE = "- {name: code, logicalType: string, primaryKey: true, logicalTypeOptions: {pattern: '^B[0-9]+$'}}"

# what is replaced, by what, the line, the message
WRONG = [
    ("apiVersion: v3.1.0", "apiVersion: v9.0.0", 2,
     "Unknown version of the contract standard: apiVersion 'v9.0.0'. Use v3.1.0 or v3.0.2 or v3.0.1 or v3.0.0."),
    ("apiVersion: v3.1.0\n", "", 2, "The contract lacks apiVersion. Add 'apiVersion: v3.1.0'."),
    ("version: 1.2.0\n", "", 2, "The contract lacks version. Add 'version: 1.0.0'."),
    ("kind: DataContract\nid: shop\nname: shop\nversion: 1.2.0\nstatus: active\n", "", 2,
     "The contract lacks kind, id, version, status. Add 'kind: DataContract', 'id: shop', 'version: 1.0.0', "
     "'status: active'."),
    ("status: active", "status: active\nsatus: x", 8, "satus: Extra inputs are not permitted. Did you mean 'status'?"),
    ("type: local", "type: postgres", 8, "The contract has no server of type local, so there is no path. "
     "Write 'servers: [{server: local, type: local, path: shop, format: csv}]'."),
    ("path: shop", "path: ../shop", 9, "The path '../shop' leaves the data folder. Name a place in it"),
    ("path: shop", "path: /etc", 9, "The path '/etc' leaves the data folder"),
    ("path: shop", "path: shop/../../x", 9, "The path 'shop/../../x' leaves the data folder"),
    ("path: shop", "path: 'C:\\x'", 9, "The path 'C:\\x' leaves the data folder"),
    ("physicalName: buyers.csv", "physicalName: ../catalogue/products.csv", 12,
     "The path '../catalogue/products.csv' leaves the data folder"),
    ("physicalName: buyers.csv", "physicalName: /etc/passwd", 12, "The path '/etc/passwd' leaves the data folder"),
    ("format: csv", "format: avro", 9, "Unknown format 'avro'. Use csv, parquet, json."),
    ("logicalType: boolean", "logicalType: bool", 27,
     "Unknown logicalType 'bool' of column 'paid'. Did you mean 'boolean'?"),
    ("maximum: 1000", "maxmum: 1000", 25, "Unknown option 'maxmum' of column 'amount'. Did you mean 'maximum'"),
    ("dd.MM.yyyy", "dd.QQ.yyyy", 26, "'QQ' in the date format is not understood. Use yyyy"),
    ("{to: buyers.code}", "{to: buyer.code}", 24, "The contract has no source 'buyer'. Did you mean 'buyers'?"),
    ("{to: buyers.code}", "{to: buyers.cod}", 24, "Source 'buyers' has no column 'cod'. Did you mean 'code'?"),
    ("name: paid", "name: amount", 27, "Column 'amount' is given twice in 'orders'."),
    ("name: paid", "name: record", 27, "'record' is the record number's own name. Call the column another name"),
    ("primaryKey: true, logicalTypeOptions", "primaryKey: perhaps, logicalTypeOptions", 14,
     "schema.0.properties.0.primaryKey: Input should be a valid boolean"),
    ("    physicalName: buyers.csv", "    physicalName: buyers.csv\n   broken", 13, "Syntax error"),
    ("status: active", "status: active\nstatus: draft", 8, "Key 'status' is stated twice"),
    (CODE, CODE[:-1] + ", quality: [{metric: nulValues, mustBe: 0}]}", 14,
     "Unknown metric 'nulValues'. Did you mean 'nullValues'?"),
    (CODE, CODE[:-1] + ", quality: [{metric: nullValues, mustBe: 0, severity: bad}]}", 14,
     "Unknown severity 'bad'. Use error, warning or info."),
    (CODE, CODE[:-1] + ", quality: [{metric: invalidValues, mustBe: 0}]}", 14,
     "invalidValues understands validValues and pattern, not 'nothing'."),
    (CODE, CODE[:-1] + ", quality: [{metric: nullValues, mustNotBe: 0}]}", 14, "mustNotBe and mustNotBeBetween"),
    (CODE, CODE[:-1] + ", quality: [{type: sql, mustBe: 0}]}", 14, "A quality rule of type sql has a query."),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "line", "message"), WRONG)
def test_what_is_wrong_is_said_with_its_line(tmp_path: Path, old: str, new: str, line: int, message: str) -> None:
    assert old in CONTRACT
    folder = write_product(tmp_path, CONTRACT.replace(old, new, 1))
    with pytest.raises(WorkspaceError) as caught:
        sound(read_contract(folder / "contract.odcs.yaml", "loaders/shop/contract.odcs.yaml"))
    assert f"loaders/shop/contract.odcs.yaml:{line}: {message}" in str(caught.value)


def test_all_the_wrong_contracts_were_tried() -> None:
    assert len(WRONG) == 28


def test_a_key_that_the_standard_does_not_have_is_a_warning(tmp_path: Path) -> None:
    folder = write_product(tmp_path, CONTRACT.replace("required: true}", "requird: true}", 1))
    contract, (finding,) = read_contract(folder / "contract.odcs.yaml", "loaders/shop/contract.odcs.yaml")
    assert contract is not None
    assert finding.severity is Severity.WARNING
    assert str(finding) == (
        "loaders/shop/contract.odcs.yaml:15: Unknown key 'requird'; it has no effect. Did you mean 'required'?"
    )
    assert contract.source("buyers") is not None


def test_rules_that_are_not_run_are_named(tmp_path: Path) -> None:
    rule = ", quality: [{type: custom, engine: soda, implementation: x, description: Codes look nice.}]}"
    folder = write_product(tmp_path, CONTRACT.replace(CODE, CODE[:-1] + rule))
    _, (finding,) = read_contract(folder / "contract.odcs.yaml", "contract.odcs.yaml")
    assert finding.severity is Severity.INFO
    assert finding.message == "A quality rule of type custom is not run: Codes look nice."


def test_a_contract_is_read_into_checks(tmp_path: Path) -> None:
    contract, findings = read_contract(write_product(tmp_path) / "contract.odcs.yaml", "contract.odcs.yaml")
    assert contract is not None
    assert findings == () and (contract.name, contract.version, contract.folder) == ("shop", "1.2.0", "shop")
    orders = contract.source("ORDERS.csv")
    assert orders is not None and orders.key == ("number",)
    assert [column.logical for column in orders.columns][:4] == [
        Logical.INTEGER, Logical.STRING, Logical.NUMBER, Logical.DATE,
    ]  # fmt: skip
    kinds = [check.kind for check in orders.checks if check.columns == ("buyer",)]
    assert kinds == [Kind.REQUIRED, Kind.TYPE, Kind.REFERENCE]
    assert contract.source("database.schema.orders") is orders


ODPS = """apiVersion: v1.0.0
kind: DataProduct
id: shop
status: active
domain: sales
team: {name: Till people}
customProperties:
  - {property: priority, value: 7}
"""


def test_a_descriptor_says_owner_and_priority(tmp_path: Path) -> None:
    folder = write_product(tmp_path)
    (folder / "product.odps.yaml").write_text(ODPS, encoding="utf-8")
    product = sound_product(folder)
    assert (product.name, product.version, product.owner, product.priority) == ("shop", "1.2.0", "Till people", 7)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("v1.0.0", "v0.1", ":1: Unknown version of the product standard: apiVersion 'v0.1'. Use v1.0.0."),
        ("domain:", "domian:", ":5: domian: Extra inputs are not permitted. Did you mean 'domain'?"),
        ("id: shop\n", "", "id: Field required."),
        ("apiVersion: v1.0.0\n", "", ":1: The descriptor lacks apiVersion. It starts with 'apiVersion: v1.0.0', "),
    ],
)
def test_what_is_wrong_in_a_descriptor(tmp_path: Path, old: str, new: str, message: str) -> None:
    path = tmp_path / "product.odps.yaml"
    path.write_text(ODPS.replace(old, new), encoding="utf-8")
    with pytest.raises(WorkspaceError) as caught:
        sound(read_descriptor(path, path.name))
    assert message in str(caught.value)


def test_a_product_names_what_is_wrong_in_all_its_files_and_the_others_are_read(tmp_path: Path) -> None:
    folder = write_product(tmp_path, CONTRACT.replace("v3.1.0", "v9"), "mappings: {a: {s: x}}")
    good = folder.parent / "another"
    good.mkdir()
    for name, text in {"contract.odcs.yaml": CONTRACT, "mapping.yarrrml.yaml": "mappings: {}"}.items():
        (good / name).write_text(text, encoding="utf-8")
    (folder.parent / "empty").mkdir()
    drafts = read_drafts(folder.parent)
    messages = [str(finding) for draft in drafts for finding in draft.findings]
    assert [draft.name for draft in drafts if draft.product] == []
    assert any("apiVersion 'v9'" in message for message in messages)
    assert any("Mapping 'a' has no source." in message for message in messages)
    assert any("No such file: loaders/empty/contract.odcs.yaml" in message for message in messages)
    assert any("Product 'empty' has none of mapping.yarrrml.yaml and mapping.r2rml.ttl" in m for m in messages)
