"""Every pass says what it decided and why, for every plan; nothing of what is hidden is told."""

from __future__ import annotations

from typing import Any

import pytest

from graph_service.findings import PlanError
from graph_service.plan.passes import PASSES
from graph_service.plan.words.account import account
from tests.plan.asking import ready, scope
from tests.plans.cases import read_cases

NAMES = [one.__name__ for one in PASSES]
STOCK = {
    "table": {
        "nodes": {"s": "StockCount", "l": "Loan", "b": "Branch"},
        "edges": [{"from": "s", "link": "branch", "to": "b"}, {"from": "l", "link": "copy.branch", "to": "b"}],
        "where": {"and": [{"during": ["l.lentAt", "last month"]}, {"ge": ["s.onShelf", 1]}]},
        "dimensions": {"branch": "b.title", "month": {"month": "l.lentAt"}},
        "measures": {
            "fees": {"metric": "fees", "node": "l"},
            "copies": {"count": "s"},
            "weight": {"avg": "l.copy.work.weight", "node": "l"},
        },
        "derived": {"each": {"divide": [{"column": "fees"}, {"column": "copies"}]}},
    }
}
PAGE = {
    "entities": {
        "class": "Member",
        "where": {"in": ["memberNumber", [1, 2]]},
        "select": ["agentName"],
        "links": {"loans": {"where": {"lt": ["lentAt", {"today": 0}]}, "select": ["fee"], "first": 5}},
        "first": 3,
    }
}


def told(document: dict[str, Any], role: str = "librarian", **attributes: str) -> dict[str, list[tuple[str, str]]]:
    """What each pass says, as (decided, why)."""
    asking = scope(role, **attributes)
    found: dict[str, list[tuple[str, str]]] = {name: [] for name in NAMES}
    for decision in account(ready(document, asking), asking):
        found[decision.by].append((decision.what, decision.why))
    return found


def test_each_pass_says_something_of_every_case() -> None:
    said = 0
    for case in read_cases():
        who = case.stated.get("actor", {})
        asking = scope(who.get("role", "librarian"), **who.get("attributes", {}))
        try:
            made = ready(case.plan, asking)
        except PlanError:
            continue
        decisions = account(made, asking)
        assert list(dict.fromkeys(one.by for one in decisions)) == NAMES, case.name
        assert all(one.what and one.why for one in decisions), case.name
        assert set(made.decisions) <= set(decisions)
        said += 1
    assert said == 217


def test_types_and_units_of_a_table_are_settled() -> None:
    said = told(STOCK)["typecheck"]
    for one in (
        ("fees is a decimal with 2 digits in EUR", "the formula of fees and what metrics.yaml states for it"),
        ("copies is an integer", "a count is a whole number"),
        ("weight is a double", "'avg' gives a double in the unit of what it is over"),
        ("month is text", "'month' of a time is a name of the calendar"),
        ("branch is text", "so is Branch.title in the ontology"),
        ("Loan.lentAt is a date-time", "lies in 'last month'"),
        ("StockCount.onShelf is an integer", "compared with 1"),
    ):
        assert one in said


def test_types_of_pages_and_of_what_is_compared_are_settled() -> None:
    said = told(PAGE)
    assert ("of Member: agentName text", "so they are in the ontology") in said["typecheck"]
    assert ("of Loan: fee a decimal in EUR", "so they are in the ontology") in said["typecheck"]
    assert ("Member.memberNumber is an integer", "looked for among 2 values of that type") in said["typecheck"]
    assert ("days are counted: today", "today is 2026-06-30") in said["contextualize"]
    ((size, bounds),) = said["bound"]
    assert size.endswith("parts of at most 300, 2 values in lists of at most 10000")
    assert bounds == "at most 1000 rows and 20 seconds in the store"


def test_policies_that_were_looked_at_are_told() -> None:
    said = told(PAGE)["authorize"]
    assert ("permission 'own-district' on Loan changes nothing", "it is for clerk") in said
    assert ("no policy restricts Member, Loan for role librarian", "5 policies looked at") in said


def test_policies_that_applied_are_told_once() -> None:
    said = told(PAGE, "clerk", district="Nord")["authorize"]
    why = "permission 'own-district': A clerk sees the loans of their own district."
    assert said.count(("only rows of Loan that are permitted", why)) == 1
    assert not any("'own-district' on Loan changes nothing" in what for what, _ in said)
    assert ("no policy restricts Member for role clerk", "5 policies looked at") in said


def test_a_prohibition_that_a_permission_lifts_is_told() -> None:
    said = told({"entities": {"class": "Member", "select": ["email"]}}, "desk")["authorize"]
    assert ("prohibition 'no-email' on Member.email changes nothing", "a permission for desk lifts it") in said
    assert ("permission 'desk-email' on Member.email changes nothing", "it lets desk read this") in said


@pytest.mark.parametrize("role", ["librarian", "guest"])
def test_a_hidden_policy_is_nobodys_business(role: str) -> None:
    document = {"entities": {"class": "Author", "select": ["agentName"]}}
    assert not any("no-birth-year" in what + why for what, why in told(document, role)["authorize"])
