"""Every bad ontology gives one clear message at its line, and the rest of the folder is still read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from graph_service.findings import Severity
from graph_service.ontology.check import check_ontology
from graph_service.ontology.read import read_ontology
from tests.ontology.turtle_text import FIRST_LINE, read, write

CASES: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("bad_input.yaml").read_text(encoding="utf-8"))


def test_no_case_is_lost() -> None:
    assert len(CASES) == 48


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["name"]))
def test_bad_input_gives_one_clear_message(case: dict[str, Any], tmp_path: Path) -> None:
    files = {"shop": case["turtle"], "own": "\n".join(case.get("own", ()))}
    if "metrics" in case:
        files["metrics"] = case["metrics"]
    reading = read(tmp_path, **files)
    findings = [*reading.findings, *check_ontology(reading.ontology)]
    violations = [finding for finding in findings if finding.severity is Severity.VIOLATION]
    where = f"metrics.yaml:{case['line']}" if "metrics" in case else f"shop.ttl:{FIRST_LINE - 1 + case['line']}"
    assert [str(violation) for violation in violations] == [f"ontology/{where}: {case['message']}"]


def test_a_broken_file_leaves_the_others_readable(tmp_path: Path) -> None:
    reading = read(tmp_path, broken=":Product a ", shop=":Store a owl:Class .")
    assert set(reading.ontology.classes) == {"Store"}
    assert [finding.rule for finding in reading.findings] == ["syntax"]


def test_every_broken_file_gives_its_first_error(tmp_path: Path) -> None:
    reading = read(tmp_path, one=":Product a", two=":Store owl: ;", three=":Shop a owl:Class .")
    assert [finding.where.split(":")[0] for finding in reading.findings] == ["ontology/one.ttl", "ontology/two.ttl"]


def test_broken_rdf_xml_names_its_line(tmp_path: Path) -> None:
    folder = write(tmp_path)
    (folder / "shop.owl").write_text('<?xml version="1.0"?>\n<RDF>\n</rdf>\n', encoding="utf-8")
    (finding,) = read_ontology(folder).findings
    assert str(finding).startswith("ontology/shop.owl:3: Syntax error, mismatched tag, in: </rdf>")


def test_a_file_that_is_not_utf_8_is_named(tmp_path: Path) -> None:
    folder = write(tmp_path)
    (folder / "shop.ttl").write_bytes("# München\n".encode("latin-1"))
    (finding,) = read_ontology(folder).findings
    assert str(finding) == "ontology/shop.ttl:1: Not UTF-8: byte 0xfc. Save the file as UTF-8"


def test_an_empty_folder_says_what_to_do(tmp_path: Path) -> None:
    (finding,) = read_ontology(write(tmp_path)).findings
    assert str(finding) == (
        "ontology: No ontology in 'ontology': put a Turtle file (.ttl) there, or run 'graph-service init'"
    )


def test_a_metric_that_is_left_out_leaves_the_others(tmp_path: Path) -> None:
    metrics = (
        "metrics:\n- {name: a, class: Sale, expression: {count: true}}\n- {name: b, class: Sales, expression: x}\n"
    )
    assert set(read(tmp_path, shop=":Sale a owl:Class .", metrics=metrics).ontology.metrics) == {"a"}
