"""Spans of whole days, half-open, and the calendar's own: days, ISO weeks, months, quarters, halves, years."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

DAY = timedelta(days=1)


class Span(NamedTuple):
    """Days from `start` to before `end`; either side may be open."""

    start: date | None
    end: date | None


def year_span(year: int) -> Span:
    """A calendar year."""
    return Span(date(year, 1, 1), date(year + 1, 1, 1))


def month_span(year: int, month: int) -> Span:
    """A calendar month; 13 is the January after."""
    return _months(year, month, 1)


def quarter_span(year: int, quarter: int) -> Span:
    """A calendar quarter; 0 is the last one of the year before."""
    return _months(year, 3 * quarter - 2, 3)


def half_span(year: int, half: int) -> Span:
    """Half a calendar year; 0 is the second one of the year before."""
    return _months(year, 6 * half - 5, 6)


def week_span(day: date) -> Span:
    """The ISO week of a day, Monday to Sunday."""
    monday = day - day.weekday() * DAY
    return Span(monday, monday + 7 * DAY)


def unit_span(unit: str, shift: int, today: date) -> Span:
    """The day, week, month, quarter, half or whole year that lies `shift` units from today's."""
    match unit:
        case "week":
            return week_span(today + shift * 7 * DAY)
        case "month":
            return month_span(today.year, today.month + shift)
        case "quarter":
            return quarter_span(today.year, (today.month - 1) // 3 + 1 + shift)
        case "half":
            return half_span(today.year, (today.month - 1) // 6 + 1 + shift)
        case "year":
            return year_span(today.year + shift)
        case _:
            return Span(today + shift * DAY, today + (shift + 1) * DAY)


def _months(year: int, month: int, count: int) -> Span:
    start = _month_start(year, month)
    return Span(start, _month_start(start.year, start.month + count))


def _month_start(year: int, month: int) -> date:
    return date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)


def months_before(day: date, months: int) -> date:
    """The same day some months before, or that month's last day."""
    first = _month_start(day.year, day.month - months)
    last = _month_start(first.year, first.month + 1) - DAY
    return min(first + (day.day - 1) * DAY, last)
