"""Small ontologies written in the tests: the prefixes they share, and a folder that holds them."""

from __future__ import annotations

from pathlib import Path

from graph_service.findings import Severity
from graph_service.ontology.model import Ontology
from graph_service.ontology.read import Reading, read_ontology

PREFIXES = """@prefix : <https://shop.example/> .
@prefix gs: <https://graph-service.example/vocabulary#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix dash: <http://datashapes.org/dash#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix qb: <http://purl.org/linked-data/cube#> .
@prefix qudt: <http://qudt.org/schema/qudt/> .
@prefix unit: <http://qudt.org/vocab/unit/> .
@prefix dpv: <https://w3id.org/dpv#> .
@prefix pd: <https://w3id.org/dpv/pd#> .
@prefix schema: <https://schema.org/> .
"""
FIRST_LINE = PREFIXES.count("\n") + 1  # the line of a file on which the text after the prefixes starts


def write(folder: Path, **files: str) -> Path:
    """An ontology folder: `name="text"` becomes name.ttl with the prefixes, `metrics` becomes metrics.yaml."""
    folder = folder / "ontology"
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        yaml = name == "metrics"
        path = folder / ("metrics.yaml" if yaml else f"{name}.ttl")
        path.write_text(text if yaml else PREFIXES + text, encoding="utf-8")
    return folder


def read(folder: Path, languages: tuple[str, ...] = ("en",), **files: str) -> Reading:
    """What is read of such a folder."""
    return read_ontology(write(folder, **files), languages=languages)


def ontology(folder: Path, turtle: str, languages: tuple[str, ...] = ("en",)) -> Ontology:
    """The ontology of one file, which must give no finding but Infos."""
    reading = read(folder, languages, shop=turtle)
    assert [one for one in reading.findings if one.severity is not Severity.INFO] == []
    return reading.ontology
