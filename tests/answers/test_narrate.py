"""Sentences from rows, in English and German: figures, units, lists, nothing, differences."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from graph_service.answers.narrate import Shape, narrate
from graph_service.ontology.model import Datatype
from graph_service.plan.expressions import Scalar
from graph_service.plan.ready import ResultColumn
from graph_service.stores.protocol import Result, Statement
from tests.plan.asking import library

BRANCH = ResultColumn(name="branch", datatype=Datatype.STRING)
FEES = ResultColumn(name="fees", datatype=Datatype.DECIMAL, scale=2, unit="http://qudt.org/vocab/currency/EUR")
COUNT = ResultColumn(name="number of loans", datatype=Datatype.INTEGER)
MEAN = ResultColumn(name="average fee", datatype=Datatype.DOUBLE)


def told(columns: tuple[ResultColumn, ...], *rows: tuple[Scalar, ...], shape: Shape, language: str = "en") -> str:
    result = Result(columns=columns, rows=rows, statement=Statement(language="sql", text=""))
    return narrate(result, shape, language, library())


def test_one_figure() -> None:
    assert told((COUNT,), (1234,), shape=Shape()) == "Number of loans: 1,234."
    assert told((FEES,), (Decimal("1234.50"),), shape=Shape()) == "Fees: 1,234.50 EUR."
    assert told((MEAN,), (2.0 / 3,), shape=Shape()) == "Average fee: 0.67."


def test_german_writes_numbers_its_own_way() -> None:
    assert told((FEES,), (Decimal("1234.50"),), shape=Shape(), language="de") == "Fees: 1.234,50 EUR."


def test_nothing_is_said_as_nothing() -> None:
    for language, text in (("en", "Nothing recorded satisfies this."), ("de", "Nichts Verzeichnetes erfüllt das.")):
        assert told((BRANCH,), shape=Shape(dimensions=1), language=language) == text
        assert told((FEES,), (None,), shape=Shape(), language=language) == text


def test_groups_are_listed_and_the_rest_is_counted() -> None:
    rows = [(f"B{number}", number) for number in range(1, 9)]
    assert told((BRANCH, COUNT), *rows, shape=Shape(dimensions=1)) == (
        "Number of loans by branch: B1 1, B2 2, B3 3, B4 4, B5 5 and 3 more."
    )
    assert told((BRANCH, COUNT), *rows[:2], shape=Shape(dimensions=1), language="de") == (
        "Number of loans nach branch: B1 1 und B2 2."
    )


def test_entities_are_named_with_what_was_asked_of_them() -> None:
    key = ResultColumn(name="code", datatype=Datatype.STRING, property="Member.memberNumber")
    assert told((BRANCH, key), ("Hafen", "HAF"), shape=Shape(dimensions=2)) == "Hafen: code HAF."
    several = told((BRANCH, key, FEES), ("Hafen", "HAF", Decimal(2)), ("Zoo", "ZOO", None), shape=Shape(dimensions=3))
    assert several == "2 found: Hafen (2.00 EUR) and Zoo (no value)."
    told_too = replace(key, property="Member.email")
    several = told((BRANCH, told_too), ("Hafen", "h@x.de"), ("Zoo", None), shape=Shape(dimensions=2))
    assert several == "2 found: Hafen (h@x.de) and Zoo (no value).", "what is no key was asked for"


def test_whole_pieces_have_no_decimals() -> None:
    stock = ResultColumn(name="stock", datatype=Datatype.DECIMAL, scale=2)
    assert told((stock,), (Decimal("3733.00"),), shape=Shape()) == "Stock: 3,733."
    assert told((stock,), (Decimal("0.50"),), shape=Shape()) == "Stock: 0.50."


@pytest.mark.parametrize(("language", "day"), [("en", "Saturday"), ("de", "Samstag")])
def test_weekdays_have_names(language: str, day: str) -> None:
    weekday = ResultColumn(name="weekday", datatype=Datatype.INTEGER)
    shape = Shape(dimensions=1, weekdays=(0,))
    assert f": {day} 5." in told((weekday, COUNT), (6, 5), shape=shape, language=language)


def test_a_difference_is_computed_from_two_cells() -> None:
    month = ResultColumn(name="month", datatype=Datatype.STRING)
    shape = Shape(dimensions=1, versus=True)
    rows = (("2026-05", Decimal("100.00")), ("2026-06", Decimal("150.00")))
    assert told((month, FEES), *rows, shape=shape).endswith("From 2026-05 to 2026-06: +50.00 EUR (+50.0 %).")
    zero = told((month, COUNT), ("2026-05", 0), ("2026-06", 3), shape=shape)
    assert zero.endswith("From 2026-05 to 2026-06: +3.")
    assert "From" not in told((month, FEES), *rows, shape=Shape(dimensions=1))


def test_codes_are_read_by_their_labels() -> None:
    form = ResultColumn(name="format", datatype=Datatype.STRING, property="Work.format")
    text = told((form, COUNT), ("hardcover", 2), shape=Shape(dimensions=1))
    label = next(c for c in library().enumerations["Format"].codes if c.notation == "hardcover").words
    assert text == f"Number of loans by format: {label.in_language('en', '')} 2."
