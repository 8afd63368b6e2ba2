"""Of several policies the more specific class wins, and of several on one class the one that names the role."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from graph_service.findings import PlanError
from graph_service.governance.policies import read_policies
from graph_service.stores.protocol import GraphStore
from tests.plan.asking import library, ready
from tests.plan.policies.ruling import asking
from tests.plans.cases import same

CASES = yaml.safe_load((Path(__file__).parent / "who_wins.yaml").read_text(encoding="utf-8"))


def test_all_cases_are_here() -> None:
    assert len({case["name"] for case in CASES}) == len(CASES) == 20


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case: dict[str, Any], store: GraphStore, tmp_path: Path) -> None:
    path = tmp_path / "policies.yaml"
    path.write_text(yaml.safe_dump({"policies": case["policies"]}), encoding="utf-8")
    reader = asking(*read_policies(path, library()))
    if "finding" in case:
        with pytest.raises(PlanError) as refused:
            ready(case["plan"], reader)
        assert str(refused.value) == case["finding"]
        return
    found = store.run(ready(case["plan"], reader))
    stated = "rows" if found.entities is None else "entities"
    assert same(found.rows if found.entities is None else found.entities, case[stated])
    assert found.total == case.get("total")
