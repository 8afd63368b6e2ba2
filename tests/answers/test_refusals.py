"""Hostile, empty and unanswerable questions: each is asked back or refused with what is missing, never answered."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml

from graph_service.answers.report import answer_to_json
from graph_service.service import GraphService
from tests.conftest import ROOT

CASES: list[dict[str, Any]] = yaml.safe_load((ROOT / "tests/answers/refusals.yaml").read_text("utf-8"))["questions"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["question"][:60] or "empty")
def test_it_is_not_answered_and_says_why(case: dict[str, Any], sample_service: GraphService) -> None:
    question = " ".join([case["question"].strip()] * case["times"]) if "times" in case else case["question"]
    if case.get("text") == "10,000 characters":
        question = question.ljust(10_000, "!")
    answer = sample_service.ask(question, sample_service.actor(role=case.get("role")))
    assert answer.status.value == case["status"], answer.text
    assert case["text"] in answer.text
    assert not answer.rows
    assert answer.statement is None
    said = json.dumps({**answer_to_json(answer), "question": ""}, ensure_ascii=False)
    assert case.get("never", "\0") not in said.replace(case["question"], "")
    assert case.get("suggestion") is None or case["suggestion"] in answer.suggestions


def test_all_of_them_ran() -> None:
    assert len(CASES) == 77


def test_suggestions_are_drawn_from_what_the_actor_may_see(sample_service: GraphService) -> None:
    for misspelt in ("birthdaye", "birth dat", "fristname"):
        answer = sample_service.ask(f"{misspelt} of customers", sample_service.actor())
        assert not any("birth" in suggestion for suggestion in answer.suggestions)
