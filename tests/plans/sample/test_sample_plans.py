"""Plans over the sample's cut give the rows of SQL over its source files, on the chosen store.

A case is a plan (or a saved query by name), who asks, and the SQL, which no compiler of this project has a part in. It
may read the files as tables and the views of `queries/golden/more-questions.yaml`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from graph_service.findings import GraphServiceError
from graph_service.plan.forms.form import plan_from_form
from graph_service.plan.model import Plan
from graph_service.saved import find_query, saved_queries
from graph_service.service import GraphService
from graph_service.stores.protocol import Result
from graph_service.workspace import Workspace
from tests.answers.checking import normal
from tests.conftest import ROOT
from tests.plans.cases import read_entries
from tests.source_files import source_views

HERE = Path(__file__).parent
VIEWS: Mapping[str, str] = yaml.safe_load((ROOT / "queries/golden/more-questions.yaml").read_text("utf-8"))["views"]
KEYS = {"name", "plan", "query", "as", "role", "sql", "total", "ordered", "finding"}


@dataclass(frozen=True, kw_only=True)
class Case:
    """One case of a file."""

    file: str
    stated: Mapping[str, Any]

    @property
    def name(self) -> str:
        return str(self.stated.get("name") or f"saved query {self.stated['query']}")

    def plan(self, workspace: Workspace) -> Plan:
        """The plan as written, or that of the saved query."""
        if "query" in self.stated:
            return find_query(workspace, self.stated["query"]).plan
        return plan_from_form(self.stated["plan"])


def _cases() -> Iterator[Case]:
    for path in sorted(HERE.glob("*.yaml")):
        for entry in read_entries(path):
            assert set(entry) <= KEYS, f"{path.name}: unknown keys {set(entry) - KEYS}"
            assert len({"sql", "finding"} & set(entry)) == 1 and len({"plan", "query"} & set(entry)) == 1, path.name
            yield Case(file=path.stem, stated=entry)


CASES = tuple(_cases())


@pytest.fixture(scope="module")
def sources(sample_workspace: Workspace) -> Iterator[duckdb.DuckDBPyConnection]:
    """The source files as tables, with the views that golden questions share."""
    with source_views(sample_workspace.data) as connection:
        for name, query in VIEWS.items():
            connection.execute(f"CREATE VIEW {name} AS {query}")
        yield connection


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.file}: {case.name}")
def test_a_plan_gives_the_rows_of_the_files(
    case: Case, sample_service: GraphService, sources: duckdb.DuckDBPyConnection
) -> None:
    actor = sample_service.actor(role=case.stated.get("role"), name=case.stated.get("as"))
    plan = case.plan(sample_service.workspace)
    if "finding" in case.stated:
        with pytest.raises(GraphServiceError) as refused:
            sample_service.answer(plan, actor)
        assert case.stated["finding"] in str(refused.value)
        return
    result = sample_service.answer(plan, actor)
    found, expected = _normal(_rows(result)), _normal(sources.execute(case.stated["sql"]).fetchall())
    assert expected, "a case without rows proves little"
    if case.stated.get("ordered"):
        assert found == expected
    else:
        assert Counter(found) == Counter(expected)
    if "total" in case.stated:
        assert (result.total,) == sources.execute(case.stated["total"]).fetchone()


def _normal(rows: Iterable[Iterable[Any]]) -> list[tuple[Any, ...]]:
    return [tuple(normal(value) for value in row) for row in rows]


def _rows(result: Result) -> list[tuple[Any, ...]]:
    """A table's rows, or a page's entities as SQL would join them: one row for each of what they lead to."""
    if result.entities is None:
        return [tuple(row) for row in result.rows]
    return [row for entity in result.entities for row in _joined(entity)]


def _joined(entity: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
    parts = [_part(value) for value in entity.values()]
    for row in product(*parts):
        yield tuple(value for part in row for value in part)


def _part(value: Any) -> list[tuple[Any, ...]]:
    if isinstance(value, dict):
        return list(_joined(value))
    if isinstance(value, list):
        return [row for one in value for row in _joined(one)]
    return [(value,)]


def test_all_cases_are_here(sample_workspace: Workspace) -> None:
    counted = Counter(case.file for case in CASES)
    assert counted == {"entities": 14, "policies": 7, "saved": 6, "tables": 28}
    assert not [name for name, count in Counter(case.name for case in CASES).items() if count > 1]
    saved = [case.stated["query"] for case in CASES if "query" in case.stated]
    assert saved == [path.stem for path in saved_queries(sample_workspace)]
