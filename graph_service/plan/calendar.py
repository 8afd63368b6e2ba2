"""Windows of time in words, English and German, as half-open spans of days counted from a given today.

today · gestern · this week · letzten Monat · next quarter         ISO weeks, they start on Monday
last 28 days · die letzten 3 Monate                                end with today, today included
2025 · 2025-07 · 2025-Q3 · 2025-W27 · Q3 2025 · H1 2025            · 2025-07-04 · 04.07.2025 · 4 July 2025
July 2025 · Mai 2026 · June · June last year                       a month alone is the latest that has begun
since May 2026 · before 2025 · until June 2025 · from X to Y · year to date
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple

DAY = timedelta(days=1)

MONTHS = (
    ("january", "jan", "januar", "jänner"),
    ("february", "feb", "februar"),
    ("march", "mar", "märz", "mrz"),
    ("april", "apr"),
    ("may", "mai"),
    ("june", "jun", "juni"),
    ("july", "jul", "juli"),
    ("august", "aug"),
    ("september", "sep", "sept"),
    ("october", "oct", "oktober", "okt"),
    ("november", "nov"),
    ("december", "dec", "dezember", "dez"),
)
MONTH = {name: number for number, names in enumerate(MONTHS, 1) for name in names}
UNITS = {
    "day": ("day", "days", "tag", "tage", "tagen"),
    "week": ("week", "weeks", "woche", "wochen"),
    "month": ("month", "months", "monat", "monats", "monate", "monaten"),
    "quarter": ("quarter", "quarters", "quartal", "quartals", "quartale", "quartalen"),
    "year": ("year", "years", "jahr", "jahres", "jahre", "jahren"),
}
UNIT = {name: unit for unit, names in UNITS.items() for name in names}
SHIFT = {
    **dict.fromkeys(("this", "current", "diese", "diesen", "dieser", "dieses", "diesem", "laufenden", "laufende"), 0),
    **dict.fromkeys(("last", "previous", "letzte", "letzten", "letzter", "letztes", "letztem"), -1),
    **dict.fromkeys(("vorige", "vorigen", "voriges", "vorigem", "vergangene", "vergangenen", "vergangenes"), -1),
    **dict.fromkeys(("next", "coming", "nächste", "nächsten", "nächster", "nächstes", "nächstem", "kommende"), 1),
}
DAYS = {"today": 0, "heute": 0, "yesterday": -1, "gestern": -1, "tomorrow": 1, "morgen": 1, "vorgestern": -2}
NUMBERS = {
    word: number
    for number, words in enumerate(
        (
            ("two", "zwei"),
            ("three", "drei"),
            ("four", "vier"),
            ("five", "fünf"),
            ("six", "sechs"),
            ("seven", "sieben"),
            ("eight", "acht"),
            ("nine", "neun"),
            ("ten", "zehn"),
            ("eleven", "elf"),
            ("twelve", "zwölf"),
        ),
        2,
    )
    for word in words
}
EXAMPLES = ("last month", "last 28 days", "2025-07", "July 2025", "this year")

_M = "|".join(sorted(MONTH, key=len, reverse=True))
_U = "|".join(sorted(UNIT, key=len, reverse=True))
_S = "|".join(sorted(SHIFT, key=len, reverse=True))
_N = r"\d{1,4}|" + "|".join(NUMBERS)
_ARTICLES = "in|im|am|on|during|während|within|over|of|the|der|die|das|den|dem|des|vom"
_LEADING = re.compile(rf"^({_ARTICLES}|(?:jahr|year)(?= \d))\s+")


class Span(NamedTuple):
    """Days from `start` to before `end`; either side may be open."""

    start: date | None
    end: date | None


def window_of(words: str, today: date) -> Span | None:
    """The days that words mean, or None if they mean none."""
    said = " ".join(words.casefold().replace(",", " ").split())
    try:
        return _composed(said, today) or _simple(said, today)
    except (ValueError, OverflowError):  # a day like 2025-02-30, or a year the calendar does not have
        return None


def _composed(said: str, today: date) -> Span | None:
    for pattern, make in _COMPOSED:
        match = pattern.fullmatch(said)
        if match is None:
            continue
        spans = [_simple(part, today) for part in match.groups()]
        if all(span is not None for span in spans):
            return make([span for span in spans if span is not None])
    return None


def _between(spans: list[Span]) -> Span | None:
    start, end = spans[0].start, spans[1].end
    return Span(start, end) if start and end and start < end else None


_COMPOSED: tuple[tuple[re.Pattern[str], Callable[[list[Span]], Span | None]], ...] = (
    (re.compile(r"(?:from|between|von|vom|zwischen) (.+?) (?:to|until|till|and|bis zum|bis|und) (.+)"), _between),
    (re.compile(r"(\S+) (?:to|bis|–|-) (\S+)"), _between),
    (re.compile(r"(?:since|from|seit|ab) (.+)"), lambda spans: Span(spans[0].start, None)),
    (re.compile(r"(?:after|nach) (.+)"), lambda spans: Span(spans[0].end, None)),
    (re.compile(r"(?:before|vor) (.+)"), lambda spans: Span(None, spans[0].start)),
    (re.compile(r"(?:until|till|up to|through|bis zum|bis) (.+)"), lambda spans: Span(None, spans[0].end)),
)


def _simple(said: str, today: date) -> Span | None:
    while (shorter := _LEADING.sub("", said)) != said:
        said = shorter
    for pattern, make in _SIMPLE:
        match = pattern.fullmatch(said)
        if match is not None:
            return make(match, today)
    return Span(day := today + DAYS[said] * DAY, day + DAY) if said in DAYS else None


def year_span(year: int) -> Span:
    """A calendar year."""
    return Span(date(year, 1, 1), date(year + 1, 1, 1))


def month_span(year: int, month: int) -> Span:
    """A calendar month; 13 is the January after."""
    start = _month_start(year, month)
    return Span(start, _month_start(start.year, start.month + 1))


def quarter_span(year: int, quarter: int) -> Span:
    """A calendar quarter; 0 is the last one of the year before."""
    start = _month_start(year, 3 * quarter - 2)
    return Span(start, _month_start(start.year, start.month + 3))


def week_span(day: date) -> Span:
    """The ISO week of a day, Monday to Sunday."""
    monday = day - day.weekday() * DAY
    return Span(monday, monday + 7 * DAY)


def _month_start(year: int, month: int) -> date:
    return date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)


def _shifted(match: re.Match[str], today: date) -> Span:
    return unit_span(UNIT[match["unit"]], SHIFT[match["shift"]], today)


def unit_span(unit: str, shift: int, today: date) -> Span:
    """The day, week, month, quarter or year that lies `shift` units from today's."""
    if unit == "week":
        return week_span(today + shift * 7 * DAY)
    if unit == "month":
        return month_span(today.year, today.month + shift)
    if unit == "quarter":
        return quarter_span(today.year, (today.month - 1) // 3 + 1 + shift)
    if unit == "year":
        return year_span(today.year + shift)
    return Span(today + shift * DAY, today + (shift + 1) * DAY)


def _rolling(match: re.Match[str], today: date) -> Span:
    """The last n units, today included: `last 3 months` on 30 June starts on 31 March."""
    count, unit = _count(match["count"]), UNIT[match["unit"]]
    if unit in ("day", "week"):
        start = today - (count * (7 if unit == "week" else 1) - 1) * DAY
    else:
        start = _months_before(today, count * {"month": 1, "quarter": 3, "year": 12}[unit]) + DAY
    return Span(start, today + DAY)


def _count(said: str) -> int:
    return int(said) if said.isdigit() else NUMBERS[said]


def _months_before(day: date, months: int) -> date:
    """The same day some months before, or that month's last day."""
    first = _month_start(day.year, day.month - months)
    last = _month_start(first.year, first.month + 1) - DAY
    return min(first + (day.day - 1) * DAY, last)


def _month_alone(match: re.Match[str], today: date) -> Span:
    month = MONTH[match["month"]]
    return month_span(today.year if month <= today.month else today.year - 1, month)


def _month_of_shifted_year(match: re.Match[str], today: date) -> Span:
    return month_span(today.year + SHIFT[match["shift"]], MONTH[match["month"]])


def _day(year: str, month: int, day: str) -> Span:
    found = date(int(year), month, int(day))
    return Span(found, found + DAY)


def _iso_week(match: re.Match[str], _: date) -> Span:
    return week_span(date.fromisocalendar(int(match["year"]), int(match["week"]), 1))


def _half(match: re.Match[str], _: date) -> Span:
    year, half = int(match["year"]), int(match["half"])
    return Span(_month_start(year, 6 * half - 5), _month_start(year, 6 * half + 1))


def _quarter(match: re.Match[str], _: date) -> Span:
    return quarter_span(int(match["year"]), int(match["quarter"]))


def _to_date(match: re.Match[str], today: date) -> Span:
    return Span(unit_span(UNIT[match["unit"]], 0, today).start, today + DAY)


_Y = r"(?P<year>\d{4})"
_D = r"(?P<day>\d{1,2})"
_SIMPLE: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date], Span]], ...] = tuple(
    (re.compile(pattern), make)
    for pattern, make in (
        (rf"(?P<shift>{_S}) (?P<unit>{_U})", _shifted),
        (rf"(?:last|past|previous|letzten|letzte|vergangenen) (?P<count>{_N}) (?P<unit>{_U})", _rolling),
        (_Y, lambda m, _: year_span(int(m["year"]))),
        (rf"{_Y}-(?P<month>\d{{2}})", lambda m, _: _checked_month(m["year"], m["month"])),
        (rf"{_Y}[- ]?q(?P<quarter>[1-4])|q(?P<q>[1-4])[ /-]?(?P<y>\d{{4}})", lambda m, _: _either_quarter(m)),
        (rf"(?P<quarter>[1-4])\.? (?:quarter|quartal)(?: of)? {_Y}", _quarter),
        (rf"{_Y}-?w(?P<week>\d{{1,2}})", _iso_week),
        (rf"(?:week|woche|kw) ?(?P<week>\d{{1,2}})[ /](?:of )?{_Y}", _iso_week),
        (rf"h(?P<half>[12])[ -]?{_Y}", _half),
        (rf"{_Y}-h(?P<half>[12])", _half),
        (rf"{_Y}-(?P<month>\d{{2}})-{_D}", lambda m, _: _day(m["year"], int(m["month"]), m["day"])),
        (rf"{_D}\.(?P<month>\d{{1,2}})\.{_Y}", lambda m, _: _day(m["year"], int(m["month"]), m["day"])),
        (rf"{_D}\.?(?:st|nd|rd|th)? (?P<month>{_M}) {_Y}", lambda m, _: _day(m["year"], MONTH[m["month"]], m["day"])),
        (rf"(?P<month>{_M}) {_D}(?:st|nd|rd|th)? {_Y}", lambda m, _: _day(m["year"], MONTH[m["month"]], m["day"])),
        (rf"(?P<month>{_M}) (?:of )?{_Y}", lambda m, _: month_span(int(m["year"]), MONTH[m["month"]])),
        (rf"(?P<month>{_M})", _month_alone),
        (rf"(?P<month>{_M}) (?:of )?(?P<shift>{_S}) (?:year|jahr|jahres)", _month_of_shifted_year),
        (rf"(?P<unit>{_U})[ -]to[ -]date", _to_date),
    )
)


def _checked_month(year: str, month: str) -> Span:
    return month_span(int(year), date(int(year), int(month), 1).month)


def _either_quarter(match: re.Match[str]) -> Span:
    return quarter_span(int(match["year"] or match["y"]), int(match["quarter"] or match["q"]))
