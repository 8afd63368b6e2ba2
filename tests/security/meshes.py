"""Small workspaces for attacks: an ontology, policies, and products whose records stand in the test."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from graph_service.loads import load_workspace
from graph_service.service import GraphService, open_service
from graph_service.templates import make_workspace
from graph_service.workspace import open_workspace
from tests.sample_workspace import ROOT

PREFIXES = """\
@prefix : <https://example.org/ontology/> . @prefix gs: <https://graph-service.example/vocabulary#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix dash: <http://datashapes.org/dash#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""
ANYBODY = "actors:\n  analyst: {role: analyst, permissions: [explain]}\n  officer: {role: officer}\n"


def write_workspace(root: Path, ontology: str, policies: Sequence[Mapping[str, Any]] = ()) -> Path:
    """A workspace with an ontology in Turtle (its prefixes come with it) and policies."""
    place = make_workspace(root, empty=True)
    (place / "actors.yaml").write_text(ANYBODY, encoding="utf-8")
    (place / "ontology" / "own.ttl").write_text(PREFIXES + ontology, encoding="utf-8")
    write_policies(place, policies)
    state = place / ".graph-service"
    state.mkdir()
    (state / "neo4j").symlink_to(ROOT / ".graph-service" / "neo4j", target_is_directory=True)  # the project's server
    return place


def write_policies(root: Path, policies: Sequence[Mapping[str, Any]]) -> None:
    """`policies.yaml`; JSON is YAML, and quotes every name."""
    (root / "ontology" / "policies.yaml").write_text(
        json.dumps({"policies": list(policies)}, ensure_ascii=False), encoding="utf-8"
    )


def write_product(
    root: Path,
    name: str,
    mapping: Mapping[str, Any],
    records: Sequence[Mapping[str, Any]],
    *,
    quality: Sequence[Mapping[str, Any]] = (),
) -> None:
    """A product of one file whose columns are texts; `mapping` is its one triples map (`s` and `po`)."""
    folder, data = root / "loaders" / name, root / "data" / name
    folder.mkdir(parents=True)
    data.mkdir(parents=True)
    columns = [{"name": column, "logicalType": "string"} for column in records[0]]
    schema = {"name": name, "physicalName": f"{name}.csv", "properties": columns, "quality": list(quality)}
    contract = {
        "apiVersion": "v3.1.0",
        "kind": "DataContract",
        "id": f"{name}-1",
        "name": name,
        "version": "1.0.0",
        "status": "active",
        "servers": [{"server": "local", "type": "local", "path": name, "format": "csv"}],
        "schema": [schema],
    }
    mapped = {
        "prefixes": {"o": "https://example.org/ontology/", "id": "https://example.org/id/"},
        "sources": {name: [f"{name}.csv~csv"]},
        "mappings": {name: {"sources": name, **mapping}},
    }
    (folder / "contract.odcs.yaml").write_text(json.dumps(contract, ensure_ascii=False), encoding="utf-8")
    (folder / "mapping.yarrrml.yaml").write_text(json.dumps(mapped, ensure_ascii=False), encoding="utf-8")
    with (data / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(records[0]))
        writer.writeheader()
        writer.writerows(records)


@contextmanager
def serving(root: Path, store: str) -> Iterator[GraphService]:
    """The service of the workspace, loaded into the store."""
    workspace = open_workspace(root)
    loaded = load_workspace(workspace, store=store)
    assert not [one for product in loaded.report.products for one in product.findings], loaded.report.products
    service = open_service(workspace, store=store)
    try:
        yield service
    finally:
        service.close()
