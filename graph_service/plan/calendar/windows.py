"""Windows of time in words, English and German, as half-open spans of days counted from a given today.

today · gestern · this week · letzten Monat · next quarter · Vorjahr      ISO weeks, they start on Monday
last 28 days · die letzten 3 Monate · past week · 3 months ago            "last n" end with today, today included
2025 · 2025-07 · 2025-Q3 · 2025-W27 · Q3 2025 · H1 2025 · first half of 2025 · zweites Quartal 2025 · week 27
2025-07-04 · 04.07.2025 · 4 July 2025 · July 4th · 4. Juli · am 4.7.      without a year: the latest that has begun
July 2025 · Mai 2026 · June · June last year · last June
since May 2026 · before 2025 · until June 2025 · from X to Y · between X and Y · year to date
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from graph_service.plan.calendar.spans import (
    DAY,
    Span,
    half_span,
    month_span,
    months_before,
    quarter_span,
    unit_span,
    week_span,
    year_span,
)
from graph_service.plan.calendar.words import BEFORE, DAYS, MONTH, NOW, NUMBERS, ORDINALS, SHIFT, UNIT, either

EXAMPLES = ("last month", "last 28 days", "2025-07", "July 2025", "this year")

_M, _U, _S, _O = either(MONTH), either(UNIT), either(SHIFT), either(ORDINALS)
_N = rf"\d{{1,4}}|{either(NUMBERS)}"
_ARTICLES = "in|im|am|on|during|während|within|over|of|the|der|die|das|den|dem|des|vom"
_LEADING = re.compile(rf"^({_ARTICLES}|(?:jahr|year)(?= \d))\s+")
_BARE_DAY = re.compile(r"(?P<day>\d{1,2})(?:\.|st|nd|rd|th)?")


def window_of(words: str, today: date) -> Span | None:
    """The days that words mean, or None if they mean none."""
    said = " ".join(words.casefold().replace(",", " ").split())
    try:
        return _composed(said, today) or _simple(said, today)
    except (ValueError, OverflowError):  # a day like 2025-02-30, or a year the calendar does not have
        return None


# Composed of others: from … to …, since …


def _composed(said: str, today: date) -> Span | None:
    for pattern in _STRETCHES:
        if (match := pattern.fullmatch(said)) and (found := _between(match[1], match[2], today)):
            return found
    for pattern, make in _OPEN:
        if (match := pattern.fullmatch(said)) and (span := _simple(match[1], today)):
            return make(span)
    return None


def _between(first: str, last: str, today: date) -> Span | None:
    """From one span to another. What names no year is counted from the other end: May to June 2025 is in 2025."""
    ending = Span(today, today + DAY) if last in NOW else _simple(last, today)
    if ending is None or ending.end is None or ending.start is None:
        return None
    beginning = _bare_day(first, ending) or _simple(first, ending.end - DAY if _yearless(first) else today)
    if beginning is None or beginning.start is None or beginning.start >= ending.end:
        return None
    return Span(beginning.start, ending.end)


def _bare_day(said: str, ending: Span) -> Span | None:
    """The 1 of "1 to 15 May"."""
    match, one_day = _BARE_DAY.fullmatch(_bare(said)), ending.start and ending.end == ending.start + DAY
    if match is None or not one_day or ending.start is None:
        return None
    start = ending.start.replace(day=int(match["day"]))
    return Span(start, start + DAY)


def _yearless(said: str) -> bool:
    return any(pattern.fullmatch(_bare(said)) for pattern, _ in _YEARLESS)


_STRETCHES = (
    re.compile(r"(?:from|between|von|vom|zwischen) (.+?) (?:to|until|till|through|and|bis zum|bis|und) (.+)"),
    re.compile(r"(.+?) (?:to|until|through|bis zum|bis|–|-) (.+)"),
)
_OPEN: tuple[tuple[re.Pattern[str], Callable[[Span], Span]], ...] = (
    (re.compile(r"(?:since|from|seit|ab) (.+)"), lambda span: Span(span.start, None)),
    (re.compile(r"(?:after|nach) (.+)"), lambda span: Span(span.end, None)),
    (re.compile(r"(?:before|vor) (.+)"), lambda span: Span(None, span.start)),
    (re.compile(r"(?:until|till|up to|through|bis zum|bis) (.+)"), lambda span: Span(None, span.end)),
)


# One window


def _simple(said: str, today: date) -> Span | None:
    said = said if _DOTTED.fullmatch(said) else _bare(said)
    for pattern, make in _SIMPLE:
        match = pattern.fullmatch(said)
        if match is not None:
            return make(match, today)
    if said in BEFORE:
        return unit_span(BEFORE[said], -1, today)
    return Span(day := today + DAYS[said] * DAY, day + DAY) if said in DAYS else None


def _bare(said: str) -> str:
    """Without articles and prepositions that say nothing."""
    while (shorter := _LEADING.sub("", said)) != said:
        said = shorter
    return said


def _shifted(match: re.Match[str], today: date) -> Span:
    return unit_span(UNIT[match["unit"]], SHIFT[match["shift"]], today)


def _ago(match: re.Match[str], today: date) -> Span:
    return unit_span(UNIT[match["unit"]], -_count(match["count"]), today)


def _rolling(match: re.Match[str], today: date) -> Span:
    """The last n units, today included: `last 3 months` on 30 June starts on 31 March. The past week is 7 days."""
    count, unit = _count(match.groupdict().get("count") or "1"), UNIT[match["unit"]]
    if unit in ("day", "week"):
        start = today - (count * (7 if unit == "week" else 1) - 1) * DAY
    else:
        start = months_before(today, count * {"month": 1, "quarter": 3, "half": 6, "year": 12}[unit]) + DAY
    return Span(start, today + DAY)


def _count(said: str) -> int:
    return int(said) if said.isdigit() else NUMBERS[said]


def _to_date(match: re.Match[str], today: date) -> Span:
    return Span(unit_span(UNIT[match["unit"]], 0, today).start, today + DAY)


def _last_month(match: re.Match[str], today: date) -> Span:
    month = MONTH[match["month"]]
    return month_span(today.year if month < today.month else today.year - 1, month)


# Parts of a year: of the one named, of the one some years away, else the latest that has begun

_Part = Callable[[re.Match[str], int], Span]


def _of_year(part: _Part) -> Callable[[re.Match[str], date], Span]:
    return lambda match, _: part(match, int(match["year"]))


def _of_shifted(part: _Part) -> Callable[[re.Match[str], date], Span]:
    return lambda match, today: part(match, today.year + SHIFT[match["shift"]])


def _of_latest(part: _Part) -> Callable[[re.Match[str], date], Span]:
    def latest(match: re.Match[str], today: date) -> Span:
        found = part(match, today.year)
        return found if found.start is not None and found.start <= today else part(match, today.year - 1)

    return latest


def _month(match: re.Match[str], year: int) -> Span:
    return month_span(year, MONTH[match["month"]])


def _day(match: re.Match[str], year: int) -> Span:
    said = match["month"]
    found = date(year if year > 99 else 2000 + year, int(said) if said.isdigit() else MONTH[said], int(match["day"]))
    return Span(found, found + DAY)


def _quarter(match: re.Match[str], year: int) -> Span:
    return quarter_span(year, _number(match["quarter"], 4))


def _half(match: re.Match[str], year: int) -> Span:
    return half_span(year, _number(match["half"], 2))


def _number(said: str, most: int) -> int:
    """The number of a part of the year; ValueError where a year has not so many."""
    if ORDINALS[said] > most:
        raise ValueError(f"a year has no part {said} of {most}")
    return ORDINALS[said]


def _week(match: re.Match[str], year: int) -> Span:
    return week_span(date.fromisocalendar(year, int(match["week"]), 1))


_Y, _D = r"(?P<year>\d{4})", r"(?P<day>\d{1,2})"
_DOTTED = re.compile(rf"(?:am|vom|zum|dem) {_D}\.(?P<month>\d{{1,2}})\.?")  # alone it may be a number
_PARTS: tuple[tuple[str, _Part], ...] = (
    (rf"(?P<month>{_M})", _month),
    (rf"{_D}(?:\.|st|nd|rd|th)?(?: of)? (?P<month>{_M})", _day),
    (rf"(?P<month>{_M})(?: the)? {_D}(?:st|nd|rd|th)?", _day),
    (r"(?:q|quarter|quartal) ?(?P<quarter>[1-4])", _quarter),
    (rf"(?P<quarter>{_O}) (?:quarter|quartal)", _quarter),
    (r"h ?(?P<half>[12])", _half),
    (rf"(?P<half>{_O}) (?:half|half-year|halbjahr)", _half),
    (r"(?:calendar week|week|woche|kalenderwoche|kw) ?(?P<week>\d{1,2})", _week),
)


_YEARLESS = tuple((re.compile(pattern), _of_latest(part)) for pattern, part in _PARTS)
_SIMPLE: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date], Span]], ...] = (
    *((re.compile(rf"(?:{pattern})[ /-]?(?: ?of )?(?:year |jahr )?{_Y}"), _of_year(part)) for pattern, part in _PARTS),
    *(
        (re.compile(rf"(?:{pattern}) (?:of |des |im )?(?P<shift>{_S}) (?:year|jahr|jahres)"), _of_shifted(part))
        for pattern, part in _PARTS
    ),
    *_YEARLESS,
    (_DOTTED, _of_latest(_day)),
    *(
        (re.compile(pattern), make)
        for pattern, make in (
            (rf"(?P<shift>{_S}) (?P<unit>{_U})", _shifted),
            (rf"(?:last|past|previous|letzten|letzte|vergangenen) (?P<count>{_N}) (?P<unit>{_U})", _rolling),
            (rf"past (?P<unit>{_U})", _rolling),
            (rf"(?P<count>{_N}) (?P<unit>{_U}) ago", _ago),
            (rf"vor (?P<count>{_N}) (?P<unit>{_U})", _ago),
            (_Y, lambda m, _: year_span(int(m["year"]))),
            (rf"{_Y}-(?P<month>\d{{2}})", lambda m, _: _checked_month(m["year"], m["month"])),
            (rf"{_Y}[- ]?q(?P<quarter>[1-4])", _of_year(_quarter)),
            (rf"{_Y}-?w(?P<week>\d{{1,2}})", _of_year(_week)),
            (rf"{_Y}-h(?P<half>[12])", _of_year(_half)),
            (rf"{_Y}-(?P<month>\d{{2}})-{_D}", _of_year(_day)),
            (rf"{_D}\.(?P<month>\d{{1,2}})\.(?P<year>\d{{4}}|\d{{2}})", _of_year(_day)),
            (rf"(?:last|letzten|letzter|letztem) (?P<month>{_M})", _last_month),
            (rf"(?P<unit>{_U})[ -]to[ -]date", _to_date),
            (rf"(?:so far|bisher) (?:this|diese[nmrs]?) (?P<unit>{_U})", _to_date),
            (rf"(?:this|diese[nmrs]?) (?P<unit>{_U}) (?:so far|bisher)", _to_date),
            (r"ytd", lambda _, today: Span(year_span(today.year).start, today + DAY)),
        )
    ),
)


def _checked_month(year: str, month: str) -> Span:
    return month_span(int(year), date(int(year), int(month), 1).month)
