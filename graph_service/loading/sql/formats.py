"""Date formats: the letters of a contract (JDK DateTimeFormatter, as ODCS prescribes) as DuckDB's strptime codes."""

from __future__ import annotations

import re

# JDK letters → strftime code; the width matters only where the two differ
LETTERS = {
    "yyyy": "%Y",
    "uuuu": "%Y",
    "yy": "%y",
    "MM": "%m",
    "M": "%-m",
    "MMM": "%b",
    "dd": "%d",
    "d": "%-d",
    "HH": "%H",
    "H": "%-H",
    "hh": "%I",
    "mm": "%M",
    "ss": "%S",
    "SSS": "%g",
    "SSSSSS": "%f",
    "a": "%p",
    "EEE": "%a",
    "Z": "%z",
    "X": "%z",  # an offset from UTC in its three ISO 8601 forms: +02, +0200, +02:00
    "XX": "%z",
    "XXX": "%z",
}
_TOKEN = re.compile(r"'((?:[^']|'')*)'|([A-Za-z])\2*|.", re.DOTALL)


def strptime_format(pattern: str) -> str:
    """`dd.MM.yyyy` → `%d.%m.%Y`; ValueError names the letters that are not understood."""
    return "".join(_code(match) for match in _TOKEN.finditer(pattern))


def _code(match: re.Match[str]) -> str:
    text = match.group()
    if text.startswith("'") and match.group(1) is not None:
        return (match.group(1).replace("''", "'") or "'").replace("%", "%%")
    if match.group(2) is None:
        return text.replace("%", "%%")
    if text not in LETTERS:
        raise ValueError(f"'{text}' in the date format is not understood. Use {', '.join(LETTERS)}")
    return LETTERS[text]
