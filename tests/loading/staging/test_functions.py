"""Every function of the table does what its words say, over values and over missing ones."""

from __future__ import annotations

from typing import Any

import pytest

from graph_service.loading.mapping.functions import FUNCTIONS, NAMESPACE
from graph_service.loading.mapping.model import Call, Constant, Reference, Value
from graph_service.loading.mapping.recognise import tell_names
from graph_service.loading.mapping.terms import call_expression, relation
from graph_service.loading.sql.duck import connect, scalar
from graph_service.loading.sql.expression import as_text

NAMES = {"Nordkap": "id:1", "Nordkap Yoghurt Erdbeere": "id:2", "Süße Heide": "id:3", "": "id:4"}
V = "$value"

# function, arguments (a leading $ reads the column), the column's value, the text of the result
CASES: list[tuple[str, list[tuple[str, str]], Any, str | None]] = [
    ("pad_left", [("value", V), ("length", "14")], "2700", "00000000002700"),
    ("pad_left", [("value", V), ("length", "2")], "2700", "2700"),
    ("pad_left", [("value", V), ("length", "4"), ("with", "x")], "a", "xxxa"),
    ("pad_left", [("value", V), ("length", "4")], None, None),
    ("strip_prefix", [("value", V), ("prefix", "K")], "K01234", "01234"),
    ("strip_prefix", [("value", V), ("prefix", "K")], "01K", "01K"),
    ("upper", [("value", V)], "äb", "ÄB"),
    ("lower", [("value", V)], "ÄB", "äb"),
    ("trim", [("value", V)], "  a b ", "a b"),
    ("replace", [("value", V), ("find", "'"), ("by", '"')], "it's", 'it"s'),
    ("concat", [("value", V), ("value", "-"), ("value", V)], "a", "a-a"),
    ("concat", [("value", V), ("value", "-")], None, None),
    ("translate", [("value", V), ("case", "Munich=München"), ("case", "Cologne = Köln")], "Cologne", "Köln"),
    ("translate", [("value", V), ("case", "Munich=München")], "Berlin", "Berlin"),
    ("translate", [("value", V), ("case", "a=b"), ("otherwise", "?")], "x", "?"),
    ("translate", [("value", V), ("case", "it's={}\";--")], "it's", '{}";--'),
    ("number", [("value", V), ("point", ","), ("grouping", ".")], "1.234,50", "1234.5"),
    ("number", [("value", V)], "twelve", None),
    ("integer", [("value", V)], "01234", "1234"),
    ("multiply", [("value", V), ("by", "12")], "1.8333", "21.9996"),
    ("divide", [("value", V), ("by", "4")], "10", "2.5"),
    ("divide", [("value", V), ("by", "0")], "10", None),
    ("pieces", [("value", V), ("unit", "PCK"), ("per_pack", "6")], "2.5", "15"),
    ("pieces", [("value", V), ("unit", "PCE"), ("per_pack", "6")], "2.5", "2.5"),
    ("pieces", [("value", V), ("unit", "KGM"), ("per_pack", "6")], "2.5", None),
    ("convert", [("value", V), ("from", "F"), ("to", "DEG_C")], "71.2", "21.777777778"),
    ("convert", [("value", V), ("from", "in"), ("to", "MilliM")], "0.5", "12.7"),
    ("convert", [("value", "0.5"), ("from", V), ("to", "MilliM")], "in", "12.7"),
    ("convert", [("value", "8.5"), ("from", V), ("to", "DEG_C")], "C", "8.5"),
    ("convert", [("value", "8.5"), ("from", V), ("to", "DEG_C")], "furlong", None),
    ("date", [("value", V), ("format", "dd.MM.yyyy")], "28.02.2026", "2026-02-28"),
    ("date_time", [("value", V), ("format", "dd.MM.yyyy HH:mm")], "28.02.2026 07:05", "2026-02-28T07:05:00"),
    ("local_time", [("value", V)], "2026-07-01T10:00:00Z", "2026-07-01T12:00:00"),
    ("local_time", [("value", V), ("zone", "UTC")], "2026-01-01T23:30:00", "2026-01-02T00:30:00"),
    ("local_time", [("value", V), ("zone", "America/New_York")], "2026-07-01T10:00:00", "2026-07-01T16:00:00"),
    ("iri", [("start", "http://a/"), ("value", V)], "b c/ü", "http://a/b%20c%2Fü"),
    ("recognise", [("value", V), ("class", "Product")], "Heute NORDKAP  yoghurt-Erdbeere gekauft", "id:2"),
    ("recognise", [("value", V), ("class", "Product")], "Nordkap!", "id:1"),
    ("recognise", [("value", V), ("class", "Product")], "Nordkaps", None),
    ("recognise", [("value", V), ("class", "Product")], "die süsse heide", "id:3"),
    ("recognise", [("value", V), ("class", "Product")], None, None),
    ("when", [("condition", "true"), ("then", V), ("otherwise", "no")], "yes", "yes"),
    ("when", [("condition", "false"), ("then", V)], "yes", None),
    ("equal", [("value", V), ("other", "a")], "a", "true"),
    ("equal", [("value", V), ("other", "a")], None, "false"),
    ("not_equal", [("value", V), ("other", "a")], None, "true"),
    ("present", [("value", V)], "", "true"),
    ("absent", [("value", V)], None, "true"),
]


@pytest.mark.parametrize(("name", "arguments", "value", "result"), CASES)
def test_a_function(name: str, arguments: list[tuple[str, str]], value: Any, result: str | None) -> None:
    connection = connect(threads=1)
    tell_names(connection, "Product", NAMES)
    source = relation("t", "r", {"value": "VARCHAR"}, zone="Europe/Berlin")
    given = tuple((NAMESPACE + parameter, _value(text)) for parameter, text in arguments)
    expression = call_expression(Call(iri=NAMESPACE + name, arguments=given), source)
    query = f"SELECT {as_text(expression)} FROM (SELECT CAST(? AS VARCHAR) AS value) AS r"
    assert scalar(connection, query, [value]) == result


def _value(text: str) -> Value:
    return Reference(column=text[1:]) if text.startswith("$") else Constant(value=text)


def test_every_function_has_a_case() -> None:
    assert {name for name, *_ in CASES} == {function.name for function in FUNCTIONS}
    assert (len(FUNCTIONS), len(CASES)) == (24, 48)


def test_every_function_and_parameter_has_words() -> None:
    for function in FUNCTIONS:
        assert function.words and not function.words.endswith("."), function.name
        assert len({parameter.name for parameter in function.parameters}) == len(function.parameters)
