"""Further questions of analysts, English and German: rows against independent SQL, or a question back."""

from __future__ import annotations

from typing import Any

import duckdb
import pytest
import yaml

from graph_service.service import GraphService
from graph_service.workspace import Workspace
from tests.answers.checking import assert_every_number_is_a_cell, assert_rows
from tests.conftest import ROOT
from tests.source_files import source_views

DOCUMENT: dict[str, Any] = yaml.safe_load((ROOT / "queries/golden/more-questions.yaml").read_text("utf-8"))
CASES: list[dict[str, Any]] = DOCUMENT["questions"]
GERMAN = (
    "Umsatz", "Welche Fil", "Welche Lie", "Welche Art", "Welche Mar", "Durchschnittlicher", "Was ist", "Wieviel",
    "Verkaufte", "Billigste", "Abschreibungen",
)  # fmt: skip


@pytest.fixture(scope="module")
def views(sample_workspace: Workspace) -> Any:
    """The source files with the document's own views."""
    with source_views(sample_workspace.data) as connection:
        for name, query in DOCUMENT["views"].items():
            connection.execute(f"CREATE VIEW {name} AS {query}")
        yield connection


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["question"])
def test_a_question_is_answered_right_or_asked_back(
    case: dict[str, Any], sample_service: GraphService, views: duckdb.DuckDBPyConnection
) -> None:
    answer = sample_service.ask(case["question"], sample_service.actor())
    assert answer.status.value == case.get("status", "answered"), answer.text
    if "sql" not in case:
        assert not answer.rows
        return
    assert_rows(answer, views, case["sql"])
    assert answer.rows, "a question whose rows are empty proves little"
    assert answer.evidence.sources
    assert_every_number_is_a_cell(answer, german=case["question"].startswith(GERMAN))


def test_all_of_them_ran() -> None:
    assert len(CASES) == 161
    assert sum("sql" in case for case in CASES) == 121
