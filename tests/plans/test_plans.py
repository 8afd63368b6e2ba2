"""Every plan case gives its rows on the chosen store (`--store sqlite|neo4j`)."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from graph_service.findings import GraphServiceError
from graph_service.governance.policies import read_policies
from graph_service.ontology.model import Ontology
from graph_service.plan.forms.form import plan_from_form
from graph_service.plan.policies.policy import Actor, Policy
from graph_service.plan.prepare import prepare
from graph_service.plan.ready import ReadyPlan, Scope
from graph_service.stores.protocol import GraphStore
from tests.plan.asking import NOT_BESIDE
from tests.plans.cases import Case, read_cases, same
from tests.world.entities import HERE, NOW

CASES = read_cases()


@pytest.fixture(scope="session")
def policies(world: Ontology) -> tuple[Policy, ...]:
    """The library's policies."""
    return read_policies(HERE / "ontology" / "policies.yaml", world)


def ready_plan(case: Case, world: Ontology, policies: tuple[Policy, ...]) -> ReadyPlan:
    """The case's plan, prepared for whoever asks."""
    actor = Actor(**{"role": "librarian", **case.stated.get("actor", {})})
    scope = Scope(ontology=world, actor=actor, policies=policies, beside=NOT_BESIDE, now=NOW)
    return prepare(plan_from_form(case.plan), scope)


def test_all_cases_are_here() -> None:
    names = Counter(case.name for case in CASES)
    assert len(CASES) == 224
    assert not [name for name, count in names.items() if count > 1]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.file}: {case.name}")
def test_case(case: Case, store: GraphStore, world: Ontology, policies: tuple[Policy, ...]) -> None:
    if "finding" in case.stated:
        with pytest.raises(GraphServiceError) as refused:
            store.run(ready_plan(case, world, policies))
        assert case.stated["finding"] in str(refused.value)
        return
    result = store.run(ready_plan(case, world, policies))
    found: Any = result.entities if result.entities is not None else result.rows
    stated = case.stated["entities" if result.entities is not None else "rows"]
    assert same(found, stated), _shown(found, result.statement.text)
    assert result.more == case.stated.get("more", False)
    assert result.total == case.stated.get("total")


def _shown(found: Any, text: str) -> str:
    return "\n".join([*(str(row) for row in found), text])
