"""Grounding: every word gets a meaning, the longest phrase first, or is known to mean nothing."""

from __future__ import annotations

from decimal import Decimal

import pytest

from graph_service.answers.grounding.grammar import Mark
from graph_service.answers.grounding.ground import Missing, Number, TimeWords, Unknown, number
from graph_service.answers.grounding.meanings import ClassTerm, FilterTerm, MetricTerm, ValueTerm
from tests.answers.library import grounded


def senses(question: str) -> list[object]:
    """What each item is, the first meaning of several."""
    return [item.sense[0] if isinstance(item.sense, tuple) else item.sense for item in grounded(question).items]


def test_a_phrase_is_one_item_and_a_governed_word_comes_first() -> None:
    assert senses("fees of Hafen") == [
        MetricTerm(name="fees"),
        Mark.FILLER,
        ValueTerm(cls="Branch", name="title", text="Hafen"),
    ]
    assert senses("fee per member") == [MetricTerm(name="fee_per_member")]


def test_a_filter_said_before_its_class_leaves_the_class_to_be_said() -> None:
    assert senses("overdue loans") == [FilterTerm(name="overdue", cls="Loan"), ClassTerm(cls="Loan")]


@pytest.mark.parametrize(
    ("words", "window"),
    [
        ("in June 2026", "June 2026"),
        ("last month", "last month"),
        ("from 2026-05-01 to 2026-05-15", "from 2026-05-01 to 2026-05-15"),
        ("since May", "since May"),
        ("2025", "2025"),
    ],
)
def test_words_of_time_are_kept_as_they_were_said(words: str, window: str) -> None:
    assert senses(f"fees {words}")[1:] == [TimeWords(words=window)]


@pytest.mark.parametrize(
    "words", ["more than 2025", "at least 2000", "top 2020", "exactly 1999", "between 100 and 200"]
)
def test_a_number_that_is_compared_is_no_year(words: str) -> None:
    assert not any(isinstance(sense, TimeWords) for sense in senses(f"members with {words}"))


def test_digits_after_a_class_are_a_key_of_it() -> None:
    assert senses("member 102")[1] == ValueTerm(cls="Member", name="memberNumber", text="102")
    assert senses("loans of member 101")[-1] == ValueTerm(cls="Member", name="memberNumber", text="101")


def test_a_key_that_no_entity_has_is_missing() -> None:
    assert senses("member 999")[1] == Missing(cls="Member", key="999")
    assert grounded("member 999").missing == Missing(cls="Member", key="999")


def test_a_number_takes_the_unit_after_it() -> None:
    assert senses("under 14 euros")[-1] == Number(value=Decimal(14), written="14", unit="EUR")
    assert senses("under 2 weeks")[-1] == Number(value=Decimal(14), written="2", unit="DAY")
    assert senses("€5")[-1] == Number(value=Decimal(5), written="5", unit="EUR")
    assert senses("below minus 5 °C")[-1] == Number(value=Decimal(-5), written="5", unit="DEG_C")


def test_a_word_that_means_nothing_is_known_to() -> None:
    assert senses("purple loans")[0] == Unknown(word="purple")
    assert grounded("purple loans of 🍦").unknown == ("purple", "🍦")


@pytest.mark.parametrize(
    ("text", "value"),
    [("1,5", "1.5"), ("1.5", "1.5"), ("1,000", "1000"), ("1.000", "1000"), ("1.000,50", "1000.50"), ("0.125", "0.125"),
     ("-5", "-5"), ("−0,25", "-0.25"), ("12", "12"), ("1.2.3.4", "123.4")],
)  # fmt: skip
def test_a_number_is_read_as_people_write_it(text: str, value: str) -> None:
    assert number(text) == Decimal(value)
