"""The ontology that a store recorded: the same files again, or a finding that says what is wrong with it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from graph_service.findings import StoreError
from graph_service.ontology.bundle import pack, unpack

DEEP = b"[" * 200_000
BUNDLES = {
    "nothing": (b"", "it is no JSON"),
    "no JSON": (b"{", "it is no JSON"),
    "not UTF-8": (b'{"a.ttl": "\xff"}', "it is no JSON"),
    "nested without end": (DEEP, "it is no JSON"),
    "a list": (b"[]", "it is no map of names to texts"),
    "a number for a text": (b'{"a.ttl": 1}', "it is no map of names to texts"),
    "a file above": (b'{"../a.ttl": ""}', "'../a.ttl' is no file of an ontology folder"),
    "a file far above": (b'{"x/../../../a.ttl": ""}', "is no file of an ontology folder"),
    "an absolute file": (b'{"/tmp/a.ttl": ""}', "'/tmp/a.ttl' is no file of an ontology folder"),
    "another kind of file": (b'{"a.py": "import os"}', "'a.py' is no file of an ontology folder"),
    "the mark of a complete folder": (b'{".complete": ""}', "'.complete' is no file of an ontology folder"),
    "a NUL": (b'{"a\\u0000.ttl": ""}', "is no file of an ontology folder"),
    "no name": (b'{"": ""}', "'' is no file of an ontology folder"),
    "a name too long": (json.dumps({"x" * 5000 + ".ttl": ""}).encode(), "cannot be written"),
    "a lone surrogate": (b'{"a.ttl": "\\ud800"}', "cannot be written"),
    "a file that is a folder too": (b'{"a.ttl": "", "a.ttl/b.ttl": ""}', "cannot be written"),
}


def test_every_bundle_is_tried() -> None:
    assert len(BUNDLES) == 16


def test_what_was_packed_comes_out_again(tmp_path: Path) -> None:
    folder = tmp_path / "ontology"
    (folder / "more").mkdir(parents=True)
    (folder / "a.ttl").write_text("# ö", encoding="utf-8")
    (folder / "more" / "b.yaml").write_text("{}", encoding="utf-8")
    (folder / "notes.txt").write_text("no", encoding="utf-8")
    found = unpack(pack(folder), tmp_path / "served")
    assert found.name == "ontology" and (found / "a.ttl").read_text(encoding="utf-8") == "# ö"
    assert pack(found) == pack(folder) and unpack(pack(folder), tmp_path / "served") == found
    assert unpack(b"{}", tmp_path / "empty").is_dir()


@pytest.mark.parametrize("name", BUNDLES)
def test_a_manipulated_bundle_is_a_finding(name: str, tmp_path: Path) -> None:
    bundle, expected = BUNDLES[name]
    with pytest.raises(StoreError) as refused:
        unpack(bundle, tmp_path / "served")
    [finding] = refused.value.findings
    assert finding.rule == "store-ontology" and expected in finding.message and "graph-service load" in finding.message
    left = [path for path in tmp_path.rglob("*") if path.is_file() and path.suffix not in (".ttl", ".yaml")]
    assert not left and not list(tmp_path.glob("*.ttl"))
    with pytest.raises(StoreError):  # and it is not taken for complete the next time
        unpack(bundle, tmp_path / "served")
