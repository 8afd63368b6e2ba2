"""What an answer says of how it was understood: days, policies, what has no value, what nothing was delivered of."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from graph_service.answers.answer import Answer, Status
from graph_service.loads import load_workspace
from graph_service.sample import SMALL_STORES, write
from graph_service.service import GraphService, open_service
from graph_service.templates import make_workspace
from graph_service.workspace import open_workspace

ORDER = "\nmesh:Order a owl:Class .\n"  # a steward's class without a label


def ask(service: GraphService, question: str, **who: str) -> Answer:
    answer = service.ask(question, service.actor(**who))
    assert answer.status is Status.ANSWERED, answer.text
    return answer


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GraphService]:
    """Only the stores are delivered, and a class of the steward's own has no label."""
    workspace = open_workspace(make_workspace(tmp_path_factory.mktemp("few") / "workspace"))
    supply = workspace.root / "ontology" / "supply.ttl"
    supply.write_text(supply.read_text(encoding="utf-8") + ORDER, encoding="utf-8")
    write(workspace.data, stores=SMALL_STORES, days=30)
    for folder in Path(workspace.data).iterdir():
        if folder.is_dir() and folder.name != "stores":
            for file in folder.glob("*.csv"):
                file.unlink()
    load_workspace(workspace, store="sqlite")
    service = open_service(workspace, store="sqlite")
    yield service
    service.close()


def test_what_no_product_has_delivered_is_not_counted_as_none(few: GraphService) -> None:
    assert ask(few, "How many stores are there?").text == "Number of stores: 6."
    assert ask(few, "How many suppliers are there?").text == "No data product has delivered suppliers yet."
    assert ask(few, "Wie viele Lieferanten gibt es?").text == "Noch kein Datenprodukt hat Lieferanten geliefert."


def test_a_class_without_a_label_is_known_by_its_name_and_comes_before_what_is_only_called_so(
    few: GraphService,
) -> None:
    answer = ask(few, "How many orders are there?")
    assert answer.text == "No data product has delivered orders yet."
    assert "'orders' is read as order, not as purchase order." in answer.assumptions
    assert "purchase orders" in ask(few, "How many purchase orders are there?").text


def test_what_has_no_name_is_listed_by_its_key(sample_service: GraphService) -> None:
    answer = ask(sample_service, "Which products have no supplier?")
    assert len(answer.rows) == 6
    assert answer.text.startswith("6 found: A100")
    assert "name (or key)" in answer.restatement


def test_what_has_no_value_counts_as_not_that_value_and_that_is_said(sample_service: GraphService) -> None:
    assert (
        "What has no category counts as not 'drinks'."
        in ask(sample_service, "How many products are not drinks?").assumptions
    )


def test_a_synonym_is_answered_under_the_label_of_what_it_means(sample_service: GraphService) -> None:
    answer = ask(sample_service, "average temperature by city in June 2026")
    assert answer.text.startswith("Average daily high temperature by city: ")
    assert answer.restatement.startswith("Average daily high temperature")


@pytest.mark.parametrize(
    ("question", "restated", "assumed"),
    [
        (
            "Revenue since 2025",
            "'sold at' of the basket is from 2025-01-01 on (since 2025)",
            "'since 2025' is from 2025-01-01 on.",
        ),
        (
            "Which stores opened after 2010?",
            "'opened on' is from 2011-01-01 on (after 2010)",
            "'after 2010' is from 2011-01-01 on.",
        ),
        ("Stock on hand today", "day is 2026-06-30 (today)", "'today' is 2026-06-30."),
        (
            "Umsatz letzte Woche",
            "verkauft um (Einkauf): 2026-06-22 bis 2026-06-28 (letzte Woche)",
            "'letzte Woche' ist 2026-06-22 bis 2026-06-28: heute ist 2026-06-30.",
        ),
    ],
)
def test_days_are_said_in_plain_language(
    question: str, restated: str, assumed: str, sample_service: GraphService
) -> None:
    answer = ask(sample_service, question)
    assert restated in answer.restatement
    assert assumed in answer.assumptions


def test_a_manager_is_told_the_reason_of_the_policy_and_nothing_of_its_workings(sample_service: GraphService) -> None:
    answer = ask(sample_service, "Revenue last month", name="manager-nord")
    assert answer.restatement.endswith("Limited by policy: A store manager sees the sales of their own region.")
    told = " ".join((answer.restatement, *answer.assumptions))
    assert "permitted" not in told
    assert "own-region" not in told
    assert "SalesLine" not in told
