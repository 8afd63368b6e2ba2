"""A plan in words, from the plan alone."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from graph_service.plan.conditions import Comparison, TextMatch
from graph_service.plan.expressions import AggregateFunction, ArithmeticOperator, BucketUnit
from graph_service.plan.forms.form import plan_from_form
from graph_service.plan.operators import OPERATORS
from graph_service.plan.words.phrases import PHRASES
from graph_service.plan.words.restate import restate
from tests.plan.asking import STEADY, library, read, ready, scope
from tests.plan.making import plans
from tests.plans.cases import read_cases

CASES = read("restatements.yaml")
PREPARED = [case for case in read_cases() if "finding" not in case.stated and "actor" not in case.stated]


def test_all_cases_are_here() -> None:
    assert len(CASES) == 11
    assert len(PREPARED) > 100


@pytest.mark.parametrize("number", range(len(CASES)))
def test_a_plan_is_said_in_words(number: int) -> None:
    case: dict[str, Any] = CASES[number]
    plan = plan_from_form(case["plan"])
    assert restate(plan, library()) == case["en"]
    if "de" in case:
        assert restate(plan, library(), "de") == case["de"]
    if "ready" in case:
        assert restate(ready(case["plan"], scope(rules=())), library()) == case["ready"]


def test_what_policies_leave_out_is_said() -> None:
    document = {"table": {"nodes": {"l": "Loan"}, "measures": {"n": {"count": "l"}}}}
    said = restate(ready(document, scope("clerk", district="Nord")), library())
    assert said == "Number of loans. Limited by policy: A clerk sees the loans of their own district."


@pytest.mark.parametrize("case", PREPARED, ids=lambda case: f"{case.file}: {case.name}")
def test_every_plan_case_can_be_said(case: Any) -> None:
    plan = plan_from_form(case.plan)
    for language in ("en", "de", "fr"):
        said = restate(plan, library(), language)
        assert said.endswith(".") and "{" not in said and "None" not in said


@STEADY
@given(plans())
def test_any_plan_can_be_said_however_wrong(plan: Any) -> None:
    assert restate(plan, library()).endswith(".")


def test_every_operator_has_its_signs_and_words_in_one_row() -> None:
    enums = (Comparison, TextMatch, ArithmeticOperator, AggregateFunction, BucketUnit)
    assert set(OPERATORS) == {operator for enum in enums for operator in enum}
    assert all(set(row.words) == {"en", "de"} for row in OPERATORS.values())


def test_every_language_has_every_phrase() -> None:
    assert {frozenset(table) for table in PHRASES.values()} == {frozenset(PHRASES["en"])}
