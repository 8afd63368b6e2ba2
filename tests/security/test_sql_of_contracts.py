"""SQL that a contract or a mapping brings: it ends in its time, its faults are findings, the other products load."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from graph_service.findings import Finding
from graph_service.loading.report import Outcome
from graph_service.loads import load_workspace
from graph_service.workspace import open_workspace
from tests.cli.running import run
from tests.security.meshes import write_product, write_workspace

ONTOLOGY = """
:Line a owl:Class ; owl:hasKey ( :code ) .
:code a owl:DatatypeProperty, owl:FunctionalProperty ; rdfs:domain :Line ; rdfs:range xsd:string .
"""
MAPPING = {"s": "id:Line/code/$(code)", "po": [["a", "o:Line"], ["o:code", "$(code)"]]}
RECORDS = [{"code": f"x{number}"} for number in range(20)]
JOINED = "lines a, " + ", ".join(f"lines {name}" for name in "bcdefghijklmnop")
SLOW = {
    "a join of everything with everything": f"SELECT COUNT(*) FROM {JOINED} WHERE a.code || p.code = 'never'",
    "a recursion without an end": (
        "WITH RECURSIVE r AS (SELECT code, 1 AS n FROM lines UNION ALL SELECT code, n + 1 FROM r) "
        "SELECT COUNT(*) FROM lines WHERE (SELECT max(n) FROM r) < 0"
    ),
}
FAULTY = {
    "a value that is no number": (
        "SELECT COUNT(*) FROM lines WHERE CAST(code AS INTEGER) > 1",
        "Could not convert string '…' to INT32",
    ),
    "an error of its own": ("SELECT COUNT(*) FROM lines WHERE error(code) IS NULL", "may not use the function error"),
    "more memory than there is": (
        "SELECT COUNT(*) FROM lines WHERE length(repeat(code, 4000000000)) < 0",
        "fails on this product's records",
    ),
}


def loaded(tmp_path: Path, query: str, seconds: float) -> tuple[Path, tuple[Finding, ...], float]:
    """What a load says of a product with this rule, when another product beside it is in order."""
    root = write_workspace(tmp_path / "workspace", ONTOLOGY)
    with (root / "graph-service.toml").open("a", encoding="utf-8") as settings:
        settings.write(f"sql_seconds = {seconds}\n")
    write_product(root, "lines", MAPPING, RECORDS, quality=[{"name": "odd", "type": "sql", "query": query}])
    write_product(root, "others", MAPPING, [{"code": "y"}])
    started = time.monotonic()
    report = load_workspace(open_workspace(root), store="sqlite").report
    took = time.monotonic() - started
    outcomes = {product.name: product.outcome for product in report.products}
    assert outcomes == {"lines": Outcome.FAILED, "others": Outcome.LOADED} and report.entities == 1
    return root, next(product.findings for product in report.products if product.name == "lines"), took


@pytest.mark.parametrize("name", SLOW)
def test_it_is_stopped_when_its_time_is_up(name: str, tmp_path: Path) -> None:
    _, [finding], took = loaded(tmp_path, SLOW[name], 0.5)
    assert finding.message == (
        "The rule 'odd' took longer than 0.5 seconds and was stopped. "
        "Write it cheaper, or raise 'sql_seconds' in graph-service.toml."
    )
    assert finding.where.startswith("loaders/lines/contract.odcs.yaml:") and took < 60


@pytest.mark.parametrize("name", FAULTY)
def test_what_fails_is_a_finding(name: str, tmp_path: Path) -> None:
    query, expected = FAULTY[name]
    root, [finding], _ = loaded(tmp_path, query, 30)
    assert expected in finding.message and finding.where.startswith("loaders/lines/contract.odcs.yaml:")
    ran = run("load", "--workspace", root)
    assert ran.code == 1 and "Traceback" not in ran.err and expected in ran.err.replace("\n", " ")


def test_the_time_is_a_setting_that_must_be_one(tmp_path: Path) -> None:
    root = write_workspace(tmp_path / "workspace", ONTOLOGY)
    settings = root / "graph-service.toml"
    before = settings.read_text(encoding="utf-8")
    for wrong in ("0", "-1", "nan", "inf", '"soon"', "1e400"):
        settings.write_text(f"{before}sql_seconds = {wrong}\n", encoding="utf-8")
        ran = run("check", "--workspace", root)
        assert ran.code == 1 and "Setting 'sql_seconds'" in ran.err and "Traceback" not in ran.err
