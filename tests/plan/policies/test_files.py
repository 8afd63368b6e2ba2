"""`policies.yaml` becomes policies, or says per line what is wrong with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph_service.findings import WorkspaceError
from graph_service.governance.policies import check_policies, read_policies
from graph_service.plan.policies.policy import EVERYBODY, Kind
from tests.plan.asking import library
from tests.world.entities import HERE

WRONG = {
    "- {name: a, kind: permission, target: Lone}": "Unknown class 'Lone' as target of policy 'a'. Did you mean 'Loan'?",
    "- {name: a, kind: permission, target: Loan.fees}": (
        "Unknown property 'Loan.fees' as target of policy 'a'. Did you mean 'fee'?"
    ),
    "- {name: a, kind: prohibiton, target: Loan}": (
        "Unknown kind 'prohibiton' of policy 'a'. Did you mean 'prohibition' or 'permission'?"
    ),
    "- {kind: permission, target: Loan}": "Policy '?' has no 'name'",
    "- {name: a, target: Loan}": "Policy 'a' has no 'kind'",
    "- {name: a, kind: permission, target: Loan, asignees: [x]}": (
        "Unknown key 'asignees' of policy 'a'. Did you mean 'assignees'?"
    ),
    "- {name: a, kind: permission, target: Loan, assignees: x}": (
        "Expected 'assignees' of policy 'a' as a list of roles, or ['*'] for everybody"
    ),
    "- {name: a, kind: permission, target: Loan, hidden: maybe}": "Expected true or false for 'hidden' of policy 'a'",
    "- {name: a, kind: permission, target: Loan, hidden: true}": (
        "Policy 'a': only a prohibition hides; a permission shows"
    ),
    "- {name: a, kind: prohibition, target: Loan, constraint: {null: fee}}": (
        "Policy 'a': a prohibition has no constraint; permit the other rows instead"
    ),
    "- {name: a, kind: permission, target: Loan.fee, constraint: {null: fee}}": (
        "Policy 'a': a constraint narrows rows, so its target is the class 'Loan'"
    ),
    "- {name: a, kind: permission, target: Loan, constraint: {null: fees}}": (
        "Constraint of policy 'a': Unknown property on Loan: 'fees'. Did you mean 'fee'?"
    ),
    "- {name: a, kind: permission, target: Loan, constraint: {gt: [fee, much]}}": (
        "Constraint of policy 'a': Expected a number of at most 18 digits for Loan.fee, got 'much'"
    ),
    "- {name: a, kind: permission, target: Loan, constraint: {like: [fee, 1]}}": (
        "Constraint of policy 'a': Expected a condition, got {'like': ['fee', 1]}. Did you mean 'le'?"
    ),
    "- {name: 5, kind: permission, target: Loan}": (
        "Expected text for 'name' of policy '5', got 5; write it in quotes"
    ),
    "- 5": "Expected a policy, got 5",
}


def test_the_librarys_policies_are_read() -> None:
    policies = read_policies(HERE / "ontology" / "policies.yaml", library())
    assert [policy.name for policy in policies][:2] == ["no-email", "no-birth-year"]
    assert policies[0].assignees == (EVERYBODY,) and policies[0].kind is Kind.PROHIBITION
    assert policies[1].hidden and policies[1].assignees == ("guest",)
    assert [policy.name for policy in policies if policy.constraint is not None] == ["own-district", "good-works"]


def test_enough_files_are_tried() -> None:
    assert len(WRONG) == 16


@pytest.mark.parametrize("entry", WRONG)
def test_a_wrong_policy_says_what_and_where(entry: str, tmp_path: Path) -> None:
    path = tmp_path / "policies.yaml"
    good = "- {name: good, kind: permission, target: Loan}"
    path.write_text(f"# who may read what\npolicies:\n  {good}\n  {entry}\n", encoding="utf-8")
    policies, findings = check_policies(path, library(), shown="ontology/policies.yaml")
    assert [policy.name for policy in policies] == ["good"]
    assert [str(finding) for finding in findings] == [f"ontology/policies.yaml:4: {WRONG[entry]}"]
    with pytest.raises(WorkspaceError):
        read_policies(path, library())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("policies: [", "p.yaml:1: Syntax error"),
        ("- a", "p.yaml:1: Expected a mapping with the one key 'policies'"),
        ("polices: []", "p.yaml:1: Expected a mapping with the one key 'policies'"),
        ("policies: {a: b}", "p.yaml:1: Expected a list under 'policies': '- name: …'"),
    ],
)
def test_a_file_that_is_none(text: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    path.write_text(text, encoding="utf-8")
    policies, findings = check_policies(path, library(), shown="p.yaml")
    assert not policies and str(findings[0]).startswith(message)


def test_the_same_name_twice(tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    entry = "  - {name: a, kind: permission, target: Loan}\n"
    path.write_text(f"policies:\n{entry}{entry}", encoding="utf-8")
    policies, findings = check_policies(path, library(), shown="p.yaml")
    assert len(policies) == 1
    assert str(findings[0]) == "p.yaml:3: Policy 'a' is stated twice; give this one another name"


def test_an_empty_file_is_no_policies(tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    path.write_text("# none yet\n", encoding="utf-8")
    assert check_policies(path, library(), shown="p.yaml") == ((), ())
