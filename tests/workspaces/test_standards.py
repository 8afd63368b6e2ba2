"""The workspaces' contracts and descriptors are valid by the standards' own JSON Schemas, not only by our reader."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft201909Validator

from tests.workspaces.places import HERE, shared_data

STANDARDS = {
    "contract.odcs.yaml": "odcs/schema/odcs-json-schema-v3.1.0.json",
    "product.odps.yaml": "odps/schema/odps-json-schema-v1.0.0.json",
}
FILES = sorted(path for name in STANDARDS for path in HERE.glob(f"*/loaders/*/{name}"))


def test_no_file_is_forgotten() -> None:
    assert len(FILES) == 12


@pytest.mark.shared
@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(HERE)))
def test_a_file_is_valid_by_the_standard(path: Path) -> None:
    schema = json.loads((shared_data("conformance") / STANDARDS[path.name]).read_text(encoding="utf-8"))
    document: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
    errors = Draft201909Validator(schema).iter_errors(document)
    assert [f"{'.'.join(map(str, error.path))}: {error.message}" for error in errors] == []
