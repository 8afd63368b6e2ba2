"""Insurance: an ontology and an R2RML mapping that others published, read unedited, loaded and asked.

The questions and their rows are the publisher's; the twin holds the same tables with more in them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from graph_service.findings import Severity
from graph_service.loading.report import LoadReport
from graph_service.loads import load_workspace
from graph_service.saved import find_query
from graph_service.service import GraphService, open_service
from graph_service.workspace import Workspace
from tests.workspaces.places import HERE, make_workspace, shared_data

pytestmark = pytest.mark.shared

BASE = "https://myinsurancecompany.linked.data.world/d/omg-pc-database/"
QUERIES = {
    "agents-claims-catastrophes": "b4454e71",
    "average-policy-size": "2b95bb37",
    "claims-by-policy": "419b164c",
    "loss-by-agent": "d9925658",
    "loss-by-claim": "adff0403",
    "loss-ratio": "03fc5a55",
    "policies": "0d87a2a0",
}
ROWS = {"data": "rows", "twin": "twin_rows"}  # folder of files → where the questions keep the rows it gives
FILES = 29


@dataclass(frozen=True, kw_only=True)
class Insurer:
    """A loaded workspace over one folder of files."""

    folder: str
    workspace: Workspace
    report: LoadReport
    service: GraphService


Load = Callable[[str, str], Insurer]


@pytest.fixture(scope="module")
def load(store_name: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Load]:
    """Load a folder of files by one of the published mappings; on Neo4j the last one loaded is what is served."""
    opened: list[GraphService] = []

    def loaded(folder: str, mapping: str) -> Insurer:
        links = _links(shared_data("acme"), folder, mapping)
        workspace = make_workspace("acme", tmp_path_factory.mktemp("acme") / "workspace", links)
        done = load_workspace(workspace, store=store_name)
        assert not done.report.failed
        opened.append(open_service(workspace, store=store_name))
        return Insurer(folder=folder, workspace=workspace, report=done.report, service=opened[-1])

    yield loaded
    for service in opened:
        service.close()


def _links(published: Path, folder: str, mapping: str) -> dict[str, Path]:
    """Where the workspace holds what others published."""
    return {
        "data": published / folder,
        "ontology/insurance.ttl": published / "ontology" / "insurance.ttl",
        "loaders/insurance/mapping.r2rml.ttl": published / "mapping" / f"{mapping}.r2rml.ttl",
    }


@pytest.fixture(scope="module", params=ROWS)
def insurer(request: pytest.FixtureRequest, load: Load) -> Insurer:
    """Each folder of files, by the corrected mapping."""
    return load(request.param, "corrected")


def test_no_question_is_forgotten() -> None:
    found = {}
    for path in (HERE / "acme" / "queries").glob("*.yaml"):
        found[path.stem] = yaml.safe_load(path.read_text(encoding="utf-8"))["question"]
    assert found == QUERIES
    assert len(QUERIES) == 7


def test_every_record_of_every_file_is_accounted_for(insurer: Insurer) -> None:
    (product,) = insurer.report.products
    assert len(product.counts.sources) == FILES
    assert product.counts.quarantined == 0
    lines = {path.stem: _records(path) for path in insurer.workspace.data.glob("*.csv")}
    assert {name: counts.read for name, counts in product.counts.sources.items()} == lines


def _records(path: Path) -> int:
    return len(path.read_text(encoding="utf-8-sig").splitlines()) - 1


def test_what_the_schema_promises_and_the_export_leaves_empty_is_reported(insurer: Insurer) -> None:
    (product,) = insurer.report.products
    empty = {f.where.split(" row ")[0] for f in product.findings if f.rule == "contract.not empty"}
    assert {"Agreement_Party_Role.csv", "Policy_Amount.csv", "Policy_Coverage_Detail.csv"} == empty


def test_a_heading_that_stands_over_the_wrong_column_is_read_as_the_contract_says(insurer: Insurer) -> None:
    """Policies and roles refer to agreements: were the first column not their identifier, all would be put aside."""
    (product,) = insurer.report.products
    assert product.counts.sources["Agreement"].read == product.counts.sources["Policy"].loaded > 0


def test_a_heading_that_stands_twice_is_refused_unless_the_contract_expects_it(tmp_path: Path) -> None:
    published = shared_data("acme")
    workspace = make_workspace("acme", tmp_path / "workspace", _links(published, "data", "corrected"))
    contract = workspace.loaders / "insurance" / "contract.odcs.yaml"
    text = contract.read_text(encoding="utf-8")
    second = "      - {name: Agreement_Type_Code, physicalName: 'Agreement_Type_Code#2', logicalType: string}\n"
    assert second in text
    contract.write_text(text.replace(second, second.replace("#2", "")), encoding="utf-8")
    (unread,) = load_workspace(workspace, store="sqlite").report.failed
    (unsound,) = unread.findings
    assert "has the physicalName 'Agreement_Type_Code' of an earlier one" in unsound.message
    contract.write_text(text.replace(second, ""), encoding="utf-8")
    (product,) = load_workspace(workspace, store="sqlite").report.failed
    (finding,) = product.findings
    assert "Agreement.csv has the heading 'Agreement_Type_Code' twice" in finding.message
    assert "name the second one 'Agreement_Type_Code#2' by its physicalName" in finding.message


def test_every_link_of_the_corrected_mapping_leads_somewhere(insurer: Insurer) -> None:
    assert insurer.report.pending == ()


def test_amounts_get_the_class_that_their_property_entails(insurer: Insurer) -> None:
    """The mapping gives claim amounts no class; rdfs:domain does."""
    amounts = insurer.service.store.state().entities
    paid = next(c for n, c in insurer.report.products[0].counts.sources.items() if n == "Loss_Payment")
    assert amounts["LossPayment"] == amounts["LossReserve"] == amounts["ExpensePayment"] == paid.read


def test_assessments_that_the_mapping_names_in_two_ways_are_flagged(insurer: Insurer) -> None:
    (product,) = insurer.report.products
    flagged = {f"{one.cls}.{one.path}": one.results for one in insurer.report.shapes}
    assessed = product.counts.sources["Agreement_Assessment"].read
    assert flagged.get("UnderwritingAssessment.hasUnderwriter", 0) == assessed


@pytest.mark.parametrize("query", QUERIES)
def test_a_published_question_has_the_published_rows(query: str, insurer: Insurer) -> None:
    question = _questions()[QUERIES[query]]
    saved = find_query(insurer.workspace, query)
    result = insurer.service.answer(saved.plan, insurer.service.actor())
    wanted = [[column.name for column in result.columns].index(name) for name in question["columns"]]
    expected = question[ROWS[insurer.folder]]
    rows = [[_plain(row[position]) for position in wanted] for row in result.rows]
    assert sorted(rows) == sorted([_plain(value) for value in row] for row in expected)
    assert rows


def _questions() -> dict[str, Any]:
    text = (shared_data("acme") / "questions.json").read_text(encoding="utf-8")
    return {question["id"]: question for question in json.loads(text)}


def _plain(value: Any) -> str:
    """Numbers to four digits, as the questions give them; identifiers are text here and numbers there."""
    if isinstance(value, datetime):
        return value.date().isoformat()
    try:
        return f"{float(value):.4f}"
    except ValueError:
        return str(value)


def test_the_mapping_as_published_leaves_policy_holders_dangling(load: Load) -> None:
    """It makes holders' IRIs in two ways, so no policy's link arrives at one."""
    insurer = load("data", "as_published")
    (dangling,) = insurer.report.pending
    assert (dangling.property, dangling.links) == ("hasPolicyHolder", 2)
    assert dangling.example == f"{BASE}PolicyHolder-1"
    finding = dangling.finding()
    assert finding.severity is Severity.WARNING and "hasPolicyHolder" in finding.message
    flagged = {f"{one.cls}.{one.path}": one.results for one in insurer.report.shapes}
    assert flagged["Policy.hasPolicyHolder"] == 2
