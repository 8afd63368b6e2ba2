"""The sample's contracts and descriptors are valid by the standards' own schemas; the standards' examples are read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from graph_service.findings import Severity
from graph_service.loading.contract.odcs import read_contract
from graph_service.loading.mapping.r2rml import read_r2rml
from tests.loading.staging.sound import sound
from tests.marks import SHARED

ROOT = Path(__file__).resolve().parents[3]
CONTRACTS = sorted((ROOT / "loaders").glob("*/contract.odcs.yaml"))
DESCRIPTORS = sorted((ROOT / "loaders").glob("*/product.odps.yaml"))
EXAMPLES = sorted((SHARED / "conformance" / "odcs" / "examples").rglob("*.odcs.yaml"))
pytestmark = pytest.mark.shared


def schema(path: str) -> Any:
    return json.loads((SHARED / "conformance" / path).read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", CONTRACTS, ids=lambda path: path.parent.name)
def test_a_contract_is_valid(path: Path) -> None:
    jsonschema.validate(
        yaml.safe_load(path.read_text(encoding="utf-8")), schema("odcs/schema/odcs-json-schema-v3.1.0.json")
    )


@pytest.mark.parametrize("path", DESCRIPTORS, ids=lambda path: path.parent.name)
def test_a_descriptor_is_valid(path: Path) -> None:
    jsonschema.validate(
        yaml.safe_load(path.read_text(encoding="utf-8")), schema("odps/schema/odps-json-schema-v1.0.0.json")
    )


def test_all_products_were_validated() -> None:
    assert (len(CONTRACTS), len(DESCRIPTORS)) == (8, 8)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_of_the_standard_is_understood(path: Path) -> None:
    """Examples are of warehouses and point at tables that they do not have; everything else must be understood."""
    expected = ("no server of type local", "The contract lacks schema", "The contract has no source", "apiVersion")
    contract, findings = read_contract(path, path.name)
    wrong = [finding for finding in findings if finding.severity is Severity.VIOLATION]
    assert wrong or (contract is not None and contract.version)
    for finding in wrong:
        assert any(reason in finding.message for reason in expected), str(finding)


def test_all_examples_were_read() -> None:
    assert len(EXAMPLES) == 17


@pytest.mark.parametrize("name", ["as_published", "corrected"])
def test_the_insurance_mappings_are_read_unedited(name: str) -> None:
    path = SHARED / "acme" / "mapping" / f"{name}.r2rml.ttl"
    mapping = sound(read_r2rml(path, path.name))
    assert len(mapping.maps) == 62
    assert sum(1 for found in mapping.maps if found.source.query) == 39
    assert {len(found.predicate_objects) + len(found.classes) for found in mapping.maps} == {1}
