"""Reading and checking a large ontology, against rdflib's bare parse of the same file.

    python -m bench.check [--classes 1000] [--properties 10] [--rounds 3]

Medians of rounds taken in turn; the machine's load says what else it did.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.timing import busy, in_turn
from graph_service.ontology.check import check_ontology
from graph_service.ontology.read import Reading, read_ontology
from graph_service.ontology.turtle import parse

PREFIXES = """@prefix : <https://large.example/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
RANGES = ("string", "integer", "decimal", "date", "boolean", "dateTime")


def turtle(classes: int, properties: int) -> str:
    """Classes in a tree of ten children each; every class has a key, a link and literals, labels and a shape."""
    return PREFIXES + "".join(line for number in range(classes) for line in _class(number, properties))


def _class(number: int, properties: int) -> Iterator[str]:
    parent = f"rdfs:subClassOf :Class{number // 10} ; " if number else ""
    yield (
        f":Class{number} a owl:Class, sh:NodeShape ; {parent}\n"
        f'    skos:prefLabel "class {number}"@en, "Klasse {number}"@de ;\n'
        f"    owl:hasKey ( :p{number}x0 ) ; sh:property [ sh:path :p{number}x0 ; sh:minCount 1 ; sh:order 1 ] .\n"
    )
    for position in range(properties):
        name = f"p{number}x{position}"
        link = position == 1
        kind = "owl:ObjectProperty" if link else "owl:DatatypeProperty"
        reach = f":Class{number // 2}" if link else f"xsd:{RANGES[position % len(RANGES)]}"
        yield (
            f":{name} a {kind}, owl:FunctionalProperty ; rdfs:domain :Class{number} ; rdfs:range {reach} ;\n"
            f'    skos:prefLabel "property {number} {position}"@en, "Eigenschaft {number} {position}"@de .\n'
        )


def checked(path: Path) -> Reading:
    """What `graph-service check` does with the ontology's files."""
    reading = read_ontology(path, languages=("en", "de"))
    assert not reading.findings and not check_ontology(reading.ontology)
    return reading


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--classes", type=int, default=1000)
    parser.add_argument("--properties", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    text = turtle(asked.classes, asked.properties)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.ttl"
        path.write_text(text, encoding="utf-8")
        ours, bare = in_turn(lambda: checked(path), lambda: parse(text, path.name), asked.rounds)
        ontology = checked(path).ontology
    print(f"{len(ontology.classes)} classes, {len(ontology.properties)} properties (inverses included)")
    print(f"read and check  {ours:6.2f} s")
    print(f"rdflib parse    {bare:6.2f} s")
    print(f"ratio           {ours / bare:6.2f}")
    print(busy())


if __name__ == "__main__":
    main()
