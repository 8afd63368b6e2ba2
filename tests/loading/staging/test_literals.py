"""Values become SQL text and IRIs in one place each, whatever they contain."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from graph_service.loading.mapping.model import Reference, Template, Term, TermType
from graph_service.loading.mapping.terms import relation, term_expression
from graph_service.loading.sql.duck import connect, rows, scalar
from graph_service.loading.sql.formats import strptime_format
from graph_service.loading.sql.iris import iri_safe, iri_safe_sql
from graph_service.loading.sql.literals import literal

HOSTILE = (
    "'",
    "''; DROP TABLE t; --",
    '"',
    "\\",
    "\\'",
    "{x}",
    "{{}}",
    "$(name)",
    "$1 ? :x %s",
    "a\nb\tc\r",
    "–€ä日本😀",
    "",
    " ",
    "/* */",
    "E'\\x41'",
    "${object}",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_literal_comes_back_unchanged(text: str) -> None:
    assert scalar(connect(threads=1), f"SELECT {literal(text)}") == text


@pytest.mark.parametrize(
    "value", [0, -7, 1.5, Decimal("1.10"), True, None, date(2026, 6, 30), datetime(2026, 6, 30, 22)]
)
def test_other_literals_come_back_equal(value: object) -> None:
    assert scalar(connect(threads=1), f"SELECT {literal(value)}") == value  # type: ignore[arg-type]


@pytest.mark.parametrize("value", ["a\0b", float("nan"), float("inf")])
def test_what_has_no_literal_is_refused(value: str | float) -> None:
    with pytest.raises(ValueError):
        literal(value)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_template_takes_hostile_names_and_constants(text: str) -> None:
    name = text or "empty"
    connection = connect(threads=1)
    quoted = name.replace('"', '""')
    connection.execute(f'CREATE TABLE t ("{quoted}" VARCHAR)')
    connection.execute("INSERT INTO t VALUES (?)", [text])
    source = relation("t", "r", {name: "VARCHAR"})
    term = Term(value=Template(parts=(text + "/", Reference(column=name))))
    as_iri = Term(value=term.value, type=TermType.IRI)
    made = [term_expression(found, source).sql for found in (term, as_iri)]
    assert rows(connection, f"SELECT {', '.join(made)} FROM t AS r") == [(f"{text}/{text}", f"{text}/{iri_safe(text)}")]


@pytest.mark.parametrize("text", [*HOSTILE, "a b/c", "München 100%", "a\u0301", "\ufffd\ufffe", "~.-_", "A:b#c?d"])
def test_iri_safe_is_the_same_in_python_and_in_duckdb(text: str) -> None:
    assert scalar(connect(threads=1), f"SELECT {iri_safe_sql('x')} FROM (SELECT ? AS x)", [text]) == iri_safe(text)


def test_iri_safe_keeps_letters_of_all_scripts_and_encodes_the_rest() -> None:
    assert iri_safe("Süd/a b+日本") == "Süd%2Fa%20b%2B日本"


@pytest.mark.parametrize(
    ("pattern", "code"),
    [
        ("dd.MM.yyyy", "%d.%m.%Y"),
        ("yyyy-MM-dd'T'HH:mm:ss", "%Y-%m-%dT%H:%M:%S"),
        ("yyyy 'o''clock' HH%", "%Y o'clock %H%%"),
    ],
)
def test_date_formats_are_those_of_the_standard(pattern: str, code: str) -> None:
    assert strptime_format(pattern) == code


def test_an_unknown_date_letter_is_named() -> None:
    with pytest.raises(ValueError, match="'Q' in the date format is not understood"):
        strptime_format("Q yyyy")
