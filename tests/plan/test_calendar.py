"""Words of time mean the days people mean."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_service.plan.calendar.spans import Span, unit_span
from graph_service.plan.calendar.windows import window_of
from graph_service.plan.calendar.words import UNITS
from tests.plan.asking import STEADY, read

TODAY = date(2026, 6, 30)
WINDOWS = read("windows.yaml")


def test_all_windows_are_here() -> None:
    assert len(WINDOWS) == 142


@pytest.mark.parametrize("words", WINDOWS, ids=str)
def test_words_mean_a_window(words: object) -> None:
    stated = WINDOWS[words]
    said = words.isoformat() if isinstance(words, date) else str(words)
    assert window_of(said, TODAY) == (Span(*stated) if stated else None)


@STEADY
@given(st.dates(date(2, 1, 1), date(9997, 1, 1)), st.sampled_from(sorted(UNITS)))
def test_a_unit_holds_today_and_touches_the_last_one(today: date, unit: str) -> None:
    this, last = unit_span(unit, 0, today), unit_span(unit, -1, today)
    assert this.start is not None and this.end is not None
    assert this.start <= today < this.end
    assert last.end == this.start


@STEADY
@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)), st.integers(1, 600), st.sampled_from(["days", "weeks", "months"]))
def test_the_last_units_end_today(today: date, count: int, unit: str) -> None:
    span = window_of(f"last {count} {unit}", today)
    assert span is not None and span.start is not None and span.end == today + timedelta(days=1)
    shortest = {"days": 1, "weeks": 7, "months": 28}[unit] * count
    assert shortest <= (span.end - span.start).days <= {"days": 1, "weeks": 7, "months": 31}[unit] * count


@STEADY
@given(st.text(max_size=60))
def test_no_words_break_it(words: str) -> None:
    window_of(words, TODAY)
