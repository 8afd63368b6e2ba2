"""IRIs from values: the IRI-safe form of R2RML 7.3, once for Python and once for DuckDB, equal by test.

Every character outside `iunreserved` (RFC 3987: letters, digits, - . _ ~ and the international ucschar) is
percent-encoded as UTF-8. Alias IRIs of keys and templates of mappings both use it, so `München` reads the same in both.
"""

from __future__ import annotations

import re
from urllib.parse import quote

_SAFE = r"A-Za-z0-9._~\-"
_UNSAFE = re.compile(
    rf"[^{_SAFE}\u00A0-\uD7FF\uF900-\uFDCF\uFDF0-\uFFEF\U00010000-\U0001FFFD\U00020000-\U0002FFFD\U00030000-\U000E0000]"
)


def iri_safe(text: str) -> str:
    """The text as it may stand in an IRI: `a b/ü` → `a%20b%2Fü`."""
    return _UNSAFE.sub(lambda match: quote(match.group(), safe=""), text)


def iri_safe_sql(expression: str) -> str:
    """The DuckDB expression of `iri_safe` over a VARCHAR expression.

    DuckDB's url_encode leaves exactly [A-Za-z0-9_.~-] as it is, so text of these alone, the usual key, is not touched;
    else it is encoded character by character, leaving the international ones.
    """
    return (
        f"CASE WHEN regexp_full_match({expression}, '[{_SAFE}]*') THEN {expression} "
        f"ELSE array_to_string(list_transform(string_split({expression}, ''), "
        "lambda c: CASE WHEN regexp_full_match(c, "
        r"'[\x{A0}-\x{D7FF}\x{F900}-\x{FDCF}\x{FDF0}-\x{FFEF}\x{10000}-\x{1FFFD}\x{20000}-\x{2FFFD}\x{30000}-\x{E0000}]'"
        ") THEN c ELSE url_encode(c) END), '') END"
    )
