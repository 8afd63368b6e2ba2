"""Calendar: the days of the sample world, weekdays, Easter and the public holidays of six German states.

Day t = 0 is Monday 2024-07-01, t = 729 is "today", Tuesday 2026-06-30; 36 days beyond today are simulated too.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from graph_service.sample.streams import Bools, Floats, Ints

FIRST = date(2024, 7, 1)
DAYS = 730
AHEAD = 36
HORIZON = DAYS + AHEAD
TODAY = FIRST + timedelta(days=DAYS - 1)
WEEKS = -(-HORIZON // 7)
WEDNESDAY, SATURDAY, SUNDAY = 2, 5, 6

NATIONAL_FIXED = {(1, 1): "New Year", (5, 1): "Labour Day", (10, 3): "German Unity Day", (12, 25): "Christmas Day",
                  (12, 26): "Boxing Day"}
NATIONAL_EASTER = {-2: "Good Friday", 1: "Easter Monday", 39: "Ascension Day", 50: "Whit Monday"}
STATE_FIXED = {
    "HH": {(10, 31): "Reformation Day"},
    "HB": {(10, 31): "Reformation Day"},
    "BE": {(3, 8): "International Women's Day"},
    "SN": {(10, 31): "Reformation Day"},
    "BY": {(1, 6): "Epiphany", (11, 1): "All Saints", (8, 15): "Assumption Day"},
    "BW": {(1, 6): "Epiphany", (11, 1): "All Saints"},
}
STATE_EASTER = {"BY": {60: "Corpus Christi"}, "BW": {60: "Corpus Christi"}}

DATES = tuple(FIRST + timedelta(days=t) for t in range(HORIZON))
WEEKDAY: Ints = np.arange(HORIZON) % 7
DAY_OF_YEAR: Ints = np.array([day.timetuple().tm_yday for day in DATES])
WEEK: Ints = np.arange(HORIZON) // 7


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (the anonymous algorithm of 1876)."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    k = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * k) // 451
    month, day = divmod(h + k - 7 * m + 114, 31)
    return date(year, month, day + 1)


def repentance_day(year: int) -> date:
    """The Wednesday before 23 November, a holiday in Saxony."""
    last = date(year, 11, 22)
    return last - timedelta(days=(last.weekday() - WEDNESDAY) % 7)


def holidays(state: str) -> dict[date, str]:
    """Public holidays of a state in the years of the world, those on Sundays left out."""
    found: dict[date, str] = {}
    for year in range(FIRST.year, DATES[-1].year + 1):
        for (month, day), name in (NATIONAL_FIXED | STATE_FIXED[state]).items():
            found[date(year, month, day)] = name
        for offset, name in (NATIONAL_EASTER | STATE_EASTER.get(state, {})).items():
            found[easter(year) + timedelta(days=offset)] = name
        if state == "SN":
            found[repentance_day(year)] = "Repentance Day"
    return {day: found[day] for day in sorted(found) if day.weekday() != SUNDAY}


@dataclass(frozen=True, kw_only=True, eq=False)
class Opening:
    """When the stores of a state open, per day t: open, a holiday's eve or morrow, next open day (t itself if open)."""

    open: Bools
    eve: Bools
    morrow: Bools
    next_open: Ints


def opening(state: str) -> Opening:
    """The opening days of a state; the eve of a Monday holiday is the Saturday before."""
    off = holidays(state)
    holiday = np.array([FIRST + timedelta(days=t) in off for t in range(-1, HORIZON + 2)])
    closed = holiday[1:-2] | (WEEKDAY == SUNDAY)
    eve = holiday[2:-1] | ((WEEKDAY == SATURDAY) & holiday[3:])
    following = np.where(closed, HORIZON, np.arange(HORIZON))
    following = np.minimum.accumulate(following[::-1])[::-1]
    return Opening(open=~closed, eve=eve & ~closed, morrow=holiday[:-3] & ~closed, next_open=following)


def days_to_easter() -> Ints:
    """Days until the next Easter Sunday, per day t (0 on the day itself)."""
    sundays = [easter(year) for year in range(FIRST.year, DATES[-1].year + 2)]
    return np.array([min((sunday - day).days for sunday in sundays if sunday >= day) for day in DATES])


def advent() -> Floats:
    """Day of December over 24 on 1-24 December, else 0."""
    return np.array([day.day / 24 if day.month == 12 and day.day <= 24 else 0.0 for day in DATES])
