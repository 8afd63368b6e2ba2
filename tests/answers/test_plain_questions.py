"""The thirty plain questions: rows checked against independent SQL over the source files, the rest by their status."""

from __future__ import annotations

from typing import Any

import duckdb
import pytest
import yaml

from graph_service.service import GraphService
from tests.answers.checking import assert_every_number_is_a_cell, assert_rows, rows_of
from tests.conftest import ROOT

CASES: list[dict[str, Any]] = yaml.safe_load((ROOT / "queries/golden/plain-questions.yaml").read_text("utf-8"))[
    "questions"
]
GERMAN = ("Umsatz", "Welche Produkte", "Wie viele")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["question"])
def test_a_plain_question_is_answered_right_or_not_at_all(
    case: dict[str, Any], sample_service: GraphService, sources: duckdb.DuckDBPyConnection
) -> None:
    answer = sample_service.ask(case["question"], sample_service.actor())
    assert answer.status.value == case["status"], answer.text
    if "sql" not in case:
        assert not answer.rows
        assert answer.text
        return
    assert_rows(answer, sources, case["sql"])
    assert answer.restatement
    assert_every_number_is_a_cell(answer, german=case["question"].startswith(GERMAN))
    if answer.rows:
        assert answer.evidence.sources, "an answer says which loads it stands on"
        assert answer.evidence.entities
        assert answer.evidence.total >= len(answer.evidence.entities)


def test_all_thirty_ran_and_at_least_24_are_answered() -> None:
    assert len(CASES) == 30
    assert sum(case["status"] == "answered" for case in CASES) >= 24


def test_customer_care_may_read_what_the_analyst_may_not(
    sample_service: GraphService, sources: duckdb.DuckDBPyConnection
) -> None:
    question = "E-mail addresses of customers in Hamburg"
    answer = sample_service.ask(question, sample_service.actor(role="customer-care"))
    expected = sources.execute(
        "SELECT c.customer_no, c.email FROM customers.customers c "
        "JOIN stores.stores s ON s.store_no = c.home_store_no WHERE s.city = 'Hamburg'"
    ).fetchall()
    assert rows_of(answer.rows, 2) == rows_of(expected, 2)
    refused = sample_service.ask(question, sample_service.actor())
    assert "email" in refused.text
    assert "@" not in refused.text


@pytest.mark.parametrize("question", ["Names of customers", "Namen der Kunden"])
def test_customer_care_reads_the_names_that_are_the_customers_own(
    question: str, sample_service: GraphService, sources: duckdb.DuckDBPyConnection
) -> None:
    answer = sample_service.ask(question, sample_service.actor(role="customer-care"))
    expected = sources.execute(
        "SELECT customer_no, first_name, last_name FROM customers.customers ORDER BY customer_no LIMIT 100"
    ).fetchall()
    assert rows_of(answer.rows, 3) == rows_of(expected, 3)
    assert str(answer.rows[0][1]) in answer.text


def test_a_property_of_a_linked_class_says_whose_it_is(sample_service: GraphService) -> None:
    answer = sample_service.ask("Floor area of customers", sample_service.actor())
    assert answer.columns[1].name == "floor area of the home store"
    assert "floor area of the home store" in answer.restatement
    assert "'Floor area' is that of the home store; a customer has none of its own." in answer.assumptions


def test_a_german_answer_is_german_throughout(sample_service: GraphService) -> None:
    answer = sample_service.ask("Wie viele Kunden kauften im Mai 2026?", sample_service.actor())
    assert answer.text.startswith("Anzahl verschiedener Kunden: ")
    assert answer.restatement.startswith("Anzahl Kunden, wobei gilt: ")
    assert "'Mai 2026' ist 2026-05-01 bis 2026-05-31." in answer.assumptions


def test_one_row_is_said_as_one(sample_service: GraphService) -> None:
    answer = sample_service.ask("Which store had the highest revenue last month?", sample_service.actor())
    assert answer.restatement.endswith("at most one row.")


def test_a_store_manager_sees_the_sales_of_the_own_region(sample_service: GraphService) -> None:
    question = "What was the revenue by region last month?"
    everything = dict(sample_service.ask(question, sample_service.actor()).rows)  # type: ignore[arg-type]
    own = sample_service.ask(question, sample_service.actor(name="manager-nord"))
    assert own.rows == (("Nord", everything["Nord"]),)
    assert any("own region" in line for line in own.assumptions)
