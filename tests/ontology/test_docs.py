"""docs/ontology.md tells the truth: its Turtle and YAML are read without a complaint."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from graph_service.findings import Severity
from graph_service.ontology import terms
from graph_service.ontology.check import check_ontology
from graph_service.ontology.read import read_ontology
from graph_service.ontology.turtle import read_statements
from graph_service.plan.naming.metrics import check_metrics

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "ontology.md").read_text(encoding="utf-8")


def fences(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)


def test_its_examples_are_sound(tmp_path: Path) -> None:
    example, shared = fences("turtle")
    (metrics,) = fences("yaml")
    assert set(yaml.safe_load(metrics)) == {"metrics", "filters"}
    for name, files in {"one": {"a.ttl": example, "metrics.yaml": metrics}, "two": {"b.ttl": shared}}.items():
        folder = tmp_path / name
        folder.mkdir()
        for file, text in files.items():
            (folder / file).write_text(text, encoding="utf-8")
        reading = read_ontology(folder)
        findings = (*reading.findings, *check_ontology(reading.ontology), *check_metrics(reading.ontology))
        assert [str(one) for one in findings if one.severity is Severity.VIOLATION] == []
        assert reading.findings == ()


def test_views_of_the_example_are_what_it_says(tmp_path: Path) -> None:
    (tmp_path / "b.ttl").write_text(fences("turtle")[1], encoding="utf-8")
    ontology = read_ontology(tmp_path).ontology
    shown = {
        (cls, name): prop.range
        for cls in ("Store", "Product")
        for name, prop in ontology.properties_of(cls).items()
        if not prop.stored
    }
    assert shown == {("Store", "sales"): "Sale", ("Store", "deliveries"): "Delivery", ("Product", "sales"): "Sale"}


def test_every_word_of_our_own_is_documented_twice() -> None:
    own = {iri.removeprefix(terms.GS) for name, iri in vars(terms).items() if name.isupper() and _ours(iri)}
    statements, findings = read_statements([(ROOT / "ontology" / "vocabulary.ttl", "vocabulary.ttl")])
    assert findings == ()
    documented = {
        iri.removeprefix(terms.GS) for iri in statements.subjects if _ours(iri) and statements.text(iri, terms.COMMENT)
    }
    assert own == documented == set(re.findall(r"^\| `gs:(\w+)`", TEXT, re.MULTILINE))
    assert len(own) == 6


def _ours(iri: object) -> bool:
    return isinstance(iri, str) and iri.startswith(terms.GS) and iri != terms.GS
