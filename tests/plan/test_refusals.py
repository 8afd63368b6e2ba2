"""Every refusal says what, where and what instead."""

from __future__ import annotations

from typing import Any

import pytest

from tests.plan.asking import read, refusals, scope

CASES = read("refusals.yaml")


def test_all_cases_are_here() -> None:
    assert len(CASES) == 85
    assert len({case["name"] for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_plan_is_refused(case: dict[str, Any]) -> None:
    assert refusals(case["plan"], scope(case.get("role", "librarian"))) == case["findings"]


def test_a_hidden_name_answers_exactly_as_an_unknown_one() -> None:
    hidden = {"entities": {"class": "Person", "where": {"gt": ["birthYear", 1950]}, "select": ["birthYear"]}}
    unknown = {"entities": {"class": "Person", "where": {"gt": ["shoeSizes", 1950]}, "select": ["shoeSizes"]}}
    told = [finding.replace("birthYear", "shoeSizes") for finding in refusals(hidden, scope("guest"))]
    assert told == refusals(unknown, scope("guest"))
    assert refusals(hidden) == []
