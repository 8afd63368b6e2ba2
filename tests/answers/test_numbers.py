"""One rule for numbers: a table, a sentence and a page show the same digits."""

from __future__ import annotations

from decimal import Decimal

import pytest

from graph_service.cli.output import cell
from graph_service.ontology.model import Datatype
from graph_service.plan.ready import ResultColumn
from graph_service.words.numbers import number_text

WRITTEN = [
    (1943, 0, "", "1,943"),
    (Decimal("3733.00"), 2, "", "3,733"),  # whole pieces
    (Decimal("3733.50"), 2, "", "3,733.50"),
    (Decimal("3733.00"), 2, "EUR", "3,733.00"),
    (Decimal("1234.5"), 0, "", "1,234.5"),
    (1.9213, 0, "", "1.92"),
    (23456.789, 0, "", "23,456.79"),
    (0.00421, 0, "", "0.0042"),
    (0.0, 0, "", "0.00"),
]


@pytest.mark.parametrize(("value", "scale", "unit", "text"), WRITTEN)
def test_a_number_is_written_alike_in_tables_and_sentences(
    value: int | float | Decimal, scale: int, unit: str, text: str
) -> None:
    column = ResultColumn(name="n", datatype=Datatype.DECIMAL, scale=scale, unit=unit or None)
    assert number_text(value, scale=scale, unit=unit) == text
    assert cell(value, column) == text
    assert len(WRITTEN) == 9


def test_a_number_that_identifies_is_text_and_german_has_its_own_separators() -> None:
    assert cell(1234, ResultColumn(name="store number", datatype=Datatype.INTEGER, key=True)) == "1234"
    assert cell(1234) == "1,234"
    assert number_text(Decimal("1234.50"), "de", scale=2, unit="EUR", signed=True) == "+1.234,50"
