"""Reading: what each word of a question does, and that a word which does nothing stays to be asked back."""

from __future__ import annotations

from decimal import Decimal

import pytest

from graph_service.answers.grounding.grammar import Mark
from graph_service.plan.expressions import BucketUnit
from tests.answers.library import name_of, reading_of


def test_by_groups_and_and_goes_on() -> None:
    reading = reading_of("fees by branch and month")
    assert [name_of(said.meaning) for said in reading.groups][:1] == ["Branch"]
    assert reading.groups[1].meaning is BucketUnit.MONTH
    assert [name_of(said.meaning) for said in reading.metrics] == ["fees"]


def test_a_metric_after_by_ranks() -> None:
    reading = reading_of("top 3 branches by fees")
    assert reading.ranking is not None
    assert (reading.ranking.first, reading.ranking.ascending) == (3, False)
    assert name_of(reading.ranking.by) == "fees"
    assert reading.groups == []


@pytest.mark.parametrize(
    ("words", "first", "ascending"),
    [
        ("bottom 5", 5, True),
        ("5 best", 5, False),
        ("worst", None, True),
        ("the 2 highest", 2, False),
        ("lowest 4", 4, True),
    ],
)
def test_superlatives_say_the_direction_and_how_many(words: str, first: int | None, ascending: bool) -> None:
    ranking = reading_of(f"{words} branches by fees").ranking
    assert ranking is not None
    assert (ranking.first, ranking.ascending) == (first, ascending)


@pytest.mark.parametrize(
    ("question", "negated"),
    [
        ("branches not Hafen", [True]),
        ("branches not Hafen or Zoo", [True, True]),
        ("branches neither Hafen nor Zoo", [True, True]),
        ("branches not Hafen but Zoo", [True, False]),
        ("branches Hafen, Übersee and Zoo", [False, False, False]),
        ("branches without Hafen", [True]),
        ("branches not the branch Hafen", [True]),
    ],
)
def test_a_negation_holds_for_what_is_joined_to_what_it_negates(question: str, negated: list[bool]) -> None:
    assert [said.negated for said in reading_of(question).filters] == negated


def test_values_side_by_side_are_joined() -> None:
    joined = [said.joined for said in reading_of("fees of Hafen, Übersee and Zoo").filters]
    assert joined == [None, Mark.AND, Mark.AND]
    joined = [said.joined for said in reading_of("fees of Hafen or Zoo").filters]
    assert joined == [None, Mark.OR]


def test_a_negated_class_is_not_what_follows_it() -> None:
    reading = reading_of("members without loans in Hafen")
    assert [(name_of(said.meaning), said.negated) for said in reading.classes] == [("Member", False), ("Loan", True)]
    assert [said.negated for said in reading.filters] == [False]


def test_no_overdue_loans_means_none_at_all() -> None:
    reading = reading_of("members with no overdue loans")
    assert [(name_of(said.meaning), said.negated) for said in reading.classes][-1] == ("Loan", True)
    assert [said.negated for said in reading.filters] == [False]


@pytest.mark.parametrize(
    ("question", "operator", "value", "term"),
    [
        ("works with a list price under 10 euros", Mark.LESS, 10, "listPrice"),
        ("works with list price > 10", Mark.MORE, 10, "listPrice"),
        ("works with a list price of 7", Mark.EXACTLY, 7, "listPrice"),
        ("members with more than 3 loans", Mark.MORE, 3, "Loan"),
        ("branches with at least 5 euros of fees", Mark.AT_LEAST, 5, "fees"),
    ],
)
def test_a_comparison_knows_what_it_is_about(question: str, operator: Mark, value: int, term: str) -> None:
    (compared,) = reading_of(question).compared
    assert (compared.operator, compared.number.value) == (operator, Decimal(value))
    assert compared.term is not None
    assert name_of(compared.term.meaning) == term


def test_a_counted_class_is_no_subject() -> None:
    reading = reading_of("members with more than 3 loans")
    assert [name_of(said.meaning) for said in reading.classes] == ["Member"]


def test_a_range_has_two_numbers() -> None:
    (compared,) = reading_of("works with a list price between 5 and 10 euros").compared
    assert compared.upper is not None
    assert (compared.number.value, compared.upper.value) == (Decimal(5), Decimal(10))
    assert compared.number.unit == "EUR"


def test_do_not_cost_more_than_negates_the_comparison() -> None:
    (compared,) = reading_of("works whose list price is not more than 2").compared
    assert (compared.operator, compared.negated) == (Mark.MORE, True)
    (compared,) = reading_of("works with a list price of no more than 2").compared
    assert (compared.operator, compared.negated) == (Mark.AT_MOST, False)
    (compared,) = reading_of("works that do not list price more than 2").compared
    assert (compared.operator, compared.negated) == (Mark.MORE, True)


def test_a_date_said_before_a_window_is_what_the_window_is_of() -> None:
    (period,) = reading_of("works published on in 2020").periods
    assert period.of is not None
    assert name_of(period.of.meaning) == "publishedOn"
    (period,) = reading_of("loans in 2020").periods
    assert period.of is None


def test_windows_are_joined_only_side_by_side() -> None:
    joined = [period.joined for period in reading_of("fees in May and June 2026").periods]
    assert joined == [None, Mark.AND]
    joined = [period.joined for period in reading_of("fees in May for Hafen and June 2026").periods]
    assert joined == [None, None]


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("fees or loans", "or"),
        ("fees 7", "7"),
        ("why fees", "why"),
        ("fees by 2026-05", "by"),
        ("not the highest fees", "highest"),
        ("month of the fees", "month"),
    ],
)
def test_a_word_that_does_nothing_stays_to_be_asked_back(question: str, left: str) -> None:
    reading = reading_of(question)
    pieces = [
        *reading.classes, *reading.metrics, *reading.selected, *reading.filters, *reading.groups, *reading.compared,
        *reading.periods, *([reading.ranking] if reading.ranking else []),
    ]  # fmt: skip
    used = frozenset[int]().union(*(piece.items for piece in pieces))
    assert left in [text for at, text in reading.texts.items() if at not in used]


@pytest.mark.parametrize(
    ("question", "word"),
    [("delete all loans", "delete"), ("please remove Hafen", "remove"), ("list loans and drop branches", "drop")],
)
def test_a_request_to_write_is_noticed(question: str, word: str) -> None:
    write = reading_of(question).write
    assert write is not None
    assert write.text == word


def test_a_comparison_with_no_number_dangles() -> None:
    assert reading_of("branches with more than last month").dangling == "last month"
    assert reading_of("branches with list price less than").dangling == "less than"
