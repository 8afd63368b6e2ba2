"""The words of the calendar in English and German: months, units, how far away, ordinals, small numbers."""

from __future__ import annotations

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
    "half": ("half-year", "half-years", "halbjahr", "halbjahrs", "halbjahres", "halbjahre", "halbjahren"),
    "year": ("year", "years", "jahr", "jahres", "jahre", "jahren"),
}
UNIT = {name: unit for unit, names in UNITS.items() for name in names}
SHIFT = {
    **dict.fromkeys(("this", "current", "diese", "diesen", "dieser", "dieses", "diesem", "laufenden", "laufende"), 0),
    **dict.fromkeys(("last", "previous", "letzte", "letzten", "letzter", "letztes", "letztem"), -1),
    **dict.fromkeys(("vorige", "vorigen", "voriges", "vorigem", "vergangene", "vergangenen", "vergangenes"), -1),
    **dict.fromkeys(("next", "coming", "nächste", "nächsten", "nächster", "nächstes", "nächstem", "kommende"), 1),
}
DAYS = {
    **dict.fromkeys(("today", "heute"), 0),
    **dict.fromkeys(("yesterday", "gestern"), -1),
    **dict.fromkeys(("day before yesterday", "vorgestern"), -2),
    **dict.fromkeys(("tomorrow", "morgen"), 1),
    **dict.fromkeys(("day after tomorrow", "übermorgen"), 2),
}
BEFORE = {"vorwoche": "week", "vormonat": "month", "vorquartal": "quarter", "vorjahr": "year"}
NOW = ("now", "date", "jetzt", "dato")  # the end of a stretch: "from May to now"
ORDINALS = {
    word: number
    for number, words in enumerate(
        (
            ("1.", "1st", "first", "erste", "ersten", "erstes", "erster"),
            ("2.", "2nd", "second", "zweite", "zweiten", "zweites", "zweiter"),
            ("3.", "3rd", "third", "dritte", "dritten", "drittes", "dritter"),
            ("4.", "4th", "fourth", "vierte", "vierten", "viertes", "vierter"),
        ),
        1,
    )
    for word in (*words, str(number))
}
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


def either(words: dict[str, int] | dict[str, str]) -> str:
    """The words as one alternative of a pattern, the longest first."""
    return "|".join(word.replace(".", r"\.") for word in sorted(words, key=len, reverse=True))
